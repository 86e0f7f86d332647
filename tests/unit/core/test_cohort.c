/* SPDX-License-Identifier: MIT */
#include "cohort.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_MS INT64_C(1790070432000)

static void test_spans(void **state)
{
	(void)state;
	assert_true(cohort_spans(ASOF_MS, ASOF_MS + COHORT_SPAN_MS));
	assert_false(cohort_spans(ASOF_MS, ASOF_MS + COHORT_SPAN_MS + 1));
	assert_false(cohort_spans(INT64_MIN, INT64_MAX));
	assert_true(cohort_spans(INT64_MIN, INT64_MIN + COHORT_SPAN_MS));
}

static void test_joining(void **state)
{
	struct cohort cohort = {.sessions = 3, .first_ms = ASOF_MS, .last_ms = ASOF_MS + 15000};

	(void)state;
	assert_false(cohort_join(&cohort, ASOF_MS + COHORT_SPAN_MS + 1));
	assert_false(cohort_join(&cohort, ASOF_MS - 5001));
	assert_int_equal(cohort.sessions, 3);
	assert_true(cohort_join(&cohort, ASOF_MS + 7000));
	assert_true(cohort_join(&cohort, ASOF_MS - 5000));
	assert_false(cohort_join(&cohort, ASOF_MS + 15001));
	assert_int_equal(cohort.sessions, 5);
	assert_int_equal(cohort.first_ms, ASOF_MS - 5000);
	assert_int_equal(cohort.last_ms, ASOF_MS + 15000);
}

/* What a plain loop over all pairs finds, for many sets of times; some absurd. */
static void test_finding_against_all_pairs(void **state)
{
	int64_t times[40] = {0}, kept[ARRAY_LEN(times)], spare[ARRAY_LEN(times)];
	static const int64_t bases[] = {ASOF_MS, -100000, INT64_MIN, INT64_MAX - 200000};
	uint64_t random = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t count = (size_t)round % ARRAY_LEN(times);
		uint32_t most = 0;

		for (size_t i = 0; i < count; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			int64_t age_ms = (int64_t)(random >> 33) % 200000;

			/* Around now, around 1970, at the ends of time; some elsewhere. */
			times[i] =
				bases[(random >> 60 ? (uint64_t)round : random >> 58) % 4] + age_ms;
		}
		memcpy(kept, times, count * sizeof(*times));
		const struct cohort cohort = cohort_find(times, spare, count);
		uint32_t between = 0;

		for (size_t i = 0; i < count; i++) {
			uint32_t together = 0;

			for (size_t j = 0; j < count; j++) {
				together += kept[j] >= kept[i] && cohort_spans(kept[i], kept[j]);
			}
			most = together > most ? together : most;
			between += kept[i] >= cohort.first_ms && kept[i] <= cohort.last_ms;
		}
		assert_int_equal(cohort.sessions, most >= COHORT_MIN_SESSIONS ? most : 0);
		if (cohort.sessions > 0) {
			assert_int_equal(between, cohort.sessions);
			assert_true(cohort_spans(cohort.first_ms, cohort.last_ms));
		}
	}
}

static void test_sessions_of_a_cohort(void **state)
{
	const struct cohort cohort = {3, 0, ASOF_MS, ASOF_MS + 9}, none = {0};
	const struct session of_it = {.active = ACTIVE_ON, .polled_at_ms = ASOF_MS + 9},
			     before = {.active = ACTIVE_ON, .polled_at_ms = ASOF_MS - 1},
			     paused = {.active = ACTIVE_OFF, .polled_at_ms = ASOF_MS};

	(void)state;
	assert_true(cohort_has(&cohort, &of_it));
	assert_false(cohort_has(&cohort, &before));
	assert_false(cohort_has(&cohort, &paused));
	assert_false(cohort_has(&none, &(struct session){.active = ACTIVE_ON}));
}

static void test_simultaneous_cohorts(void **state)
{
	const struct cohort a = {5, 0, ASOF_MS, ASOF_MS + 1}, none = {0, 0, ASOF_MS, ASOF_MS},
			    b = {3, 0, ASOF_MS - COHORT_SPAN_MS, ASOF_MS},
			    c = {3, 0, ASOF_MS + COHORT_SPAN_MS + 1, ASOF_MS + 90000};

	(void)state;
	assert_true(cohort_is_simultaneous(&a, &b));
	assert_true(cohort_is_simultaneous(&b, &a));
	assert_false(cohort_is_simultaneous(&a, &c));
	assert_false(cohort_is_simultaneous(&c, &a));
	assert_false(cohort_is_simultaneous(&a, &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_joining),
		cmocka_unit_test(test_finding_against_all_pairs),
		cmocka_unit_test(test_sessions_of_a_cohort),
		cmocka_unit_test(test_simultaneous_cohorts),
	};

	return cmocka_run_group_tests_name("cohort", tests, NULL, NULL);
}
