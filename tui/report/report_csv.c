/* SPDX-License-Identifier: MIT */
/*
 * csv: the sessions (RFC 4180); unknown figures are empty. A text that a spreadsheet would take for
 * a formula gets an apostrophe in front.
 */
#include "buf.h"
#include "number.h"
#include "report/report.h"
#include "report/session_values.h"
#include "text.h"
#include "timestamp.h"

#include <string.h>

/* True for a text that spreadsheets take for a formula. Some skip leading blanks, some accept
 * full-width characters. */
static bool is_formula(const char *text)
{
	static const uint32_t starters[] = {'=', '+', '-', '@', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20};
	bool is_formula = *text && strchr("\t\r\n", *text);
	uint32_t first = text_next(&text);

	for (size_t i = 0; i < ARRAY_LEN(starters); i++) {
		is_formula |= first == starters[i];
	}
	return is_formula;
}

/* A stored text, always in quotes. */
static void put_text(struct buf *out, const char *text)
{
	buf_puts(out, is_formula(text) ? "\"'" : "\"");
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		char bytes[4];

		buf_append(out, bytes, text_encode(code_point, bytes));
		if (code_point == '"') {
			buf_putc(out, '"');
		}
	}
	buf_putc(out, '"');
}

static void put_session(
	struct buf *out, const struct snapshot *snapshot, const struct session *session)
{
	for (const struct session_value *value = session_values; value->name; value++) {
		const struct field *field = session_value_field(value);
		char text[NUMBER_SIZE];

		if (field->unit == FIELD_TEXT) {
			put_text(out, field->text(snapshot, session));
		} else {
			session_value_format(value, session, text);
			buf_puts(out, text);
		}
		buf_putc(out, ',');
	}
}

static void print_titles(FILE *out)
{
	for (const struct session_value *value = session_values; value->name; value++) {
		fprintf(out, "%s,", value->name);
	}
	fputs("asof\r\n", out);
}

void report_csv(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	struct lazy_sort sessions = {0};
	struct buf line = {0};
	char asof[TIMESTAMP_SIZE] = "";

	if (!report->is_next) {
		print_titles(out);
	}
	if (snapshot->asof_ms) {
		timestamp_format(snapshot->asof_ms, 3, asof);
	}
	report_sort_sessions(&sessions, report);
	lazy_sort_range(&sessions, 0, sessions.count);
	for (size_t i = 0; i < sessions.count; i++) {
		buf_clear(&line);
		put_session(&line, snapshot, &snapshot->sessions[sessions.rows[i]]);
		fprintf(out, "%s%s\r\n", buf_text(&line), asof);
	}
	buf_fini(&line);
	lazy_sort_fini(&sessions);
}
