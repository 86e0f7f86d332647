/* SPDX-License-Identifier: MIT */
#include "list/session_set.h"

#include <stdlib.h>
#include <string.h>

bool session_id_equal(const struct session_id *a, const struct session_id *b)
{
	return strcmp(a->user_id, b->user_id) == 0 && strcmp(a->service, b->service) == 0;
}

/* FNV-1a over both names, separated by a byte that no key has. */
static uint64_t hash(const struct session_id *id)
{
	uint64_t value = UINT64_C(14695981039346656037);

	for (const char *at = id->user_id; *at; at++) {
		value = (value ^ (unsigned char)*at) * UINT64_C(1099511628211);
	}
	value = (value ^ 0xFF) * UINT64_C(1099511628211);
	for (const char *at = id->service; *at; at++) {
		value = (value ^ (unsigned char)*at) * UINT64_C(1099511628211);
	}
	return value ^ value >> 32;
}

static size_t home_of(const struct session_set *set, const struct session_id *id)
{
	return (size_t)hash(id) & (set->slots_count - 1);
}

static size_t next_slot(const struct session_set *set, size_t slot)
{
	return (slot + 1) & (set->slots_count - 1);
}

/* The slot of a key, or the free slot for it. */
static size_t find_slot(const struct session_set *set, const struct session_id *id)
{
	size_t slot = home_of(set, id);

	while (set->slots[slot] != 0 && !session_id_equal(&set->ids[set->slots[slot] - 1], id)) {
		slot = next_slot(set, slot);
	}
	return slot;
}

size_t session_set_find(const struct session_set *set, const struct session_id *id)
{
	if (set->count == 0) {
		return SESSION_SET_NONE;
	}
	uint32_t entry = set->slots[find_slot(set, id)];

	return entry == 0 ? SESSION_SET_NONE : entry - 1;
}

/* Makes room for one more; at most half of the slots are used. */
static void grow(struct session_set *set)
{
	if (set->count < set->capacity) {
		return;
	}
	set->capacity = set->capacity ? 2 * set->capacity : 16;
	set->ids = base_realloc(set->ids, set->capacity, sizeof(*set->ids));
	free(set->slots);
	set->slots_count = 2 * set->capacity;
	set->slots = base_calloc(set->slots_count, sizeof(*set->slots));
	for (size_t i = 0; i < set->count; i++) {
		set->slots[find_slot(set, &set->ids[i])] = (uint32_t)(i + 1);
	}
}

size_t session_set_add(struct session_set *set, const struct session_id *id)
{
	grow(set);
	set->ids[set->count] = *id;
	set->slots[find_slot(set, id)] = (uint32_t)(set->count + 1);
	return set->count++;
}

/* Keeps the entries after a freed slot reachable: each moves up as far as its home slot allows. */
static void close_gap(struct session_set *set, size_t gap)
{
	for (size_t slot = next_slot(set, gap); set->slots[slot] != 0;
		slot = next_slot(set, slot)) {
		size_t home = home_of(set, &set->ids[set->slots[slot] - 1]);
		size_t way = (slot - home) & (set->slots_count - 1);

		if (way >= ((slot - gap) & (set->slots_count - 1))) {
			set->slots[gap] = set->slots[slot];
			set->slots[slot] = 0;
			gap = slot;
		}
	}
}

void session_set_remove(struct session_set *set, size_t place)
{
	size_t slot = find_slot(set, &set->ids[place]);

	set->slots[slot] = 0;
	close_gap(set, slot);
	set->count--;
	if (place != set->count) {
		set->slots[find_slot(set, &set->ids[set->count])] = (uint32_t)(place + 1);
		set->ids[place] = set->ids[set->count];
	}
}

void session_set_fini(struct session_set *set)
{
	free(set->ids);
	free(set->slots);
	*set = (struct session_set){0};
}
