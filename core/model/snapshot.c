/* SPDX-License-Identifier: MIT */
#include "snapshot.h"

#include "model/snapshot_memory.h"

#include <stdlib.h>

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

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot) {
		return;
	}
	arena_fini(&snapshot->memory->arena);
	session_list_unref(snapshot->memory->list);
	free(snapshot->memory->diagnosis);
	free(snapshot->memory);
	free(snapshot);
}
