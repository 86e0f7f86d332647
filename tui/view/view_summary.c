/* SPDX-License-Identifier: MIT */
#include "view/view.h"

#include "view/rule.h"

#include <string.h>

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_SUMMARY];
	const char *text = buf_text(&ui->summary);
	struct pen title = rule_begin(canvas, y, 0, canvas->cols), pen = pen_at(canvas, y, 1);

	(void)rows;
	pen_put(&title, ROLE_TITLE, "incident summary");
	pen_put(&title, ROLE_DIM, "  Markdown: y copies it, s saves it");
	rule_end_list(&title, list, "");
	for (size_t line = 0; *text; line++) {
		size_t length = strcspn(text, "\n");

		if (line >= list->top && line < list_end(list)) {
			pen_next_line(&pen);
			pen_printf(&pen, *text == '#' ? ROLE_TITLE : ROLE_NORMAL, "%.*s",
				(int)length, text);
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
