/* SPDX-License-Identifier: MIT */
/*
 * Timestamps to and from text. A timestamp is in milliseconds since the Unix epoch, UTC. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_TIMESTAMP_H
#define BEYATOP_TIMESTAMP_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for any timestamp as text. */
#define TIMESTAMP_SIZE 40

/*
 * Parses an RFC 3339 timestamp: "2024-01-15T10:35:00Z", a fraction of any length, an offset; "t",
 * "z" and a space instead of "T" are accepted. Sets *time_ms, rounded down, and, unless it is NULL,
 * *fraction_digits to the digits of the fraction, at most 3. A second of 60 is the next one. False,
 * and nothing is set, if it is invalid.
 */
MUST_USE bool timestamp_parse(const char *text, int64_t *time_ms, uint8_t *fraction_digits);

/* "2024-01-15T10:35:00Z", with 0 to 3 digits of a fraction. */
void timestamp_format(int64_t time_ms, int fraction_digits, char text[TIMESTAMP_SIZE]);

/*
 * For lists, relative to now: "10:35:00Z" within 24 hours either way, "Jan 15" within 300 days,
 * else "2024-01-15".
 */
void timestamp_format_short(int64_t time_ms, int64_t now_ms, char text[TIMESTAMP_SIZE]);

#endif
