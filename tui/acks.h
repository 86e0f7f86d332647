/* SPDX-License-Identifier: MIT */
/*
 * Sessions that somebody acknowledged: until a time they are not counted as problems, but stay on
 * the screen with an "a". They outlive the program in the state file, where those of all
 * tables are; the scope says which table's. UI thread.
 */
#ifndef BEYATOP_ACKS_H
#define BEYATOP_ACKS_H

#include "keyset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACK_NOTE_SIZE 96

/* Times are this machine's clock, for they mean people's plans. */
struct ack {
	char *scope;              /* own */
	char *service, *user_id;  /* own, as stored */
	int64_t until_ms;         /* it ends then by itself */
	int64_t changed_ms;       /* when it was given or taken back: the later one counts */
	bool is_taken_back;       /* kept until it would have ended, so that a merge knows */
	char note[ACK_NOTE_SIZE]; /* "" for none */
};

/* Start with {0}. */
struct acks {
	struct ack *list;
	size_t count, capacity;
	char *scope;        /* own; the one that is asked for below */
	struct keyset keys; /* those of the scope; borrows from list */
	size_t *places;     /* where in list each of keys is */
	size_t places_capacity;
};

/* Which table is being looked at, from now on: any text that tells it from others. */
void acks_set_scope(struct acks *acks, const char *scope);

/* The session's acknowledgement in the scope, as of a time; NULL when there is none. */
const struct ack *acks_find(const struct acks *acks, const struct session_id *id, int64_t now_ms);

/* Acknowledges a session of the scope until a time. The strings are copied, the note cut to fit. */
void acks_give(struct acks *acks, const struct session_id *id, int64_t until_ms, const char *note,
	int64_t now_ms);

/* Takes back what was given; nothing when there is none. */
void acks_take_back(struct acks *acks, const struct session_id *id, int64_t now_ms);

/* Adds one as it was kept, of any scope, unless a later one of the same session is there. Copies. */
void acks_merge(struct acks *acks, const struct ack *ack);

/* Drops those that have ended. Returns how many of the scope did that were not taken back before. */
size_t acks_expire(struct acks *acks, int64_t now_ms);

/* Milliseconds until the next of the scope ends; -1: none. */
int64_t acks_next_end_ms(const struct acks *acks, int64_t now_ms);

void acks_fini(struct acks *acks);

#endif
