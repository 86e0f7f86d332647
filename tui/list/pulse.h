/* SPDX-License-Identifier: MIT */
/* How often the fleet's sessions were polled, over time. Pure functions, any thread. */
#ifndef BEYATOP_PULSE_H
#define BEYATOP_PULSE_H

#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* Refreshes that one beat covers, so that single refreshes do not make it uneven. */
#define PULSE_TICKS 4

/* As many as the samples that are kept cover. */
#define PULSE_MAX_BEATS (SERVICE_SAMPLES_KEPT / PULSE_TICKS)

struct pulse {
	/* oldest first; polls per minute, NAN: unknown */
	double beats[PULSE_MAX_BEATS];
	/* server time at which each begins */
	int64_t at_ms[PULSE_MAX_BEATS];
	size_t count;
	/* how many are known, and the highest of them */
	size_t known;
	double highest;
};

/*
 * The pulse of the snapshot's services together, over most_beats. Those that are not over yet are
 * unknown, so that a refresh changes one of them at most. The first moves in steps of PULSE_STEP,
 * so that they do not shift with each. Takes time linear in the samples. count is 0 before the
 * first sample.
 */
#define PULSE_STEP 10
void pulse_make(const struct snapshot *snapshot, size_t most_beats, struct pulse *pulse);

#endif
