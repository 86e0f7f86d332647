/* SPDX-License-Identifier: MIT */
/*
 * The allocator of the libraries that handle secrets: libcurl, libcrypto and cJSON. Memory is
 * zeroed when it is freed. Running out of memory is fatal, because these libraries mistake it for
 * something else (cJSON for bad input; libcurl gives the same error when a header is too long) or
 * crash (libcrypto, during its own initialization). Otherwise the functions work like the C
 * library's. Do not mix them with free() and realloc(). Any thread.
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
