/* SPDX-License-Identifier: MIT */
#include "timestamp.h"

#include "base.h"

#include "kit/rounds.h"

#include <inttypes.h>
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
		"2024-01-15",
		"2024-00-15T10:35:00Z",
		"2024-13-15T10:35:00Z",
		"2024-01-00T10:35:00Z",
		"2024-01-32T10:35:00Z",
		"2024-02-30T10:35:00Z",
		"2023-02-29T10:35:00Z",
		"1900-02-29T10:35:00Z",
		"2024-02-31T10:35:00Z",
		"2024-04-31T10:35:00Z",
		"2024-01-15T10:60:00Z",
		"2024-01-15T10:35:61Z",
		"2024-01-15T10:35:00.Z",
		"2024-01-15T10:35:00+24:00",
		"2024-01-15T10:35:00+01:60",
		"2024-01-15T10:35:00ZZ",
		"-001-01-15T10:35:00Z",
		"+2024-01-15T10:35:00Z",
		"12024-01-15T10:35:00Z",
		"24-01-15T10:35:00Z",
		"2024-1-15T10:35:00Z",
		"2024-01-15T10:35:0\xD9\xA0Z",
		/* Which day, which zone, which time? */
		"01/12/2026 08:08:50",
		"12/1/2026, 8:08:50 AM",
		"01.12.2026 08:08:50",
		"01-12-2026 08:08:50",
		"26-12-01 08:08:50",
		"20261201",
		"261201080850Z",
		"202612010808",
		"202612010808Z",
		"1 Dec 2026",
		"2026-12-01 08:08:50 CET",
		"2026-12-01T08:08:50[Europe/Berlin]",
		"Tue Dec  1 08:08:50 PST 2026",
		"Tue, 01 Dec 2026 08:08:50 EST",
		"08:08:50",
		"17961125",
		"2026-12-01T08",
		"2026-12-01T25:00:00Z",
		"2026-12-01T24:00:01Z",
		"2026-12-01T24:00:00.1Z",
		"2026-12-01T08:08:50.Z",
		"2026-12-01 13:08:50 PM",
		"2026-12-01 0:08:50 AM",
		"2026-12-01T08:08:50+1",
		"2026-12-01T08:08:50+100",
		"2026-12-01T08:08:50 +01:00 and more",
		"2026-000T08:08:50Z",
		"2026-366T08:08:50Z",
		"2026-W00-1T08:08:50Z",
		"2026-W54-1T08:08:50Z",
		"2025-W53-1T08:08:50Z",
		"2026-W49-8T08:08:50Z",
		"20261301T080850Z",
		"Tue Dec 32 08:08:50 2026",
		"Tue De 1 08:08:50 2026",
		"Tue Decembre 1 08:08:50 2026",
		"1796112530 s",
		"1796112530,5",
		"0x6B0F6AD2",
		"nan",
		"inf",
		"179611253012345678901",
		"2026-12-01T08:08:50Z[",
		"2026-12-01T08:08:50Z(",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		int64_t time_ms = 42;
		uint8_t digits = 9;

		if (timestamp_parse(texts[i], &time_ms, &digits)) {
			fail_msg("%s", texts[i]);
		}
		assert_int_equal(time_ms, 42);
		assert_int_equal(digits, 9);
	}
}

#define T1 INT64_C(1796112530000) /* 2026-12-01T08:08:50Z, a Tuesday */

/* As libraries and languages print it, and what they print for local times. */
static const struct {
	const char *text;
	int64_t time_ms;
} written[] = {
	/* RFC 3339 and its kin: offsets */
	{"2026-12-01T08:08:50+0000", T1},
	{"2026-12-01T08:08:50+00", T1},
	{"2026-12-01T08:08:50-00", T1},
	{"2026-12-01T08:08:50", T1},
	{"2026-12-01T08:08:50 Z", T1},
	{"2026-12-01T08:08:50 UTC", T1},
	{"2026-12-01T08:08:50UTC", T1},
	{"2026-12-01T08:08:50 utc", T1},
	{"2026-12-01T08:08:50 GMT", T1},
	{"2026-12-01T08:08:50 UTC+00:00", T1},
	{"2026-12-01T09:08:50+01", T1},
	{"2026-12-01T09:08:50 +0100", T1},
	{"2026-12-01T09:08:50+01:00:00", T1},
	{"2026-12-01T13:53:50+0545", T1},
	{"2026-12-01T00:08:50-0800", T1},
	/* Java: brackets; zero seconds left out */
	{"2026-12-01T08:08:50Z[UTC]", T1},
	{"2026-12-01T08:08:50[UTC]", T1},
	{"2026-12-01T08:08:50.000[Etc/UTC]", T1},
	{"2026-12-01T09:08:50.000+01:00[Europe/Berlin]", T1},
	{"2026-12-01T08:08", T1 - 50000},
	{"2026-12-01T08:08Z", T1 - 50000},
	{"2026-12-01 08:08+00", T1 - 50000},
	/* separators, fractions */
	{"2026-12-01 08:08:50", T1},
	{"2026-12-01_08:08:50", T1},
	{"2026-12-01  08:08:50", T1},
	{"2026-12-01, 08:08:50", T1},
	{"2026-12-01t08:08:50z", T1},
	{"2026-12-01T08:08:50,123456789Z", T1 + 123},
	{"2026-12-01 08:08:50.123456", T1 + 123},
	{"2026-12-01 08:08:50.0", T1},
	{"2026-12-01T08:08:50.1234567Z", T1 + 123},
	{"\t2026-12-01T08:08:50Z \r\n", T1},
	/* the ends of minutes and days */
	{"2026-11-30T24:00:00Z", T1 - 8 * HOUR - 8 * MINUTE - 50 * SECOND},
	{"2026-11-30T24:00", T1 - 8 * HOUR - 8 * MINUTE - 50 * SECOND},
	{"2026-11-30T23:59:60Z", T1 - 8 * HOUR - 8 * MINUTE - 50 * SECOND},
	{"2026-11-30T23:59:60.5Z", T1 - 8 * HOUR - 8 * MINUTE - 50 * SECOND + 500},
	/* Go, Python, Ruby, Postgres, Swift, Rust */
	{"2026-12-01 08:08:50.123 +0000 UTC m=+0.100000001", T1 + 123},
	{"2026-12-01 08:08:50.123 +0000 UTC", T1 + 123},
	{"2026-12-01 09:08:50 +0100 CET", T1},
	{"2026-12-01 09:08:50 +0100 +0100", T1},
	{"2026-12-01 08:08:50.123456+00:00", T1 + 123},
	{"2026-12-01 08:08:50 UTC", T1},
	{"2026-12-01 08:08:50 +0000", T1},
	{"2026-12-01 08:08:50.123+00", T1 + 123},
	{"2026-12-01 8:08:50.0 +00:00:00", T1},
	{"2026/12/01 08:08:50", T1},
	{"2026/12/01 09:08:50.5 +0100", T1 + 500},
	{"2026-12-01 08:08:50 AM", T1},
	{"2026-12-01 8:08:50 pm", T1 + 12 * HOUR},
	{"2026-12-01 12:08:50 AM", T1 - 8 * HOUR},
	{"2026-12-01 12:08:50 PM", T1 + 4 * HOUR},
	/* basic, compact, ordinal, week */
	{"20261201T080850Z", T1},
	{"20261201T080850", T1},
	{"20261201T080850.123Z", T1 + 123},
	{"20261201T080850,123+0000", T1 + 123},
	{"20261201T0808Z", T1 - 50000},
	{"20261201T090850+0100", T1},
	{"20261201 080850", T1},
	{"20261201080850", T1},
	{"20261201080850123", T1 + 123},
	{"20261201080850.123", T1 + 123},
	{"20261201080850Z", T1},
	{"20261201090850+0100", T1},
	{"2026-335T08:08:50Z", T1},
	{"2026335T080850Z", T1},
	{"2026-W49-2T08:08:50Z", T1},
	{"2026W492T080850Z", T1},
	{"2020-W53-7T00:00:00Z", INT64_C(1609632000000)},
	{"2025-W01-1T00:00:00Z", INT64_C(1735516800000)},
	{"2024-366T00:00:00Z", INT64_C(1735603200000)},
	/* RFC 1123, 5322, 850, 6265 */
	{"Tue, 01 Dec 2026 08:08:50 GMT", T1},
	{"tue, 1 dec 2026 08:08:50 gmt", T1},
	{"Tue, 01 Dec 2026 09:08:50 +0100", T1},
	{"1 Dec 2026 08:08:50 +0000", T1},
	{"01 December 2026 08:08:50", T1},
	{"Tue, 1 Dec 2026 08:08 +0000", T1 - 50000},
	{"Tue, 01 Dec 2026 00:08:50 -0800 (PST)", T1},
	{"Tuesday, 01-Dec-26 08:08:50 GMT", T1},
	{"Tue, 01-Dec-2026 08:08:50 GMT", T1},
	{"01-Dec-2026 08:08:50", T1},
	{"Tuesday, 06-Nov-94 08:49:37 GMT", INT64_C(784111777000)},
	/* ctime, date, Java's Date, git, Twitter, JavaScript, Apache */
	{"Tue Dec  1 08:08:50 2026", T1},
	{"Tue Dec 01 08:08:50 2026", T1},
	{"Tue Dec  1 08:08:50 UTC 2026", T1},
	{"Tue Dec 01 08:08:50 +0000 2026", T1},
	{"Tue Dec 1 09:08:50 2026 +0100", T1},
	{"Dec  1 08:08:50 2026 GMT", T1},
	{"Tue Dec 01 2026 08:08:50 GMT+0000 (Coordinated Universal Time)", T1},
	{"Tue Dec 01 2026 09:08:50 GMT+0100 (Central European Standard Time)", T1},
	{"Dec 1, 2026, 8:08:50 AM", T1},
	{"December 1, 2026 08:08:50", T1},
	{"01/Dec/2026:08:08:50 +0000", T1},
	/* since the epoch */
	{"1796112530", T1},
	{"1796112530.5", T1 + 500},
	{"1796112530000", T1},
	{"1796112530123.9", T1 + 123},
	{"1796112530123456", T1 + 123},
	{"1796112530123456789", T1 + 123},
	{" 1796112530 ", T1},
	{"01796112530", T1},
	{"1.79611253E9", 0},
};

static void test_parse_as_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(written); i++) {
		int64_t time_ms = -42;

		if (!timestamp_parse(written[i].text, &time_ms, NULL)) {
			time_ms = 0; /* none of these is in 1970 */
		}
		if (time_ms != written[i].time_ms) {
			fail_msg("%s: %" PRId64, written[i].text, time_ms);
		}
	}
	struct timestamp number;

	assert_true(timestamp_read("1.79611253E9", true, &number));
	assert_true(number.ms == T1);
	/* An index sorts numbers by value, however they are written. */
	assert_true(timestamp_read(" 01796112530", true, &number));
	assert_int_equal(number.form, TIMESTAMP_SECONDS);
}

/* The examples of the manual are read, each by the row that it is in. */
static void test_forms(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TIMESTAMP_FORMS; i++) {
		struct timestamp timestamp;

		assert_true(timestamp_read(timestamp_forms[i].example, false, &timestamp));
		assert_int_equal(timestamp.form, i);
		assert_true(timestamp.ms / 1000 == T1 / 1000);
	}
}

/*
 * A key does not sort after any time of its form that is a second later (the leap second), in the
 * order of bytes. That holds for texts that a row reads, however they are spelled.
 */
static void test_keys_sort_before_later_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(written); i++) {
		struct timestamp timestamp;
		char key[TIMESTAMP_SIZE];

		if (!timestamp_read(written[i].text, false, &timestamp)) {
			continue;
		}
		static const int64_t earlier_ms[] = {
			1000, 59999, HOUR, 13 * HOUR, 26 * HOUR, 40 * DAY, 400 * DAY};

		for (size_t j = 0; j < ARRAY_LEN(earlier_ms); j++) {
			timestamp_format_key(timestamp.form, timestamp.ms - earlier_ms[j], key);
			if (strcmp(key, written[i].text) > 0) {
				fail_msg("%s sorts after %s", key, written[i].text);
			}
		}
	}
	/* In a form that sorts by time, keys of much later times sort after it: little is read
	 * twice. */
	for (unsigned i = 0; i < TIMESTAMP_FORMS; i++) {
		char key[TIMESTAMP_SIZE];

		timestamp_format_key(i, T1 + MINUTE, key);
		if (timestamp_forms[i].order == SORTS_BY_TIME &&
			strcmp(key, timestamp_forms[i].example) <= 0) {
			fail_msg("%s sorts before %s", key, timestamp_forms[i].example);
		}
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
		cmocka_unit_test(test_parse_as_written),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_keys_sort_before_later_times),
		cmocka_unit_test(test_format_time),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_format_clock),
	};

	return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
