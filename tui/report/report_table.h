/* SPDX-License-Identifier: MIT */
/* Tables of a report as text: cells are gathered row by row, then printed as wide as they need. One
 * thread. */
#ifndef BEYATOP_REPORT_TABLE_H
#define BEYATOP_REPORT_TABLE_H

#include "buf.h"
#include "report/report.h"

#include <stdint.h>

/* An elastic column is a left one that gives way when the row is too wide. */
enum table_kind { LEFT, RIGHT, ELASTIC };

struct table_column {
	const char *title;
	enum table_kind kind;
	/* shown in reports at least this wide; TABLE_WIDE: only without a limit */
	size_t from_cols;
};

#define TABLE_WIDE SIZE_MAX

struct table_cell;

/* Start by table_begin(). */
struct table {
	const struct report *report;
	const struct table_column *columns;
	size_t columns_count;
	/* sanitised */
	struct table_cell *cells;
	size_t cells_count, cells_capacity;
};

void table_begin(struct table *table, const struct report *report,
	const struct table_column *columns, size_t columns_count);

/* The next cell of the row. */
void table_add(struct table *table, const char *text);
void table_add_count(struct table *table, uint64_t count);

/* "-" when it is not known. */
void table_add_age(struct table *table, int64_t age_ms, bool is_known);

/* A state's letter or its word, in its colour. */
void table_add_letter(struct table *table, enum session_state state);
void table_add_word(struct table *table, enum session_state state);

/* Prints titles, rows and an empty line, and frees the cells. */
void table_print(struct table *table, FILE *out);

/* A text as it may be printed: sanitised, and as ASCII where the report wants that. */
void table_put_safe(struct buf *out, const struct report *report, const char *text);

#endif
