/* SPDX-License-Identifier: MIT */
#include "dynamodb/minute_sum.h"

/* Zeroes the slots of the seconds since newest_s. */
static void advance(struct minute_sum *meter, int64_t now_mono_ms)
{
	int64_t now_s = now_mono_ms / 1000;

	if (now_s - meter->newest_s > MINUTE_SUM_SECONDS) {
		meter->newest_s = now_s - MINUTE_SUM_SECONDS;
	}
	while (meter->newest_s < now_s) {
		meter->amounts[++meter->newest_s % MINUTE_SUM_SECONDS] = 0;
	}
}

void minute_sum_add(struct minute_sum *meter, double amount, int64_t now_mono_ms)
{
	advance(meter, now_mono_ms);
	meter->amounts[meter->newest_s % MINUTE_SUM_SECONDS] += amount;
}

double minute_sum_total(struct minute_sum *meter, int64_t now_mono_ms)
{
	advance(meter, now_mono_ms);
	double sum = 0;

	for (int i = 0; i < MINUTE_SUM_SECONDS; i++) {
		sum += meter->amounts[i];
	}
	return sum;
}
