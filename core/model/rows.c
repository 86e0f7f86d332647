/* SPDX-License-Identifier: MIT */
#include "model/rows.h"

#include <stdlib.h>
#include <string.h>

static size_t size_of(size_t capacity)
{
	return sizeof(struct rows) + capacity * sizeof(struct session);
}

struct rows *rows_new(struct string_pool *strings, size_t capacity)
{
	struct rows *rows = base_alloc(size_of(capacity));

	atomic_init(&rows->references, 1);
	rows->strings = strings;
	rows->capacity = capacity;
	return rows;
}

struct rows *rows_ref(struct rows *rows)
{
	atomic_fetch_add(&rows->references, 1);
	return rows;
}

void rows_unref(struct rows *rows)
{
	if (rows && atomic_fetch_sub(&rows->references, 1) == 1) {
		string_pool_unref(rows->strings);
		free(rows);
	}
}

struct rows *rows_own(struct rows *rows, size_t count, size_t capacity)
{
	if (capacity < rows->capacity) {
		capacity = rows->capacity;
	}
	if (atomic_load(&rows->references) > 1) {
		struct rows *own = rows_new(string_pool_ref(rows->strings), capacity);

		memcpy(own->sessions, rows->sessions, count * sizeof(*rows->sessions));
		rows_unref(rows);
		return own;
	}
	if (capacity > rows->capacity) {
		rows = base_realloc(rows, 1, size_of(capacity));
		rows->capacity = capacity;
	}
	return rows;
}
