/* SPDX-License-Identifier: MIT */
/*
 * Acknowledged sessions: for a time they are not counted as problems, but stay on the screen,
 * marked "a". The state file keeps the acknowledgements of all tables between runs; the scope
 * identifies the table. UI thread.
 */
#ifndef BEYATOP_ACKS_H
#define BEYATOP_ACKS_H

#include "list/session_set.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACK_NOTE_SIZE 96

/* Times are of this machine's clock, the one by which people plan. */
struct ack {
	/* own */
	char *scope;
	/* own, as stored */
	char *service, *user_id;
	/* own; .scope and .user_id joined */
	char *scoped_user_id;
	/* when it expires */
	int64_t until_ms;
	/* when it was added or revoked; in a merge, the later change wins */
	int64_t changed_ms;
	/* kept until it would have expired, so that merging another state file does not restore it
	 */
	bool is_revoked;
	/* "" for none */
	char note[ACK_NOTE_SIZE];
	/* the session's row in the last snapshot that had it: where to look first */
	uint32_t row;
};

/* Start with {0}. */
struct acks {
	struct ack *list;
	size_t count, capacity;
	/* own; identifies the table on the screen, to which the functions below apply */
	char *scope;
	/* by .scoped_user_id and .service, at the same indexes as in list, from which it borrows */
	struct session_set all;
	/* the sessions of the scope; borrows from list */
	struct session_set keys;
	/* for each of keys, its index in list */
	size_t *places;
	size_t places_capacity;
};

/* Sets the table on the screen, by any text that identifies it. The text is copied. */
void acks_set_scope(struct acks *acks, const char *scope);

/* The session's acknowledgement in the scope, if in force at now_ms; else NULL. */
const struct ack *acks_find(const struct acks *acks, const struct session_id *id, int64_t now_ms);

/*
 * Fills rows, which has room for keys.count, with the rows of the snapshot that are acknowledged at
 * now_ms, in no order. Returns how many. Searches all sessions only if one has left its row.
 */
size_t acks_find_rows(
	struct acks *acks, const struct snapshot *snapshot, int64_t now_ms, uint32_t *rows);

/* Acknowledges a session of the scope. The strings are copied, the note is cut to fit. */
void acks_add(struct acks *acks, const struct session_id *id, int64_t until_ms, const char *note,
	int64_t now_ms);

/* Revokes the acknowledgement of a session, if it has one. */
void acks_revoke(struct acks *acks, const struct session_id *id, int64_t now_ms);

/* Adds one from a state file, of any scope, unless the list has a later one. It is copied. */
void acks_merge(struct acks *acks, const struct ack *ack);

/* Removes those that have expired. Returns how many of the scope expired without being revoked. */
size_t acks_expire(struct acks *acks, int64_t now_ms);

/* Milliseconds until the next of the scope expires; -1: none. */
int64_t acks_next_end_ms(const struct acks *acks, int64_t now_ms);

void acks_fini(struct acks *acks);

#endif
