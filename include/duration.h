/* SPDX-License-Identifier: MIT */
/* Durations to and from text, in milliseconds. Pure functions, any thread. */
#ifndef BEYATOP_DURATION_H
#define BEYATOP_DURATION_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

/* Room for any duration as text. */
#define DURATION_SIZE 40

/*
 * Parses "500ms", "15s", "5m", "1h", "2d", a sum such as "1m30s", or a number of seconds without a
 * unit. False, and *duration_ms is unchanged, if it is empty, negative or over 30 days.
 */
MUST_USE bool duration_parse(const char *text, int64_t *duration_ms);

/*
 * At most 6 columns: "850ms", "14s", "6m04s", "14m", "2h20m", "2d20h", "412d", "56y". Two units if
 * the first has one digit; rounded down. A negative age, one in the future, gets a "+": "+42s".
 */
void duration_format(int64_t age_ms, char text[DURATION_SIZE]);

/*
 * In the format of settings: "20s", "1m", "1m30s", "500ms". At most 6 columns, rounded down to fit;
 * "?" if negative.
 */
void duration_format_setting(int64_t interval_ms, char text[DURATION_SIZE]);

#endif
