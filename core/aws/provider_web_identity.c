/* SPDX-License-Identifier: MIT */
/* Source: "Assume role credential provider", web identity, in the AWS SDKs and Tools Reference
 * Guide. */
#include "aws/provider.h"
#include "aws/sts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TOKEN_BYTES 20000 /* STS's limit */

/* The value of the variable if the environment may be used, else of the profile's key. */
static const char *find(
	const struct provider_request *request, const char *variable, const char *key)
{
	const char *value = request->uses_environment ? provider_variable(variable) : NULL;

	return value ? value : aws_config_get_of(request->client->config, request->profile, key);
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	const char *file = find(request, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
	const struct sts_role role = {
		.arn = find(request, "AWS_ROLE_ARN", "role_arn"),
		.session_name = find(request, "AWS_ROLE_SESSION_NAME", "role_session_name"),
	};
	enum provider_result result = PROVIDER_FAILED;

	if (!file) {
		return provider_skip(err,
			"neither AWS_WEB_IDENTITY_TOKEN_FILE nor web_identity_token_file is set");
	}
	if (!role.arn) {
		return provider_fail(err,
			"there is a web identity token file, but neither AWS_ROLE_ARN nor role_arn "
			"in profile %.64s",
			request->profile);
	}
	char *token = base_alloc(MAX_TOKEN_BYTES + 1), *path = aws_config_expand(file);

	/* Read the file each time, because the token in it is replaced before it expires. */
	if (!aws_client_read_file(request->client, path, token, MAX_TOKEN_BYTES + 1)) {
		provider_fail(err, "cannot read the web identity token in %.200s: %s", path,
			strerror(errno));
	} else if (sts_assume_role_with_web_identity(
			   request->client, token, &role, credentials, err)) {
		result = PROVIDER_FOUND;
	} else {
		provider_fail(err, "%s", err->text);
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"role %.110s with the token in %.110s", role.arn, path);
	explicit_bzero(token, MAX_TOKEN_BYTES + 1);
	free(token);
	free(path);
	return result;
}

const struct provider provider_web_identity = {
	.name = "web identity",
	.provide = provide,
	.is_of_profile = true,
};
