/* SPDX-License-Identifier: MIT */
/* Whose turn it is, when, and when to stop: without a network and without a clock. */
#include "write/order_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void begin(struct order_run *group, size_t count)
{
	struct write_target keys[100];
	struct write_order order = {.number = 1, .reason = "", .targets = keys, .count = count};
	char users[100][32];

	for (size_t i = 0; i < count; i++) {
		snprintf(users[i], sizeof(users[i]), "u%zu", i);
		keys[i] = (struct write_target){
			.user_id = users[i], .service = "slack", .seen = ACTIVE_ON, .encoding = 1};
	}
	order_run_begin(group, write_order_copy(&order));
	order_run_set_pace(group, 2, 5); /* 400 ms a write */
}

static void take(
	struct order_run *group, enum write_outcome outcome, enum error_kind kind, int64_t now_ms)
{
	struct write_result result = {.outcome = outcome};

	if (kind != ERROR_NONE) {
		error_set(&result.error, kind, "because of %d", kind);
	}
	order_run_take(group, &result, 0, now_ms);
}

static const struct write_target *next(struct order_run *group, int64_t now_ms)
{
	int64_t wait_ms;

	return order_run_next(group, now_ms, &wait_ms);
}

static void one_after_the_other_at_the_rate(void **state)
{
	(void)state;
	struct order_run group = {0};
	int64_t wait_ms, now_ms = 1000000;

	begin(&group, 3);
	assert_string_equal(next(&group, now_ms)->user_id, "u0");
	/* Only one is in flight. */
	assert_null(order_run_next(&group, now_ms, &wait_ms));
	assert_true(wait_ms == INT64_MAX);
	take(&group, WRITE_WRITTEN, ERROR_NONE, now_ms + 30);
	assert_null(order_run_next(&group, now_ms + 30, &wait_ms));
	assert_int_equal(wait_ms, 370);
	assert_string_equal(next(&group, now_ms + 400)->user_id, "u1");
	/* It took longer than its turn, and the next does not make up for it. */
	take(&group, WRITE_CONFLICT, ERROR_NONE, now_ms + 2000);
	assert_string_equal(next(&group, now_ms + 2000)->user_id, "u2");
	take(&group, WRITE_GONE, ERROR_NONE, now_ms + 2001);
	assert_int_equal(group.phase, WRITES_FINISHED);
	assert_null(order_run_next(&group, now_ms + 9000, &wait_ms));
	assert_int_equal(group.outcomes_count[WRITE_WRITTEN], 1);
	assert_int_equal(group.outcomes_count[WRITE_CONFLICT], 1);
	assert_int_equal(group.outcomes_count[WRITE_GONE], 1);
	/* The next order does not jump the queue. */
	begin(&group, 1);
	assert_null(order_run_next(&group, now_ms + 2100, &wait_ms));
	assert_int_equal(wait_ms, 300);
	order_run_fini(&group);
}

/* A larger item costs more than we thought: its own cost counts. */
static void what_a_write_took_counts(void **state)
{
	(void)state;
	struct order_run group = {0};
	int64_t wait_ms;

	begin(&group, 2);
	assert_non_null(next(&group, 0));
	order_run_take(&group, &(struct write_result){.outcome = WRITE_WRITTEN}, 10, 5);
	assert_null(order_run_next(&group, 5, &wait_ms));
	assert_int_equal(wait_ms, 1995);
	order_run_fini(&group);
}

static void some_errors_stop_all(void **state)
{
	static const enum error_kind kinds[] = {
		ERROR_THROTTLED, ERROR_DENIED, ERROR_NOT_FOUND, ERROR_CONFIG};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct order_run group = {0};

		begin(&group, 3);
		next(&group, 0);
		take(&group, WRITE_WRITTEN, ERROR_NONE, 0);
		next(&group, 400);
		take(&group, WRITE_FAILED, kinds[i], 400);
		assert_int_equal(group.phase, WRITES_STOPPED);
		assert_non_null(strstr(group.why, "because of"));
		assert_null(next(&group, 9999));
		/* What was refused is tried again first. */
		assert_int_equal(group.outcomes_count[WRITE_PENDING], 2);
		assert_true(order_run_resume(&group, 10000));
		assert_string_equal(next(&group, 10000)->user_id, "u1");
		order_run_fini(&group);
	}
}

/* Stopped while one is in flight, which then fails for now: whoever stopped it is named, and not
 * the failure. */
static void stopping_outlives_a_failure(void **state)
{
	(void)state;
	struct order_run group = {0};

	begin(&group, 3);
	next(&group, 0);
	order_run_stop(&group, "you stopped it");
	take(&group, WRITE_FAILED, ERROR_CREDENTIALS, 5);
	assert_int_equal(group.phase, WRITES_STOPPED);
	assert_string_equal(group.why, "you stopped it");
	assert_int_equal(group.outcomes_count[WRITE_PENDING], 3);
	order_run_fini(&group);
}

static void an_item_of_its_own_kind_stops_nothing(void **state)
{
	(void)state;
	struct order_run group = {0};

	begin(&group, 2);
	next(&group, 0);
	take(&group, WRITE_FAILED, ERROR_VALIDATION, 0);
	assert_int_equal(group.phase, WRITES_RUNNING);
	assert_int_equal(group.outcomes_count[WRITE_FAILED], 1);
	assert_string_equal(next(&group, 400)->user_id, "u1");
	order_run_fini(&group);
}

/* Without a network it waits, but not for ever. */
static void it_waits_for_the_network(void **state)
{
	(void)state;
	struct order_run group = {0};
	struct write_result unsent = {.outcome = WRITE_FAILED};
	int64_t now_ms = 0;

	error_set(&unsent.error, ERROR_NETWORK, "no route");
	unsent.error.is_unsent = true;
	begin(&group, 2);
	for (; now_ms < 119000; now_ms += 1000) {
		assert_string_equal(next(&group, now_ms)->user_id, "u0");
		order_run_take(&group, &unsent, 0, now_ms);
		assert_int_equal(group.phase, WRITES_WAITING);
		assert_null(next(&group, now_ms + 999));
	}
	next(&group, now_ms + 1000);
	order_run_take(&group, &unsent, 0, now_ms + 1000);
	assert_int_equal(group.phase, WRITES_STOPPED);
	assert_string_equal(group.why, "no route");
	assert_true(order_run_resume(&group, now_ms + 5000));
	next(&group, now_ms + 5000);
	take(&group, WRITE_WRITTEN, ERROR_NONE, now_ms + 5001);
	assert_int_equal(group.phase, WRITES_RUNNING);
	assert_string_equal(group.why, "");
	order_run_fini(&group);
}

/* A server that fails is tried three times for one session. */
static void a_failing_server_stops_it(void **state)
{
	(void)state;
	struct order_run group = {0};

	begin(&group, 2);
	for (int i = 0; i < 3; i++) {
		assert_non_null(next(&group, i * 1000));
		take(&group, WRITE_FAILED, ERROR_SERVICE, i * 1000);
	}
	assert_int_equal(group.phase, WRITES_STOPPED);
	order_run_fini(&group);
}

static void stopped_by_the_user(void **state)
{
	(void)state;
	struct order_run group = {0};

	begin(&group, 3);
	next(&group, 0);
	order_run_stop(&group, "you stopped it");
	assert_int_equal(group.phase, WRITES_RUNNING); /* one is in flight */
	take(&group, WRITE_WRITTEN, ERROR_NONE, 10);
	assert_int_equal(group.phase, WRITES_STOPPED);
	assert_string_equal(group.why, "you stopped it");
	assert_int_equal(group.outcomes_count[WRITE_WRITTEN], 1);
	/* With none in flight it stops at once; the last one ends it all the same. */
	assert_true(order_run_resume(&group, 10));
	order_run_stop(&group, "again");
	assert_int_equal(group.phase, WRITES_STOPPED);
	assert_true(order_run_resume(&group, 10));
	next(&group, 1000);
	take(&group, WRITE_WRITTEN, ERROR_NONE, 1000);
	next(&group, 2000);
	order_run_stop(&group, "too late");
	take(&group, WRITE_WRITTEN, ERROR_NONE, 2000);
	assert_int_equal(group.phase, WRITES_FINISHED);
	assert_false(order_run_resume(&group, 3000));
	order_run_fini(&group);
}

static void progress(void **state)
{
	(void)state;
	struct order_run group = {0};
	struct write_progress told = {0};

	order_run_describe(&group, &told);
	assert_int_equal(told.phase, WRITES_NONE);
	begin(&group, 100);
	next(&group, 0);
	take(&group, WRITE_WRITTEN, ERROR_NONE, 0);
	order_run_describe(&group, &told);
	assert_int_equal(told.count, 100);
	assert_int_equal(told.left_ms, 99 * 400);
	assert_int_equal(told.wanted, ACTIVE_OFF);
	assert_int_equal(told.outcomes[0], WRITE_WRITTEN);
	assert_int_equal(told.outcomes_count[WRITE_PENDING], 99);
	order_run_fini(&group);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_after_the_other_at_the_rate),
		cmocka_unit_test(what_a_write_took_counts),
		cmocka_unit_test(some_errors_stop_all),
		cmocka_unit_test(stopping_outlives_a_failure),
		cmocka_unit_test(an_item_of_its_own_kind_stops_nothing),
		cmocka_unit_test(it_waits_for_the_network),
		cmocka_unit_test(a_failing_server_stops_it),
		cmocka_unit_test(stopped_by_the_user),
		cmocka_unit_test(progress),
	};

	return cmocka_run_group_tests_name("write group", tests, NULL, NULL);
}
