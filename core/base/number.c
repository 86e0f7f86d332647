/* SPDX-License-Identifier: MIT */
#include "number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_digits(const char *at)
{
	return at + strspn(at, "0123456789");
}

/* The end of what JSON and DynamoDB accept as a number; here, it may also have a plus sign. */
static const char *find_end(const char *at)
{
	at += *at == '+' || *at == '-';
	const char *digits = at;

	at = skip_digits(at);
	bool has_digits = at > digits;

	if (*at == '.') {
		const char *fraction = at + 1;

		at = skip_digits(fraction);
		has_digits |= at > fraction;
	}
	if (!has_digits) {
		return NULL;
	}
	if (*at == 'e' || *at == 'E') {
		const char *exponent = at + 1;

		exponent += *exponent == '+' || *exponent == '-';
		at = skip_digits(exponent);
		return at > exponent ? at : NULL;
	}
	return at;
}

bool number_parse(const char *text, double *number)
{
	static const char blanks[] = " \t\r\n";

	text += strspn(text, blanks);
	const char *end = find_end(text);

	if (!end || end[strspn(end, blanks)]) {
		return false;
	}
	*number = strtod(text, NULL);
	return true;
}

void number_format_late(double late, char text[NUMBER_SIZE])
{
	static const char *const suffixes[] = {"", "k", "M", "G", "T", "P", "E"};
	size_t i = 0;

	if (!isfinite(late)) {
		snprintf(text, NUMBER_SIZE, "?");
		return;
	}
	/* Rounded down: a value below a threshold must not be shown as having reached it. */
	if (late < 100) {
		snprintf(text, NUMBER_SIZE, "%.1fx", late > 0 ? floor(late * 10) / 10 : 0);
		return;
	}
	while (late >= (i ? 1000 : 10000) && i + 1 < ARRAY_LEN(suffixes)) {
		late /= 1000;
		i++;
	}
	snprintf(text, NUMBER_SIZE, "%.0f%sx", fmin(floor(late), i ? 999 : 9999), suffixes[i]);
}

void number_format_decimal(double number, char text[NUMBER_SIZE])
{
	text[0] = '\0';
	if (!isfinite(number) || fabs(number) > 1e15) {
		return;
	}
	int64_t hundredths = llround(fabs(number) * 100);

	snprintf(text, NUMBER_SIZE, "%s%" PRId64 ".%02" PRId64, number < 0 && hundredths ? "-" : "",
		hundredths / 100, hundredths % 100);
}

void number_format_count(uint64_t count, char text[NUMBER_SIZE])
{
	char digits[NUMBER_SIZE];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0) {
			*text++ = ',';
		}
		*text++ = digits[i];
	}
	*text = '\0';
}

void number_put_count(struct buf *out, uint64_t count)
{
	char text[NUMBER_SIZE];

	number_format_count(count, text);
	buf_puts(out, text);
}
