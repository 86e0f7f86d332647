/* SPDX-License-Identifier: MIT */
#include "act/alert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool take(struct alert *alert, int64_t now_mono_ms, const char *expected)
{
	char text[ALERT_TEXT_SIZE] = "";
	bool is_told = alert_take(alert, true, now_mono_ms, text);

	if (is_told) {
		assert_string_equal(text, expected);
	}
	return is_told;
}

static void see(struct alert *alert, uint32_t critical, int64_t never)
{
	struct snapshot snapshot = {.asof_ms = 1};

	snapshot.status.is_complete = true;
	snapshot.status.reconciled_mono_ms = never < 0 ? -1 : 0;
	snapshot.totals.states[STATE_CRITICAL] = critical;
	snapshot.totals.states[STATE_NEVER_POLLED] = never < 0 ? 0 : (uint32_t)never;
	alert_update(alert, &snapshot, &snapshot.totals);
}

static void test_rings_when_there_are_more(void **state)
{
	struct alert alert = {0};

	(void)state;
	see(&alert, 3, -1);
	assert_false(take(&alert, 0, ""));
	see(&alert, 3, 5); /* the first count is not an alert */
	assert_false(take(&alert, 0, ""));
	see(&alert, 2, 5);
	assert_false(take(&alert, 0, ""));
	see(&alert, 3, 5);
	assert_true(take(&alert, 0, "beyatop: 3 critical, 5 never polled"));
	assert_false(take(&alert, 0, ""));
	see(&alert, 3, 6);
	assert_true(take(&alert, ALERT_QUIET_MS, "beyatop: 3 critical, 6 never polled"));
}

static void test_at_most_one_in_the_time(void **state)
{
	struct alert alert = {0};

	(void)state;
	see(&alert, 0, 0);
	see(&alert, 1, 0);
	assert_int_equal(alert_next_ms(&alert, 1000), 0);
	assert_true(take(&alert, 1000, "beyatop: 1 critical"));
	assert_int_equal(alert_next_ms(&alert, 2000), -1);
	see(&alert, 2, 0);
	see(&alert, 9, 0);
	assert_int_equal(alert_next_ms(&alert, 2000), ALERT_QUIET_MS - 1000);
	assert_false(take(&alert, 1000 + ALERT_QUIET_MS - 1, ""));
	assert_true(take(&alert, 1000 + ALERT_QUIET_MS, "beyatop: 9 critical"));
	assert_false(take(&alert, 1000 + 3 * ALERT_QUIET_MS, ""));
}

static void test_incomplete_data_say_nothing(void **state)
{
	struct snapshot partial = {.asof_ms = 1};
	struct alert alert = {0};

	(void)state;
	see(&alert, 5, 0);
	alert_update(&alert, &partial, &partial.totals); /* none critical so far */
	see(&alert, 5, 0);
	assert_false(take(&alert, 0, ""));
}

static void test_recovery(void **state)
{
	struct alert alert = {0};
	int64_t now_ms = 0;

	(void)state;
	see(&alert, 9, 2);
	see(&alert, 1, 2); /* better, but not well */
	assert_false(take(&alert, now_ms, ""));
	see(&alert, 0, 2);
	assert_true(take(&alert, now_ms, "beyatop: recovered, 0 critical, 2 never polled"));
	see(&alert, 0, 0);
	now_ms += ALERT_QUIET_MS;
	assert_true(take(&alert, now_ms, "beyatop: recovered, 0 critical"));
	see(&alert, 0, 0);
	now_ms += ALERT_QUIET_MS;
	assert_false(take(&alert, now_ms, ""));
	/* Before it is told: the latest counts. */
	see(&alert, 1, 0);
	assert_true(take(&alert, now_ms, "beyatop: 1 critical"));
	see(&alert, 2, 0);
	see(&alert, 0, 0);
	now_ms += ALERT_QUIET_MS;
	assert_true(take(&alert, now_ms, "beyatop: recovered, 0 critical"));
}

/* Sessions that are acknowledged are not counted any more, but have not recovered. */
static void test_acknowledged_ones_have_not_recovered(void **state)
{
	struct snapshot snapshot = {.asof_ms = 1};
	struct alert alert = {0};

	(void)state;
	see(&alert, 9, 0);
	snapshot.status.is_complete = true;
	snapshot.totals.acknowledged = 9;
	alert_update(&alert, &snapshot, &snapshot.totals);
	assert_false(take(&alert, 0, ""));
	snapshot.totals.states[STATE_CRITICAL] = 1;
	alert_update(&alert, &snapshot, &snapshot.totals);
	assert_true(take(&alert, 0, "beyatop: 1 critical"));
	snapshot.totals.states[STATE_CRITICAL] = 0;
	alert_update(&alert, &snapshot, &snapshot.totals);
	assert_true(take(&alert, ALERT_QUIET_MS, "beyatop: recovered, 0 critical"));
}

/* What is watched is told at once, together with the counts if they are due. */
static void test_news(void **state)
{
	char text[ALERT_TEXT_SIZE] = "", long_news[2 * ALERT_TEXT_SIZE];
	struct alert alert = {0};

	(void)state;
	see(&alert, 0, 0);
	see(&alert, 1, 0);
	alert_send(&alert, "a is late, was on time for 4m");
	assert_true(take(&alert, 0, "beyatop: 1 critical; a is late, was on time for 4m"));
	see(&alert, 2, 0);
	alert_send(&alert, "b");
	assert_int_equal(alert_next_ms(&alert, 1000), 0);
	assert_true(take(&alert, 1000, "beyatop: b"));
	assert_int_equal(alert_next_ms(&alert, 1000), ALERT_QUIET_MS - 1000);
	assert_true(take(&alert, ALERT_QUIET_MS, "beyatop: 2 critical"));
	/* With --alert off, counts are not told. */
	see(&alert, 3, 0);
	assert_false(alert_take(&alert, false, 2 * ALERT_QUIET_MS, text));
	alert_send(&alert, "c");
	assert_true(alert_take(&alert, false, 2 * ALERT_QUIET_MS, text));
	assert_string_equal(text, "beyatop: c");
	memset(long_news, 'x', sizeof(long_news) - 1);
	long_news[sizeof(long_news) - 1] = '\0';
	alert_send(&alert, long_news);
	assert_true(alert_take(&alert, true, 9 * ALERT_QUIET_MS, text));
	assert_true(strlen(text) > 400);
}

static void test_title(void **state)
{
	struct summary totals = {0};
	char title[ALERT_TITLE_SIZE];

	(void)state;
	alert_format_title(NULL, false, title);
	assert_string_equal(title, "beyatop");
	totals.states[STATE_CRITICAL] = 39;
	alert_format_title(&totals, false, title);
	assert_string_equal(title, "beyatop: 39 critical");
	totals.states[STATE_NEVER_POLLED] = 6;
	alert_format_title(&totals, true, title);
	assert_string_equal(title, "beyatop: 39 critical, 6 never polled (stale data)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rings_when_there_are_more),
		cmocka_unit_test(test_at_most_one_in_the_time),
		cmocka_unit_test(test_incomplete_data_say_nothing),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_acknowledged_ones_have_not_recovered),
		cmocka_unit_test(test_news),
		cmocka_unit_test(test_title),
	};

	return cmocka_run_group_tests_name("alert", tests, NULL, NULL);
}
