/* SPDX-License-Identifier: MIT */
#include "view/frame.h"

#include "cell/pen.h"

#include <string.h>

/* Redraws the invalid part of the text, if visible, in the role of errors. */
static void draw_error(
	struct canvas *canvas, const struct prompt *prompt, int y, int x, int from, int shown)
{
	int begin = (int)prompt->error_at - from, end = begin + (int)prompt->error_length;

	begin = begin > 0 ? begin : 0;
	end = end < shown ? end : shown;
	struct pen pen = {canvas, y, x + begin, x + begin, x + end};

	if (begin < end) {
		pen_printf(&pen, ROLE_BANNER, "%.*s", end - begin, prompt->text + from + begin);
	}
}

/* Draws the key hints at the right end, if the text, which ends at x, leaves room. */
static void draw_hint(struct canvas *canvas, const struct prompt *prompt, int y, int x)
{
	int cols = prompt->hint ? (int)strlen(prompt->hint) : 0;

	if (cols > 0 && x + 1 + cols < canvas->cols) {
		canvas_put_right(canvas, y, canvas->cols - 1 - cols, cols, ROLE_DIM, prompt->hint);
	}
}

void prompt_line_draw(struct canvas *canvas, const struct prompt *prompt, int y)
{
	/* Label, text, and a cell for the cursor after it; a long text scrolls. */
	int label_cols = (int)strlen(prompt->label);
	int room_cols = canvas->cols - label_cols - 1;
	int cursor = (int)prompt->cursor;
	int from = cursor > room_cols ? cursor - room_cols : 0;
	int shown = (int)strlen(prompt->text + from);

	if (shown > room_cols) {
		shown = room_cols;
	}
	struct pen pen = {canvas, y, 0, 0, canvas->cols};

	canvas_blank(canvas, y, 0, canvas->cols, ROLE_NORMAL);
	pen_put(&pen, ROLE_KEY, prompt->label);
	pen_printf(&pen, ROLE_NORMAL, "%.*s", shown, prompt->text + from);
	draw_error(canvas, prompt, y, label_cols, from, shown);
	pen.x = label_cols + cursor - from;
	pen_printf(&pen, ROLE_SELECTED, "%c", prompt->text[cursor] ? prompt->text[cursor] : ' ');
	draw_hint(canvas, prompt, y, label_cols + shown + 1);
}
