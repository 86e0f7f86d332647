/* SPDX-License-Identifier: MIT */
#include "list/session_history.h"

#include "model/session_edit.h"
#include "view/sparkline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_MS   INT64_C(1790070432000)
#define SECOND_MS INT64_C(1000)
#define TICK_MS   (15 * SECOND_MS)

#define TICKS_A_MINUTE 4

/* A fleet whose sessions were all polled at the same time. */
struct fleet {
	struct session *sessions;
	size_t count;
	struct service_summary services[2];
	struct service_sample sample;
	struct snapshot snapshot;
};

static void open_fleet(struct fleet *fleet, size_t count)
{
	static char names[2 * SESSION_HISTORY_MAX_SESSIONS + 10][24];

	*fleet =
		(struct fleet){.sessions = calloc(count, sizeof(*fleet->sessions)), .count = count};
	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), "u%zu", i);
		fleet->sessions[i] = (struct session){.user_id = names[i],
			.interval_ms = 20000,
			.service = i % 2,
			.active = ACTIVE_ON,
			.state = STATE_ON_TIME};
	}
	fleet->services[0].name = "a";
	fleet->services[1].name = "b";
	fleet->services[0].samples = fleet->services[1].samples = &fleet->sample;
	fleet->services[0].samples_count = fleet->services[1].samples_count = 1;
	fleet->services[0].summary.sessions = (uint32_t)((count + 1) / 2);
	fleet->services[1].summary.sessions = (uint32_t)(count / 2);
	fleet->snapshot = (struct snapshot){
		.sessions = fleet->sessions, .services = fleet->services, .services_count = 2};
}

/* Shows the fleet as of a tick, all sessions equally old. */
static void show(struct fleet *fleet, struct session_histories *histories, int tick, int64_t age_ms,
	const char *service)
{
	fleet->sample.at_ms = ASOF_MS + tick * TICK_MS;
	for (size_t i = 0; i < fleet->count; i++) {
		session_set_asof(&fleet->sessions[i], fleet->sample.at_ms);
		fleet->sessions[i].polled_at_ms = session_asof_ms(&fleet->sessions[i]) - age_ms;
	}
	fleet->snapshot.sessions_count = fleet->count;
	session_history_sample(histories, &fleet->snapshot, service, NULL);
}

static void test_ages_are_kept_to_five_per_cent(void **state)
{
	struct fleet fleet;

	(void)state;
	open_fleet(&fleet, 1);
	for (int64_t age_ms = 0; age_ms < INT64_C(100000000000); age_ms = age_ms * 5 / 4 + 700) {
		struct session_histories histories = {0};
		struct session_history history;

		show(&fleet, &histories, 0, age_ms, NULL);
		session_history_find(&histories, "a", "u0", &history);
		assert_int_equal(history.count, 1);
		double kept = (double)session_history_age_ms(history.samples[0]);

		assert_true(kept > 0.95 * (double)age_ms - 60);
		assert_true(kept < 1.05 * (double)age_ms + 60);
		session_history_fini(&histories);
	}
	free(fleet.sessions);
}

/* One sample per refresh, however often it is shown; the newest are kept. */
static void test_one_sample_per_refresh(void **state)
{
	struct session_histories histories = {0};
	struct fleet fleet;
	struct session_history history;

	(void)state;
	open_fleet(&fleet, 3);
	for (int tick = 0; tick < SESSION_HISTORY_SAMPLES + 30; tick++) {
		show(&fleet, &histories, tick, tick * SECOND_MS, NULL);
		show(&fleet, &histories, tick, 0, NULL);
	}
	session_history_find(&histories, "b", "u1", &history);
	assert_int_equal(history.count, SESSION_HISTORY_SAMPLES);
	assert_int_equal(history.at_ms[0], ASOF_MS + 30 * TICK_MS);
	assert_in_range(session_history_age_ms(history.samples[0]), 28 * SECOND_MS, 32 * SECOND_MS);
	assert_in_range(session_history_age_ms(history.samples[SESSION_HISTORY_SAMPLES - 1]),
		140 * SECOND_MS, 158 * SECOND_MS);
	session_history_find(&histories, "a", "u1", &history);
	assert_int_equal(history.count, 0);
	session_history_fini(&histories);
	free(fleet.sessions);
}

/* A session that appears later begins later; while it is gone its samples say so. */
static void test_sessions_come_and_go(void **state)
{
	struct session_histories histories = {0};
	struct fleet fleet;
	struct session_history history;

	(void)state;
	open_fleet(&fleet, 4);
	for (int tick = 0; tick < 6; tick++) {
		fleet.count = tick == 0 || tick == 3 ? 2 : 4;
		show(&fleet, &histories, tick, SECOND_MS, NULL);
	}
	fleet.sessions[3].state = STATE_PAUSED;
	show(&fleet, &histories, 6, SECOND_MS, NULL);
	session_history_find(&histories, "b", "u3", &history);
	assert_int_equal(history.count, 6);
	assert_int_equal(history.samples[2], SAMPLE_NONE);
	assert_in_range(history.samples[3], SAMPLE_AGE, UINT8_MAX);
	assert_int_equal(history.samples[5], SAMPLE_PAUSED);
	session_history_fini(&histories);
	free(fleet.sessions);
}

/* Of a large fleet only the service on the screen is watched, unless that is too large itself. */
static void test_what_is_watched_is_bounded(void **state)
{
	struct session_histories histories = {0};
	struct fleet fleet;
	struct session_history history;

	(void)state;
	open_fleet(&fleet, SESSION_HISTORY_MAX_SESSIONS + 2);
	show(&fleet, &histories, 0, SECOND_MS, NULL);
	assert_int_equal(histories.count, 0);
	show(&fleet, &histories, 1, SECOND_MS, "b");
	assert_int_equal(histories.count, fleet.count / 2);
	session_history_find(&histories, "b", "u1", &history);
	assert_int_equal(history.count, 1);
	/* The other service takes over the memory once no sample of the first is left. */
	for (int tick = 2; tick < 2 * SESSION_HISTORY_SAMPLES; tick++) {
		show(&fleet, &histories, tick, SECOND_MS, "a");
	}
	assert_in_range(histories.capacity, 1, (size_t)4 * SESSION_HISTORY_MAX_SESSIONS);
	free(fleet.sessions);
	open_fleet(&fleet, 2 * SESSION_HISTORY_MAX_SESSIONS + 4);
	show(&fleet, &histories, 2 * SESSION_HISTORY_SAMPLES, SECOND_MS, "a");
	session_history_find(&histories, "a", "u0", &history);
	assert_int_equal(
		history.count > 0 ? history.samples[history.count - 1] : SAMPLE_NONE, SAMPLE_NONE);
	session_history_fini(&histories);
	free(fleet.sessions);
}

static void test_errors_since_the_baseline(void **state)
{
	struct session_histories histories = {0};
	struct fleet fleet;
	struct session_history history;

	(void)state;
	open_fleet(&fleet, 2);
	fleet.count = 1;
	fleet.sessions[0].error_count = 3;
	show(&fleet, &histories, 0, 0, NULL);
	fleet.sessions[0].error_count = 5;
	show(&fleet, &histories, 1, 0, NULL);
	session_history_find(&histories, "a", "u0", &history);
	assert_int_equal(history.errors_before, 3);
	assert_int_equal(history.before_ms, 0);
	fleet.snapshot.asof_ms = 1234;
	session_history_rebase(&histories, &fleet.snapshot);
	session_history_find(&histories, "a", "u0", &history);
	assert_int_equal(history.errors_before, 5);
	assert_int_equal(history.before_ms, 1234);
	/* A session that appears after the baseline is compared with its first sample. */
	fleet.count = 2;
	fleet.sessions[1].error_count = 7;
	show(&fleet, &histories, 2, 0, NULL);
	session_history_find(&histories, "b", "u1", &history);
	assert_int_equal(history.errors_before, 7);
	assert_int_equal(history.before_ms, 0);
	/* One that was missing from the baseline has nothing to compare with. */
	fleet.snapshot.sessions_count = 1;
	session_history_rebase(&histories, &fleet.snapshot);
	session_history_find(&histories, "b", "u1", &history);
	assert_int_equal(history.errors_before, -1);
	session_history_find(&histories, "a", "nobody", &history);
	assert_int_equal(history.errors_before, -1);
	session_history_fini(&histories);
	free(fleet.sessions);
}

static void test_sparkline(void **state)
{
	static const int64_t ages_ms[] = {0, 30000, 45000, 70000, 130000, 250000, 500000};
	struct session_histories histories = {0};
	struct fleet fleet;
	struct session_history history;
	char text[SPARKLINE_TEXT_SIZE];

	(void)state;
	open_fleet(&fleet, 1);
	for (int i = 0; i < (int)ARRAY_LEN(ages_ms); i++) {
		show(&fleet, &histories, i * TICKS_A_MINUTE, ages_ms[i], NULL);
	}
	session_history_find(&histories, "a", "u0", &history);
	sparkline_format_ages(&history, 20000, 40, true, text);
	assert_string_equal(text, "   50x ..:::-+");
	sparkline_format_ages(&history, 20000, 10, true, text);
	assert_string_equal(text, "   50x :-+");
	sparkline_format_ages(&history, 20000, 40, false, text);
	assert_string_equal(text, "   50x \u2581\u2581\u2582\u2582\u2582\u2583\u2585");
	/* A session that was never late draws nothing. */
	sparkline_format_ages(&history, 3600000, 40, true, text);
	assert_string_equal(text, "");
	sparkline_format_ages(&history, 0, 9, true, text);
	assert_string_equal(text, "       ??");
	session_history_fini(&histories);
	free(fleet.sessions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ages_are_kept_to_five_per_cent),
		cmocka_unit_test(test_one_sample_per_refresh),
		cmocka_unit_test(test_sessions_come_and_go),
		cmocka_unit_test(test_what_is_watched_is_bounded),
		cmocka_unit_test(test_errors_since_the_baseline),
		cmocka_unit_test(test_sparkline),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
