/* SPDX-License-Identifier: MIT */
/*
 * What a source of credentials implements: one file and one row of the table in credentials.c
 * each. They wait for whom they ask. One thread at a time.
 */
#ifndef BEYATOP_CREDENTIALS_PROVIDER_H
#define BEYATOP_CREDENTIALS_PROVIDER_H

#include "aws/credentials.h"
#include "aws/resolver.h"
#include "base/json.h"
#include "error.h"

#include <stdbool.h>

enum provider_answer {
	/* *credentials is filled */
	PROVIDER_FOUND,
	/* nothing was set up here: *err says so in a few words; ask the next one */
	PROVIDER_NOT_HERE,
	/* something was, but it does not work: *err says what, ask nobody else */
	PROVIDER_FAILED,
};

/* Who is asked for what. */
struct provider_ask {
	struct resolver *resolver;
	const char *profile;
	/* AWS_* variables may answer as well as the profile */
	bool uses_environment;
	/* the ask whose role needs these keys; NULL: none */
	const struct provider_ask *for_role;
};

/*
 * Fills *credentials but for provider and profile. On any answer but PROVIDER_FOUND it may be half
 * filled; the caller wipes it.
 */
typedef enum provider_answer provider_fn(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err);

/* AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION. */
provider_fn credentials_env_provide;

/* The profile's role_arn, with the keys of its source_profile or credential_source. */
provider_fn credentials_role_provide;

/* AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the like in the profile. */
provider_fn credentials_web_provide;

/* A login for single sign-on, in both its forms. */
provider_fn credentials_sso_provide;

/* The profile's own keys in ~/.aws/credentials, and in ~/.aws/config. */
provider_fn credentials_shared_provide, credentials_config_provide;

/* The profile's credential_process. */
provider_fn credentials_process_provide;

/* AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI: ECS, EKS and others. */
provider_fn credentials_container_provide;

/* The metadata service of an EC2 instance. */
provider_fn credentials_instance_provide;

/* --- For providers ------------------------------------------------------------------------- */

/*
 * Asks for the keys that a role of ask is taken on with: those of another profile, or of one of the
 * sources that credential_source may name ("Ec2InstanceMetadata"). Loops and unknown names are
 * PROVIDER_FAILED.
 */
enum provider_answer credentials_ask_profile(const struct provider_ask *ask, const char *profile,
	struct credentials *credentials, struct error *err);
enum provider_answer credentials_ask_source(const struct provider_ask *ask, const char *source,
	struct credentials *credentials, struct error *err);

/* Where the parts come from, and what they are called there. */
struct credentials_parts {
	const char *id_name, *secret_name, *token_name;
	/* NULL or empty: not set */
	const char *id, *secret, *token;
	/* RFC 3339; NULL or empty: they do not expire */
	const char *expiry_name, *expiry;
	/* "the environment": for messages */
	const char *place;
};

/*
 * Fills the keys, token and expiry of *credentials: PROVIDER_NOT_HERE when there is neither
 * id nor secret, PROVIDER_FAILED when one of them is missing, or one is too long or has a
 * character that cannot be in a key. The message names the part, never its value.
 */
enum provider_answer credentials_take_parts(
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err);

/*
 * The same of a document with AccessKeyId, SecretAccessKey, Expiration, perhaps AccountId, and a
 * token of the name that is given. PROVIDER_FAILED also where there are no keys, or they have
 * expired.
 */
enum provider_answer credentials_take_document(const struct resolver *resolver,
	const struct json *document, const char *token_name, const char *place,
	struct credentials *credentials, struct error *err);

/* A member's text, sanitised; "" where there is none. */
void credentials_copy_text(const struct json *document, const char *name, char *text, size_t size);

/*
 * Reads a small file that may hold a secret, without the line break at its end, and watches it.
 * False with errno set: EFBIG for over size - 1 bytes, EINVAL where it holds a NUL.
 */
MUST_USE bool credentials_read_file(
	struct resolver *resolver, const char *path, char *text, size_t size);

/* Sets *err to an ERROR_CREDENTIALS, or leaves it alone where it says that we are stopping. */
enum provider_answer credentials_fail(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Says why nothing is here. */
enum provider_answer credentials_pass(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* A variable's value; NULL where it is not set or empty. */
const char *credentials_variable(const char *name);

#endif
