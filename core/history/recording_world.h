/* SPDX-License-Identifier: MIT */
/* What the lines of a recording have told so far, and a snapshot made of it. One thread at a time.
 */
#ifndef BEYATOP_RECORDING_WORLD_H
#define BEYATOP_RECORDING_WORLD_H

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

struct recording_world {
	struct services services;
	struct session_list *rows;
	size_t rows_count;
	/* oldest first */
	struct listed_change changes[CHANGES_KEPT];
	size_t changes_count;
	struct arena change_texts;
	struct arena frame_texts;
	struct record_frame frame;
};

void recording_world_init(struct recording_world *world);
void recording_world_fini(struct recording_world *world);

/* Another one that has been told the same; its rows are shared until one of the two is told more.
 */
void recording_world_clone(struct recording_world *clone, const struct recording_world *world);

/*
 * Does what a line says. Returns NULL, or the name, static, of what is missing or wrong in it; the
 * world is then for nothing but recording_world_fini().
 */
const char *recording_world_apply(
	struct recording_world *world, enum record_kind kind, const struct json *value) MUST_USE;

/* As of the last frame; its rows are shared. Free by snapshot_free(). */
struct snapshot *recording_world_snapshot(struct recording_world *world) MUST_USE;

#endif
