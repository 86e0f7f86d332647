/* SPDX-License-Identifier: MIT */
#include "lookup.h"

#include <stdlib.h>

struct lookup_slot {
	uint32_t hash, position; /* position LOOKUP_NONE: the slot is free */
};

uint32_t lookup_hash(uint32_t seed, const char *text)
{
	uint32_t hash = seed ^ 2166136261u;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		hash = (hash ^ *at) * 16777619u;
	}
	return hash;
}

static size_t next_slot(const struct lookup *lookup, size_t at)
{
	return (at + 1) & (lookup->capacity - 1);
}

uint32_t lookup_find(const struct lookup *lookup, uint32_t hash,
	bool (*is_match)(const void *user, uint32_t position), const void *user)
{
	if (lookup->capacity == 0) {
		return LOOKUP_NONE;
	}
	size_t at = hash & (lookup->capacity - 1);
	for (; lookup->slots[at].position != LOOKUP_NONE; at = next_slot(lookup, at)) {
		const struct lookup_slot *slot = &lookup->slots[at];
		if (slot->hash == hash && is_match(user, slot->position)) {
			return slot->position;
		}
	}
	return LOOKUP_NONE;
}

static void insert(struct lookup *lookup, uint32_t hash, uint32_t position)
{
	size_t at = hash & (lookup->capacity - 1);
	while (lookup->slots[at].position != LOOKUP_NONE) {
		at = next_slot(lookup, at);
	}
	lookup->slots[at] = (struct lookup_slot){hash, position};
}

static void grow(struct lookup *lookup)
{
	struct lookup old = *lookup;
	lookup->capacity = old.capacity ? old.capacity * 2 : 64;
	lookup->slots = base_realloc(NULL, lookup->capacity, sizeof(*lookup->slots));
	for (size_t i = 0; i < lookup->capacity; i++) {
		lookup->slots[i].position = LOOKUP_NONE;
	}
	for (size_t i = 0; i < old.capacity; i++) {
		if (old.slots[i].position != LOOKUP_NONE) {
			insert(lookup, old.slots[i].hash, old.slots[i].position);
		}
	}
	free(old.slots);
}

void lookup_add(struct lookup *lookup, uint32_t hash, uint32_t position)
{
	if ((lookup->count + 1) * 8 > lookup->capacity * 7) {
		grow(lookup);
	}
	insert(lookup, hash, position);
	lookup->count++;
}

static size_t find_slot(const struct lookup *lookup, uint32_t hash, uint32_t position)
{
	size_t at = hash & (lookup->capacity - 1);
	while (lookup->slots[at].position != position) {
		if (lookup->slots[at].position == LOOKUP_NONE) {
			base_fatal("lookup: position %u is not there", position);
		}
		at = next_slot(lookup, at);
	}
	return at;
}

void lookup_remove(struct lookup *lookup, uint32_t hash, uint32_t position)
{
	size_t hole = find_slot(lookup, hash, position);
	lookup->count--;
	/* Whatever was pushed past the hole from a slot at or before it moves back into it. */
	for (size_t at = next_slot(lookup, hole); lookup->slots[at].position != LOOKUP_NONE;
		at = next_slot(lookup, at)) {
		size_t home = lookup->slots[at].hash & (lookup->capacity - 1);
		size_t mask = lookup->capacity - 1;
		if (((at - home) & mask) >= ((at - hole) & mask)) {
			lookup->slots[hole] = lookup->slots[at];
			hole = at;
		}
	}
	lookup->slots[hole].position = LOOKUP_NONE;
}

void lookup_move(struct lookup *lookup, uint32_t hash, uint32_t from, uint32_t to)
{
	lookup->slots[find_slot(lookup, hash, from)].position = to;
}

void lookup_fini(struct lookup *lookup)
{
	free(lookup->slots);
	*lookup = (struct lookup){0};
}
