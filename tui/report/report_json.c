/* SPDX-License-Identifier: MIT */
/*
 * json: one object, schema 1, with a line for each finding, service (user with --by user) and
 * session; unknown values are null. jsonl: the same members as one JSON object per line; "type" is
 * "report", "finding", "service", "user" or "session".
 * The members of a session are in session_values.c, the figures in SUMMARY_FIGURES (summary.h).
 */
#include "base.h"
#include "buf.h"
#include "json_put.h"
#include "number.h"
#include "report/finding_json.h"
#include "report/report.h"
#include "report/session_values.h"
#include "summary.h"
#include "text.h"
#include "timestamp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* NAN: null. */
static void put_integer(struct buf *out, const char *name, double number)
{
	if (isnan(number)) {
		json_put_string(out, name, NULL);
	} else {
		json_put_integer(out, name, (int64_t)number);
	}
}

static void put_figures(
	struct buf *out, const struct summary *summary, const struct snapshot *snapshot)
{
	for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
		const struct summary_figure_info *info = summary_figure_info(figure);
		double value =
			summary_figure(summary, figure, snapshot_knows_never_polled(snapshot));
		char name[40];

		snprintf(name, sizeof(name), "%s%s", info->word,
			info->unit == SUMMARY_AGE_MS ? "_ms" : "");
		if (info->unit == SUMMARY_INTERVALS) {
			json_put_decimal(out, name, value);
		} else {
			put_integer(out, name, value);
		}
	}
}

static void put_unreadable(struct buf *out, const struct snapshot *snapshot)
{
	uint32_t counts[UNREADABLE_FORMS];

	(void)snapshot_count_unreadable(snapshot, UINT32_MAX, counts);
	json_put_name(out, "unreadable");
	buf_putc(out, '[');
	for (size_t i = 1; i < UNREADABLE_FORMS; i++) {
		if (counts[i] > 0) {
			json_put_comma(out);
			buf_putc(out, '{');
			json_put_string(out, "form", snapshot->unreadable[i]);
			json_put_integer(out, "sessions", counts[i]);
			buf_putc(out, '}');
		}
	}
	buf_putc(out, ']');
}

static void put_verdict(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	struct buf text = {0};

	(void)finding_put_verdict(&text, snapshot, report_findings(report), &snapshot->totals);
	json_put_string(out, "verdict", buf_text(&text));
	buf_fini(&text);
}

/* The members of the report itself, which are before the services. */
static void put_report(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;
	char asof[TIMESTAMP_SIZE];

	timestamp_format(snapshot->asof_ms, 3, asof);
	json_put_string(out, "asof", snapshot->asof_ms ? asof : NULL);
	json_put_bool(out, "partial", report_is_partial(report));
	json_put_string(out, "table", status->table);
	json_put_string(out, "region", status->region);
	json_put_string(out, "endpoint", status->endpoint);
	finding_json_put_time(out, "never_polled_asof", report_scanned_ms(report));
	put_integer(out, "skew_ms", status->skew_known ? (double)status->skew_ms : NAN);
	json_put_decimal(out, "read_units", status->read_units);
	json_put_name(out, "totals");
	buf_putc(out, '{');
	put_figures(out, &snapshot->totals, snapshot);
	buf_putc(out, '}');
	put_unreadable(out, snapshot);
	put_verdict(out, report);
}

static void put_service(struct buf *out, const struct report *report, uint32_t index)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct service_summary *service = &snapshot->services[index];

	json_put_string(out, "service", service->name);
	put_figures(out, &service->summary, snapshot);
}

/* A user, and in which services, the worst first. */
static void put_group(struct buf *out, const struct report *report, uint32_t index)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct report_group *group = &report->groups.list[index];

	json_put_string(out, report->groups.by->name, group->name);
	put_figures(out, &group->summary, snapshot);
	json_put_integer(out, "behind", group->behind);
	json_put_integer(out, "failing", group->failing);
	json_put_name(out, "services");
	buf_putc(out, '[');
	for (uint32_t i = 0; i < group->summary.sessions; i++) {
		const struct session *session = &snapshot->sessions[group->rows[i]];

		json_put_comma(out);
		text_put_json(out, snapshot->services[session->service].name);
	}
	buf_putc(out, ']');
}

static void put_value(struct buf *out, const struct snapshot *snapshot,
	const struct session *session, const struct session_value *value)
{
	const struct field *field = session_value_field(value);
	char text[NUMBER_SIZE];

	if (field->unit == FIELD_TEXT) {
		json_put_string(out, value->name, field->text(snapshot, session));
		return;
	}
	session_value_format(value, session, text);
	if (field->unit == FIELD_STATE || field->unit == FIELD_TIME) {
		json_put_string(out, value->name, *text ? text : NULL);
	} else {
		json_put_name(out, value->name);
		buf_puts(out, *text ? text : "null");
	}
}

static void put_session(struct buf *out, const struct report *report, uint32_t index)
{
	const struct snapshot *snapshot = report->snapshot;

	for (const struct session_value *value = session_values; value->name; value++) {
		if (!value->is_in_csv_only) {
			put_value(out, snapshot, &snapshot->sessions[index], value);
		}
	}
}

typedef void put_members_fn(struct buf *out, const struct report *report, uint32_t index);

/*
 * One object per line, printed one by one: the text of a large fleet is never in memory at once.
 * indexes NULL: 0, 1, 2 and so on.
 */
static void print_objects(const struct report *report, const uint32_t *indexes, size_t count,
	put_members_fn *put_members, const char *begin, const char *between, FILE *out)
{
	struct buf line = {0};

	for (size_t i = 0; i < count; i++) {
		buf_clear(&line);
		buf_puts(&line, begin);
		put_members(&line, report, indexes ? indexes[i] : (uint32_t)i);
		buf_putc(&line, '}');
		buf_puts(&line, i + 1 < count ? between : "\n");
		fputs(buf_text(&line), out);
	}
	buf_fini(&line);
}

static void print_findings(
	const struct report *report, const char *begin, const char *between, FILE *out)
{
	print_objects(report, NULL, report_findings(report)->count, finding_json_put, begin,
		between, out);
}

/* A row per service, or what --by says. */
static void print_groups(
	const struct report *report, const char *begin, const char *between, FILE *out)
{
	if (report_has_groups(report)) {
		print_objects(report, NULL, report->groups.count, put_group, begin, between, out);
		return;
	}
	uint32_t *indexes = report_sort_services(report->snapshot);

	print_objects(report, indexes, report->snapshot->services_count, put_service, begin,
		between, out);
	free(indexes);
}

static void print_sessions(
	const struct report *report, const char *begin, const char *between, FILE *out)
{
	struct lazy_sort sessions = {0};

	report_sort_sessions(&sessions, report);
	lazy_sort_range(&sessions, 0, sessions.count);
	print_objects(report, sessions.rows, sessions.count, put_session, begin, between, out);
	lazy_sort_fini(&sessions);
}

static void print_head(const struct report *report, const char *begin, const char *end, FILE *out)
{
	struct buf head = {0};

	buf_puts(&head, begin);
	put_report(&head, report);
	buf_puts(&head, end);
	fputs(buf_text(&head), out);
	buf_fini(&head);
}

void report_json(const struct report *report, FILE *out)
{
	print_head(report, "{\"schema\":1,\n", ",\n\"findings\":[\n", out);
	print_findings(report, "{", ",\n", out);
	fprintf(out, "],\n\"%s\":[\n", report_grouping(report->settings->by)->list);
	print_groups(report, "{", ",\n", out);
	fputs("],\n\"sessions\":[\n", out);
	print_sessions(report, "{", ",\n", out);
	fputs("]}\n", out);
}

void report_jsonl(const struct report *report, FILE *out)
{
	char begin[40];

	snprintf(begin, sizeof(begin), "{\"type\":\"%s\",",
		report_grouping(report->settings->by)->word);
	print_head(report, "{\"schema\":1,\"type\":\"report\",", "}\n", out);
	print_findings(report, "{\"type\":\"finding\",", "\n", out);
	print_groups(report, begin, "\n", out);
	print_sessions(report, "{\"type\":\"session\",", "\n", out);
}
