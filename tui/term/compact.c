/* SPDX-License-Identifier: MIT */
#include "term/compact.h"

#include <stdbool.h>
#include <string.h>

#define SELECT_ASCII "\033(B"
#define CSI          "\033["

static bool begins_with(const char *text, size_t length, const char *prefix)
{
	return length >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

/* The length of an SGR sequence, which sets attributes, at the beginning of a text; 0: none. */
static size_t length_of_sgr(const char *text, size_t length)
{
	size_t at = strlen(CSI);

	if (!begins_with(text, length, CSI)) {
		return 0;
	}
	while (at < length && text[at] && strchr("0123456789;", text[at])) {
		at++;
	}
	return at < length && text[at] == 'm' ? at + 1 : 0;
}

/* The same of a selection of ASCII that a sequence follows. */
static size_t length_of_ascii(const char *text, size_t length)
{
	return begins_with(text, length, SELECT_ASCII CSI) ? strlen(SELECT_ASCII) : 0;
}

/* Adds the parameters of another sequence; one that begins with 0 resets what those before set. */
static void join(struct buf *parameters, const char *text, size_t length)
{
	bool is_reset = length == 0 || (text[0] == '0' && (length == 1 || text[1] == ';'));

	if (is_reset) {
		buf_clear(parameters);
	} else if (parameters->length > 0) {
		buf_putc(parameters, ';');
	}
	buf_append(parameters, text, length);
}

/*
 * Appends the SGR sequences at the beginning of a text as one. is_plain: no attribute is set, so
 * that none needs to be reset. Returns their length; 0: there are none.
 */
static size_t append_sgr(struct buf *out, const char *text, size_t length, bool *is_plain)
{
	struct buf parameters = {0};
	size_t at = 0, end;

	for (;;) {
		size_t start = at + length_of_ascii(text + at, length - at);

		end = length_of_sgr(text + start, length - start);
		if (end == 0) {
			break;
		}
		start += strlen(CSI);
		at = start - strlen(CSI) + end;
		/* "ESC [ m" after "ESC [ 31 m" leaves nothing of it, and so does "0;7" */
		join(&parameters, text + start, at - 1 - start);
	}
	if (at > 0) {
		const char *set = buf_text(&parameters);

		buf_puts(out, CSI);
		buf_puts(out,
			*is_plain && begins_with(set, parameters.length, "0;") ? set + 2 : set);
		buf_putc(out, 'm');
		*is_plain = parameters.length == 0;
	}
	buf_fini(&parameters);
	return at;
}

void compact_append(struct buf *out, const struct buf *written)
{
	const char *text = buf_text(written);
	size_t length = written->length, from = 0, at = 0;
	bool is_plain = false;

	while (at < length) {
		size_t skipped = 0;

		if (text[at] == '\033') {
			buf_append(out, text + from, at - from);
			from = at;
			skipped = append_sgr(out, text + at, length - at, &is_plain);
			skipped = skipped > 0 ? skipped : length_of_ascii(text + at, length - at);
			from += skipped;
		}
		at += skipped > 0 ? skipped : 1;
	}
	buf_append(out, text + from, length - from);
}
