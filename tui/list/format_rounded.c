/* SPDX-License-Identifier: MIT */
#include "list/format_rounded.h"

#include "base.h"

#include <math.h>
#include <stdio.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

/* Shows no unit smaller than the step, because it would always be 0 and look exact. */
static void format_whole(int64_t time_ms, int64_t step_ms, char text[DURATION_SIZE])
{
	if (step_ms == HOUR_MS && time_ms < DAY_MS) {
		snprintf(text, DURATION_SIZE, "%dh", (int)(time_ms / HOUR_MS));
	} else if (step_ms == MINUTE_MS && time_ms < HOUR_MS) {
		snprintf(text, DURATION_SIZE, "%dm", (int)(time_ms / MINUTE_MS));
	} else {
		duration_format(time_ms, text);
	}
}

void format_rounded_age(int64_t age_ms, int64_t step_ms, char text[DURATION_SIZE])
{
	if (age_ms < step_ms) {
		char step[DURATION_SIZE];

		duration_format_setting(step_ms, step);
		snprintf(text, NUMBER_SIZE, "<%.6s", step);
	} else {
		format_whole(age_ms / step_ms * step_ms, step_ms, text);
	}
}

void format_rounded_long_age(int64_t age_ms, char text[DURATION_SIZE])
{
	int64_t step_ms = age_ms < MINUTE_MS ? 30 * SECOND_MS
			  : age_ms < HOUR_MS ? MINUTE_MS
					     : 5 * MINUTE_MS;

	format_rounded_age(age_ms, step_ms, text);
}

/* Numbers below one are rounded to a step; the last row is below INFINITY. */
struct scale {
	double below, step;
};

static double step_of(const struct scale *scale, double number)
{
	while (number >= scale->below && isfinite(scale->below)) {
		scale++;
	}
	return scale->step;
}

void format_rounded_late(double late, char text[NUMBER_SIZE])
{
	static const struct scale scales[] = {
		{3, 0.1}, {10, 0.5}, {30, 1}, {100, 5}, {1000, 10}, {INFINITY, 100}};
	double step = step_of(scales, late);

	if (late < 1) {
		snprintf(text, NUMBER_SIZE, "<1x");
		return;
	}
	/* Rounded down, or a threshold would seem to be reached before it is. */
	late = floor(late / step + 1e-9) * step;
	if (late >= 10 && late < 10000) {
		snprintf(text, NUMBER_SIZE, "%.0fx", late);
	} else {
		number_format_late(late, text);
	}
}

int64_t format_rounded_next_step_ms(int64_t age_ms, int64_t step_ms)
{
	return age_ms < 0 ? -age_ms : step_ms - age_ms % step_ms;
}

void format_rounded_remaining(int64_t left_ms, char text[DURATION_SIZE])
{
	int64_t step_ms = left_ms <= 50 * SECOND_MS ? 10 * SECOND_MS : MINUTE_MS;
	int64_t steps = left_ms / step_ms + (left_ms % step_ms > 0);

	if (steps <= 1 && step_ms < MINUTE_MS) {
		snprintf(text, NUMBER_SIZE, "<10s");
	} else {
		format_whole(steps * step_ms, step_ms, text);
	}
}

void format_rounded_count(double number, char text[NUMBER_SIZE])
{
	uint64_t count = number > 0 ? (uint64_t)number : 0, scale = 1;

	for (; count >= 100; count /= 10) {
		scale *= 10;
	}
	number_format_count(count * scale, text);
}

void format_rounded_rate(double rate, char text[NUMBER_SIZE])
{
	static const struct scale scales[] = {
		{3, 0.1}, {10, 0.5}, {30, 1}, {100, 5}, {1000, 50}, {INFINITY, 500}};
	double step = step_of(scales, rate);

	if (!(rate > 0)) {
		snprintf(text, NUMBER_SIZE, "0");
		return;
	}
	if (rate < 0.05) {
		snprintf(text, NUMBER_SIZE, "<0.1");
		return;
	}
	snprintf(text, NUMBER_SIZE, "%.*f", rate < 10, floor(rate / step + 0.5) * step);
}
