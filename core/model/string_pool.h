/* SPDX-License-Identifier: MIT */
/*
 * Strings that snapshots share with the fleet instead of copying them. The
 * network thread adds; anyone who holds a reference may read what was there when
 * the reference was handed over. Freed with the last reference.
 */
#ifndef BEYATOP_STRING_POOL_H
#define BEYATOP_STRING_POOL_H

#include "base.h"

#include <stddef.h>

struct string_pool;

/* One reference, the caller's. */
struct string_pool *string_pool_new(void) MUST_USE;

/* Another reference; any thread that holds one. Returns its argument. */
struct string_pool *string_pool_ref(struct string_pool *pool) MUST_USE;

/* Gives a reference back. NULL is allowed. */
void string_pool_unref(struct string_pool *pool);

/* A copy that lives as long as the strings. The network thread only. */
const char *string_pool_add(struct string_pool *pool, const char *text) MUST_USE;

/* Bytes handed out, for deciding when to start anew. */
size_t string_pool_bytes(const struct string_pool *pool);

#endif
