/* SPDX-License-Identifier: MIT */
/*
 * Which columns of a table are shown: those that the user names, in that order, else those that the
 * screen is wide enough for. Some are always shown, before the others. Plain data and pure
 * functions, any thread.
 */
#ifndef BEYATOP_COLUMN_CHOICE_H
#define BEYATOP_COLUMN_CHOICE_H

#include "buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct column_table;

/* Columns of a table. */
#define COLUMN_MAX 16

/* {0}: none was made. */
struct column_choice {
	/* in the table */
	uint8_t places[COLUMN_MAX];
	size_t count;
};

/* What is typed to have none. */
#define COLUMN_CHOICE_NONE "default"

/*
 * Reads "late,age", with commas or blanks, into *choice; what is always shown may be named, too.
 * False, and nothing is changed, when a word is no name, of which *wrong and *wrong_length tell
 * where it stands.
 */
bool column_choice_parse(struct column_choice *choice, const struct column_table *table,
	const char *text, const char **wrong, size_t *wrong_length);

/* True of a column that can be chosen, or left out. */
bool column_choice_has(const struct column *column);

/* The opposite of parsing: "late,age", or "default". */
void column_choice_print(
	const struct column_choice *choice, const struct column_table *table, struct buf *out);

/*
 * The table to be drawn on a screen so wide: without a choice the whole, whose columns know from
 * which width on they are shown; else what was chosen, as far as it fits, in room, which has
 * COLUMN_MAX.
 */
struct column_table column_choice_apply(const struct column_choice *choice,
	const struct column_table *table, int cols, struct column *room);

#endif
