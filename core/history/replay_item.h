/* SPDX-License-Identifier: MIT */
/* The open session of a replay, from the attributes that lists show. Pure functions. */
#ifndef BEYATOP_REPLAY_ITEM_H
#define BEYATOP_REPLAY_ITEM_H

#include "base/arena.h"
#include "snapshot.h"

/*
 * Sets snapshot->item from the session's row and its siblings' rows; ITEM_MISSING if there is no
 * such row. Missing or unreadable attributes have no node. Strings are allocated in the arena.
 */
void replay_item_fill(
	struct snapshot *snapshot, struct arena *arena, const char *user_id, const char *service);

#endif
