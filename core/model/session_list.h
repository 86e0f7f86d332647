/* SPDX-License-Identifier: MIT */
/*
 * The array of sessions that the fleet shares with its snapshots, by counted references. Every
 * holder may read it; only a sole holder may change it, so the fleet copies it before it changes
 * what a snapshot shows. The last reference frees it, in any thread.
 */
#ifndef BEYATOP_SESSION_LIST_H
#define BEYATOP_SESSION_LIST_H

#include "model/string_pool.h"
#include "session.h"

#include <stdatomic.h>
#include <stddef.h>

struct session_list {
	atomic_uint references;
	/* a reference, to the user ids */
	struct string_pool *strings;
	size_t capacity;
	struct session sessions[];
};

/* With one reference. Takes over the caller's reference to the strings. */
struct session_list *session_list_new(struct string_pool *strings, size_t capacity) MUST_USE;

/* Another reference. Returns its argument. */
struct session_list *session_list_ref(struct session_list *list) MUST_USE;

/* Drops a reference. NULL is allowed. */
void session_list_unref(struct session_list *list);

/*
 * Exchanges the reference for a sole one, to the same first count sessions, with room for capacity
 * of them at least.
 */
struct session_list *session_list_own(
	struct session_list *list, size_t count, size_t capacity) MUST_USE;

#endif
