/* SPDX-License-Identifier: MIT */
#include "model/string_pool.h"

#include "base/arena.h"

#include <stdatomic.h>
#include <stdlib.h>

struct string_pool {
	atomic_uint references;
	struct arena arena;
};

struct string_pool *string_pool_new(void)
{
	struct string_pool *pool = base_calloc(1, sizeof(*pool));

	atomic_init(&pool->references, 1);
	return pool;
}

struct string_pool *string_pool_ref(struct string_pool *pool)
{
	atomic_fetch_add(&pool->references, 1);
	return pool;
}

void string_pool_unref(struct string_pool *pool)
{
	if (pool && atomic_fetch_sub(&pool->references, 1) == 1) {
		arena_fini(&pool->arena);
		free(pool);
	}
}

const char *string_pool_add(struct string_pool *pool, const char *text)
{
	return arena_strdup(&pool->arena, text);
}

size_t string_pool_bytes(const struct string_pool *pool)
{
	return pool->arena.bytes;
}
