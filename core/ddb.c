/* SPDX-License-Identifier: MIT */
#include "ddb.h"

#include "body.h"
#include "clock.h"
#include "http.h"
#include "retry.h"
#include "signed_post.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define API_VERSION  "DynamoDB_20120810"
#define CONTENT_TYPE "application/x-amz-json-1.0"
/* A signature is valid within 5 minutes; a clock that is off by less needs no correction. */
#define SKEW_WORTH_A_RETRY_MS 60000

struct ddb {
	struct http *http;
	struct endpoint endpoint;
	struct credentials credentials;
	unsigned credentials_number; /* of how often they were set */
	bool holds_refused;
	bool skew_known;
	int64_t skew_ms;
	struct retry retry;
	struct call *calls; /* not answered yet */
};

struct call {
	struct call *next, **link;
	struct ddb *ddb;
	char operation[32];
	struct buf body;
	int64_t timeout_ms, sent_wall_ms, sent_skew_ms;
	bool was_resigned, was_rekeyed;
	bool is_refused; /* and waits for other keys; the error is: */
	struct error refusal;
	unsigned credentials_number; /* that signed it */
	unsigned attempts;
	int64_t due_mono_ms; /* of the next attempt; -1: one is under way; INT64_MAX: it waits for keys */
	ddb_done_fn *done;
	void *user;
};

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

/*
 * What is sent again after no answer or a 5xx, and what after throttling. Pages are not: whoever
 * reads many of them slows down instead. Operations that are not here are sent once.
 */
static const struct operation_row {
	const char *name;
	bool after_fault, after_throttling;
} operation_rows[] = {
	{"BatchGetItem", true, false},
	{"DescribeTable", true, true},
	{"GetItem", true, true},
	{"Query", true, false},
	{"Scan", true, false},
};

/* NULL: it is sent once. */
static const struct operation_row *find_operation(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(operation_rows); i++) {
		if (strcmp(operation_rows[i].name, name) == 0) {
			return &operation_rows[i];
		}
	}
	return NULL;
}

struct ddb *ddb_new(const struct endpoint *endpoint, const struct credentials *credentials)
{
	struct ddb *ddb = base_calloc(1, sizeof(*ddb));
	ddb->http = http_new();
	http_trust(ddb->http, endpoint->ca_bundle);
	ddb->endpoint = *endpoint;
	ddb->credentials = *credentials;
	retry_init(&ddb->retry, (uint64_t)clock_wall_ms() ^ (uint64_t)getpid() << 40);
	return ddb;
}

static void call_free(struct call *call)
{
	*call->link = call->next;
	if (call->next) {
		call->next->link = call->link;
	}
	buf_fini(&call->body);
	free(call);
}

void ddb_free(struct ddb *ddb)
{
	if (!ddb) {
		return;
	}
	http_free(ddb->http);
	while (ddb->calls) {
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freeing takes it out of the list. */
		call_free(ddb->calls);
	}
	credentials_wipe(&ddb->credentials);
	free(ddb);
}

int64_t ddb_server_ms(const struct ddb *ddb)
{
	return clock_wall_ms() + ddb->skew_ms;
}

bool ddb_skew_ms(const struct ddb *ddb, int64_t *skew_ms)
{
	if (ddb->skew_known) {
		*skew_ms = ddb->skew_ms;
	}
	return ddb->skew_known;
}

int64_t ddb_throttle_delay(struct ddb *ddb, unsigned throttles)
{
	return retry_throttle_delay(&ddb->retry, throttles);
}

int ddb_in_flight(const struct ddb *ddb)
{
	int count = 0;
	for (const struct call *call = ddb->calls; call; call = call->next) {
		count++;
	}
	return count;
}

static void post_call(struct call *call);

/* Sends what waits for its next attempt and is due; returns when the next one will be. */
static int64_t post_due(struct ddb *ddb, int64_t now_mono_ms)
{
	int64_t next_mono_ms = INT64_MAX;
	for (struct call *call = ddb->calls; call; call = call->next) {
		if (call->due_mono_ms >= 0 && call->due_mono_ms <= now_mono_ms) {
			post_call(call);
		} else if (call->due_mono_ms >= 0 && call->due_mono_ms < next_mono_ms) {
			next_mono_ms = call->due_mono_ms;
		}
	}
	return next_mono_ms;
}

void ddb_run(struct ddb *ddb, int64_t timeout_ms)
{
	int64_t now_mono_ms = clock_mono_ms();
	int64_t next_mono_ms = post_due(ddb, now_mono_ms);
	if (next_mono_ms - now_mono_ms < timeout_ms) {
		timeout_ms = next_mono_ms - now_mono_ms;
	}
	http_run(ddb->http, timeout_ms);
}

void ddb_wakeup(struct ddb *ddb)
{
	http_wakeup(ddb->http);
}

/*
 * The Date header has whole seconds and was written somewhere between sending and
 * receiving. What that leaves open is not skew: a clock within it counts as right.
 */
static void learn_skew(struct ddb *ddb, const struct http_response *response, int64_t sent_wall_ms)
{
	if (!response->has_date) {
		return;
	}
	int64_t earliest = response->date_ms - clock_wall_ms();
	int64_t latest = response->date_ms + 999 - sent_wall_ms;
	int64_t skew_ms = earliest > 0 ? earliest : latest < 0 ? latest : 0;
	ddb->skew_ms = skew_ms;
	ddb->skew_known = true;
}

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

static void fill_service_error(const struct call *call, const struct json *document,
	const struct http_response *response, struct error *err)
{
	char name[64], message[300];
	find_error_name(document, response, name, sizeof(name));
	const char *text = json_string(json_get(document, "message"));
	if (!text) {
		text = json_string(json_get(document, "Message"));
	}
	text_sanitize(text ? text : "no message", message, sizeof(message));
	const struct error_row *row = find_error_row(name);
	const char *advice = row ? row->advice : "";
	char reason[160];
	find_throttling_reason(document, reason, sizeof(reason));
	error_set(err, row ? row->kind : kind_of_status(response->status), "%s: %s%s: %s%s%s",
		call->operation, name[0] ? name : "error", reason, message, advice[0] ? "; " : "",
		advice);
	memcpy(err->aws_code, name, sizeof(err->aws_code));
	err->http_status = response->status;
	text_sanitize(response->request_id, err->request_id, sizeof(err->request_id));
}

static void fill_protocol_error(
	const struct call *call, const struct http_response *response, struct error *err)
{
	char type[64];
	text_sanitize(response->content_type, type, sizeof(type));
	bool failed = response->status >= 500;
	error_set(err, failed ? ERROR_SERVICE : ERROR_PROTOCOL,
		"%s: the answer (HTTP %d, %s) is not DynamoDB's; is the endpoint %s right, or a "
		"proxy or login page in between?",
		call->operation, response->status, type[0] ? type : "no type",
		call->ddb->endpoint.url);
	err->http_status = response->status;
}

/* A signature that the server finds too old or too new, when the Date header tells a better time. */
static bool is_worth_resigning(const struct call *call, const struct error *err)
{
	int64_t correction_ms = llabs(call->ddb->skew_ms - call->sent_skew_ms);
	return !call->was_resigned && err->kind == ERROR_CREDENTIALS &&
	       correction_ms > SKEW_WORTH_A_RETRY_MS;
}

/* Keys that have been replaced meanwhile, or may be soon. */
static bool is_worth_rekeying(const struct call *call, const struct error *err)
{
	return call->ddb->holds_refused && !call->was_rekeyed && err->kind == ERROR_CREDENTIALS;
}

static void hold(struct call *call, const struct error *err)
{
	bool has_others = call->credentials_number != call->ddb->credentials_number;
	call->was_rekeyed = true;
	call->is_refused = !has_others;
	call->refusal = *err;
	call->due_mono_ms = has_others ? clock_mono_ms() : INT64_MAX;
}

static void deliver(struct call *call, const struct json *reply, const struct error *err)
{
	call->done(call->user, reply, err);
	call_free(call);
}

static bool may_try_again(const struct call *call, const struct error *err)
{
	const struct operation_row *row = find_operation(call->operation);
	return row && (err->kind == ERROR_THROTTLED ? row->after_throttling : row->after_fault);
}

/* The end of an attempt that failed: of the call, or until the next attempt. */
static void fail_attempt(struct call *call, const struct json *reply, const struct error *err,
	const char *retry_after_header)
{
	int64_t asked_ms = retry_after_header[0] ? strtoll(retry_after_header, NULL, 10) : -1;
	int64_t delay_ms;
	if (is_worth_resigning(call, err)) {
		call->was_resigned = true;
		call->due_mono_ms = clock_mono_ms();
	} else if (is_worth_rekeying(call, err)) {
		hold(call, err);
	} else if (may_try_again(call, err) && !err->is_timeout &&
		   retry_after(&call->ddb->retry, err, call->attempts, asked_ms, &delay_ms)) {
		call->due_mono_ms = clock_mono_ms() + delay_ms;
	} else {
		deliver(call, reply, err);
	}
}

static void on_network_error(struct call *call, const struct error *err)
{
	struct error told;
	if (err->kind == ERROR_PROTOCOL) {
		error_set(&told, err->kind, "%s: %s", call->operation, err->text);
		fail_attempt(call, NULL, &told, "");
		return;
	}
	error_set(&told, err->kind,
		"%s: no answer from %s: %s; check --endpoint-url, --region "
		"and the network",
		call->operation, call->ddb->endpoint.host, err->text);
	told.is_unsent = err->is_unsent;
	told.is_timeout = err->is_timeout;
	fail_attempt(call, NULL, &told, "");
}

/* The document in the answer's body, as it was before it was compressed; NULL with *err if none. */
static struct json *read_document(
	const struct call *call, const struct http_response *response, struct error *err)
{
	struct error cause;
	struct buf plain = {0};
	const struct buf *text = response->body;
	struct json *document = NULL;
	if (!body_is_intact(response->body, response->crc32)) {
		error_set(err, ERROR_NETWORK,
			"%s: the answer was damaged on its way: its checksum is wrong",
			call->operation);
		return NULL;
	}
	if (text_equal_ignoring_case(response->content_encoding, "gzip")) {
		text = &plain;
		if (!body_inflate(response->body, HTTP_MAX_BODY_BYTES, &plain, &cause)) {
			error_set(err, cause.kind, "%s: %s", call->operation, cause.text);
			goto out;
		}
	}
	document = json_parse(buf_text(text), text->length);
	if (!json_is_object(document)) {
		json_free(document);
		document = NULL;
		fill_protocol_error(call, response, err);
	}
out:
	buf_fini(&plain);
	return document;
}

static void on_answer(void *user, const struct http_response *response, const struct error *err)
{
	struct call *call = user;
	if (!response) {
		on_network_error(call, err);
		return;
	}
	learn_skew(call->ddb, response, call->sent_wall_ms);
	struct error told;
	error_clear(&told);
	text_sanitize(response->request_id, told.request_id, sizeof(told.request_id));
	struct json *document = read_document(call, response, &told);
	if (document && (response->status != 200 || json_get(document, "__type"))) {
		fill_service_error(call, document, response, &told);
	}
	if (told.kind == ERROR_NONE) {
		retry_succeeded(&call->ddb->retry, call->attempts);
		deliver(call, document, &told);
	} else {
		const struct json *reply = told.kind == ERROR_CONFLICT ? document : NULL;
		fail_attempt(call, reply, &told, response->retry_after);
	}
	json_free(document);
}

/* Signs and sends. Also the second time, with the skew that the first answer told. */
static void post_call(struct call *call)
{
	struct ddb *ddb = call->ddb;
	char target[64];
	call->attempts++;
	call->credentials_number = ddb->credentials_number;
	call->due_mono_ms = -1;
	call->sent_wall_ms = clock_wall_ms();
	call->sent_skew_ms = ddb->skew_ms;
	snprintf(target, sizeof(target), API_VERSION ".%s", call->operation);
	struct signed_post post = {
		.endpoint = &ddb->endpoint,
		.service = "dynamodb",
		.credentials = &ddb->credentials,
		.content_type = CONTENT_TYPE,
		.target = target,
		.body = &call->body,
		.time_ms = call->sent_wall_ms + ddb->skew_ms,
	};
	signed_post_sign(&post);
	post.headers[post.headers_count++] =
		"Accept-Encoding: gzip"; /* a page is five times smaller */
	const struct http_request http_request = {
		.url = ddb->endpoint.url,
		.headers = post.headers,
		.headers_count = post.headers_count,
		.body = &call->body,
		.timeout_ms = call->timeout_ms,
		.is_sent_once = !find_operation(call->operation),
	};
	http_send(ddb->http, &http_request, on_answer, call);
	signed_post_fini(&post);
}

void ddb_call(struct ddb *ddb, const char *operation, const struct buf *body, int64_t timeout_ms,
	ddb_done_fn *done, void *user)
{
	struct call *call = base_calloc(1, sizeof(*call));
	call->ddb = ddb;
	snprintf(call->operation, sizeof(call->operation), "%s", operation);
	buf_append(&call->body, body->data, body->length);
	call->timeout_ms = timeout_ms;
	call->done = done;
	call->user = user;
	call->next = ddb->calls;
	call->link = &ddb->calls;
	if (call->next) {
		call->next->link = &call->next;
	}
	ddb->calls = call;
	post_call(call);
}

static struct call *find_refused(const struct ddb *ddb)
{
	struct call *call = ddb->calls;
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freeing takes it out of the list. */
	while (call && !call->is_refused) {
		call = call->next;
	}
	return call;
}

void ddb_hold_refused(struct ddb *ddb)
{
	ddb->holds_refused = true;
}

bool ddb_is_refused(const struct ddb *ddb)
{
	return find_refused(ddb);
}

bool ddb_set_credentials(struct ddb *ddb, const struct credentials *credentials)
{
	struct call *call;
	if (credentials_are_equal(&ddb->credentials, credentials)) {
		return false;
	}
	ddb->credentials = *credentials;
	ddb->credentials_number++;
	while ((call = find_refused(ddb))) {
		call->is_refused = false;
		call->due_mono_ms = clock_mono_ms();
	}
	return true;
}

void ddb_give_up(struct ddb *ddb, const struct error *err)
{
	struct call *call;
	while ((call = find_refused(ddb))) {
		struct error told = err ? *err : call->refusal;
		call->is_refused = false;
		deliver(call, NULL, &told);
	}
}

struct waited {
	bool is_over;
	struct json *reply;
	struct error err;
};

static void on_waited(void *user, const struct json *reply, const struct error *err)
{
	struct waited *waited = user;
	waited->is_over = true;
	waited->err = *err;
	if (reply) {
		struct buf text = {0};
		json_print(reply, &text);
		waited->reply = json_parse(text.data, text.length);
		buf_fini(&text);
	}
}

bool ddb_call_sync(struct ddb *ddb, const char *operation, const struct buf *body,
	int64_t timeout_ms, struct json **reply, struct error *err)
{
	struct waited waited = {0};
	ddb_call(ddb, operation, body, timeout_ms, on_waited, &waited);
	while (!waited.is_over) {
		ddb_run(ddb, 1000);
	}
	if (waited.err.kind != ERROR_NONE) {
		json_free(waited.reply);
		*err = waited.err;
		return false;
	}
	*reply = waited.reply;
	return true;
}
