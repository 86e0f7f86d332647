/* SPDX-License-Identifier: MIT */
#include "cell/canvas.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_RULE] = {"\u2500", "-"},
	[GLYPH_SIDE] = {"\u2502", "|"},
	[GLYPH_TOP_LEFT] = {"\u250c", "+"},
	[GLYPH_TOP_RIGHT] = {"\u2510", "+"},
	[GLYPH_BOTTOM_LEFT] = {"\u2514", "+"},
	[GLYPH_BOTTOM_RIGHT] = {"\u2518", "+"},
	[GLYPH_ARROW] = {"\u2192", "->"},
	[GLYPH_ELLIPSIS] = {"\u2026", "~"},
};

static const struct cell blank_cell = {.text = {' '}, .role = ROLE_NORMAL, .width_cols = 1};

void canvas_resize(struct canvas *canvas, int rows, int cols)
{
	canvas->rows = rows > 0 ? rows : 0;
	canvas->cols = cols > 0 ? cols : 0;
	canvas->cells = base_realloc(canvas->cells, (size_t)canvas->rows * (size_t)canvas->cols + 1,
		sizeof(*canvas->cells));
	canvas->lines =
		base_realloc(canvas->lines, (size_t)canvas->rows + 1, sizeof(*canvas->lines));
	canvas_clear(canvas);
}

void canvas_fini(struct canvas *canvas)
{
	free(canvas->cells);
	free(canvas->lines);
	canvas->cells = NULL;
	canvas->lines = NULL;
}

void canvas_clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		canvas->cells[i] = blank_cell;
	}
	for (int y = 0; y < canvas->rows; y++) {
		canvas->lines[y] = -1;
	}
	canvas->strays = canvas->overlaps = 0;
}

void canvas_set_line(struct canvas *canvas, int y, int rows, size_t line)
{
	for (int i = y; i < y + rows && i < canvas->rows; i++) {
		canvas->lines[i] = (long)line;
	}
}

long canvas_line_at(const struct canvas *canvas, int y)
{
	return y >= 0 && y < canvas->rows ? canvas->lines[y] : -1;
}

const struct cell *canvas_at(const struct canvas *canvas, int y, int x)
{
	return &canvas->cells[y * canvas->cols + x];
}

static bool is_inside(const struct canvas *canvas, int y, int x)
{
	return y >= 0 && y < canvas->rows && x >= 0 && x < canvas->cols;
}

/* Before a cell is overwritten: if it is half of a wide character, blanks the other half. */
static void unpair(struct canvas *canvas, int y, int x)
{
	struct cell *cell = &canvas->cells[y * canvas->cols + x];

	if (cell->width_cols == 0 && x > 0) {
		cell[-1] = blank_cell;
	}
	if (cell->width_cols == 2 && x + 1 < canvas->cols) {
		cell[1] = blank_cell;
	}
}

static void set_cell(struct canvas *canvas, int y, int x, const struct cell *cell)
{
	if (!is_inside(canvas, y, x) || !is_inside(canvas, y, x + cell->width_cols - 1)) {
		canvas->strays++;
		return;
	}
	canvas->overlaps += canvas_at(canvas, y, x)->text[0] != ' ' && cell->text[0] != ' ';
	unpair(canvas, y, x);
	canvas->cells[y * canvas->cols + x] = *cell;
	if (cell->width_cols == 2) {
		unpair(canvas, y, x + 1);
		canvas->cells[y * canvas->cols + x + 1] =
			(struct cell){.role = cell->role, .width_cols = 0};
	}
}

/*
 * Reads the next character with its combining marks. On an ASCII canvas, other characters become
 * '?' of the same width. False at the end of the text.
 */
static bool next_cell(const struct canvas *canvas, const char **text, struct cell *cell)
{
	uint32_t code_point = text_next(text);
	const char *ahead = *text;
	size_t used = 1;
	int width = text_width(code_point);

	if (code_point == 0) {
		return false;
	}
	*cell = (struct cell){.text = {code_point}, .width_cols = (uint8_t)width};
	if (width == 0) { /* a combining mark without a base character */
		cell->text[0] = TEXT_REPLACEMENT;
		cell->width_cols = 1;
	}
	while ((code_point = text_next(&ahead)) != 0 && text_width(code_point) == 0) {
		if (used < CELL_CODE_POINTS) {
			cell->text[used++] = code_point;
		}
		*text = ahead;
	}
	if (canvas->is_ascii && cell->text[0] > 0x7E) {
		*cell = (struct cell){.text = {'?'}, .width_cols = cell->width_cols};
	}
	if (canvas->is_ascii) {
		cell->text[1] = cell->text[2] = 0;
	}
	return true;
}

/* Does the text fit? Reads no further than the first character that does not. */
static bool fits(const struct canvas *canvas, const char *text, int limit_cols)
{
	struct cell cell;

	while (limit_cols >= 0 && next_cell(canvas, &text, &cell)) {
		limit_cols -= cell.width_cols;
	}
	return limit_cols >= 0;
}

int canvas_put(
	struct canvas *canvas, int y, int x, int limit_cols, enum role role, const char *text)
{
	bool is_clipped = !fits(canvas, text, limit_cols);
	int room_cols = is_clipped ? limit_cols - 1 : limit_cols;
	int used_cols = 0;
	struct cell cell;

	if (limit_cols < 1) {
		return 0;
	}
	while (next_cell(canvas, &text, &cell) && used_cols + cell.width_cols <= room_cols) {
		cell.role = (uint8_t)role;
		set_cell(canvas, y, x + used_cols, &cell);
		used_cols += cell.width_cols;
	}
	if (!is_clipped) {
		return used_cols;
	}
	text = canvas_glyph(canvas, GLYPH_ELLIPSIS);
	next_cell(canvas, &text, &cell);
	cell.role = (uint8_t)role;
	set_cell(canvas, y, x + used_cols, &cell);
	return used_cols + 1;
}

void canvas_put_right(
	struct canvas *canvas, int y, int x, int width_cols, enum role role, const char *text)
{
	size_t text_cols = text_width_of(text);
	int indent = text_cols < (size_t)width_cols ? width_cols - (int)text_cols : 0;

	canvas_put(canvas, y, x + indent, width_cols - indent, role, text);
}

size_t canvas_wrap_length(const char *text, int limit_cols)
{
	const char *at = text, *after_word = NULL;
	uint32_t code_point;

	for (;;) {
		const char *start = at;

		code_point = text_next(&at);
		if (code_point == 0) {
			return (size_t)(start - text);
		}
		if (code_point == ' ') {
			after_word = start;
		}
		limit_cols -= text_width(code_point);
		if (limit_cols < 0) {
			return (size_t)((after_word ? after_word : start) - text);
		}
	}
}

int canvas_wrap(struct canvas *canvas, int y, int x, int limit_rows, int limit_cols, enum role role,
	const char *text)
{
	int rows = 0;

	while (*text && rows < limit_rows) {
		size_t length = canvas_wrap_length(text, limit_cols);
		bool is_last = rows == limit_rows - 1 || length == 0;
		char *line = is_last ? base_strdup(text) : base_strndup(text, length);

		if (canvas) {
			canvas_put(canvas, y + rows, x, limit_cols, role, line);
		}
		free(line);
		rows++;
		if (is_last) {
			break;
		}
		text += length;
		while (*text == ' ') {
			text++;
		}
	}
	return rows;
}

void canvas_fill(struct canvas *canvas, int y, int x, int cols, enum role role, enum glyph glyph)
{
	for (int i = 0; i < cols; i++) {
		canvas_put(canvas, y, x + i, 1, role, canvas_glyph(canvas, glyph));
	}
}

void canvas_blank(struct canvas *canvas, int y, int x, int cols, enum role role)
{
	for (int i = 0; i < cols; i++) {
		canvas_put(canvas, y, x + i, 1, role, " ");
	}
}

static uint32_t lower(uint32_t code_point)
{
	return code_point >= 'A' && code_point <= 'Z' ? code_point - 'A' + 'a' : code_point;
}

static bool has_text_at(const struct canvas *canvas, int y, int x, const char *text)
{
	for (; *text; text++, x++) {
		if (x >= canvas->cols ||
			lower(canvas_at(canvas, y, x)->text[0]) != lower((unsigned char)*text)) {
			return false;
		}
	}
	return true;
}

int canvas_find(const struct canvas *canvas, int y, int x, const char *text)
{
	for (; x < canvas->cols; x++) {
		if (has_text_at(canvas, y, x, text)) {
			return x;
		}
	}
	return -1;
}

void canvas_paint(struct canvas *canvas, int y, int x, int cols, enum role role)
{
	for (int end = x + cols; x < end && is_inside(canvas, y, x); x++) {
		canvas->cells[y * canvas->cols + x].role = (uint8_t)role;
	}
}

const char *canvas_glyph(const struct canvas *canvas, enum glyph glyph)
{
	return canvas->is_ascii ? glyphs[glyph].ascii : glyphs[glyph].utf8;
}

bool canvas_is_too_small(int rows, int cols)
{
	return rows < CANVAS_MIN_ROWS || cols < CANVAS_MIN_COLS;
}
