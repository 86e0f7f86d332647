/* SPDX-License-Identifier: MIT */
#include "dynamodb/pacer.h"

/*
 * DynamoDB keeps up to 300 s of unused capacity for bursts ("Burst capacity" in the Developer
 * Guide). We save up at most this many seconds of our budget.
 */
#define BURST_S 60
#define PAGE_S  4
/* Left by reads that can wait. */
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

static void fill(struct pacer *pacer, int64_t now_mono_ms)
{
	double seconds = (double)(now_mono_ms - pacer->filled_mono_ms) / 1000;

	pacer->filled_mono_ms = now_mono_ms;
	pacer->tokens += pacer->rate * seconds;
	if (pacer->tokens > pacer->rate * BURST_S) {
		pacer->tokens = pacer->rate * BURST_S;
	}
	pacer->rate += pacer->target * seconds / RECOVERY_S;
	if (pacer->rate > pacer->target) {
		pacer->rate = pacer->target;
	}
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
	double wait_ms = lacking < 0 ? 0 : lacking / pacer->rate * 1000 + 1;

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
	double units = pacer->tokens + pacer->rate * (double)within_ms / 1000;

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
