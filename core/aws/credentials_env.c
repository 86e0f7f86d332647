/* SPDX-License-Identifier: MIT */
#include "aws/credentials_provider.h"

#include <stdio.h>

enum provider_answer credentials_env_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	const struct credentials_parts parts = {
		.id_name = "AWS_ACCESS_KEY_ID",
		.id = credentials_variable("AWS_ACCESS_KEY_ID"),
		.secret_name = "AWS_SECRET_ACCESS_KEY",
		.secret = credentials_variable("AWS_SECRET_ACCESS_KEY"),
		.token_name = "AWS_SESSION_TOKEN",
		.token = credentials_variable("AWS_SESSION_TOKEN"),
		.expiry_name = "AWS_CREDENTIAL_EXPIRATION",
		.expiry = credentials_variable("AWS_CREDENTIAL_EXPIRATION"),
		.place = "the environment",
	};
	enum provider_answer answer = credentials_take_parts(&parts, credentials, err);

	if (answer == PROVIDER_FOUND &&
		!resolver_check_expiry(ask->resolver, credentials, parts.place, err)) {
		return PROVIDER_FAILED;
	}
	snprintf(credentials->source, sizeof(credentials->source), "environment");
	return answer;
}
