/* SPDX-License-Identifier: MIT */
/*
 * A set of sessions by primary key, in the order in which they were added. The strings are
 * borrowed: whoever adds them keeps them. One thread at a time.
 */
#ifndef BEYATOP_KEYSET_H
#define BEYATOP_KEYSET_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYSET_NONE SIZE_MAX

/* A session's primary key, as stored. */
struct session_id {
	const char *service, *user_id;
};

/* Start with {0}. */
struct keyset {
	/* count of them; a removal moves the last into the gap */
	struct session_id *ids;
	size_t count, capacity;
	/* open addressing: 1 + an index into ids, 0 when free */
	uint32_t *slots;
	size_t slots_count;
};

bool session_id_equal(const struct session_id *a, const struct session_id *b);

/* Its place in ids; KEYSET_NONE when it is not in the set. */
size_t keyset_find(const struct keyset *set, const struct session_id *id);

/* Adds one that is not in the set. Returns its place. */
size_t keyset_add(struct keyset *set, const struct session_id *id);

/* Removes the one at a place, which the last one takes. */
void keyset_remove(struct keyset *set, size_t place);

/* Frees the memory; the set is empty. */
void keyset_fini(struct keyset *set);

#endif
