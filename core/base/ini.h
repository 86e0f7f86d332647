/* SPDX-License-Identifier: MIT */
/*
 * INI files as the AWS CLI reads the shared files, with Python's RawConfigParser: "[section]", "key
 * = value" or "key: value", comments from "#" or ";" at the start of a line, lines that end in LF,
 * CRLF or CR, an optional byte order mark, and whatever Unicode calls a blank. A line indented
 * deeper than the key above it belongs to that key: if the key has no value, the line is an entry
 * of the key's block; otherwise it continues the value. As other SDKs do, but not the CLI, ends a
 * value at a comment after a blank, outside of quotes; not that of credential_process, which is a
 * command line. One thread at a time.
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
	/* why the file counts as missing, "Permission denied"; "": it was read or does not exist */
	char skipped[64];
	/* the file, split into strings by the parser; NULL if it is missing */
	char *text;
	size_t size;
	struct ini_entry *entries;
	size_t count, capacity;
};

enum ini_trust {
	/* any regular file, of any size; one that cannot be read counts as missing */
	INI_ANY,
	/* owned by the user or root, not writable by others, at most 1 MB, and readable */
	INI_GUARDED,
};

/*
 * Reads a file. A missing file counts as empty: text is NULL. ERROR_CONFIG, with path and line, if
 * a guarded file does not meet its conditions, or if a file has a malformed line. Call ini_fini()
 * in any case.
 */
MUST_USE bool ini_read(struct ini *ini, const char *path, enum ini_trust trust, struct error *err);

/*
 * Moves continuations to the ends of the values that they continue, each after a newline; their own
 * entries stay, without a value.
 */
void ini_join_lines(struct ini *ini);

/* True if a text of one line, after "key = ", is read back unchanged: no part is a comment. */
bool ini_can_hold(const char *text);

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
