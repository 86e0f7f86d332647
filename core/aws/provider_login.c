/* SPDX-License-Identifier: MIT */
/*
 * A profile of "aws login", whose sessions beyatop does not read: it names the way out. Comes after
 * credential_process, which is that way. Source: "Login credential provider" in the AWS SDKs and
 * Tools Reference Guide.
 */
#include "aws/provider.h"

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	const char *profile = request->profile;

	(void)credentials;
	if (!aws_config_get_of(request->client->config, profile, "login_session")) {
		return provider_skip(err, "no login_session in profile %.64s", profile);
	}
	return provider_fail(err,
		"profile %.64s signs in by aws login, which beyatop does not read; add this line "
		"to the profile: credential_process = aws configure export-credentials "
		"--profile %.64s --format process",
		profile, profile);
}

const struct provider provider_login = {
	.name = "login",
	.provide = provide,
	.is_of_profile = true,
};
