/* SPDX-License-Identifier: MIT */
#include "fleet/services.h"

#include <stdlib.h>
#include <string.h>

struct wanted {
	const struct services *services;
	const char *name;
};

static bool is_named(const void *user, uint32_t position)
{
	const struct wanted *wanted = user;

	return strcmp(wanted->services->list[position].name, wanted->name) == 0;
}

uint32_t services_find(const struct services *services, const char *name)
{
	struct wanted wanted = {services, name};

	return hash_table_find(&services->by_name, hash_table_hash(0, name), is_named, &wanted);
}

uint32_t services_add(struct services *services, const char *name)
{
	uint32_t position = services_find(services, name);

	if (position != HASH_TABLE_NONE) {
		return position;
	}
	services->list = base_grow(
		services->list, services->count, &services->capacity, sizeof(*services->list));
	position = (uint32_t)services->count++;
	struct service *service = &services->list[position];

	*service = (struct service){
		.name = arena_strdup(&services->names, name),
		.hash = hash_table_hash(0, name),
		.limits = services->settings ? settings_limits(services->settings, name) : NULL,
	};
	services->name_bytes += strlen(name) + 1;
	hash_table_add(&services->by_name, service->hash, position);
	return position;
}

void services_note_poll(
	struct services *services, const struct session *before, const struct session *now)
{
	if (now->service < SERVICES_MAX_SHOWN) {
		usual_delay_note(&services->list[now->service].delay, before, now);
	}
}

void services_fini(struct services *services)
{
	for (size_t i = 0; i < services->count; i++) {
		service_samples_fini(&services->list[i].samples);
		usual_delay_fini(&services->list[i].delay);
	}
	free(services->list);
	arena_fini(&services->names);
	hash_table_fini(&services->by_name);
	*services = (struct services){0};
}
