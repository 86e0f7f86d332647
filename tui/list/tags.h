/* SPDX-License-Identifier: MIT */
/*
 * The sessions that the user tagged, by primary key: tags survive new data, and stay on sessions
 * that are not listed now. UI thread.
 */
#ifndef BEYATOP_TAGS_H
#define BEYATOP_TAGS_H

#include "list/session_set.h"

/* Start with {0}. The tagged sessions are keys.ids[0 .. keys.count). */
struct tags {
	/* own copies of the strings */
	struct session_set keys;
};

bool tags_has(const struct tags *tags, const struct session_id *id);

/* Tags or untags a session; no effect if it already is. The strings are copied. */
void tags_set(struct tags *tags, const struct session_id *id, bool is_tagged);

/* Removes all tags and frees their memory. */
void tags_clear(struct tags *tags);

#endif
