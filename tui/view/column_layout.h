/* SPDX-License-Identifier: MIT */
/*
 * Lays out and draws the tables of services and sessions: columns, titles, rows. The columns and
 * their widths are defined in list/field.c. UI thread.
 */
#ifndef BEYATOP_COLUMN_LAYOUT_H
#define BEYATOP_COLUMN_LAYOUT_H

#include "cell/canvas.h"
#include "list/field.h"
#include "ui/ui.h"

/* Room for the text of a cell; sparklines are the longest. */
#define COLUMN_TEXT_SIZE 256

/* The cell of one field in one row. */
struct column_cell {
	/* initially .buffer, which is empty */
	const char *text;
	/* initially ROLE_NORMAL */
	enum role role;
	/* what it names is watched: a sign follows */
	bool is_watched;
	/* the current width of the column */
	int width_cols;
	/* from the canvas: it shows ASCII only */
	bool is_ascii;
	/* from the canvas: heat is shown as a letter */
	bool has_heat_ramp;
	char buffer[COLUMN_TEXT_SIZE];
};

/* Fills in the cell of a field; the type of row depends on the table. */
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

/* Chooses and places the columns of a view's table for a screen of that width. */
struct column_layout column_layout_make(
	const struct ui *ui, enum view_id view, column_fill *fill, int cols);

/* Draws the titles, and marks the one by which the rows are sorted. */
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

/* Fills in the cell of a value in the usual format of its unit. */
void column_layout_fill_value(
	const struct ui *ui, enum field_unit unit, double value, struct column_cell *cell);

#endif
