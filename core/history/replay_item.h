/* SPDX-License-Identifier: MIT */
/* The open session of a replay, made of what lists show of it. Pure. */
#ifndef BEYATOP_REPLAY_ITEM_H
#define BEYATOP_REPLAY_ITEM_H

#include "base/arena.h"
#include "snapshot.h"

/*
 * Fills snapshot->item from the rows of the session and of its user's others; ITEM_MISSING where
 * there is no such row. What was missing or unreadable has no node. The texts live in the arena.
 */
void replay_item_fill(
	struct snapshot *snapshot, struct arena *arena, const char *user_id, const char *service);

#endif
