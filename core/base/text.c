/* SPDX-License-Identifier: MIT */
#include "text.h"

#include "base/unicode.h"

#include <string.h>

/* What decode() returns for a byte that is not UTF-8. */
#define MALFORMED UINT32_MAX

/*
 * Indexed by the number of continuation bytes: fixed bits of the first byte, smallest code point.
 */
static const struct {
	unsigned char mask, lead;
	uint32_t least;
} sequences[] = {
	{0x80, 0x00, 0x0},
	{0xE0, 0xC0, 0x80},
	{0xF0, 0xE0, 0x800},
	{0xF8, 0xF0, 0x10000},
};

static bool is_surrogate(uint32_t code_point)
{
	return code_point >= 0xD800 && code_point <= 0xDFFF;
}

/*
 * Decodes strictly, except that TEXT_NUL and surrogates, which json_parse() makes from escapes, are
 * accepted. Whether it is printable does not matter. Skips a single malformed byte.
 */
static uint32_t decode(const char **at)
{
	const unsigned char *bytes = (const unsigned char *)*at;
	uint32_t code_point;
	size_t more = 0;

	while (more < ARRAY_LEN(sequences) &&
		(bytes[0] & sequences[more].mask) != sequences[more].lead) {
		more++;
	}
	*at += 1;
	if (more == ARRAY_LEN(sequences)) {
		return MALFORMED;
	}
	code_point = bytes[0] & (unsigned char)~sequences[more].mask;
	for (size_t i = 1; i <= more; i++) {
		if ((bytes[i] & 0xC0) != 0x80) {
			return MALFORMED;
		}
		code_point = code_point << 6 | (bytes[i] & 0x3F);
	}
	bool is_nul = more == 1 && code_point == 0;

	if ((code_point < sequences[more].least && !is_nul) || code_point > 0x10FFFF) {
		return MALFORMED;
	}
	*at += more;
	return code_point;
}

uint32_t text_next(const char **at)
{
	uint32_t code_point;

	if (**at == '\0') {
		return 0;
	}
	code_point = decode(at);
	if (code_point >= 0x20 && code_point < 0x7F) {
		return code_point;
	}
	if (code_point == MALFORMED || is_surrogate(code_point) || unicode_is_unsafe(code_point)) {
		return TEXT_REPLACEMENT;
	}
	return code_point;
}

bool text_is_utf8(const char *text)
{
	while (*text) {
		uint32_t code_point = decode(&text);

		if (code_point == MALFORMED || is_surrogate(code_point)) {
			return false;
		}
	}
	return true;
}

int text_width(uint32_t code_point)
{
	if (code_point < 0x300) {
		return 1;
	}
	if (unicode_is_combining(code_point)) {
		return 0;
	}
	return unicode_is_wide(code_point) ? 2 : 1;
}

size_t text_width_of(const char *text)
{
	size_t width_cols = 0;
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		width_cols += (size_t)text_width(code_point);
	}
	return width_cols;
}

size_t text_encode(uint32_t code_point, char *buffer)
{
	size_t more = 3;

	while (more > 0 && code_point < sequences[more].least) {
		more--;
	}
	more += code_point == 0; /* TEXT_NUL */
	for (size_t i = more; i > 0; i--) {
		buffer[i] = (char)(0x80 | (code_point & 0x3F));
		code_point >>= 6;
	}
	buffer[0] = (char)(sequences[more].lead | code_point);
	return more + 1;
}

void text_put_safe(struct buf *out, const char *text)
{
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		char bytes[4];

		buf_append(out, bytes, text_encode(code_point, bytes));
	}
}

bool text_sanitize(const char *text, char *buffer, size_t size)
{
	size_t length = 0;
	uint32_t code_point;

	if (size == 0) {
		return *text == '\0';
	}
	while ((code_point = text_next(&text)) != 0) {
		char encoded[4];
		size_t count = text_encode(code_point, encoded);

		if (count >= size - length) {
			break;
		}
		memcpy(buffer + length, encoded, count);
		length += count;
	}
	buffer[length] = '\0';
	return code_point == 0;
}

void text_shape(const char *text, char *buffer, size_t size)
{
	text_sanitize(text, buffer, size);
	for (; *buffer; buffer++) {
		if (*buffer >= '0' && *buffer <= '9') {
			*buffer = '9';
		} else if ((*buffer >= 'A' && *buffer <= 'Z') ||
			   (*buffer >= 'a' && *buffer <= 'z')) {
			*buffer = 'a';
		}
	}
}

static int lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte;
}

bool text_equal_ignoring_case(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

static bool starts_with_ignoring_case(const char *text, const char *prefix)
{
	while (*prefix && lower(*text) == lower(*prefix)) {
		text++;
		prefix++;
	}
	return *prefix == '\0';
}

#define DIGITS     "0123456789"
#define HOST_CHARS DIGITS "-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/*
 * Finds the host after "scheme://". False if that is ambiguous, for example if a password contains
 * a slash.
 */
static bool find_host(const char *authority, const char **host, size_t *length)
{
	const char *end = authority + strcspn(authority, "/?#\\");
	const char *user_end = strrchr(authority, '@');
	const char *port;

	/* If the last @ is in the path or query, the check below fails. */
	*host = user_end ? user_end + 1 : authority;
	*length = strspn(*host, HOST_CHARS);
	port = *host + *length;
	if (*port == ':') {
		port += 1 + strspn(port + 1, DIGITS);
	}
	return *length > 0 && port == end;
}

static const char *find_scheme(const char *url)
{
	static const char *const schemes[] = {"https://", "http://"};

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		if (starts_with_ignoring_case(url, schemes[i])) {
			return schemes[i];
		}
	}
	return NULL;
}

void text_mask_url(const char *url, char *buffer, size_t size)
{
	const char *scheme = find_scheme(url);
	const char *host;
	struct buf masked = {0};
	size_t length, label;

	if (!scheme || !find_host(url + strlen(scheme), &host, &length)) {
		text_sanitize(*url ? "****" : "", buffer, size);
		return;
	}
	label = strcspn(host, ".");
	label = label < length ? label : length;
	buf_puts(&masked, scheme);
	if (label <= 2) {
		buf_append(&masked, host, label);
	} else {
		buf_printf(&masked, "%.2s\u2026", host);
	}
	buf_append(&masked, host + label, length - label);
	buf_puts(&masked, "/****");
	text_sanitize(buf_text(&masked), buffer, size);
	buf_fini(&masked);
}

/* JSON's \u escapes are UTF-16. */
static void put_escaped(struct buf *out, uint32_t code_point)
{
	if (code_point < 0x10000) {
		buf_printf(out, "\\u%04x", (unsigned)code_point);
		return;
	}
	code_point -= 0x10000;
	buf_printf(out, "\\u%04x\\u%04x", 0xD800u + (unsigned)(code_point >> 10),
		0xDC00u + (unsigned)(code_point & 0x3FF));
}

void text_put_json(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	while (*text) {
		const char *start = text;
		uint32_t code_point = decode(&text);

		if (code_point == MALFORMED) {
			put_escaped(out, TEXT_REPLACEMENT);
		} else if (is_surrogate(code_point) || unicode_is_unsafe(code_point)) {
			put_escaped(out, code_point);
		} else {
			if (code_point == '"' || code_point == '\\') {
				buf_putc(out, '\\');
			}
			buf_append(out, start, (size_t)(text - start));
		}
	}
	buf_putc(out, '"');
}

bool text_is_secret_name(const char *name)
{
	static const char *const words[] = {"token", "secret", "passw", "passphrase", "passcode",
		"pwd", "key", "cookie", "auth", "credential", "bearer", "jwt", "signature",
		"private"};

	for (; *name; name++) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (starts_with_ignoring_case(name, words[i])) {
				return true;
			}
		}
	}
	return false;
}

static size_t token_length(const char *at)
{
	return strspn(at, HOST_CHARS "_");
}

/* Token prefixes of known issuers, and the minimum length of a token including its prefix. */
static const struct {
	const char *prefix;
	size_t from_length;
} token_marks[] = {
	{"xoxb-", 6},
	{"xoxp-", 6},
	{"xoxa-", 6},
	{"xoxs-", 6},
	{"xoxe", 8},
	{"xapp-", 6},
	{"ghp_", 8},
	{"gho_", 8},
	{"ghu_", 8},
	{"ghs_", 8},
	{"ghr_", 8},
	{"github_pat_", 12},
	{"glpat-", 8},
	{"ya29.", 8},
	{"AIza", 20},
	{"AKIA", 16},
	{"ASIA", 16},
	{"eyJ", 20},
};

bool text_is_secret_value(const char *value)
{
	if (strstr(value, "PRIVATE KEY-----")) {
		return true;
	}
	for (const char *at = value; *at;) {
		size_t length = token_length(at);

		for (size_t i = 0; i < ARRAY_LEN(token_marks); i++) {
			const char *prefix = token_marks[i].prefix;

			if (length >= token_marks[i].from_length &&
				strncmp(at, prefix, strlen(prefix)) == 0) {
				return true;
			}
		}
		if (starts_with_ignoring_case(at, "bearer ") && token_length(at + 7) >= 8) {
			return true;
		}
		at += length > 0 ? length : 1;
	}
	return false;
}
