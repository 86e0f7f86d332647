/* SPDX-License-Identifier: MIT */
#include "fleet/history.h"

#include <stdlib.h>
#include <string.h>

void history_add(struct history *history, const struct history_sample *sample)
{
	if (!history->samples) {
		history->samples = base_calloc(HISTORY_SAMPLES, sizeof(*history->samples));
	}
	history->samples[history->count++ % HISTORY_SAMPLES] = *sample;
}

void history_copy(
	const struct history *history, struct arena *arena, struct service_summary *service)
{
	if (history->count == 0) {
		return;
	}
	size_t count = history->count < HISTORY_SAMPLES ? history->count : HISTORY_SAMPLES;
	size_t oldest = (history->count - count) % HISTORY_SAMPLES;
	size_t until_wrap = count < HISTORY_SAMPLES - oldest ? count : HISTORY_SAMPLES - oldest;
	struct history_sample *samples = arena_alloc(arena, count * sizeof(*samples));

	memcpy(samples, history->samples + oldest, until_wrap * sizeof(*samples));
	memcpy(samples + until_wrap, history->samples, (count - until_wrap) * sizeof(*samples));
	service->history = samples;
	service->history_count = count;
}

struct history history_clone(const struct history *history)
{
	struct history clone = {.count = history->count};

	if (history->samples) {
		clone.samples = base_calloc(HISTORY_SAMPLES, sizeof(*clone.samples));
		memcpy(clone.samples, history->samples, HISTORY_SAMPLES * sizeof(*clone.samples));
	}
	return clone;
}

void history_fini(struct history *history)
{
	free(history->samples);
	*history = (struct history){0};
}
