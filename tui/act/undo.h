/* SPDX-License-Identifier: MIT */
/*
 * What the user's last orders have written, so that it can be undone: the newest order, and
 * the last one before it that wrote anything, for when the newest writes nothing. UI thread.
 */
#ifndef BEYATOP_UNDO_H
#define BEYATOP_UNDO_H

#include "write.h"

#include <stdbool.h>

/* An order and what has become of it. */
struct undo_step {
	/* own; NULL: none */
	struct write_order *order;
	/* own; enum write_outcome of each */
	uint8_t *outcomes;
	size_t written;
};

/* Start with {0}. */
struct undo {
	struct undo_step last, before;
};

void undo_fini(struct undo *undo);

/* An order was sent; copied. */
void undo_note(struct undo *undo, const struct write_order *order);

/* How far the newest one is. */
void undo_take(struct undo *undo, const struct write_progress *progress);

/* What is not tried yet of the newest one, which has that number, with its reason; NULL when
 * nothing is. */
struct write_order *undo_rest(const struct undo *undo, uint64_t number) MUST_USE;

/* An order, without a number, that undoes the last one that wrote anything; NULL when none did. */
struct write_order *undo_order(const struct undo *undo) MUST_USE;

#endif
