/* SPDX-License-Identifier: MIT */
#include "view/rule.h"

#include "number.h"
#include "text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The rule before the title, and after what is at the right end. */
#define END_COLS 2
/* Around what is at the right end. */
#define RIGHT_COLS (2 * END_COLS + 2)
/* Room for "rows 1-20 of 32". */
#define ROWS_SIZE (3 * NUMBER_SIZE + 16)

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

static bool has_room(const struct pen *pen, const char *right)
{
	return pen->end_x - pen->x >= RIGHT_COLS + (int)text_width_of(right);
}

void rule_end(struct pen *pen, const char *right)
{
	if (*right && has_room(pen, right)) {
		rule_continue(pen, pen->end_x - END_COLS - 1 - (int)text_width_of(right));
		pen_put(pen, ROLE_DIM, right);
	}
	pen_skip(pen, 1);
	put_glyphs(pen, pen_cols_left(pen));
}

/* "rows 1-20 of 32"; "" if all fit. */
static void format_rows(const struct list *list, char *text, size_t size)
{
	size_t end = list_end(list);
	char first[NUMBER_SIZE], last[NUMBER_SIZE], count[NUMBER_SIZE];

	text[0] = '\0';
	if (end - list->top < list->count) {
		number_format_count(list->top + 1, first);
		number_format_count(end, last);
		number_format_count(list->count, count);
		snprintf(text, size, "rows %s-%s of %s", first, last, count);
	}
}

int rule_list_cols(const struct list *list)
{
	char rows[ROWS_SIZE];

	format_rows(list, rows, sizeof(rows));
	return *rows ? RIGHT_COLS + (int)strlen(rows) : 0;
}

void rule_end_list(struct pen *pen, const struct list *list, const char *order)
{
	char rows[ROWS_SIZE], text[ROWS_SIZE + 100];

	format_rows(list, rows, sizeof(rows));
	snprintf(text, sizeof(text), "%s%s%s", rows, *rows && *order ? ", " : "",
		list->count > 0 ? order : "");
	/* Where not both fit, what is hidden matters more. */
	rule_end(pen, *rows && !has_room(pen, text) ? rows : text);
}
