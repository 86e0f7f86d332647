/* SPDX-License-Identifier: MIT */
/*
 * The list of changes. Transitions of single sessions are gathered during a refresh; at its end
 * those of one service and kind are folded into one line, so that a worker that dies is one line
 * and not a thousand. Network thread only.
 */
#ifndef BEYATOP_CHANGES_H
#define BEYATOP_CHANGES_H

#include "base/arena.h"
#include "session.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* The newest lines are kept. */
#define CHANGES_KEPT 200

/* Of one session, not folded yet. */
struct changes_transition {
	/* borrowed */
	const char *user_id;
	int64_t polled_at_ms;
	/* CHANGE_ERRORS */
	int64_t amount;
	uint32_t service;
	enum change_kind kind;
};

struct changes_line {
	/* without the service's name */
	struct change change;
	/* owned; NULL: several */
	char *user_id;
	uint32_t service;
};

/* Start with {0}. */
struct changes {
	struct changes_transition *gathered;
	size_t gathered_count, gathered_capacity;
	/* oldest first */
	struct changes_line lines[CHANGES_KEPT];
	size_t lines_count;
	/* of the newest */
	uint64_t number;
};

/*
 * Gathers what changed from one state of a session to the next, by its thresholds: late, recovered,
 * errors, paused, resumed. Compared with something unknown nothing has changed.
 */
void changes_compare(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now);

/* Gathers one transition: CHANGE_NEW or CHANGE_GONE. */
void changes_add(struct changes *changes, enum change_kind kind, const struct session *session);

/*
 * Folds what was gathered into lines, as of server time asof_ms. The gathered user ids must still
 * exist. Sessions that became late only now, because their intervals are longer, but stopped with a
 * cohort on the list, join it: its line gets a new number.
 */
void changes_fold(struct changes *changes, int64_t asof_ms);

/* Copies the lines into the arena and the snapshot, whose services must be set. */
void changes_copy(const struct changes *changes, struct arena *arena, struct snapshot *snapshot);

void changes_fini(struct changes *changes);

/* The word of a kind in logs and recordings: "stopped"; static. */
const char *changes_kind_word(enum change_kind kind);

#endif
