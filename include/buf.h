/* SPDX-License-Identifier: MIT */
/*
 * A growing buffer of bytes, always ended by a NUL that does not count. Start
 * with {0}. Memory that it gives back is zeroed before, because it may have held
 * secrets. One thread at a time; running out of memory is fatal.
 */
#ifndef BEYATOP_BUF_H
#define BEYATOP_BUF_H

#include "base.h"

#include <stddef.h>

struct buf {
	/* NULL while nothing was appended */
	char *data;
	size_t length, capacity;
};

void buf_append(struct buf *buf, const void *bytes, size_t count);
void buf_puts(struct buf *buf, const char *text);
void buf_putc(struct buf *buf, char byte);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text so far, "" when empty; borrowed until the next change. */
const char *buf_text(const struct buf *buf);

/* Forgets the content, keeps the memory. */
void buf_clear(struct buf *buf);

/* Frees the memory; the buffer is as new. */
void buf_fini(struct buf *buf);

#endif
