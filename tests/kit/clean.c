/* SPDX-License-Identifier: MIT */
#include "kit/clean.h"

#include "base.h"
#include "text.h"

#include <string.h>

/* Character set, cursor, keypad, scrolling; and our queries, which have no other form. */
static const char *const short_sequences[] = {"\033(B", "\033)0", "\0337", "\0338",
	"\033=", "\033>", "\033M", "\033]R", "\033]104\a", "\033[5n", "\033]11;?\a"};

static size_t length_of_short(const char *at)
{
	for (size_t i = 0; i < ARRAY_LEN(short_sequences); i++) {
		size_t length = strlen(short_sequences[i]);

		if (strncmp(at, short_sequences[i], length) == 0) {
			return length;
		}
	}
	return 0;
}

/* Length of "CSI parameters final"; 0 if it is none, or one that only terminals send. */
static size_t length_of_csi(const char *at)
{
	size_t length = 2;

	if (strncmp(at, "\033[", 2) != 0) {
		return 0;
	}
	length += strspn(at + length, "?>0123456789;$");
	return strchr("ABCDGHJKLMPSTX@bcdfhlmprt", at[length]) && at[length] ? length + 1 : 0;
}

static size_t length_of_title(const char *at)
{
	static const char begin[] = "\033]2;beyatop";
	const char *end = strchr(at, '\a');
	size_t length = strlen(begin);

	if (strncmp(at, begin, length) != 0 || !end) {
		return 0;
	}
	length += strspn(at + length, "abcdefghijklmnopqrstuvwxyz 0123456789:,()");
	return at + length == end ? length + 1 : 0;
}

static size_t length_of_letter(const char *at)
{
	const char *next = at;
	uint32_t code_point = text_next(&next);
	char encoded[4];
	size_t length = (size_t)(next - at);

	if (strchr("\r\n\b\017", *at) && *at) {
		return 1;
	}
	/*
	 * Malformed or forbidden text decodes as the replacement character, which has other bytes.
	 */
	if (code_point < ' ' || text_encode(code_point, encoded) != length ||
		memcmp(encoded, at, length) != 0) {
		return 0;
	}
	return length;
}

size_t clean_length(const struct buf *bytes)
{
	const char *text = buf_text(bytes);
	size_t at = 0;

	while (at < bytes->length) {
		size_t length = text[at] == '\033' ? 0 : length_of_letter(text + at);

		if (length == 0) {
			length = length_of_short(text + at);
		}
		if (length == 0) {
			length = length_of_csi(text + at);
		}
		if (length == 0) {
			length = length_of_title(text + at);
		}
		if (length == 0) {
			break;
		}
		at += length;
	}
	return at;
}
