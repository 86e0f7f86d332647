/* SPDX-License-Identifier: MIT */
#include "ui/column_choice.h"

#include "ui/column.h"

#include <string.h>

#define SEPARATORS ", "

/* The place of a name of that length; the table's count when there is none. */
static size_t find(const struct column_table *table, const char *name, size_t length)
{
	size_t i = 0;

	while (i < table->count && !(strlen(table->columns[i].name) == length &&
					   memcmp(table->columns[i].name, name, length) == 0)) {
		i++;
	}
	return i;
}

static void add(struct column_choice *choice, size_t place)
{
	for (size_t i = 0; i < choice->count; i++) {
		if (choice->places[i] == place) {
			return;
		}
	}
	choice->places[choice->count++] = (uint8_t)place;
}

bool column_choice_has(const struct column *column)
{
	return column->from_cols != COLUMN_ALWAYS;
}

bool column_choice_parse(struct column_choice *choice, const struct column_table *table,
	const char *text, const char **wrong, size_t *wrong_length)
{
	struct column_choice parsed = {0};

	text += strspn(text, SEPARATORS);
	if (strcmp(text, COLUMN_CHOICE_NONE) == 0) {
		text = "";
	}
	while (*text) {
		size_t length = strcspn(text, SEPARATORS), place = find(table, text, length);

		if (place == table->count) {
			*wrong = text;
			*wrong_length = length;
			return false;
		}
		if (column_choice_has(&table->columns[place])) {
			add(&parsed, place);
		}
		text += length;
		text += strspn(text, SEPARATORS);
	}
	*choice = parsed;
	return true;
}

void column_choice_print(
	const struct column_choice *choice, const struct column_table *table, struct buf *out)
{
	if (choice->count == 0) {
		buf_puts(out, COLUMN_CHOICE_NONE);
	}
	for (size_t i = 0; i < choice->count; i++) {
		buf_printf(out, "%s%s", i > 0 ? "," : "", table->columns[choice->places[i]].name);
	}
}

/* Puts a column behind those that are there, if there is room for it. */
static bool put(struct column *room, size_t *count, int *x, const struct column *column, int cols)
{
	if (*x + column->width_cols > cols) {
		return false;
	}
	*x += column->width_cols + 1;
	room[*count] = *column;
	room[*count].from_cols = 0;
	++*count;
	return true;
}

struct column_table column_choice_apply(const struct column_choice *choice,
	const struct column_table *table, int cols, struct column *room)
{
	size_t count = 0;
	int x = COLUMN_MARKER_COLS;
	bool fits = true;

	if (choice->count == 0) {
		return *table;
	}
	for (size_t i = 0; i < table->count; i++) {
		if (!column_choice_has(&table->columns[i])) {
			fits = fits && put(room, &count, &x, &table->columns[i], cols);
		}
	}
	for (size_t i = 0; i < choice->count && fits; i++) {
		fits = put(room, &count, &x, &table->columns[choice->places[i]], cols);
	}
	return (struct column_table){room, count};
}
