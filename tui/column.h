/* SPDX-License-Identifier: MIT */
/*
 * Tables on the screen: a column is a row of data, with a function that makes
 * its cell's text. UI thread.
 */
#ifndef BEYATOP_COLUMN_H
#define BEYATOP_COLUMN_H

#include "canvas.h"
#include "sparkline.h"
#include "ui.h"
#include "units.h"

/* Columns of the screen before the first one: the marker of the selected row. */
#define COLUMN_MARKER_COLS 1

/* Room for any text that a column's function makes: that of a sparkline is the longest. */
#define COLUMN_TEXT_SIZE SPARKLINE_TEXT_SIZE

/* What a column's function fills: a text, its own or one that it writes into buffer. */
struct column_cell {
	const char *text;   /* begins as buffer, which begins empty */
	enum role role;     /* begins as ROLE_NORMAL */
	int width_cols;     /* of the column, now */
	bool is_ascii;      /* the canvas's: it shows nothing else */
	bool has_heat_ramp; /* the canvas's: heat must be a letter */
	char buffer[COLUMN_TEXT_SIZE];
};

struct column {
	const char *title;
	const char *name; /* as it is typed, to show it and to sort by it */
	int width_cols;
	int grow_cols;     /* more columns that it may take when there is room */
	bool is_right;     /* aligned to the right */
	int from_cols;     /* shown on screens at least this wide; */
#define COLUMN_ALWAYS (-1) /* on all, and before what is chosen */
	void (*fill)(const struct ui *ui, const void *row, struct column_cell *cell);
	const char *help; /* one line, lower case */
};

struct column_table {
	const struct column *columns;
	size_t count;
};

void column_put_titles(struct canvas *canvas, int y, const struct column_table *table);

/* Marks the title of the column that the rows are sorted by, after the titles were put. */
void column_mark_title(struct canvas *canvas, int y, const struct column_table *table,
	const char *title, bool is_inverted);

/* One line of the table. row is handed to the columns' functions. */
void column_put_row(struct canvas *canvas, int y, const struct column_table *table,
	const struct ui *ui, const void *row, bool is_selected);

#endif
