/* SPDX-License-Identifier: MIT */
/* The memory of a snapshot, as core allocates it. Network thread only. */
#ifndef BEYATOP_SNAPSHOT_MEMORY_H
#define BEYATOP_SNAPSHOT_MEMORY_H

#include "base/arena.h"
#include "model/session_list.h"
#include "snapshot.h"

struct snapshot_memory {
	/* everything except the sessions, the diagnosis and the findings */
	struct arena arena;
	/* counted reference to the sessions and their strings; NULL: none */
	struct session_list *list;
	/* owned; NULL: none */
	struct diagnosis *diagnosis;
	/* owned; NULL: none */
	struct findings *findings;
};

/* Returns a zeroed snapshot with its .memory. Free with snapshot_free(). */
struct snapshot *snapshot_new(void) MUST_USE;

#endif
