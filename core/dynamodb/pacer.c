/* SPDX-License-Identifier: MIT */
#include "dynamodb/pacer.h"

#include <math.h>

/*
 * DynamoDB keeps up to 300 s of unused capacity for bursts ("Burst capacity" in the Developer
 * Guide). We save up at most this many seconds of our budget.
 */
#define BURST_S 60
#define PAGE_S  4
/* What reads that can wait leave in the bucket. */
#define SPARE_S (BURST_S / 3.0)
/* Time in which the rate recovers from zero to the target. */
#define RECOVERY_S 60
#define MIN_SHARE  (1.0 / 64)
/* Estimate until the first page: an eventually consistent read of a 300-byte item. */
#define FIRST_UNITS_PER_ITEM 0.05
#define MIN_ITEMS            25
/* More items than fit into a page of 1 MB. */
#define MAX_ITEMS 20000

/* A page of 1 MB costs 128. If a server reports far more, do not wait for that long. */
#define MAX_PAGE_UNITS 1000
/* Callers call again after at most this time. */
#define LONGEST_WAIT_MS (24 * 3600 * 1000)

/* RCU/s per second, until the rate has reached the target. */
static double slope(const struct pacer *pacer)
{
	return pacer->target / RECOVERY_S;
}

/* Seconds until the rate has recovered. */
static double recovery_s(const struct pacer *pacer)
{
	return (pacer->target - pacer->rate) / slope(pacer);
}

/* Tokens that come in the next seconds, while the rate recovers and after. */
static double income(const struct pacer *pacer, double seconds)
{
	double recovering_s = fmin(seconds, recovery_s(pacer));

	return (pacer->rate + slope(pacer) * recovering_s / 2) * recovering_s +
	       pacer->target * (seconds - recovering_s);
}

/* Seconds until that many tokens have come: the inverse of income(). */
static double seconds_until(const struct pacer *pacer, double tokens)
{
	double recovering_s = recovery_s(pacer), recovering = income(pacer, recovering_s);

	if (tokens > recovering) {
		return recovering_s + (tokens - recovering) / pacer->target;
	}
	/* rate * s + slope / 2 * s^2 = tokens */
	return (sqrt(pacer->rate * pacer->rate + 2 * slope(pacer) * tokens) - pacer->rate) /
	       slope(pacer);
}

static void fill(struct pacer *pacer, int64_t now_mono_ms)
{
	double seconds = (double)(now_mono_ms - pacer->filled_mono_ms) / 1000;

	pacer->filled_mono_ms = now_mono_ms;
	pacer->tokens += income(pacer, seconds);
	pacer->rate = fmin(pacer->rate + slope(pacer) * seconds, pacer->target);
	pacer->tokens = fmin(pacer->tokens, pacer->rate * BURST_S);
}

void pacer_init(struct pacer *pacer, double rate, int64_t now_mono_ms)
{
	*pacer = (struct pacer){
		.target = rate,
		.rate = rate,
		.tokens = rate * BURST_S,
		.units_per_item = FIRST_UNITS_PER_ITEM,
		.filled_mono_ms = now_mono_ms,
	};
}

void pacer_set_rate(struct pacer *pacer, double rate, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	/* Keep the proportion by which throttling has lowered the rate. */
	pacer->rate = rate * pacer->rate / pacer->target;
	pacer->target = rate;
	fill(pacer, now_mono_ms);
}

int64_t pacer_wait_ms(struct pacer *pacer, double reserve, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	int64_t closed_ms = pacer->closed_until_mono_ms - now_mono_ms;
	double lacking = reserve - pacer->tokens;
	double wait_ms = lacking < 0 ? 0 : seconds_until(pacer, lacking) * 1000 + 1;

	wait_ms = wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS;
	return (int64_t)wait_ms > closed_ms ? (int64_t)wait_ms : closed_ms;
}

double pacer_spare_reserve(const struct pacer *pacer)
{
	return pacer->rate * SPARE_S;
}

double pacer_available(struct pacer *pacer, int64_t within_ms, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	double units = pacer->tokens + income(pacer, (double)within_ms / 1000);

	return now_mono_ms < pacer->closed_until_mono_ms || units < 0 ? 0 : units;
}

void pacer_throttle(struct pacer *pacer, int64_t delay_ms, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	double least = pacer->target * MIN_SHARE;

	pacer->rate = pacer->rate / 2 > least ? pacer->rate / 2 : least;
	pacer->closed_until_mono_ms = now_mono_ms + delay_ms;
	/* The server has no capacity for the tokens we saved. */
	pacer->tokens = pacer->tokens < 0 ? pacer->tokens : 0;
}

unsigned pacer_limit(const struct pacer *pacer)
{
	double items = pacer->rate * PAGE_S / pacer->units_per_item;

	return items < MIN_ITEMS ? MIN_ITEMS : items > MAX_ITEMS ? MAX_ITEMS : (unsigned)items;
}

void pacer_spend(struct pacer *pacer, double read_units, unsigned items)
{
	read_units = read_units > 0 ? read_units : 0;
	read_units = read_units < MAX_PAGE_UNITS ? read_units : MAX_PAGE_UNITS;
	pacer->tokens -= read_units;
	/* Ignore small pages: their cost is mostly due to rounding up to 0.5. */
	if (items >= MIN_ITEMS) {
		pacer->units_per_item = read_units / items + 1e-6;
	}
}
