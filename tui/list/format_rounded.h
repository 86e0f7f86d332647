/* SPDX-License-Identifier: MIT */
/*
 * Formats numbers rounded to steps, so that ages are not redrawn every second and a quiet screen
 * sends nothing to the terminal. Pure functions, any thread.
 */
#ifndef BEYATOP_FORMAT_ROUNDED_H
#define BEYATOP_FORMAT_ROUNDED_H

#include "duration.h"
#include "number.h"

/* An age rounded down to a multiple of step_ms: "<30s", "30s", "4m", "2h". */
void format_rounded_age(int64_t age_ms, int64_t step_ms, char text[DURATION_SIZE]);

/* An age in steps that grow with it: "<30s", "30s", "6m", "1h05m", "2d20h". */
void format_rounded_long_age(int64_t age_ms, char text[DURATION_SIZE]);

/* A lateness in steps of a few percent: "<1x", "2.1x", "7.5x", "24x", "180x". */
void format_rounded_late(double late, char text[NUMBER_SIZE]);

/* Milliseconds until an age reaches the next multiple of step_ms. */
int64_t format_rounded_next_step_ms(int64_t age_ms, int64_t step_ms);

/* Time left, rounded up: "<10s", "40s", "3m", "2h10m". */
void format_rounded_remaining(int64_t left_ms, char text[DURATION_SIZE]);

/* A count with two significant digits: "1,300". */
void format_rounded_count(double number, char text[NUMBER_SIZE]);

/* A rate, in steps of a few percent: "<0.1", "2.1", "7.5", "24", "115". */
void format_rounded_rate(double rate, char text[NUMBER_SIZE]);

#endif
