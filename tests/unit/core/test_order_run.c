/* SPDX-License-Identifier: MIT */
/* Which target is next, when, and when to stop: without a network or a clock. */
#include "write/order_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void begin(struct order_run *run, size_t count)
{
	struct write_target targets[100];
	struct write_order order = {.number = 1, .reason = "", .targets = targets, .count = count};
	char users[100][32];

	for (size_t i = 0; i < count; i++) {
		snprintf(users[i], sizeof(users[i]), "u%zu", i);
		targets[i] = (struct write_target){
			.user_id = users[i], .service = "slack", .seen = ACTIVE_ON, .encoding = 1};
	}
	order_run_begin(run, write_order_copy(&order));
	/* 400 ms a write */
	run->units_per_write = 2;
	run->rate = 5;
}

static void take(
	struct order_run *run, enum write_outcome outcome, enum error_kind kind, int64_t now_ms)
{
	struct write_result result = {.outcome = outcome};

	if (kind != ERROR_NONE) {
		error_set(&result.error, kind, "because of %d", kind);
	}
	order_run_take(run, &result, 0, now_ms);
}

static const struct write_target *next(struct order_run *run, int64_t now_ms)
{
	int64_t wait_ms;

	return order_run_next(run, now_ms, &wait_ms);
}

static void one_after_the_other_at_the_rate(void **state)
{
	(void)state;
	struct order_run run = {0};
	int64_t wait_ms, now_ms = 1000000;

	begin(&run, 3);
	assert_string_equal(next(&run, now_ms)->user_id, "u0");
	/* Only one is in flight. */
	assert_null(order_run_next(&run, now_ms, &wait_ms));
	assert_true(wait_ms == INT64_MAX);
	take(&run, WRITE_WRITTEN, ERROR_NONE, now_ms + 30);
	assert_null(order_run_next(&run, now_ms + 30, &wait_ms));
	assert_int_equal(wait_ms, 370);
	assert_string_equal(next(&run, now_ms + 400)->user_id, "u1");
	/* It took longer than its share, and the next does not make up for it. */
	take(&run, WRITE_CONFLICT, ERROR_NONE, now_ms + 2000);
	assert_string_equal(next(&run, now_ms + 2000)->user_id, "u2");
	take(&run, WRITE_GONE, ERROR_NONE, now_ms + 2001);
	assert_int_equal(run.progress.phase, WRITES_FINISHED);
	assert_null(order_run_next(&run, now_ms + 9000, &wait_ms));
	assert_int_equal(run.progress.outcomes_count[WRITE_WRITTEN], 1);
	assert_int_equal(run.progress.outcomes_count[WRITE_CONFLICT], 1);
	assert_int_equal(run.progress.outcomes_count[WRITE_GONE], 1);
	/* The next order does not jump the queue. */
	begin(&run, 1);
	assert_null(order_run_next(&run, now_ms + 2100, &wait_ms));
	assert_int_equal(wait_ms, 300);
	order_run_fini(&run);
}

/* A larger item costs more than assumed: its real cost counts. */
static void the_real_cost_of_a_write_counts(void **state)
{
	(void)state;
	struct order_run run = {0};
	int64_t wait_ms;

	begin(&run, 2);
	assert_non_null(next(&run, 0));
	order_run_take(&run, &(struct write_result){.outcome = WRITE_WRITTEN}, 10, 5);
	assert_null(order_run_next(&run, 5, &wait_ms));
	assert_int_equal(wait_ms, 1995);
	order_run_fini(&run);
}

static void some_errors_stop_all(void **state)
{
	static const enum error_kind kinds[] = {
		ERROR_THROTTLED, ERROR_DENIED, ERROR_NOT_FOUND, ERROR_CONFIG};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct order_run run = {0};

		begin(&run, 3);
		next(&run, 0);
		take(&run, WRITE_WRITTEN, ERROR_NONE, 0);
		next(&run, 400);
		take(&run, WRITE_FAILED, kinds[i], 400);
		assert_int_equal(run.progress.phase, WRITES_STOPPED);
		assert_non_null(strstr(run.progress.why, "because of"));
		assert_null(next(&run, 9999));
		/* The refused target is sent again first. */
		assert_int_equal(run.progress.outcomes_count[WRITE_PENDING], 2);
		assert_true(order_run_resume(&run, 10000));
		assert_string_equal(next(&run, 10000)->user_id, "u1");
		order_run_fini(&run);
	}
}

/* Stopped while one is in flight, which then fails for now: the stop is the reason, not the
 * failure.
 */
static void stopping_outlives_a_failure(void **state)
{
	(void)state;
	struct order_run run = {0};

	begin(&run, 3);
	next(&run, 0);
	order_run_stop(&run, "stopped by you");
	take(&run, WRITE_FAILED, ERROR_CREDENTIALS, 5);
	assert_int_equal(run.progress.phase, WRITES_STOPPED);
	assert_string_equal(run.progress.why, "stopped by you");
	assert_int_equal(run.progress.outcomes_count[WRITE_PENDING], 3);
	order_run_fini(&run);
}

static void an_error_of_one_item_stops_nothing(void **state)
{
	(void)state;
	struct order_run run = {0};

	begin(&run, 2);
	next(&run, 0);
	take(&run, WRITE_FAILED, ERROR_VALIDATION, 0);
	assert_int_equal(run.progress.phase, WRITES_RUNNING);
	assert_int_equal(run.progress.outcomes_count[WRITE_FAILED], 1);
	assert_string_equal(next(&run, 400)->user_id, "u1");
	order_run_fini(&run);
}

/* Without a network it waits, but only so long. */
static void it_waits_for_the_network(void **state)
{
	(void)state;
	struct order_run run = {0};
	struct write_result unsent = {.outcome = WRITE_FAILED};
	int64_t now_ms = 0;

	error_set(&unsent.error, ERROR_NETWORK, "no route");
	unsent.error.is_unsent = true;
	begin(&run, 2);
	for (; now_ms < 119000; now_ms += 1000) {
		assert_string_equal(next(&run, now_ms)->user_id, "u0");
		order_run_take(&run, &unsent, 0, now_ms);
		assert_int_equal(run.progress.phase, WRITES_WAITING);
		assert_null(next(&run, now_ms + 999));
	}
	next(&run, now_ms + 1000);
	order_run_take(&run, &unsent, 0, now_ms + 1000);
	assert_int_equal(run.progress.phase, WRITES_STOPPED);
	assert_string_equal(run.progress.why, "no route");
	assert_true(order_run_resume(&run, now_ms + 5000));
	next(&run, now_ms + 5000);
	take(&run, WRITE_WRITTEN, ERROR_NONE, now_ms + 5001);
	assert_int_equal(run.progress.phase, WRITES_RUNNING);
	assert_string_equal(run.progress.why, "");
	order_run_fini(&run);
}

/* A server that fails is tried three times for one session. */
static void a_failing_server_stops_it(void **state)
{
	(void)state;
	struct order_run run = {0};

	begin(&run, 2);
	for (int i = 0; i < 3; i++) {
		assert_non_null(next(&run, i * 1000));
		take(&run, WRITE_FAILED, ERROR_SERVICE, i * 1000);
	}
	assert_int_equal(run.progress.phase, WRITES_STOPPED);
	order_run_fini(&run);
}

static void stopped_by_the_user(void **state)
{
	(void)state;
	struct order_run run = {0};

	begin(&run, 3);
	next(&run, 0);
	order_run_stop(&run, "stopped by you");
	assert_int_equal(run.progress.phase, WRITES_RUNNING); /* one is in flight */
	take(&run, WRITE_WRITTEN, ERROR_NONE, 10);
	assert_int_equal(run.progress.phase, WRITES_STOPPED);
	assert_string_equal(run.progress.why, "stopped by you");
	assert_int_equal(run.progress.outcomes_count[WRITE_WRITTEN], 1);
	/* With none in flight it stops at once; stopping the last one changes nothing. */
	assert_true(order_run_resume(&run, 10));
	order_run_stop(&run, "again");
	assert_int_equal(run.progress.phase, WRITES_STOPPED);
	assert_true(order_run_resume(&run, 10));
	next(&run, 1000);
	take(&run, WRITE_WRITTEN, ERROR_NONE, 1000);
	next(&run, 2000);
	order_run_stop(&run, "too late");
	take(&run, WRITE_WRITTEN, ERROR_NONE, 2000);
	assert_int_equal(run.progress.phase, WRITES_FINISHED);
	assert_false(order_run_resume(&run, 3000));
	order_run_fini(&run);
}

static void progress_is_counted(void **state)
{
	(void)state;
	struct order_run run = {0};
	struct write_progress progress = order_run_progress(&run);

	assert_int_equal(progress.phase, WRITES_NONE);
	begin(&run, 100);
	next(&run, 0);
	take(&run, WRITE_WRITTEN, ERROR_NONE, 0);
	progress = order_run_progress(&run);
	assert_int_equal(progress.count, 100);
	assert_int_equal(progress.left_ms, 99 * 400);
	assert_int_equal(progress.wanted, ACTIVE_OFF);
	assert_int_equal(progress.outcomes[0], WRITE_WRITTEN);
	assert_int_equal(progress.outcomes_count[WRITE_PENDING], 99);
	order_run_fini(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_after_the_other_at_the_rate),
		cmocka_unit_test(the_real_cost_of_a_write_counts),
		cmocka_unit_test(some_errors_stop_all),
		cmocka_unit_test(stopping_outlives_a_failure),
		cmocka_unit_test(an_error_of_one_item_stops_nothing),
		cmocka_unit_test(it_waits_for_the_network),
		cmocka_unit_test(a_failing_server_stops_it),
		cmocka_unit_test(stopped_by_the_user),
		cmocka_unit_test(progress_is_counted),
	};

	return cmocka_run_group_tests_name("order run", tests, NULL, NULL);
}
