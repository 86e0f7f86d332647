/* SPDX-License-Identifier: MIT */
#include "cell/chart.h"

#include "timestamp.h"

#include <math.h>
#include <string.h>

static const char *const eighths[] = {
	" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588"};
static const char *const ascii_eighths[] = {" ", ".", ":", "-", "=", "+", "*", "#", "#"};

const char *chart_eighths(int part, bool is_ascii)
{
	return is_ascii ? ascii_eighths[part] : eighths[part];
}

/* The part of a bar in one row, in eighths; a value above 0 gets at least one. */
static int eighths_in_row(double value, double top, int rows, int row_from_below)
{
	double filled = value / top * rows * 8;
	int part = (int)(fmin(filled, rows * 8.0) + 0.5) - 8 * row_from_below;

	if (value > 0 && row_from_below == 0 && part < 1) {
		return 1;
	}
	return part < 0 ? 0 : part > 8 ? 8 : part;
}

/* The row of a value, counted from the bottom. */
static int row_of(const struct chart *chart, int rows, double value)
{
	int row = (int)(value / chart->top * rows);

	return row < rows ? row : rows;
}

/* A bar's part of one row: as many equal symbols as it has columns. */
static void put_cells(struct canvas *canvas, int y, int x, int cols, enum role role, int part)
{
	const char *text = chart_eighths(part, canvas->is_ascii);

	for (int i = 0; i < cols; i++) {
		canvas_put(canvas, y, x + i, 1, role, text);
	}
}

static void put_bar(
	struct canvas *canvas, int y, int x, int rows, const struct chart *chart, size_t index)
{
	double value = chart->values[index];
	bool is_above = chart->mark > 0 && value >= chart->mark;
	int mark_row = chart->mark > 0 ? row_of(chart, rows, chart->mark) : rows;

	for (int row = 0; row < rows; row++) {
		int part = isnan(value) ? 0 : eighths_in_row(value, chart->top, rows, row);
		int row_y = y + rows - 1 - row;

		if (part > 0) {
			put_cells(canvas, row_y, x, chart->bar_cols,
				is_above ? ROLE_BAR_HIGH
					 : role_of_bar_row(chart->role, rows - 1 - row, rows),
				part);
		} else if (row == mark_row && index % 2 == 0) {
			canvas_put(canvas, row_y, x, 1, ROLE_DIM, canvas_glyph(canvas, GLYPH_RULE));
		}
	}
}

#define TIME_COLS 5

/* The time axis: "09:41" where there is room and the minute differs from the last label's. */
static void put_times(struct canvas *canvas, int y, int x, const struct chart *chart)
{
	char last[TIMESTAMP_SIZE] = "", clock[TIMESTAMP_SIZE];
	int cols = (int)chart->count * chart->bar_cols;

	canvas_put(canvas, y, x - 1, 1, ROLE_RULE, canvas_glyph(canvas, GLYPH_BOTTOM_LEFT));
	canvas_fill(canvas, y, x, cols, ROLE_RULE, GLYPH_RULE);
	for (int i = 0; i * chart->bar_cols + TIME_COLS <= cols; i += chart->bars_per_label) {
		int label_x = x + i * chart->bar_cols;

		timestamp_format_short(chart->at_ms[i], chart->at_ms[i], clock);
		clock[TIME_COLS] = '\0';
		if (strcmp(clock, last) != 0) {
			canvas_blank(canvas, y, label_x, TIME_COLS, ROLE_DIM);
			canvas_put(canvas, y, label_x, TIME_COLS, ROLE_DIM, clock);
		}
		memcpy(last, clock, sizeof(last));
	}
}

void chart_put(struct canvas *canvas, int y, int x, int rows, const struct chart *chart)
{
	int bar_rows = rows - CHART_AXIS_ROWS, bars_x = x + CHART_SIDE_COLS;

	canvas_put_right(canvas, y, x, CHART_LABEL_COLS, ROLE_DIM, chart->top_label);
	canvas_put_right(canvas, y + bar_rows / 2, x, CHART_LABEL_COLS, ROLE_DIM,
		bar_rows >= 4 ? chart->middle_label : "");
	for (int row = 0; row < bar_rows; row++) {
		canvas_put(canvas, y + row, bars_x - 1, 1, ROLE_RULE,
			canvas_glyph(canvas, GLYPH_SIDE));
	}
	for (size_t i = 0; i < chart->count; i++) {
		put_bar(canvas, y, bars_x + (int)i * chart->bar_cols, bar_rows, chart, i);
	}
	put_times(canvas, y + bar_rows, bars_x, chart);
}

double chart_round_up(double value, double unit)
{
	static const double steps[] = {1, 2, 5};
	double scale = unit;

	for (size_t i = 0; i < 40; i++) {
		if (steps[i % ARRAY_LEN(steps)] * scale >= value) {
			return steps[i % ARRAY_LEN(steps)] * scale;
		}
		if (i % ARRAY_LEN(steps) == ARRAY_LEN(steps) - 1) {
			scale *= 10;
		}
	}
	return value;
}

/* Three columns each, except the comma. */
static const struct {
	char symbol;
	const char *rows[CHART_FIGURE_ROWS], *ascii[CHART_FIGURE_ROWS];
} figures[] = {
	{'0', {"╭─╮", "│ │", "╰─╯"}, {" _ ", "| |", "|_|"}},
	{'1', {" ╶┐", "  │", "  ╵"}, {"   ", "  |", "  |"}},
	{'2', {"╶─╮", "╭─╯", "╰─╴"}, {" _ ", " _|", "|_ "}},
	{'3', {"╶─╮", " ─┤", "╶─╯"}, {" _ ", " _|", " _|"}},
	{'4', {"╷ ╷", "╰─┤", "  ╵"}, {"   ", "|_|", "  |"}},
	{'5', {"╭─╴", "╰─╮", "╶─╯"}, {" _ ", "|_ ", " _|"}},
	{'6', {"╭─╴", "├─╮", "╰─╯"}, {" _ ", "|_ ", "|_|"}},
	{'7', {"╶─┐", "  │", "  ╵"}, {" _ ", "  |", "  |"}},
	{'8', {"╭─╮", "├─┤", "╰─╯"}, {" _ ", "|_|", "|_|"}},
	{'9', {"╭─╮", "╰─┤", "╶─╯"}, {" _ ", "|_|", " _|"}},
	{'?', {"╶─╮", " ╭╯", " ╵ "}, {" _ ", " _|", " . "}},
	{',', {" ", " ", "╷"}, {" ", " ", ","}},
};

static size_t find_figure(char symbol)
{
	size_t i = 0;

	while (i < ARRAY_LEN(figures) && figures[i].symbol != symbol) {
		i++;
	}
	return i;
}

/* The columns of a digit with the gap after it; 0 for a character that has no large form. */
static int cols_of(char symbol)
{
	return find_figure(symbol) == ARRAY_LEN(figures) ? 0 : symbol == ',' ? 2 : 4;
}

int chart_figure_cols(const char *figure)
{
	int cols = 0;

	for (; *figure; figure++) {
		cols += cols_of(*figure);
	}
	return cols > 0 ? cols - 1 : 0;
}

void chart_put_figure(struct canvas *canvas, int y, int x, enum role role, const char *figure)
{
	for (; *figure; figure++) {
		size_t which = find_figure(*figure);

		for (int row = 0; which < ARRAY_LEN(figures) && row < CHART_FIGURE_ROWS; row++) {
			canvas_put(canvas, y + row, x, 3, role,
				canvas->is_ascii ? figures[which].ascii[row]
						 : figures[which].rows[row]);
		}
		x += cols_of(*figure);
	}
}
