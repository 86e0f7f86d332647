/* SPDX-License-Identifier: MIT */
/*
 * The list of changes. Transitions of single sessions are gathered during a refresh. At its end,
 * those of the same service and kind are folded into one line. Which sessions stopped together is
 * for findings to say. Network thread only.
 */
#ifndef BEYATOP_CHANGES_H
#define BEYATOP_CHANGES_H

#include "base/arena.h"
#include "fleet/services.h"
#include "session.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* How many of the newest lines are kept. */
#define CHANGES_KEPT 200

#define CHANGES_NO_SERVICE UINT32_MAX

/* A change of one session that has not been folded yet. */
struct changes_transition {
	/* borrowed */
	const char *user_id;
	/* as in struct change */
	int64_t amount;
	uint32_t service;
	enum change_kind kind;
};

struct changes_line {
	/* its strings are not set: see below */
	struct change change;
	/* owned; NULL: several sessions, or it is of a finding */
	char *user_id;
	/* owned; of a finding; else NULL */
	char *text;
	/* CHANGES_NO_SERVICE: of several */
	uint32_t service;
};

/* The first errors of a service's sessions within the last minute. */
struct changes_first_errors {
	int64_t since_ms;
	/* no line is made before */
	int64_t quiet_until_ms;
	int64_t amount;
	uint32_t sessions;
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
	/* server times of the last changes_fold() and of the one before; 0: none yet */
	int64_t asof_ms, before_ms;
	/* borrowed; to know how many sessions a service has. NULL: not known */
	const struct services *services;
	/* by service, up to SERVICES_MAX_SHOWN */
	struct changes_first_errors *first_errors;
	size_t first_errors_count;
};

/*
 * Gathers what changed between two states of a session, by its thresholds. An unknown value is not
 * a change.
 */
void changes_compare(struct changes *changes, const struct session_thresholds *limits,
	const struct session *before, const struct session *now);

/* Gathers one transition: CHANGE_NEW or CHANGE_GONE. */
void changes_add(struct changes *changes, enum change_kind kind, const struct session *session);

/*
 * Folds the gathered transitions into lines, as of server time asof_ms. Their user ids must still
 * exist. Of sessions of a service that become late or failing, or recover, one after the other, the
 * third line of two minutes has them all.
 */
void changes_fold(struct changes *changes, int64_t asof_ms);

/*
 * Adds a line about a finding as of server time at_ms; copies its text. The change's kind and
 * finding must be set.
 */
void changes_add_finding(
	struct changes *changes, const struct change *change, uint32_t service, int64_t at_ms);

/*
 * Copies the lines into the arena and sets the snapshot's changes. The snapshot's services must be
 * set already.
 */
void changes_copy(const struct changes *changes, struct arena *arena, struct snapshot *snapshot);

void changes_fini(struct changes *changes);

/* The kind as a word in logs and recordings: "stopped". Static. */
const char *changes_kind_word(enum change_kind kind);

#endif
