/* SPDX-License-Identifier: MIT */
/* What the plan makes of a server's answers, mostly by hand: without the poller's thread. */
#include "clock.h"

#include "kit/canned_ddb.h"
#include "kit/state_home.h"
#include "model/snapshot_memory.h"
#include "poller/orders.h"
#include "poller/plan.h"
#include "poller/publish.h"
#include "poller/setup.h"

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
		GOOD("DescribeTable", 0, DESCRIBED),
		GOOD("Scan", 0, "{\"Items\":[" ITEM("u", "true") "]}"),
		GOOD("Query", 0, "{\"Items\":[]}"),
		GOOD("UpdateItem", 0, "{}"),
		GOOD("GetItem", 1, "{\"Item\":" ITEM("u", "true") "}"),
		GOOD("GetItem", 0, "{\"Item\":" ITEM("u", "false") "}"),
	};
	struct canned *canned = canned_start(answers, ARRAY_LEN(answers));
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
		.operation = "Query", .asks = "ServiceType-Index", .http_status = (status),        \
		.content_type = JSON_TYPE, .body = (text), .times = (count)                        \
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
	struct credentials_update update = {
		.credentials = {.access_key_id = "AKID", .secret_access_key = "secret"},
		.endpoint = {.region = "eu-west-1"},
	};

	snprintf(update.endpoint.url, sizeof(update.endpoint.url), "%s", canned_url(canned));
	snprintf(update.endpoint.host, sizeof(update.endpoint.host), "%s",
		canned_url(canned) + strlen("http://"));
	setup_connect(poller, &update);
	return poller;
}

static void free_poller_by_hand(struct poller *poller)
{
	ddb_free(poller->ddb);
	reader_fini(&poller->sweep);
	reader_fini(&poller->paused);
	reader_fini(&poller->tick);
	reader_fini(&poller->toggle_check);
	reader_fini(&poller->focus);
	reader_fini(&poller->reconcile);
	backfill_fini(&poller->backfill);
	open_session_fini(&poller->open_session);
	orders_fini(poller);
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
	answers[0] = (struct canned_answer)GOOD("DescribeTable", 0, DESCRIBED_WITH_INDEXES);
	answers[1] = (struct canned_answer)FOCUS(400, DENIED, denials);
	answers[2] = (struct canned_answer)FOCUS(200, PAGE, 1);
	answers[3] = (struct canned_answer)FOCUS(400, DENIED, 0);
	answers[4] = (struct canned_answer){
		.operation = "Query", .http_status = 200, .content_type = JSON_TYPE, .body = PAGE};
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
	/* A tick is now two queries, and two for those who moved; none of them is for the service.
	 */
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
			return asked->coverage.is_delta;
		}
		assert_int_not_equal(ddb_in_flight(poller->ddb), 0);
		ddb_run(poller->ddb, DEADLINE_MS);
	}
}

/* A table of one session. */
static struct canned *start_plain(void)
{
	static const struct canned_answer answers[] = {
		GOOD("DescribeTable", 0, DESCRIBED_WITH_INDEXES),
		{.http_status = 200, .content_type = JSON_TYPE, .body = PAGE},
	};

	return canned_start(answers, ARRAY_LEN(answers));
}

/* The service on the screen is read whole first, however the read before it ended. */
static void focus_is_whole_first(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
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

/* DescribeTable is denied later on: the budget stays that of the index as it was described. */
static void description_outlives_its_permission(void **state)
{
	(void)state;
	const struct canned_answer answers[] = {
		GOOD("DescribeTable", 1, DESCRIBED_WITH_INDEXES),
		BAD("DescribeTable", 0, DENIED),
		GOOD("Query", 0, PAGE),
	};
	struct canned *canned = canned_start(answers, ARRAY_LEN(answers));
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);

	tick_by_hand(poller);
	assert_true(poller->active_pacer.target == 2.5);
	plan_sweep_now(poller);
	tick_by_hand(poller);
	assert_false(poller->needs_description);
	assert_false(poller->table.is_assumed);
	assert_true(poller->active_pacer.target == 2.5);
	assert_shown(poller, ERROR_NONE);
	free_poller_by_hand(poller);
	canned_stop(canned);
}

static uint32_t count_pages(struct poller *poller)
{
	publish_now(poller);
	struct snapshot *snapshot = mailbox_take(&poller->mailbox);
	uint32_t pages = snapshot->status.pages;

	snapshot_free(snapshot);
	return pages;
}

/* A sweep begins without the pages of the one before, those of the paused sessions included. */
static void pages_are_those_of_one_sweep(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);

	tick_by_hand(poller);
	assert_int_equal(count_pages(poller), 2);
	plan_sweep_now(poller);
	plan_advance(poller);
	assert_true(poller->sweep.is_asking);
	assert_int_equal(count_pages(poller), 0);
	while (step(poller)) {
	}
	assert_int_equal(count_pages(poller), 2);
	free_poller_by_hand(poller);
	canned_stop(canned);
}

/* What a tick has seen since the sweep began is not read again; what lies ahead has seen nothing.
 */
static void watermark_follows_the_latest_begin(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);

	tick_by_hand(poller);
	int64_t before_ms = poller->watermark_ms;

	plan_sweep_now(poller);
	plan_advance(poller);
	assert_true(poller->sweep.is_asking);
	poller->sweep.begun_ms -= DEADLINE_MS; /* as if there had been ticks meanwhile */
	while (step(poller)) {
	}
	assert_int_equal(poller->watermark_ms, before_ms);
	poller->watermark_ms += DEADLINE_MS;
	tick_by_hand(poller);
	assert_in_range(poller->watermark_ms, before_ms - DEADLINE_MS, clock_wall_ms());
	free_poller_by_hand(poller);
	canned_stop(canned);
}

static void scan_is_shown_when_it_begins(void **state)
{
	(void)state;
	struct canned *canned = start_plain();
	struct settings settings;
	struct poller *poller = poller_by_hand(canned, &settings);

	tick_by_hand(poller);
	publish_now(poller);
	plan_reconcile_now(poller);
	plan_advance(poller);
	assert_true(poller->reconcile.is_asking);
	assert_true(poller->is_dirty);
	while (step(poller)) {
	}
	assert_true(poller->reconciled_mono_ms >= 0);
	free_poller_by_hand(poller);
	canned_stop(canned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_item_is_read_again),
		cmocka_unit_test(focus_error_lasts),
		cmocka_unit_test(focus_error_ends_with_the_focus),
		cmocka_unit_test(focus_is_whole_first),
		cmocka_unit_test(description_outlives_its_permission),
		cmocka_unit_test(pages_are_those_of_one_sweep),
		cmocka_unit_test(watermark_follows_the_latest_begin),
		cmocka_unit_test(scan_is_shown_when_it_begins),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
