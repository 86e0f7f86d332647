/* SPDX-License-Identifier: MIT */
/* What a read, a write and the plan make of a server's answers. */
#include "canned.h"
#include "clock.h"
#include "plan.h"
#include "publish.h"
#include "reader.h"
#include "setup.h"
#include "snapshot_memory.h"
#include "wire/state_home.h"
#include "writer.h"
#include "writing.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define JSON        "application/x-amz-json-1.0"
#define DEADLINE_MS 60000

#define ITEM(user, active)                                                                         \
	"{\"userId\":{\"S\":\"" user "\"},\"serviceType\":{\"S\":\"slack\"},"                      \
	"\"isActive\":{\"S\":\"" active "\"},\"lastPollAt\":{\"S\":\"2024-01-15T10:35:00Z\"},"     \
	"\"pollingIntervalMs\":{\"N\":\"20000\"}}"
#define ANSWER(text)                                                                               \
	{                                                                                          \
		.http_status = 200, .content_type = JSON, .body = (text), .times = 1               \
	}

/* A fleet that a reader fills from a server of canned answers. */
struct rig {
	struct canned *canned;
	struct ddb *ddb;
	struct fleet *fleet;
	struct vocabulary vocabulary;
	struct pacer pacer;
	struct reader reader;
};

static struct ddb *connect_to(const struct canned *canned)
{
	struct endpoint endpoint = {.region = "eu-west-1", .is_custom = true};
	struct credentials credentials = {.access_key_id = "AKID", .secret_access_key = "secret"};
	snprintf(endpoint.url, sizeof(endpoint.url), "%s", canned_url(canned));
	snprintf(
		endpoint.host, sizeof(endpoint.host), "%s", canned_url(canned) + strlen("http://"));
	return ddb_new(&endpoint, &credentials);
}

static void open_rig(struct rig *rig, const struct canned_answer *answers, size_t count)
{
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	*rig = (struct rig){.canned = canned_start(answers, count)};
	rig->ddb = connect_to(rig->canned);
	rig->fleet = fleet_new(&limits);
	pacer_init(&rig->pacer, 1000, clock_mono_ms());
	reader_init(&rig->reader, rig->ddb, rig->fleet, "the-table", &rig->vocabulary);
}

static void close_rig(struct rig *rig)
{
	ddb_free(rig->ddb);
	reader_fini(&rig->reader);
	fleet_free(rig->fleet);
	canned_stop(rig->canned);
}

/* Reads all by the index of isActive: the active ones, then the paused. */
static void read_all(struct rig *rig)
{
	struct reader *reader = &rig->reader;
	struct reader_step step = {
		.index = "Active-Sessions-Index",
		.key_name = "isActive",
		.key_type = "S",
		.pacer = &rig->pacer,
		.pass = {.cover = COVER_ENCODING},
	};
	reader_clear(reader);
	for (enum session_active active = ACTIVE_ON; active <= ACTIVE_OFF; active++) {
		step.key_value = active == ACTIVE_ON ? "true" : "false";
		step.pass.active = (uint8_t)active;
		uint8_t encoding;
		session_decode_active(NULL, "S", step.key_value, &encoding);
		step.pass.encodings = 1u << encoding;
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
	struct item_row row = {.user_id = user_id, .service = "slack"};
	row.session.active = (uint8_t)active;
	session_decode_active(NULL, "S", "true", &row.session.encoding);
	row.session.interval_ms = 20000;
	fleet_put(rig->fleet, &row, clock_wall_ms());
}

static void pages_are_read_to_the_end(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		ANSWER("{\"Items\":[" ITEM(
			"a", "true") "],\"ConsumedCapacity\":{\"CapacityUnits\":2},"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"a\"}}}"),
		/* An empty page with a key is not the end. */
		ANSWER("{\"Items\":[],\"LastEvaluatedKey\":{\"userId\":{\"S\":\"b\"}}}"),
		ANSWER("{\"Items\":[" ITEM(
			"c", "true") ",{\"userId\":{\"N\":\"7\"}}],"
				     "\"ConsumedCapacity\":{\"CapacityUnits\":0.5}}"),
		ANSWER("{\"Items\":[" ITEM("d", "false") "],\"LastEvaluatedKey\":{}}"),
	};
	struct rig rig;
	open_rig(&rig, answers, ARRAY_LEN(answers));
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_int_equal(fleet_count(rig.fleet), 3);
	assert_int_equal(rig.reader.pages, 4);
	assert_int_equal(rig.reader.unreadable, 1);
	assert_true(rig.reader.read_units == 2.5);
	close_rig(&rig);
}

/* What is JSON but no page, and pages that end in an error, take nothing away. */
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
		const struct canned_answer answers[] = {
			ANSWER("{\"Items\":[" ITEM("new",
				"true") "],"
					"\"LastEvaluatedKey\":{\"userId\":{\"S\":\"new\"}}}"),
			{.http_status = cases[i].http_status,
				.content_type = JSON,
				.body = cases[i].body},
		};
		struct rig rig;
		open_rig(&rig, answers, ARRAY_LEN(answers));
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

/* The page that was refused comes again, more slowly, and the read is whole. */
static void throttled_page_is_asked_again(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		ANSWER("{\"Items\":[" ITEM(
			"a", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"a\"}}}"),
		{.http_status = 400,
			.content_type = JSON,
			.body = "{\"__type\":\"x#ThrottlingException\",\"message\":\"slowly\"}",
			.times = 1},
		{.http_status = 200,
			.content_type = JSON,
			.asks = "ExclusiveStartKey",
			.body = "{\"Items\":[" ITEM("b", "true") "]}",
			.times = 1},
		ANSWER("{\"Items\":[]}"),
	};
	struct rig rig;
	open_rig(&rig, answers, ARRAY_LEN(answers));
	struct pacer before = rig.pacer;
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_DONE);
	assert_false(rig.reader.is_throttled);
	assert_int_equal(canned_requests(rig.canned), 4);
	assert_int_equal(fleet_count(rig.fleet), 2);
	assert_true(rig.pacer.rate < before.rate);
	assert_true(rig.pacer.target == before.target);
	close_rig(&rig);
}

static void too_many_sessions_end_the_read(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		ANSWER("{\"Items\":[" ITEM("a", "true") "," ITEM(
			"b", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"b\"}}}"),
		ANSWER("{\"Items\":[" ITEM(
			"c", "true") "],"
				     "\"LastEvaluatedKey\":{\"userId\":{\"S\":\"c\"}}}"),
	};
	struct rig rig;
	open_rig(&rig, answers, ARRAY_LEN(answers));
	rig.reader.max_items = 2;
	read_all(&rig);
	assert_int_equal(rig.reader.state, READER_FAILED);
	assert_int_equal(rig.reader.err.kind, ERROR_CONFIG);
	assert_int_equal(canned_requests(rig.canned), 2);
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
	struct write_key key = {.user_id = "u", .service = "slack", .seen = seen};
	session_decode_active(NULL, "S", "true", &key.encoding);
	writer_toggle(writer, &key, "", 1);
	while (writer_is_busy(writer)) {
		int64_t wait_ms = writer_advance(writer);
		ddb_run(rig->ddb, wait_ms < DEADLINE_MS ? wait_ms : DEADLINE_MS);
	}
	return writer_result(writer)->outcome;
}

static struct audit *open_audit(void)
{
	state_home();
	return audit_new(&(struct audit_place){
		.table = "the-table", .region = "eu-west-1", .endpoint = "", .caller = "AKID"});
}

static struct writer *open_writer(struct rig *rig, struct audit *audit)
{
	struct writer_place place = {rig->ddb, rig->fleet, "the-table", &rig->vocabulary, audit};
	return writer_new(&place);
}

/* Somebody else undid our write: their value is shown, however lately we wrote. */
static void conflict_ends_what_is_pending(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		ANSWER("{}"),
		{.http_status = 400,
			.content_type = JSON,
			.body = "{\"__type\":\"x#ConditionalCheckFailedException\",\"Item\":" ITEM(
				"u", "true") "}"},
	};
	struct rig rig;
	bool is_pending;
	open_rig(&rig, answers, ARRAY_LEN(answers));
	put(&rig, "u", ACTIVE_ON);
	struct audit *audit = open_audit();
	struct writer *writer = open_writer(&rig, audit);
	assert_int_equal(toggle(&rig, writer, ACTIVE_ON), WRITE_DONE);
	assert_int_equal(active_of(&rig, &is_pending), ACTIVE_OFF);
	assert_true(is_pending);
	assert_int_equal(toggle(&rig, writer, ACTIVE_OFF), WRITE_CONFLICT);
	assert_string_equal(writer_result(writer)->now, "S \"true\"");
	assert_int_equal(active_of(&rig, &is_pending), ACTIVE_ON);
	assert_false(is_pending);
	close_rig(&rig);
	writer_free(writer);
	audit_free(audit);
}

/*
 * The server takes the write on a connection that was kept and closes it: it may have been done,
 * so it must not be sent again, as a read would be. A read tells that it was not.
 */
static void unanswered_write_is_sent_once(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		{.operation = "Query",
			.http_status = 200,
			.content_type = JSON,
			.body = "{\"Items\":[]}"},
		{.operation = "GetItem",
			.http_status = 200,
			.content_type = JSON,
			.body = "{\"Item\":" ITEM("u", "true") "}"},
	};
	struct rig rig;
	open_rig(&rig, answers, ARRAY_LEN(answers));
	read_all(&rig);
	assert_int_equal(canned_requests(rig.canned), 2);
	struct audit *audit = open_audit();
	struct writer *writer = open_writer(&rig, audit);
	assert_int_equal(toggle(&rig, writer, ACTIVE_ON), WRITE_FAILED);
	assert_int_equal(writer_result(writer)->error.kind, ERROR_NETWORK);
	assert_int_equal(canned_requests(rig.canned), 4);
	close_rig(&rig);
	writer_free(writer);
	audit_free(audit);
}

/* --- The plan ------------------------------------------------------------------------------ */

#define KEY_SCHEMA(hash, range)                                                                    \
	"\"KeySchema\":[{\"AttributeName\":\"" hash "\",\"KeyType\":\"HASH\"},"                    \
	"{\"AttributeName\":\"" range "\",\"KeyType\":\"RANGE\"}]"
#define DESCRIBED "{\"Table\":{\"TableStatus\":\"ACTIVE\"," KEY_SCHEMA("userId", "serviceType") "}}"

static void set_up(struct settings *settings, const struct canned *canned)
{
	state_home();
	*settings = (struct settings){
		.write_rate = 5,
		.table = "the-table",
		.region = "eu-west-1",
		.endpoint_url = canned_url(canned),
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 3600 * 1000,
		.full_every = 1000,
		.max_items = 1000,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
	setenv("AWS_ACCESS_KEY_ID", "AKID", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "secret", 1);
}

static struct poller *start(const struct canned *canned, struct settings *settings)
{
	set_up(settings, canned);
	struct error err;
	struct poller *poller = poller_start(settings, &err);
	assert_non_null(poller);
	return poller;
}

static bool is_refreshed(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete;
}

static bool is_item_shown(const struct snapshot *snapshot)
{
	return snapshot->item.status == ITEM_PRESENT;
}

/* The item as it is after the write, not as it was before. */
static bool is_new_item_shown(const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->item.nodes_count; i++) {
		if (strcmp(snapshot->item.nodes[i].text, "false") == 0) {
			return true;
		}
	}
	return false;
}

static void wait_until(struct poller *poller, bool (*is_wanted)(const struct snapshot *))
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS / 2;
	for (bool is_over = false; !is_over;) {
		struct pollfd wake = {.fd = poller_wake_fd(poller), .events = POLLIN};
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();
		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_msg("no such snapshot");
		}
		struct snapshot *snapshot = poller_take(poller);
		is_over = snapshot && is_wanted(snapshot);
		snapshot_free(snapshot);
	}
}

/* An opened session is read again when it was written, not with the next refresh in an hour. */
static void written_item_is_read_again(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		{.operation = "DescribeTable",
			.http_status = 200,
			.content_type = JSON,
			.body = DESCRIBED},
		{.operation = "Scan",
			.http_status = 200,
			.content_type = JSON,
			.body = "{\"Items\":[" ITEM("u", "true") "]}"},
		{.operation = "Query",
			.http_status = 200,
			.content_type = JSON,
			.body = "{\"Items\":[]}"},
		{.operation = "UpdateItem", .http_status = 200, .content_type = JSON, .body = "{}"},
		{.operation = "GetItem",
			.http_status = 200,
			.content_type = JSON,
			.times = 1,
			.body = "{\"Item\":" ITEM("u", "true") "}"},
		{.operation = "GetItem",
			.http_status = 200,
			.content_type = JSON,
			.body = "{\"Item\":" ITEM("u", "false") "}"},
	};
	struct canned *canned = canned_start(answers, ARRAY_LEN(answers));
	struct settings settings;
	struct poller *poller = start(canned, &settings);
	struct poller_command command = {.kind = COMMAND_OPEN, .user_id = "u", .service = "slack"};
	wait_until(poller, is_refreshed);
	poller_send(poller, &command);
	wait_until(poller, is_item_shown);
	struct write_key key = {.user_id = "u", .service = "slack", .seen = ACTIVE_ON};
	struct write_order order = {.number = 1, .reason = "", .keys = &key, .count = 1};
	session_decode_active(NULL, "S", "true", &key.encoding);
	command.kind = COMMAND_WRITE;
	command.order = &order;
	poller_send(poller, &command);
	wait_until(poller, is_new_item_shown);
	poller_stop(poller);
	canned_stop(canned);
}

#define INDEX(name, hash)                                                                          \
	"{\"IndexName\":\"" name "\",\"IndexStatus\":\"ACTIVE\"," KEY_SCHEMA(                      \
		hash, "lastPollAt") ",\"Projection\":{\"ProjectionType\":\"ALL\"}}"
#define DESCRIBED_WITH_INDEXES                                                                     \
	"{\"Table\":{\"TableStatus\":\"ACTIVE\"," KEY_SCHEMA("userId",                             \
		"serviceType") ","                                                                 \
			       "\"AttributeDefinitions\":[{\"AttributeName\":\"isActive\","        \
			       "\"AttributeType\":\"S\"},"                                         \
			       "{\"AttributeName\":\"lastPollAt\",\"AttributeType\":\"S\"},"       \
			       "{\"AttributeName\":\"serviceType\",\"AttributeType\":\"S\"}],"     \
			       "\"GlobalSecondaryIndexes\":[" INDEX("Active-Sessions-Index",       \
				       "isActive") "," INDEX("ServiceType-Index",                  \
				       "serviceType") "]}}"
#define FOCUS(status, text, count)                                                                 \
	{                                                                                          \
		.operation = "Query", .asks = "ServiceType-Index", .http_status = (status),        \
		.content_type = JSON, .body = (text), .times = (count)                             \
	}
#define DENIED "{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"
#define PAGE   "{\"Items\":[" ITEM("u", "true") "]}"

/* A poller without its thread: every step is this one's. */
static struct poller *poller_by_hand(const struct canned *canned, struct settings *settings)
{
	struct poller *poller = base_calloc(1, sizeof(*poller));
	struct error err;
	set_up(settings, canned);
	poller->settings = settings;
	poller->interval_ms = settings->interval_ms;
	poller->reconciled_mono_ms = -1;
	poller->swept_mono_ms = -1;
	poller->is_sweep_due = true;
	poller->needs_description = true;
	poller->fleet = fleet_new(&settings->limits);
	pthread_mutex_init(&poller->lock, NULL);
	assert_true(mailbox_init(&poller->mailbox, &err));
	struct keeper_news news = {
		.keys = {.access_key_id = "AKID", .secret_access_key = "secret"},
		.endpoint = {.region = "eu-west-1"},
	};
	snprintf(news.endpoint.url, sizeof(news.endpoint.url), "%s", canned_url(canned));
	snprintf(news.endpoint.host, sizeof(news.endpoint.host), "%s",
		canned_url(canned) + strlen("http://"));
	setup_connect(poller, &news);
	return poller;
}

static void free_poller_by_hand(struct poller *poller)
{
	ddb_free(poller->ddb);
	reader_fini(&poller->sweep);
	reader_fini(&poller->paused);
	reader_fini(&poller->tick);
	reader_fini(&poller->relook);
	reader_fini(&poller->focus);
	reader_fini(&poller->reconcile);
	filler_fini(&poller->filler);
	opened_fini(&poller->opened);
	writing_fini(poller);
	fleet_free(poller->fleet);
	mailbox_fini(&poller->mailbox);
	pthread_mutex_destroy(&poller->lock);
	free(poller);
}

/* One step; false when nothing is due for long. */
static bool step(struct poller *poller)
{
	int64_t wait_ms = plan_advance(poller);
	if (ddb_in_flight(poller->ddb) == 0 && wait_ms > DEADLINE_MS) {
		return false;
	}
	ddb_run(poller->ddb, wait_ms < DEADLINE_MS ? wait_ms : DEADLINE_MS);
	return true;
}

static void tick_by_hand(struct poller *poller)
{
	plan_tick_now(poller);
	while (step(poller)) {
	}
}

static void assert_shown(struct poller *poller, enum error_kind kind)
{
	publish_now(poller);
	struct snapshot *snapshot = mailbox_take(&poller->mailbox);
	assert_int_equal(snapshot->error.kind, kind);
	snapshot_free(snapshot);
}

/* Denies the focus so often, then gives a page once, then denies for ever. */
static struct canned *start_for_focus(struct canned_answer answers[5], int denials)
{
	answers[0] = (struct canned_answer){.operation = "DescribeTable",
		.http_status = 200,
		.content_type = JSON,
		.body = DESCRIBED_WITH_INDEXES};
	answers[1] = (struct canned_answer)FOCUS(400, DENIED, denials);
	answers[2] = (struct canned_answer)FOCUS(200, PAGE, 1);
	answers[3] = (struct canned_answer)FOCUS(400, DENIED, 0);
	answers[4] = (struct canned_answer){
		.operation = "Query", .http_status = 200, .content_type = JSON, .body = PAGE};
	return canned_start(answers, 5);
}

/* Where the service's index may not be read, a good tick does not say that all is well. */
static void focus_error_lasts(void **state)
{
	(void)state;
	struct canned_answer answers[5];
	struct canned *canned = start_for_focus(answers, 2);
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);
	plan_set_focus(poller, "slack");
	tick_by_hand(poller);
	assert_shown(poller, ERROR_DENIED);
	/* During and after the next tick it still stands, and since then. */
	poller->focus_error_mono_ms = 7;
	plan_tick_now(poller);
	while (step(poller)) {
		assert_shown(poller, ERROR_DENIED);
	}
	assert_shown(poller, ERROR_DENIED);
	assert_int_equal(poller->focus_error_mono_ms, 7);
	/* Allowed again; then denied again. */
	tick_by_hand(poller);
	assert_shown(poller, ERROR_NONE);
	tick_by_hand(poller);
	assert_shown(poller, ERROR_DENIED);
	free_poller_by_hand(poller);
	canned_stop(canned);
}

/* A service that nobody looks at, or whose index is not read, is no trouble. */
static void focus_error_ends_with_the_focus(void **state)
{
	(void)state;
	struct canned_answer answers[5];
	struct canned *canned = start_for_focus(answers, 0);
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);
	plan_set_focus(poller, "slack");
	tick_by_hand(poller);
	assert_shown(poller, ERROR_DENIED);
	poller->is_dirty = false;
	plan_set_focus(poller, NULL);
	assert_true(poller->is_dirty);
	assert_shown(poller, ERROR_NONE);
	/* Left while the answer is on its way. */
	plan_set_focus(poller, "slack");
	plan_advance(poller);
	assert_true(poller->focus.is_asking);
	plan_set_focus(poller, NULL);
	tick_by_hand(poller);
	assert_shown(poller, ERROR_NONE);
	/* A tick is now two queries, and two for those who moved; none of them is for the service. */
	int requests = canned_requests(canned);
	tick_by_hand(poller);
	assert_int_equal(canned_requests(canned), requests + 4);

	plan_set_focus(poller, "slack");
	tick_by_hand(poller);
	assert_shown(poller, ERROR_DENIED);
	poller->table.service.is_usable = false;
	tick_by_hand(poller);
	assert_shown(poller, ERROR_NONE);
	free_poller_by_hand(poller);
	canned_stop(canned);
}

/* Runs until the service is asked for; whether only for what was polled since. */
static bool asks_delta(struct poller *poller, const char *service)
{
	for (;;) {
		plan_advance(poller);
		const struct reader_step *asked = poller->focus.steps;
		if (poller->focus.is_asking && strcmp(asked->key_value, service) == 0) {
			return asked->pass.is_delta;
		}
		assert_int_not_equal(ddb_in_flight(poller->ddb), 0);
		ddb_run(poller->ddb, DEADLINE_MS);
	}
}

/* The service on the screen is read whole first, however the read before it ended. */
static void focus_is_whole_first(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		{.operation = "DescribeTable",
			.http_status = 200,
			.content_type = JSON,
			.body = DESCRIBED_WITH_INDEXES},
		{.operation = "Query", .http_status = 200, .content_type = JSON, .body = PAGE},
	};
	struct canned *canned = canned_start(answers, ARRAY_LEN(answers));
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);
	plan_set_focus(poller, "slack");
	assert_false(asks_delta(poller, "slack"));
	/* Left while the answer is on its way. */
	plan_set_focus(poller, "gmail");
	assert_false(asks_delta(poller, "gmail"));
	tick_by_hand(poller);
	plan_tick_now(poller);
	assert_true(asks_delta(poller, "gmail"));
	free_poller_by_hand(poller);
	canned_stop(canned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_read_to_the_end),
		cmocka_unit_test(half_a_read_removes_nothing),
		cmocka_unit_test(throttled_page_is_asked_again),
		cmocka_unit_test(too_many_sessions_end_the_read),
		cmocka_unit_test(conflict_ends_what_is_pending),
		cmocka_unit_test(unanswered_write_is_sent_once),
		cmocka_unit_test(focus_error_lasts),
		cmocka_unit_test(focus_error_ends_with_the_focus),
		cmocka_unit_test(focus_is_whole_first),
		cmocka_unit_test(written_item_is_read_again),
	};
	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
