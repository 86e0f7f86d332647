/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Most arenas need one small chunk. Further chunks hold many strings for a long time: they are
 * large enough for malloc() to map them separately and to unmap them when they are freed.
 */
enum { FIRST_CHUNK_SIZE = 64 * 1024, CHUNK_SIZE = 256 * 1024 };

struct arena_chunk {
	struct arena_chunk *next;
	/* bytes of memory[] */
	size_t size, used;
	alignas(max_align_t) unsigned char memory[];
};

/* Adds a chunk of at least size bytes. The first in the list is the one being filled. */
static struct arena_chunk *add_chunk(struct arena *arena, size_t size)
{
	size_t usual = arena->chunks ? CHUNK_SIZE : FIRST_CHUNK_SIZE;
	bool is_large = size > usual / 4;
	size_t room = is_large ? size : usual;
	struct arena_chunk *chunk;

	if (room > SIZE_MAX - sizeof(*chunk)) {
		base_fatal("out of memory: %zu bytes", size);
	}
	chunk = base_calloc(1, sizeof(*chunk) + room);
	chunk->size = room;
	/* A large chunk has no room left, so it goes second: the first is still being filled. */
	if (is_large && arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	return chunk;
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t start = chunk ? (chunk->used + alignment - 1) / alignment * alignment : 0;

	if (!chunk || start > chunk->size || size > chunk->size - start) {
		chunk = add_chunk(arena, size);
		start = 0;
	}
	chunk->used = start + size;
	arena->bytes += size;
	return chunk->memory + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, alignof(max_align_t));
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	size_t count = strnlen(text, length);
	char *copy = take(arena, count + 1, 1);

	memcpy(copy, text, count);
	return copy;
}

void arena_fini(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunks;

	while (chunk) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	*arena = (struct arena){0};
}
