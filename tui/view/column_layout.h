/* SPDX-License-Identifier: MIT */
/*
 * Tables on the screen: where the columns of a list go, their titles, and its rows. UI thread.
 */
#ifndef BEYATOP_COLUMN_LAYOUT_H
#define BEYATOP_COLUMN_LAYOUT_H

#include "cell/canvas.h"
#include "list/field.h"
#include "ui/ui.h"

/* Room for any text of a cell: that of a sparkline is the longest. */
#define COLUMN_TEXT_SIZE 256

/* What is drawn of a field of a row. */
struct column_cell {
	/* begins as buffer, which begins empty */
	const char *text;
	/* begins as ROLE_NORMAL */
	enum role role;
	/* of the column, now */
	int width_cols;
	/* the canvas's: it shows nothing else */
	bool is_ascii;
	/* the canvas's: heat must be a letter */
	bool has_heat_ramp;
	char buffer[COLUMN_TEXT_SIZE];
};

/* Makes the cell of a field for a row, whose type depends on the table. */
typedef void column_fill(
	const struct ui *ui, const struct field *field, const void *row, struct column_cell *cell);

struct column_layout {
	column_fill *fill;
	struct {
		const struct field *field;
		int x, width_cols;
	} columns[FIELD_MAX];
	size_t count;
};

/* Places the columns of a table on a screen so wide. */
struct column_layout column_layout_make(const struct field_table *table,
	const struct column_choice *choice, column_fill *fill, int cols);

/* Draws the titles, with that of the field by which the rows are sorted marked. */
void column_layout_put_titles(struct canvas *canvas, int y, const struct column_layout *layout,
	const struct field *sorted_by, bool is_inverted);

/* Draws one line of the table. */
void column_layout_put_row(struct canvas *canvas, int y, const struct column_layout *layout,
	const struct ui *ui, const void *row, bool is_selected);

/*
 * The cells of the overview, whose rows are struct service_summary, and of a list of sessions,
 * whose rows are struct session; both of the snapshot that is shown.
 */
column_fill service_cells_fill;
column_fill session_cells_fill;

/* Makes the cell of a value as its unit is usually shown. */
void column_layout_fill_value(
	const struct ui *ui, enum field_unit unit, double value, struct column_cell *cell);

#endif
