/* SPDX-License-Identifier: MIT */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 64 };

/* Buffers may have held secrets, so memory is zeroed before it is freed. */
static void release(struct buf *buf)
{
	if (buf->data) {
		explicit_bzero(buf->data, buf->capacity);
	}
	free(buf->data);
}

/* Makes room for count more bytes and the NUL. */
static void reserve(struct buf *buf, size_t count)
{
	size_t wanted, capacity = buf->capacity ? buf->capacity : FIRST_CAPACITY;

	if (count >= SIZE_MAX / 2 - buf->length) {
		base_fatal("out of memory: a buffer of %zu bytes plus %zu", buf->length, count);
	}
	wanted = buf->length + count + 1;
	if (wanted <= buf->capacity) {
		return;
	}
	while (capacity < wanted) {
		capacity *= 2;
	}
	/* Not realloc(), which may leave a copy behind. */
	char *data = base_alloc(capacity);

	if (buf->data) {
		memcpy(data, buf->data, buf->length + 1);
	}
	release(buf);
	buf->data = data;
	buf->capacity = capacity;
}

void buf_append(struct buf *buf, const void *bytes, size_t count)
{
	if (count == 0) {
		return;
	}
	reserve(buf, count);
	memcpy(buf->data + buf->length, bytes, count);
	buf->length += count;
	buf->data[buf->length] = '\0';
}

void buf_puts(struct buf *buf, const char *text)
{
	buf_append(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char byte)
{
	buf_append(buf, &byte, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0) {
		base_fatal("cannot format \"%s\"", format);
	}
	reserve(buf, (size_t)length);
	va_start(args, format);
	vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
	va_end(args);
	buf->length += (size_t)length;
}

const char *buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	if (buf->data) {
		buf->data[0] = '\0';
	}
}

void buf_fini(struct buf *buf)
{
	release(buf);
	*buf = (struct buf){0};
}
