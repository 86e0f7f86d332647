/* SPDX-License-Identifier: MIT */
#include "ui/column_choice.h"

#include <string.h>

#define SEPARATORS ", "

static void add(struct column_choice *choice, size_t place)
{
	for (size_t i = 0; i < choice->count; i++) {
		if (choice->places[i] == place) {
			return;
		}
	}
	choice->places[choice->count++] = (uint8_t)place;
}

bool column_choice_allows(const struct field *field)
{
	return field->width_cols > 0 && field_screen_from_cols(field) != FIELD_ALWAYS;
}

bool column_choice_parse(struct column_choice *choice, const struct field_table *table,
	const char *text, const char **wrong, size_t *wrong_length)
{
	struct column_choice parsed = {0};

	text += strspn(text, SEPARATORS);
	if (strcmp(text, COLUMN_CHOICE_DEFAULT) == 0) {
		text = "";
	}
	while (*text) {
		size_t length = strcspn(text, SEPARATORS);
		const struct field *field = field_find(table, text, length);

		if (!field || field->width_cols == 0) {
			*wrong = text;
			*wrong_length = length;
			return false;
		}
		if (column_choice_allows(field)) {
			add(&parsed, (size_t)(field - table->fields));
		}
		text += length;
		text += strspn(text, SEPARATORS);
	}
	*choice = parsed;
	return true;
}

void column_choice_put_names(const struct field_table *table, struct buf *out)
{
	for (size_t i = 0; i < table->count; i++) {
		if (column_choice_allows(&table->fields[i])) {
			buf_printf(out, "%s ", table->fields[i].name);
		}
	}
	buf_puts(out, COLUMN_CHOICE_DEFAULT);
}

void column_choice_print(
	const struct column_choice *choice, const struct field_table *table, struct buf *out)
{
	if (choice->count == 0) {
		buf_puts(out, COLUMN_CHOICE_DEFAULT);
	}
	for (size_t i = 0; i < choice->count; i++) {
		buf_printf(out, "%s%s", i > 0 ? "," : "", table->fields[choice->places[i]].name);
	}
}

/* The default columns for a screen of that width, or those that are always shown. */
static size_t add_default(const struct column_choice *choice, const struct field_table *table,
	const struct field *hidden, int cols, const struct field *shown[FIELD_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];
		bool is_shown = choice->count == 0 ? field_screen_from_cols(field) <= cols
						   : field_screen_from_cols(field) == FIELD_ALWAYS;

		if (field->width_cols > 0 && field != hidden && is_shown) {
			shown[count++] = field;
		}
	}
	return count;
}

static int min_cols(const struct field *const *shown, size_t count)
{
	int cols = COLUMN_MARKER_COLS - 1;

	for (size_t i = 0; i < count; i++) {
		cols += shown[i]->width_cols + 1;
	}
	return cols;
}

/* Leaves out columns until the rest fits, first those that only wide screens show. */
static size_t drop_least(const struct field *shown[FIELD_MAX], size_t count, int cols)
{
	while (count > 0 && min_cols(shown, count) > cols) {
		size_t least = 0;

		for (size_t i = 1; i < count; i++) {
			least = field_screen_from_cols(shown[i]) >=
						field_screen_from_cols(shown[least])
					? i
					: least;
		}
		if (field_screen_from_cols(shown[least]) == FIELD_ALWAYS) {
			break;
		}
		count--;
		memmove(&shown[least], &shown[least + 1], (count - least) * sizeof(*shown));
	}
	return count;
}

size_t column_choice_apply(const struct column_choice *choice, const struct field_table *table,
	const struct field *hidden, int cols, const struct field *shown[FIELD_MAX])
{
	size_t count = add_default(choice, table, hidden, cols, shown), fitting;

	if (choice->count == 0) {
		return drop_least(shown, count, cols);
	}
	for (size_t i = 0; i < choice->count; i++) {
		shown[count++] = &table->fields[choice->places[i]];
	}
	fitting = count;
	while (fitting > 0 && min_cols(shown, fitting) > cols) {
		fitting--;
	}
	return fitting;
}
