/* SPDX-License-Identifier: MIT */
/* The DynamoDB client with responses that no real engine gives. */
#include "clock.h"

#include "aws/credentials.h"
#include "dynamodb/ddb.h"
#include "kit/canned_ddb.h"
#include "poller.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define DEADLINE_MS 60000
#define HOUR_S      3600

/* One call; its error, and the member "ok" of its response as a number, 0 without one. */
static double call(struct ddb *ddb, struct error *err)
{
	struct buf body = {0};
	struct json *reply = NULL;

	buf_puts(&body, "{}");
	error_clear(err);
	double number = 0;

	if (ddb_call_sync(ddb, "Query", &body, DEADLINE_MS, &reply, err)) {
		number = json_number(json_get(reply, "ok"), 0);
	}
	json_free(reply);
	buf_fini(&body);
	return number;
}

/* --- Clocks -------------------------------------------------------------------------------- */

static void format_date(time_t time, char date[80])
{
	struct tm utc;

	gmtime_r(&time, &utc);
	strftime(date, 80, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
}

/* A server whose clock is an hour ahead refuses a signature, and accepts it with its own date. */
static void wrong_clock_is_corrected(void **state)
{
	(void)state;
	char date[80];

	format_date(time(NULL) + HOUR_S, date);
	const struct canned_response responses[] = {
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.headers = date,
			.times = 1,
			.body = "{\"__type\":\"x#InvalidSignatureException\",\"message\":"
				"\"Signature "
				"expired: 20240115T103500Z is now earlier than\"}"},
		{.http_status = 200,
			.content_type = JSON_TYPE,
			.headers = date,
			.body = "{\"ok\":7}"},
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct ddb *ddb = canned_connect(canned);
	struct error err;

	assert_true(call(ddb, &err) == 7);
	assert_int_equal(canned_requests(canned), 2);
	int64_t skew_ms;

	assert_true(ddb_skew_ms(ddb, &skew_ms));
	assert_true(skew_ms > (HOUR_S - 60) * 1000 && skew_ms < (HOUR_S + 60) * 1000);

	char sent[32], earliest[32], latest[32];

	canned_header(canned, "X-Amz-Date", sent, sizeof(sent));
	time_t soonest = time(NULL) + HOUR_S - 60, last = soonest + 120;
	struct tm utc;

	strftime(earliest, sizeof(earliest), "%Y%m%dT%H%M%SZ", gmtime_r(&soonest, &utc));
	strftime(latest, sizeof(latest), "%Y%m%dT%H%M%SZ", gmtime_r(&last, &utc));
	assert_true(strcmp(sent, earliest) > 0 && strcmp(sent, latest) < 0);
	ddb_free(ddb);
	canned_stop(canned);
}

/* The same rejection while the clocks agree is a wrong secret: not tried for ever. */
static void wrong_secret_is_not_tried_again(void **state)
{
	(void)state;
	char date[80];

	format_date(time(NULL), date);
	const struct canned_response response = {.http_status = 400,
		.content_type = JSON_TYPE,
		.headers = date,
		.body = "{\"__type\":\"x#InvalidSignatureException\",\"message\":\"does not "
			"match\"}"};
	struct canned *canned = canned_start(&response, 1);
	struct ddb *ddb = canned_connect(canned);
	struct error err;

	call(ddb, &err);
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	assert_int_equal(canned_requests(canned), 1);
	assert_non_null(strstr(err.text, "secret access key"));
	ddb_free(ddb);
	canned_stop(canned);
}

/* --- Responses ----------------------------------------------------------------------------- */

static const struct odd_response {
	const char *name;
	struct canned_response response;
	enum error_kind kind;
	/* in the text */
	const char *said;
} odd_responses[] = {
	{"HTML with 200",
		{.http_status = 200, .content_type = "text/html", .body = "<html>hi</html>"},
		ERROR_PROTOCOL, "proxy or login page"},
	{"HTML with 403",
		{.http_status = 403, .content_type = "text/html", .body = "<html></html>"},
		ERROR_PROTOCOL, "HTTP 403"},
	{"XML with 503", {.http_status = 503, .content_type = "text/xml", .body = "<Error/>"},
		ERROR_SERVICE, "HTTP 503"},
	{"an empty body", {.http_status = 200, .content_type = JSON_TYPE, .body = ""},
		ERROR_PROTOCOL, "not from DynamoDB"},
	{"an array", {.http_status = 200, .content_type = JSON_TYPE, .body = "[1]"}, ERROR_PROTOCOL,
		"not from DynamoDB"},
	{"an error with 200",
		{.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"a#ThrottlingException\",\"message\":\"slow down\"}"},
		ERROR_THROTTLED, "slow down"},
	{"an error that is named in a header only",
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"message\":\"m\"}",
			.headers = "x-amzn-ErrorType: AccessDeniedException:http://internal\r\n"},
		ERROR_DENIED, "IAM"},
	{"an unknown error",
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"a#NewException\",\"Message\":\"surprise\"}"},
		ERROR_VALIDATION, "surprise"},
	{"a message of the wrong type",
		{.http_status = 500,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":7,\"message\":[]}"},
		ERROR_SERVICE, "no message"},
	{"escapes in a message",
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"a#ValidationException\",\"message\":\"\\u001b["
				"31mred\"}"},
		ERROR_VALIDATION, "[31mred"},
	{"the signed request below a message",
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"a#InvalidSignatureException\",\"message\":\"It does "
				"not match.\\n\\nx-amz-security-token:SECRET\"}"},
		ERROR_CREDENTIALS, "It does not match.;"},
};

static void odd_responses_become_errors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd_responses); i++) {
		const struct odd_response *odd = &odd_responses[i];
		struct canned *canned = canned_start(&odd->response, 1);
		struct ddb *ddb = canned_connect(canned);
		struct error err;

		call(ddb, &err);
		if (err.kind != odd->kind || !strstr(err.text, odd->said) ||
			strchr(err.text, '\x1b') || strstr(err.text, "SECRET")) {
			fail_msg("%s: kind %d: %s", odd->name, err.kind, err.text);
		}
		ddb_free(ddb);
		canned_stop(canned);
	}
}

static void no_server_listens(void **state)
{
	(void)state;
	const struct canned_response silence = {.http_status = 0};
	struct canned *canned = canned_start(&silence, 1);
	struct ddb *ddb = canned_connect(canned);

	canned_stop(canned);
	struct error err;

	call(ddb, &err);
	assert_int_equal(err.kind, ERROR_NETWORK);
	assert_non_null(strstr(err.text, "--endpoint-url"));
	ddb_free(ddb);
}

/* --- The poller ---------------------------------------------------------------------------- */

#define DESCRIBED                                                                                  \
	{                                                                                          \
		.operation = "DescribeTable", .http_status = 200, .content_type = JSON_TYPE,       \
		.body = "{\"Table\":{\"TableStatus\":\"ACTIVE\",\"KeySchema\":["                   \
			"{\"AttributeName\":\"userId\",\"KeyType\":\"HASH\"},"                     \
			"{\"AttributeName\":\"serviceType\",\"KeyType\":\"RANGE\"}]}}",            \
	}

static struct poller *start(const struct canned *canned, struct settings *settings)
{
	*settings = (struct settings){
		.table = "the-table",
		.region = "eu-west-1",
		.endpoint_url = canned_url(canned),
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 50,
		.request_timeout_ms = 3600000,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
	setenv("AWS_ACCESS_KEY_ID", "AKID", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
	struct error err;
	struct poller *poller = poller_start(settings, &err);

	assert_non_null(poller);
	return poller;
}

/* Waits for a snapshot with that kind of error; the caller frees it. */
static struct snapshot *wait_for_error(struct poller *poller, enum error_kind kind)
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	for (;;) {
		struct pollfd wake = {.fd = poller_wake_fd(poller), .events = POLLIN};

		if (poll(&wake, 1, (int)(deadline_mono_ms - clock_mono_ms())) <= 0) {
			fail_msg("no snapshot with error %d", kind);
		}
		struct snapshot *snapshot = poller_take(poller);

		if (snapshot && snapshot->error.kind == kind) {
			return snapshot;
		}
		snapshot_free(snapshot);
	}
}

/* A server that repeats a LastEvaluatedKey must not keep the reader busy for ever. */
static void repeated_last_evaluated_key(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		DESCRIBED,
		{.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"Items\":[],\"LastEvaluatedKey\":{\"userId\":{\"S\":\"u\"}}}"},
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct settings settings;
	struct poller *poller = start(canned, &settings);
	struct snapshot *snapshot = wait_for_error(poller, ERROR_PROTOCOL);

	assert_non_null(strstr(snapshot->error.text, "LastEvaluatedKey"));
	assert_false(snapshot->status.is_complete);
	snapshot_free(snapshot);
	poller_stop(poller);
	canned_stop(canned);
}

/* Stopping does not wait for the timeout of a request that gets no response, which is an hour. */
static void stops_while_a_request_hangs(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		DESCRIBED,
		{.http_status = 0},
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct settings settings;
	struct poller *poller = start(canned, &settings);

	assert_true(canned_wait(canned, 2, DEADLINE_MS));
	poller_stop(poller);
	canned_stop(canned);
}

/* --- New credentials ----------------------------------------------------------------------- */

#define EXPIRED                                                                                    \
	"{\"__type\":\"com.amazon.coral.service#ExpiredTokenException\",\"message\":\"expired\"}"

struct held {
	bool is_over;
	double ok;
	struct error err;
};

static void on_held(void *user, const struct json *reply, const struct error *err)
{
	struct held *held = user;

	assert_false(held->is_over);
	*held = (struct held){true, json_number(json_get(reply, "ok"), 0), *err};
}

/* Runs until the call ends or waits for credentials. */
static void run_held(struct ddb *ddb, const struct held *held)
{
	while (!held->is_over && !ddb_needs_credentials(ddb)) {
		ddb_run(ddb, DEADLINE_MS);
	}
}

/* The same for a new call. */
static void call_held(struct ddb *ddb, const char *operation, struct held *held)
{
	struct buf body = {0};

	*held = (struct held){0};
	buf_puts(&body, "{}");
	ddb_call(ddb, operation, &body, DEADLINE_MS, on_held, held);
	run_held(ddb, held);
}

static void wait_held(struct ddb *ddb, struct held *held)
{
	run_held(ddb, held);
	assert_true(held->is_over);
}

/* A rejected call is sent again with new credentials, also a write: it was not executed. */
static void refused_call_waits_for_credentials(void **state)
{
	static const struct credentials other = {
		.access_key_id = "AKIDOTHER", .secret_access_key = "other"};
	static const char *const operations[] = {"Query", "UpdateItem"};
	const struct canned_response responses[] = {
		{.contains = "Credential=AKIDOTHER/",
			.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"ok\":1}"},
		{.http_status = 400, .content_type = JSON_TYPE, .body = EXPIRED},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
		struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
		struct ddb *ddb = canned_connect(canned);
		struct held held;

		ddb_wait_for_credentials(ddb);
		call_held(ddb, operations[i], &held);
		assert_false(held.is_over);
		assert_int_equal(ddb_in_flight(ddb), 1);
		assert_true(ddb_set_credentials(ddb, &other));
		assert_false(ddb_set_credentials(ddb, &other));
		wait_held(ddb, &held);
		assert_int_equal(held.err.kind, ERROR_NONE);
		assert_true(held.ok == 1);
		assert_int_equal(canned_requests(canned), 2);
		ddb_free(ddb);
		canned_stop(canned);
	}
}

static void refused_twice_is_refused(void **state)
{
	static const struct credentials other = {
		.access_key_id = "AKIDOTHER", .secret_access_key = "other"};
	const struct canned_response responses[] = {
		{.http_status = 400, .content_type = JSON_TYPE, .body = EXPIRED}};
	struct held held;
	struct error reason;

	(void)state;
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct ddb *ddb = canned_connect(canned);

	ddb_wait_for_credentials(ddb);
	call_held(ddb, "Query", &held);
	assert_true(ddb_set_credentials(ddb, &other));
	wait_held(ddb, &held);
	assert_string_equal(held.err.aws_code, "ExpiredTokenException");
	assert_int_equal(canned_requests(canned), 2);

	/* Without new credentials the call fails with the rejection, or with why there are none. */
	call_held(ddb, "Query", &held);
	ddb_fail_waiting(ddb, NULL);
	assert_string_equal(held.err.aws_code, "ExpiredTokenException");
	error_set(&reason, ERROR_CREDENTIALS, "log in");
	call_held(ddb, "Query", &held);
	ddb_fail_waiting(ddb, &reason);
	assert_string_equal(held.err.text, "log in");
	assert_int_equal(ddb_in_flight(ddb), 0);
	ddb_free(ddb);
	canned_stop(canned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_clock_is_corrected),
		cmocka_unit_test(wrong_secret_is_not_tried_again),
		cmocka_unit_test(odd_responses_become_errors),
		cmocka_unit_test(no_server_listens),
		cmocka_unit_test(repeated_last_evaluated_key),
		cmocka_unit_test(stops_while_a_request_hangs),
		cmocka_unit_test(refused_call_waits_for_credentials),
		cmocka_unit_test(refused_twice_is_refused),
	};

	return cmocka_run_group_tests_name("ddb", tests, NULL, NULL);
}
