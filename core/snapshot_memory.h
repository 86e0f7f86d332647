/* SPDX-License-Identifier: MIT */
/* The maker's side of snapshots: what one is made of. Network thread only. */
#ifndef BEYATOP_SNAPSHOT_MEMORY_H
#define BEYATOP_SNAPSHOT_MEMORY_H

#include "arena.h"
#include "rows.h"
#include "snapshot.h"

struct snapshot_memory {
	struct arena arena; /* all but the sessions */
	struct rows *rows;  /* a reference: the sessions and their strings; NULL: none */
};

/* Zeroed, with its memory. */
struct snapshot *snapshot_new(void) MUST_USE;

#endif
