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
	return field->width_cols > 0 && field->from_cols != FIELD_ALWAYS;
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

size_t column_choice_apply(const struct column_choice *choice, const struct field_table *table,
	int cols, const struct field *shown[FIELD_MAX])
{
	size_t count = 0, fitting = 0;
	int x = COLUMN_MARKER_COLS;

	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];
		bool is_shown = choice->count == 0 ? field->from_cols <= cols
						   : field->from_cols == FIELD_ALWAYS;

		if (field->width_cols > 0 && is_shown) {
			shown[count++] = field;
		}
	}
	if (choice->count == 0) {
		return count;
	}
	for (size_t i = 0; i < choice->count; i++) {
		shown[count++] = &table->fields[choice->places[i]];
	}
	while (fitting < count && x + shown[fitting]->width_cols <= cols) {
		x += shown[fitting++]->width_cols + 1;
	}
	return fitting;
}
