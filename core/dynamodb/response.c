/* SPDX-License-Identifier: MIT */
#include "dynamodb/response.h"

#include "dynamodb/body.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/*
 * What an error's name means for us. Source: "Error handling with DynamoDB" in the DynamoDB
 * Developer Guide, and the common errors of the API reference.
 */
static const struct error_row {
	const char *name;
	enum error_kind kind;
	const char *advice;
} error_rows[] = {
	{"AccessDeniedException", ERROR_DENIED, "ask for this action on this table in IAM"},
	{"ConditionalCheckFailedException", ERROR_CONFLICT, ""},
	{"ExpiredTokenException", ERROR_CREDENTIALS, "log in again"},
	{"IncompleteSignatureException", ERROR_CREDENTIALS, "is the access key complete?"},
	{"InternalServerError", ERROR_SERVICE, ""},
	{"InternalServerErrorException", ERROR_SERVICE, ""},
	{"InvalidSignatureException", ERROR_CREDENTIALS,
		"is the secret access key right, and this machine's clock?"},
	{"MissingAuthenticationTokenException", ERROR_CREDENTIALS, "are credentials set?"},
	{"ProvisionedThroughputExceededException", ERROR_THROTTLED, ""},
	{"RequestLimitExceeded", ERROR_THROTTLED, ""},
	{"ResourceNotFoundException", ERROR_NOT_FOUND, "check --table, --region and --profile"},
	{"ServiceUnavailable", ERROR_SERVICE, ""},
	{"ThrottlingException", ERROR_THROTTLED, ""},
	{"UnrecognizedClientException", ERROR_CREDENTIALS,
		"the access key or session token is not known there: check --profile and --region"},
	{"ValidationException", ERROR_VALIDATION, ""},
};

/* The error's name: "prefix#Name" in __type, or "Name:…" in a header. */
static void find_error_name(
	const struct json *document, const struct http_response *response, char *name, size_t size)
{
	const char *type = json_string(json_get(document, "__type"));

	if (!type) {
		type = response->error_type;
	}
	const char *hash = strrchr(type, '#');

	text_sanitize(hash ? hash + 1 : type, name, size);
	name[strcspn(name, ":")] = '\0';
}

static const struct error_row *find_error_row(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(error_rows); i++) {
		if (strcmp(error_rows[i].name, name) == 0) {
			return &error_rows[i];
		}
	}
	return NULL;
}

/* The kind of an error whose name is not in the table. */
static enum error_kind kind_of_status(int status)
{
	if (status >= 500) {
		return ERROR_SERVICE;
	}
	if (status == 429) {
		return ERROR_THROTTLED;
	}
	if (status == 408) {
		return ERROR_NETWORK;
	}
	return status == 403 || status == 401 ? ERROR_DENIED : ERROR_VALIDATION;
}

/* " (TableReadProvisionedThroughputExceeded on arn:…)", or nothing. */
static void find_throttling_reason(const struct json *document, char *text, size_t size)
{
	const struct json *reasons = json_get(document, "ThrottlingReasons");
	const struct json *first =
		json_first(reasons ? reasons : json_get(document, "throttlingReasons"));
	const char *reason = json_string(json_get(first, "reason"));
	const char *resource = json_string(json_get(first, "resource"));
	struct buf whole = {0};

	if (reason || resource) {
		buf_printf(&whole, " (%s on %s)", reason ? reason : "throttled",
			resource ? resource : "the table");
	}
	text_sanitize(buf_text(&whole), text, size);
	buf_fini(&whole);
}

static void fill_service_error(const char *operation, const struct json *document,
	const struct http_response *response, struct error *err)
{
	char name[64], message[300];

	find_error_name(document, response, name, sizeof(name));
	const char *text = json_string(json_get(document, "message"));

	if (!text) {
		text = json_string(json_get(document, "Message"));
	}
	text = text ? text : "no message";
	/* Below its first line may stand the request as it was signed, with the session's token. */
	char *first = base_strndup(text, strcspn(text, "\r\n"));

	text_sanitize(first, message, sizeof(message));
	free(first);
	const struct error_row *row = find_error_row(name);
	const char *advice = row ? row->advice : "";
	char reason[160];

	find_throttling_reason(document, reason, sizeof(reason));
	error_set(err, row ? row->kind : kind_of_status(response->status), "%s: %s%s: %s%s%s",
		operation, name[0] ? name : "error", reason, message, advice[0] ? "; " : "",
		advice);
	memcpy(err->aws_code, name, sizeof(err->aws_code));
	err->http_status = response->status;
	text_sanitize(response->request_id, err->request_id, sizeof(err->request_id));
}

static void fill_protocol_error(const char *operation, const char *url,
	const struct http_response *response, struct error *err)
{
	char type[64];

	text_sanitize(response->content_type, type, sizeof(type));
	bool failed = response->status >= 500;

	error_set(err, failed ? ERROR_SERVICE : ERROR_PROTOCOL,
		"%s: the answer (HTTP %d, %s) is not DynamoDB's; is the endpoint %s right, or a "
		"proxy or login page in between?",
		operation, response->status, type[0] ? type : "no type", url);
	err->http_status = response->status;
}

/* The document in the answer's body, as it was before it was compressed; NULL with *err if none. */
static struct json *read_document(const char *operation, const char *url,
	const struct http_response *response, struct error *err)
{
	struct error cause;
	struct buf plain = {0};
	const struct buf *text = response->body;
	struct json *document = NULL;

	if (!body_is_intact(response->body, response->crc32)) {
		error_set(err, ERROR_NETWORK,
			"%s: the answer was damaged on its way: its checksum is wrong", operation);
		return NULL;
	}
	if (text_equal_ignoring_case(response->content_encoding, "gzip")) {
		text = &plain;
		if (!body_inflate(response->body, HTTP_MAX_BODY_BYTES, &plain, &cause)) {
			error_set(err, cause.kind, "%s: %s", operation, cause.text);
			goto out;
		}
	}
	document = json_parse(buf_text(text), text->length);
	if (!json_is_object(document)) {
		json_free(document);
		document = NULL;
		fill_protocol_error(operation, url, response, err);
	}
out:
	buf_fini(&plain);
	return document;
}

struct json *response_read(const char *operation, const char *url,
	const struct http_response *response, struct error *err)
{
	error_clear(err);
	text_sanitize(response->request_id, err->request_id, sizeof(err->request_id));
	struct json *document = read_document(operation, url, response, err);

	if (document && (response->status != 200 || json_get(document, "__type"))) {
		fill_service_error(operation, document, response, err);
	}
	return document;
}
