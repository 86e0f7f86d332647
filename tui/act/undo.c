/* SPDX-License-Identifier: MIT */
#include "act/undo.h"

#include <stdlib.h>
#include <string.h>

static void clear(struct undo_step *step)
{
	write_order_free(step->order);
	free(step->outcomes);
	free(step->reason);
	*step = (struct undo_step){0};
}

void undo_fini(struct undo *undo)
{
	clear(&undo->last);
	clear(&undo->before);
}

void undo_add(struct undo *undo, struct write_order *order)
{
	struct undo_step *last = &undo->last;

	if (last->written > 0) {
		clear(&undo->before);
		undo->before = *last;
		*last = (struct undo_step){0};
	}
	clear(last);
	last->reason = base_strdup(order->reason);
	last->order = order;
	order->reason = last->reason;
	last->outcomes = base_calloc(order->count + 1, sizeof(*last->outcomes));
}

void undo_update(struct undo *undo, const struct write_progress *progress)
{
	struct undo_step *last = &undo->last;

	if (!last->order || progress->number != last->order->number ||
		progress->count != last->order->count) {
		return;
	}
	memcpy(last->outcomes, progress->outcomes, progress->count);
	last->written = progress->outcomes_count[WRITE_WRITTEN];
}

/* An order for the sessions with that outcome; NULL: none. */
static struct write_order *pick(
	const struct undo_step *step, enum write_outcome outcome, const char *reason)
{
	struct write_order order = {.reason = reason};
	struct write_order *copy = NULL;

	order.targets = base_calloc(step->order->count + 1, sizeof(*order.targets));
	for (size_t i = 0; i < step->order->count; i++) {
		if (step->outcomes[i] == outcome) {
			order.targets[order.count++] = step->order->targets[i];
		}
	}
	if (order.count > 0) {
		copy = write_order_copy(&order);
	}
	free(order.targets);
	return copy;
}

struct write_order *undo_remaining(const struct undo *undo, uint64_t number)
{
	const struct write_order *order = undo->last.order;

	if (!order || order->number != number) {
		return NULL;
	}
	return pick(&undo->last, WRITE_PENDING, order->reason);
}

struct write_order *undo_order(const struct undo *undo)
{
	const struct undo_step *step = undo->last.written > 0 ? &undo->last : &undo->before;
	struct write_order *order = step->written > 0 ? pick(step, WRITE_WRITTEN, "") : NULL;

	for (size_t i = 0; order && i < order->count; i++) {
		order->targets[i].seen =
			order->targets[i].seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON;
	}
	return order;
}
