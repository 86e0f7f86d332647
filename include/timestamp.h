/* SPDX-License-Identifier: MIT */
/*
 * Converts timestamps to and from text. A timestamp is milliseconds since the Unix epoch, UTC.
 * Numeric forms of lastPollAt are decoded in core/dynamodb/item.c. Pure functions, any thread.
 */
#ifndef BEYATOP_TIMESTAMP_H
#define BEYATOP_TIMESTAMP_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for any timestamp as text. */
#define TIMESTAMP_SIZE 40

/*
 * Parses an RFC 3339 timestamp such as "2024-01-15T10:35:00Z", with an optional fraction and any
 * offset; "t", "z" and a space instead of "T" are accepted. Sets *time_ms, rounded down, and
 * *fraction_digits (may be NULL) to the number of fraction digits, at most 3. A leap second (60)
 * counts as the next second. False, with both unchanged, if it is invalid.
 */
MUST_USE bool timestamp_parse(const char *text, int64_t *time_ms, uint8_t *fraction_digits);

/* Formats as "2024-01-15T10:35:00Z", with 0 to 3 fraction digits. */
void timestamp_format(int64_t time_ms, int fraction_digits, char text[TIMESTAMP_SIZE]);

/*
 * Short format for lists: "10:35:00Z" within 24 hours of now_ms, "Jan 15" within 300 days, else
 * "2024-01-15".
 */
void timestamp_format_short(int64_t time_ms, int64_t now_ms, char text[TIMESTAMP_SIZE]);

#endif
