/* SPDX-License-Identifier: MIT */
/* For wcwidth(), and the wide characters of curses. */
#define _XOPEN_SOURCE 700 /* NOLINT(bugprone-reserved-identifier) */

#include "draw.h"

#include "text.h"
#include "theme.h"

#include <curses.h>
#include <wchar.h>

/*
 * The cell's characters for curses. The C library may know a newer Unicode than
 * the terminal, or an older one: where its width is not ours, the columns are kept and
 * the character is not shown.
 */
static void cell_text(const struct cell *cell, wchar_t text[CELL_CODE_POINTS + 1])
{
	size_t count = 0;

	while (count < CELL_CODE_POINTS && cell->text[count] != 0) {
		text[count] = (wchar_t)cell->text[count];
		count++;
	}
	if (wcwidth(text[0]) != cell->width_cols) {
		text[0] =
			wcwidth((wchar_t)TEXT_REPLACEMENT) == 1 ? (wchar_t)TEXT_REPLACEMENT : L'?';
		count = 1;
	}
	text[count] = L'\0';
}

static void draw_cell(int y, int x, const struct cell *cell)
{
	struct theme_style style = theme_style(cell->role);
	wchar_t text[CELL_CODE_POINTS + 1] = {L'\0'};
	cchar_t out;

	cell_text(cell, text);
	if (setcchar(&out, text, (attr_t)style.attributes, style.pair, NULL) == OK) {
		(void)mvadd_wch(y, x, &out);
	}
	if (cell->width_cols == 2 && wcwidth(text[0]) == 1) {
		(void)mvaddch(y, x + 1, ' ');
	}
}

void draw_canvas(const struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, y, x);

			if (cell->width_cols > 0) {
				draw_cell(y, x, cell);
			}
		}
	}
	refresh();
}
