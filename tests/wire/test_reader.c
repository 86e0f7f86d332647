/* SPDX-License-Identifier: MIT */
/* What a read and a write do after each kind of response. */
#include "clock.h"

#include "kit/canned_ddb.h"
#include "kit/state_home.h"
#include "model/snapshot_memory.h"
#include "poller/reader.h"
#include "write/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define DEADLINE_MS 60000

#define ITEM(user, active)                                                                         \
	"{\"userId\":{\"S\":\"" user "\"},\"serviceType\":{\"S\":\"slack\"},"                      \
	"\"isActive\":{\"S\":\"" active "\"},\"lastPollAt\":{\"S\":\"2024-01-15T10:35:00Z\"},"     \
	"\"pollingIntervalMs\":{\"N\":\"20000\"}}"
#define RESPONSE(text)                                                                             \
	{                                                                                          \
		.http_status = 200, .content_type = JSON_TYPE, .body = (text), .times = 1          \
	}

/* A fleet that a reader fills from a server with canned responses. */
struct rig {
	struct canned *canned;
	struct ddb *ddb;
	struct fleet *fleet;
	struct stored_format stored_format;
	struct pacer pacer;
	struct reader reader;
};

static void open_rig(struct rig *rig, const struct canned_response *responses, size_t count)
{
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	*rig = (struct rig){.canned = canned_start(responses, count)};
	rig->ddb = canned_connect(rig->canned);
	rig->fleet = fleet_new(&limits);
	pacer_init(&rig->pacer, 1000, clock_mono_ms());
	reader_init(&rig->reader, rig->ddb, rig->fleet, "the-table", &rig->stored_format);
}

static void close_rig(struct rig *rig)
{
	ddb_free(rig->ddb);
	reader_fini(&rig->reader);
	fleet_free(rig->fleet);
	canned_stop(rig->canned);
}

/* Reads all by the active index: the active sessions, then the paused ones. */
static void read_all(struct rig *rig)
{
	struct reader *reader = &rig->reader;
	struct reader_step step = {
		.index = "Active-Sessions-Index",
		.key_name = "isActive",
		.key_type = "S",
		.pacer = &rig->pacer,
		.coverage = {.kind = COVER_ENCODING},
	};

	reader_clear(reader);
	for (enum session_active active = ACTIVE_ON; active <= ACTIVE_OFF; active++) {
		step.key_value = active == ACTIVE_ON ? "true" : "false";
		step.coverage.active = (uint8_t)active;
		uint8_t encoding;

		session_decode_active(NULL, "S", step.key_value, &encoding);
		step.coverage.encodings = 1u << encoding;
		reader_add(reader, &step);
	}
	reader_begin(reader);
	while (reader->state == READER_RUNNING) {
		int64_t wait_ms = reader_advance(reader);

		ddb_run(rig->ddb, wait_ms < DEADLINE_MS ? wait_ms : DEADLINE_MS);
	}
}

static void put(struct rig *rig, const char *user_id, enum session_active active)
{
	struct item row = {.user_id = user_id, .service = "slack"};

	row.session.active = (uint8_t)active;
	session_decode_active(NULL, "S", "true", &row.session.encoding);
	row.session.interval_ms = 20000;
	fleet_put(rig->fleet, &row, clock_wall_ms());
}

static void pages_are_read_to_the_end(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		RESPONSE("{\"Items\":[" ITEM(
			"a", "true") "],\"ConsumedCapacity\":{\"CapacityUnits\":2},"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"a\"}}}"),
		/* An empty page with a key is not the end. */
		RESPONSE("{\"Items\":[],\"LastEvaluatedKey\":{\"userId\":{\"S\":\"b\"}}}"),
		RESPONSE("{\"Items\":[" ITEM(
			"c", "true") ",{\"userId\":{\"N\":\"7\"}}],"
				     "\"ConsumedCapacity\":{\"CapacityUnits\":0.5}}"),
		RESPONSE("{\"Items\":[" ITEM("d", "false") "],\"LastEvaluatedKey\":{}}"),
	};
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_int_equal(fleet_count(rig.fleet), 3);
	assert_int_equal(rig.reader.pages, 4);
	assert_int_equal(rig.reader.unreadable, 1);
	assert_true(rig.reader.read_units == 2.5);
	close_rig(&rig);
}

/* It costs its item, but neither the page nor the pages after it. */
static void key_that_cannot_be_sent_back(void **state)
{
	(void)state;
	static const char next_key[] = "\"ExclusiveStartKey\":{\"userId\":{\"S\":\"\\ud800\"},"
				       "\"serviceType\":{\"S\":\"\\u0000\"}}";
	const struct canned_response responses[] = {
		{.contains = next_key,
			.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"Items\":[" ITEM("b", "true") "]}",
			.times = 1},
		RESPONSE("{\"Items\":[" ITEM("a", "true") "," ITEM("\\u0000", "true") "," //
			ITEM("\\udc00", "true") "," ITEM("\xFF", "true") ","              //
			ITEM("\\ud800", "true") "],\"LastEvaluatedKey\":{\"userId\":{\"S\":"
						"\"\\ud800\"},\"serviceType\":{\"S\":"
						"\"\\u0000\"}}}"),
		RESPONSE("{\"Items\":[]}"),
	};
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_int_equal(rig.reader.unreadable, 3);
	assert_int_equal(fleet_count(rig.fleet), 3);
	assert_int_equal(canned_requests(rig.canned), 3);
	close_rig(&rig);
}

/* JSON that is not a page, and reads that end in an error, remove nothing. */
static void half_a_read_removes_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		int http_status;
		enum error_kind kind;
	} cases[] = {
		{"{}", 200, ERROR_PROTOCOL},
		{"{\"status\":\"ok\"}", 200, ERROR_PROTOCOL},
		{"{\"Items\":null}", 200, ERROR_PROTOCOL},
		{"{\"Items\":{\"a\":" ITEM("a", "true") "}}", 200, ERROR_PROTOCOL},
		{"<html>", 200, ERROR_PROTOCOL},
		{"{\"__type\":\"x#ValidationException\"}", 400, ERROR_VALIDATION},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct canned_response responses[] = {
			RESPONSE("{\"Items\":[" ITEM("new",
				"true") "],"
					"\"LastEvaluatedKey\":{\"userId\":{\"S\":\"new\"}}}"),
			{.http_status = cases[i].http_status,
				.content_type = JSON_TYPE,
				.body = cases[i].body},
		};
		struct rig rig;

		open_rig(&rig, responses, ARRAY_LEN(responses));
		put(&rig, "old", ACTIVE_ON);
		for (int times = 0; times < 3; times++) {
			read_all(&rig);
			assert_int_equal(rig.reader.state, READER_FAILED);
			assert_int_equal(rig.reader.err.kind, cases[i].kind);
		}
		assert_int_equal(fleet_count(rig.fleet), 2);
		close_rig(&rig);
	}
}

/* The throttled page is requested again, more slowly, and the read is complete. */
static void throttled_page_is_requested_again(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		RESPONSE("{\"Items\":[" ITEM(
			"a", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"a\"}}}"),
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"x#ThrottlingException\",\"message\":\"slowly\"}",
			.times = 1},
		{.http_status = 429,
			.content_type = "text/html",
			.headers = "Retry-After: 1\r\n",
			.body = "<html><body>slow down</body></html>",
			.times = 1},
		{.http_status = 200,
			.content_type = JSON_TYPE,
			.contains = "ExclusiveStartKey",
			.body = "{\"Items\":[" ITEM("b", "true") "]}",
			.times = 1},
		RESPONSE("{\"Items\":[]}"),
	};
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	struct pacer before = rig.pacer;

	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_false(rig.reader.is_throttled);
	assert_int_equal(canned_requests(rig.canned), 5);
	assert_int_equal(fleet_count(rig.fleet), 2);
	assert_true(rig.pacer.rate < before.rate);
	assert_true(rig.pacer.target == before.target);
	close_rig(&rig);
}

static void too_many_sessions_end_the_read(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		RESPONSE("{\"Items\":[" ITEM("a", "true") "," ITEM(
			"b", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"b\"}}}"),
		RESPONSE("{\"Items\":[" ITEM(
			"c", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"c\"}}}"),
	};
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	rig.reader.max_items = 2;
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_FAILED);
	assert_int_equal(rig.reader.err.kind, ERROR_CONFIG);
	assert_int_equal(canned_requests(rig.canned), 2);
	close_rig(&rig);
}

/* An HTTP date, so many seconds from now. */
static void put_date(char *header, size_t size, int ahead_s)
{
	time_t then = time(NULL) + ahead_s;
	struct tm tm;

	assert_int_not_equal(
		strftime(header, size, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime_r(&then, &tm)),
		0);
}

/*
 * Our clock is set, so that the known skew is wrong: the begin of the read is not taken for later
 * than the server's time.
 */
static void begin_is_not_ahead_of_the_server(void **state)
{
	(void)state;
	char ahead[64], right[64];

	put_date(ahead, sizeof(ahead), 3600);
	put_date(right, sizeof(right), 0);
	struct canned_response responses[] = {
		RESPONSE("{\"Items\":[]}"), RESPONSE("{\"Items\":[]}")};

	responses[0].headers = ahead;
	responses[0].times = 2;
	responses[1].headers = right;
	responses[1].times = 2;
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	read_all(&rig);
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_true(rig.reader.begun_ms <= clock_wall_ms());
	assert_true(rig.reader.begun_ms > clock_wall_ms() - DEADLINE_MS);
	close_rig(&rig);
}

/* --- Writing ------------------------------------------------------------------------------- */

static enum session_active active_of(const struct rig *rig, bool *is_pending)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(rig->fleet, snapshot);
	assert_int_equal(snapshot->sessions_count, 1);
	enum session_active active = snapshot->sessions[0].active;

	*is_pending = snapshot->sessions[0].flags & SESSION_PENDING;
	snapshot_free(snapshot);
	return active;
}

static enum write_outcome toggle(struct rig *rig, struct writer *writer, enum session_active seen)
{
	struct write_target key = {.user_id = "u", .service = "slack", .seen = seen};

	session_decode_active(NULL, "S", "true", &key.encoding);
	writer_toggle(writer, &key, "", 1);
	while (writer->write.is_busy) {
		int64_t wait_ms = writer_settle_advance(&writer->write);

		ddb_run(rig->ddb, wait_ms < DEADLINE_MS ? wait_ms : DEADLINE_MS);
	}
	return writer->write.result.outcome;
}

static struct audit *open_audit(void)
{
	state_home();
	return audit_new(&(struct audit_options){
		.table = "the-table", .region = "eu-west-1", .endpoint = ""});
}

static struct writer *open_writer(struct rig *rig, struct audit *audit)
{
	struct writer_parts parts = {rig->ddb, rig->fleet, "the-table", &rig->stored_format, audit};

	return writer_new(&parts);
}

/* Someone else undid our write: their value is shown, however recent ours is. */
static void conflict_ends_what_is_pending(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		RESPONSE("{}"),
		{.http_status = 400,
			.content_type = JSON_TYPE,
			.body = "{\"__type\":\"x#ConditionalCheckFailedException\",\"Item\":" ITEM(
				"u", "true") "}"},
	};
	struct rig rig;
	bool is_pending;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	put(&rig, "u", ACTIVE_ON);
	struct audit *audit = open_audit();
	struct writer *writer = open_writer(&rig, audit);

	assert_int_equal(toggle(&rig, writer, ACTIVE_ON), WRITE_WRITTEN);
	assert_int_equal(active_of(&rig, &is_pending), ACTIVE_OFF);
	assert_true(is_pending);
	assert_int_equal(toggle(&rig, writer, ACTIVE_OFF), WRITE_CONFLICT);
	assert_string_equal(writer->write.result.now, "S \"true\"");
	assert_int_equal(active_of(&rig, &is_pending), ACTIVE_ON);
	assert_false(is_pending);
	close_rig(&rig);
	writer_free(writer);
	audit_free(audit);
}

/*
 * The server takes the write on a kept connection and closes it: the write may have been carried
 * out, so it must not be sent again, as a read would be. A read shows that it was not.
 */
static void write_without_response_is_sent_once(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		{.operation = "Query",
			.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"Items\":[]}"},
		{.operation = "GetItem",
			.http_status = 200,
			.content_type = JSON_TYPE,
			.body = "{\"Item\":" ITEM("u", "true") "}"},
	};
	struct rig rig;

	open_rig(&rig, responses, ARRAY_LEN(responses));
	read_all(&rig);
	assert_int_equal(canned_requests(rig.canned), 2);
	struct audit *audit = open_audit();
	struct writer *writer = open_writer(&rig, audit);

	assert_int_equal(toggle(&rig, writer, ACTIVE_ON), WRITE_FAILED);
	assert_int_equal(writer->write.result.error.kind, ERROR_NETWORK);
	assert_int_equal(canned_requests(rig.canned), 4);
	close_rig(&rig);
	writer_free(writer);
	audit_free(audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_read_to_the_end),
		cmocka_unit_test(key_that_cannot_be_sent_back),
		cmocka_unit_test(half_a_read_removes_nothing),
		cmocka_unit_test(throttled_page_is_requested_again),
		cmocka_unit_test(too_many_sessions_end_the_read),
		cmocka_unit_test(begin_is_not_ahead_of_the_server),
		cmocka_unit_test(conflict_ends_what_is_pending),
		cmocka_unit_test(write_without_response_is_sent_once),
	};

	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
