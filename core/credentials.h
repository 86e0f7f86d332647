/* SPDX-License-Identifier: MIT */
/*
 * The keys that requests are signed with, and where they were found. Plain data. Secrets live in fixed
 * buffers that are zeroed by credentials_wipe().
 */
#ifndef BEYATOP_CREDENTIALS_H
#define BEYATOP_CREDENTIALS_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct credentials {
	char access_key_id[132];
	char secret_access_key[132];
	char session_token[8192]; /* empty when there is none */
	int64_t expiry_ms;        /* by the clock of who gave them; 0: never, as far as is known */
	char account_id[13];      /* where the source tells it; else "" */
	char arn[256];            /* of who signs with them, likewise */
	const char *provider;     /* the name of its row: "environment", "role"; static */
	char profile[64];         /* whose they are; "" when no profile led to them */
	char source[256]; /* for people: "environment", "profile prod in ~/.aws/credentials" */
};

/* Zeroes all of it in a way that the compiler keeps. */
void credentials_wipe(struct credentials *credentials);

/* True when both sign alike. */
bool credentials_are_equal(const struct credentials *a, const struct credentials *b);

#endif
