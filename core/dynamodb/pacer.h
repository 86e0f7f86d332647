/* SPDX-License-Identifier: MIT */
/*
 * Limits the rate of reads by a token bucket in read units: how soon the next page may be requested
 * and how large it may be. What a page costs is known only afterwards, so a page may be requested
 * while the bucket is not empty, and its cost may leave a debt that the next one waits for.
 * Throttling halves the rate, which grows back to its target within a minute. Network thread only.
 */
#ifndef BEYATOP_PACER_H
#define BEYATOP_PACER_H

#include <stdint.h>

struct pacer {
	/* RCU/s that we allow ourselves */
	double target;
	/* RCU/s now: below the target after throttling */
	double rate;
	/* RCU; negative: debt */
	double tokens;
	/* learned from the pages so far */
	double units_per_item;
	int64_t filled_mono_ms;
	/* after throttling */
	int64_t closed_until_mono_ms;
};

/* Starts full. */
void pacer_init(struct pacer *pacer, double rate, int64_t now_mono_ms);

/* Changes the target. Tokens stay, within the new limits. */
void pacer_set_rate(struct pacer *pacer, double rate, int64_t now_mono_ms);

/*
 * Milliseconds until the next page may be requested; 0: now. Leaves `reserve` read units in the
 * bucket, for what is more urgent.
 */
int64_t pacer_wait_ms(struct pacer *pacer, double reserve, int64_t now_mono_ms);

/* How many items to request, so that a page costs a few seconds of budget. */
unsigned pacer_limit(const struct pacer *pacer);

/* A page of that many items was read and cost that much. */
void pacer_spend(struct pacer *pacer, double read_units, unsigned items);

/* The server throttled us: halves the rate and allows no page for delay_ms. */
void pacer_throttle(struct pacer *pacer, int64_t delay_ms, int64_t now_mono_ms);

#endif
