/* SPDX-License-Identifier: MIT */
/*
 * What the screen counts: the snapshot's figures without the sessions that are acknowledged. Pure
 * but for what it keeps. UI thread.
 */
#ifndef BEYATOP_COUNTED_H
#define BEYATOP_COUNTED_H

#include "list/acks.h"
#include "snapshot.h"

/* Start with {0}. */
struct counted {
	/*
	 * As in the snapshot, but an acknowledged session is in none of the states that need
	 * somebody, nor among the erroring ones, nor is it the worst.
	 */
	struct summary totals;
	/* own; one for each of the snapshot's */
	struct summary *services;
	size_t capacity;
	/* own; rows of the snapshot, ascending, that are acknowledged */
	uint32_t *acked;
	size_t acked_count, acked_capacity;
};

/* Counts anew, with what is acknowledged at a time (this machine's clock). */
void counted_take(struct counted *counted, const struct snapshot *snapshot, const struct acks *acks,
	int64_t now_ms);

/* True for a row of the snapshot that is acknowledged. */
bool counted_is_acked(const struct counted *counted, uint32_t row);

void counted_fini(struct counted *counted);

#endif
