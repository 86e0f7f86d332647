/* SPDX-License-Identifier: MIT */
#include "base.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

static void (*fatal_hook)(void);

void base_set_fatal_hook(void (*hook)(void))
{
	fatal_hook = hook;
}

_Noreturn void base_fatal(const char *format, ...)
{
	va_list args;

	if (fatal_hook) {
		fatal_hook();
	}
	dprintf(STDERR_FILENO, "beyatop: ");
	va_start(args, format);
	vdprintf(STDERR_FILENO, format, args);
	va_end(args);
	dprintf(STDERR_FILENO, "\n");
	abort();
}

static void *checked(void *memory, size_t size)
{
	if (!memory) {
		base_fatal("out of memory: %zu bytes", size);
	}
	return memory;
}

static size_t checked_product(size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size) {
		base_fatal("out of memory: %zu elements of %zu bytes", count, size);
	}
	return count * size;
}

/* malloc(0) may return NULL: allocate at least one byte. */
static size_t at_least_one(size_t size)
{
	return size ? size : 1;
}

void *base_alloc(size_t size)
{
	return checked(malloc(at_least_one(size)), size);
}

void *base_calloc(size_t count, size_t size)
{
	size_t total = checked_product(count, size);

	return checked(calloc(1, at_least_one(total)), total);
}

void *base_realloc(void *memory, size_t count, size_t size)
{
	size_t total = checked_product(count, size);

	return checked(realloc(memory, at_least_one(total)), total);
}

void *base_grow(void *array, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity) {
		return array;
	}
	*capacity = *capacity * 2 + 16;
	return base_realloc(array, *capacity, size);
}

char *base_strdup(const char *text)
{
	return base_strndup(text, strlen(text));
}

char *base_strndup(const char *text, size_t length)
{
	size_t count = strnlen(text, length);
	char *copy = base_alloc(count + 1);

	memcpy(copy, text, count);
	copy[count] = '\0';
	return copy;
}

/*
 * malloc() maps blocks of this size and more separately, and unmaps them when they are freed. We
 * set it because malloc() otherwise raises it when such a block is freed, and then keeps the
 * memory.
 */
#define MAPPED_BLOCK_BYTES (128 * 1024)

void base_return_large_blocks(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, MAPPED_BLOCK_BYTES);
#endif
}
