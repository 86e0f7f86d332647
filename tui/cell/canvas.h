/* SPDX-License-Identifier: MIT */
/*
 * A grid of cells: views draw on it, term/draw.c copies it to the terminal. It does not depend on a
 * terminal, so views can be tested without one. All text is sanitised and clipped to whole cells
 * here, and nowhere else. UI thread.
 */
#ifndef BEYATOP_CANVAS_H
#define BEYATOP_CANVAS_H

#include "base.h"
#include "cell/role.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A base character and up to two combining marks; further marks are dropped. */
#define CELL_CODE_POINTS 3

struct cell {
	/* code points; 0 after the last */
	uint32_t text[CELL_CODE_POINTS];
	/* enum role */
	uint8_t role;
	/* 1 or 2; 0: the right half of the wide cell on its left */
	uint8_t width_cols;
};

struct canvas {
	int rows, cols;
	/* the terminal shows ASCII only */
	bool is_ascii;
	/* colours cannot show the heat, so letters do */
	bool has_heat_ramp;
	/* Layout bugs, for tests: cells put outside the canvas, or over others not blanked first.
	 */
	unsigned strays, overlaps;
	/* row by row */
	struct cell *cells;
	/* for each row, the line of the view's list that it shows; -1: none */
	long *lines;
};

/* Whether half a cell can have a colour of its own. */
static inline bool canvas_shows_halves(const struct canvas *canvas)
{
	return !canvas->is_ascii && !canvas->has_heat_ramp;
}

/* Symbols that the program draws, each with an ASCII form. */
enum glyph {
	GLYPH_RULE,
	GLYPH_SIDE,
	GLYPH_TOP_LEFT,
	GLYPH_TOP_RIGHT,
	GLYPH_BOTTOM_LEFT,
	GLYPH_BOTTOM_RIGHT,
	GLYPH_ARROW,
	GLYPH_ELLIPSIS,
	GLYPH_COUNT
};

/* Start with {0} and set the flags; the content is blank after each resize. */
void canvas_resize(struct canvas *canvas, int rows, int cols);
void canvas_fini(struct canvas *canvas);

/* Blanks all cells. */
void canvas_clear(struct canvas *canvas);

/* The cell at a position, which must be inside. Borrowed until the next resize. */
const struct cell *canvas_at(const struct canvas *canvas, int y, int x);

/* Remembers, for mouse clicks, that some rows from y on show a line of the view's list. */
void canvas_set_line(struct canvas *canvas, int y, int rows, size_t line);

/* The line that a row shows; -1: none, or there is no such row. */
long canvas_line_at(const struct canvas *canvas, int y);

/*
 * Puts text in at most limit_cols columns. Text that does not fit ends in an ellipsis. Returns the
 * columns used. A limit below 1 puts nothing.
 */
int canvas_put(
	struct canvas *canvas, int y, int x, int limit_cols, enum role role, const char *text);

/* As canvas_put(), aligned to the right in width_cols columns. */
void canvas_put_right(
	struct canvas *canvas, int y, int x, int width_cols, enum role role, const char *text);

/* How many bytes of text fit, up to the last blank among them, if any. */
size_t canvas_wrap_length(const char *text, int limit_cols);

/*
 * Puts text wrapped at words into at most limit_rows rows of limit_cols columns; the last row ends
 * in an ellipsis if text is left over. Returns the rows used. canvas NULL: only measures.
 */
int canvas_wrap(struct canvas *canvas, int y, int x, int limit_rows, int limit_cols, enum role role,
	const char *text);

/* Fills columns of a row with a glyph, or with blanks. */
void canvas_fill(struct canvas *canvas, int y, int x, int cols, enum role role, enum glyph glyph);
void canvas_blank(struct canvas *canvas, int y, int x, int cols, enum role role);

/*
 * The column, at or after x, where a row contains a text of ASCII characters, ignoring case; -1:
 * nowhere.
 */
int canvas_find(const struct canvas *canvas, int y, int x, const char *text);

/* Gives columns of a row another role. */
void canvas_paint(struct canvas *canvas, int y, int x, int cols, enum role role);

/* A glyph as text, in ASCII if the canvas is; static. */
const char *canvas_glyph(const struct canvas *canvas, enum glyph glyph);

/* A smaller screen shows only a notice that it is too small. */
#define CANVAS_MIN_COLS 60
#define CANVAS_MIN_ROWS 12

bool canvas_is_too_small(int rows, int cols);

#endif
