/* SPDX-License-Identifier: MIT */
/* Two providers: access keys of a profile in ~/.aws/credentials and in ~/.aws/config. */
#include "aws/provider.h"

#include <stdio.h>

/* Takes all parts from one file, because parts of two files would not match. */
static enum provider_result provide_from(const struct provider_request *request,
	enum aws_config_file file, struct credentials *credentials, struct error *err)
{
	const struct aws_config *config = request->client->config;
	const char *profile = request->profile;
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
		return provider_skip(err, "no aws_access_key_id in %s", credentials->source);
	}
	return provider_set(request, &parts, credentials, err);
}

static enum provider_result provide_from_credentials(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	return provide_from(request, AWS_CREDENTIALS_FILE, credentials, err);
}

static enum provider_result provide_from_config(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	return provide_from(request, AWS_CONFIG_FILE, credentials, err);
}

const struct provider provider_credentials_file = {
	.name = "credentials file",
	.provide = provide_from_credentials,
	.is_of_profile = true,
};

const struct provider provider_config_file = {
	.name = "config file",
	.provide = provide_from_config,
	.is_of_profile = true,
};
