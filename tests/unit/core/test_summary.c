/* SPDX-License-Identifier: MIT */
#include "summary.h"

#include "base.h"
#include "model/session_edit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW      INT64_C(1705314900000)
#define EVERY    20000
#define SERVICES 3

static struct session session_aged(uint32_t service, int64_t age_ms)
{
	return (struct session){
		.user_id = "u",
		.service = service,
		.asof_s = NOW / 1000,
		.polled_at_ms = NOW - age_ms,
		.interval_ms = EVERY,
		.active = ACTIVE_ON,
		.state = STATE_ON_TIME,
	};
}

static int compare_ages(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

/* The least of the sorted values with at least that percentage at or below it. */
static int64_t nearest_rank(const int64_t *sorted, size_t count, int percent)
{
	for (size_t i = 0; i < count; i++) {
		if ((i + 1) * 100 >= count * (size_t)percent) {
			return sorted[i];
		}
	}
	return -1;
}

static void assert_quantiles(
	const struct summary *summary, const struct session *sessions, size_t count, int service)
{
	int64_t *ages = base_calloc(count + 1, sizeof(*ages));
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		if (service < 0 || sessions[i].service == (uint32_t)service) {
			ages[known++] = NOW - sessions[i].polled_at_ms;
		}
	}
	qsort(ages, known, sizeof(*ages), compare_ages);
	assert_int_equal(summary->p50_age_ms, nearest_rank(ages, known, 50));
	assert_int_equal(summary->p95_age_ms, nearest_rank(ages, known, 95));
	free(ages);
}

/* With few different ages many are equal; with one, all are. */
static void test_quantiles_against_a_sort(void **state)
{
	(void)state;
	static const unsigned kinds[] = {1, 2, 10, 1000000};
	static struct session sessions[1000];
	uint32_t chance = 3;

	for (size_t i = 0; i < ARRAY_LEN(kinds) * 200; i++) {
		size_t count = i < 400 ? i % 100 : i;

		for (size_t k = 0; k < count; k++) {
			chance = chance * 1664525u + 1013904223u;
			sessions[k] = session_aged(
				chance >> 30, (chance >> 8) % kinds[i % ARRAY_LEN(kinds)]);
			sessions[k].service %= SERVICES;
		}
		struct service_summary services[SERVICES];
		struct summary totals;

		memset(services, 0xA5, sizeof(services));
		summary_fill(sessions, count, services, SERVICES, &totals);
		assert_quantiles(&totals, sessions, count, -1);
		for (int service = 0; service < SERVICES; service++) {
			assert_quantiles(&services[service].summary, sessions, count, service);
		}
	}
}

static void test_orders(void **state)
{
	(void)state;
	enum { COUNT = 100001 };
	struct session *sessions = base_calloc(COUNT, sizeof(*sessions));

	/* Quadratic time would show here: ascending, descending, all equal. */
	for (int order = 0; order < 3; order++) {
		for (int i = 0; i < COUNT; i++) {
			int64_t age_ms = order == 0 ? i : order == 1 ? COUNT - 1 - i : 7;

			sessions[i] = session_aged(0, age_ms);
		}
		struct service_summary services[1];
		struct summary totals;

		summary_fill(sessions, COUNT, services, 1, &totals);
		assert_int_equal(totals.p50_age_ms, order == 2 ? 7 : COUNT / 2);
		assert_int_equal(totals.p95_age_ms, order == 2 ? 7 : 95000);
		assert_int_equal(services[0].summary.p95_age_ms, totals.p95_age_ms);
	}
	free(sessions);
}

static void test_nearest_rank(void **state)
{
	(void)state;
	static const struct {
		size_t count;
		int64_t p50_age_ms, p95_age_ms; /* of the ages 1, 2, 3… */
	} cases[] = {
		{1, 1, 1},
		{2, 1, 2},
		{3, 2, 3},
		{4, 2, 4},
		{5, 3, 5},
		{19, 10, 19},
		{20, 10, 19},
		{21, 11, 20},
		{100, 50, 95},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct session sessions[100];
		struct summary totals;
		struct service_summary services[1];

		for (size_t k = 0; k < cases[i].count; k++) {
			sessions[k] = session_aged(0, (int64_t)(cases[i].count - k));
		}
		summary_fill(sessions, cases[i].count, services, 1, &totals);
		assert_int_equal(totals.p50_age_ms, cases[i].p50_age_ms);
		assert_int_equal(totals.p95_age_ms, cases[i].p95_age_ms);
	}
}

static void assert_is_empty(const struct summary *summary)
{
	assert_int_equal(summary->sessions, 0);
	assert_int_equal(summary->active + summary->paused + summary->erroring, 0);
	for (int i = 0; i < STATE_COUNT; i++) {
		assert_int_equal(summary->states[i], 0);
	}
	assert_true(isnan(summary->worst_late));
	assert_int_equal(summary->p50_age_ms, -1);
	assert_int_equal(summary->p95_age_ms, -1);
}

static void test_empty(void **state)
{
	(void)state;
	struct summary totals;
	struct service_summary services[2];

	memset(services, 0xA5, sizeof(services));
	services[0].name = "gmail";
	summary_fill(NULL, 0, NULL, 0, &totals);
	assert_is_empty(&totals);
	summary_fill(NULL, 0, services, 2, &totals);
	assert_is_empty(&totals);
	assert_is_empty(&services[0].summary);
	assert_is_empty(&services[1].summary);
	assert_string_equal(services[0].name, "gmail");
}

/* Sessions without an age are counted, but not among the ages. */
static void test_unknown_ages(void **state)
{
	(void)state;
	struct session never = session_aged(0, 0), bad = never, odd = session_aged(0, 5000);

	never.polled_at_ms = bad.polled_at_ms = SESSION_NO_TIME;
	bad.flags = SESSION_BAD_POLLED;
	odd.interval_ms = 0;
	never.state = STATE_NEVER_POLLED;
	bad.state = odd.state = STATE_UNKNOWN;
	const struct session unknown[] = {never, bad};
	const struct session all[] = {never, bad, odd};
	struct summary totals;
	struct service_summary services[1];

	summary_fill(unknown, 2, services, 1, &totals);
	assert_int_equal(totals.sessions, 2);
	assert_int_equal(totals.active, 2);
	assert_int_equal(totals.states[STATE_NEVER_POLLED], 1);
	assert_int_equal(totals.states[STATE_UNKNOWN], 1);
	assert_int_equal(totals.p50_age_ms, -1);
	assert_int_equal(totals.p95_age_ms, -1);
	assert_true(isnan(totals.worst_late));

	/* An age is known without an interval, a lateness is not. */
	summary_fill(all, 3, services, 1, &totals);
	assert_int_equal(totals.p50_age_ms, 5000);
	assert_true(isnan(totals.worst_late));
}

static void test_who_counts(void **state)
{
	(void)state;
	struct session paused = session_aged(0, 3600000), unreadable = paused;
	struct session late = session_aged(0, 40000);
	struct session ahead = session_aged(1, -60000), failing = session_aged(0, 10000);

	paused.active = ACTIVE_OFF;
	paused.state = STATE_PAUSED;
	unreadable.active = ACTIVE_UNKNOWN;
	unreadable.state = STATE_UNKNOWN;
	late.state = STATE_LATE;
	late.error_count = -1;
	ahead.state = STATE_FUTURE;
	failing.error_count = 1;
	const struct session sessions[] = {paused, unreadable, late, ahead, failing};
	struct summary totals;
	struct service_summary services[2];

	summary_fill(sessions, ARRAY_LEN(sessions), services, 2, &totals);
	assert_int_equal(totals.sessions, 5);
	assert_int_equal(totals.active, 3);
	assert_int_equal(totals.paused, 1);
	assert_int_equal(totals.erroring, 1);
	assert_int_equal(totals.states[STATE_LATE], 1);
	assert_int_equal(totals.states[STATE_FUTURE], 1);
	/* Active sessions only; a poll in the future counts as now. */
	assert_true(totals.worst_late == 2.0);
	assert_int_equal(totals.p50_age_ms, 10000);
	assert_int_equal(totals.p95_age_ms, 40000);
	assert_int_equal(services[1].summary.sessions, 1);
	assert_int_equal(services[1].summary.p50_age_ms, 0);
	assert_true(services[1].summary.worst_late == -3.0);
	assert_int_equal(services[0].summary.p50_age_ms, 10000);
}

/* The age of each session is as of its own read. */
static void test_asof(void **state)
{
	(void)state;
	struct session read_before = session_aged(0, 10000);

	read_before.asof_s -= 4;
	struct summary totals;
	struct service_summary services[1];

	summary_fill(&read_before, 1, services, 1, &totals);
	assert_int_equal(totals.p50_age_ms, 6000);
	assert_true(fabs(totals.worst_late - 0.3) < 1e-9);
}

/* The oldest asof of the active sessions, of each service and of all. */
static void asof_is_the_oldest(void **state)
{
	(void)state;
	struct session sessions[] = {session_aged(0, 1000), session_aged(0, 1000),
		session_aged(0, 1000), session_aged(1, 1000)};
	int64_t base_ms = session_asof_ms(&sessions[0]);

	session_set_asof(&sessions[1], base_ms - 60000);
	session_set_asof(&sessions[2], base_ms - 90000);
	sessions[2].active = ACTIVE_OFF; /* paused: does not count */
	struct service_summary services[3] = {{.name = "a"}, {.name = "b"}, {.name = "empty"}};
	struct summary totals;

	summary_fill(sessions, ARRAY_LEN(sessions), services, ARRAY_LEN(services), &totals);
	assert_true(services[0].summary.asof_ms == base_ms - 60000);
	assert_true(services[1].summary.asof_ms == base_ms);
	assert_true(services[2].summary.asof_ms == 0);
	assert_true(totals.asof_ms == base_ms - 60000);
}

int main(void)
{
	const struct CMUnitTest summary[] = {
		cmocka_unit_test(asof_is_the_oldest),
		cmocka_unit_test(test_quantiles_against_a_sort),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_nearest_rank),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_unknown_ages),
		cmocka_unit_test(test_who_counts),
		cmocka_unit_test(test_asof),
	};

	return cmocka_run_group_tests(summary, NULL, NULL);
}
