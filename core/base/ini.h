/* SPDX-License-Identifier: MIT */
/*
 * INI files as the AWS SDKs and Tools Reference Guide describes the shared files: "[section]", "key
 * = value", comments from "#" or ";" at the start of a line or after a space, LF or CRLF, an
 * optional byte order mark. A line indented deeper than the key above it belongs to that key: if
 * the key has no value, the line is an entry of the key's block; otherwise it continues the value.
 * One thread at a time.
 */
#ifndef BEYATOP_INI_H
#define BEYATOP_INI_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/* One line. A section header is an entry too, so that an empty section exists. */
struct ini_entry {
	/* the text in brackets, "profile prod"; "" before the first section */
	const char *section;
	/* the key it is indented under; NULL: none */
	const char *block;
	/* in lower case; NULL: a section header; "": a continuation of block's value */
	const char *key;
	/* "" if there is none */
	const char *value;
	/* counted from 1 */
	unsigned line;
};

/* Start with {0}. Entries are in the order of the file; their strings point into text. */
struct ini {
	char *path;
	/* the file, split into strings by the parser; NULL if the file does not exist */
	char *text;
	size_t size;
	struct ini_entry *entries;
	size_t count, capacity;
};

enum ini_trust {
	/* any readable file */
	INI_ANY,
	/* owned by the user or root, and not writable by others */
	INI_GUARDED,
};

/*
 * Reads a file. A missing file counts as empty: text is NULL. ERROR_CONFIG, with path and line, if
 * it cannot be read, is larger than 1 MB, is not trusted, or has a malformed line. Call ini_fini()
 * in any case.
 */
MUST_USE bool ini_read(struct ini *ini, const char *path, enum ini_trust trust, struct error *err);

/* Zeroes the text, which may contain secrets, and frees it. */
void ini_fini(struct ini *ini);

/*
 * True if the entry is in section "[kind name]", whose name may be quoted and contain spaces; in
 * "[name]" if kind is NULL.
 */
bool ini_is_in(const struct ini_entry *entry, const char *kind, const char *name);

/*
 * The name in the header "[kind name]" without quotes, and its length; NULL if the section is of
 * another kind or has no name.
 */
const char *ini_name_of(const struct ini_entry *entry, const char *kind, size_t *length);

#endif
