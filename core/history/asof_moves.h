/* SPDX-License-Identifier: MIT */
/*
 * At the end of a refresh nearly all sessions are unchanged, but as of a later time. A recording
 * says so in one line: from which time to which, for the active or the other sessions of a service.
 * Plain data.
 */
#ifndef BEYATOP_ASOF_MOVES_H
#define BEYATOP_ASOF_MOVES_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slots of a hash table. A move whose slot is taken is written session by session instead. */
#define ASOF_MOVES 1024

struct asof_move {
	uint32_t service, active, from_s, to_s;
	bool is_used;
};

/* Start with {0}. */
struct asof_moves {
	struct asof_move moves[ASOF_MOVES];
};

/* False when its slot is taken by a different move. */
bool asof_moves_add(struct asof_moves *moves, const struct asof_move *move);

/* The time that the session's asof_s moves to; the same when it does not move. */
uint32_t asof_moves_find(const struct asof_moves *moves, const struct session *session);

#endif
