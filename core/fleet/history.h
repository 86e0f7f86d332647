/* SPDX-License-Identifier: MIT */
/* The newest samples of one service, in a ring. Network thread only. */
#ifndef BEYATOP_HISTORY_H
#define BEYATOP_HISTORY_H

#include "base/arena.h"
#include "snapshot.h"

/* Start with {0}. */
struct history {
	/* HISTORY_SAMPLES, NULL before the first */
	struct history_sample *samples;
	/* ever added */
	uint64_t count;
};

/* Adds one; the oldest gives way when there are HISTORY_SAMPLES. */
void history_add(struct history *history, const struct history_sample *sample);

/* Copies the samples, oldest first, into the arena, and sets service->history and its count. */
void history_copy(
	const struct history *history, struct arena *arena, struct service_summary *service);

/* Another one with the same samples; end it by history_fini(). */
struct history history_clone(const struct history *history) MUST_USE;

/* Frees the samples; the history is as new. */
void history_fini(struct history *history);

#endif
