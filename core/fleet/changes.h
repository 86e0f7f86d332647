/* SPDX-License-Identifier: MIT */
/*
 * The list of changes. Transitions of single sessions are gathered during a refresh. At its end,
 * those of the same service and kind are folded into one line, so that a dead worker makes one line
 * rather than a thousand. Network thread only.
 */
#ifndef BEYATOP_CHANGES_H
#define BEYATOP_CHANGES_H

#include "base/arena.h"
#include "session.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* How many of the newest lines are kept. */
#define CHANGES_KEPT 200

/* A change of one session that has not been folded yet. */
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
	/* its strings are not set: see user_id and service below */
	struct change change;
	/* owned; NULL: several sessions */
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
	/* number of the newest line */
	uint64_t number;
	/* server time of the last changes_fold(); 0: none yet */
	int64_t asof_ms;
};

/*
 * Gathers what changed between two states of a session, by its thresholds: late, recovered, errors,
 * paused, resumed. An unknown value is not a change.
 */
void changes_compare(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now);

/* Gathers one transition: CHANGE_NEW or CHANGE_GONE. */
void changes_add(struct changes *changes, enum change_kind kind, const struct session *session);

/*
 * Folds the gathered transitions into lines, as of server time asof_ms. Their user ids must still
 * exist. A session with a longer interval becomes late later than the rest of its cohort: it is
 * added to the cohort's line, which gets a new number.
 */
void changes_fold(struct changes *changes, int64_t asof_ms);

/*
 * Copies the lines into the arena and sets the snapshot's changes. The snapshot's services must be
 * set already.
 */
void changes_copy(const struct changes *changes, struct arena *arena, struct snapshot *snapshot);

void changes_fini(struct changes *changes);

/* The kind as a word in logs and recordings: "stopped". Static. */
const char *changes_kind_word(enum change_kind kind);

#endif
