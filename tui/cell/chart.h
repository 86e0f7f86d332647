/* SPDX-License-Identifier: MIT */
/* Bars over several rows with their axes, and large digits. UI thread. */
#ifndef BEYATOP_CHART_H
#define BEYATOP_CHART_H

#include "cell/canvas.h"

#include <stddef.h>
#include <stdint.h>

/* Bars that stand side by side, one column each, over an axis of times. */
struct chart {
	/* not a number: nothing is known, and nothing drawn */
	const double *values;
	/* of each value, for the axis: server time */
	const int64_t *at_ms;
	size_t count;
	/* the value that fills all rows */
	double top;
	/* a dashed line behind the bars; 0: none */
	double mark;
	/* at most CHART_LABEL_COLS; "" for none */
	const char *top_label, *middle_label;
	/* of the axis of times, 7 at least */
	int columns_per_label;
};

/* Columns on the left of the bars, and the row below them. */
#define CHART_LABEL_COLS 6
#define CHART_SIDE_COLS  (CHART_LABEL_COLS + 1)
#define CHART_AXIS_ROWS  1

/*
 * Draws it into rows whose first is y, with the axes; at least 1 + CHART_AXIS_ROWS rows and
 * CHART_SIDE_COLS + count columns. Bars go by eighths of a row, in ASCII by thirds.
 */
void chart_put(struct canvas *canvas, int y, int x, int rows, const struct chart *chart);

/*
 * The smallest of 1, 2, 5, 10, 20, 50… times unit that is at least value: an axis that rarely
 * changes.
 */
double chart_round_up(double value, double unit);

/* A figure of digits, commas and "?" in rows of CHART_FIGURE_ROWS; what else it has is skipped. */
#define CHART_FIGURE_ROWS 3
int chart_figure_cols(const char *figure);
void chart_put_figure(struct canvas *canvas, int y, int x, enum role role, const char *figure);

#endif
