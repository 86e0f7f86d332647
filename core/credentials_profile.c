/* SPDX-License-Identifier: MIT */
#include "credentials_provider.h"

#include <stdio.h>

/*
 * Keys of a profile that lead to credentials elsewhere and come before the profile's own, as in
 * the AWS CLI: a profile with a role and keys means the role, and the keys alone may be allowed
 * more, or less.
 */
static const char *const other_sources[] = {
	"role_arn",
	"web_identity_token_file",
	"sso_session",
	"sso_start_url",
};

static bool refuse_source(const struct aws_config *config, const char *key, struct error *err)
{
	const char *profile = aws_config_profile(config);

	if (!aws_config_get(config, key)) {
		return false;
	}
	error_set(err, ERROR_CREDENTIALS,
		"profile %.64s uses %s, which beyatop does not follow; run eval \"$(aws configure "
		"export-credentials --profile %.64s --format env)\" and start it without --profile",
		profile, key, profile);
	return true;
}

/* Both keys and the token from one file: parts of two would not fit each other. */
static enum provider_answer take_from(const struct aws_config *config, enum aws_config_file file,
	struct credentials *credentials, struct error *err)
{
	const struct credentials_parts parts = {
		.id_name = "aws_access_key_id",
		.id = aws_config_get_from(config, file, "aws_access_key_id"),
		.secret_name = "aws_secret_access_key",
		.secret = aws_config_get_from(config, file, "aws_secret_access_key"),
		.token_name = "aws_session_token",
		.token = aws_config_get_from(config, file, "aws_session_token"),
		.place = credentials->source,
	};

	snprintf(credentials->source, sizeof(credentials->source), "profile %.64s in %.170s",
		aws_config_profile(config), aws_config_path(config, file));
	return credentials_take_parts(&parts, credentials, err);
}

enum provider_answer credentials_profile_provide(
	const struct aws_config *config, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer;

	for (size_t i = 0; i < ARRAY_LEN(other_sources); i++) {
		if (refuse_source(config, other_sources[i], err)) {
			return PROVIDER_FAILED;
		}
	}
	answer = take_from(config, AWS_CREDENTIALS_FILE, credentials, err);
	if (answer != PROVIDER_NOT_HERE) {
		return answer;
	}
	if (refuse_source(config, "credential_process", err)) {
		return PROVIDER_FAILED;
	}
	return take_from(config, AWS_CONFIG_FILE, credentials, err);
}
