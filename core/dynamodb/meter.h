/* SPDX-License-Identifier: MIT */
/* How much in the last minute, to the second. Network thread only. */
#ifndef BEYATOP_METER_H
#define BEYATOP_METER_H

#include <stdint.h>

#define METER_SECONDS 60

/* Start with {0}. */
struct meter {
	/* of each second, by its number modulo 60 */
	double amounts[METER_SECONDS];
	/* on CLOCK_MONOTONIC */
	int64_t newest_s;
};

void meter_add(struct meter *meter, double amount, int64_t now_mono_ms);

/* The sum over the last 60 seconds. */
double meter_sum(struct meter *meter, int64_t now_mono_ms);

#endif
