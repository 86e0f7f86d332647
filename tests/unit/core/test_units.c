/* SPDX-License-Identifier: MIT */
#include "units.h"

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

		assert_true(units_parse_time(cases[i].text, &time_ms, &digits));
		assert_true(time_ms == cases[i].time_ms);
		assert_int_equal(digits, cases[i].digits);
		assert_true(units_parse_time(cases[i].text, &time_ms, NULL));
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

		assert_false(units_parse_time(texts[i], &time_ms, &digits));
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
	char text[UNITS_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		units_format_time(cases[i].time_ms, cases[i].digits, text);
		assert_string_equal(text, cases[i].text);
	}
}

/* Every day of three eras against the C library, there and back. */
static void test_calendar(void **state)
{
	char text[UNITS_TEXT_SIZE], expected[UNITS_TEXT_SIZE];

	(void)state;
	for (int64_t day = -719528; day < 719528; day++) {
		time_t seconds = (time_t)(day * 86400 + 86399);
		struct tm tm;
		int64_t time_ms;

		gmtime_r(&seconds, &tm);
		snprintf(expected, sizeof(expected), "%04d-%02d-%02dT23:59:59Z", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday);
		units_format_time(seconds * SECOND, 0, text);
		assert_string_equal(text, expected);
		assert_true(units_parse_time(text, &time_ms, NULL));
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
	char text[UNITS_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool is_extreme =
			cases[i].from_now_ms == INT64_MIN || cases[i].from_now_ms == INT64_MAX;

		units_format_clock(
			is_extreme ? cases[i].from_now_ms : T0 + cases[i].from_now_ms, T0, text);
		assert_string_equal(text, cases[i].text);
	}
	units_format_clock(INT64_MIN, INT64_MAX, text);
	assert_string_equal(text, "-292275055-05-16");
	units_format_clock(INT64_MAX, INT64_MIN, text);
	assert_string_equal(text, "292278994-08-17");
}

struct duration_case {
	int64_t duration_ms;
	const char *text;
};

static void assert_durations(void (*format)(int64_t, char[UNITS_TEXT_SIZE]),
	const struct duration_case *cases, size_t count)
{
	char text[UNITS_TEXT_SIZE];

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
	assert_durations(units_format_age, cases, ARRAY_LEN(cases));
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
	assert_durations(units_format_interval, cases, ARRAY_LEN(cases));
}

static void test_format_late(void **state)
{
	static const struct {
		double late;
		const char *text;
	} cases[] = {
		{0, "0.0x"},
		{0.09, "0.0x"},
		{1, "1.0x"},
		{1.1, "1.1x"},
		{4.99, "4.9x"},
		{5, "5.0x"},
		{18.2, "18.2x"},
		{99.99, "99.9x"},
		{100, "100x"},
		{410.7, "410x"},
		{9999.9, "9999x"},
		{10000, "10kx"},
		{12345, "12kx"},
		{999999, "999kx"},
		{1e6, "1Mx"},
		{9.3e18, "9Ex"},
		{1e300, "999Ex"},
		{-0.01, "0.0x"},
		{-1e300, "0.0x"},
		{-0.0, "0.0x"},
		{NAN, "?"},
		{INFINITY, "?"},
		{-INFINITY, "?"},
	};
	char text[UNITS_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		units_format_late(cases[i].late, text);
		assert_string_equal(text, cases[i].text);
		assert_true(strlen(text) <= 5);
	}
}

static void test_format_count(void **state)
{
	static const struct {
		uint64_t count;
		const char *text;
	} cases[] = {
		{0, "0"},
		{999, "999"},
		{1000, "1,000"},
		{4818, "4,818"},
		{99999, "99,999"},
		{100000, "100,000"},
		{1000000, "1,000,000"},
		{UINT64_MAX, "18,446,744,073,709,551,615"},
	};
	char text[UNITS_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		units_format_count(cases[i].count, text);
		assert_string_equal(text, cases[i].text);
	}
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

		assert_true(units_parse_duration(cases[i].text, &duration_ms));
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

		assert_false(units_parse_duration(texts[i], &duration_ms));
		assert_int_equal(duration_ms, 42);
	}
}

int main(void)
{
	const struct CMUnitTest units[] = {
		cmocka_unit_test(test_parse_time),
		cmocka_unit_test(test_parse_time_refuses),
		cmocka_unit_test(test_format_time),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_format_clock),
		cmocka_unit_test(test_format_age),
		cmocka_unit_test(test_format_interval),
		cmocka_unit_test(test_format_late),
		cmocka_unit_test(test_format_count),
		cmocka_unit_test(test_parse_duration),
		cmocka_unit_test(test_parse_duration_refuses),
	};

	return cmocka_run_group_tests(units, NULL, NULL);
}
