/* SPDX-License-Identifier: MIT */
#include "credentials_provider.h"

#include <stdio.h>
#include <stdlib.h>

enum provider_answer credentials_env_provide(
	const struct aws_config *config, struct credentials *credentials, struct error *err)
{
	const struct credentials_parts parts = {
		.id_name = "AWS_ACCESS_KEY_ID",
		.id = getenv("AWS_ACCESS_KEY_ID"),
		.secret_name = "AWS_SECRET_ACCESS_KEY",
		.secret = getenv("AWS_SECRET_ACCESS_KEY"),
		.token_name = "AWS_SESSION_TOKEN",
		.token = getenv("AWS_SESSION_TOKEN"),
		.place = "the environment",
	};

	if (aws_config_profile_is_explicit(config)) {
		return PROVIDER_NOT_HERE;
	}
	snprintf(credentials->source, sizeof(credentials->source), "environment");
	return credentials_take_parts(&parts, credentials, err);
}
