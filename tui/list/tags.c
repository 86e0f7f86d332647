/* SPDX-License-Identifier: MIT */
#include "list/tags.h"

#include <stdlib.h>
#include <string.h>

bool tags_has(const struct tags *tags, const struct session_id *id)
{
	return session_set_find(&tags->keys, id) != SESSION_SET_NONE;
}

/* Both strings in one allocation, which begins at .service. */
static struct session_id copy_id(const struct session_id *id)
{
	size_t service_size = strlen(id->service) + 1, user_size = strlen(id->user_id) + 1;
	char *copy = base_alloc(service_size + user_size);

	memcpy(copy, id->service, service_size);
	memcpy(copy + service_size, id->user_id, user_size);
	return (struct session_id){.service = copy, .user_id = copy + service_size};
}

static void free_id(const struct session_id *id)
{
	free((char *)(uintptr_t)id->service);
}

void tags_set(struct tags *tags, const struct session_id *id, bool is_tagged)
{
	size_t place = session_set_find(&tags->keys, id);

	if (is_tagged && place == SESSION_SET_NONE) {
		struct session_id copy = copy_id(id);

		session_set_add(&tags->keys, &copy);
	} else if (!is_tagged && place != SESSION_SET_NONE) {
		struct session_id copy = tags->keys.ids[place];

		session_set_remove(&tags->keys, place);
		free_id(&copy);
	}
}

void tags_clear(struct tags *tags)
{
	for (size_t i = 0; i < tags->keys.count; i++) {
		free_id(&tags->keys.ids[i]);
	}
	session_set_fini(&tags->keys);
}
