/* SPDX-License-Identifier: MIT */
/*
 * Where the keys come from. Each provider is one file and one row of the table
 * in credentials.c; the first that has something to say decides. Network
 * thread only. Secrets live in fixed buffers that are zeroed by credentials_wipe().
 */
#ifndef BEYATOP_CREDENTIALS_H
#define BEYATOP_CREDENTIALS_H

#include "aws_config.h"
#include "error.h"

#include <stdbool.h>

struct credentials {
	char access_key_id[132];
	char secret_access_key[132];
	char session_token[4096]; /* empty when there is none */
	char source[256];         /* "environment", "profile prod in ~/.aws/credentials" */
};

/*
 * Resolves the credentials: the profile that was asked for by --profile, else the
 * environment's keys, else AWS_PROFILE or "default" in the files. On failure *err is
 * ERROR_CREDENTIALS and says what was looked at and what to do; *credentials is untouched.
 * Precedence as the AWS CLI's user guide documents it.
 */
MUST_USE bool credentials_resolve(
	const struct aws_config *config, struct credentials *credentials, struct error *err);

/* Zeroes all of it in a way that the compiler keeps. */
void credentials_wipe(struct credentials *credentials);

#endif
