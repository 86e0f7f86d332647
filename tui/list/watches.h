/* SPDX-License-Identifier: MIT */
/*
 * What the user watches: sessions by primary key, services by name, findings by number, and
 * conditions. Snapshots are compared with what was there before, and the difference is reported in
 * words. UI thread.
 */
#ifndef BEYATOP_WATCHES_H
#define BEYATOP_WATCHES_H

#include "buf.h"
#include "finding.h"
#include "list/session_set.h"
#include "predicate.h"
#include "snapshot.h"
#include "summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum watch_kind { WATCH_SESSION, WATCH_SERVICE, WATCH_FINDING, WATCH_CONDITION };

/* What is watched. The strings are borrowed, as stored; those of other kinds are not used. */
struct watch_key {
	enum watch_kind kind;
	/* of a session, its service and user; of a service, its name */
	struct session_id id;
	/* of a finding */
	uint64_t finding;
	/* of a condition, as typed */
	const char *condition;
};

/* Room for the name of what is watched, in messages: "slack/u-12"; sanitised and cut. */
#define WATCH_NAME_SIZE 96

struct watch;

/* Start with {0}. */
struct watches {
	struct watch *list;
	size_t count, capacity;
};

bool watches_has(const struct watches *watches, const struct watch_key *key);

/*
 * Starts to watch what is in the snapshot, or stops if it is watched already. Returns false if it
 * is not watched any more. totals are those without acknowledged sessions. A condition must be
 * valid. name is set in both cases.
 */
bool watches_toggle(struct watches *watches, const struct watch_key *key,
	const struct snapshot *snapshot, const struct summary *totals, char name[WATCH_NAME_SIZE]);

/* A message names at most this many events. */
#define WATCHES_NAMED 3

/*
 * Compares the next snapshot, if it is complete, with what was there before; appends the first
 * sentences to message and returns how many there are in all: "slack/u-12 is on time again, was
 * critical for 4m".
 */
size_t watches_update(struct watches *watches, const struct snapshot *snapshot,
	const struct summary *totals, struct buf *message);

/* Appends what is watched, and how it is: "slack/u-12 (critical); late>5% (false)". */
void watches_put_list(const struct watches *watches, struct buf *out);

/* Stops watching everything. */
void watches_clear(struct watches *watches);

#endif
