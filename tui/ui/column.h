/* SPDX-License-Identifier: MIT */
/* A column of a table as data, with the function that makes its cell's text. UI thread. */
#ifndef BEYATOP_UI_COLUMN_H
#define BEYATOP_UI_COLUMN_H

#include "cell/role.h"

#include <stdbool.h>
#include <stddef.h>

struct ui;

/* Columns of the screen before the first one: the marker of the selected row. */
#define COLUMN_MARKER_COLS 1

/* Room for any text that a column's function makes: that of a sparkline is the longest. */
#define COLUMN_TEXT_SIZE 256

/* What a column's function fills: a text, its own or one that it writes into buffer. */
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

struct column {
	const char *title;
	/* as it is typed, to show it and to sort by it */
	const char *name;
	int width_cols;
	/* more columns that it may take when there is room */
	int grow_cols;
	/* aligned to the right */
	bool is_right;
	/* shown on screens at least this wide; */
	int from_cols;
#define COLUMN_ALWAYS (-1) /* on all, and before what is chosen */
	void (*fill)(const struct ui *ui, const void *row, struct column_cell *cell);
	/* one line, lower case */
	const char *help;
};

struct column_table {
	const struct column *columns;
	size_t count;
};

#endif
