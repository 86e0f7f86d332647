/* SPDX-License-Identifier: MIT */
#include "dynamodb/minute_sum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START INT64_C(123456789)

static void test_empty(void **state)
{
	(void)state;
	struct minute_sum meter = {0};

	assert_true(minute_sum_total(&meter, START) == 0);
	/* Also when the machine has just started. */
	meter = (struct minute_sum){0};
	minute_sum_add(&meter, 2.5, 0);
	assert_true(minute_sum_total(&meter, 999) == 2.5);
}

static void test_minute(void **state)
{
	(void)state;
	struct minute_sum meter = {0};

	minute_sum_add(&meter, 1, START);
	minute_sum_add(&meter, 2, START);
	minute_sum_add(&meter, 4, START + 30 * 1000);
	assert_true(minute_sum_total(&meter, START + 30 * 1000) == 7);
	assert_true(minute_sum_total(&meter, START + 59 * 1000) == 7);
	assert_true(minute_sum_total(&meter, START + 60 * 1000) == 4);
	assert_true(minute_sum_total(&meter, START + 90 * 1000) == 0);
}

/* Old amounts do not come back when their slots are used again, however late. */
static void test_pauses(void **state)
{
	(void)state;
	static const int64_t pauses_s[] = {60, 61, 119, 120, 121, 3600, 86400 * 365};

	for (size_t i = 0; i < sizeof(pauses_s) / sizeof(pauses_s[0]); i++) {
		struct minute_sum meter = {0};

		for (int s = 0; s < MINUTE_SUM_SECONDS; s++) {
			minute_sum_add(&meter, 1, START + s * 1000);
		}
		int64_t last = START + (MINUTE_SUM_SECONDS - 1) * 1000;

		assert_true(minute_sum_total(&meter, last) == MINUTE_SUM_SECONDS);
		minute_sum_add(&meter, 0.5, last + pauses_s[i] * 1000);
		assert_true(minute_sum_total(&meter, last + pauses_s[i] * 1000) == 0.5);
	}
}

/* Compared with an array of all seconds. */
static void test_any_times(void **state)
{
	(void)state;
	enum { SECONDS = 2000 };
	static double amounts[SECONDS];
	struct minute_sum meter = {0};
	uint32_t chance = 1;

	for (int s = 0; s < SECONDS;) {
		chance = chance * 1664525u + 1013904223u;
		double amount = (chance >> 8) % 16 * 0.5, expected = 0;

		amounts[s] += amount;
		minute_sum_add(&meter, amount, INT64_C(1000000) + s * 1000 + (chance >> 16) % 1000);
		for (int i = s; i >= 0 && i > s - MINUTE_SUM_SECONDS; i--) {
			expected += amounts[i];
		}
		assert_true(
			minute_sum_total(&meter, INT64_C(1000000) + s * 1000 + 999) == expected);
		s += (int)((chance >> 28) == 0 ? (chance >> 20) % 100 : (chance >> 24) % 3);
	}
}

int main(void)
{
	const struct CMUnitTest meter[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_minute),
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_any_times),
	};

	return cmocka_run_group_tests(meter, NULL, NULL);
}
