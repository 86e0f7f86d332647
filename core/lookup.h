/* SPDX-License-Identifier: MIT */
/*
 * Where is the element with this hash? An open-addressing table of positions in
 * an array that the caller keeps; it never looks at the elements itself. One
 * thread at a time.
 */
#ifndef BEYATOP_LOOKUP_H
#define BEYATOP_LOOKUP_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

#define LOOKUP_NONE UINT32_MAX

/* Start with {0}. */
struct lookup {
	struct lookup_slot *slots;
	size_t capacity, count;
};

/* FNV-1a over the text, seeded with another hash or 0. */
uint32_t lookup_hash(uint32_t seed, const char *text);

/* The position with this hash for which is_match(user, position) holds; LOOKUP_NONE if none. */
uint32_t lookup_find(const struct lookup *lookup, uint32_t hash,
	bool (*is_match)(const void *user, uint32_t position), const void *user);

/* The pair must not be there yet. */
void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t position);

/* The pair must be there. */
void lookup_remove(struct lookup *lookup, uint32_t hash, uint32_t position);

/* The element of this hash has moved. */
void lookup_move(struct lookup *lookup, uint32_t hash, uint32_t from, uint32_t to);

void lookup_fini(struct lookup *lookup);

#endif
