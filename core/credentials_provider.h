/* SPDX-License-Identifier: MIT */
/*
 * What a source of credentials implements: one file and one row of the table in credentials.c
 * each. Network thread only.
 */
#ifndef BEYATOP_CREDENTIALS_PROVIDER_H
#define BEYATOP_CREDENTIALS_PROVIDER_H

#include "aws_config.h"
#include "credentials.h"
#include "error.h"

#include <stdbool.h>
#include <stddef.h>

enum provider_answer {
	PROVIDER_FOUND,    /* *credentials is filled */
	PROVIDER_NOT_HERE, /* nothing was set up here: ask the next one */
	PROVIDER_FAILED,   /* something was, but it is wrong: *err says what, ask nobody else */
};

/* On any answer but PROVIDER_FOUND, *credentials may be half filled; the caller wipes it. */
typedef enum provider_answer provider_fn(
	const struct aws_config *config, struct credentials *credentials, struct error *err);

/* AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; not asked when --profile was given. */
provider_fn credentials_env_provide;

/* The profile's own keys in the shared files. */
provider_fn credentials_profile_provide;

/* Where the three parts come from, and what they are called there. */
struct credentials_parts {
	const char *id_name, *secret_name, *token_name;
	const char *id, *secret, *token; /* NULL or empty: not set */
	const char *place;               /* "the environment": for messages */
};

/*
 * Fills *credentials but for its source from the parts: PROVIDER_NOT_HERE when there is neither
 * id nor secret, PROVIDER_FAILED when one of them is missing, or one is too long or has a
 * character that cannot be in a key. The message names the part, never its value.
 */
enum provider_answer credentials_take_parts(
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err);

#endif
