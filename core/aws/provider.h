/* SPDX-License-Identifier: MIT */
/*
 * The interface of a credential provider, a source of credentials. To add one, add a row to
 * PROVIDERS and a file provider_NAME.c that defines provider_NAME. Providers may block on the
 * network. They do not depend on the chain that calls them. One thread at a time.
 */
#ifndef BEYATOP_PROVIDER_H
#define BEYATOP_PROVIDER_H

#include "aws/aws_client.h"
#include "aws/credentials.h"
#include "base/json.h"
#include "error.h"

#include <stdbool.h>

enum provider_result {
	/* *credentials is filled */
	PROVIDER_FOUND,
	/* not configured: *err says what is missing, and the chain tries the next provider */
	PROVIDER_NOT_CONFIGURED,
	/* configured but failed: *err says why, and the chain stops */
	PROVIDER_FAILED,
};

struct provider_request {
	struct aws_client *client;
	const char *profile;
	/* use AWS_* variables as well as the profile */
	bool uses_environment;
	/* the credentials that provider.find_base requested; NULL for other providers */
	const struct credentials *base;
};

/* Where to get the credentials that assume a role. Exactly one member is set. */
struct provider_base {
	/* another profile */
	const char *profile;
	/* a provider, by its credential_source: "Ec2InstanceMetadata" */
	const char *source;
};

struct provider {
	/* for messages: "single sign-on" */
	const char *name;
	/*
	 * Fills *credentials except provider and profile. On any result but PROVIDER_FOUND they may
	 * be partly filled; the caller wipes them.
	 */
	enum provider_result (*provide)(const struct provider_request *request,
		struct credentials *credentials, struct error *err);
	/* Finds where the base credentials come from. NULL if the provider needs none. */
	enum provider_result (*find_base)(const struct provider_request *request,
		struct provider_base *base, struct error *err);
	/* reads a profile, so it may be used for a source_profile */
	bool is_of_profile;
	/* reads only AWS_* variables, so --profile excludes it */
	bool is_of_environment;
	/* its name as a credential_source; NULL: it cannot be one */
	const char *source;
};

/* All providers in the order in which they are tried, the same as the AWS CLI's. */
#define PROVIDERS(ROW)                                                                             \
	ROW(provider_environment)                                                                  \
	ROW(provider_role)                                                                         \
	ROW(provider_web_identity)                                                                 \
	ROW(provider_sso)                                                                          \
	ROW(provider_credentials_file)                                                             \
	ROW(provider_process)                                                                      \
	ROW(provider_config_file)                                                                  \
	ROW(provider_login)                                                                        \
	ROW(provider_container)                                                                    \
	ROW(provider_instance)

#define PROVIDER_DECLARE(name) extern const struct provider name;
PROVIDERS(PROVIDER_DECLARE)

/* --- For providers ------------------------------------------------------------------------- */

/* Sets *err, unless it already is ERROR_STOPPED. Returns PROVIDER_FAILED. */
enum provider_result provider_fail(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Sets *err to what is missing. Returns PROVIDER_NOT_CONFIGURED. */
enum provider_result provider_skip(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Calls credentials_set() and credentials_check_expiry(), and converts the outcome. */
enum provider_result provider_set(const struct provider_request *request,
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err);

/*
 * Like provider_set(), from JSON with AccessKeyId, SecretAccessKey, Expiration, optionally
 * AccountId, and a token in the named member.
 */
enum provider_result provider_set_from_json(const struct provider_request *request,
	const struct json *json, const char *token_name, struct credentials *credentials,
	struct error *err);

/* Copies a member's text, sanitised; "" if there is none. */
void provider_copy_text(const struct json *json, const char *name, char *text, size_t size);

/* The value of an environment variable; NULL if it is unset or empty. */
const char *provider_variable(const char *name);

#endif
