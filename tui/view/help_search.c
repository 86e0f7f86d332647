/* SPDX-License-Identifier: MIT */
#include "view/help_search.h"

#include "view/view.h"

/* As wide as any line of the help. */
#define WIDEST_COLS 200

/* Draws all lines, without marks, from row 1 on. */
static void draw_whole(struct canvas *canvas, const struct ui *ui, size_t lines)
{
	struct ui whole = *ui;

	whole.help_sought[0] = '\0';
	whole.lists[VIEW_HELP] = (struct list){.count = lines, .rows = lines};
	canvas_resize(canvas, (int)lines + 1, WIDEST_COLS);
	view_help.draw(canvas, &whole, 0, canvas->rows);
}

size_t help_search_find(const struct ui *ui, size_t from, bool is_below)
{
	struct canvas canvas = {0};
	size_t lines = view_help.lines(ui), found = HELP_SEARCH_NONE;

	draw_whole(&canvas, ui, lines);
	for (size_t step = 0; step < lines && found == HELP_SEARCH_NONE; step++) {
		size_t at = (from + (is_below ? step : lines - step)) % lines;

		if (canvas_find(&canvas, (int)at + 1, 0, ui->help_sought) >= 0) {
			found = at;
		}
	}
	canvas_fini(&canvas);
	return found;
}
