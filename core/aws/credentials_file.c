/* SPDX-License-Identifier: MIT */
#include "aws/credentials_provider.h"

#include <stdio.h>

/* Both keys and the token from one file: parts of two would not fit each other. */
static enum provider_answer take_from(const struct provider_ask *ask, enum aws_config_file file,
	struct credentials *credentials, struct error *err)
{
	const struct aws_config *config = ask->resolver->config;
	const char *profile = ask->profile;
	const struct credentials_parts parts = {
		.id_name = "aws_access_key_id",
		.id = aws_config_find(config, file, profile, "aws_access_key_id"),
		.secret_name = "aws_secret_access_key",
		.secret = aws_config_find(config, file, profile, "aws_secret_access_key"),
		.token_name = "aws_session_token",
		.token = aws_config_find(config, file, profile, "aws_session_token"),
		.place = credentials->source,
	};

	snprintf(credentials->source, sizeof(credentials->source), "profile %.64s in %.170s",
		profile, aws_config_path(config, file));
	if (!parts.id && !parts.secret) {
		return credentials_pass(err, "no aws_access_key_id in %s", credentials->source);
	}
	return credentials_take_parts(&parts, credentials, err);
}

enum provider_answer credentials_shared_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	return take_from(ask, AWS_CREDENTIALS_FILE, credentials, err);
}

enum provider_answer credentials_config_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	return take_from(ask, AWS_CONFIG_FILE, credentials, err);
}
