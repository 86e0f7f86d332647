/* SPDX-License-Identifier: MIT */
/*
 * Converts timestamps to and from text. A timestamp is milliseconds since the Unix epoch, UTC. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_TIMESTAMP_H
#define BEYATOP_TIMESTAMP_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for any timestamp as text. */
#define TIMESTAMP_SIZE 40

/* How texts of a form sort, which decides how much of an index is read to find later times. */
enum timestamp_order {
	/* by time: only what is after it is read */
	SORTS_BY_TIME,
	/* by a day that may be up to a day off: up to two days more are read */
	SORTS_BY_DAY,
	/* in no order of time: all is read */
	SORTS_NOT,
};

/* A form that times are written in. The manual lists them in this order. */
struct timestamp_form {
	/* see timestamp_parse.c; NULL: a number, or see the enum */
	const char *pattern;
	/* 2026-12-01T08:08:50Z in this form */
	const char *example;
	/* the format of timestamp_format_key(), as strftime()'s; NULL: a number, or SORTS_NOT */
	const char *key;
	enum timestamp_order order;
};

/* Indexes into timestamp_forms of those without a pattern, which come last. */
enum timestamp_number {
	TIMESTAMP_SECONDS = 18,
	TIMESTAMP_MS,
	TIMESTAMP_US,
	TIMESTAMP_NS,
	/* after a blank, or a number as text after a 0: sorts before others of its form */
	TIMESTAMP_INDENTED,
	TIMESTAMP_FORMS
};

extern const struct timestamp_form timestamp_forms[TIMESTAMP_FORMS];

struct timestamp {
	/* since the epoch, rounded down */
	int64_t ms;
	/* as written, at most 3; 0 for numbers */
	uint8_t fraction_digits;
	/* index into timestamp_forms */
	uint8_t form;
};

/*
 * Reads a time in any of timestamp_forms, in either case, with blanks around it. Without an offset
 * it is UTC; a leap second (60) counts as the next second, 24:00 as the next day. Seconds may be
 * missing, date and minutes may not. A number counts from the epoch, in the unit that puts it
 * before the year 5138. Refuses what could mean more than one time: 01/12/2026, CET, and numbers of
 * up to 8 digits or of 12 digits as text. False, with *timestamp unchanged, if it is invalid.
 */
MUST_USE bool timestamp_read(const char *text, bool is_number, struct timestamp *timestamp);

/* The same for text; fraction_digits may be NULL. */
MUST_USE bool timestamp_parse(const char *text, int64_t *time_ms, uint8_t *fraction_digits);

/*
 * Formats a text that sorts before all times later than time_ms by a second or more, if they are
 * written in that form, an index into timestamp_forms: the time itself, a day before it, or a text
 * that sorts before everything.
 */
void timestamp_format_key(unsigned form, int64_t time_ms, char text[TIMESTAMP_SIZE]);

/* Formats as "2024-01-15T10:35:00Z", with 0 to 3 fraction digits. */
void timestamp_format(int64_t time_ms, int fraction_digits, char text[TIMESTAMP_SIZE]);

/*
 * Short format for lists: "10:35:00Z" within 24 hours of now_ms, "Jan 15" within 300 days, else
 * "2024-01-15".
 */
void timestamp_format_short(int64_t time_ms, int64_t now_ms, char text[TIMESTAMP_SIZE]);

#endif
