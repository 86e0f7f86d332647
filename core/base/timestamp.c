/* SPDX-License-Identifier: MIT */
#include "timestamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Reads a number of exactly count digits that must be between low and high. */
static bool take_number(const char **at, int count, int low, int high, int *number)
{
	*number = 0;
	for (; count > 0; count--, ++*at) {
		if (!is_digit(**at)) {
			return false;
		}
		*number = *number * 10 + (**at - '0');
	}
	return *number >= low && *number <= high;
}

static bool take_one_of(const char **at, const char *bytes)
{
	if (**at == '\0' || !strchr(bytes, **at)) {
		return false;
	}
	++*at;
	return true;
}

/* Sets *midnight_s, in seconds since the epoch. */
static bool take_date(const char **at, int64_t *midnight_s)
{
	struct tm date = {0};

	if (!take_number(at, 4, 0, 9999, &date.tm_year) || !take_one_of(at, "-") ||
		!take_number(at, 2, 1, 12, &date.tm_mon) || !take_one_of(at, "-") ||
		!take_number(at, 2, 1, 31, &date.tm_mday)) {
		return false;
	}
	int day = date.tm_mday;

	date.tm_year -= 1900;
	date.tm_mon--;
	*midnight_s = timegm(&date);
	/* timegm() turns 30 February into 1 March. */
	return date.tm_mday == day;
}

static bool take_clock(const char **at, int64_t *clock_ms)
{
	int hour, minute, second;

	if (!take_number(at, 2, 0, 23, &hour) || !take_one_of(at, ":") ||
		!take_number(at, 2, 0, 59, &minute) || !take_one_of(at, ":") ||
		!take_number(at, 2, 0, 60, &second)) {
		return false;
	}
	*clock_ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
	return true;
}

/* An optional fraction of a second; digits after the third are dropped. */
static bool take_fraction(const char **at, int64_t *fraction_ms, uint8_t *digits)
{
	int64_t unit_ms = 100;

	*fraction_ms = 0;
	*digits = 0;
	if (!take_one_of(at, ".")) {
		return true;
	}
	if (!is_digit(**at)) {
		return false;
	}
	for (; is_digit(**at); ++*at, unit_ms /= 10) {
		*fraction_ms += (**at - '0') * unit_ms;
		if (unit_ms > 0) {
			++*digits;
		}
	}
	return true;
}

static bool take_offset(const char **at, int64_t *offset_ms)
{
	int hour, minute;
	int sign = **at == '-' ? -1 : 1;

	*offset_ms = 0;
	if (take_one_of(at, "Zz")) {
		return true;
	}
	if (!take_one_of(at, "+-") || !take_number(at, 2, 0, 23, &hour) || !take_one_of(at, ":") ||
		!take_number(at, 2, 0, 59, &minute)) {
		return false;
	}
	*offset_ms = sign * (hour * HOUR_MS + minute * MINUTE_MS);
	return true;
}

bool timestamp_parse(const char *text, int64_t *time_ms, uint8_t *fraction_digits)
{
	int64_t midnight_s, clock_ms, fraction_ms, offset_ms;
	uint8_t digits;

	if (!take_date(&text, &midnight_s) || !take_one_of(&text, "Tt ") ||
		!take_clock(&text, &clock_ms) || !take_fraction(&text, &fraction_ms, &digits) ||
		!take_offset(&text, &offset_ms) || *text != '\0') {
		return false;
	}
	*time_ms = midnight_s * SECOND_MS + clock_ms + fraction_ms - offset_ms;
	if (fraction_digits) {
		*fraction_digits = digits;
	}
	return true;
}

/* Sets *ms to the milliseconds within the second. */
static struct tm to_utc(int64_t time_ms, int *ms)
{
	struct tm utc = {0};
	time_t seconds;

	*ms = (int)((time_ms % SECOND_MS + SECOND_MS) % SECOND_MS);
	seconds = time_ms / SECOND_MS - (time_ms < 0 && *ms > 0);
	gmtime_r(&seconds, &utc);
	return utc;
}

static void format_date(const struct tm *utc, char text[TIMESTAMP_SIZE])
{
	snprintf(text, TIMESTAMP_SIZE, "%04d-%02d-%02d", utc->tm_year + 1900, utc->tm_mon + 1,
		utc->tm_mday);
}

void timestamp_format(int64_t time_ms, int fraction_digits, char text[TIMESTAMP_SIZE])
{
	static const int divisors[] = {1000, 100, 10, 1};
	int ms;
	struct tm utc = to_utc(time_ms, &ms);
	char date[TIMESTAMP_SIZE], fraction[8] = "";

	if (fraction_digits > 0 && fraction_digits <= 3) {
		snprintf(fraction, sizeof(fraction), ".%0*d", fraction_digits,
			ms / divisors[fraction_digits]);
	}
	format_date(&utc, date);
	snprintf(text, TIMESTAMP_SIZE, "%.20sT%02d:%02d:%02d%sZ", date, utc.tm_hour, utc.tm_min,
		utc.tm_sec, fraction);
}

static uint64_t distance(int64_t a, int64_t b)
{
	return a < b ? (uint64_t)b - (uint64_t)a : (uint64_t)a - (uint64_t)b;
}

void timestamp_format_short(int64_t time_ms, int64_t now_ms, char text[TIMESTAMP_SIZE])
{
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	uint64_t distance_ms = distance(time_ms, now_ms);
	int ms;
	struct tm utc = to_utc(time_ms, &ms);

	if (distance_ms < DAY_MS) {
		snprintf(text, TIMESTAMP_SIZE, "%02d:%02d:%02dZ", utc.tm_hour, utc.tm_min,
			utc.tm_sec);
	} else if (distance_ms < 300 * DAY_MS) {
		snprintf(text, TIMESTAMP_SIZE, "%s %d", months[utc.tm_mon], utc.tm_mday);
	} else {
		format_date(&utc, text);
	}
}
