/* SPDX-License-Identifier: MIT */
/* Source: "Assume role credential provider" in the AWS SDKs and Tools Reference Guide. */
#include "aws/provider.h"
#include "aws/sts.h"

#include <stdio.h>

static const char *get(const struct provider_request *request, const char *key)
{
	return aws_config_get_of(request->client->config, request->profile, key);
}

static enum provider_result find_base(
	const struct provider_request *request, struct provider_base *base, struct error *err)
{
	const char *profile = request->profile;

	if (!get(request, "role_arn") || get(request, "web_identity_token_file")) {
		return provider_skip(err, "no role_arn for AssumeRole in profile %.64s", profile);
	}
	if (get(request, "mfa_serial")) {
		return provider_fail(err,
			"profile %.64s needs an MFA code (mfa_serial), which beyatop cannot ask "
			"for; run eval \"$(aws configure export-credentials --profile %.64s "
			"--format env)\" and start beyatop without --profile",
			profile, profile);
	}
	base->profile = get(request, "source_profile");
	base->source = get(request, "credential_source");
	if (!base->profile == !base->source) {
		return provider_fail(err,
			"profile %.64s has role_arn and %s of source_profile and "
			"credential_source; it needs exactly one",
			profile, base->profile ? "both" : "neither");
	}
	return PROVIDER_FOUND;
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	const struct sts_role role = {
		.arn = get(request, "role_arn"),
		.session_name = get(request, "role_session_name"),
		.external_id = get(request, "external_id"),
		.duration_s = get(request, "duration_seconds"),
	};

	if (!sts_assume_role(request->client, request->base, &role, credentials, err)) {
		return provider_fail(err, "%s", err->text);
	}
	snprintf(credentials->source, sizeof(credentials->source), "role %.120s of profile %.64s",
		role.arn, request->profile);
	return PROVIDER_FOUND;
}

const struct provider provider_role = {
	.name = "role",
	.provide = provide,
	.find_base = find_base,
	.is_of_profile = true,
};
