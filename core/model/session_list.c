/* SPDX-License-Identifier: MIT */
#include "model/session_list.h"

#include <stdlib.h>
#include <string.h>

static size_t size_of(size_t capacity)
{
	return sizeof(struct session_list) + capacity * sizeof(struct session);
}

struct session_list *session_list_new(struct string_pool *strings, size_t capacity)
{
	struct session_list *rows = base_alloc(size_of(capacity));

	atomic_init(&rows->references, 1);
	rows->strings = strings;
	rows->capacity = capacity;
	return rows;
}

struct session_list *session_list_ref(struct session_list *rows)
{
	atomic_fetch_add(&rows->references, 1);
	return rows;
}

void session_list_unref(struct session_list *rows)
{
	if (rows && atomic_fetch_sub(&rows->references, 1) == 1) {
		string_pool_unref(rows->strings);
		free(rows);
	}
}

struct session_list *session_list_own(struct session_list *rows, size_t count, size_t capacity)
{
	if (capacity < rows->capacity) {
		capacity = rows->capacity;
	}
	if (atomic_load(&rows->references) > 1) {
		struct session_list *own =
			session_list_new(string_pool_ref(rows->strings), capacity);

		memcpy(own->sessions, rows->sessions, count * sizeof(*rows->sessions));
		session_list_unref(rows);
		return own;
	}
	if (capacity > rows->capacity) {
		rows = base_realloc(rows, 1, size_of(capacity));
		rows->capacity = capacity;
	}
	return rows;
}
