/* SPDX-License-Identifier: MIT */
/*
 * Acknowledged sessions: until a time they are not counted as problems, but stay on
 * the screen with an "a". They outlive the program in the state file, where those of all
 * tables are; the scope says which table's. UI thread.
 */
#ifndef BEYATOP_ACKS_H
#define BEYATOP_ACKS_H

#include "list/session_set.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACK_NOTE_SIZE 96

/* Times are this machine's clock, for they mean people's plans. */
struct ack {
	/* own */
	char *scope;
	/* own, as stored */
	char *service, *user_id;
	/* it ends then by itself */
	int64_t until_ms;
	/* when it was given or taken back: the later one counts */
	int64_t changed_ms;
	/* kept until it would have ended, for merging state files */
	bool is_revoked;
	/* "" for none */
	char note[ACK_NOTE_SIZE];
	/* the session's row when it was last found in a snapshot */
	uint32_t row;
};

/* Start with {0}. */
struct acks {
	struct ack *list;
	size_t count, capacity;
	/* own; the table that the functions below are about */
	char *scope;
	/* those of the scope; borrows from list */
	struct session_set keys;
	/* where in list each of keys is */
	size_t *places;
	size_t places_capacity;
};

/* Sets the table that is shown: any text that identifies it. */
void acks_set_scope(struct acks *acks, const char *scope);

/* The session's acknowledgement in the scope, as of a time; NULL when there is none. */
const struct ack *acks_find(const struct acks *acks, const struct session_id *id, int64_t now_ms);

/*
 * Finds the rows of the snapshot that are acknowledged as of a time, in no order; rows has room for
 * keys.count. Looks at all sessions only if one is not in the row where it was found before.
 */
size_t acks_find_rows(
	struct acks *acks, const struct snapshot *snapshot, int64_t now_ms, uint32_t *rows);

/* Acknowledges a session of the scope until a time. The strings are copied, the note cut to fit. */
void acks_add(struct acks *acks, const struct session_id *id, int64_t until_ms, const char *note,
	int64_t now_ms);

/* Takes back what was given; nothing when there is none. */
void acks_revoke(struct acks *acks, const struct session_id *id, int64_t now_ms);

/* Adds one as it was kept, of any scope, unless a later one of the same session is there. Copies.
 */
void acks_merge(struct acks *acks, const struct ack *ack);

/* Drops those that have ended. Returns how many of the scope did that were not taken back before.
 */
size_t acks_expire(struct acks *acks, int64_t now_ms);

/* Milliseconds until the next of the scope ends; -1: none. */
int64_t acks_next_end_ms(const struct acks *acks, int64_t now_ms);

void acks_fini(struct acks *acks);

#endif
