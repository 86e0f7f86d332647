/* SPDX-License-Identifier: MIT */
/* What every file needs: attributes, allocation that cannot fail, fatal errors. Any thread. */
#ifndef BEYATOP_BASE_H
#define BEYATOP_BASE_H

#include <stddef.h>

#define BEYATOP_VERSION "0.1.0"

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_index, args_index)                                                      \
	__attribute__((format(printf, format_index, args_index)))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/*
 * For what no caller can handle: out of memory or a broken invariant. Restores the terminal with
 * the hook below, prints the message to stderr and aborts.
 */
_Noreturn void base_fatal(const char *format, ...) PRINTF_LIKE(1, 2);

/*
 * base_fatal() calls the hook before it prints; NULL removes it. It must be async-signal-safe. Set
 * it before other threads start.
 */
void base_set_fatal_hook(void (*hook)(void));

/*
 * As malloc, calloc, realloc, strdup and strndup, but running out of memory is fatal. The caller
 * frees the result with free().
 */
void *base_alloc(size_t size) MUST_USE;
void *base_calloc(size_t count, size_t size) MUST_USE;
void *base_realloc(void *memory, size_t count, size_t size) MUST_USE;
char *base_strdup(const char *text) MUST_USE;
char *base_strndup(const char *text, size_t length) MUST_USE;

/*
 * Makes malloc() return large blocks, such as those of snapshots, to the system when they are
 * freed. For the whole process: call it at the start of main().
 */
void base_return_large_blocks(void);

/* An array of count elements with room for one more. A full one moves, and *capacity doubles. */
void *base_grow(void *array, size_t count, size_t *capacity, size_t size) MUST_USE;

#endif
