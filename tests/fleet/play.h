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
 * Polls for duration_ms of the world's time, or for ever (NEVER_MS). Faults are told on stderr, at
 * most once in ten seconds, and do not end it; false only when not one poll was
 * recorded, with the last fault in *err. The population moves on.
 */
MUST_USE bool play_run(struct ddb *ddb, const struct stage *stage, struct population *population,
	int64_t duration_ms, struct error *err);

#endif
