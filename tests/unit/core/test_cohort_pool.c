/* SPDX-License-Identifier: MIT */
#include "diagnosis/cohort_pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ASOF_MS INT64_C(1790070432000)

static void check_end(int64_t length_ms, int64_t expected_ms)
{
	struct bracket bracket = {ASOF_MS, ASOF_MS + length_ms};
	struct finding finding = {0};

	cohort_pool_set_bracket(&finding, &bracket);
	assert_int_equal(finding.began_after_ms, ASOF_MS);
	assert_int_equal(finding.began_before_ms, ASOF_MS + expected_ms);
}

/* Among thousands of brackets, those of the last polls would leave out sessions that stopped, too.
 */
static void test_exact_bracket(void **state)
{
	(void)state;
	check_end(100, 1000);
	check_end(1000, 1000);
	check_end(5000, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exact_bracket),
	};

	return cmocka_run_group_tests_name("cohort_pool", tests, NULL, NULL);
}
