/* SPDX-License-Identifier: MIT */
/* Plays the pollers: writes each session's polls when they are due. One thread. */
#ifndef FLEET_PLAY_H
#define FLEET_PLAY_H

#include "dynamodb/ddb.h"
#include "error.h"
#include "fleet/population.h"
#include "fleet/wire.h"

#include <stdbool.h>

/*
 * Polls for duration_ms of real time, or for ever (NEVER_MS). Errors are printed to stderr, at most
 * every ten seconds, and do not end it. False, with the last error in *err, only if no poll at all
 * was recorded. Advances the population.
 */
MUST_USE bool play_run(struct ddb *ddb, const struct stage *stage, struct population *population,
	int64_t duration_ms, struct error *err);

#endif
