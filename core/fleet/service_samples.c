/* SPDX-License-Identifier: MIT */
#include "fleet/service_samples.h"

#include <stdlib.h>
#include <string.h>

void service_samples_add(struct service_samples *history, const struct service_sample *sample)
{
	if (!history->samples) {
		history->samples = base_calloc(SERVICE_SAMPLES_KEPT, sizeof(*history->samples));
	}
	history->samples[history->count++ % SERVICE_SAMPLES_KEPT] = *sample;
}

void service_samples_copy(
	const struct service_samples *history, struct arena *arena, struct service_summary *service)
{
	if (history->count == 0) {
		return;
	}
	size_t count =
		history->count < SERVICE_SAMPLES_KEPT ? history->count : SERVICE_SAMPLES_KEPT;
	size_t oldest = (history->count - count) % SERVICE_SAMPLES_KEPT;
	size_t until_wrap =
		count < SERVICE_SAMPLES_KEPT - oldest ? count : SERVICE_SAMPLES_KEPT - oldest;
	struct service_sample *samples = arena_alloc(arena, count * sizeof(*samples));

	memcpy(samples, history->samples + oldest, until_wrap * sizeof(*samples));
	memcpy(samples + until_wrap, history->samples, (count - until_wrap) * sizeof(*samples));
	service->samples = samples;
	service->samples_count = count;
}

struct service_samples service_samples_clone(const struct service_samples *history)
{
	struct service_samples clone = {.count = history->count};

	if (history->samples) {
		clone.samples = base_calloc(SERVICE_SAMPLES_KEPT, sizeof(*clone.samples));
		memcpy(clone.samples, history->samples,
			SERVICE_SAMPLES_KEPT * sizeof(*clone.samples));
	}
	return clone;
}

void service_samples_fini(struct service_samples *history)
{
	free(history->samples);
	*history = (struct service_samples){0};
}
