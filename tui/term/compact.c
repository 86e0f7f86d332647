/* SPDX-License-Identifier: MIT */
#include "term/compact.h"

#include "base.h"

#include <stdbool.h>
#include <string.h>

#define SELECT_ASCII "\033(B"

static bool begins_with(const char *text, size_t length, const char *prefix)
{
	return length >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_reset(const char *text, size_t length)
{
	size_t skipped = begins_with(text, length, SELECT_ASCII) ? strlen(SELECT_ASCII) : 0;

	return begins_with(text + skipped, length - skipped, "\033[m") ||
	       begins_with(text + skipped, length - skipped, "\033[0;");
}

/* How many bytes at the beginning of a text have no effect. */
static size_t count_needless(const char *text, size_t length)
{
	static const char *const colors[] = {"\033[39m", "\033[49m", "\033[39;49m"};

	if (begins_with(text, length, SELECT_ASCII "\033[")) {
		return strlen(SELECT_ASCII);
	}
	for (size_t i = 0; i < ARRAY_LEN(colors); i++) {
		size_t color = strlen(colors[i]);

		if (begins_with(text, length, colors[i]) &&
			is_reset(text + color, length - color)) {
			return color;
		}
	}
	return 0;
}

void compact_append(struct buf *out, const struct buf *written)
{
	const char *text = buf_text(written);
	size_t from = 0, at = 0;

	while (at < written->length) {
		size_t needless =
			text[at] == '\033' ? count_needless(text + at, written->length - at) : 0;

		if (needless > 0) {
			buf_append(out, text + from, at - from);
			from = at + needless;
		}
		at += needless > 0 ? needless : 1;
	}
	buf_append(out, text + from, written->length - from);
}
