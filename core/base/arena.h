/* SPDX-License-Identifier: MIT */
/*
 * Memory that is freed all at once. Allocations never move. One thread allocates at a time; any
 * thread may read what was allocated.
 */
#ifndef BEYATOP_ARENA_H
#define BEYATOP_ARENA_H

#include "base.h"

#include <stddef.h>

struct arena_chunk;

/* Start with {0}. */
struct arena {
	struct arena_chunk *chunks;
	/* allocated so far */
	size_t bytes;
};

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size) MUST_USE;

/* Copies with a NUL at the end; not aligned. */
char *arena_strdup(struct arena *arena, const char *text) MUST_USE;
char *arena_strndup(struct arena *arena, const char *text, size_t length) MUST_USE;

/* Frees everything; the arena can be used again. */
void arena_fini(struct arena *arena);

#endif
