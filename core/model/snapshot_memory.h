/* SPDX-License-Identifier: MIT */
/* The maker's side of snapshots: what one is made of. Network thread only. */
#ifndef BEYATOP_SNAPSHOT_MEMORY_H
#define BEYATOP_SNAPSHOT_MEMORY_H

#include "base/arena.h"
#include "model/session_list.h"
#include "snapshot.h"

struct snapshot_memory {
	/* all but the sessions */
	struct arena arena;
	/* a reference: the sessions and their strings; NULL: none */
	struct session_list *list;
	/* one block; NULL: none */
	struct diagnosis *diagnosis;
};

/* Zeroed, with its memory. */
struct snapshot *snapshot_new(void) MUST_USE;

#endif
