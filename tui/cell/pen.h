/* SPDX-License-Identifier: MIT */
/*
 * A text cursor on a canvas: each text goes to the right of the one before, up to the pen's end,
 * where it is cut with an ellipsis. UI thread.
 */
#ifndef BEYATOP_PEN_H
#define BEYATOP_PEN_H

#include "cell/canvas.h"

struct pen {
	struct canvas *canvas;
	/* where the next text goes */
	int y, x;
	/* where each line begins, and the first column after its last */
	int left_x, end_x;
};

/* A pen that begins at a place and leaves the last column of the screen blank. */
static inline struct pen pen_at(struct canvas *canvas, int y, int x)
{
	return (struct pen){canvas, y, x, x, canvas->cols - 1};
}

/* Puts text, or at most so many columns of it, in a role. */
void pen_put(struct pen *pen, enum role role, const char *text);
void pen_put_limited(struct pen *pen, int most_cols, enum role role, const char *text);

/* The same, formatted; at most 1,023 bytes. */
void pen_printf(struct pen *pen, enum role role, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts text at the right end of the line, if it fits after what is there. */
void pen_put_at_end(struct pen *pen, enum role role, const char *text);

/* Leaves columns blank. */
static inline void pen_skip(struct pen *pen, int cols)
{
	pen->x += cols;
}

/* Moves to a column further right; stays where that is passed. */
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

/* The columns that are left, which may be none. */
static inline int pen_cols_left(const struct pen *pen)
{
	return pen->end_x > pen->x ? pen->end_x - pen->x : 0;
}

#endif
