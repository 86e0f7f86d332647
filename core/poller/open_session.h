/* SPDX-License-Identifier: MIT */
/*
 * The one session that is open on the screen, read whole by a strongly consistent GetItem, and
 * beside it what a list shows of its user's other sessions, by a Query of the base table once a
 * minute.
 * Network thread only.
 */
#ifndef BEYATOP_OPEN_SESSION_H
#define BEYATOP_OPEN_SESSION_H

#include "base/arena.h"
#include "dynamodb/ddb.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

struct open_session {
	struct ddb *ddb;
	const struct settings *settings;
	/* of the detail, but for the others */
	struct arena arena;
	struct item_detail detail;
	/* owned; NULL: nothing is open */
	char *user_id, *service;
	bool is_asking, is_due;
	unsigned opening,
		/* counts openings: an answer may come for an earlier one */
		asked_opening;
	/* of the detail's others */
	struct arena others_arena;
	bool is_asking_others;
	int64_t others_due_mono_ms;
	unsigned asked_others_opening;
	/* for the one who publishes; cleared by them */
	bool is_changed;
	/* consumed since the start */
	double read_units;
};

/* ddb and settings are borrowed. */
void open_session_init(
	struct open_session *open_session, struct ddb *ddb, const struct settings *settings);

/* Not before the ddb is freed. */
void open_session_fini(struct open_session *open_session);

/* Opens a session, or none where user_id is NULL. */
void open_session_set(struct open_session *open_session, const char *user_id, const char *service);

/* Wants it read again. */
void open_session_refresh(struct open_session *open_session);

/* Sends what is due. Returns the milliseconds until it wants to be called again. */
int64_t open_session_advance(struct open_session *open_session);

/* Copies the detail into a snapshot's arena. */
void open_session_copy(
	const struct open_session *open_session, struct arena *arena, struct item_detail *detail);

#endif
