/* SPDX-License-Identifier: MIT */
/* The newest samples of one service, in a ring. Network thread only. */
#ifndef BEYATOP_SERVICE_SAMPLES_H
#define BEYATOP_SERVICE_SAMPLES_H

#include "base/arena.h"
#include "snapshot.h"

/* Start with {0}. */
struct service_samples {
	/* SERVICE_SAMPLES_KEPT, NULL before the first */
	struct service_sample *samples;
	/* ever added */
	uint64_t count;
};

/* Adds one; the oldest gives way when there are SERVICE_SAMPLES_KEPT. */
void service_samples_add(struct service_samples *history, const struct service_sample *sample);

/* Copies the samples, oldest first, into the arena, and sets service->samples and its count. */
void service_samples_copy(const struct service_samples *history, struct arena *arena,
	struct service_summary *service);

/* Another one with the same samples; end it by service_samples_fini(). */
struct service_samples service_samples_clone(const struct service_samples *history) MUST_USE;

/* Frees the samples; the history is as new. */
void service_samples_fini(struct service_samples *history);

#endif
