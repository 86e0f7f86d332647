/* SPDX-License-Identifier: MIT */
/* What the lines of a recording add up to, and the snapshot of it. One thread at a time. */
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

/* Copies the state. Both share the list of sessions until one of them changes. */
void recording_state_clone(struct recording_state *clone, const struct recording_state *state);

/*
 * Applies a line. Returns NULL, or the name, static, of the member that is missing or wrong; then
 * the state must not be used except for recording_state_fini().
 */
const char *recording_state_apply(
	struct recording_state *state, enum record_kind kind, const struct json *value) MUST_USE;

/* As of the last frame; shares the list of sessions. Free it by snapshot_free(). */
struct snapshot *recording_state_snapshot(struct recording_state *state) MUST_USE;

#endif
