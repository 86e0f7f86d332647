/* SPDX-License-Identifier: MIT */
/*
 * The columns of a table to show: those that the user has chosen, in that order; by default, those
 * for which the screen is wide enough. Some columns are always shown, before the others. Plain data
 * and pure functions, any thread.
 */
#ifndef BEYATOP_COLUMN_CHOICE_H
#define BEYATOP_COLUMN_CHOICE_H

#include "buf.h"
#include "list/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Screen columns before the first table column: the marker of the selected row. */
#define COLUMN_MARKER_COLS 1

/* {0}: the default. */
struct column_choice {
	/* indexes into the field table */
	uint8_t places[FIELD_MAX];
	size_t count;
};

/* The user types this to go back to the default. */
#define COLUMN_CHOICE_DEFAULT "default"

/*
 * Parses "late,age", with commas or blanks. Columns that are always shown may be named, too. False
 * if a word is not a column: *choice is untouched, *wrong points at the word.
 */
bool column_choice_parse(struct column_choice *choice, const struct field_table *table,
	const char *text, const char **wrong, size_t *wrong_length);

/* True if a field is a column that the user can choose or leave out. */
bool column_choice_allows(const struct field *field);

/* Appends the names of all columns that can be chosen, separated by blanks. */
void column_choice_put_names(const struct field_table *table, struct buf *out);

/* Appends the text that column_choice_parse() reads: "late,age", or "default". */
void column_choice_print(
	const struct column_choice *choice, const struct field_table *table, struct buf *out);

/*
 * Fills shown with the table's columns for a screen of that width. hidden: a column that is left
 * out; NULL: none. Returns how many.
 */
size_t column_choice_apply(const struct column_choice *choice, const struct field_table *table,
	const struct field *hidden, int cols, const struct field *shown[FIELD_MAX]);

#endif
