/* SPDX-License-Identifier: MIT */
#include "report/report_table.h"

#include "base.h"
#include "buf.h"
#include "duration.h"
#include "number.h"
#include "session.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define GAP_COLS        2  /* 1 where that is too wide */
#define ELASTIC_COLS    8  /* an elastic column gets no narrower */
#define COLUMN_MAX_COLS 16 /* any other no wider, where there is a limit */

struct table_cell {
	char *text;
	/* "31", NULL for none */
	const char *color;
};

/* As ANSI colours; each state has a letter, too. */
static const char *const colors[STATE_COUNT] = {
	[STATE_CRITICAL] = "1;31",
	[STATE_NEVER_POLLED] = "1;35",
	[STATE_LATE] = "33",
	[STATE_FUTURE] = "34",
	[STATE_UNKNOWN] = "36",
	[STATE_PAUSED] = "2",
};

void table_begin(struct table *table, const struct report *report,
	const struct table_column *columns, size_t columns_count)
{
	*table = (struct table){
		.report = report, .columns = columns, .columns_count = columns_count};
}

void table_put_safe(struct buf *out, const struct report *report, const char *text)
{
	uint32_t code_point;
	char bytes[4];

	while ((code_point = text_next(&text)) != 0) {
		if (report->settings->ascii && code_point > 0x7E) {
			buf_putc(out, '?');
		} else {
			buf_append(out, bytes, text_encode(code_point, bytes));
		}
	}
}

static void add_colored(struct table *table, const char *text, const char *color)
{
	struct buf safe = {0};

	if (table->cells_count == table->cells_capacity) {
		table->cells_capacity = table->cells_capacity ? 2 * table->cells_capacity : 64;
		table->cells =
			base_realloc(table->cells, table->cells_capacity, sizeof(*table->cells));
	}
	table_put_safe(&safe, table->report, text);
	table->cells[table->cells_count++] = (struct table_cell){
		base_strdup(buf_text(&safe)), table->report->has_color ? color : NULL};
	buf_fini(&safe);
}

void table_add(struct table *table, const char *text)
{
	add_colored(table, text, NULL);
}

void table_add_count(struct table *table, uint64_t count)
{
	char text[NUMBER_SIZE];

	number_format_count(count, text);
	table_add(table, text);
}

void table_add_age(struct table *table, int64_t age_ms, bool is_known)
{
	char text[DURATION_SIZE] = "-";

	if (is_known) {
		duration_format(age_ms, text);
	}
	table_add(table, text);
}

void table_add_letter(struct table *table, enum session_state state)
{
	char text[2] = {session_state_info(state)->letter};

	add_colored(table, text, colors[state]);
}

void table_add_word(struct table *table, enum session_state state)
{
	add_colored(table, session_state_info(state)->title, colors[state]);
}

/* --- Printing ------------------------------------------------------------------------------ */

/* The bytes of text that fit into so many columns; *used_cols is what they take. */
static int fit(const char *text, size_t room_cols, size_t *used_cols)
{
	const char *at = text, *end = text;
	uint32_t code_point;

	*used_cols = 0;
	while ((code_point = text_next(&at)) != 0) {
		size_t cols = (size_t)text_width(code_point);

		if (*used_cols + cols > room_cols) {
			break;
		}
		*used_cols += cols;
		end = at;
	}
	return (int)(end - text);
}

/* Prints a cell in exactly width columns; "~" ends what was cut. */
static void print_cell(const struct table_cell *cell, size_t width_cols, bool is_right, FILE *out)
{
	bool is_cut = text_width_of(cell->text) > width_cols;
	size_t room_cols = is_cut ? width_cols - 1 : width_cols, used_cols;
	int bytes = fit(cell->text, room_cols, &used_cols);
	int blanks = (int)(room_cols - used_cols);

	fprintf(out, "%*s", is_right ? blanks : 0, "");
	if (cell->color) {
		fprintf(out, "\033[%sm%.*s\033[0m", cell->color, bytes, cell->text);
	} else {
		fprintf(out, "%.*s", bytes, cell->text);
	}
	fprintf(out, "%*s%s", is_right ? 0 : blanks, "", is_cut ? "~" : "");
}

static bool is_shown(const struct table *table, size_t column)
{
	return table->columns[column].from_cols <= table->report->cols;
}

/* Each as wide as its widest cell. */
static void measure_cells(const struct table *table, size_t *widths)
{
	size_t count = table->columns_count;

	for (size_t i = 0; i < count; i++) {
		widths[i] = strlen(table->columns[i].title);
	}
	for (size_t i = 0, column = 0; i < table->cells_count; i++, column++) {
		column = column < count ? column : 0;
		bool is_limited =
			table->columns[column].kind != ELASTIC && table->report->cols != TABLE_WIDE;
		size_t cols = text_width_of(table->cells[i].text);

		cols = is_limited && cols > COLUMN_MAX_COLS ? COLUMN_MAX_COLS : cols;
		widths[column] = cols > widths[column] ? cols : widths[column];
	}
}

/* The gap between two columns; the elastic one is as wide as the others leave it. */
static int measure_columns(const struct table *table, size_t *widths)
{
	size_t cells_cols = 0, gaps = 0, elastic = 0;

	measure_cells(table, widths);
	for (size_t i = 0; i < table->columns_count; i++) {
		if (table->columns[i].kind == ELASTIC) {
			elastic = i;
		}
		cells_cols += is_shown(table, i) ? widths[i] : 0;
		gaps += i > 0 && is_shown(table, i);
	}
	size_t room_cols = table->report->cols;

	while (cells_cols + gaps * GAP_COLS > room_cols && widths[elastic] > ELASTIC_COLS) {
		widths[elastic]--;
		cells_cols--;
	}
	return cells_cols + gaps * GAP_COLS > room_cols ? 1 : GAP_COLS;
}

/* cells NULL: the titles. */
static void print_row(const struct table *table, const size_t *widths, int gap_cols,
	const struct table_cell *cells, FILE *out)
{
	for (size_t i = 0; i < table->columns_count; i++) {
		const struct table_column *column = &table->columns[i];
		char title[32];
		struct table_cell titled = {.text = title};

		if (!is_shown(table, i)) {
			continue;
		}
		snprintf(title, sizeof(title), "%s", column->title);
		fprintf(out, "%*s", i ? gap_cols : 0, "");
		print_cell(cells ? &cells[i] : &titled, widths[i], column->kind == RIGHT, out);
	}
	fputc('\n', out);
}

void table_print(struct table *table, FILE *out)
{
	size_t *widths = base_calloc(table->columns_count, sizeof(*widths));
	int gap_cols = measure_columns(table, widths);

	print_row(table, widths, gap_cols, NULL, out);
	for (size_t i = 0; i < table->cells_count; i += table->columns_count) {
		print_row(table, widths, gap_cols, &table->cells[i], out);
	}
	fputc('\n', out);
	for (size_t i = 0; i < table->cells_count; i++) {
		free(table->cells[i].text);
	}
	free(table->cells);
	free(widths);
}
