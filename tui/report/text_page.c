/* SPDX-License-Identifier: MIT */
#include "report/text_page.h"

#include "term/theme.h"
#include "text.h"

#include <stdarg.h>
#include <string.h>

/* Columns shrink to their content, so those of a screen this much wider are likely to fit. */
#define SPARE_COLS 20

#define GAP_COLS         2  /* 1 if the row is too wide */
#define MIN_ELASTIC_COLS 8  /* an elastic column gets no narrower */
#define MAX_COLUMN_COLS  16 /* any other gets no wider, unless the page is wide */

void text_page_init(struct text_page *page, const struct report *report, int cols, FILE *out)
{
	*page = (struct text_page){.report = report, .cols = cols, .out = out};
	page->canvas.is_ascii = report->settings->ascii;
}

void text_page_fini(struct text_page *page)
{
	canvas_fini(&page->canvas);
}

/* --- From the canvas to the stream ----------------------------------------------------------- */

/* Ends one style and begins another: "\033[1;31m"; nothing in monochrome. */
static void change_role(const struct text_page *page, enum role from, enum role to)
{
	enum settings_theme theme = page->report->settings->theme;
	char before[THEME_ANSI_SIZE], after[THEME_ANSI_SIZE];

	if (!page->report->has_color || from == to) {
		return;
	}
	theme_format_ansi(theme, from, before);
	theme_format_ansi(theme, to, after);
	fputs(*before ? "\033[0m" : "", page->out);
	fprintf(page->out, *after ? "\033[%sm" : "%s", after);
}

/* One row of the canvas without the blanks at its end. */
static void print_row(const struct text_page *page, int y)
{
	enum role role = ROLE_NORMAL;
	int cols = page->canvas.cols;

	while (cols > 0 && canvas_at(&page->canvas, y, cols - 1)->text[0] == ' ') {
		cols--;
	}
	for (int x = 0; x < cols; x++) {
		const struct cell *cell = canvas_at(&page->canvas, y, x);

		change_role(page, role, cell->role);
		role = cell->role;
		for (int i = 0; i < CELL_CODE_POINTS && cell->text[i]; i++) {
			char bytes[4];

			size_t length = text_encode(cell->text[i], bytes);

			fwrite(bytes, 1, length, page->out);
		}
		if (cell->width_cols == 2 && cell->text[0] < 0x80) {
			fputc(' ', page->out); /* "?" for a wide character */
		}
	}
	change_role(page, role, ROLE_NORMAL);
	fputc('\n', page->out);
}

void text_page_put(struct text_page *page, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!*text) {
		strcpy(text, "-");
	}
	int rows = canvas_wrap(NULL, 0, 0, INT32_MAX, page->cols, ROLE_NORMAL, text);

	canvas_resize(&page->canvas, rows, page->cols);
	canvas_wrap(&page->canvas, 0, 0, rows, page->cols, ROLE_NORMAL, text);
	for (int y = 0; y < rows; y++) {
		print_row(page, y);
	}
}

/* What stands below the names of a table. */
#define INDENT_COLS (1 + GAP_COLS)

void text_page_put_marked(struct text_page *page, char letter, enum role role, const char *text)
{
	int cols = page->cols - INDENT_COLS;
	int rows = canvas_wrap(NULL, 0, 0, INT32_MAX, cols, ROLE_NORMAL, text);

	canvas_resize(&page->canvas, rows, page->cols);
	canvas_put(&page->canvas, 0, 0, 1, role, (char[]){letter, '\0'});
	canvas_wrap(&page->canvas, 0, INDENT_COLS, rows, cols, ROLE_NORMAL, text);
	for (int y = 0; y < rows; y++) {
		print_row(page, y);
	}
}

/* Each row links to the whole URL, which may be wrapped: that is what the links are for. */
void text_page_put_url(struct text_page *page, const char *url)
{
	int cols = page->cols - INDENT_COLS, length;
	bool has_links = page->report->has_links;

	for (const char *at = url; *at; at += length) {
		length = strlen(at) < (size_t)cols ? (int)strlen(at) : cols;
		fprintf(page->out, "%*s", INDENT_COLS, "");
		if (has_links) {
			fprintf(page->out, "\033]8;;%s\033\\", url);
		}
		fprintf(page->out, "%.*s%s\n", length, at, has_links ? "\033]8;;\033\\" : "");
	}
}

/* --- Tables ---------------------------------------------------------------------------------- */

struct layout {
	const struct field_table *table;
	text_page_fill *fill;
	/* 0: not shown */
	int widths[FIELD_MAX];
	int gap_cols;
};

/* The state's letter, in the first column, is shown; other columns that only a view draws are not.
 */
static bool is_shown(const struct text_page *page, const struct layout *layout, size_t column)
{
	const struct field *field = &layout->table->fields[column];

	return column == 0 ||
	       (field->unit != FIELD_DRAWN && (page->cols == TEXT_PAGE_WIDE ||
						      field->from_cols <= page->cols + SPARE_COLS));
}

/* An elastic column shrinks if the row is too wide. */
static bool is_elastic(const struct field *field)
{
	return field->unit == FIELD_TEXT && field->grow_cols > 0;
}

static struct text_cell make_cell(
	const struct text_page *page, const struct layout *layout, size_t column, uint32_t row)
{
	struct text_cell cell = {.role = ROLE_NORMAL};

	layout->fill(page, &layout->table->fields[column], row, &cell);
	return cell;
}

static int measure_column(const struct text_page *page, const struct layout *layout, size_t column,
	const uint32_t *rows, size_t count)
{
	const struct field *field = &layout->table->fields[column];
	bool is_limited = !is_elastic(field) && page->cols != TEXT_PAGE_WIDE;
	size_t widest = strlen(field->title);

	for (size_t i = 0; i < count; i++) {
		struct text_cell cell = make_cell(page, layout, column, rows[i]);
		size_t cols = text_width_of(cell.text ? cell.text : cell.buffer);

		widest = cols > widest ? cols : widest;
	}
	return is_limited && widest > MAX_COLUMN_COLS ? MAX_COLUMN_COLS : (int)widest;
}

/* The columns that a row takes. */
static int measure_row(const struct layout *layout)
{
	int cols = -layout->gap_cols;

	for (size_t i = 0; i < layout->table->count; i++) {
		cols += layout->widths[i] > 0 ? layout->widths[i] + layout->gap_cols : 0;
	}
	return cols;
}

/* The widest column that may still shrink; NULL: none. */
static int *find_widest_elastic(struct layout *layout)
{
	int *widest = NULL;

	for (size_t i = 0; i < layout->table->count; i++) {
		int *width = &layout->widths[i];

		if (is_elastic(&layout->table->fields[i]) && *width > MIN_ELASTIC_COLS &&
			(!widest || *width > *widest)) {
			widest = width;
		}
	}
	return widest;
}

/* If the row is too wide, shrinks the elastic columns, the widest first, then the gaps. */
static void fit(struct layout *layout, int cols)
{
	int *widest;

	while (measure_row(layout) > cols && (widest = find_widest_elastic(layout)) != NULL) {
		(*widest)--;
	}
	layout->gap_cols = measure_row(layout) > cols ? 1 : layout->gap_cols;
}

/* row NULL: the titles. */
static void print_table_row(
	struct text_page *page, const struct layout *layout, const uint32_t *row)
{
	int x = 0;

	canvas_clear(&page->canvas);
	for (size_t i = 0; i < layout->table->count; i++) {
		const struct field *field = &layout->table->fields[i];
		int width = layout->widths[i];

		if (width == 0) {
			continue;
		}
		struct text_cell cell = row ? make_cell(page, layout, i, *row)
					    : (struct text_cell){.text = field->title};
		const char *text = cell.text ? cell.text : cell.buffer;

		if (field->is_right) {
			canvas_put_right(&page->canvas, 0, x, width, cell.role, text);
		} else {
			canvas_put(&page->canvas, 0, x, width, cell.role, text);
		}
		x += width + layout->gap_cols;
	}
	print_row(page, 0);
}

void text_page_put_table(struct text_page *page, const struct field_table *table,
	text_page_fill *fill, const uint32_t *rows, size_t count)
{
	struct layout layout = {.table = table, .fill = fill, .gap_cols = GAP_COLS};

	for (size_t i = 0; i < table->count; i++) {
		layout.widths[i] = is_shown(page, &layout, i)
					   ? measure_column(page, &layout, i, rows, count)
					   : 0;
	}
	fit(&layout, page->cols);
	int cols = measure_row(&layout);

	canvas_resize(&page->canvas, 1, cols < page->cols ? cols : page->cols);
	print_table_row(page, &layout, NULL);
	for (size_t i = 0; i < count; i++) {
		print_table_row(page, &layout, &rows[i]);
	}
	fputc('\n', page->out);
}
