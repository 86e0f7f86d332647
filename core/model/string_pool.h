/* SPDX-License-Identifier: MIT */
/*
 * Strings that snapshots share with the fleet instead of copying them. The network thread adds;
 * holders of a reference may read what was there when they got it. Freed with the last reference.
 */
#ifndef BEYATOP_STRING_POOL_H
#define BEYATOP_STRING_POOL_H

#include "base.h"

#include <stddef.h>

struct string_pool;

/* With one reference. */
struct string_pool *string_pool_new(void) MUST_USE;

/* Another reference; any thread that holds one. Returns its argument. */
struct string_pool *string_pool_ref(struct string_pool *pool) MUST_USE;

/* Drops a reference. NULL is allowed. */
void string_pool_unref(struct string_pool *pool);

/* Copies the text into the pool. Network thread only. */
const char *string_pool_add(struct string_pool *pool, const char *text) MUST_USE;

/* Bytes of all its strings, for deciding when to make a new pool. */
size_t string_pool_bytes(const struct string_pool *pool);

#endif
