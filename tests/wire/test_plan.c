/* SPDX-License-Identifier: MIT */
/* What the plan does after each kind of response, mostly without the poller's thread. */
#include "clock.h"

#include "kit/canned_ddb.h"
#include "kit/plan_bench.h"
#include "kit/state_home.h"
#include "poller.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DEADLINE_MS 60000

#define ITEM(user, active)                                                                         \
	"{\"userId\":{\"S\":\"" user "\"},\"serviceType\":{\"S\":\"slack\"},"                      \
	"\"isActive\":{\"S\":\"" active "\"},\"lastPollAt\":{\"S\":\"2024-01-15T10:35:00Z\"},"     \
	"\"pollingIntervalMs\":{\"N\":\"20000\"}}"

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

static void wait_until(struct poller *poller, bool (*is_met)(const struct snapshot *))
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS / 2;

	for (bool is_over = false; !is_over;) {
		struct pollfd wake = {.fd = poller_wake_fd(poller), .events = POLLIN};
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_msg("no such snapshot");
		}
		struct snapshot *snapshot = poller_take(poller);

		is_over = snapshot && is_met(snapshot);
		snapshot_free(snapshot);
	}
}

/* An open session is read again after a write to it, not with the next refresh in an hour. */
static void written_item_is_read_again(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("DescribeTable", 0, DESCRIBED),
		GOOD("Scan", 0, "{\"Items\":[" ITEM("u", "true") "]}"),
		GOOD("Query", 0, "{\"Items\":[]}"),
		GOOD("UpdateItem", 0, "{}"),
		GOOD("GetItem", 1, "{\"Item\":" ITEM("u", "true") "}"),
		GOOD("GetItem", 0, "{\"Item\":" ITEM("u", "false") "}"),
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct settings settings;
	struct poller *poller = start(canned, &settings);
	struct poller_command command = {.kind = COMMAND_OPEN, .user_id = "u", .service = "slack"};

	wait_until(poller, is_refreshed);
	poller_send(poller, &command);
	wait_until(poller, is_item_shown);
	struct write_target key = {.user_id = "u", .service = "slack", .seen = ACTIVE_ON};
	struct write_order order = {.number = 1, .reason = "", .targets = &key, .count = 1};

	session_decode_active(NULL, "S", "true", &key.encoding);
	command.kind = COMMAND_WRITE;
	command.order = &order;
	poller_send(poller, &command);
	wait_until(poller, is_new_item_shown);
	poller_stop(poller);
	canned_stop(canned);
}

/* --- By hand ------------------------------------------------------------------------------- */

#define INDEX(name, hash)                                                                          \
	"{\"IndexName\":\"" name "\",\"IndexStatus\":\"ACTIVE\"," KEY_SCHEMA(                      \
		hash, "lastPollAt") ",\"Projection\":{\"ProjectionType\":\"ALL\"},"                \
				    "\"ProvisionedThroughput\":{\"ReadCapacityUnits\":5}}"
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
		.operation = "Query", .contains = "ServiceType-Index", .http_status = (status),    \
		.content_type = JSON_TYPE, .body = (text), .times = (count)                        \
	}
#define DENIED "{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"
#define PAGE   "{\"Items\":[" ITEM("u", "true") "]}"

static struct settings bench_settings;

static void set_up_bench(struct plan_bench *bench, const struct canned *canned)
{
	set_up(&bench_settings, canned);
	plan_bench_open(bench, &bench_settings, "AKID", "secret");
}

static bool is_in_flight(const struct plan_bench *bench, enum plan_read read)
{
	return bench->plan.readers.all[read].is_in_flight;
}

/* One step; false when nothing is due for long. */
static bool step(struct plan_bench *bench)
{
	int64_t wait_ms = plan_advance(&bench->plan);

	if (ddb_in_flight(bench->ddb) == 0 && wait_ms > DEADLINE_MS) {
		return false;
	}
	ddb_run(bench->ddb, wait_ms < DEADLINE_MS ? wait_ms : DEADLINE_MS);
	return true;
}

static void tick_by_hand(struct plan_bench *bench)
{
	plan_tick_now(&bench->plan);
	while (step(bench)) {
	}
}

static void assert_shown(const struct plan_bench *bench, enum error_kind kind)
{
	assert_int_equal(plan_bench_status(bench).error.kind, kind);
}

/* Denies the focus a number of times, then sends a page once, then denies for ever. */
static struct canned *start_for_focus(struct canned_response responses[5], int denials)
{
	responses[0] = (struct canned_response)GOOD("DescribeTable", 0, DESCRIBED_WITH_INDEXES);
	responses[1] = (struct canned_response)FOCUS(400, DENIED, denials);
	responses[2] = (struct canned_response)FOCUS(200, PAGE, 1);
	responses[3] = (struct canned_response)FOCUS(400, DENIED, 0);
	responses[4] = (struct canned_response){
		.operation = "Query", .http_status = 200, .content_type = JSON_TYPE, .body = PAGE};
	return canned_start(responses, 5);
}

/* While the service's index may not be read, a good tick does not clear the error. */
static void focus_error_lasts(void **state)
{
	(void)state;
	struct canned_response responses[5];
	struct canned *canned =
		start_for_focus(responses, 3); /* before and after the sweep, and after a tick */
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	plan_set_focus(&bench.plan, "slack", NULL);
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_DENIED);
	/* During and after the next tick the error is still there, and as old. */
	bench.plan.focus.error_mono_ms = 7;
	plan_tick_now(&bench.plan);
	while (step(&bench)) {
		assert_shown(&bench, ERROR_DENIED);
	}
	assert_shown(&bench, ERROR_DENIED);
	assert_int_equal(bench.plan.focus.error_mono_ms, 7);
	/* Allowed again; then denied again. */
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_NONE);
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_DENIED);
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* A service that is not on the screen, or whose index is not read, has no error. */
static void focus_error_ends_with_the_focus(void **state)
{
	(void)state;
	struct canned_response responses[5];
	struct canned *canned = start_for_focus(responses, 0);
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	plan_set_focus(&bench.plan, "slack", NULL);
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_DENIED);
	bench.plan.focus.is_changed = false;
	plan_set_focus(&bench.plan, NULL, NULL);
	assert_true(bench.plan.focus.is_changed);
	assert_shown(&bench, ERROR_NONE);
	/* Left while the response is in flight. */
	plan_set_focus(&bench.plan, "slack", NULL);
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_FOCUS));
	plan_set_focus(&bench.plan, NULL, NULL);
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_NONE);
	/* A tick is now two queries, and two for toggled sessions; none is for the service. */
	int requests = canned_requests(canned);

	tick_by_hand(&bench);
	assert_int_equal(canned_requests(canned), requests + 4);

	plan_set_focus(&bench.plan, "slack", NULL);
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_DENIED);
	bench.info.table.service.is_usable = false;
	tick_by_hand(&bench);
	assert_shown(&bench, ERROR_NONE);
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* Runs until the service is read; returns whether only what was polled since. */
static bool asks_delta(struct plan_bench *bench, const char *service)
{
	for (;;) {
		plan_advance(&bench->plan);
		const struct reader_step *step = bench->plan.readers.all[READ_FOCUS].steps;

		if (is_in_flight(bench, READ_FOCUS) && strcmp(step->key_value, service) == 0) {
			return step->coverage.is_delta;
		}
		assert_int_not_equal(ddb_in_flight(bench->ddb), 0);
		ddb_run(bench->ddb, DEADLINE_MS);
	}
}

/* A table of one session. */
static struct canned *start_plain(void)
{
	static const struct canned_response responses[] = {
		GOOD("DescribeTable", 0, DESCRIBED_WITH_INDEXES),
		{.http_status = 200, .content_type = JSON_TYPE, .body = PAGE},
	};

	return canned_start(responses, ARRAY_LEN(responses));
}

/* The service on the screen is read completely first, however the last read ended. */
static void focus_is_whole_first(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	plan_set_focus(&bench.plan, "slack", NULL);
	assert_false(asks_delta(&bench, "slack"));
	/* Left while the response is in flight. */
	plan_set_focus(&bench.plan, "gmail", NULL);
	assert_false(asks_delta(&bench, "gmail"));
	tick_by_hand(&bench);
	plan_tick_now(&bench.plan);
	assert_true(asks_delta(&bench, "gmail"));
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* One step; true if it has sent a Query of the base table for that user. */
static bool asks_user(struct plan_bench *bench, const char *user_id)
{
	plan_advance(&bench->plan);
	const struct reader_step *step = bench->plan.readers.all[READ_FOCUS].steps;

	return is_in_flight(bench, READ_FOCUS) && !step->index &&
	       strcmp(step->key_value, user_id) == 0;
}

static void run_until_user_is_asked(struct plan_bench *bench, const char *user_id)
{
	while (!asks_user(bench, user_id)) {
		assert_int_not_equal(ddb_in_flight(bench->ddb), 0);
		ddb_run(bench->ddb, DEADLINE_MS);
	}
}

/* The user on the screen does not wait for the first sweep, and is read once per refresh. */
static void focus_reads_the_user_at_once(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	plan_set_focus(&bench.plan, NULL, "v");
	run_until_user_is_asked(&bench, "v");
	assert_false(bench.plan.has_swept);
	/* Another user while the response is in flight: it says nothing about them. */
	plan_set_focus(&bench.plan, NULL, "u");
	run_until_user_is_asked(&bench, "u");
	assert_false(bench.plan.focus.has_user);
	while (step(&bench)) {
	}
	assert_true(bench.plan.focus.has_user);
	assert_false(asks_user(&bench, "u")); /* the next refresh is in an hour */
	plan_tick_now(&bench.plan);
	run_until_user_is_asked(&bench, "u");
	while (step(&bench)) {
	}
	plan_set_focus(&bench.plan, NULL, NULL);
	assert_false(bench.plan.focus.has_user);
	plan_tick_now(&bench.plan);
	while (step(&bench)) {
		assert_false(is_in_flight(&bench, READ_FOCUS));
	}
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* DescribeTable is denied later: the budget stays that of the described index. */
static void description_outlives_its_permission(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("DescribeTable", 1, DESCRIBED_WITH_INDEXES),
		BAD("DescribeTable", 0, DENIED),
		GOOD("Query", 0, PAGE),
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	tick_by_hand(&bench);
	assert_true(bench.info.active_pacer.target == 2.5);
	plan_sweep_now(&bench.plan);
	tick_by_hand(&bench);
	assert_false(bench.info.is_due);
	assert_false(bench.info.table.is_assumed);
	assert_true(bench.info.active_pacer.target == 2.5);
	assert_shown(&bench, ERROR_NONE);
	plan_bench_close(&bench);
	canned_stop(canned);
}

static uint32_t count_pages(const struct plan_bench *bench)
{
	return plan_bench_status(bench).status.pages;
}

/* A sweep does not count the pages of the last one, of paused sessions included. */
static void pages_are_those_of_one_sweep(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	tick_by_hand(&bench);
	assert_int_equal(count_pages(&bench), 2);
	plan_sweep_now(&bench.plan);
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_SWEEP));
	assert_int_equal(count_pages(&bench), 0);
	while (step(&bench)) {
	}
	assert_int_equal(count_pages(&bench), 2);
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* What a tick has seen since the sweep began is not read again; a watermark in the future is wrong.
 */
static void watermark_follows_the_latest_begin(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	tick_by_hand(&bench);
	int64_t before_ms = bench.plan.source.watermark_ms;

	plan_sweep_now(&bench.plan);
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_SWEEP));
	bench.plan.readers.all[READ_SWEEP].begun_ms -=
		DEADLINE_MS; /* as if there had been ticks meanwhile */
	while (step(&bench)) {
	}
	assert_int_equal(bench.plan.source.watermark_ms, before_ms);
	bench.plan.source.watermark_ms += DEADLINE_MS;
	tick_by_hand(&bench);
	assert_in_range(bench.plan.source.watermark_ms, before_ms - DEADLINE_MS, clock_wall_ms());
	plan_bench_close(&bench);
	canned_stop(canned);
}

static void scan_is_shown_when_it_begins(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	tick_by_hand(&bench);
	bench.plan.reconcile.is_changed = false;
	plan_reconcile_now(&bench.plan);
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_RECONCILE));
	assert_true(bench.plan.reconcile.is_changed);
	while (step(&bench)) {
	}
	assert_true(bench.plan.reconcile.begun_mono_ms >= 0);
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* The first Scan and a requested one use the whole budget; the others wait for what is spare.
 */
static void scans_leave_a_reserve(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	const struct reader *scan = &bench.plan.readers.all[READ_RECONCILE];

	bench_settings.reconcile_ms = 3600 * 1000;
	tick_by_hand(&bench);
	assert_true(bench.plan.reconcile.begun_mono_ms >= 0);
	assert_true(scan->reserve == 0);
	plan_advance(&bench.plan);
	assert_false(is_in_flight(&bench, READ_RECONCILE));
	bench.plan.reconcile.due_mono_ms = 0; /* as if the pause were over */
	bench.info.table_pacer.tokens = 0;
	plan_advance(&bench.plan);
	assert_true(plan_readers_is_running(&bench.plan.readers, READ_RECONCILE));
	assert_false(is_in_flight(&bench, READ_RECONCILE));
	assert_true(scan->reserve > 0);
	assert_true(scan->reserve == pacer_spare_reserve(&bench.info.table_pacer));
	bench.info.table_pacer.tokens = scan->reserve + 1;
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_RECONCILE));
	tick_by_hand(&bench);
	plan_reconcile_now(&bench.plan);
	plan_advance(&bench.plan);
	assert_true(scan->reserve == 0);
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* Without an index, sweeps are Scans: no other Scan runs beside them. */
static void sweeps_of_the_table_need_no_scan(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("DescribeTable", 0, DESCRIBED),
		GOOD("Scan", 0, PAGE),
	};
	struct canned *canned = canned_start(responses, ARRAY_LEN(responses));
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	bench_settings.reconcile_ms = 3600 * 1000;
	tick_by_hand(&bench);
	assert_int_equal(bench.plan.source.kind, SOURCE_SCAN);
	assert_true(bench.plan.reconcile.begun_mono_ms >= 0);
	bench.plan.reconcile.due_mono_ms = 0;
	plan_advance(&bench.plan);
	assert_false(plan_readers_is_running(&bench.plan.readers, READ_RECONCILE));
	plan_bench_close(&bench);
	canned_stop(canned);
}

/* What the last Scan has seen is as of its start. */
static void scan_is_as_old_as_its_begin(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct plan_bench bench;

	set_up_bench(&bench, canned);
	tick_by_hand(&bench);
	plan_reconcile_now(&bench.plan);
	plan_advance(&bench.plan);
	assert_true(is_in_flight(&bench, READ_RECONCILE));
	bench.plan.readers.all[READ_RECONCILE].begun_mono_ms -= DEADLINE_MS;
	int64_t begun_mono_ms = bench.plan.readers.all[READ_RECONCILE].begun_mono_ms;

	while (step(&bench)) {
	}
	assert_int_equal(plan_bench_status(&bench).status.reconciled_mono_ms, begun_mono_ms);
	plan_bench_close(&bench);
	canned_stop(canned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_item_is_read_again),
		cmocka_unit_test(focus_error_lasts),
		cmocka_unit_test(focus_error_ends_with_the_focus),
		cmocka_unit_test(focus_is_whole_first),
		cmocka_unit_test(focus_reads_the_user_at_once),
		cmocka_unit_test(description_outlives_its_permission),
		cmocka_unit_test(pages_are_those_of_one_sweep),
		cmocka_unit_test(watermark_follows_the_latest_begin),
		cmocka_unit_test(scan_is_shown_when_it_begins),
		cmocka_unit_test(scans_leave_a_reserve),
		cmocka_unit_test(scan_is_as_old_as_its_begin),
		cmocka_unit_test(sweeps_of_the_table_need_no_scan),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
