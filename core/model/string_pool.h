/* SPDX-License-Identifier: MIT */
/*
 * Strings that snapshots share with the fleet instead of copying them. Only the network thread adds
 * strings; holders of a reference may read those that existed when they got it. Dropping the last
 * reference frees the pool.
 */
#ifndef BEYATOP_STRING_POOL_H
#define BEYATOP_STRING_POOL_H

#include "base.h"

#include <stddef.h>

struct string_pool;

/* With one reference. */
struct string_pool *string_pool_new(void) MUST_USE;

/* Adds a reference and returns its argument. Any thread that holds one. */
struct string_pool *string_pool_ref(struct string_pool *pool) MUST_USE;

/* Drops a reference. NULL is allowed. */
void string_pool_unref(struct string_pool *pool);

/* Copies the text into the pool. Network thread only. */
const char *string_pool_add(struct string_pool *pool, const char *text) MUST_USE;

/* Total size of its strings in bytes; tells when to start a new pool. */
size_t string_pool_bytes(const struct string_pool *pool);

#endif
