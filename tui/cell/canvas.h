/* SPDX-License-Identifier: MIT */
/*
 * A grid of cells that views draw on and draw.c copies to the terminal. It
 * knows no terminal, so that views can be tested without one. Every text that is put on it
 * is sanitised and clipped on cells here, at the one place that prints. UI thread.
 */
#ifndef BEYATOP_CANVAS_H
#define BEYATOP_CANVAS_H

#include "base.h"
#include "cell/role.h"

#include <stdbool.h>
#include <stdint.h>

/* A base character and the combining marks that are kept with it. */
#define CELL_CODE_POINTS 3

struct cell {
	/* unused ones at the end are 0 */
	uint32_t text[CELL_CODE_POINTS];
	/* enum role */
	uint8_t role;
	/* 1 or 2; 0: covered by the wide cell on its left */
	uint8_t width_cols;
};

struct canvas {
	int rows, cols;
	/* the terminal shows nothing else */
	bool is_ascii;
	/* colours do not show the heat: letters do */
	bool has_heat_ramp;
	/* the first row of the view's list, for clicks; -1: it has none */
	int list_y;
	/* Mistakes of a layout: cells that were put outside, or upon others without blanking them.
	 */
	unsigned strays, overlaps;
	/* row by row */
	struct cell *cells;
};

/* The program's own signs, with their ASCII forms. */
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

/* The cell at a place, which must be inside. Borrowed until the next resize. */
const struct cell *canvas_at(const struct canvas *canvas, int y, int x);

/*
 * Puts text in at most limit_cols columns, an ellipsis in the last one when it does not
 * fit. Returns the columns used. A limit below 1 puts nothing.
 */
int canvas_put(
	struct canvas *canvas, int y, int x, int limit_cols, enum role role, const char *text);

/* As canvas_put, at the right end of exactly width_cols columns. */
void canvas_put_right(
	struct canvas *canvas, int y, int x, int width_cols, enum role role, const char *text);

/*
 * Puts text broken between words into at most limit_rows rows of limit_cols columns; the rest is
 * clipped in the last. Returns the rows used. A canvas of NULL only measures.
 */
int canvas_wrap(struct canvas *canvas, int y, int x, int limit_rows, int limit_cols, enum role role,
	const char *text);

/* Repeats a glyph, or blanks, over columns of a row. */
void canvas_fill(struct canvas *canvas, int y, int x, int cols, enum role role, enum glyph glyph);
void canvas_blank(struct canvas *canvas, int y, int x, int cols, enum role role);

/* A glyph as text, in the form that this canvas can show; static. */
const char *canvas_glyph(const struct canvas *canvas, enum glyph glyph);

/* A screen of fewer columns or rows has room for a notice only. */
#define CANVAS_MIN_COLS 60
#define CANVAS_MIN_ROWS 12

bool canvas_is_too_small(int rows, int cols);

#endif
