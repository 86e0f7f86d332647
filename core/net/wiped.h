/* SPDX-License-Identifier: MIT */
/*
 * Memory that is zeroed when it is given back, for libraries that secrets pass through. As the
 * functions of the C library without the prefix, NULL when there is none; what one of these gave
 * only these take. Any thread.
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
