/* SPDX-License-Identifier: MIT */
/*
 * A hash table (open addressing) of positions in an array that the caller owns. It stores hashes
 * and positions, never the elements. One thread at a time.
 */
#ifndef BEYATOP_HASH_TABLE_H
#define BEYATOP_HASH_TABLE_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

#define HASH_TABLE_NONE UINT32_MAX

/* Start with {0}. */
struct hash_table {
	struct hash_table_slot *slots;
	size_t capacity, count;
};

/* FNV-1a over the text, seeded with another hash or 0. */
uint32_t hash_table_hash(uint32_t seed, const char *text);

/* The position with this hash for which is_match(user, position) is true; else HASH_TABLE_NONE. */
uint32_t hash_table_find(const struct hash_table *table, uint32_t hash,
	bool (*is_match)(const void *user, uint32_t position), const void *user);

/* The pair must not be in the table yet. */
void hash_table_add(struct hash_table *table, uint32_t hash, uint32_t position);

/* The pair must be in the table. */
void hash_table_remove(struct hash_table *table, uint32_t hash, uint32_t position);

/* Records that the element with this hash has moved. */
void hash_table_move(struct hash_table *table, uint32_t hash, uint32_t from, uint32_t to);

void hash_table_fini(struct hash_table *table);

#endif
