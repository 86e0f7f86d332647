/* SPDX-License-Identifier: MIT */
#include "dynamodb/ddb.h"

#include "aws/signed_post.h"
#include "clock.h"
#include "dynamodb/response.h"
#include "dynamodb/retry.h"
#include "net/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define API_VERSION  "DynamoDB_20120810"
#define CONTENT_TYPE "application/x-amz-json-1.0"
/*
 * Signatures are valid within 5 minutes of server time, so a smaller skew cannot be why one was
 * rejected.
 */
#define SKEW_WORTH_A_RETRY_MS 60000

struct ddb {
	struct http *http;
	struct endpoint endpoint;
	struct credentials credentials;
	/* increases each time they are set */
	unsigned credentials_number;
	bool waits_for_credentials;
	/* 0: no limit */
	int64_t override_timeout_ms;
	bool skew_known;
	/* within these limits */
	int64_t skew_ms, least_skew_ms, most_skew_ms;
	struct retry retry;
	/* unfinished */
	struct call *calls;
	/* numbers attempts; the counter may be the caller's */
	uint32_t own_counter, *counter;
	/* attempt whose response is being delivered */
	uint32_t request_number;
};

struct call {
	struct call *next, **link;
	struct ddb *ddb;
	char operation[32];
	struct buf body;
	int64_t timeout_ms, sent_wall_ms, sent_skew_ms;
	/* it was repeated with a corrected time; with new credentials */
	bool was_resigned, was_renewed;
	/* its credentials were rejected with .rejection, and it waits for new ones */
	bool is_waiting;
	struct error rejection;
	/* number of the credentials that signed it */
	unsigned credentials_number;
	unsigned attempts;
	/* number of the newest attempt */
	uint32_t number;
	/* time of the next attempt; -1: one is in flight; INT64_MAX: waiting for credentials */
	int64_t due_mono_ms;
	ddb_done_fn *done;
	void *user;
};

/*
 * Operations that are retried after a timeout or a 5xx, and after throttling. Throttled Queries and
 * Scans are not retried here, because their reader slows down instead. Operations that are not
 * listed are sent once.
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

/* The row of an operation; NULL: send it once. */
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
	ddb->counter = &ddb->own_counter;
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

int64_t ddb_throttle_delay(struct ddb *ddb, const struct error *err, unsigned throttles)
{
	return retry_throttle_delay(&ddb->retry, err, throttles);
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

/* Sends the calls whose next attempt is due. Returns the time of the next attempt. */
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

	http_run(ddb->http, clock_earlier(timeout_ms, next_mono_ms - now_mono_ms));
}

void ddb_wakeup(struct ddb *ddb)
{
	http_wakeup(ddb->http);
}

/*
 * The Date header has whole seconds and was written between our sending and receiving, so a
 * response limits the skew to a second or so, and further ones narrow that down, unless a clock has
 * been set since. Assumes a skew of 0 if the limits allow it, else the lower limit, so that ages
 * are not too long.
 */
static void learn_skew(struct ddb *ddb, const struct http_response *response, int64_t sent_wall_ms)
{
	if (!response->has_date) {
		return;
	}
	int64_t least = response->date_ms - clock_wall_ms();
	int64_t most = response->date_ms + 999 - sent_wall_ms;

	if (ddb->skew_known && least <= ddb->most_skew_ms && most >= ddb->least_skew_ms) {
		least = least > ddb->least_skew_ms ? least : ddb->least_skew_ms;
		most = most < ddb->most_skew_ms ? most : ddb->most_skew_ms;
	}
	ddb->least_skew_ms = least;
	ddb->most_skew_ms = most;
	ddb->skew_ms = least <= 0 && most >= 0 ? 0 : least;
	ddb->skew_known = true;
}

/* True if a signature was rejected because we assumed a wrong server time. */
static bool should_resign(const struct call *call, const struct error *err)
{
	int64_t correction_ms = llabs(call->ddb->skew_ms - call->sent_skew_ms);

	return !call->was_resigned && err->kind == ERROR_CREDENTIALS &&
	       correction_ms > SKEW_WORTH_A_RETRY_MS;
}

/* True if credentials were rejected that may be replaced or have been since. */
static bool should_wait(const struct call *call, const struct error *err)
{
	return call->ddb->waits_for_credentials && !call->was_renewed &&
	       err->kind == ERROR_CREDENTIALS;
}

static void wait_for_credentials(struct call *call, const struct error *err)
{
	bool has_newer = call->credentials_number != call->ddb->credentials_number;

	call->was_renewed = true;
	call->is_waiting = !has_newer;
	call->rejection = *err;
	call->due_mono_ms = has_newer ? clock_mono_ms() : INT64_MAX;
}

static void deliver(struct call *call, const struct json *response, const struct error *err)
{
	call->ddb->request_number = call->number;
	call->done(call->user, response, err);
	call_free(call);
}

static bool may_try_again(const struct call *call, const struct error *err)
{
	const struct operation_row *row = find_operation(call->operation);

	return row && (err->kind == ERROR_THROTTLED ? row->after_throttling : row->after_fault);
}

/* Schedules the next attempt after a failed one, or ends the call. */
static void fail_attempt(struct call *call, const struct json *response, const struct error *err)
{
	int64_t delay_ms;

	if (should_resign(call, err)) {
		call->was_resigned = true;
		call->due_mono_ms = clock_mono_ms();
	} else if (should_wait(call, err)) {
		wait_for_credentials(call, err);
	} else if (may_try_again(call, err) && !err->is_timeout &&
		   retry_after(&call->ddb->retry, err, call->attempts, &delay_ms)) {
		call->due_mono_ms = clock_mono_ms() + delay_ms;
	} else {
		deliver(call, response, err);
	}
}

static void on_network_error(struct call *call, const struct error *err)
{
	struct error failure;

	if (err->kind == ERROR_PROTOCOL) {
		error_set(&failure, err->kind, "%s: %s", call->operation, err->text);
		fail_attempt(call, NULL, &failure);
		return;
	}
	error_set(&failure, err->kind,
		"%s: no response from %s: %s; check --endpoint-url, --region "
		"and the network",
		call->operation, call->ddb->endpoint.host, err->text);
	failure.is_unsent = err->is_unsent;
	failure.is_timeout = err->is_timeout;
	fail_attempt(call, NULL, &failure);
}

static void on_response(void *user, const struct http_response *http, const struct error *err)
{
	struct call *call = user;

	if (!http) {
		on_network_error(call, err);
		return;
	}
	learn_skew(call->ddb, http, call->sent_wall_ms);
	struct error failure;
	struct json *response =
		response_read(call->operation, call->ddb->endpoint.url, http, &failure);

	if (failure.kind == ERROR_NONE) {
		retry_succeeded(&call->ddb->retry, call->attempts);
		deliver(call, response, &failure);
	} else {
		fail_attempt(call, failure.kind == ERROR_CONFLICT ? response : NULL, &failure);
	}
	json_free(response);
}

/* Signs and sends the next attempt, with the current skew. */
static void post_call(struct call *call)
{
	struct ddb *ddb = call->ddb;
	char target[64];

	call->attempts++;
	call->number = ++*ddb->counter;
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
		"Accept-Encoding: gzip"; /* makes a page five times smaller */
	const struct http_request http_request = {
		.url = ddb->endpoint.url,
		.headers = post.headers,
		.headers_count = post.headers_count,
		.body = &call->body,
		.timeout_ms = call->timeout_ms,
		.is_sent_once = !find_operation(call->operation),
	};

	http_send(ddb->http, &http_request, on_response, call);
	signed_post_fini(&post);
}

void ddb_share_counter(struct ddb *ddb, uint32_t *counter)
{
	ddb->counter = counter;
}

uint32_t ddb_request_number(const struct ddb *ddb)
{
	return ddb->request_number;
}

void ddb_override_timeouts(struct ddb *ddb, int64_t timeout_ms)
{
	ddb->override_timeout_ms = timeout_ms;
}

void ddb_call(struct ddb *ddb, const char *operation, struct buf *body, int64_t timeout_ms,
	ddb_done_fn *done, void *user)
{
	struct call *call = base_calloc(1, sizeof(*call));

	call->ddb = ddb;
	snprintf(call->operation, sizeof(call->operation), "%s", operation);
	call->body = *body;
	*body = (struct buf){0};
	call->timeout_ms = ddb->override_timeout_ms > 0 ? ddb->override_timeout_ms : timeout_ms;
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

static struct call *find_waiting(const struct ddb *ddb)
{
	struct call *call = ddb->calls;

	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): freeing takes it out of the list. */
	while (call && !call->is_waiting) {
		call = call->next;
	}
	return call;
}

void ddb_wait_for_credentials(struct ddb *ddb)
{
	ddb->waits_for_credentials = true;
}

bool ddb_needs_credentials(const struct ddb *ddb)
{
	return find_waiting(ddb);
}

bool ddb_set_credentials(struct ddb *ddb, const struct credentials *credentials)
{
	struct call *call;

	if (credentials_are_equal(&ddb->credentials, credentials)) {
		return false;
	}
	ddb->credentials = *credentials;
	ddb->credentials_number++;
	while ((call = find_waiting(ddb))) {
		call->is_waiting = false;
		call->due_mono_ms = clock_mono_ms();
	}
	return true;
}

void ddb_fail_waiting(struct ddb *ddb, const struct error *err)
{
	struct call *call;

	while ((call = find_waiting(ddb))) {
		struct error failure = err ? *err : call->rejection;

		call->is_waiting = false;
		deliver(call, NULL, &failure);
	}
}

struct waited {
	bool is_over;
	struct json *response;
	struct error err;
};

static void on_waited(void *user, const struct json *response, const struct error *err)
{
	struct waited *waited = user;

	waited->is_over = true;
	waited->err = *err;
	if (response) {
		struct buf text = {0};

		json_print(response, &text);
		waited->response = json_parse(text.data, text.length);
		buf_fini(&text);
	}
}

bool ddb_call_sync(struct ddb *ddb, const char *operation, struct buf *body, int64_t timeout_ms,
	struct json **response, struct error *err)
{
	struct waited waited = {0};

	ddb_call(ddb, operation, body, timeout_ms, on_waited, &waited);
	while (!waited.is_over) {
		ddb_run(ddb, 1000);
	}
	if (waited.err.kind != ERROR_NONE) {
		json_free(waited.response);
		*err = waited.err;
		return false;
	}
	*response = waited.response;
	return true;
}
