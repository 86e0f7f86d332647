/* SPDX-License-Identifier: MIT */
#include "view/rule.h"

#include "text.h"

#include <stdio.h>

/* The rule before the title, and after what is at the right end. */
#define END_COLS 2

static void put_glyphs(struct pen *pen, int cols)
{
	cols = cols < pen_cols_left(pen) ? cols : pen_cols_left(pen);
	if (cols > 0) {
		canvas_fill(pen->canvas, pen->y, pen->x, cols, ROLE_RULE, GLYPH_RULE);
		pen_skip(pen, cols);
	}
}

struct pen rule_begin(struct canvas *canvas, int y, int x, int end_x)
{
	struct pen pen = {canvas, y, x, x, end_x};

	put_glyphs(&pen, END_COLS);
	pen_skip(&pen, 1);
	return pen;
}

void rule_continue(struct pen *pen, int x)
{
	pen_skip(pen, 1);
	put_glyphs(pen, x - 1 - pen->x);
	pen_move_to(pen, x);
}

void rule_end(struct pen *pen, const char *right)
{
	int right_cols = (int)text_width_of(right);
	int right_x = pen->end_x - END_COLS - 1 - right_cols;

	if (right_cols > 0 && right_x > pen->x + END_COLS) {
		rule_continue(pen, right_x);
		pen_put(pen, ROLE_DIM, right);
	}
	pen_skip(pen, 1);
	put_glyphs(pen, pen_cols_left(pen));
}

void rule_end_list(struct pen *pen, const struct list *list, const char *order)
{
	size_t end = list_end(list);
	char text[160];

	if (end - list->top >= list->count) {
		rule_end(pen, list->count > 0 ? order : "");
		return;
	}
	snprintf(text, sizeof(text), "rows %zu-%zu of %zu%s%s", list->top + 1, end, list->count,
		*order ? ", " : "", order);
	rule_end(pen, text);
}
