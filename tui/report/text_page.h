/* SPDX-License-Identifier: MIT */
/*
 * Prints sentences and tables to a stream. Each line is drawn on a canvas first, so that it is
 * sanitised and laid out like the screen; in colour if the report has it. One thread.
 */
#ifndef BEYATOP_TEXT_PAGE_H
#define BEYATOP_TEXT_PAGE_H

#include "cell/canvas.h"
#include "list/field.h"
#include "report/report.h"

/* Wide enough for every column and name. */
#define TEXT_PAGE_WIDE 4096

struct text_page {
	const struct report *report;
	/* TEXT_PAGE_WIDE: all columns, none cut */
	int cols;
	FILE *out;
	/* the lines being drawn */
	struct canvas canvas;
};

/* End with text_page_fini(). */
void text_page_init(struct text_page *page, const struct report *report, int cols, FILE *out);
void text_page_fini(struct text_page *page);

/* Prints a sentence, wrapped; "-" if it is empty. */
void text_page_put(struct text_page *page, const char *format, ...) PRINTF_LIKE(2, 3);

/* The same after a letter in a role, as tables begin; the text is indented like their names. */
void text_page_put_marked(struct text_page *page, char letter, enum role role, const char *text);

/* A URL of printable ASCII below such a text; a hyperlink where the terminal supports it. */
void text_page_put_url(struct text_page *page, const char *url);

/* One cell of a table; initially empty, with ROLE_NORMAL. */
struct text_cell {
	/* NULL: it is in buffer */
	const char *text;
	enum role role;
	char buffer[64];
};

/* Fills in the cell of a field; row is an element of the rows given to text_page_put_table(). */
typedef void text_page_fill(const struct text_page *page, const struct field *field, uint32_t row,
	struct text_cell *cell);

/* Prints titles, count rows and a blank line. Each column is as wide as its content. */
void text_page_put_table(struct text_page *page, const struct field_table *table,
	text_page_fill *fill, const uint32_t *rows, size_t count);

#endif
