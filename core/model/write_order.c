/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "write.h"

#include <stdlib.h>

/* The order comes first, so that its address is also that of the allocation. */
struct owned_order {
	struct write_order order;
	struct arena arena;
};

struct write_order *write_order_copy(const struct write_order *order)
{
	struct owned_order *owned = base_calloc(1, sizeof(*owned));
	struct arena *arena = &owned->arena;
	struct write_order *copy = &owned->order;

	copy->number = order->number;
	copy->reason = arena_strdup(arena, order->reason);
	copy->count = order->count;
	copy->targets = arena_alloc(arena, order->count * sizeof(*copy->targets) + 1);
	for (size_t i = 0; i < order->count; i++) {
		copy->targets[i] = order->targets[i];
		copy->targets[i].user_id = arena_strdup(arena, order->targets[i].user_id);
		copy->targets[i].service = arena_strdup(arena, order->targets[i].service);
	}
	return copy;
}

void write_order_free(struct write_order *order)
{
	struct owned_order *owned = (struct owned_order *)order;

	if (owned) {
		arena_fini(&owned->arena);
		free(owned);
	}
}

const char *write_outcome_word(enum write_outcome outcome)
{
	static const char *const words[WRITE_OUTCOME_COUNT] = {
		[WRITE_PENDING] = "pending",
		[WRITE_SENT] = "sent",
		[WRITE_WRITTEN] = "written",
		[WRITE_CONFLICT] = "conflict",
		[WRITE_GONE] = "gone",
		[WRITE_FAILED] = "failed",
		[WRITE_UNKNOWN] = "unknown",
	};

	return words[outcome];
}
