/* SPDX-License-Identifier: MIT */
/* Source: "Assume role credential provider", web identity, in the AWS SDKs and Tools Reference
 * Guide. */
#include "aws/credentials_provider.h"
#include "aws/sts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TOKEN_BYTES 20000 /* what STS takes */

/* The variable, where it may answer, else the profile's key. */
static const char *find(const struct provider_ask *ask, const char *variable, const char *key)
{
	const char *value = ask->uses_environment ? credentials_variable(variable) : NULL;

	return value ? value : aws_config_get_of(ask->resolver->config, ask->profile, key);
}

enum provider_answer credentials_web_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	const char *file = find(ask, "AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
	const struct sts_role role = {
		.arn = find(ask, "AWS_ROLE_ARN", "role_arn"),
		.session_name = find(ask, "AWS_ROLE_SESSION_NAME", "role_session_name"),
	};
	enum provider_answer answer = PROVIDER_FAILED;

	if (!file) {
		return credentials_pass(err,
			"neither AWS_WEB_IDENTITY_TOKEN_FILE nor web_identity_token_file is set");
	}
	if (!role.arn) {
		return credentials_fail(err,
			"there is a web identity token file, but neither AWS_ROLE_ARN nor role_arn "
			"in "
			"profile %.64s",
			ask->profile);
	}
	char *token = base_alloc(MAX_TOKEN_BYTES + 1), *path = aws_config_expand(file);

	/* The file is read again each time: its owner replaces it before the token in it expires.
	 */
	if (!credentials_read_file(ask->resolver, path, token, MAX_TOKEN_BYTES + 1)) {
		credentials_fail(err, "cannot read the web identity token in %.200s: %s", path,
			strerror(errno));
	} else if (sts_assume_role_with_web_identity(
			   ask->resolver, token, &role, credentials, err)) {
		answer = PROVIDER_FOUND;
	} else {
		credentials_fail(err, "%s", err->text);
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"role %.110s by the token in %.110s", role.arn, path);
	explicit_bzero(token, MAX_TOKEN_BYTES + 1);
	free(token);
	free(path);
	return answer;
}
