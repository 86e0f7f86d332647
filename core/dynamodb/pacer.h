/* SPDX-License-Identifier: MIT */
/*
 * A token bucket in read units: how soon may the next page be asked for, and
 * how large may it be. What a page costs is known only afterwards, so a
 * page is let through while the bucket is not empty and its cost may leave a
 * debt, which the next one waits off. Throttling halves the rate, which then
 * grows back to its target within a minute. Network thread only.
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

/* Changes the target; what is in the bucket stays, within the new bounds. */
void pacer_set_rate(struct pacer *pacer, double rate, int64_t now_mono_ms);

/*
 * Milliseconds until a page may be asked for that leaves `reserve` read units to what is more
 * urgent; 0: now.
 */
int64_t pacer_wait_ms(struct pacer *pacer, double reserve, int64_t now_mono_ms);

/* Items to ask for, so that one page costs a few seconds of budget. */
unsigned pacer_limit(const struct pacer *pacer);

/* A page of so many items was consumed. */
void pacer_spend(struct pacer *pacer, double read_units, unsigned items);

/* The server was out of capacity: halves the rate and lets nothing through for delay_ms. */
void pacer_throttle(struct pacer *pacer, int64_t delay_ms, int64_t now_mono_ms);

#endif
