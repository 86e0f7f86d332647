/* SPDX-License-Identifier: MIT */
#include "fleet/service_samples.h"

#include <stdlib.h>
#include <string.h>

void service_samples_add(struct service_samples *ring, const struct service_sample *sample)
{
	if (!ring->samples) {
		ring->samples = base_calloc(SERVICE_SAMPLES_KEPT, sizeof(*ring->samples));
	}
	ring->samples[ring->count++ % SERVICE_SAMPLES_KEPT] = *sample;
}

void service_samples_copy(
	const struct service_samples *ring, struct arena *arena, struct service_summary *service)
{
	if (ring->count == 0) {
		return;
	}
	size_t count = ring->count < SERVICE_SAMPLES_KEPT ? ring->count : SERVICE_SAMPLES_KEPT;
	size_t oldest = (ring->count - count) % SERVICE_SAMPLES_KEPT;
	size_t until_wrap =
		count < SERVICE_SAMPLES_KEPT - oldest ? count : SERVICE_SAMPLES_KEPT - oldest;
	struct service_sample *samples = arena_alloc(arena, count * sizeof(*samples));

	memcpy(samples, ring->samples + oldest, until_wrap * sizeof(*samples));
	memcpy(samples + until_wrap, ring->samples, (count - until_wrap) * sizeof(*samples));
	service->samples = samples;
	service->samples_count = count;
}

struct service_samples service_samples_clone(const struct service_samples *ring)
{
	struct service_samples clone = {.count = ring->count};

	if (ring->samples) {
		clone.samples = base_calloc(SERVICE_SAMPLES_KEPT, sizeof(*clone.samples));
		memcpy(clone.samples, ring->samples, SERVICE_SAMPLES_KEPT * sizeof(*clone.samples));
	}
	return clone;
}

void service_samples_fini(struct service_samples *ring)
{
	free(ring->samples);
	*ring = (struct service_samples){0};
}
