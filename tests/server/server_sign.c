/* SPDX-License-Identifier: MIT */
#include "server/server_sign.h"

#include "server/server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ALGORITHM  "AWS4-HMAC-SHA256"
#define ALLOWED_MS (INT64_C(5) * 60 * 1000)
#define AMZ_PREFIX "x-amz-"
#define MAX_SCOPE  128

/* What an Authorization header says. */
struct authorization {
	char credential[MAX_SCOPE + sizeof(((struct credentials *)0)->access_key_id)];
	char signed_headers[512];
	char signature[65];
};

PRINTF_LIKE(3, 4)
static bool refuse(struct server_refusal *refusal, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(refusal->message, sizeof(refusal->message), format, args);
	va_end(args);
	refusal->code = code;
	return false;
}

/* The value after "Name=", which ends at a comma. */
static bool find_part(const char *text, const char *name, char *value, size_t size)
{
	const char *found = strstr(text, name);

	if (!found) {
		return false;
	}
	found += strlen(name);
	size_t length = strcspn(found, ", ");

	if (length == 0 || length >= size) {
		return false;
	}
	memcpy(value, found, length);
	value[length] = '\0';
	return true;
}

static bool parse_authorization(
	const char *text, struct authorization *parsed, struct server_refusal *refusal)
{
	if (!text[0]) {
		return refuse(refusal, "MissingAuthenticationTokenException",
			"Request is missing Authentication Token");
	}
	if (strncmp(text, ALGORITHM " ", strlen(ALGORITHM " ")) != 0 ||
		!find_part(text, " Credential=", parsed->credential, sizeof(parsed->credential)) ||
		!find_part(text, " SignedHeaders=", parsed->signed_headers,
			sizeof(parsed->signed_headers)) ||
		!find_part(text, " Signature=", parsed->signature, sizeof(parsed->signature))) {
		return refuse(refusal, "IncompleteSignatureException",
			"Authorization header requires 'Credential', 'SignedHeaders' and "
			"'Signature' parameters. Authorization=%.200s",
			text);
	}
	return true;
}

/* "20240115T103500Z"; -1 when it is not one. */
static int64_t parse_date(const char *text)
{
	struct tm utc = {0};
	int length = 0;

	if (sscanf(text, "%4d%2d%2dT%2d%2d%2dZ%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
		    &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &length) != 6 ||
		length != SIGV4_DATE_SIZE - 1 || text[length]) {
		return -1;
	}
	utc.tm_year -= 1900;
	utc.tm_mon--;
	return (int64_t)timegm(&utc) * 1000;
}

static bool check_date(const char *date, int64_t now_ms, struct server_refusal *refusal)
{
	int64_t signed_ms = parse_date(date);
	char now[SIGV4_DATE_SIZE], bound[SIGV4_DATE_SIZE];

	sigv4_format_date(now_ms, now);
	if (signed_ms < 0) {
		return refuse(refusal, "IncompleteSignatureException",
			"Date must be in ISO-8601 'basic format'. Got '%.100s'.", date);
	}
	if (signed_ms < now_ms - ALLOWED_MS) {
		sigv4_format_date(now_ms - ALLOWED_MS, bound);
		return refuse(refusal, "InvalidSignatureException",
			"Signature expired: %s is now earlier than %s (%s - 5 min.)", date, bound,
			now);
	}
	if (signed_ms > now_ms + ALLOWED_MS) {
		sigv4_format_date(now_ms + ALLOWED_MS, bound);
		return refuse(refusal, "InvalidSignatureException",
			"Signature not yet current: %s is still later than %s (%s + 5 min.)", date,
			bound, now);
	}
	return true;
}

static bool check_credential(const struct server_request *request, const char *credential,
	const struct credentials *keys, struct server_refusal *refusal)
{
	const char *slash = strchr(credential, '/');
	size_t length = slash ? (size_t)(slash - credential) : 0;
	const char *token = server_http_header(request, "X-Amz-Security-Token");

	if (!slash || length != strlen(keys->access_key_id) ||
		memcmp(credential, keys->access_key_id, length) != 0 ||
		strcmp(token, keys->session_token) != 0) {
		return refuse(refusal, "UnrecognizedClientException",
			"The security token included in the request is invalid.");
	}
	char scope[MAX_SCOPE];

	snprintf(scope, sizeof(scope), "/%.8s/%s/dynamodb/aws4_request",
		server_http_header(request, "X-Amz-Date"), SERVER_REGION);
	if (strcmp(slash, scope) != 0) {
		return refuse(refusal, "InvalidSignatureException",
			"Credential should be scoped to '%s', not '%s'.", scope, slash);
	}
	return true;
}

/* True when the name, in lower case, stands in "a;b;c". */
static bool is_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; at; at = strchr(at, ';')) {
		at += *at == ';';
		if (strncmp(at, name, length) == 0 && (at[length] == ';' || !at[length])) {
			return true;
		}
	}
	return false;
}

/* The header's name in lower case; what is longer than any of ours is cut. */
static void lower_name(const char *from, char name[64])
{
	size_t i = 0;

	for (; i < 63 && from[i]; i++) {
		bool is_upper = from[i] >= 'A' && from[i] <= 'Z';

		name[i] = from[i];
		name[i] |= is_upper ? 0x20 : 0;
	}
	name[i] = '\0';
}

/* All required headers are signed, and all signed headers are present. */
static bool check_signed_headers(const struct server_request *request, const char *list,
	struct sigv4_request *to_sign, struct sigv4_header headers[SIGV4_MAX_HEADERS],
	struct server_refusal *refusal)
{
	size_t listed = 1;

	for (const char *at = list; (at = strchr(at, ';')); at++) {
		listed++;
	}
	for (size_t i = 0; i < request->headers_count; i++) {
		const struct sigv4_header *header = &request->headers[i];
		char name[64];

		lower_name(header->name, name);
		if (is_listed(list, name)) {
			headers[to_sign->headers_count++] = *header;
		} else if (strcmp(name, "host") == 0 || strcmp(name, "content-type") == 0 ||
			   strncmp(name, AMZ_PREFIX, strlen(AMZ_PREFIX)) == 0) {
			return refuse(refusal, "InvalidSignatureException",
				"'%s' must be a 'SignedHeader' in the AWS Authorization.", name);
		}
	}
	if (listed != to_sign->headers_count) {
		return refuse(refusal, "InvalidSignatureException",
			"A signed header is missing from the request: %.200s", list);
	}
	return true;
}

bool server_sign_check(const struct server_request *request, const struct credentials *keys,
	int64_t now_ms, struct server_refusal *refusal)
{
	const char *date = server_http_header(request, "X-Amz-Date");
	struct authorization given;
	struct sigv4_header headers[SIGV4_MAX_HEADERS];
	struct sigv4_request to_sign = {
		.method = request->method,
		.path = request->path,
		.query = "",
		.headers = headers,
		.body = buf_text(&request->body),
		.body_size = request->body.length,
		.region = SERVER_REGION,
		.service = "dynamodb",
	};

	if (!parse_authorization(server_http_header(request, "Authorization"), &given, refusal) ||
		!check_date(date, now_ms, refusal) ||
		!check_credential(request, given.credential, keys, refusal) ||
		!check_signed_headers(request, given.signed_headers, &to_sign, headers, refusal)) {
		return false;
	}
	to_sign.time_ms = parse_date(date);
	struct buf expected = {0};

	sigv4_sign(&to_sign, keys, &expected);
	const char *signature = strstr(buf_text(&expected), "Signature=");
	bool is_right = strcmp(signature + strlen("Signature="), given.signature) == 0;

	buf_fini(&expected);
	return is_right ||
	       refuse(refusal, "InvalidSignatureException",
		       "The request signature we calculated does not match the signature you "
		       "provided. Check your AWS Secret Access Key and signing method. Consult "
		       "the service documentation for details.");
}
