/* SPDX-License-Identifier: MIT */
#include "dynamodb/response.h"

#include "net/http.h"
#include "text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

/* zlib's window bits plus the flag for a header of gzip or zlib, whichever there is. */
#define ANY_WINDOW (15 + 32)
/* Without a header, as some servers understand "deflate". */
#define RAW_WINDOW (-15)

#define HTTP_TOO_MANY 429

/* Over a thousand times what any request costs. */
#define MAX_UNITS 1e6

/*
 * Maps error names to kinds. Source: "Error handling with DynamoDB" in the DynamoDB Developer
 * Guide, and the common errors of the API reference.
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
		"the access key or session token is unknown there: check --profile and --region"},
	{"ValidationException", ERROR_VALIDATION, ""},
};

/* Finds the error's name: "prefix#Name" in __type, or "Name:…" in a header. */
static void find_error_name(
	const struct json *response, const struct http_response *http, char *name, size_t size)
{
	const char *type = json_string(json_get(response, "__type"));

	if (!type) {
		type = http->error_type;
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
	if (status == 408) {
		return ERROR_NETWORK;
	}
	return status == 403 || status == 401 ? ERROR_DENIED : ERROR_VALIDATION;
}

/* Appends " (TableReadProvisionedThroughputExceeded on arn:…)", if the response has a reason. */
static void find_throttling_reason(const struct json *response, char *text, size_t size)
{
	const struct json *reasons = json_get(response, "ThrottlingReasons");
	const struct json *first =
		json_first(reasons ? reasons : json_get(response, "throttlingReasons"));
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

static void fill_service_error(const char *operation, const struct json *response,
	const struct http_response *http, struct error *err)
{
	char name[64], message[300];

	find_error_name(response, http, name, sizeof(name));
	const char *text = json_string(json_get(response, "message"));

	if (!text) {
		text = json_string(json_get(response, "Message"));
	}
	text = text ? text : "no message";
	/* Use the first line only: the signed request, with the session token, may follow. */
	char *first = base_strndup(text, strcspn(text, "\r\n"));

	text_sanitize(first, message, sizeof(message));
	free(first);
	const struct error_row *row = find_error_row(name);
	const char *advice = row ? row->advice : "";
	char reason[160];

	find_throttling_reason(response, reason, sizeof(reason));
	error_set(err, row ? row->kind : kind_of_status(http->status), "%s: %s%s: %s%s%s",
		operation, name[0] ? name : "error", reason, message, advice[0] ? "; " : "",
		advice);
	memcpy(err->aws_code, name, sizeof(err->aws_code));
}

static void fill_protocol_error(
	const char *operation, const char *url, const struct http_response *http, struct error *err)
{
	char type[64];

	text_sanitize(http->content_type, type, sizeof(type));
	bool failed = http->status >= 500;

	error_set(err, failed ? ERROR_SERVICE : ERROR_PROTOCOL,
		"%s: the response (HTTP %d, %s) is not from DynamoDB; check the endpoint %s, and "
		"for a proxy or login page in between",
		operation, http->status, type[0] ? type : "no content type", url);
}

/* By status alone, as botocore decides: the body often comes from a proxy, in its own words. */
static void fill_throttled(const char *operation, const char *url, struct error *err)
{
	error_set(err, ERROR_THROTTLED,
		"%s: %s, or a proxy in front of it, limits the rate of requests (HTTP 429)",
		operation, url);
}

/* --- The body --------------------------------------------------------------------------------- */

bool response_is_intact(const struct buf *body, const char *crc32_header)
{
	char *end;
	unsigned long long expected = strtoull(crc32_header, &end, 10);

	if (end == crc32_header || *end) {
		return true;
	}
	const unsigned char *bytes = (const unsigned char *)buf_text(body);

	return crc32_z(crc32_z(0, NULL, 0), bytes, body->length) == expected;
}

static bool inflate_all(z_stream *stream, size_t max_bytes, struct buf *out, struct error *err)
{
	size_t begin = out->length;

	for (;;) {
		unsigned char piece[32768];

		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		int status = inflate(stream, Z_NO_FLUSH);
		size_t count = sizeof(piece) - stream->avail_out;

		if (status != Z_OK && status != Z_STREAM_END) {
			return error_set(err, ERROR_NETWORK, "the compressed response is %s",
				status == Z_BUF_ERROR ? "truncated" : "damaged");
		}
		if (out->length - begin + count > max_bytes) {
			return error_set(err, ERROR_PROTOCOL, "the response is larger than %zu MB",
				max_bytes >> 20);
		}
		buf_append(out, piece, count);
		if (status == Z_STREAM_END) {
			return true;
		}
	}
}

/* Sources: RFC 1952, 2.3.1, and RFC 1950, 2.2: the method is 8, and a check makes it divisible. */
static bool has_header(const struct buf *body)
{
	const unsigned char *bytes = (const unsigned char *)buf_text(body);

	return body->length < 2 || (bytes[0] == 0x1F && bytes[1] == 0x8B) ||
	       ((bytes[0] & 0x0F) == 8 && (bytes[0] << 8 | bytes[1]) % 31 == 0);
}

bool response_inflate(const struct buf *body, size_t max_bytes, struct buf *out, struct error *err)
{
	z_stream stream = {
		.next_in = (Bytef *)body->data, /* zlib does not modify its input */
		.avail_in = (uInt)body->length,
	};

	if (inflateInit2(&stream, has_header(body) ? ANY_WINDOW : RAW_WINDOW) != Z_OK) {
		base_fatal("out of memory");
	}
	bool is_good = inflate_all(&stream, max_bytes, out, err);

	inflateEnd(&stream);
	return is_good;
}

/* We ask for "gzip"; "x-gzip" is its old name, and a proxy may prefer "deflate". */
static bool is_compressed(const struct http_response *http)
{
	static const char *const names[] = {"gzip", "x-gzip", "deflate"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (text_equal_ignoring_case(http->content_encoding, names[i])) {
			return true;
		}
	}
	return false;
}

/* NULL with *err if the body is damaged or not a JSON object. */
static struct json *parse_body(
	const char *operation, const char *url, const struct http_response *http, struct error *err)
{
	struct error cause;
	struct buf plain = {0};
	const struct buf *text = http->body;
	struct json *response = NULL;

	if (!response_is_intact(http->body, http->crc32)) {
		error_set(err, ERROR_NETWORK,
			"%s: the response was damaged in transit: wrong checksum", operation);
		return NULL;
	}
	if (is_compressed(http)) {
		text = &plain;
		if (!response_inflate(http->body, HTTP_MAX_BODY_BYTES, &plain, &cause)) {
			error_set(err, cause.kind, "%s: %s", operation, cause.text);
			goto out;
		}
	}
	response = json_parse(buf_text(text), text->length);
	if (json_is_object(response)) {
		goto out;
	}
	json_free(response);
	response = NULL;
	if (json_is_bounded(buf_text(text), text->length)) {
		fill_protocol_error(operation, url, http, err);
	} else {
		error_set(err, ERROR_PROTOCOL,
			"%s: the response has more than %d values or nests deeper than %d levels",
			operation, JSON_MAX_VALUES, JSON_MAX_DEPTH);
	}
out:
	buf_fini(&plain);
	return response;
}

struct json *response_read(
	const char *operation, const char *url, const struct http_response *http, struct error *err)
{
	error_clear(err);
	struct json *response = parse_body(operation, url, http, err);

	if (response && (http->status != 200 || json_get(response, "__type"))) {
		fill_service_error(operation, response, http, err);
	}
	if (http->status == HTTP_TOO_MANY && err->kind != ERROR_THROTTLED) {
		fill_throttled(operation, url, err);
	}
	err->http_status = err->kind == ERROR_NONE ? 0 : http->status;
	err->retry_after_ms = http->retry_after_ms;
	text_sanitize(http->request_id, err->request_id, sizeof(err->request_id));
	return response;
}

/* Limited, because pauses between requests are computed from it. */
static double units_of(const struct json *capacity)
{
	double units = json_number(json_get(capacity, "CapacityUnits"), 0);

	return units > 0 ? fmin(units, MAX_UNITS) : 0;
}

double response_read_units(const struct json *response)
{
	const struct json *capacity = json_get(response, "ConsumedCapacity");
	double read_units = units_of(capacity);

	/* A BatchGetItem has one ConsumedCapacity per table. */
	for (const struct json *each = json_is_array(capacity) ? json_first(capacity) : NULL; each;
		each = json_next(each)) {
		read_units += units_of(each);
	}
	return read_units;
}

double response_write_units(const struct json *response)
{
	const struct json *capacity = json_get(response, "ConsumedCapacity");
	double most = units_of(json_get(capacity, "Table"));
	const struct json *index = json_first(json_get(capacity, "GlobalSecondaryIndexes"));

	for (; index; index = json_next(index)) {
		most = fmax(most, units_of(index));
	}
	return most;
}
