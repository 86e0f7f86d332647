/* SPDX-License-Identifier: MIT */
/*
 * The credentials that sign requests, and where they came from. Plain data. Secrets are stored in
 * fixed buffers, which credentials_wipe() zeroes.
 */
#ifndef BEYATOP_CREDENTIALS_H
#define BEYATOP_CREDENTIALS_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

#define CREDENTIALS_ACCOUNT_SIZE 13

struct credentials {
	char access_key_id[132];
	char secret_access_key[132];
	/* "" if there is none */
	char session_token[8192];
	/* by the issuer's clock; 0: no known expiry */
	int64_t expiry_ms;
	/* their expiry is in a form that is not read; the credentials may still be good */
	bool has_odd_expiry;
	/* "" if unknown */
	char account_id[CREDENTIALS_ACCOUNT_SIZE];
	/* of the caller; "" if unknown */
	char arn[256];
	/* the provider's name: "environment", "role"; static */
	const char *provider;
	/* the profile they come from; "" if none */
	char profile[64];
	/* for messages: "environment", "profile prod in ~/.aws/credentials" */
	char source[256];
};

/* Zeroes the struct in a way that the compiler cannot optimise out. */
void credentials_wipe(struct credentials *credentials);

/* True if both have the same access key, secret and token. */
bool credentials_are_equal(const struct credentials *a, const struct credentials *b);

/* The account in an ARN, "arn:aws:sts::123456789012:assumed-role/…"; "" if it has none. */
void credentials_copy_account(const char *arn, char account[CREDENTIALS_ACCOUNT_SIZE]);

/* Texts to parse credentials from, and their names for messages. */
struct credentials_parts {
	const char *id_name, *secret_name, *token_name;
	/* NULL or "": not set */
	const char *id, *secret, *token;
	/* as text, in any of timestamp_forms; NULL or "": no expiry */
	const char *expiry_name, *expiry;
	/* for messages: "the environment" */
	const char *place;
};

/*
 * Fills access key, secret, token and expiry of *credentials. ERROR_CREDENTIALS if the ID or secret
 * is missing, a part is too long or has an invalid character, or the expiry has no digit;
 * *credentials may then be partly filled. The message names the part but never its value.
 */
MUST_USE bool credentials_set(
	struct credentials *credentials, const struct credentials_parts *parts, struct error *err);

/* False with ERROR_CREDENTIALS, whose text names the place, if they have expired. */
MUST_USE bool credentials_check_expiry(const struct credentials *credentials, int64_t now_ms,
	const char *place, struct error *err);

#endif
