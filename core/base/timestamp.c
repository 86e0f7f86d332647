/* SPDX-License-Identifier: MIT */
#include "timestamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

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

/* strftime() with a format that the compiler cannot see, of %Y %m %d %H %M %S only. */
static void format_by(const char *format, const struct tm *utc, char text[TIMESTAMP_SIZE])
{
	const int years = utc->tm_year + 1900, months = utc->tm_mon + 1;
	size_t length = 0;

	for (; *format && length < TIMESTAMP_SIZE - 12; format++) {
		if (*format != '%') {
			text[length++] = *format;
			continue;
		}
		format++;
		int number = *format == 'Y'   ? years
			     : *format == 'm' ? months
			     : *format == 'd' ? utc->tm_mday
			     : *format == 'H' ? utc->tm_hour
			     : *format == 'M' ? utc->tm_min
					      : utc->tm_sec;

		length += (size_t)snprintf(text + length, TIMESTAMP_SIZE - length, "%0*d",
			*format == 'Y' ? 4 : 2, number);
	}
	text[length] = '\0';
}

void timestamp_format_key(unsigned form, int64_t time_ms, char text[TIMESTAMP_SIZE])
{
	const struct timestamp_form *row = &timestamp_forms[form];
	int ms;
	struct tm utc = to_utc(time_ms - (row->order == SORTS_BY_DAY ? DAY_MS : 0), &ms);

	if (row->order == SORTS_NOT) {
		snprintf(text, TIMESTAMP_SIZE, "\x01");
	} else if (row->key) {
		format_by(row->key, &utc, text);
	} else {
		int64_t number = time_ms / SECOND_MS;
		int64_t units_per_ms = form == TIMESTAMP_MS   ? 1
				       : form == TIMESTAMP_US ? 1000
							      : 1000000;

		/* No time this late can be written in nanoseconds. */
		if (form != TIMESTAMP_SECONDS &&
			__builtin_mul_overflow(time_ms, units_per_ms, &number)) {
			number = time_ms < 0 ? INT64_MIN : INT64_MAX;
		}
		snprintf(text, TIMESTAMP_SIZE, "%" PRId64, number);
	}
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
