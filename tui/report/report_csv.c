/* SPDX-License-Identifier: MIT */
/*
 * csv: the sessions or, with --by, services or users (RFC 4180); unknown figures are empty. A text
 * that a spreadsheet would take for a formula gets an apostrophe in front.
 */
#include "buf.h"
#include "number.h"
#include "report/report.h"
#include "report/session_values.h"
#include "summary.h"
#include "text.h"
#include "timestamp.h"

#include <math.h>
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

static void print_sessions(const struct report *report, const char *asof, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	struct lazy_sort sessions = {0};
	struct buf line = {0};

	if (!report->is_next) {
		for (const struct session_value *value = session_values; value->name; value++) {
			fprintf(out, "%s,", value->name);
		}
		fputs("asof\r\n", out);
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

/* --- With --by ------------------------------------------------------------------------------- */

/* "," and the figure; nothing after it if it is unknown. */
static void put_figure(struct buf *out, const struct snapshot *snapshot,
	const struct summary *summary, enum summary_figure figure)
{
	double value = summary_figure(summary, figure, snapshot_knows_never_polled(snapshot));
	char number[NUMBER_SIZE];

	buf_putc(out, ',');
	if (isnan(value)) {
		return;
	}
	if (summary_figure_info(figure)->unit == SUMMARY_INTERVALS) {
		number_format_decimal(value, number);
		buf_puts(out, number);
	} else {
		buf_printf(out, "%.0f", value);
	}
}

/* The names of its services, worst first, separated by blanks. */
static void put_services(
	struct buf *out, const struct snapshot *snapshot, const struct report_group *group)
{
	struct buf names = {0};

	for (uint32_t i = 0; i < group->summary.sessions; i++) {
		const struct session *session = &snapshot->sessions[group->rows[i]];

		buf_printf(&names, "%s%s", i > 0 ? " " : "",
			snapshot->services[session->service].name);
	}
	buf_putc(out, ',');
	put_text(out, buf_text(&names));
	buf_fini(&names);
}

static void print_group(
	const struct report *report, const struct report_group *group, const char *asof, FILE *out)
{
	struct buf line = {0};

	put_text(&line, group->name);
	for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
		put_figure(&line, report->snapshot, &group->summary, figure);
	}
	buf_printf(&line, ",%u,%u", group->behind, group->failing);
	if (report->groups.by->has_services) {
		put_services(&line, report->snapshot, group);
	}
	fprintf(out, "%s,%s\r\n", buf_text(&line), asof);
	buf_fini(&line);
}

static void print_groups(const struct report *report, const char *asof, FILE *out)
{
	const struct report_groups *groups = &report->groups;

	if (!report->is_next) {
		fputs(groups->by->name, out);
		for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
			const struct summary_figure_info *info = summary_figure_info(figure);

			fprintf(out, ",%s%s", info->word,
				info->unit == SUMMARY_AGE_MS ? "_ms" : "");
		}
		fprintf(out, ",behind,failing%s,asof\r\n",
			groups->by->has_services ? ",services" : "");
	}
	for (size_t i = 0; i < groups->count; i++) {
		print_group(report, &groups->list[i], asof, out);
	}
}

void report_csv(const struct report *report, FILE *out)
{
	char asof[TIMESTAMP_SIZE] = "";

	if (report->snapshot->asof_ms) {
		timestamp_format(report->snapshot->asof_ms, 3, asof);
	}
	if (report_has_groups(report)) {
		print_groups(report, asof, out);
	} else {
		print_sessions(report, asof, out);
	}
}
