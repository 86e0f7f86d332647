/* SPDX-License-Identifier: MIT */
/*
 * At the end of a refresh, nearly all sessions are unchanged except for a later asof_s. To keep
 * recordings small, one line then moves all of them: per service, and separately for active and
 * other sessions, from which asof_s to which. Plain data.
 */
#ifndef BEYATOP_ASOF_MOVES_H
#define BEYATOP_ASOF_MOVES_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Slots of the hash table. If a move's slot is taken, its sessions are written one by one instead.
 */
#define ASOF_MOVES 1024

struct asof_move {
	uint32_t service, active, from_s, to_s;
	bool is_used;
};

/* Start with {0}. */
struct asof_moves {
	struct asof_move moves[ASOF_MOVES];
};

/* Adds a move. False if its slot is taken by a different one. */
bool asof_moves_add(struct asof_moves *moves, const struct asof_move *move);

/* The session's asof_s after the moves; unchanged if no move applies. */
uint32_t asof_moves_find(const struct asof_moves *moves, const struct session *session);

#endif
