/* SPDX-License-Identifier: MIT */
/*
 * What a source of credentials implements ("credential provider" in AWS's documentation): one file,
 * provider_NAME.c, which defines provider_NAME, and one row of PROVIDERS. Providers may wait for
 * the network. They know nothing of the chain that calls them. One thread at a time.
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
	/* nothing is configured here: *err says what is missing; the next provider is tried */
	PROVIDER_NOT_CONFIGURED,
	/* it is configured but does not work: *err says why; no other provider is tried */
	PROVIDER_FAILED,
};

struct provider_request {
	struct aws_client *client;
	const char *profile;
	/* AWS_* variables count as well as the profile */
	bool uses_environment;
	/* what provider.find_base asked for; NULL for other providers */
	const struct credentials *base;
};

/* Where the credentials come from that a role is assumed with: one of the two is set. */
struct provider_base {
	/* another profile */
	const char *profile;
	/* the credential_source of a provider: "Ec2InstanceMetadata" */
	const char *source;
};

struct provider {
	/* for messages: "single sign-on" */
	const char *name;
	/*
	 * Fills *credentials except provider and profile. On any result but PROVIDER_FOUND it may
	 * be half filled; the caller wipes it.
	 */
	enum provider_result (*provide)(const struct provider_request *request,
		struct credentials *credentials, struct error *err);
	/* NULL unless the provider needs other credentials first */
	enum provider_result (*find_base)(const struct provider_request *request,
		struct provider_base *base, struct error *err);
	/* it reads a profile, so that a source_profile may use it */
	bool is_of_profile;
	/* it only reads AWS_* variables, so that --profile rules it out */
	bool is_of_environment;
	/* its name as a credential_source; NULL: it cannot be one */
	const char *source;
};

/* All providers in the order in which they are tried, which is the AWS CLI's. */
#define PROVIDERS(ROW)                                                                             \
	ROW(provider_environment)                                                                  \
	ROW(provider_role)                                                                         \
	ROW(provider_web_identity)                                                                 \
	ROW(provider_sso)                                                                          \
	ROW(provider_credentials_file)                                                             \
	ROW(provider_process)                                                                      \
	ROW(provider_config_file)                                                                  \
	ROW(provider_container)                                                                    \
	ROW(provider_instance)

#define PROVIDER_DECLARE(name) extern const struct provider name;
PROVIDERS(PROVIDER_DECLARE)

/* --- For providers ------------------------------------------------------------------------- */

/* Fills *err, unless it already says that the program is stopping. Returns PROVIDER_FAILED. */
enum provider_result provider_fail(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Says what is missing. Returns PROVIDER_NOT_CONFIGURED. */
enum provider_result provider_skip(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* credentials_set() and credentials_check_expiry() as a result. */
enum provider_result provider_set(const struct provider_request *request,
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err);

/*
 * The same from JSON with AccessKeyId, SecretAccessKey, Expiration, perhaps AccountId, and a token
 * of the given name.
 */
enum provider_result provider_set_from_json(const struct provider_request *request,
	const struct json *json, const char *token_name, struct credentials *credentials,
	struct error *err);

/* A member's text, sanitised; "" if there is none. */
void provider_copy_text(const struct json *json, const char *name, char *text, size_t size);

/* The value of an environment variable; NULL if it is unset or empty. */
const char *provider_variable(const char *name);

#endif
