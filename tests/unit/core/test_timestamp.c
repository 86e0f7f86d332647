/* SPDX-License-Identifier: MIT */
#include "timestamp.h"

#include "base.h"

#include "kit/rounds.h"

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
#define T0     INT64_C(1705314900000) /* 2024-01-15T10:35:00Z */

static void test_parse_time(void **state)
{
	static const struct {
		const char *text;
		int64_t time_ms;
		int digits;
	} cases[] = {
		{"2024-01-15T10:35:00Z", T0, 0},
		{"2024-01-15t10:35:00z", T0, 0},
		{"2024-01-15 10:35:00Z", T0, 0},
		{"2024-01-15T10:35:00.5Z", T0 + 500, 1},
		{"2024-01-15T10:35:00.05Z", T0 + 50, 2},
		{"2024-01-15T10:35:00.005Z", T0 + 5, 3},
		{"2024-01-15T10:35:00.999999999999999999999999999999Z", T0 + 999, 3},
		{"2024-01-15T10:35:00.000Z", T0, 3},
		{"2024-01-15T12:05:00+01:30", T0, 0},
		{"2024-01-15T09:05:00.250-01:30", T0 + 250, 3},
		{"2024-01-15T10:35:00-00:00", T0, 0},
		{"1970-01-01T00:00:00Z", 0, 0},
		{"1969-12-31T23:59:59.999Z", -1, 3},
		{"2016-12-31T23:59:60Z", INT64_C(1483228800000), 0},
		{"2024-02-29T00:00:00Z", INT64_C(1709164800000), 0},
		{"2000-02-29T00:00:00Z", INT64_C(951782400000), 0},
		{"0000-01-01T00:00:00Z", INT64_C(-62167219200000), 0},
		{"0000-01-01T00:00:00+23:59", INT64_C(-62167219200000) - DAY + MINUTE, 0},
		{"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), 3},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t time_ms = 1;
		uint8_t digits = 9;

		assert_true(timestamp_parse(cases[i].text, &time_ms, &digits));
		assert_true(time_ms == cases[i].time_ms);
		assert_int_equal(digits, cases[i].digits);
		assert_true(timestamp_parse(cases[i].text, &time_ms, NULL));
	}
}

static void test_parse_time_refuses(void **state)
{
	static const char *const texts[] = {
		"",
		"now",
		"0",
		"1705314900",
		"2024-01-15",
		"2024-01-15T10:35:00",
		"2024-01-15T10:35Z",
		"2024-00-15T10:35:00Z",
		"2024-13-15T10:35:00Z",
		"2024-01-00T10:35:00Z",
		"2024-01-32T10:35:00Z",
		"2024-02-30T10:35:00Z",
		"2023-02-29T10:35:00Z",
		"1900-02-29T10:35:00Z",
		"2024-02-31T10:35:00Z",
		"2024-04-31T10:35:00Z",
		"2024-01-15T24:00:00Z",
		"2024-01-15T10:60:00Z",
		"2024-01-15T10:35:61Z",
		"2024-01-15T10:35:00.Z",
		"2024-01-15T10:35:00,5Z",
		"2024-01-15T10:35:00+24:00",
		"2024-01-15T10:35:00+01:60",
		"2024-01-15T10:35:00+01",
		"2024-01-15T10:35:00+0100",
		"2024-01-15T10:35:00ZZ",
		"2024-01-15T10:35:00Z ",
		" 2024-01-15T10:35:00Z",
		"-001-01-15T10:35:00Z",
		"+2024-01-15T10:35:00Z",
		"12024-01-15T10:35:00Z",
		"24-01-15T10:35:00Z",
		"2024-1-15T10:35:00Z",
		"2024/01/15T10:35:00Z",
		"2024-01-15_10:35:00Z",
		"2024-01-15T10:35:0\xD9\xA0Z",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t time_ms = 42;
		uint8_t digits = 9;

		assert_false(timestamp_parse(texts[i], &time_ms, &digits));
		assert_int_equal(time_ms, 42);
		assert_int_equal(digits, 9);
	}
}

static void test_format_time(void **state)
{
	static const struct {
		int64_t time_ms;
		int digits;
		const char *text;
	} cases[] = {
		{T0, 0, "2024-01-15T10:35:00Z"},
		{T0 + 678, 0, "2024-01-15T10:35:00Z"},
		{T0 + 678, 1, "2024-01-15T10:35:00.6Z"},
		{T0 + 678, 2, "2024-01-15T10:35:00.67Z"},
		{T0 + 678, 3, "2024-01-15T10:35:00.678Z"},
		{T0 + 5, 3, "2024-01-15T10:35:00.005Z"},
		{-1, 3, "1969-12-31T23:59:59.999Z"},
		{INT64_C(-62167219200000), 0, "0000-01-01T00:00:00Z"},
		{INT64_MAX, 3, "292278994-08-17T07:12:55.807Z"},
		{INT64_MIN, 3, "-292275055-05-16T16:47:04.192Z"},
	};
	char text[TIMESTAMP_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		timestamp_format(cases[i].time_ms, cases[i].digits, text);
		assert_string_equal(text, cases[i].text);
	}
}

/* Every day of 800 years, there and back: the calendar repeats after 400. A long run starts in year
 * 0. */
static void test_calendar(void **state)
{
	int64_t days = rounds_factor() > 1 ? 719528 : 146097;
	char text[TIMESTAMP_SIZE], expected[TIMESTAMP_SIZE];

	(void)state;
	for (int64_t day = -days; day < days; day++) {
		time_t seconds = (time_t)(day * 86400 + 86399);
		struct tm tm;
		int64_t time_ms;

		gmtime_r(&seconds, &tm);
		snprintf(expected, sizeof(expected), "%04d-%02d-%02dT23:59:59Z", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday);
		timestamp_format(seconds * SECOND, 0, text);
		assert_string_equal(text, expected);
		assert_true(timestamp_parse(text, &time_ms, NULL));
		assert_true(time_ms == seconds * SECOND);
	}
}

static void test_format_clock(void **state)
{
	static const struct {
		int64_t from_now_ms;
		const char *text;
	} cases[] = {
		{0, "10:35:00Z"},
		{-DAY + 1, "10:35:00Z"},
		{-DAY, "Jan 14"},
		{DAY - 1, "10:34:59Z"},
		{DAY, "Jan 16"},
		{-300 * DAY + 1, "Mar 21"},
		{-300 * DAY, "2023-03-21"},
		{300 * DAY - 1, "Nov 10"},
		{300 * DAY, "2024-11-10"},
		{-11 * DAY, "Jan 4"},
		{INT64_MIN, "-292275055-05-16"},
		{INT64_MAX, "292278994-08-17"},
	};
	char text[TIMESTAMP_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool is_extreme =
			cases[i].from_now_ms == INT64_MIN || cases[i].from_now_ms == INT64_MAX;

		timestamp_format_short(
			is_extreme ? cases[i].from_now_ms : T0 + cases[i].from_now_ms, T0, text);
		assert_string_equal(text, cases[i].text);
	}
	timestamp_format_short(INT64_MIN, INT64_MAX, text);
	assert_string_equal(text, "-292275055-05-16");
	timestamp_format_short(INT64_MAX, INT64_MIN, text);
	assert_string_equal(text, "292278994-08-17");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_time),
		cmocka_unit_test(test_parse_time_refuses),
		cmocka_unit_test(test_format_time),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_format_clock),
	};

	return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
