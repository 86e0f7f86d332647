/* SPDX-License-Identifier: MIT */
#include "aws/xml.h"

#include "base.h"
#include "buf.h"
#include "text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";

/* Constructs that start with "<" but are not tags, and how they end. */
static const struct {
	const char *begin, *end;
} asides[] = {
	{"<!--", "-->"},
	{"<![CDATA[", "]]>"},
	{"<?", "?>"},
	{"<!", ">"},
};

static const struct {
	const char *name;
	char byte;
} entities[] = {{"amp;", '&'}, {"lt;", '<'}, {"gt;", '>'}, {"quot;", '"'}, {"apos;", '\''}};

/* The end of the tag that starts at "<", or NULL. Quoted attribute values may contain ">". */
static const char *find_tag_end(const char *at)
{
	for (; *at && *at != '>'; at++) {
		if (*at == '"' || *at == '\'') {
			at = strchr(at + 1, *at);
			if (!at) {
				return NULL;
			}
		}
	}
	return *at ? at + 1 : NULL;
}

/* Skips the construct that starts at "<". Returns NULL if it has no end. */
static const char *skip(const char *at)
{
	for (size_t i = 0; i < ARRAY_LEN(asides); i++) {
		size_t length = strlen(asides[i].begin);

		if (strncmp(at, asides[i].begin, length) == 0) {
			const char *end = strstr(at + length, asides[i].end);

			return end ? end + strlen(asides[i].end) : NULL;
		}
	}
	return find_tag_end(at);
}

/* True for "<name>" and "<ns:name a='1'>"; false for "</name>" and the empty "<name/>". */
static bool is_start(const char *at, const char *end, const char *name)
{
	const char *from = at + 1;
	size_t length = strcspn(from, " \t\r\n/>");
	const char *colon = memchr(from, ':', length);

	if (colon) {
		length -= (size_t)(colon + 1 - from);
		from = colon + 1;
	}
	return length == strlen(name) && strncmp(from, name, length) == 0 && end[-2] != '/';
}

/* Decodes "#65;" or "#x41;" after the "&"; returns the bytes read, 0 if it is not a character. */
static size_t decode_number(const char *at, struct buf *out)
{
	bool is_hex = at[1] == 'x';
	const char *digits = at + 1 + is_hex;
	size_t count = strspn(digits, is_hex ? "0123456789abcdefABCDEF" : "0123456789");
	char encoded[4];

	if (count == 0 || count > 7 || digits[count] != ';') {
		return 0;
	}
	unsigned long code_point = strtoul(digits, NULL, is_hex ? 16 : 10);

	if (code_point == 0 || code_point > 0x10FFFF ||
		(code_point >= 0xD800 && code_point <= 0xDFFF)) {
		return 0;
	}
	buf_append(out, encoded, text_encode((uint32_t)code_point, encoded));
	return (size_t)(digits + count + 1 - at);
}

/* Decodes an entity after the "&"; returns the bytes read, 0 if it is unknown. */
static size_t decode_entity(const char *at, struct buf *out)
{
	if (*at == '#') {
		return decode_number(at, out);
	}
	for (size_t i = 0; i < ARRAY_LEN(entities); i++) {
		size_t length = strlen(entities[i].name);

		if (strncmp(at, entities[i].name, length) == 0) {
			buf_putc(out, entities[i].byte);
			return length;
		}
	}
	return 0;
}

static bool decode(const char *at, const char *end, struct buf *out)
{
	while (at < end) {
		if (*at != '&') {
			buf_putc(out, *at++);
			continue;
		}
		size_t length = decode_entity(++at, out);

		if (length == 0) {
			return false;
		}
		at += length;
	}
	return true;
}

/* Copies the text from here to the end of the element. */
static bool take_text(const char *at, char *text, size_t size)
{
	const char *end = strchr(at, '<');
	struct buf decoded = {0};
	bool is_taken = false;

	if (!end || end[1] != '/') {
		return false;
	}
	at += strspn(at, blanks);
	while (end > at && strchr(blanks, end[-1])) {
		end--;
	}
	/* Decoding only shortens the text, so checking the encoded length is enough. */
	if ((size_t)(end - at) < size && decode(at, end, &decoded)) {
		memcpy(text, buf_text(&decoded), decoded.length + 1);
		is_taken = true;
	}
	buf_fini(&decoded);
	return is_taken;
}

bool xml_find_text(const char *xml, const char *name, char *text, size_t size)
{
	const char *at = strchr(xml, '<');

	while (at) {
		const char *end = skip(at);

		if (!end) {
			return false;
		}
		if (is_start(at, end, name)) {
			return take_text(end, text, size);
		}
		at = strchr(end, '<');
	}
	return false;
}
