/* SPDX-License-Identifier: MIT */
#include "base/hash_table.h"

#include <stdlib.h>

struct hash_table_slot {
	/* position is HASH_TABLE_NONE in a free slot */
	uint32_t hash, position;
};

uint32_t hash_table_hash(uint32_t seed, const char *text)
{
	uint32_t hash = seed ^ 2166136261u;

	for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
		hash = (hash ^ *at) * 16777619u;
	}
	return hash;
}

static size_t next_slot(const struct hash_table *table, size_t at)
{
	return (at + 1) & (table->capacity - 1);
}

uint32_t hash_table_find(const struct hash_table *table, uint32_t hash,
	bool (*is_match)(const void *user, uint32_t position), const void *user)
{
	if (table->capacity == 0) {
		return HASH_TABLE_NONE;
	}
	size_t at = hash & (table->capacity - 1);

	for (; table->slots[at].position != HASH_TABLE_NONE; at = next_slot(table, at)) {
		const struct hash_table_slot *slot = &table->slots[at];

		if (slot->hash == hash && is_match(user, slot->position)) {
			return slot->position;
		}
	}
	return HASH_TABLE_NONE;
}

static void insert(struct hash_table *table, uint32_t hash, uint32_t position)
{
	size_t at = hash & (table->capacity - 1);

	while (table->slots[at].position != HASH_TABLE_NONE) {
		at = next_slot(table, at);
	}
	table->slots[at] = (struct hash_table_slot){hash, position};
}

static void grow(struct hash_table *table)
{
	struct hash_table old = *table;

	table->capacity = old.capacity ? old.capacity * 2 : 64;
	table->slots = base_realloc(NULL, table->capacity, sizeof(*table->slots));
	for (size_t i = 0; i < table->capacity; i++) {
		table->slots[i].position = HASH_TABLE_NONE;
	}
	for (size_t i = 0; i < old.capacity; i++) {
		if (old.slots[i].position != HASH_TABLE_NONE) {
			insert(table, old.slots[i].hash, old.slots[i].position);
		}
	}
	free(old.slots);
}

void hash_table_add(struct hash_table *table, uint32_t hash, uint32_t position)
{
	if ((table->count + 1) * 8 > table->capacity * 7) {
		grow(table);
	}
	insert(table, hash, position);
	table->count++;
}

static size_t find_slot(const struct hash_table *table, uint32_t hash, uint32_t position)
{
	size_t at = hash & (table->capacity - 1);

	while (table->slots[at].position != position) {
		if (table->slots[at].position == HASH_TABLE_NONE) {
			base_fatal("hash table: position %u is missing", position);
		}
		at = next_slot(table, at);
	}
	return at;
}

void hash_table_remove(struct hash_table *table, uint32_t hash, uint32_t position)
{
	size_t hole = find_slot(table, hash, position);

	table->count--;
	/* Moves entries back that were displaced past the hole, so that lookups still find them. */
	for (size_t at = next_slot(table, hole); table->slots[at].position != HASH_TABLE_NONE;
		at = next_slot(table, at)) {
		size_t home = table->slots[at].hash & (table->capacity - 1);
		size_t mask = table->capacity - 1;

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			table->slots[hole] = table->slots[at];
			hole = at;
		}
	}
	table->slots[hole].position = HASH_TABLE_NONE;
}

void hash_table_move(struct hash_table *table, uint32_t hash, uint32_t from, uint32_t to)
{
	table->slots[find_slot(table, hash, from)].position = to;
}

void hash_table_fini(struct hash_table *table)
{
	free(table->slots);
	*table = (struct hash_table){0};
}
