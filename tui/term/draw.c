/* SPDX-License-Identifier: MIT */
/* For wcwidth(), and the wide characters of curses. */
#define _XOPEN_SOURCE 700 /* NOLINT(bugprone-reserved-identifier) */

#include "term/draw.h"

#include "base.h"
#include "term/terminal_output.h"
#include "term/theme.h"
#include "text.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/*
 * The characters of a cell for curses. The C library may use another version of Unicode than we do:
 * a character to which it gives a different width is replaced, so that columns stay aligned.
 */
static void cell_text(const struct cell *cell, wchar_t text[CELL_CODE_POINTS + 1])
{
	size_t count = 0;

	while (count < CELL_CODE_POINTS && cell->text[count] != 0) {
		text[count] = (wchar_t)cell->text[count];
		count++;
	}
	if (text[0] > 0x7E && wcwidth(text[0]) != cell->width_cols) {
		text[0] =
			wcwidth((wchar_t)TEXT_REPLACEMENT) == 1 ? (wchar_t)TEXT_REPLACEMENT : L'?';
		count = 1;
	}
	text[count] = L'\0';
}

static void draw_cell(int y, int x, const struct cell *cell, enum role role)
{
	struct theme_style style = theme_style(role);
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

/* A copy of the last canvas drawn. */
static struct {
	int rows, cols;
	unsigned theme;
	struct cell *cells;
} given;

/* After a resize or in another theme, all cells count as changed. */
static void forget_others(const struct canvas *canvas)
{
	size_t count = (size_t)canvas->rows * (size_t)canvas->cols;

	if (given.cells && given.rows == canvas->rows && given.cols == canvas->cols &&
		given.theme == theme_number()) {
		return;
	}
	given.theme = theme_number();
	given.rows = canvas->rows;
	given.cols = canvas->cols;
	given.cells = base_realloc(given.cells, count + 1, sizeof(*given.cells));
	memset(given.cells, 0, (count + 1) * sizeof(*given.cells));
}

static bool is_invisible(const struct cell *cell)
{
	return cell->text[0] == ' ' && !theme_style(cell->role).shows_blanks;
}

/* The first visible cell from x on, or the end of the row. */
static int skip_invisible(const struct canvas *canvas, int y, int x)
{
	while (x < canvas->cols && is_invisible(canvas_at(canvas, y, x))) {
		x++;
	}
	return x;
}

static bool looks_alike(enum role role, enum role other)
{
	struct theme_style a = theme_style(role), b = theme_style(other);

	return a.attributes == b.attributes && a.pair == b.pair;
}

/* Skipping a gap of this width takes fewer bytes than writing its blanks. */
#define GAP_MIN_COLS 4

/* The same, between two cells of the same style: writing its blanks needs no change of style. */
#define GAP_MAX_COLS 16

/*
 * Short gaps take the role of the cell before them, which saves switching attributes to normal and
 * back. Longer gaps are normal, and so is the end of a row, which one sequence clears.
 */
static enum role role_of_gap(const struct canvas *canvas, int y, int x, int end_x, enum role before)
{
	if (end_x == canvas->cols || theme_style(before).shows_blanks) {
		return ROLE_NORMAL;
	}
	bool is_alike = looks_alike(canvas_at(canvas, y, end_x)->role, before);

	return end_x - x < (is_alike ? GAP_MAX_COLS : GAP_MIN_COLS) ? before : ROLE_NORMAL;
}

static bool is_same(const struct cell *cell, const struct cell *other)
{
	return memcmp(cell->text, other->text, sizeof(cell->text)) == 0 &&
	       cell->role == other->role && cell->width_cols == other->width_cols;
}

/*
 * Curses writes again what is between two changes in a row, unless it is wider than this; it does
 * not consider that changing colours for it takes more bytes than skipping it.
 */
#define NEAR_COLS 8

/* Every other change of those that are near each other in a row. */
struct alternation {
	/* unchanged cells since the last change, which had this role */
	int since;
	enum role role;
	/* colours have to be changed for some of them */
	bool has_style;
	bool is_other;
};

/* Takes the next cell of a row. True if it belongs to the other changes. */
static bool alternate(struct alternation *changes, const struct canvas *canvas, int y, int x)
{
	const struct cell *cell = canvas_at(canvas, y, x);

	if (is_same(cell, &given.cells[y * canvas->cols + x])) {
		changes->since++;
		changes->has_style |= !looks_alike(cell->role, changes->role);
		return false;
	}
	if (changes->since > NEAR_COLS) {
		changes->is_other = false;
	} else if (changes->since > 0 && changes->has_style) {
		changes->is_other = !changes->is_other;
	}
	changes->since = 0;
	changes->role = cell->role;
	changes->has_style = false;
	return changes->is_other;
}

/* Returns true if changes are left, because has_all is false. */
static bool draw_row(const struct canvas *canvas, int y, bool has_all)
{
	enum role role = ROLE_NORMAL, role_of_blanks = ROLE_NORMAL;
	struct alternation changes = {.since = NEAR_COLS + 1};
	int blank_until = 0;
	bool has_left = false;

	for (int x = 0; x < canvas->cols; x++) {
		const struct cell *cell = canvas_at(canvas, y, x);

		if (x >= blank_until && is_invisible(cell)) {
			blank_until = skip_invisible(canvas, y, x);
			role_of_blanks = role_of_gap(canvas, y, x, blank_until, role);
		}
		if (x >= blank_until) {
			role = cell->role;
		}
		if (!has_all && alternate(&changes, canvas, y, x)) {
			has_left = true;
		} else if (cell->width_cols > 0) {
			draw_cell(y, x, cell, x < blank_until ? role_of_blanks : role);
		}
	}
	return has_left;
}

static size_t count_changes(const struct canvas *canvas)
{
	size_t count = (size_t)canvas->rows * (size_t)canvas->cols, changed = 0;

	for (size_t i = 0; i < count; i++) {
		changed += !is_same(&canvas->cells[i], &given.cells[i]);
	}
	return changed;
}

/* In a frame with more changes, each byte counts less than finding out which lines have moved. */
#define FEW_CELLS 200

static void draw_rows(const struct canvas *canvas, bool has_all)
{
	bool has_left = false;

	for (int y = 0; y < canvas->rows; y++) {
		has_left |= draw_row(canvas, y, has_all);
	}
	if (has_left) {
		(void)refresh(); /* to where terminal_output_frame() takes it from */
		draw_rows(canvas, true);
	}
}

void draw_canvas(const struct canvas *canvas)
{
	size_t changed;

	forget_others(canvas);
	changed = count_changes(canvas);
	if (changed > 0) {
		draw_rows(canvas, changed > FEW_CELLS);
		memcpy(given.cells, canvas->cells,
			(size_t)canvas->rows * (size_t)canvas->cols * sizeof(*given.cells));
	}
	terminal_output_frame(changed);
}

void draw_close(void)
{
	free(given.cells);
	given.cells = NULL;
}
