/* SPDX-License-Identifier: MIT */
/*
 * Makes untrusted text safe to print. Every byte that does not come from this program's source must
 * pass through text_next() or text_sanitize() before it reaches a terminal, log or report. Pure
 * functions, any thread.
 */
#ifndef BEYATOP_TEXT_H
#define BEYATOP_TEXT_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Replaces a byte or code point that must not reach a terminal. */
#define TEXT_REPLACEMENT 0xFFFDu

/*
 * Stands for U+0000 inside a text, which a NUL would end: two bytes that are not valid UTF-8, as in
 * Java's modified UTF-8. DynamoDB allows U+0000 in keys.
 */
#define TEXT_NUL "\xC0\x80"

/*
 * True for UTF-8 (and TEXT_NUL): text_put_json() writes it unchanged, so that it may be a key in a
 * request. False for malformed and overlong sequences, and for surrogates, which is what
 * json_parse() makes of half a pair.
 */
bool text_is_utf8(const char *text);

/*
 * Decodes one code point of UTF-8 at *at, which ends at a NUL, and advances *at. Returns 0 at the
 * end. Returns TEXT_REPLACEMENT for one byte of a malformed or overlong sequence, and for whole
 * code points that are unsafe: C0 with TEXT_NUL, DEL, C1, bidi and other format controls (general
 * category Cf), line and paragraph separators, variation selectors, tags and other invisible ones,
 * noncharacters, surrogates, and the halves of flags and skin tones.
 */
uint32_t text_next(const char **at);

/*
 * The width in columns of a code point from text_next(): 0 for a combining mark, 1 or 2. Does not
 * depend on the locale.
 */
int text_width(uint32_t code_point);

/* The width in columns of the sanitised text. */
size_t text_width_of(const char *text);

/*
 * Encodes a code point as UTF-8, 0 as TEXT_NUL; returns the bytes written, 1 to 4. buffer has room
 * for 4.
 */
size_t text_encode(uint32_t code_point, char *buffer);

/*
 * Copies text into buffer, sanitised, and cut between characters to fit into size bytes with the
 * NUL. Returns false if it was cut.
 */
bool text_sanitize(const char *text, char *buffer, size_t size);

/*
 * Like text_sanitize(), but with a for each ASCII letter and 9 for each ASCII digit: the form of a
 * value, which is equal for values that are written alike: "99/99/9999 99:99".
 */
void text_shape(const char *text, char *buffer, size_t size);

/* Appends text, sanitised. */
void text_put_safe(struct buf *out, const char *text);

/*
 * As text_sanitize, but for a URL that contains a secret: keeps the scheme, the first two
 * characters of the host and its domain ("https://x3….example.com"), and replaces path, query, user
 * and port with "****". Anything but a clear http or https URL becomes "****"; "" stays "".
 */
void text_mask_url(const char *url, char *buffer, size_t size);

/*
 * Appends text as a quoted JSON string that is safe on a terminal: code points that text_next()
 * would replace become \u escapes. It parses back to the same text, except that malformed bytes
 * become U+FFFD. TEXT_NUL is written as \u0000, and half of a surrogate pair as its own escape.
 */
void text_put_json(struct buf *out, const char *text);

/* True for attribute names whose value is probably a secret: token, password, key, auth… */
bool text_is_secret_name(const char *name);

/*
 * True for values that look like a secret, whatever their name: tokens of Slack, GitHub, GitLab and
 * Google, AWS access key IDs, JSON Web Tokens, "Bearer …", private keys in PEM.
 */
bool text_is_secret_value(const char *value);

/* Compares ASCII letters regardless of case, in any locale. */
bool text_equal_ignoring_case(const char *a, const char *b);

#endif
