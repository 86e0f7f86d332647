/* SPDX-License-Identifier: MIT */
/*
 * A small random number generator (splitmix64), so that the same seed makes the
 * same fleet on every machine. Not for secrets. Each stream belongs to one thread.
 */
#ifndef FLEET_CHANCE_H
#define FLEET_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

/* Start with any state; equal states give equal streams. */
struct chance {
	uint64_t state;
};

uint64_t chance_next(struct chance *chance);

/* From 0 to limit - 1; 0 when limit is 0. */
uint64_t chance_below(struct chance *chance, uint64_t limit);

/* True in a share (0 to 1) of the calls. */
bool chance_of(struct chance *chance, double share);

#endif
