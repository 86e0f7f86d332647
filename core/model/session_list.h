/* SPDX-License-Identifier: MIT */
/*
 * The array of sessions that the fleet shares with its snapshots, with a reference count. Every
 * holder may read it. Only a sole holder may change it, so the fleet copies the list if a snapshot
 * still refers to it. Dropping the last reference, in any thread, frees it.
 */
#ifndef BEYATOP_SESSION_LIST_H
#define BEYATOP_SESSION_LIST_H

#include "model/string_pool.h"
#include "session.h"

#include <stdatomic.h>
#include <stddef.h>

struct session_list {
	atomic_uint references;
	/* holds the user ids; a counted reference */
	struct string_pool *strings;
	size_t capacity;
	struct session sessions[];
};

/* Returns an empty list with one reference. Takes over the caller's reference to the strings. */
struct session_list *session_list_new(struct string_pool *strings, size_t capacity) MUST_USE;

/* Another reference. Returns its argument. */
struct session_list *session_list_ref(struct session_list *list) MUST_USE;

/* Drops a reference. NULL is allowed. */
void session_list_unref(struct session_list *list);

/*
 * Exchanges the reference for a list that has no other holder, with the same first count sessions
 * and room for at least capacity.
 */
struct session_list *session_list_own(
	struct session_list *list, size_t count, size_t capacity) MUST_USE;

#endif
