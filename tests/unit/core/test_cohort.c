/* SPDX-License-Identifier: MIT */
#include "cohort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans),
		cmocka_unit_test(test_joining),
	};

	return cmocka_run_group_tests_name("cohort", tests, NULL, NULL);
}
