/* SPDX-License-Identifier: MIT */
/*
 * Text from outside, made safe to print. Every byte that did not come from
 * this program's source goes through text_next() or text_sanitize() on its way
 * to a terminal, a log or a report. Pure functions, any thread.
 */
#ifndef BEYATOP_TEXT_H
#define BEYATOP_TEXT_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands for a byte or code point that must not reach a terminal. */
#define TEXT_REPLACEMENT 0xFFFDu

/*
 * Decodes one code point of UTF-8 at *at (which ends at NUL) and moves *at past it.
 * Malformed, overlong and surrogate sequences consume one byte and give
 * TEXT_REPLACEMENT; so do, whole, C0, DEL, C1, bidi and other format controls
 * (general category Cf), line and paragraph separators, variation selectors, tags and
 * whatever else is invisible, noncharacters, and the halves of flags and skin tones.
 * Returns 0 at the end.
 */
uint32_t text_next(const char **at);

/*
 * Columns that a code point from text_next() takes in a terminal: 0 for a
 * combining mark, 1 or 2. Does not depend on the locale.
 */
int text_width(uint32_t code_point);

/* Columns of a whole string, sanitised. */
size_t text_width_of(const char *text);

/* Appends a code point as UTF-8; returns the bytes written, 1 to 4. buffer has room for 4. */
size_t text_encode(uint32_t code_point, char *buffer);

/*
 * Copies text into buffer, sanitised, cut on a character's border to fit size
 * bytes with the NUL. Returns false when it was cut.
 */
bool text_sanitize(const char *text, char *buffer, size_t size);

/* Appends text, sanitised. */
void text_put_safe(struct buf *out, const char *text);

/*
 * As text_sanitize, but for a URL that carries a secret: keeps the scheme, the first two
 * characters of the host and its domain ("https://x3….example.com"), and replaces path,
 * query, user and port by "****". What is not plainly an http or https URL becomes "****".
 * Empty stays empty.
 */
void text_mask_url(const char *url, char *buffer, size_t size);

/*
 * Appends text as a JSON string, quotes included. Round-trips, yet is safe on a terminal: what
 * text_next() would replace is written as \u escapes; malformed bytes as \ufffd.
 */
void text_put_json(struct buf *out, const char *text);

/* Appends text as a part of a URL's path or query: every byte but those of RFC 3986's unreserved
 * set as %XX. */
void text_put_url(struct buf *out, const char *text);

/* True for attribute names whose value is likely a secret: token, secret, password, key, auth… */
bool text_is_secret_name(const char *name);

/*
 * True for values that look like a secret whatever they are called: tokens of Slack, GitHub, GitLab
 * and Google, access key ids of AWS, JSON web tokens, "Bearer …", private keys in PEM.
 */
bool text_is_secret_value(const char *value);

/* Case-insensitive ASCII equality, whatever the locale. */
bool text_equal_ignoring_case(const char *a, const char *b);

#endif
