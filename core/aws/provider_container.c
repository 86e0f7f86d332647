/* SPDX-License-Identifier: MIT */
/* Source: "Container credential provider" in the AWS SDKs and Tools Reference Guide. */
#include "aws/provider.h"
#include "net/url.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ECS_URL    "http://169.254.170.2"
#define TIMEOUT_MS 2000

/* Hosts other than this machine that may be called by plain http. */
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

static enum provider_result find_url(char *text, size_t size, struct error *err)
{
	const char *relative = provider_variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *full = provider_variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
	struct url url;

	if (!relative && !full) {
		return provider_skip(
			err, "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI is set");
	}
	int length =
		snprintf(text, size, "%s%s", relative ? ECS_URL : "", relative ? relative : full);

	if ((relative && relative[0] != '/') || length >= (int)size) {
		return provider_fail(err, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path");
	}
	const char *problem = url_parse_origin(text, &url);

	if (problem) {
		return provider_fail(
			err, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not a usable URL: %s", problem);
	}
	if (!is_trusted(&url)) {
		return provider_fail(err,
			"AWS_CONTAINER_CREDENTIALS_FULL_URI: http is only allowed to this machine, "
			"ECS and EKS, not to %.100s; use https",
			url.host);
	}
	return PROVIDER_FOUND;
}

static bool read_token(struct aws_client *client, const char *path, char *token, size_t size)
{
	char *expanded = aws_config_expand(path);
	bool is_read = aws_client_read_file(client, expanded, token, size);
	int failure = errno;

	free(expanded);
	errno = failure;
	return is_read;
}

/*
 * Makes the header "Authorization: …"; "" if no token is configured. Reads the token file each
 * time.
 */
static enum provider_result find_authorization(
	const struct provider_request *request, char *line, size_t size, struct error *err)
{
	static const char name[] = "Authorization: ";
	const char *path = provider_variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	const char *token = provider_variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
	char *value = line + strlen(name);

	line[0] = '\0';
	if (!path && !token) {
		return PROVIDER_FOUND;
	}
	memcpy(line, name, sizeof(name));
	if (path && !read_token(request->client, path, value, size - strlen(name))) {
		return provider_fail(err,
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: cannot read %.150s: %s", path,
			strerror(errno));
	}
	if (!path &&
		snprintf(value, size - strlen(name), "%s", token) >= (int)(size - strlen(name))) {
		return provider_fail(err, "AWS_CONTAINER_AUTHORIZATION_TOKEN is too long");
	}
	if (strpbrk(line, "\r\n")) {
		return provider_fail(err, "the container's authorization token contains a newline");
	}
	return PROVIDER_FOUND;
}

static enum provider_result read_response(const struct provider_request *request, int status,
	const struct buf *body, struct credentials *credentials, struct error *err)
{
	enum provider_result result;
	char code[64], message[160];
	struct json *json = json_parse(buf_text(body), body->length);

	provider_copy_text(json, "code", code, sizeof(code));
	provider_copy_text(json, "message", message, sizeof(message));
	if (status != 200 || !json_is_object(json)) {
		result = provider_fail(err, "%s returned HTTP %d%s%s%s%s", credentials->source,
			status, code[0] ? ", " : "", code, message[0] ? ": " : "", message);
	} else {
		result = provider_set_from_json(request, json, "Token", credentials, err);
	}
	json_free(json);
	return result;
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	char url[600], authorization[4200];
	const char *headers[] = {"Accept: application/json", authorization};
	struct buf body = {0};
	int status;
	enum provider_result result = find_url(url, sizeof(url), err);

	if (result != PROVIDER_FOUND) {
		return result;
	}
	result = find_authorization(request, authorization, sizeof(authorization), err);
	if (result != PROVIDER_FOUND) {
		goto out;
	}
	snprintf(credentials->source, sizeof(credentials->source), "the container's %.200s", url);
	const struct http_request http = {
		.method = "GET",
		.url = url,
		.headers = headers,
		.headers_count = authorization[0] ? 2 : 1,
		.timeout_ms = TIMEOUT_MS,
	};

	if (aws_client_fetch(request->client, &http, &status, &body, err)) {
		result = read_response(request, status, &body, credentials, err);
	} else {
		result = provider_fail(
			err, "no response from %s: %s", credentials->source, err->text);
	}
out:
	explicit_bzero(authorization, sizeof(authorization));
	buf_fini(&body);
	return result;
}

const struct provider provider_container = {
	.name = "container",
	.provide = provide,
	.source = "EcsContainer",
};
