/* SPDX-License-Identifier: MIT */
/*
 * Reads the session that is open on the screen: its item by a strongly consistent GetItem, and once
 * a minute its siblings, the user's other sessions, by a Query of the base table. Network thread
 * only.
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
	/* both borrowed */
	struct ddb *ddb;
	const struct settings *settings;
	/* owned; NULL: none is open */
	char *user_id, *service;
	/* number of sessions opened so far; tells responses for an earlier session apart */
	unsigned opening;
	struct item_detail detail;
	/* holds the detail except the siblings */
	struct arena arena;
	bool is_due, is_reading_item;
	/* the opening for which the item was requested */
	unsigned item_opening;
	struct arena siblings_arena;
	int64_t siblings_due_mono_ms;
	bool is_reading_siblings;
	unsigned siblings_opening;
	/* read units consumed since the start */
	double read_units;
	/* for the publisher, which clears it */
	bool is_changed;
};

void open_session_init(struct open_session *open, struct ddb *ddb, const struct settings *settings);

/* Call it after the ddb has been freed. */
void open_session_fini(struct open_session *open);

/* Opens a session; user_id NULL closes it. */
void open_session_set(struct open_session *open, const char *user_id, const char *service);

/* Makes the next read of the item due now. */
void open_session_refresh(struct open_session *open);

/* Sends what is due. Returns milliseconds until more is due. */
int64_t open_session_advance(struct open_session *open);

/* Copies the detail into a snapshot's arena. */
void open_session_copy(
	const struct open_session *open, struct arena *arena, struct item_detail *detail);

#endif
