/* SPDX-License-Identifier: MIT */
/*
 * Which columns of a table are shown: those that the user names, in that order, else those that the
 * screen is wide enough for. Some are always shown, before the others. Plain data and pure
 * functions, any thread.
 */
#ifndef BEYATOP_COLUMN_CHOICE_H
#define BEYATOP_COLUMN_CHOICE_H

#include "buf.h"
#include "list/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Columns of the screen before the first one: the marker of the selected row. */
#define COLUMN_MARKER_COLS 1

/* {0}: none was made. */
struct column_choice {
	/* in the table of fields */
	uint8_t places[FIELD_MAX];
	size_t count;
};

/* What is typed to have none. */
#define COLUMN_CHOICE_DEFAULT "default"

/*
 * Reads "late,age", with commas or blanks, into *choice; what is always shown may be named, too.
 * False when a word is not a column: *choice is untouched, and *wrong and *wrong_length say which.
 */
bool column_choice_parse(struct column_choice *choice, const struct field_table *table,
	const char *text, const char **wrong, size_t *wrong_length);

/* True of a field that is a column and can be chosen, or left out. */
bool column_choice_allows(const struct field *field);

/* The opposite of parsing: "late,age", or "default". */
void column_choice_print(
	const struct column_choice *choice, const struct field_table *table, struct buf *out);

/* Fills shown with the columns for a screen of so many columns. Returns how many. */
size_t column_choice_apply(const struct column_choice *choice, const struct field_table *table,
	int cols, const struct field *shown[FIELD_MAX]);

#endif
