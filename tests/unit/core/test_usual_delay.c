/* SPDX-License-Identifier: MIT */
#include "fleet/usual_delay.h"

#include "kit/fleet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

/* Notes a poll of a session with an interval of 20 s, that long after the one before. */
static void note(struct usual_delay *delay, int64_t apart_ms)
{
	struct session before = {.polled_at_ms = NOW, .interval_ms = EVERY}, now = before;

	now.polled_at_ms += apart_ms;
	usual_delay_note(delay, &before, &now);
}

static void note_many(struct usual_delay *delay, int64_t late_ms, int count)
{
	for (int i = 0; i < count; i++) {
		note(delay, EVERY + late_ms);
	}
}

/* At least that delay, and not a fifth more. */
static void assert_about(const struct usual_delay *delay, int64_t expected_ms)
{
	assert_in_range(usual_delay_ms(delay), expected_ms, expected_ms + expected_ms / 5 + 1);
}

static void test_few_polls(void **state)
{
	(void)state;
	struct usual_delay delay = {0};

	assert_int_equal(usual_delay_ms(&delay), -1);
	note_many(&delay, 900, USUAL_DELAY_MIN_POLLS - 1);
	assert_int_equal(usual_delay_ms(&delay), -1);
	note_many(&delay, 900, 1);
	assert_about(&delay, 900);
	usual_delay_fini(&delay);
	assert_int_equal(usual_delay_ms(&delay), -1);
}

static void test_quantile(void **state)
{
	(void)state;
	struct usual_delay delay = {0};

	/* One in 200 is much later, which is not usual. */
	note_many(&delay, 300, 995);
	note_many(&delay, 8000, 5);
	assert_about(&delay, 300);
	/* One in 50 is. */
	note_many(&delay, 8000, 20);
	assert_about(&delay, 8000);
	usual_delay_fini(&delay);

	/* Polls that come early, or on time to the millisecond, are late by next to nothing. */
	note_many(&delay, -400, 50);
	note_many(&delay, 0, 50);
	assert_in_range(usual_delay_ms(&delay), 0, 50);
	usual_delay_fini(&delay);
}

/* What was usual yesterday is forgotten. */
static void test_decay(void **state)
{
	(void)state;
	struct usual_delay delay = {0};

	note_many(&delay, 5000, 4000);
	note_many(&delay, 200, 40000);
	assert_about(&delay, 200);
	usual_delay_fini(&delay);
}

static void test_what_is_no_poll(void **state)
{
	(void)state;
	struct usual_delay delay = {0};
	static const int64_t apart_ms[] = {0, -5000, EVERY + EVERY / 2, 2 * EVERY, 40 * EVERY};

	for (size_t i = 0; i < ARRAY_LEN(apart_ms); i++) {
		note(&delay, apart_ms[i]);
	}
	static const struct session pairs[][2] = {
		{{.polled_at_ms = SESSION_NO_TIME, .interval_ms = EVERY},
			{.polled_at_ms = NOW, .interval_ms = EVERY}},
		{{.polled_at_ms = NOW, .interval_ms = EVERY},
			{.polled_at_ms = SESSION_NO_TIME, .interval_ms = EVERY}},
		{{.polled_at_ms = NOW}, {.polled_at_ms = NOW + EVERY}},
		{{.polled_at_ms = NOW, .interval_ms = 60000},
			{.polled_at_ms = NOW + EVERY, .interval_ms = EVERY}},
		{{.polled_at_ms = INT64_MIN + 1, .interval_ms = EVERY},
			{.polled_at_ms = INT64_MAX, .interval_ms = EVERY}},
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		usual_delay_note(&delay, &pairs[i][0], &pairs[i][1]);
	}
	assert_int_equal(delay.polls, 0);
	usual_delay_fini(&delay);
}

/* A fleet learns it for each service. */
static void test_of_a_fleet(void **state)
{
	struct fleet *fleet = *state;
	struct item slack = item_of("s", NOW);

	slack.service = "slack";
	for (int i = 0; i < 30; i++) {
		int64_t asof_ms = NOW + i * (EVERY + 2 * SECOND);

		put(fleet, "g", NOW + i * (EVERY + SECOND), asof_ms);
		slack.session.polled_at_ms = asof_ms;
		fleet_put(fleet, &slack, asof_ms);
	}
	struct snapshot *snapshot = publish(fleet);

	assert_string_equal(snapshot->services[0].name, "gmail");
	assert_in_range(snapshot->services[0].usual_delay_ms, SECOND, 6 * SECOND / 5);
	assert_in_range(snapshot->services[1].usual_delay_ms, 2 * SECOND, 12 * SECOND / 5);
	snapshot_free(snapshot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_few_polls),
		cmocka_unit_test(test_quantile),
		cmocka_unit_test(test_decay),
		cmocka_unit_test(test_what_is_no_poll),
		cmocka_unit_test_setup_teardown(test_of_a_fleet, open_fleet, close_fleet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
