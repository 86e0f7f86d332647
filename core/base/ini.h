/* SPDX-License-Identifier: MIT */
/*
 * A configuration file of sections and keys, as the AWS SDKs and Tools Reference Guide describes
 * the shared files: "[section]", "key = value", "#" and ";" at the start of a line or after a blank
 * for comments, CRLF or LF, perhaps a byte order mark. A line that is indented deeper than the key
 * above it belongs to that key: to its sub-block where the key has no value, else it goes on with
 * its value. One thread at a time.
 */
#ifndef BEYATOP_INI_H
#define BEYATOP_INI_H

#include "error.h"

#include <stdbool.h>
#include <stddef.h>

/* One line that says something. A section has an entry of its own, so that an empty one exists,
 * too. */
struct ini_entry {
	/* between its brackets, "profile prod"; "" before the first */
	const char *section;
	/* the key above that it is indented under; NULL: none */
	const char *block;
	/* in lower case; NULL: the section; "": more of the block's value */
	const char *key;
	/* "" where there is none */
	const char *value;
	/* the first is 1 */
	unsigned line;
};

/* Start with {0}. Entries are in the file's order, and their strings live as long as this. */
struct ini {
	char *path;
	/* cut into strings by the parser; NULL: there is no such file */
	char *text;
	size_t size;
	struct ini_entry *entries;
	size_t count, capacity;
};

enum ini_trust {
	/* whatever can be read */
	INI_ANY,
	/* owned by the user or root, and writable by nobody else */
	INI_GUARDED,
};

/*
 * Reads a file whole. A missing one is an empty one: text is NULL. ERROR_CONFIG with its name, and
 * the line where there is one: it cannot be read, is larger than 1 MB, is not to be trusted, or a
 * line is none of the above. Free by ini_fini(), also after an error.
 */
MUST_USE bool ini_read(struct ini *ini, const char *path, enum ini_trust trust, struct error *err);

/* Zeroes what was read, for it may be secret, and frees it. */
void ini_fini(struct ini *ini);

/*
 * True in section "[kind name]", whose name may be quoted and hold blanks; in "[name]" where kind
 * is NULL.
 */
bool ini_is_in(const struct ini_entry *entry, const char *kind, const char *name);

/*
 * The name in a section "[kind name]" without its quotes, and its length; NULL where the section is
 * of another kind or has no name.
 */
const char *ini_name_of(const struct ini_entry *entry, const char *kind, size_t *length);

#endif
