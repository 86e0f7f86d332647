/* SPDX-License-Identifier: MIT */
#include "net/wiped.h"

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
	union head *head = size <= SIZE_MAX - sizeof(*head) ? malloc(sizeof(*head) + size) : NULL;

	if (!head) {
		return NULL;
	}
	head->size = size;
	return head + 1;
}

void *wiped_calloc(size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / size) {
		return NULL;
	}
	void *memory = wiped_malloc(count * size);

	return memory ? memset(memory, 0, count * size) : NULL;
}

/* realloc() could leave an unwiped copy behind. */
void *wiped_realloc(void *memory, size_t size)
{
	void *moved = wiped_malloc(size);

	if (moved && memory) {
		size_t old_size = ((union head *)memory - 1)->size;

		memcpy(moved, memory, old_size < size ? old_size : size);
		wiped_free(memory);
	}
	return moved;
}

char *wiped_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = wiped_malloc(size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void wiped_free(void *memory)
{
	if (memory) {
		union head *head = (union head *)memory - 1;

		explicit_bzero(memory, head->size);
		free(head);
	}
}
