/* SPDX-License-Identifier: MIT */
#include "list/format_rounded.h"

#include "base.h"
#include "number.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void ages(void **state)
{
	static const struct {
		int64_t age_ms, step_ms;
		const char *text;
	} cases[] = {
		{0, 30000, "<30s"},
		{29999, 30000, "<30s"},
		{30000, 30000, "30s"},
		{89999, 30000, "1m00s"},
		{59999, 60000, "<1m"},
		{299999, 60000, "4m"},
		{3599999, 60000, "59m"},
		{3600000, 60000, "1h00m"},
		{10799999, 3600000, "2h"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[NUMBER_SIZE];

		format_rounded_age(cases[i].age_ms, cases[i].step_ms, text);
		assert_string_equal(text, cases[i].text);
		/* It looks the same until the next step, and no longer. */
		int64_t until_ms = format_rounded_next_step_ms(cases[i].age_ms, cases[i].step_ms);

		format_rounded_age(cases[i].age_ms + until_ms - 1, cases[i].step_ms, text);
		assert_string_equal(text, cases[i].text);
		format_rounded_age(cases[i].age_ms + until_ms, cases[i].step_ms, text);
		assert_string_not_equal(text, cases[i].text);
	}
	assert_int_equal(format_rounded_next_step_ms(-700, 60000), 700);
}

static void times_left(void **state)
{
	static const struct {
		int64_t left_ms;
		const char *text;
	} cases[] = {
		{0, "<10s"},
		{10000, "<10s"},
		{10001, "20s"},
		{50000, "50s"},
		{50001, "1m"},
		{60001, "2m"},
		{59 * INT64_C(60000), "59m"},
		{59 * INT64_C(60000) + 1, "1h00m"},
		{7800000, "2h10m"},
		{INT64_MAX / 2, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[NUMBER_SIZE];

		format_rounded_remaining(cases[i].left_ms, text);
		if (cases[i].text) {
			assert_string_equal(text, cases[i].text);
		}
		assert_in_range(strlen(text), 1, 10);
	}
}

static void long_ages(void **state)
{
	static const struct {
		int64_t age_s;
		const char *text;
	} cases[] = {{0, "<30s"}, {29, "<30s"}, {31, "30s"}, {59, "30s"}, {119, "1m"}, {364, "6m"},
		{3599, "59m"}, {3960, "1h05m"}, {4230, "1h10m"}, {244800, "2d20h"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[NUMBER_SIZE];

		format_rounded_long_age(cases[i].age_s * 1000, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void lateness(void **state)
{
	static const struct {
		double late;
		const char *text;
	} cases[] = {{-1, "<1x"}, {0.99, "<1x"}, {1, "1.0x"}, {1.99, "1.9x"}, {2, "2.0x"},
		{4.99, "4.5x"}, {5, "5.0x"}, {18.2, "18x"}, {63, "60x"}, {189, "180x"},
		{1499, "1400x"}};
	char text[NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		format_rounded_late(cases[i].late, text);
		assert_string_equal(text, cases[i].text);
	}
	format_rounded_late(NAN, text);
	assert_string_equal(text, "?");
}

static void counts(void **state)
{
	static const struct {
		double number;
		const char *text;
	} cases[] = {{-1, "0"}, {0, "0"}, {7.9, "7"}, {99, "99"}, {1349, "1,300"},
		{4818221, "4,800,000"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[NUMBER_SIZE];

		format_rounded_count(cases[i].number, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void rates(void **state)
{
	static const struct {
		double rate;
		const char *text;
	} cases[] = {
		{-1, "0"},
		{0, "0"},
		{0.01, "<0.1"},
		{0.05, "0.1"},
		{2.12, "2.1"},
		{2.97, "3.0"},
		{7.3, "7.5"},
		{9.9, "10.0"},
		{24.4, "24"},
		{61, "60"},
		{1e9, "1000000000"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[NUMBER_SIZE];

		format_rounded_rate(cases[i].rate, text);
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ages),
		cmocka_unit_test(times_left),
		cmocka_unit_test(long_ages),
		cmocka_unit_test(lateness),
		cmocka_unit_test(counts),
		cmocka_unit_test(rates),
	};

	return cmocka_run_group_tests_name("rounded", tests, NULL, NULL);
}
