/* SPDX-License-Identifier: MIT */
/*
 * Tables on the screen: a column is a row of data, with a function that makes
 * its cell's text. UI thread.
 */
#ifndef BEYATOP_COLUMN_LAYOUT_H
#define BEYATOP_COLUMN_LAYOUT_H

#include "cell/canvas.h"
#include "ui/column.h"
#include "ui/ui.h"

void column_layout_put_titles(struct canvas *canvas, int y, const struct column_table *table);

/* Marks the title of the column that the rows are sorted by, after the titles were put. */
void column_layout_mark_title(struct canvas *canvas, int y, const struct column_table *table,
	const char *title, bool is_inverted);

/* One line of the table. row is handed to the columns' functions. */
void column_layout_put_row(struct canvas *canvas, int y, const struct column_table *table,
	const struct ui *ui, const void *row, bool is_selected);

#endif
