/* SPDX-License-Identifier: MIT */
/*
 * A hand-made snapshot at a pinned time, and the app around it, for tests that draw without a
 * terminal. One thread.
 */
#ifndef BEYATOP_TESTS_SCENE_H
#define BEYATOP_TESTS_SCENE_H

#include "act/dashboard.h"
#include "act/keys.h"
#include "poller.h"
#include "snapshot.h"

#define SCENE_ASOF_MS      INT64_C(1790070432000) /* 2026-09-22T09:47:12Z */
#define SCENE_ASOF_MONO_MS INT64_C(5000000)
/* When frames are drawn: one second after the read. */
#define SCENE_NOW_MONO_MS (SCENE_ASOF_MONO_MS + 1000)
#define SCENE_NOW_WALL_MS (SCENE_ASOF_MS + 1000)

/* Three services with all states; slack's u-7f3a91c2 is the worst. Free by snapshot_free(), or
 * scene_take(). */
struct snapshot *scene_snapshot(void);

/* The same fleet as it was some time before. */
struct snapshot *scene_snapshot_before(int64_t before_ms);

/* As scene_snapshot(), with the item of u-7f3a91c2 opened. */
struct snapshot *scene_snapshot_with_item(void);

/* The same, when the user's other sessions have been read too. */
struct snapshot *scene_snapshot_with_others(void);

/*
 * Everything that a table can hold and a terminal must not see, over 4 KB of it: control sequences,
 * C1, bidirectional overrides, invisible letters, malformed UTF-8. Static.
 */
const char *scene_hostile_text(void);

/* Every text that comes from outside is hostile. */
struct snapshot *scene_snapshot_hostile(void);

/* Cuts a snapshot down to its first sessions and services, with summaries that agree. */
void scene_keep_first(struct snapshot *snapshot, size_t sessions, size_t services);

/* A snapshot before anything was read. */
struct snapshot *scene_snapshot_without_data(void);

/* The commands that the app sent, newest last. */
struct scene_commands {
	enum poller_command_kind kinds[64];
	size_t count;
	/* of the last COMMAND_OPEN or COMMAND_FOCUS */
	char user_id[64], service[64];
	/* of the last COMMAND_WRITE; NULL: none */
	struct write_order *order;
	int64_t interval_ms;
};

struct scene {
	struct settings settings;
	struct app app;
	struct canvas canvas;
	struct scene_commands commands;
	/* own; what the next snapshot's findings are compared with, as by the publisher */
	struct findings *kept_findings;
};

/*
 * An app without a snapshot, on a canvas of this size. The cursor of the overview is among the
 * services already, as if the user had moved it there; "g" moves it to the findings. Free by
 * scene_close().
 */
void scene_open(struct scene *scene, int rows, int cols);
void scene_close(struct scene *scene);

/* Makes the snapshot's diagnosis and findings, without any before them. Returns the snapshot. */
struct snapshot *scene_diagnose(const struct settings *settings, struct snapshot *snapshot);

/* The same, as its publisher does, and gives it to the app, which owns it from then on. */
void scene_take(struct scene *scene, struct snapshot *snapshot);

/* Gives the app the snapshots of that many refreshes, 15 s apart, and then the present one. */
void scene_watch(struct scene *scene, int refreshes);

/* Types keys, each a character, and draws; a dialog is drawn until it accepts keys. */
void scene_type(struct scene *scene, const char *keys);
void scene_draw(struct scene *scene);

/* A row of the canvas as UTF-8, blanks at its end dropped. Static, until the next call. */
const char *scene_row(const struct scene *scene, int y);

/* The first row that contains a text; -1: none. */
int scene_find(const struct scene *scene, const char *text);

#endif
