/* SPDX-License-Identifier: MIT */
/*
 * A growing buffer of bytes, always terminated by a NUL that length does not count. Start with {0}.
 * Its memory is zeroed before it is freed, because it may have held secrets. Running out of memory
 * is fatal. One thread at a time.
 */
#ifndef BEYATOP_BUF_H
#define BEYATOP_BUF_H

#include "base.h"

#include <stddef.h>

struct buf {
	/* NULL until something is appended */
	char *data;
	size_t length, capacity;
};

void buf_append(struct buf *buf, const void *bytes, size_t count);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char byte);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The content as a string, "" if empty; borrowed until the next change. */
const char *buf_text(const struct buf *buf);

/* Removes the content and keeps the memory. */
void buf_clear(struct buf *buf);

/* Frees the memory; the buffer can be used again. */
void buf_fini(struct buf *buf);

#endif
