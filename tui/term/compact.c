/* SPDX-License-Identifier: MIT */
#include "term/compact.h"

#include <stdbool.h>
#include <string.h>

#define SELECT_ASCII "\033(B"

static bool begins_with(const char *text, size_t length, const char *prefix)
{
	return length >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

/* Where the text after an SGR sequence, which sets attributes, begins; 0: it does not begin so. */
static size_t skip_sgr(const char *text, size_t length)
{
	size_t at = strlen("\033[");

	if (!begins_with(text, length, "\033[")) {
		return 0;
	}
	while (at < length && strchr("0123456789;", text[at]) && text[at]) {
		at++;
	}
	return at < length && text[at] == 'm' ? at + 1 : 0;
}

/* The same for a useless selection of ASCII before a sequence. */
static size_t skip_ascii(const char *text, size_t length)
{
	return begins_with(text, length, SELECT_ASCII "\033[") ? strlen(SELECT_ASCII) : 0;
}

static bool is_reset(const char *sgr)
{
	return sgr[2] == 'm' || (sgr[2] == '0' && (sgr[3] == 'm' || sgr[3] == ';'));
}

/*
 * Appends the SGR sequence at the beginning of a text, joined with another after it, or not at all
 * if that resets it. Returns the length of what it has dealt with.
 */
static size_t append_sgr(struct buf *out, const char *text, size_t length)
{
	size_t end = skip_sgr(text, length);
	size_t next = end + skip_ascii(text + end, length - end);

	if (skip_sgr(text + next, length - next) == 0) {
		buf_append(out, text, end);
		return end;
	}
	if (is_reset(text + next)) {
		return next;
	}
	buf_append(out, text, end - 1);
	buf_puts(out, end == strlen("\033[m") ? "0;" : ";");
	next += strlen("\033[");
	end = strcspn(text + next, "m") + 1;
	buf_append(out, text + next, end);
	return next + end;
}

void compact_append(struct buf *out, const struct buf *written)
{
	const char *text = buf_text(written);
	size_t length = written->length, from = 0, at = 0;

	while (at < length) {
		size_t ascii = skip_ascii(text + at, length - at);
		bool is_sgr = skip_sgr(text + at, length - at) > 0;

		if (ascii > 0 || is_sgr) {
			buf_append(out, text + from, at - from);
			at += is_sgr ? append_sgr(out, text + at, length - at) : ascii;
			from = at;
		} else {
			at++;
		}
	}
	buf_append(out, text + from, length - from);
}
