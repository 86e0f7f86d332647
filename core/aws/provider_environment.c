/* SPDX-License-Identifier: MIT */
#include "aws/provider.h"

#include <stdio.h>

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	const struct credentials_parts parts = {
		.id_name = "AWS_ACCESS_KEY_ID",
		.id = provider_variable("AWS_ACCESS_KEY_ID"),
		.secret_name = "AWS_SECRET_ACCESS_KEY",
		.secret = provider_variable("AWS_SECRET_ACCESS_KEY"),
		.token_name = "AWS_SESSION_TOKEN",
		.token = provider_variable("AWS_SESSION_TOKEN"),
		.expiry_name = "AWS_CREDENTIAL_EXPIRATION",
		.expiry = provider_variable("AWS_CREDENTIAL_EXPIRATION"),
		.place = "the environment",
	};

	if (!parts.id && !parts.secret) {
		return provider_skip(err, "AWS_ACCESS_KEY_ID is not set");
	}
	snprintf(credentials->source, sizeof(credentials->source), "environment");
	return provider_set(request, &parts, credentials, err);
}

const struct provider provider_environment = {
	.name = "environment",
	.provide = provide,
	.is_of_environment = true,
	.source = "Environment",
};
