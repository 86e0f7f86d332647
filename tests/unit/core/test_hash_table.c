/* SPDX-License-Identifier: MIT */
#include "base/hash_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* The caller's array: what is at each position, if anything. */
#define MAX_ELEMENTS 512

struct model {
	struct hash_table lookup;
	uint32_t hashes[MAX_ELEMENTS];
	/* without duplicates */
	int names[MAX_ELEMENTS];
	uint32_t count;
	int next_name;
};

struct wanted {
	const struct model *model;
	int name;
};

static bool is_named(const void *user, uint32_t position)
{
	const struct wanted *wanted = user;

	assert_true(position < wanted->model->count);
	return wanted->model->names[position] == wanted->name;
}

static uint32_t find(const struct model *model, uint32_t hash, int name)
{
	struct wanted wanted = {model, name};

	return hash_table_find(&model->lookup, hash, is_named, &wanted);
}

static void add(struct model *model, uint32_t hash)
{
	uint32_t position = model->count++;

	model->hashes[position] = hash;
	model->names[position] = model->next_name++;
	hash_table_add(&model->lookup, hash, position);
}

/* As in an array without gaps: the last element moves into the hole. */
static void remove_at(struct model *model, uint32_t position)
{
	uint32_t last = --model->count;

	hash_table_remove(&model->lookup, model->hashes[position], position);
	if (position != last) {
		hash_table_move(&model->lookup, model->hashes[last], last, position);
		model->hashes[position] = model->hashes[last];
		model->names[position] = model->names[last];
	}
}

static void assert_agrees(const struct model *model)
{
	assert_int_equal(model->lookup.count, model->count);
	for (uint32_t i = 0; i < model->count; i++) {
		assert_int_equal(find(model, model->hashes[i], model->names[i]), i);
	}
	/* Never added: the search goes to the end of the longest run. */
	for (uint32_t hash = 0; hash < 64; hash++) {
		assert_int_equal(find(model, hash, -1), HASH_TABLE_NONE);
	}
}

/* Few bits of hash make long runs of slots that wrap around the end of the table. */
static void play(unsigned hash_bits, unsigned seed)
{
	struct model model = {0};
	uint32_t chance = seed;

	for (int step = 0; step < 4000; step++) {
		chance = chance * 1664525u + 1013904223u;
		bool adds = model.count == 0 || (chance >> 16) % 100 < (step < 2000 ? 60u : 40u);

		if (adds && model.count < MAX_ELEMENTS) {
			/* Near the end of the table, so that runs continue at its start. */
			add(&model, UINT32_MAX - ((chance >> 8) & ((1u << hash_bits) - 1)));
		} else {
			remove_at(&model, (chance >> 8) % model.count);
		}
		if (step % 16 == 0) {
			assert_agrees(&model);
		}
	}
	assert_agrees(&model);
	while (model.count > 0) {
		remove_at(&model, model.count / 2);
		assert_agrees(&model);
	}
	hash_table_fini(&model.lookup);
}

static void test_against_a_plain_array(void **state)
{
	(void)state;
	for (unsigned hash_bits = 0; hash_bits <= 12; hash_bits += 2) {
		play(hash_bits, 7 + hash_bits);
	}
}

static void test_same_hash_twice(void **state)
{
	(void)state;
	struct model model = {0};

	add(&model, 5);
	add(&model, 5);
	assert_int_equal(find(&model, 5, 0), 0);
	assert_int_equal(find(&model, 5, 1), 1);
	/* Another hash that starts at the same slot. */
	assert_int_equal(find(&model, 5 + (1u << 16), 0), HASH_TABLE_NONE);
	remove_at(&model, 0);
	assert_int_equal(find(&model, 5, 0), HASH_TABLE_NONE);
	assert_int_equal(find(&model, 5, 1), 0);
	hash_table_fini(&model.lookup);
}

static void test_empty(void **state)
{
	(void)state;
	struct model model = {0};

	assert_int_equal(find(&model, 5, 0), HASH_TABLE_NONE);
	add(&model, 5);
	remove_at(&model, 0);
	assert_int_equal(find(&model, 5, 0), HASH_TABLE_NONE);
	hash_table_fini(&model.lookup);
	assert_null(model.lookup.slots);
	assert_int_equal(find(&model, 5, 0), HASH_TABLE_NONE);
	hash_table_fini(&model.lookup);
}

static void test_hash(void **state)
{
	(void)state;
	/* The published test vectors of 32-bit FNV-1a. */
	assert_int_equal(hash_table_hash(0, ""), 0x811c9dc5u);
	assert_int_equal(hash_table_hash(0, "a"), 0xe40c292cu);
	assert_int_equal(hash_table_hash(0, "foobar"), 0xbf9cf968u);
	/* The seed matters, and so does the boundary between two texts. */
	assert_int_not_equal(hash_table_hash(1, "a"), hash_table_hash(0, "a"));
	assert_int_not_equal(hash_table_hash(hash_table_hash(0, "ab"), "c"),
		hash_table_hash(hash_table_hash(0, "a"), "bc"));
}

int main(void)
{
	const struct CMUnitTest lookup[] = {
		cmocka_unit_test(test_against_a_plain_array),
		cmocka_unit_test(test_same_hash_twice),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(lookup, NULL, NULL);
}
