/* SPDX-License-Identifier: MIT */
/*
 * A set of sessions by primary key, in the order of insertion. The strings are borrowed from the
 * caller. One thread at a time.
 */
#ifndef BEYATOP_SESSION_SET_H
#define BEYATOP_SESSION_SET_H

#include "base.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SESSION_SET_NONE SIZE_MAX

/* A session's primary key, as stored. */
struct session_id {
	const char *service, *user_id;
};

/* Start with {0}. */
struct session_set {
	/* count of them; removing one moves the last into the gap */
	struct session_id *ids;
	size_t count, capacity;
	/* open addressing: 1 + an index into ids, 0 when free */
	uint32_t *slots;
	size_t slots_count;
};

/* That of a session of a snapshot; borrowed. */
static inline struct session_id session_id_of(
	const struct snapshot *snapshot, const struct session *session)
{
	return (struct session_id){snapshot->services[session->service].name, session->user_id};
}

bool session_id_equal(const struct session_id *a, const struct session_id *b);

/* Its index in ids; SESSION_SET_NONE: not in the set. */
size_t session_set_find(const struct session_set *set, const struct session_id *id);

/* Adds one that must not be in the set yet. Returns its index in ids. */
size_t session_set_add(struct session_set *set, const struct session_id *id);

/* Removes the one at this index; the last one takes its place. */
void session_set_remove(struct session_set *set, size_t place);

/* Frees the memory; the set is empty. */
void session_set_fini(struct session_set *set);

#endif
