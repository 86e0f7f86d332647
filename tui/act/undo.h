/* SPDX-License-Identifier: MIT */
/*
 * What the last write orders have written, so that it can be undone: the newest order and, in case
 * that writes nothing, the last one before it that wrote something. UI thread.
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

/* Adds an order that was sent, and owns it from then on; its reason is copied. */
void undo_add(struct undo *undo, struct write_order *order);

/* Updates the outcomes of the newest order. */
void undo_update(struct undo *undo, const struct write_progress *progress);

/* A new order for the sessions of the newest order, if it has this number, that were not attempted
 * yet; NULL: none. The caller frees it. */
struct write_order *undo_remaining(const struct undo *undo, uint64_t number) MUST_USE;

/* A new order, without a number, that undoes the last one that wrote anything; NULL: none did. */
struct write_order *undo_order(const struct undo *undo) MUST_USE;

#endif
