/* SPDX-License-Identifier: MIT */
/* How core makes a snapshot and what it frees. Network thread only. */
#ifndef BEYATOP_SNAPSHOT_MEMORY_H
#define BEYATOP_SNAPSHOT_MEMORY_H

#include "base/arena.h"
#include "model/session_list.h"
#include "snapshot.h"

struct snapshot_memory {
	/* all but the sessions and the diagnosis */
	struct arena arena;
	/* a reference to the sessions and their strings; NULL: none */
	struct session_list *list;
	/* one block; NULL: none */
	struct diagnosis *diagnosis;
};

/* Zeroed, with its .memory. Free it by snapshot_free(). */
struct snapshot *snapshot_new(void) MUST_USE;

#endif
