/* SPDX-License-Identifier: MIT */
#include "pacer.h"

/*
 * DynamoDB keeps up to 300 s of unused capacity for bursts ("Burst capacity" in the Developer
 * Guide). We never count on more than this much of our own share.
 */
#define BURST_S 120
#define PAGE_S 4
/* A listed item of 300 bytes, eventually consistent, until we know better. */
#define FIRST_UNITS_PER_ITEM 0.05
#define MIN_ITEMS 25
/* More than a page of 1 MB can hold. */
#define MAX_ITEMS 20000
/* A page of 1 MB costs 128; far beyond that a server reports nonsense, not to be waited off. */
#define MAX_PAGE_UNITS 1000
/* Whoever has waited so long asks again. */
#define LONGEST_WAIT_MS (24 * 3600 * 1000)

static void fill(struct pacer *pacer, int64_t now_mono_ms)
{
	double most = pacer->rate * BURST_S;
	pacer->tokens += pacer->rate * (double)(now_mono_ms - pacer->filled_mono_ms) / 1000;
	pacer->filled_mono_ms = now_mono_ms;
	if (pacer->tokens > most) {
		pacer->tokens = most;
	}
}

void pacer_init(struct pacer *pacer, double rate, int64_t now_mono_ms)
{
	pacer->rate = rate;
	pacer->tokens = rate * BURST_S;
	pacer->units_per_item = FIRST_UNITS_PER_ITEM;
	pacer->filled_mono_ms = now_mono_ms;
}

void pacer_set_rate(struct pacer *pacer, double rate, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	pacer->rate = rate;
	fill(pacer, now_mono_ms);
}

int64_t pacer_wait_ms(struct pacer *pacer, int64_t now_mono_ms)
{
	fill(pacer, now_mono_ms);
	if (pacer->tokens > 0) {
		return 0;
	}
	double wait_ms = -pacer->tokens / pacer->rate * 1000 + 1;
	return wait_ms < LONGEST_WAIT_MS ? (int64_t)wait_ms : LONGEST_WAIT_MS;
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
	/* Small pages are dominated by rounding to 0.5 and say little. */
	if (items >= MIN_ITEMS) {
		pacer->units_per_item = read_units / items + 1e-6;
	}
}
