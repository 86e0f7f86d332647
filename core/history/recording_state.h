/* SPDX-License-Identifier: MIT */
/* The state after applying lines of a recording, and its snapshot. One thread at a time. */
#ifndef BEYATOP_RECORDING_STATE_H
#define BEYATOP_RECORDING_STATE_H

#include "base/arena.h"
#include "base/json.h"
#include "fleet/changes.h"
#include "fleet/services.h"
#include "history/recording_format.h"
#include "model/session_list.h"
#include "snapshot.h"

struct listed_change {
	struct change change;
	uint32_t service;
};

struct recording_state {
	struct services services;
	struct session_list *list;
	size_t sessions_count;
	/* oldest first */
	struct listed_change changes[CHANGES_KEPT];
	size_t changes_count;
	struct arena change_texts;
	struct arena frame_texts;
	struct record_frame frame;
};

void recording_state_init(struct recording_state *state);
void recording_state_fini(struct recording_state *state);

/* Copies the state. Both share the list of sessions until one changes it. */
void recording_state_clone(struct recording_state *clone, const struct recording_state *state);

/*
 * Applies a line. Returns NULL, or the static name of a missing or invalid member; then only
 * recording_state_fini() may be called.
 */
const char *recording_state_apply(
	struct recording_state *state, enum record_kind kind, const struct json *value) MUST_USE;

/* The snapshot of the last frame. Shares the list of sessions. Free with snapshot_free(). */
struct snapshot *recording_state_snapshot(struct recording_state *state) MUST_USE;

#endif
