/* SPDX-License-Identifier: MIT */
/*
 * A text cursor on a canvas. Each text is put to the right of the previous one; what does not fit
 * before the pen's end is cut with an ellipsis. UI thread.
 */
#ifndef BEYATOP_PEN_H
#define BEYATOP_PEN_H

#include "cell/canvas.h"

struct pen {
	struct canvas *canvas;
	/* where the next text goes */
	int y, x;
	/* the first column of each line, and the one after the last */
	int left_x, end_x;
};

/* A pen from a position to the end of the row; the last column of the screen stays blank. */
static inline struct pen pen_at(struct canvas *canvas, int y, int x)
{
	return (struct pen){canvas, y, x, x, canvas->cols - 1};
}

/* Puts text, in the second case at most most_cols columns of it. */
void pen_put(struct pen *pen, enum role role, const char *text);
void pen_put_limited(struct pen *pen, int most_cols, enum role role, const char *text);

/* The same, formatted; at most 1,023 bytes. */
void pen_printf(struct pen *pen, enum role role, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts text at the right end of the line, if it fits after the text already there. */
void pen_put_at_end(struct pen *pen, enum role role, const char *text);

/* Leaves columns blank. */
static inline void pen_skip(struct pen *pen, int cols)
{
	pen->x += cols;
}

/* Moves right to a column; does nothing if the pen is past it. */
static inline void pen_move_to(struct pen *pen, int x)
{
	pen->x = pen->x > x ? pen->x : x;
}

/* Begins the next line. */
static inline void pen_next_line(struct pen *pen)
{
	pen->y++;
	pen->x = pen->left_x;
}

/* Columns left on the line; may be 0. */
static inline int pen_cols_left(const struct pen *pen)
{
	return pen->end_x > pen->x ? pen->end_x - pen->x : 0;
}

#endif
