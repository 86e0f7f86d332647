/* SPDX-License-Identifier: MIT */
/*
 * Limits the rate of reads with a token bucket of read units: when the next page may be requested
 * and how large it may be. A page's cost is known only afterwards, so a page may be requested while
 * the bucket is not empty; it may leave a debt, for which the next page waits. Throttling halves
 * the rate, which recovers within a minute. Network thread only.
 */
#ifndef BEYATOP_PACER_H
#define BEYATOP_PACER_H

#include <stdint.h>

struct pacer {
	/* our read budget, RCU/s */
	double target;
	/* current rate, RCU/s; below the target after throttling */
	double rate;
	/* read units available; negative: debt */
	double tokens;
	/* average of the pages so far */
	double units_per_item;
	int64_t filled_mono_ms;
	/* after throttling */
	int64_t closed_until_mono_ms;
};

/* Starts full. */
void pacer_init(struct pacer *pacer, double rate, int64_t now_mono_ms);

/* Changes the target. Keeps the tokens, within the new limits. */
void pacer_set_rate(struct pacer *pacer, double rate, int64_t now_mono_ms);

/*
 * Milliseconds until the next page may be requested; 0: now. Leaves `reserve` read units in the
 * bucket for more urgent reads.
 */
int64_t pacer_wait_ms(struct pacer *pacer, double reserve, int64_t now_mono_ms);

/*
 * What reads that can wait should reserve: enough of a full bucket for a burst of urgent ones. Such
 * reads share the rest evenly, because all wait for the same level and then cost about the same.
 */
double pacer_spare_reserve(const struct pacer *pacer);

/* Read units that may be consumed in the next within_ms; 0 while throttled. */
double pacer_available(struct pacer *pacer, int64_t within_ms, int64_t now_mono_ms);

/* How many items to request, so that a page costs a few seconds of budget. */
unsigned pacer_limit(const struct pacer *pacer);

/* A page of that many items was read and cost that much. */
void pacer_spend(struct pacer *pacer, double read_units, unsigned items);

/* The server throttled us: halves the rate and allows no page for delay_ms. */
void pacer_throttle(struct pacer *pacer, int64_t delay_ms, int64_t now_mono_ms);

#endif
