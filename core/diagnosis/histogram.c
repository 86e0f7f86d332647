/* SPDX-License-Identifier: MIT */
#include "diagnosis/histogram.h"

#define MINUTE_MS INT64_C(60000)

/* Integer division that rounds down, also for negative numbers. */
static int64_t divide(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

int64_t histogram_first_minute(int64_t asof_ms)
{
	int64_t step = divide(divide(asof_ms, MINUTE_MS), HISTOGRAM_STEP_MINUTES);

	return (step + 1) * HISTOGRAM_STEP_MINUTES - HISTOGRAM_MINUTES;
}

uint32_t *histogram_count(struct histogram *histogram, int64_t polled_at_ms)
{
	int64_t minute = divide(polled_at_ms, MINUTE_MS) - histogram->first_minute;

	if (minute < 0) {
		return &histogram->before;
	}
	return &histogram->minutes[minute < HISTOGRAM_MINUTES ? minute : HISTOGRAM_MINUTES - 1];
}
