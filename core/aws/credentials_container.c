/* SPDX-License-Identifier: MIT */
/* Source: "Container credential provider" in the AWS SDKs and Tools Reference Guide. */
#include "aws/credentials_provider.h"
#include "net/url.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ECS_URL    "http://169.254.170.2"
#define TIMEOUT_MS 2000

/* Who may be told the token without encryption, beside this machine. */
static const char *const trusted_hosts[] = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};

static bool is_trusted(const struct url *url)
{
	for (size_t i = 0; i < ARRAY_LEN(trusted_hosts); i++) {
		if (strcmp(url->host, trusted_hosts[i]) == 0) {
			return true;
		}
	}
	return !url->is_plain || url_is_loopback(url->host);
}

static enum provider_answer find_url(char *text, size_t size, struct error *err)
{
	const char *relative = credentials_variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = credentials_variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	struct url url;

	if (!relative && !full) {
		return credentials_pass(
			err, "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI is set");
	}
	int length =
		snprintf(text, size, "%s%s", relative ? ECS_URL : "", relative ? relative : full);

	if ((relative && relative[0] != '/') || length >= (int)size) {
		return credentials_fail(err, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path");
	}
	const char *problem = url_parse_origin(text, &url);

	if (problem) {
		return credentials_fail(
			err, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not a usable URL: %s", problem);
	}
	if (!is_trusted(&url)) {
		return credentials_fail(err,
			"AWS_CONTAINER_CREDENTIALS_FULL_URI: keys must not come by http from "
			"%.100s, which is not this machine, ECS or EKS",
			url.host);
	}
	return PROVIDER_FOUND;
}

/* The line "Authorization: …"; empty when no token is wanted. The file is read anew each time. */
static enum provider_answer find_authorization(
	const struct provider_ask *ask, char *line, size_t size, struct error *err)
{
	static const char name[] = "Authorization: ";
	const char *path = credentials_variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *token = credentials_variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
	char *value = line + strlen(name);

	line[0] = '\0';
	if (!path && !token) {
		return PROVIDER_FOUND;
	}
	memcpy(line, name, sizeof(name));
	if (path && !credentials_read_file(ask->resolver, path, value, size - strlen(name))) {
		return credentials_fail(err,
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: cannot read %.150s: %s", path,
			strerror(errno));
	}
	if (!path &&
		snprintf(value, size - strlen(name), "%s", token) >= (int)(size - strlen(name))) {
		return credentials_fail(err, "AWS_CONTAINER_AUTHORIZATION_TOKEN is too long");
	}
	if (strpbrk(line, "\r\n")) {
		return credentials_fail(
			err, "the container's authorization token has a line break");
	}
	return PROVIDER_FOUND;
}

static enum provider_answer take_answer(const struct provider_ask *ask, int status,
	const struct buf *body, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer;
	char code[64], message[160];
	struct json *document = json_parse(buf_text(body), body->length);

	credentials_copy_text(document, "code", code, sizeof(code));
	credentials_copy_text(document, "message", message, sizeof(message));
	if (status != 200 || !json_is_object(document)) {
		answer = credentials_fail(err, "%s answered with HTTP %d%s%s%s%s",
			credentials->source, status, code[0] ? ", " : "", code,
			message[0] ? ": " : "", message);
	} else {
		answer = credentials_take_document(
			ask->resolver, document, "Token", credentials->source, credentials, err);
	}
	json_free_secret(document);
	return answer;
}

enum provider_answer credentials_container_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	char url[600], authorization[4200];
	const char *headers[] = {"Accept: application/json", authorization};
	struct buf body = {0};
	int status;
	enum provider_answer answer = find_url(url, sizeof(url), err);

	if (answer != PROVIDER_FOUND) {
		return answer;
	}
	answer = find_authorization(ask, authorization, sizeof(authorization), err);
	if (answer != PROVIDER_FOUND) {
		goto out;
	}
	snprintf(credentials->source, sizeof(credentials->source), "the container's %.200s", url);
	const struct http_request request = {
		.method = "GET",
		.url = url,
		.headers = headers,
		.headers_count = authorization[0] ? 2 : 1,
		.timeout_ms = TIMEOUT_MS,
	};

	if (resolver_fetch(ask->resolver, &request, &status, &body, err)) {
		answer = take_answer(ask, status, &body, credentials, err);
	} else {
		answer = credentials_fail(
			err, "no answer from %s: %s", credentials->source, err->text);
	}
out:
	explicit_bzero(authorization, sizeof(authorization));
	buf_fini(&body);
	return answer;
}
