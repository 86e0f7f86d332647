/* SPDX-License-Identifier: MIT */
/*
 * Sources: "IMDS credential provider" in the AWS SDKs and Tools Reference Guide; "Retrieve security
 * credentials from instance metadata" and "Use IMDSv2" in the Amazon EC2 User Guide. Version 1,
 * without a token, is not spoken.
 */
#include "aws/credentials_provider.h"
#include "net/url.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_URL   "http://169.254.169.254"
#define IPV6_URL   "http://[fd00:ec2::254]"
#define ROLES_PATH "/latest/meta-data/iam/security-credentials/"
#define TIMEOUT_S  1 /* unless more is asked for, and at most: */
#define PATIENCE_S 60

struct metadata {
	struct resolver *resolver;
	const char *base;
	/* of each request */
	int64_t timeout_ms;
	/* the header's whole line; empty: none yet */
	char token[1100];
	int status;
	struct buf body;
};

static bool is_switched_off(void)
{
	const char *text = credentials_variable("AWS_EC2_METADATA_DISABLED");

	return text && text_equal_ignoring_case(text, "true");
}

static const char *setting(const struct provider_ask *ask, const char *variable, const char *key)
{
	const char *value = credentials_variable(variable);

	return value ? value : aws_config_get_of(ask->resolver->config, ask->profile, key);
}

static const char *find_base(const struct provider_ask *ask)
{
	const char *url =
		setting(ask, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint");
	const char *mode = setting(ask, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
		"ec2_metadata_service_endpoint_mode");

	return url ? url : mode && text_equal_ignoring_case(mode, "ipv6") ? IPV6_URL : IPV4_URL;
}

static int64_t find_timeout_ms(const struct provider_ask *ask)
{
	const char *text = setting(ask, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout");
	long asked_s = text ? strtol(text, NULL, 10) : 0;

	return 1000 * (asked_s < TIMEOUT_S           ? TIMEOUT_S
			      : asked_s > PATIENCE_S ? PATIENCE_S
						     : asked_s);
}

/* One request, with the token where there is one. A "/" at the end of the base is one too many. */
static bool fetch(struct metadata *metadata, const char *method, const char *path,
	const char *header, struct error *err)
{
	char url[600];
	size_t length = strlen(metadata->base);

	length -= length > 0 && metadata->base[length - 1] == '/';
	snprintf(url, sizeof(url), "%.*s%s", (int)(length < 300 ? length : 300), metadata->base,
		path);
	const struct http_request request = {
		.method = method,
		.url = url,
		.headers = &header,
		.headers_count = 1,
		.timeout_ms = metadata->timeout_ms,
	};

	buf_fini(&metadata->body);
	return resolver_fetch(
		metadata->resolver, &request, &metadata->status, &metadata->body, err);
}

/*
 * Begins a session. Who does not answer this is no instance; in a container it may be that the
 * answer, which may take one hop by default, got lost.
 */
static enum provider_answer fetch_token(struct metadata *metadata, struct error *err)
{
	if (!fetch(metadata, "PUT", "/latest/api/token",
		    "X-aws-ec2-metadata-token-ttl-seconds: 21600", err)) {
		if (err->kind == ERROR_STOPPED || metadata->resolver->metadata == METADATA_THERE) {
			return credentials_fail(
				err, "no answer from %.80s: %s", metadata->base, err->text);
		}
		metadata->resolver->metadata = METADATA_NOT_THERE;
		return credentials_pass(err,
			"no answer from %.80s (in a container, the instance's hop limit must be 2)",
			metadata->base);
	}
	const char *token = buf_text(&metadata->body);

	if (metadata->status != 200 || !*token || strpbrk(token, "\r\n")) {
		return credentials_pass(
			err, "%.80s gives no token (HTTP %d)", metadata->base, metadata->status);
	}
	metadata->resolver->metadata = METADATA_THERE;
	int length = snprintf(
		metadata->token, sizeof(metadata->token), "X-aws-ec2-metadata-token: %s", token);

	return length < (int)sizeof(metadata->token)
		       ? PROVIDER_FOUND
		       : credentials_fail(err, "%.80s: the token is too long", metadata->base);
}

/* The path of the role's keys: that of the only role, which the first line names. */
static enum provider_answer fetch_role(
	struct metadata *metadata, char *path, size_t size, struct error *err)
{
	if (!fetch(metadata, "GET", ROLES_PATH, metadata->token, err)) {
		return credentials_fail(err, "no answer from %.80s: %s", metadata->base, err->text);
	}
	if (metadata->status == 404) {
		return credentials_pass(err, "the instance has no role");
	}
	const char *role = buf_text(&metadata->body);
	size_t length = strcspn(role, "\r\n");
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_+=,.@-";

	if (metadata->status != 200 || length == 0 || length > 64 ||
		strspn(role, allowed) != length) {
		return credentials_fail(
			err, "%.80s names no role (HTTP %d)", metadata->base, metadata->status);
	}
	snprintf(path, size, ROLES_PATH "%.*s", (int)length, role);
	return PROVIDER_FOUND;
}

static enum provider_answer take_keys(
	const struct metadata *metadata, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer;
	char code[64], message[160];
	struct json *document = json_parse(buf_text(&metadata->body), metadata->body.length);

	credentials_copy_text(document, "Code", code, sizeof(code));
	credentials_copy_text(document, "Message", message, sizeof(message));
	if (metadata->status != 200 || !json_is_object(document)) {
		answer = credentials_fail(
			err, "%s: HTTP %d, and no keys", credentials->source, metadata->status);
	} else if (code[0] && strcmp(code, "Success") != 0) {
		/* A failure comes with status 200, too. */
		answer = credentials_fail(err, "%s: %s%s%s", credentials->source, code,
			message[0] ? ": " : "", message);
	} else {
		answer = credentials_take_document(metadata->resolver, document, "Token",
			credentials->source, credentials, err);
	}
	json_free_secret(document);
	return answer;
}

static enum provider_answer ask_instance(
	struct metadata *metadata, struct credentials *credentials, struct error *err)
{
	char path[200];
	enum provider_answer answer = fetch_token(metadata, err);

	if (answer == PROVIDER_FOUND) {
		answer = fetch_role(metadata, path, sizeof(path), err);
	}
	if (answer != PROVIDER_FOUND) {
		return answer;
	}
	snprintf(credentials->source, sizeof(credentials->source), "role %.64s of the instance",
		path + strlen(ROLES_PATH));
	if (!fetch(metadata, "GET", path, metadata->token, err)) {
		return credentials_fail(err, "no answer from %.80s: %s", metadata->base, err->text);
	}
	return take_keys(metadata, credentials, err);
}

enum provider_answer credentials_instance_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	struct metadata metadata = {.resolver = ask->resolver,
		.base = find_base(ask),
		.timeout_ms = find_timeout_ms(ask)};
	struct url url;

	if (is_switched_off()) {
		return credentials_pass(err, "AWS_EC2_METADATA_DISABLED is true");
	}
	if (ask->resolver->metadata == METADATA_NOT_THERE) {
		return credentials_pass(
			err, "%.80s did not answer, and is not asked again", metadata.base);
	}
	if (url_parse_origin(metadata.base, &url)) {
		return credentials_fail(err, "the URL for the instance's metadata is not usable");
	}
	enum provider_answer answer = ask_instance(&metadata, credentials, err);

	explicit_bzero(metadata.token, sizeof(metadata.token));
	buf_fini(&metadata.body);
	return answer;
}
