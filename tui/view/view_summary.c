/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include <string.h>

/* A line without its end, cut to what a canvas may show of it. */
static void put_line(struct canvas *canvas, int y, const char *line, size_t length)
{
	char text[1024];

	length = length < sizeof(text) ? length : sizeof(text) - 1;
	memcpy(text, line, length);
	text[length] = '\0';
	canvas_put(canvas, y, 1, canvas->cols - 2, *text == '#' ? ROLE_TITLE : ROLE_NORMAL, text);
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_SUMMARY];
	const char *text = buf_text(&ui->summary);

	(void)rows;
	canvas_printf(canvas, y, 1, canvas->cols - 2, ROLE_DIM,
		"incident summary, Markdown   lines %zu-%zu of %zu   y copies it, s saves it",
		list->top + 1, list_end(list), list->count);
	for (size_t line = 0; *text; line++) {
		size_t length = strcspn(text, "\n");

		if (line >= list->top && line < list_end(list)) {
			put_line(canvas, y + 1 + (int)(line - list->top), text, length);
		}
		text += length + (text[length] == '\n');
	}
}

static size_t count_lines(const struct ui *ui)
{
	size_t lines = 0;

	for (const char *text = buf_text(&ui->summary); *text; text++) {
		lines += *text == '\n';
	}
	return lines;
}

const struct view_ops view_summary = {
	.draw = draw,
	.fixed_rows = 1,
	.lines = count_lines,
	.returns = true,
};
