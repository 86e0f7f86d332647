/* SPDX-License-Identifier: MIT */
#include "duration.h"

#include "base.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

struct duration_case {
	int64_t duration_ms;
	const char *text;
};

static void assert_durations(void (*format)(int64_t, char[DURATION_SIZE]),
	const struct duration_case *cases, size_t count)
{
	char text[DURATION_SIZE];

	for (size_t i = 0; i < count; i++) {
		format(cases[i].duration_ms, text);
		assert_string_equal(text, cases[i].text);
		assert_true(strlen(text) <= 6);
	}
}

static void test_format_age(void **state)
{
	static const struct duration_case cases[] = {
		{0, "0s"},
		{1, "1ms"},
		{850, "850ms"},
		{999, "999ms"},
		{1000, "1s"},
		{14 * SECOND, "14s"},
		{59900, "59s"},
		{MINUTE, "1m00s"},
		{6 * MINUTE + 4 * SECOND, "6m04s"},
		{10 * MINUTE - 1, "9m59s"},
		{10 * MINUTE, "10m"},
		{99 * MINUTE, "1h39m"},
		{HOUR - 1, "59m"},
		{HOUR, "1h00m"},
		{2 * HOUR + 20 * MINUTE, "2h20m"},
		{10 * HOUR, "10h"},
		{DAY - 1, "23h"},
		{DAY, "1d00h"},
		{2 * DAY + 20 * HOUR, "2d20h"},
		{10 * DAY - 1, "9d23h"},
		{10 * DAY, "10d"},
		{412 * DAY + 23 * HOUR, "412d"},
		{10000 * DAY - 1, "9999d"},
		{10000 * DAY, "27y"},
		{INT64_MAX, "9999y"},
		{-1, "+1ms"},
		{-999, "+999ms"},
		{-42 * SECOND, "+42s"},
		{-6 * MINUTE - 4 * SECOND, "+6m04s"},
		{-59 * MINUTE, "+59m"},
		{-9999 * DAY, "+9999d"},
		{INT64_MIN, "+9999y"},
	};

	(void)state;
	assert_durations(duration_format, cases, ARRAY_LEN(cases));
}

static void test_format_interval(void **state)
{
	static const struct duration_case cases[] = {
		{0, "0s"},
		{1, "1ms"},
		{500, "500ms"},
		{1000, "1s"},
		{1500, "1500ms"},
		{10500, "10s"},
		{20 * SECOND, "20s"},
		{MINUTE, "1m"},
		{90 * SECOND, "1m30s"},
		{HOUR - SECOND, "59m59s"},
		{HOUR, "1h"},
		{HOUR + MINUTE, "1h1m"},
		{DAY, "1d"},
		{99 * DAY + 23 * HOUR, "99d23h"},
		{100 * DAY + 23 * HOUR, "100d"},
		{-1, "?"},
		{INT64_MIN, "?"},
		{INT64_MAX, "9999y"},
	};

	(void)state;
	assert_durations(duration_format_setting, cases, ARRAY_LEN(cases));
}

static void test_parse_duration(void **state)
{
	static const struct duration_case cases[] = {
		{0, "0"},
		{0, "0s"},
		{500, "500ms"},
		{15 * SECOND, "15s"},
		{15 * SECOND, "15"},
		{5 * MINUTE, "5m"},
		{HOUR, "1h"},
		{2 * DAY, "2d"},
		{90 * SECOND, "1m30s"},
		{90 * SECOND, "90"},
		{30 * DAY, "30d"},
		{30 * DAY, "720h"},
		{30 * DAY, "2592000"},
		{30 * DAY, "2592000000ms"},
		{7 * SECOND, "007s"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t duration_ms = -1;

		assert_true(duration_parse(cases[i].text, &duration_ms));
		assert_true(duration_ms == cases[i].duration_ms);
	}
}

static void test_parse_duration_refuses(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"s",
		"ms",
		"-1",
		"-1s",
		"+1s",
		"1.5s",
		"1 s",
		" 1s",
		"1s ",
		"1x",
		"1w",
		"1S",
		"1sm",
		"1m30",
		"1 m",
		"31d",
		"721h",
		"2592001",
		"2592000001ms",
		"30d1ms",
		"9223372036854775807",
		"99999999999999999999999999",
		"99999999999999999999d",
		"0x10",
		"1e3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t duration_ms = 42;

		assert_false(duration_parse(texts[i], &duration_ms));
		assert_int_equal(duration_ms, 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_age),
		cmocka_unit_test(test_format_interval),
		cmocka_unit_test(test_parse_duration),
		cmocka_unit_test(test_parse_duration_refuses),
	};

	return cmocka_run_group_tests_name("duration", tests, NULL, NULL);
}
