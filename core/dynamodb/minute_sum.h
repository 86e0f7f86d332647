/* SPDX-License-Identifier: MIT */
/* A sum over the last 60 seconds. Network thread only. */
#ifndef BEYATOP_MINUTE_SUM_H
#define BEYATOP_MINUTE_SUM_H

#include <stdint.h>

#define MINUTE_SUM_SECONDS 60

/* Start with {0}. */
struct minute_sum {
	/* indexed by second modulo MINUTE_SUM_SECONDS */
	double amounts[MINUTE_SUM_SECONDS];
	/* the newest second, on CLOCK_MONOTONIC */
	int64_t newest_s;
};

void minute_sum_add(struct minute_sum *meter, double amount, int64_t now_mono_ms);

/* The sum over the last 60 seconds. */
double minute_sum_total(struct minute_sum *meter, int64_t now_mono_ms);

#endif
