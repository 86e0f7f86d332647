/* SPDX-License-Identifier: MIT */
#include "view/column_layout.h"

#include <stdio.h>
#include <string.h>

/* Where a table's next column goes. */
struct cursor {
	int x;
	/* for the columns that grow */
	int spare_cols;
};

static bool is_shown(const struct column *column, const struct canvas *canvas)
{
	return canvas->cols >= column->from_cols;
}

static struct cursor start(const struct canvas *canvas, const struct column_table *table)
{
	struct cursor cursor = {
		.x = COLUMN_MARKER_COLS, .spare_cols = canvas->cols - COLUMN_MARKER_COLS};

	for (size_t i = 0; i < table->count; i++) {
		if (is_shown(&table->columns[i], canvas)) {
			cursor.spare_cols -= table->columns[i].width_cols + 1;
		}
	}
	if (cursor.spare_cols < 0) {
		cursor.spare_cols = 0;
	}
	return cursor;
}

/* The column's place: sets *x and returns its width, 0 when it is not on the screen. */
static int take(
	struct cursor *cursor, const struct canvas *canvas, const struct column *column, int *x)
{
	int width_cols = column->width_cols;
	int grown_cols =
		cursor->spare_cols < column->grow_cols ? cursor->spare_cols : column->grow_cols;

	if (!is_shown(column, canvas)) {
		return 0;
	}
	width_cols += grown_cols;
	cursor->spare_cols -= grown_cols;
	*x = cursor->x;
	cursor->x += width_cols + 1;
	return *x + width_cols <= canvas->cols ? width_cols : canvas->cols - *x;
}

static void put(struct canvas *canvas, int y, int x, int width_cols, bool is_right, enum role role,
	const char *text)
{
	if (is_right) {
		canvas_put_right(canvas, y, x, width_cols, role, text);
	} else {
		canvas_put(canvas, y, x, width_cols, role, text);
	}
}

void column_layout_put_titles(struct canvas *canvas, int y, const struct column_table *table)
{
	struct cursor cursor = start(canvas, table);

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		int x = 0;
		int width_cols = take(&cursor, canvas, column, &x);

		put(canvas, y, x, width_cols, column->is_right, ROLE_TITLE, column->title);
	}
}

void column_layout_mark_title(struct canvas *canvas, int y, const struct column_table *table,
	const char *title, bool is_inverted)
{
	struct cursor cursor = start(canvas, table);

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		int x = 0;
		int width_cols = take(&cursor, canvas, column, &x);
		bool has_room = strlen(title) > 1 && (int)strlen(title) < width_cols;
		char text[64];

		if (strcmp(column->title, title) != 0) {
			continue;
		}
		snprintf(text, sizeof(text), "%s%s", title,
			!has_room     ? ""
			: is_inverted ? "^"
				      : "v");
		canvas_blank(canvas, y, x, width_cols, ROLE_NORMAL);
		put(canvas, y, x, width_cols, column->is_right, ROLE_SELECTED, text);
	}
}

void column_layout_put_row(struct canvas *canvas, int y, const struct column_table *table,
	const struct ui *ui, const void *row, bool is_selected)
{
	struct cursor cursor = start(canvas, table);

	if (is_selected) {
		canvas_put(canvas, y, 0, COLUMN_MARKER_COLS, ROLE_SELECTED, ">");
	}
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		int x = 0;
		int width_cols = take(&cursor, canvas, column, &x);

		if (width_cols < 1) {
			continue;
		}
		struct column_cell cell = {
			.role = ROLE_NORMAL,
			.width_cols = width_cols,
			.is_ascii = canvas->is_ascii,
			.has_heat_ramp = canvas->has_heat_ramp,
		};

		cell.text = cell.buffer;
		column->fill(ui, row, &cell);
		put(canvas, y, x, width_cols, column->is_right, cell.role, cell.text);
	}
}
