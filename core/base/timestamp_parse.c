/* SPDX-License-Identifier: MIT */
/* Reads times, in the forms of a table. Writing them is in timestamp.c. */
#include "base.h"
#include "number.h"
#include "text.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define DAY_S     86400

/* Longer text is not a time. JavaScript adds names: "... (Central European Standard Time)". */
#define MAX_LENGTH 100
/* A number as text needs at least this many digits: "20261201" is a date. */
#define MIN_EPOCH_DIGITS 9
/* And must not have this many: "261201080850" and "202612010808" are dates with times. */
#define DATE_DIGITS 12
/* Seconds whose milliseconds an int64_t can hold. */
#define FIRST_NUMBER (-9e15)
#define BLANKS       " \t\r\n"

/*
 * Patterns. %Y year, %y year of two or four digits, %m month, %b its name, %d day, %e day of one
 * or two digits, %j day of the year, %V week, %w weekday 1 to 7, %a weekday's name or nothing,
 * %c 08:08:50, %C 0808 or 080850, %K 080850, %k 8:08 AM and the like, %u nothing or UTC, %z nothing
 * or any offset, %t T or blanks, %s blanks and commas; any other character is itself.
 */
const struct timestamp_form timestamp_forms[TIMESTAMP_FORMS] = {
	{"%Y-%m-%dT%c%u", "2026-12-01T08:08:50.123Z", "%Y-%m-%dT%H:%M:%S", SORTS_BY_TIME},
	{"%Y-%m-%d %c%u", "2026-12-01 08:08:50.123", "%Y-%m-%d %H:%M:%S", SORTS_BY_TIME},
	{"%Y-%m-%d%t%k%z", "2026-12-01T09:08:50+01:00[Europe/Berlin]", "%Y-%m-%d", SORTS_BY_DAY},
	{"%Y%m%dT%C%u", "20261201T080850Z", "%Y%m%dT%H%M%S", SORTS_BY_TIME},
	{"%Y%m%d%K%u", "20261201080850", "%Y%m%d%H%M%S", SORTS_BY_TIME},
	{"%Y%m%d%t%C%z", "20261201T090850+0100", "%Y%m%d", SORTS_BY_DAY},
	{"%Y%m%d%K%z", "20261201090850+0100", "%Y%m%d", SORTS_BY_DAY},
	{"%Y/%m/%d%t%k%z", "2026/12/01 08:08:50", "%Y/%m/%d", SORTS_BY_DAY},
	{"%Y-%j%t%c%z", "2026-335T08:08:50Z", NULL, SORTS_NOT},
	{"%Y%j%t%C%z", "2026335T080850Z", NULL, SORTS_NOT},
	{"%Y-W%V-%w%t%c%z", "2026-W49-2T08:08:50Z", NULL, SORTS_NOT},
	{"%YW%V%w%t%C%z", "2026W492T080850Z", NULL, SORTS_NOT},
	{"%a%e%s%b%s%y%s%k%z", "Tue, 01 Dec 2026 08:08:50 GMT", NULL, SORTS_NOT},
	{"%a%e-%b-%y%s%k%z", "Tuesday, 01-Dec-26 08:08:50 GMT", NULL, SORTS_NOT},
	{"%a%b%s%e%s%k%z%s%Y", "Tue Dec  1 08:08:50 UTC 2026", NULL, SORTS_NOT},
	{"%a%b%s%e%s%k%s%Y%z", "Tue Dec  1 08:08:50 2026 +0000", NULL, SORTS_NOT},
	{"%a%b%s%e%s%Y%s%k%z", "Tue Dec 01 2026 08:08:50 GMT+0000 (UTC)", NULL, SORTS_NOT},
	{"%e/%b/%Y:%c%z", "01/Dec/2026:08:08:50 +0000", NULL, SORTS_NOT},
	[TIMESTAMP_SECONDS] = {NULL, "1796112530.123", NULL, SORTS_BY_TIME},
	[TIMESTAMP_MS] = {NULL, "1796112530123", NULL, SORTS_BY_TIME},
	[TIMESTAMP_US] = {NULL, "1796112530123456", NULL, SORTS_BY_TIME},
	[TIMESTAMP_NS] = {NULL, "1796112530123456789", NULL, SORTS_BY_TIME},
	[TIMESTAMP_INDENTED] = {NULL, " 2026-12-01T08:08:50Z", NULL, SORTS_NOT},
};

/* What has been read of a text, and where the rest begins. */
struct reading {
	const char *at;
	int year, month, day, ordinal, week, weekday;
	int64_t clock_ms, offset_ms;
	uint8_t fraction_digits;
};

/* --- Words and numbers ------------------------------------------------------------------------ */

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
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

static int count_digits(const char *at)
{
	int count = 0;

	while (is_digit(at[count])) {
		count++;
	}
	return count;
}

static bool take_one_of(const char **at, const char *bytes)
{
	if (**at == '\0' || !strchr(bytes, **at)) {
		return false;
	}
	++*at;
	return true;
}

static bool take_blanks(const char **at, const char *blanks)
{
	size_t count = strspn(*at, blanks);

	*at += count;
	return count > 0;
}

static bool take_word(const char **at, const char *word)
{
	size_t length = strlen(word);
	char copy[16];

	memcpy(copy, *at, strnlen(*at, length));
	copy[strnlen(*at, length)] = '\0';
	if (!text_equal_ignoring_case(copy, word)) {
		return false;
	}
	*at += length;
	return true;
}

/* A name, or its first three letters or more, with or without a dot; its number from 1. */
static bool take_name(const char **at, const char *const *names, size_t count, int *number)
{
	size_t length = 0;
	char word[12] = "";

	while (is_letter((*at)[length]) && length < sizeof(word) - 1) {
		word[length] = (*at)[length];
		length++;
	}
	for (size_t i = 0; i < count && length >= 3; i++) {
		char name[12];

		snprintf(name, sizeof(name), "%.*s", (int)length, names[i]);
		if (text_equal_ignoring_case(name, word)) {
			*at += length + ((*at)[length] == '.');
			*number = (int)i + 1;
			return true;
		}
	}
	return false;
}

static bool take_month_name(const char **at, int *month)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};

	return take_name(at, months, ARRAY_LEN(months), month);
}

/* Skips a weekday: the date already says which it is. */
static void skip_weekday(const char **at)
{
	static const char *const weekdays[] = {
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
	int weekday;

	if (take_name(at, weekdays, ARRAY_LEN(weekdays), &weekday)) {
		take_blanks(at, ", ");
	}
}

/* --- The time of the day ---------------------------------------------------------------------- */

/* Digits of a fraction of a second; those after the third are dropped. */
static void take_digits(struct reading *reading)
{
	int64_t unit_ms = 100;

	for (; is_digit(*reading->at); reading->at++, unit_ms /= 10) {
		reading->clock_ms += (*reading->at - '0') * unit_ms;
		reading->fraction_digits += unit_ms > 0;
	}
}

/* An optional fraction after a dot or a comma. */
static bool take_fraction(struct reading *reading)
{
	if (!take_one_of(&reading->at, ".,")) {
		return true;
	}
	if (!is_digit(*reading->at)) {
		return false;
	}
	take_digits(reading);
	return true;
}

/* The minutes and, if there are any, the seconds. 24:00 is the end of the day, 60 a leap second. */
static bool take_minutes(struct reading *reading, int hour, const char *separator)
{
	int minute, second = 0;

	if (!take_number(&reading->at, 2, 0, 59, &minute)) {
		return false;
	}
	reading->clock_ms = hour * HOUR_MS + minute * MINUTE_MS;
	bool has_seconds = *separator ? take_word(&reading->at, separator) : is_digit(*reading->at);

	if (has_seconds) {
		if (!take_number(&reading->at, 2, 0, 60, &second)) {
			return false;
		}
		reading->clock_ms += second * SECOND_MS;
		/* "20261201080850123": some writers leave out the dot as well. */
		if (!*separator && count_digits(reading->at) == 3) {
			take_digits(reading);
		} else if (!take_fraction(reading)) {
			return false;
		}
	}
	return reading->clock_ms <= DAY_MS || (hour == 23 && second == 60);
}

/* 08:08, 08:08:50, 08:08:50.123 */
static bool take_clock(struct reading *reading)
{
	int hour;

	return take_number(&reading->at, 2, 0, 24, &hour) && take_word(&reading->at, ":") &&
	       take_minutes(reading, hour, ":");
}

/* 0808, 080850, 080850.123 */
static bool take_basic_clock(struct reading *reading)
{
	int hour;

	return take_number(&reading->at, 2, 0, 24, &hour) && take_minutes(reading, hour, "");
}

/* Like take_clock(), also with an hour of one digit, and with AM or PM. */
static bool take_loose_clock(struct reading *reading)
{
	int digits = count_digits(reading->at) == 1 ? 1 : 2, hour;

	if (!take_number(&reading->at, digits, 0, 24, &hour) || !take_word(&reading->at, ":") ||
		!take_minutes(reading, hour, ":")) {
		return false;
	}
	const char *end = reading->at;

	take_blanks(&end, " ");
	bool is_am = take_word(&end, "AM"), is_pm = !is_am && take_word(&end, "PM");

	if (!is_am && !is_pm) {
		return true;
	}
	reading->at = end;
	reading->clock_ms += (is_pm - (hour == 12)) * 12 * HOUR_MS;
	return hour >= 1 && hour <= 12;
}

/* --- The offset from UTC ---------------------------------------------------------------------- */

/* +01, +0100, +01:00, +01:00:00 */
static bool take_offset(struct reading *reading)
{
	int hour, minute = 0, second = 0;
	int sign = *reading->at == '-' ? -1 : 1;

	if (!take_one_of(&reading->at, "+-") || !take_number(&reading->at, 2, 0, 23, &hour)) {
		return false;
	}
	if ((take_word(&reading->at, ":") || is_digit(*reading->at)) &&
		!take_number(&reading->at, 2, 0, 59, &minute)) {
		return false;
	}
	if (take_word(&reading->at, ":") && !take_number(&reading->at, 2, 0, 59, &second)) {
		return false;
	}
	reading->offset_ms = sign * (hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS);
	return true;
}

/* "(Coordinated Universal Time)", "[Europe/Berlin]" */
static bool take_brackets(const char **at, char open, char close)
{
	const char *end = **at == open ? strchr(*at, close) : NULL;

	if (end) {
		*at = end + 1;
	}
	return end != NULL;
}

/* Skips what may follow an offset: the name of a zone, or the monotonic clock that Go adds. */
static void skip_zone_name(const char **at)
{
	const char *end = *at;

	take_blanks(&end, " ");
	if (take_brackets(&end, '[', ']') || take_brackets(&end, '(', ')')) {
		*at = end;
	} else if (end > *at && (is_letter(*end) || *end == '+' || *end == '-')) {
		*at = end + strspn(end, "+-/_0123456789abcdefghijklmnopqrstuvwxyz"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ");
	}
	end = *at;
	take_blanks(&end, " ");
	if (take_word(&end, "m=")) {
		*at = end + strspn(end, "+-.0123456789");
	}
}

/* The names of UTC, for which no table of zones is needed. */
static bool take_utc(const char **at)
{
	static const char *const names[] = {
		"UTC", "GMT", "UT", "Z", "[UTC]", "[GMT]", "[Z]", "[Etc/UTC]"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *end = *at;

		if (take_word(&end, names[i]) && !is_letter(*end)) {
			*at = end;
			return true;
		}
	}
	return false;
}

/* No offset means UTC. False if what is there is not an offset. */
static bool take_zone(struct reading *reading)
{
	const char *begin = reading->at;

	take_blanks(&reading->at, " ");
	bool is_utc = take_utc(&reading->at), has_sign = *reading->at && strchr("+-", *reading->at);

	if (!is_utc && !has_sign) {
		reading->at = begin;
		return true;
	}
	if (has_sign && !take_offset(reading)) {
		return false;
	}
	skip_zone_name(&reading->at);
	return true;
}

/* --- The date --------------------------------------------------------------------------------- */

/* Days before the first week of a year, which has its fourth of January: from 1 January. */
static int first_week_day(const struct tm *first)
{
	int weekday = (first->tm_wday + 6) % 7;

	return weekday <= 3 ? -weekday : 7 - weekday;
}

/* Sets *midnight_s, in seconds since the epoch. False if there is no such day. */
static bool find_midnight(const struct reading *reading, int64_t *midnight_s)
{
	struct tm first = {.tm_year = reading->year - 1900, .tm_mday = 1};
	struct tm date = {
		.tm_year = first.tm_year, .tm_mon = reading->month - 1, .tm_mday = reading->day};

	if (reading->month) {
		*midnight_s = timegm(&date);
		/* timegm() turns 30 February into 1 March. */
		return date.tm_mday == reading->day;
	}
	time_t first_s = timegm(&first);
	int day = reading->ordinal - 1, checked_day = day;

	if (reading->week) {
		int monday = first_week_day(&first) + 7 * (reading->week - 1);

		day = monday + reading->weekday - 1;
		checked_day = monday + 3; /* its Thursday says which year a week belongs to */
	}
	*midnight_s = first_s + (int64_t)day * DAY_S;
	date = (struct tm){.tm_year = first.tm_year, .tm_mday = 1 + checked_day};
	(void)timegm(&date);
	return date.tm_year == first.tm_year;
}

static bool take_short_year(struct reading *reading)
{
	if (count_digits(reading->at) == 4) {
		return take_number(&reading->at, 4, 0, 9999, &reading->year);
	}
	if (!take_number(&reading->at, 2, 0, 99, &reading->year)) {
		return false;
	}
	/* RFC 6265, 5.1.1 */
	reading->year += reading->year < 70 ? 2000 : 1900;
	return true;
}

/* --- Patterns --------------------------------------------------------------------------------- */

static bool take_part(struct reading *reading, char letter)
{
	const char **at = &reading->at;

	switch (letter) {
	case 'Y':
		return take_number(at, 4, 0, 9999, &reading->year);
	case 'y':
		return take_short_year(reading);
	case 'm':
		return take_number(at, 2, 1, 12, &reading->month);
	case 'b':
		return take_month_name(at, &reading->month);
	case 'd':
		return take_number(at, 2, 1, 31, &reading->day);
	case 'e':
		return take_number(at, count_digits(*at) == 1 ? 1 : 2, 1, 31, &reading->day);
	case 'j':
		return take_number(at, 3, 1, 366, &reading->ordinal);
	case 'V':
		return take_number(at, 2, 1, 53, &reading->week);
	case 'w':
		return take_number(at, 1, 1, 7, &reading->weekday);
	case 'a':
		skip_weekday(at);
		return true;
	case 'c':
		return take_clock(reading);
	case 'C':
		return take_basic_clock(reading);
	case 'K':
		return count_digits(*at) >= 6 && take_basic_clock(reading);
	case 'k':
		return take_loose_clock(reading);
	case 'u':
		return take_zone(reading) && reading->offset_ms == 0;
	case 'z':
		return take_zone(reading);
	case 't':
		return take_blanks(at, ", ") || take_one_of(at, "Tt_");
	case 's':
		return take_blanks(at, ", ");
	default:
		return false;
	}
}

/* True if the pattern matches the whole text. */
static bool matches(const char *pattern, const char *text, struct reading *reading)
{
	*reading = (struct reading){.at = text};
	for (; *pattern; pattern++) {
		bool is_good = *pattern == '%' ? take_part(reading, *++pattern)
					       : *reading->at++ == *pattern;

		if (!is_good) {
			return false;
		}
	}
	return *reading->at == '\0';
}

static bool read_pattern(const char *text, struct timestamp *timestamp)
{
	struct reading reading;
	int64_t midnight_s;

	for (uint8_t i = 0; i < TIMESTAMP_FORMS && timestamp_forms[i].pattern; i++) {
		if (!matches(timestamp_forms[i].pattern, text, &reading) ||
			!find_midnight(&reading, &midnight_s)) {
			continue;
		}
		*timestamp = (struct timestamp){
			.ms = midnight_s * SECOND_MS + reading.clock_ms - reading.offset_ms,
			.fraction_digits = reading.fraction_digits,
			.form = i,
		};
		return true;
	}
	return false;
}

/* --- Since the epoch -------------------------------------------------------------------------- */

/* Numbers below .below are in this unit: the years up to 5138 in each. */
static const struct {
	double below, ms_per_unit;
	uint8_t form;
} epochs[] = {
	{1e11, 1e3, TIMESTAMP_SECONDS},
	{1e14, 1, TIMESTAMP_MS},
	{1e17, 1e-3, TIMESTAMP_US},
	{1e20, 1e-6, TIMESTAMP_NS},
};

static bool read_epoch(const char *text, struct timestamp *timestamp)
{
	double number;
	size_t i = 0;

	if (!number_parse(text, &number) || number < FIRST_NUMBER) {
		return false;
	}
	while (i < ARRAY_LEN(epochs) && number >= epochs[i].below) {
		i++;
	}
	if (i == ARRAY_LEN(epochs)) {
		return false;
	}
	*timestamp = (struct timestamp){
		.ms = (int64_t)(number * epochs[i].ms_per_unit), .form = epochs[i].form};
	return true;
}

bool timestamp_read(const char *text, bool is_number, struct timestamp *timestamp)
{
	size_t indent = strspn(text, BLANKS), length = strlen(text + indent);
	char copy[MAX_LENGTH + 1];

	while (length > 0 && strchr(BLANKS, text[indent + length - 1])) {
		length--;
	}
	if (length > MAX_LENGTH) {
		return false;
	}
	memcpy(copy, text + indent, length);
	copy[length] = '\0';
	int digits = count_digits(copy);
	bool may_be_epoch = is_number || (digits >= MIN_EPOCH_DIGITS && digits != DATE_DIGITS);

	if (!read_pattern(copy, timestamp) && !(may_be_epoch && read_epoch(copy, timestamp))) {
		return false;
	}
	bool is_padded = timestamp->form >= TIMESTAMP_SECONDS && copy[0] == '0';

	/* An index sorts texts by their bytes, numbers by value. */
	if (!is_number && (indent > 0 || is_padded)) {
		timestamp->form = TIMESTAMP_INDENTED;
	}
	return true;
}

bool timestamp_parse(const char *text, int64_t *time_ms, uint8_t *fraction_digits)
{
	struct timestamp timestamp;

	if (!timestamp_read(text, false, &timestamp)) {
		return false;
	}
	*time_ms = timestamp.ms;
	if (fraction_digits) {
		*fraction_digits = timestamp.fraction_digits;
	}
	return true;
}
