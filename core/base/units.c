/* SPDX-License-Identifier: MIT */
#include "units.h"

#include "base.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define YEAR_MS   (365 * DAY_MS)

struct civil {
	int64_t year;
	/* from 1 */
	int month, day;
};

/*
 * The proleptic Gregorian calendar, counted in eras of 400 years that begin on
 * 1 March of year 0, so that a leap day is the last of its year. The constants are
 * days of an era, of a century, of four years and of a year, and the day number of
 * 1970-01-01.
 */
enum { ERA_DAYS = 146097, CENTURY_DAYS = 36524, FOUR_YEARS_DAYS = 1460, EPOCH_DAY = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t days_of_civil(struct civil date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = floor_div(year, 400), year_of_era = year - era * 400;
	int64_t month_from_march = (date.month + 9) % 12;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - EPOCH_DAY;
}

static struct civil civil_of_days(int64_t days)
{
	int64_t era = floor_div(days + EPOCH_DAY, ERA_DAYS);
	int64_t day_of_era = days + EPOCH_DAY - era * ERA_DAYS;
	int64_t leap_days = day_of_era / FOUR_YEARS_DAYS - day_of_era / CENTURY_DAYS +
			    day_of_era / (ERA_DAYS - 1);
	int64_t year_of_era = (day_of_era - leap_days) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	int month = (int)((month_from_march + 2) % 12 + 1);

	return (struct civil){
		.year = year_of_era + era * 400 + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
	};
}

static int days_of_month(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Reads exactly count digits of a number from low to high. */
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

static bool take_date(const char **at, struct civil *date)
{
	int year;

	if (!take_number(at, 4, 0, 9999, &year) || !take_one_of(at, "-") ||
		!take_number(at, 2, 1, 12, &date->month) || !take_one_of(at, "-")) {
		return false;
	}
	date->year = year;
	return take_number(at, 2, 1, days_of_month(year, date->month), &date->day);
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

bool units_parse_time(const char *text, int64_t *time_ms, uint8_t *fraction_digits)
{
	struct civil date;
	int64_t clock_ms, fraction_ms, offset_ms;
	uint8_t digits;

	if (!take_date(&text, &date) || !take_one_of(&text, "Tt ") ||
		!take_clock(&text, &clock_ms) || !take_fraction(&text, &fraction_ms, &digits) ||
		!take_offset(&text, &offset_ms) || *text != '\0') {
		return false;
	}
	*time_ms = days_of_civil(date) * DAY_MS + clock_ms + fraction_ms - offset_ms;
	if (fraction_digits) {
		*fraction_digits = digits;
	}
	return true;
}

static int ms_of_day(int64_t time_ms)
{
	return (int)((time_ms % DAY_MS + DAY_MS) % DAY_MS);
}

static void format_date(int64_t time_ms, char text[UNITS_TEXT_SIZE])
{
	struct civil date = civil_of_days(floor_div(time_ms, DAY_MS));

	snprintf(text, UNITS_TEXT_SIZE, "%04" PRId64 "-%02d-%02d", date.year, date.month, date.day);
}

/* "10:35:00.250Z" */
static void format_clock(int64_t time_ms, int fraction_digits, char text[UNITS_TEXT_SIZE])
{
	static const int divisors[] = {1000, 100, 10, 1};
	int fraction_ms = ms_of_day(time_ms) % 1000, second = ms_of_day(time_ms) / 1000;
	char fraction[8] = "";

	if (fraction_digits > 0 && fraction_digits <= 3) {
		snprintf(fraction, sizeof(fraction), ".%0*d", fraction_digits,
			fraction_ms / divisors[fraction_digits]);
	}
	snprintf(text, UNITS_TEXT_SIZE, "%02d:%02d:%02d%sZ", second / 3600, second / 60 % 60,
		second % 60, fraction);
}

void units_format_time(int64_t time_ms, int fraction_digits, char text[UNITS_TEXT_SIZE])
{
	char clock[UNITS_TEXT_SIZE];
	size_t length;

	format_date(time_ms, text);
	format_clock(time_ms, fraction_digits, clock);
	length = strlen(text);
	snprintf(text + length, UNITS_TEXT_SIZE - length, "T%s", clock);
}

static uint64_t distance(int64_t a, int64_t b)
{
	return a < b ? (uint64_t)b - (uint64_t)a : (uint64_t)a - (uint64_t)b;
}

void units_format_clock(int64_t time_ms, int64_t now_ms, char text[UNITS_TEXT_SIZE])
{
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	uint64_t distance_ms = distance(time_ms, now_ms);

	if (distance_ms < DAY_MS) {
		format_clock(time_ms, 0, text);
	} else if (distance_ms < 300 * DAY_MS) {
		struct civil date = civil_of_days(floor_div(time_ms, DAY_MS));

		snprintf(text, UNITS_TEXT_SIZE, "%s %d", months[date.month - 1], date.day);
	} else {
		format_date(time_ms, text);
	}
}

/* Years only from 10,000 days, and alone: they are of no certain length. */
static const struct unit {
	/* the shortest duration that it is used for */
	uint64_t from_ms;
	uint64_t ms;
	/* the next smaller unit; 0: what is left is dropped */
	uint64_t rest_ms;
	char suffix, rest_suffix;
} units[] = {
	{10000 * DAY_MS, YEAR_MS, 0, 'y', 0},
	{DAY_MS, DAY_MS, HOUR_MS, 'd', 'h'},
	{HOUR_MS, HOUR_MS, MINUTE_MS, 'h', 'm'},
	{MINUTE_MS, MINUTE_MS, SECOND_MS, 'm', 's'},
	{0, SECOND_MS, 0, 's', 0},
};

/* A duration in its largest unit and the next smaller one, rounded down. */
struct split {
	const struct unit *unit;
	int whole, rest;
};

static struct split split_duration(uint64_t duration_ms)
{
	static const uint64_t most = 9999;
	const struct unit *unit = units;
	struct split split;
	uint64_t whole;

	while (duration_ms < unit->from_ms) {
		unit++;
	}
	whole = duration_ms / unit->ms;
	split = (struct split){.unit = unit, .whole = (int)(whole < most ? whole : most)};
	if (unit->rest_ms > 0) {
		split.rest = (int)(duration_ms % unit->ms / unit->rest_ms);
	}
	return split;
}

void units_format_age(int64_t age_ms, char text[UNITS_TEXT_SIZE])
{
	const char *sign = age_ms < 0 ? "+" : "";
	uint64_t size_ms = distance(age_ms, 0);
	struct split split = split_duration(size_ms);

	if (size_ms > 0 && size_ms < SECOND_MS) {
		snprintf(text, UNITS_TEXT_SIZE, "%s%dms", sign, (int)size_ms);
	} else if (split.whole < 10 && split.unit->rest_ms > 0) {
		snprintf(text, UNITS_TEXT_SIZE, "%s%d%c%02d%c", sign, split.whole,
			split.unit->suffix, split.rest, split.unit->rest_suffix);
	} else {
		snprintf(text, UNITS_TEXT_SIZE, "%s%d%c", sign, split.whole, split.unit->suffix);
	}
}

void units_format_interval(int64_t interval_ms, char text[UNITS_TEXT_SIZE])
{
	struct split split = split_duration(interval_ms > 0 ? (uint64_t)interval_ms : 0);

	if (interval_ms < 0) {
		snprintf(text, UNITS_TEXT_SIZE, "?");
	} else if (interval_ms < 10 * SECOND_MS && interval_ms % SECOND_MS != 0) {
		snprintf(text, UNITS_TEXT_SIZE, "%dms", (int)interval_ms);
	} else if (split.whole < 100 && split.rest > 0) {
		snprintf(text, UNITS_TEXT_SIZE, "%d%c%d%c", split.whole, split.unit->suffix,
			split.rest, split.unit->rest_suffix);
	} else {
		snprintf(text, UNITS_TEXT_SIZE, "%d%c", split.whole, split.unit->suffix);
	}
}

void units_format_late(double late, char text[UNITS_TEXT_SIZE])
{
	static const char *const suffixes[] = {"", "k", "M", "G", "T", "P", "E"};
	size_t i = 0;

	if (!isfinite(late)) {
		snprintf(text, UNITS_TEXT_SIZE, "?");
		return;
	}
	/* Rounded down, so that what is not yet over a threshold does not read as if it were. */
	if (late < 100) {
		snprintf(text, UNITS_TEXT_SIZE, "%.1fx", late > 0 ? floor(late * 10) / 10 : 0);
		return;
	}
	while (late >= (i ? 1000 : 10000) && i + 1 < ARRAY_LEN(suffixes)) {
		late /= 1000;
		i++;
	}
	snprintf(text, UNITS_TEXT_SIZE, "%.0f%sx", fmin(floor(late), i ? 999 : 9999), suffixes[i]);
}

void units_format_decimal(double number, char text[UNITS_TEXT_SIZE])
{
	text[0] = '\0';
	if (!isfinite(number) || fabs(number) > 1e15) {
		return;
	}
	int64_t hundredths = llround(fabs(number) * 100);

	snprintf(text, UNITS_TEXT_SIZE, "%s%" PRId64 ".%02" PRId64,
		number < 0 && hundredths ? "-" : "", hundredths / 100, hundredths % 100);
}

void units_format_count(uint64_t count, char text[UNITS_TEXT_SIZE])
{
	char digits[UNITS_TEXT_SIZE];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			*text++ = ',';
		}
		*text++ = digits[i];
	}
	*text = '\0';
}

static bool take_unit(const char **at, int64_t *unit_ms)
{
	static const struct {
		const char *name;
		int64_t ms;
	} names[] = {
		{"ms", 1},
		{"s", SECOND_MS},
		{"m", MINUTE_MS},
		{"h", HOUR_MS},
		{"d", DAY_MS},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t length = strlen(names[i].name);

		if (strncmp(*at, names[i].name, length) != 0) {
			continue;
		}
		*unit_ms = names[i].ms;
		*at += length;
		return true;
	}
	return false;
}

bool units_parse_duration(const char *text, int64_t *duration_ms)
{
	static const int64_t most_ms = 30 * DAY_MS;
	const char *at = text;
	int64_t total_ms = 0;

	do {
		const char *start = at;
		int64_t number = 0, unit_ms = SECOND_MS;

		for (; is_digit(*at) && number <= most_ms; at++) {
			number = number * 10 + (*at - '0');
		}
		if (at == start) {
			return false;
		}
		/* Only a number that stands alone may lack its unit. */
		if (!take_unit(&at, &unit_ms) && (start != text || *at != '\0')) {
			return false;
		}
		if (number > (most_ms - total_ms) / unit_ms) {
			return false;
		}
		total_ms += number * unit_ms;
	} while (*at != '\0');
	*duration_ms = total_ms;
	return true;
}
