/* SPDX-License-Identifier: MIT */
/* Source: "Assume role credential provider" in the AWS SDKs and Tools Reference Guide. */
#include "aws/credentials_provider.h"
#include "aws/sts.h"

#include <stdio.h>

/* The keys that may take on the role. */
static enum provider_answer find_base(
	const struct provider_ask *ask, struct credentials *base, struct error *err)
{
	const struct aws_config *config = ask->resolver->config;
	const char *profile = aws_config_get_of(config, ask->profile, "source_profile");
	const char *source = aws_config_get_of(config, ask->profile, "credential_source");

	if (!profile == !source) {
		return credentials_fail(err,
			"profile %.64s has role_arn and %s of source_profile and "
			"credential_source; it needs one",
			ask->profile, profile ? "both" : "neither");
	}
	return profile ? credentials_ask_profile(ask, profile, base, err)
		       : credentials_ask_source(ask, source, base, err);
}

enum provider_answer credentials_role_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	const struct aws_config *config = ask->resolver->config;
	const char *profile = ask->profile;
	const struct sts_role role = {
		.arn = aws_config_get_of(config, profile, "role_arn"),
		.session_name = aws_config_get_of(config, profile, "role_session_name"),
		.external_id = aws_config_get_of(config, profile, "external_id"),
		.duration_s = aws_config_get_of(config, profile, "duration_seconds"),
	};

	if (!role.arn || aws_config_get_of(config, profile, "web_identity_token_file")) {
		return credentials_pass(
			err, "no role_arn for AssumeRole in profile %.64s", profile);
	}
	if (aws_config_get_of(config, profile, "mfa_serial")) {
		return credentials_fail(err,
			"profile %.64s needs a code (mfa_serial), which beyatop does not ask for; "
			"run "
			"eval \"$(aws configure export-credentials --profile %.64s --format env)\" "
			"and "
			"start it without --profile",
			profile, profile);
	}
	struct credentials base = {0};
	enum provider_answer answer = find_base(ask, &base, err);

	if (answer == PROVIDER_FOUND) {
		answer = sts_assume_role(ask->resolver, &base, &role, credentials, err)
				 ? PROVIDER_FOUND
				 : credentials_fail(err, "%s", err->text);
		snprintf(credentials->source, sizeof(credentials->source),
			"role %.120s of profile %.64s", role.arn, profile);
	}
	credentials_wipe(&base);
	return answer;
}
