/* SPDX-License-Identifier: MIT */
/*
 * Times, ages and counts, to and from text. Times are milliseconds since the
 * Unix epoch, UTC. Pure functions, any thread.
 */
#ifndef BEYATOP_UNITS_H
#define BEYATOP_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any text that a function below writes. */
#define UNITS_TEXT_SIZE 40

/*
 * Parses an RFC 3339 date-time ("2024-01-15T10:35:00Z", a fraction of any
 * length, an offset, "t", "z" or a space as separators). On success sets
 * *time_ms (rounded down) and, where fraction_digits is not NULL, the digits of
 * its fraction, at most 3. A second of 60 counts as the next one. On failure
 * returns false and sets nothing.
 */
bool units_parse_time(const char *text, int64_t *time_ms, uint8_t *fraction_digits);

/* "2024-01-15T10:35:00Z", with fraction_digits (0 to 3) digits of a fraction. */
void units_format_time(int64_t time_ms, int fraction_digits, char text[UNITS_TEXT_SIZE]);

/*
 * The time as a list shows it, seen from now: "10:35:00Z" within 24 hours either
 * way, "Jan 15" within 300 days, else "2024-01-15".
 */
void units_format_clock(int64_t time_ms, int64_t now_ms, char text[UNITS_TEXT_SIZE]);

/*
 * A duration in at most 6 columns: "850ms", "14s", "6m04s", "14m", "2h20m", "2d20h", "412d",
 * "56y". Two units while the first has one digit, rounded down. Negative ones have a "+" in
 * front, for times that lie ahead ("+42s").
 */
void units_format_age(int64_t age_ms, char text[UNITS_TEXT_SIZE]);

/*
 * A duration as a setting is written: "20s", "1m", "1m30s", "500ms", in at most 6 columns,
 * rounded down to fit. Negative gives "?".
 */
void units_format_interval(int64_t interval_ms, char text[UNITS_TEXT_SIZE]);

/*
 * "1.0x", "18.2x", "410x", "12kx" (at most 5 columns), rounded down. Not a number gives "?",
 * negative "0.0x".
 */
void units_format_late(double late, char text[UNITS_TEXT_SIZE]);

/* "18.20", "-0.50": two decimals, and a point in every locale; "" for what is no number. */
void units_format_decimal(double number, char text[UNITS_TEXT_SIZE]);

/* "4,818". */
void units_format_count(uint64_t count, char text[UNITS_TEXT_SIZE]);

/*
 * Parses a duration, "500ms", "15s", "5m", "1h", "2d", a sum such as "1m30s", or a bare
 * number of seconds. Refuses negative, empty and over 30 days; *duration_ms is then untouched.
 */
bool units_parse_duration(const char *text, int64_t *duration_ms);

#endif
