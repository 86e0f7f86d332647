/* SPDX-License-Identifier: MIT */
/*
 * An allocator that zeroes memory when it is freed, for libraries that handle secrets. The
 * functions work like the C library's and return NULL when out of memory. Do not mix them with
 * free() and realloc(). Any thread.
 */
#ifndef BEYATOP_WIPED_H
#define BEYATOP_WIPED_H

#include <stddef.h>

void *wiped_malloc(size_t size);
void *wiped_calloc(size_t count, size_t size);
void *wiped_realloc(void *memory, size_t size);
char *wiped_strdup(const char *text);
void wiped_free(void *memory);

#endif
