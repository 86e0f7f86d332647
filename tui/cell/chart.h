/* SPDX-License-Identifier: MIT */
/* Bar charts of several rows with their axes, and large digits. UI thread. */
#ifndef BEYATOP_CHART_H
#define BEYATOP_CHART_H

#include "cell/canvas.h"

#include <stddef.h>
#include <stdint.h>

/* Bars over a time axis. */
struct chart {
	/* ROLE_BAR or ROLE_PULSE: bars fade from the top row of the chart to the bottom */
	enum role role;
	/* columns of each bar, at least 1 */
	int bar_cols;
	/* NAN: unknown, not drawn */
	const double *values;
	/* server time of each value, for the axis */
	const int64_t *at_ms;
	size_t count;
	/* the value whose bar fills all rows */
	double top;
	/* a dashed line behind the bars; 0: none */
	double mark;
	/* of the value axis, at most CHART_LABEL_COLS wide; "": none */
	const char *top_label, *middle_label;
	/* bars between two labels of the time axis, which take 7 columns */
	int bars_per_label;
};

/* The axes: columns on the left of the bars, and a row below them. */
#define CHART_LABEL_COLS 6
#define CHART_SIDE_COLS  (CHART_LABEL_COLS + 1)
#define CHART_AXIS_ROWS  1

/*
 * Draws a chart and its axes from row y and column x on. It needs at least 1 + CHART_AXIS_ROWS rows
 * and CHART_SIDE_COLS + count * bar_cols columns. Bars grow in eighths of a row.
 */
void chart_put(struct canvas *canvas, int y, int x, int rows, const struct chart *chart);

/* A block of so many eighths, 0 to 8, or as many ASCII symbols that grow; static. */
const char *chart_eighths(int eighths, bool is_ascii);

/*
 * The smallest of 1, 2, 5, 10, 20, 50… times unit that is at least value, so that the axis rarely
 * changes.
 */
double chart_round_up(double value, double unit);

/* A number in large digits. Characters other than digits, commas and "?" are skipped. */
#define CHART_FIGURE_ROWS 3
int chart_figure_cols(const char *figure);
void chart_put_figure(struct canvas *canvas, int y, int x, enum role role, const char *figure);

#endif
