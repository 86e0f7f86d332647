/* SPDX-License-Identifier: MIT */
#include "diagnosis/markdown.h"

#include "text.h"
#include "timestamp.h"

#include <string.h>

void markdown_put(struct buf *out, const char *words, const char *text)
{
	char bytes[4];
	uint32_t code_point;

	buf_puts(out, words);
	while ((code_point = text_next(&text)) != 0) {
		if (code_point < 0x80 && strchr("\\`*_{}[]<>|#~&", (int)code_point)) {
			buf_putc(out, '\\');
		}
		buf_append(out, bytes, text_encode(code_point, bytes));
	}
}

void markdown_put_time(struct buf *out, const char *words, int64_t time_ms)
{
	char text[TIMESTAMP_SIZE];

	timestamp_format(time_ms, 0, text);
	buf_printf(out, "%s%s", words, text);
}
