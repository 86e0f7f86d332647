/* SPDX-License-Identifier: MIT */
#include "poller/backfill.h"

#include "clock.h"
#include "kit/canned_ddb.h"
#include "model/snapshot_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define INTERVAL_MS 15000
#define NOW         INT64_C(1705314900000)

#define KEY(user) "\"userId\":{\"S\":\"" user "\"},\"serviceType\":{\"S\":\"gmail\"}"
#define WHOLE(user)                                                                                \
	"{" KEY(user) ",\"isActive\":{\"S\":\"true\"},\"errorCount\":{\"N\":\"7\"},"               \
		      "\"pollingIntervalMs\":{\"N\":\"20000\"}}"
#define UNITS ",\"ConsumedCapacity\":[{\"TableName\":\"t\",\"CapacityUnits\":1.5}]}"

/* A backfill of a fleet whose rows "a", "b" and so on lack all but isActive. */
struct scene {
	struct canned *canned;
	struct ddb *ddb;
	struct fleet *fleet;
	struct stored_format stored_format;
	struct pacer pacer;
	struct backfill backfill;
};

static struct scene *open_scene(const struct canned_response *responses, size_t count, int rows)
{
	struct scene *scene = base_calloc(1, sizeof(*scene));
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	scene->canned = canned_start(responses, count);
	scene->ddb = canned_connect(scene->canned);
	scene->fleet = fleet_new(&limits);
	pacer_init(&scene->pacer, 1000, clock_mono_ms());
	backfill_init(&scene->backfill, scene->ddb, scene->fleet, "t", &scene->stored_format,
		&scene->pacer);
	for (int i = 0; i < rows; i++) {
		char user_id[2] = {(char)('a' + i)};
		struct item item = {
			.user_id = user_id,
			.service = "gmail",
			.session = {.active = ACTIVE_ON, .polled_at_ms = NOW, .error_count = -1},
			.absent = ITEM_ALL & ~ITEM_ACTIVE,
		};

		fleet_put(scene->fleet, &item, NOW);
	}
	return scene;
}

static void close_scene(struct scene *scene)
{
	ddb_free(scene->ddb);
	backfill_fini(&scene->backfill);
	fleet_free(scene->fleet);
	canned_stop(scene->canned);
	free(scene);
}

/* Sends what is due and waits for the response; false when nothing is. */
static bool run_once(struct scene *scene)
{
	int64_t wait_ms = backfill_advance(&scene->backfill, NULL, INTERVAL_MS);

	if (!scene->backfill.is_in_flight) {
		assert_true(wait_ms > 0);
		return false;
	}
	assert_true(wait_ms == INT64_MAX);
	while (scene->backfill.is_in_flight) {
		ddb_run(scene->ddb, 1000);
	}
	return true;
}

static int error_count(const struct scene *scene, const char *user_id)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(scene->fleet, snapshot);
	int errors = -2;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (strcmp(snapshot->sessions[i].user_id, user_id) == 0) {
			errors = snapshot->sessions[i].error_count;
		}
	}
	snapshot_free(snapshot);
	return errors;
}

static void all_in_one_call(void **state)
{
	(void)state;
	const struct canned_response responses[] = {GOOD("BatchGetItem", 0,
		"{\"Responses\":{\"t\":[" WHOLE("b") "," WHOLE(
			"a") "]},\"UnprocessedKeys\":{}" UNITS)};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 2);

	assert_int_equal(fleet_unfilled(scene->fleet), 2);
	double tokens = scene->pacer.tokens;

	assert_true(run_once(scene));
	assert_int_equal(fleet_unfilled(scene->fleet), 0);
	assert_int_equal(error_count(scene, "a"), 7);
	assert_int_equal(scene->backfill.filled, 2);
	assert_true(scene->backfill.read_units == 1.5);
	assert_true(scene->pacer.tokens < tokens);
	assert_true(scene->backfill.is_changed);
	/* And that was all. */
	assert_false(run_once(scene));
	assert_int_equal(canned_requests(scene->canned), 1);
	close_scene(scene);
}

/* Unprocessed keys are requested again; missing items are removed. */
static void unprocessed_and_missing_keys(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("BatchGetItem", 1,
			"{\"Responses\":{\"t\":[" WHOLE("a") "]},\"UnprocessedKeys\":{\"t\":"
							     "{\"Keys\":[{" KEY("b") "}]}}" UNITS),
		GOOD("BatchGetItem", 1, "{\"Responses\":{\"t\":[" WHOLE("b") "]}" UNITS),
	};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 3);

	assert_true(run_once(scene));
	assert_int_equal(fleet_count(scene->fleet), 2);
	assert_int_equal(error_count(scene, "c"), -2);
	assert_int_equal(fleet_unfilled(scene->fleet), 1);
	assert_true(scene->backfill.is_throttled);
	scene->pacer.closed_until_mono_ms = 0; /* as if the pause were over */
	scene->pacer.tokens = 1;
	assert_true(run_once(scene));
	assert_int_equal(fleet_unfilled(scene->fleet), 0);
	assert_int_equal(fleet_count(scene->fleet), 2);
	assert_false(scene->backfill.is_throttled);
	close_scene(scene);
}

static void a_call_costs_seconds_of_the_rate(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		GOOD("BatchGetItem", 0, "{\"Responses\":{\"t\":[]}" UNITS)};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 26);

	pacer_init(&scene->pacer, 2.5, clock_mono_ms());
	assert_true(run_once(scene));
	assert_int_equal(scene->backfill.keys_count, 20);
	/* The response has none of them: all are removed. */
	assert_int_equal(fleet_count(scene->fleet), 6);
	pacer_init(&scene->pacer, 0.01, clock_mono_ms());
	scene->pacer.tokens = 1;
	assert_true(run_once(scene));
	assert_int_equal(scene->backfill.keys_count, 1);
	/* And then the bucket is empty. */
	assert_false(run_once(scene));
	assert_int_equal(fleet_count(scene->fleet), 5);
	close_scene(scene);
}

/* Refused, it waits for longer and longer: it may be allowed one day. */
static void refusals_are_shown_and_rarely_repeated(void **state)
{
	(void)state;
	const struct canned_response responses[] = {BAD("BatchGetItem", 0,
		"{\"__type\":\"x#AccessDeniedException\",\"message\":\"no BatchGetItem\"}")};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 2);
	int64_t longest_ms = 0;

	for (int i = 0; i < 8; i++) {
		scene->backfill.retry_mono_ms = 0; /* as if the pause were over */
		assert_true(run_once(scene));
		assert_int_equal(scene->backfill.err.kind, ERROR_DENIED);
		assert_int_equal(fleet_unfilled(scene->fleet), 2);
		assert_int_equal(fleet_count(scene->fleet), 2);
		assert_false(run_once(scene));
		int64_t pause_ms = scene->backfill.retry_mono_ms - clock_mono_ms();

		longest_ms = pause_ms > longest_ms ? pause_ms : longest_ms;
	}
	assert_in_range(longest_ms, 50000, 60000);
	assert_int_equal(canned_requests(scene->canned), 8);
	close_scene(scene);
}

/* A response without the requested items says nothing about missing ones. */
static void other_json_removes_nothing(void **state)
{
	(void)state;
	static const char *const bodies[] = {"{}", "{\"Responses\":[]}", "{\"message\":\"hello\"}"};

	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		const struct canned_response responses[] = {GOOD("BatchGetItem", 0, bodies[i])};
		struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 2);

		assert_true(run_once(scene));
		assert_int_equal(scene->backfill.err.kind, ERROR_PROTOCOL);
		assert_int_equal(fleet_count(scene->fleet), 2);
		assert_int_equal(fleet_unfilled(scene->fleet), 2);
		close_scene(scene);
	}
}

/* A refusal after throttling is not called throttling. */
static void refusal_after_throttling(void **state)
{
	(void)state;
	const struct canned_response responses[] = {
		BAD("BatchGetItem", 1,
			"{\"__type\":\"x#ProvisionedThroughputExceededException\","
			"\"message\":\"no\"}"),
		BAD("BatchGetItem", 0,
			"{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"),
	};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 2);

	assert_true(run_once(scene));
	assert_true(scene->backfill.is_throttled);
	scene->pacer.closed_until_mono_ms = 0; /* as if the pause were over */
	scene->pacer.tokens = 1;
	assert_true(run_once(scene));
	assert_int_equal(scene->backfill.err.kind, ERROR_DENIED);
	assert_false(scene->backfill.is_throttled);
	close_scene(scene);
}

static void throttling_slows_the_pacer(void **state)
{
	(void)state;
	const struct canned_response responses[] = {BAD("BatchGetItem", 0,
		"{\"__type\":\"x#ProvisionedThroughputExceededException\",\"message\":\"no\"}")};
	struct scene *scene = open_scene(responses, ARRAY_LEN(responses), 2);

	assert_true(run_once(scene));
	assert_true(scene->backfill.is_throttled);
	assert_true(scene->pacer.rate < 1000);
	assert_true(scene->pacer.tokens <= 0);
	close_scene(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_in_one_call),
		cmocka_unit_test(unprocessed_and_missing_keys),
		cmocka_unit_test(a_call_costs_seconds_of_the_rate),
		cmocka_unit_test(refusals_are_shown_and_rarely_repeated),
		cmocka_unit_test(other_json_removes_nothing),
		cmocka_unit_test(refusal_after_throttling),
		cmocka_unit_test(throttling_slows_the_pacer),
	};

	return cmocka_run_group_tests_name("backfill", tests, NULL, NULL);
}
