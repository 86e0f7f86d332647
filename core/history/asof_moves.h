/* SPDX-License-Identifier: MIT */
/*
 * At the end of a refresh the sessions that were not polled are as they were, but true for a later
 * time: nearly all of them, each time. A recording tells that in a line: from which time to which,
 * for a service's active or other sessions. Plain data.
 */
#ifndef BEYATOP_ASOF_MOVES_H
#define BEYATOP_ASOF_MOVES_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What does not fit, for another of the same hash is there, is told row by row. */
#define ASOF_MOVES 1024

struct asof_move {
	uint32_t service, active, from_s, to_s;
	bool is_used;
};

/* Start with {0}. */
struct asof_moves {
	struct asof_move moves[ASOF_MOVES];
};

/* Takes the move's place; false when it is taken by a different one, be it from the same time. */
bool asof_moves_add(struct asof_moves *moves, const struct asof_move *move);

/* Where the session's time goes; its own where it stays. */
uint32_t asof_moves_find(const struct asof_moves *moves, const struct session *session);

#endif
