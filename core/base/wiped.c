/* SPDX-License-Identifier: MIT */
#include "base/wiped.h"

#include "base.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Precedes each block and holds its size, padded to keep the block aligned. */
union head {
	size_t size;
	max_align_t alignment;
};

void *wiped_malloc(size_t size)
{
	if (size > SIZE_MAX - sizeof(union head)) {
		base_fatal("out of memory: %zu bytes", size);
	}
	union head *head = base_alloc(sizeof(*head) + size);

	head->size = size;
	return head + 1;
}

void *wiped_calloc(size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size) {
		base_fatal("out of memory: %zu elements of %zu bytes", count, size);
	}
	return memset(wiped_malloc(count * size), 0, count * size);
}

/* realloc() could leave an unwiped copy behind. */
void *wiped_realloc(void *memory, size_t size)
{
	void *moved = wiped_malloc(size);

	if (memory) {
		size_t old_size = ((union head *)memory - 1)->size;

		memcpy(moved, memory, old_size < size ? old_size : size);
		wiped_free(memory);
	}
	return moved;
}

char *wiped_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(wiped_malloc(size), text, size);
}

void wiped_free(void *memory)
{
	if (memory) {
		union head *head = (union head *)memory - 1;

		explicit_bzero(memory, head->size);
		free(head);
	}
}
