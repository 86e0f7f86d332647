/* SPDX-License-Identifier: MIT */
#include "dynamodb/meter.h"

/* Empties the seconds that have begun since. */
static void advance(struct meter *meter, int64_t now_mono_ms)
{
	int64_t now_s = now_mono_ms / 1000;

	if (now_s - meter->newest_s > METER_SECONDS) {
		meter->newest_s = now_s - METER_SECONDS;
	}
	while (meter->newest_s < now_s) {
		meter->amounts[++meter->newest_s % METER_SECONDS] = 0;
	}
}

void meter_add(struct meter *meter, double amount, int64_t now_mono_ms)
{
	advance(meter, now_mono_ms);
	meter->amounts[meter->newest_s % METER_SECONDS] += amount;
}

double meter_sum(struct meter *meter, int64_t now_mono_ms)
{
	advance(meter, now_mono_ms);
	double sum = 0;

	for (int i = 0; i < METER_SECONDS; i++) {
		sum += meter->amounts[i];
	}
	return sum;
}
