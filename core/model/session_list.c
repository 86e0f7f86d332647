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
	struct session_list *list = base_alloc(size_of(capacity));

	atomic_init(&list->references, 1);
	list->strings = strings;
	list->capacity = capacity;
	return list;
}

struct session_list *session_list_ref(struct session_list *list)
{
	atomic_fetch_add(&list->references, 1);
	return list;
}

void session_list_unref(struct session_list *list)
{
	if (list && atomic_fetch_sub(&list->references, 1) == 1) {
		string_pool_unref(list->strings);
		free(list);
	}
}

struct session_list *session_list_own(struct session_list *list, size_t count, size_t capacity)
{
	if (capacity < list->capacity) {
		capacity = list->capacity;
	}
	if (atomic_load(&list->references) > 1) {
		struct session_list *own =
			session_list_new(string_pool_ref(list->strings), capacity);

		memcpy(own->sessions, list->sessions, count * sizeof(*list->sessions));
		session_list_unref(list);
		return own;
	}
	if (capacity > list->capacity) {
		list = base_realloc(list, 1, size_of(capacity));
		list->capacity = capacity;
	}
	return list;
}
