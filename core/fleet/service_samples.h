/* SPDX-License-Identifier: MIT */
/* The newest samples of one service, in a ring buffer. Network thread only. */
#ifndef BEYATOP_SERVICE_SAMPLES_H
#define BEYATOP_SERVICE_SAMPLES_H

#include "base/arena.h"
#include "snapshot.h"

/* Start with {0}. */
struct service_samples {
	/* a ring of SERVICE_SAMPLES_KEPT; NULL before the first */
	struct service_sample *samples;
	/* samples ever added */
	uint64_t count;
};

/* Adds a sample. If there are SERVICE_SAMPLES_KEPT, it replaces the oldest. */
void service_samples_add(struct service_samples *ring, const struct service_sample *sample);

/* Copies the samples into the arena and sets service->samples and samples_count. */
void service_samples_copy(
	const struct service_samples *ring, struct arena *arena, struct service_summary *service);

/* A copy. Free with service_samples_fini(). */
struct service_samples service_samples_clone(const struct service_samples *ring) MUST_USE;

/* Frees the samples. *ring can be used again. */
void service_samples_fini(struct service_samples *ring);

#endif
