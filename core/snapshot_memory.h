/* SPDX-License-Identifier: MIT */
/* The maker's side of snapshots: what one is made of. Network thread only. */
#ifndef BEYATOP_SNAPSHOT_MEMORY_H
#define BEYATOP_SNAPSHOT_MEMORY_H

#include "arena.h"
#include "snapshot.h"
#include "string_pool.h"

struct snapshot_memory {
	struct arena arena;      /* all but the rows' user ids */
	struct string_pool *strings; /* a reference; NULL: none */
};

/* Zeroed, with its memory. */
struct snapshot *snapshot_new(void) MUST_USE;

#endif
