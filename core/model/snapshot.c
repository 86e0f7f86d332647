/* SPDX-License-Identifier: MIT */
#include "snapshot.h"

#include "model/snapshot_memory.h"

#include <stdlib.h>
#include <string.h>

struct snapshot *snapshot_new(void)
{
	struct snapshot *snapshot = base_calloc(1, sizeof(*snapshot));

	snapshot->memory = base_calloc(1, sizeof(*snapshot->memory));
	return snapshot;
}

bool snapshot_knows_never_polled(const struct snapshot *snapshot)
{
	return poll_source_is_table(snapshot->status.source) ||
	       snapshot->status.reconciled_mono_ms >= 0;
}

bool snapshot_has_all(const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;
	bool is_first_scan = status->is_reconciling && status->reconciled_mono_ms < 0;

	return status->swept_mono_ms >= 0 && !is_first_scan &&
	       (status->unfilled == 0 || status->cannot_fill);
}

uint32_t snapshot_count_unreadable(
	const struct snapshot *snapshot, uint32_t service, uint32_t counts[UNREADABLE_FORMS])
{
	uint32_t most = 0;

	memset(counts, 0, UNREADABLE_FORMS * sizeof(*counts));
	for (size_t i = 0; snapshot->unreadable && i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		bool is_wanted = service == UINT32_MAX || session->service == service;

		counts[session->unreadable] += is_wanted && session_has_unreadable(session);
	}
	counts[0] = 0;
	for (uint32_t i = 1; i < UNREADABLE_FORMS; i++) {
		most = counts[i] > counts[most] ? i : most;
	}
	return most;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot) {
		return;
	}
	arena_fini(&snapshot->memory->arena);
	session_list_unref(snapshot->memory->list);
	free(snapshot->memory->diagnosis);
	free(snapshot->memory->findings);
	free(snapshot->memory);
	free(snapshot);
}
