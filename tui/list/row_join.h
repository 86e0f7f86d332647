/* SPDX-License-Identifier: MIT */
/* Finds the sessions of one snapshot in another, by primary key. One thread at a time. */
#ifndef BEYATOP_ROW_JOIN_H
#define BEYATOP_ROW_JOIN_H

#include "list/session_set.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* Start with {.from = ..., .to = ...}, which are borrowed. */
struct row_join {
	const struct snapshot *from, *to;
	/* of the sessions of .to; filled when the first one has left its row */
	struct session_set keys;
};

/* The row in .to of a row of .from; SESSION_SET_NONE: it is gone. */
size_t row_join_find(struct row_join *join, size_t row);

void row_join_fini(struct row_join *join);

#endif
