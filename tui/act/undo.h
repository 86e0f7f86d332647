/* SPDX-License-Identifier: MIT */
/*
 * What the last write orders have written, for undoing it: the newest order, and the one before it
 * that wrote anything, in case the newest writes nothing. UI thread.
 */
#ifndef BEYATOP_UNDO_H
#define BEYATOP_UNDO_H

#include "write.h"

/* An order and its outcomes. */
struct undo_step {
	/* own, and its reason too; NULL: none */
	struct write_order *order;
	char *reason;
	/* own; enum write_outcome of each session */
	uint8_t *outcomes;
	size_t written;
};

/* Start with {0}. */
struct undo {
	struct undo_step last, before;
};

void undo_fini(struct undo *undo);

/* Remembers an order that was sent, which belongs to it from then on; its reason is copied. */
void undo_add(struct undo *undo, struct write_order *order);

/* Remembers how far the newest order is. */
void undo_update(struct undo *undo, const struct write_progress *progress);

/* The sessions of the newest order, if that is its number, that were not attempted yet; NULL: none.
 */
struct write_order *undo_remaining(const struct undo *undo, uint64_t number) MUST_USE;

/* An order, without a number, that undoes the last one that wrote anything; NULL: none did. */
struct write_order *undo_order(const struct undo *undo) MUST_USE;

#endif
