/* SPDX-License-Identifier: MIT */
/*
 * Sources: "IMDS credential provider" in the AWS SDKs and Tools Reference Guide; "Retrieve security
 * credentials from instance metadata" and "Use IMDSv2" in the Amazon EC2 User Guide. Version 1,
 * without a token, is not supported.
 */
#include "aws/provider.h"
#include "net/url.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_URL   "http://169.254.169.254"
#define IPV6_URL   "http://[fd00:ec2::254]"
#define ROLES_PATH "/latest/meta-data/iam/security-credentials/"
/* IMDS request timeout: minimum (also the default) and maximum. */
#define MIN_TIMEOUT_S 1
#define MAX_TIMEOUT_S 60

struct metadata {
	const struct provider_request *request;
	const char *base;
	/* per request */
	int64_t timeout_ms;
	/* the whole token header; "": none yet */
	char token[1100];
	int status;
	struct buf body;
};

static bool is_disabled(void)
{
	const char *text = provider_variable("AWS_EC2_METADATA_DISABLED");

	return text && text_equal_ignoring_case(text, "true");
}

static const char *setting(
	const struct provider_request *request, const char *variable, const char *key)
{
	const char *value = provider_variable(variable);

	return value ? value : aws_config_get_of(request->client->config, request->profile, key);
}

static const char *find_base(const struct provider_request *request)
{
	const char *url = setting(
		request, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
	const char *mode = setting(request, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
		"ec2_metadata_service_endpoint_mode");

	return url ? url : mode && text_equal_ignoring_case(mode, "ipv6") ? IPV6_URL : IPV4_URL;
}

static int64_t find_timeout_ms(const struct provider_request *request)
{
	const char *text =
		setting(request, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout");
	long wanted_s = text ? strtol(text, NULL, 10) : 0;

	return 1000 * (wanted_s < MIN_TIMEOUT_S          ? MIN_TIMEOUT_S
			      : wanted_s > MAX_TIMEOUT_S ? MAX_TIMEOUT_S
							 : wanted_s);
}

/*
 * Sends one request with one header. Drops a "/" at the end of the base URL, because path starts
 * with one.
 */
static bool fetch(struct metadata *metadata, const char *method, const char *path,
	const char *header, struct error *err)
{
	char url[600];
	size_t length = strlen(metadata->base);

	length -= length > 0 && metadata->base[length - 1] == '/';
	snprintf(url, sizeof(url), "%.*s%s", (int)(length < 300 ? length : 300), metadata->base,
		path);
	const struct http_request http = {
		.method = method,
		.url = url,
		.headers = &header,
		.headers_count = 1,
		.timeout_ms = metadata->timeout_ms,
	};

	buf_fini(&metadata->body);
	return aws_client_fetch(
		metadata->request->client, &http, &metadata->status, &metadata->body, err);
}

static enum provider_result fail_to_respond(const struct metadata *metadata, struct error *err)
{
	return provider_fail(err, "no response from %.80s: %s", metadata->base, err->text);
}

/*
 * Gets a session token. No response usually means that this is not an EC2 instance. In a container
 * the response may have been dropped, because its default hop limit is 1.
 */
static enum provider_result fetch_token(struct metadata *metadata, struct error *err)
{
	enum aws_client_metadata *presence = &metadata->request->client->metadata;

	if (!fetch(metadata, "PUT", "/latest/api/token",
		    "X-aws-ec2-metadata-token-ttl-seconds: 21600", err)) {
		if (err->kind == ERROR_STOPPED || *presence == METADATA_PRESENT) {
			return fail_to_respond(metadata, err);
		}
		*presence = METADATA_ABSENT;
		return provider_skip(err,
			"no response from %.80s (in a container, the instance's hop limit must be "
			"at least 2)",
			metadata->base);
	}
	const char *token = buf_text(&metadata->body);

	if (metadata->status != 200 || !*token || strpbrk(token, "\r\n")) {
		return provider_skip(
			err, "%.80s returned no token (HTTP %d)", metadata->base, metadata->status);
	}
	*presence = METADATA_PRESENT;
	int length = snprintf(
		metadata->token, sizeof(metadata->token), "X-aws-ec2-metadata-token: %s", token);

	return length < (int)sizeof(metadata->token)
		       ? PROVIDER_FOUND
		       : provider_fail(err, "%.80s: the token is too long", metadata->base);
}

/* Finds the credentials path of the instance's role; the response's first line is the role name. */
static enum provider_result fetch_role(
	struct metadata *metadata, char *path, size_t size, struct error *err)
{
	if (!fetch(metadata, "GET", ROLES_PATH, metadata->token, err)) {
		return fail_to_respond(metadata, err);
	}
	if (metadata->status == 404) {
		return provider_skip(err, "the instance has no role");
	}
	const char *role = buf_text(&metadata->body);
	size_t length = strcspn(role, "\r\n");
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_+=,.@-";

	if (metadata->status != 200 || length == 0 || length > 64 ||
		strspn(role, allowed) != length) {
		return provider_fail(
			err, "%.80s returned no role (HTTP %d)", metadata->base, metadata->status);
	}
	snprintf(path, size, ROLES_PATH "%.*s", (int)length, role);
	return PROVIDER_FOUND;
}

static enum provider_result read_credentials(
	const struct metadata *metadata, struct credentials *credentials, struct error *err)
{
	enum provider_result result;
	char code[64], message[160];
	struct json *json = json_parse(buf_text(&metadata->body), metadata->body.length);

	provider_copy_text(json, "Code", code, sizeof(code));
	provider_copy_text(json, "Message", message, sizeof(message));
	if (metadata->status != 200 || !json_is_object(json)) {
		result = provider_fail(err, "%s: HTTP %d without credentials", credentials->source,
			metadata->status);
	} else if (code[0] && strcmp(code, "Success") != 0) {
		/* IMDS also reports failures with status 200. */
		result = provider_fail(err, "%s: %s%s%s", credentials->source, code,
			message[0] ? ": " : "", message);
	} else {
		result = provider_set_from_json(metadata->request, json, "Token", credentials, err);
	}
	json_free(json);
	return result;
}

static enum provider_result fetch_credentials(
	struct metadata *metadata, struct credentials *credentials, struct error *err)
{
	char path[200];
	enum provider_result result = fetch_token(metadata, err);

	if (result == PROVIDER_FOUND) {
		result = fetch_role(metadata, path, sizeof(path), err);
	}
	if (result != PROVIDER_FOUND) {
		return result;
	}
	snprintf(credentials->source, sizeof(credentials->source), "role %.64s of the instance",
		path + strlen(ROLES_PATH));
	if (!fetch(metadata, "GET", path, metadata->token, err)) {
		return fail_to_respond(metadata, err);
	}
	return read_credentials(metadata, credentials, err);
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	struct metadata metadata = {.request = request,
		.base = find_base(request),
		.timeout_ms = find_timeout_ms(request)};
	struct url url;

	if (is_disabled()) {
		return provider_skip(err, "AWS_EC2_METADATA_DISABLED is true");
	}
	if (request->client->metadata == METADATA_ABSENT) {
		return provider_skip(
			err, "%.80s did not respond and is not tried again", metadata.base);
	}
	if (url_parse_origin(metadata.base, &url)) {
		return provider_fail(err, "the URL of the instance metadata service is invalid");
	}
	enum provider_result result = fetch_credentials(&metadata, credentials, err);

	explicit_bzero(metadata.token, sizeof(metadata.token));
	buf_fini(&metadata.body);
	return result;
}

const struct provider provider_instance = {
	.name = "instance",
	.provide = provide,
	.source = "Ec2InstanceMetadata",
};
