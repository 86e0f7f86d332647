/* SPDX-License-Identifier: MIT */
/*
 * The keys that requests are signed with, and where they were found. Plain data. Secrets live in
 * fixed buffers that are zeroed by credentials_wipe().
 */
#ifndef BEYATOP_CREDENTIALS_H
#define BEYATOP_CREDENTIALS_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials {
	char access_key_id[132];
	char secret_access_key[132];
	/* empty when there is none */
	char session_token[8192];
	/* by the clock of who gave them; 0: never, as far as is known */
	int64_t expiry_ms;
	/* where the source tells it; else "" */
	char account_id[13];
	/* of who signs with them, likewise */
	char arn[256];
	/* the name of its row: "environment", "role"; static */
	const char *provider;
	/* whose they are; "" when no profile led to them */
	char profile[64];
	/* for people: "environment", "profile prod in ~/.aws/credentials" */
	char source[256];
};

/* Zeroes all of it in a way that the compiler keeps. */
void credentials_wipe(struct credentials *credentials);

/* True when both sign alike. */
bool credentials_are_equal(const struct credentials *a, const struct credentials *b);

#endif
