/* SPDX-License-Identifier: MIT */
/*
 * prom: the figures of each service and the findings, in the Prometheus text format 0.0.4. Unknown
 * figures are left out.
 */
#include "buf.h"
#include "number.h"
#include "report/report.h"
#include "session.h"
#include "summary.h"
#include "text.h"

#include <math.h>
#include <string.h>

/*
 * The format knows the escapes \\, \" and \n in label values. Other control characters become text
 * ("\u001b"), which is safe on a terminal and keeps different names different.
 */
static void put_label(struct buf *out, const char *name, const char *value)
{
	struct buf json = {0};

	text_put_json(&json, value);
	buf_printf(out, "%s=", name);
	for (const char *at = buf_text(&json); *at; at++) {
		buf_putc(out, *at);
		if (*at == '\\') {
			at++;
			buf_puts(out, *at == 'u' ? "\\" : "");
			buf_putc(out, *at);
		}
	}
	buf_fini(&json);
}

static void print_kind(FILE *out, const char *metric, const char *help)
{
	fprintf(out, "# HELP beyatop_%s %s\n# TYPE beyatop_%s gauge\n", metric, help, metric);
}

/* Whole numbers have no decimals. */
static void format_value(double value, char text[NUMBER_SIZE])
{
	if (value == floor(value) && fabs(value) < 1e15) {
		snprintf(text, NUMBER_SIZE, "%.0f", value);
	} else {
		number_format_decimal(value, text);
	}
}

/* NAN: left out, because unknown is not 0. service NULL: of the whole table. */
static void print_sample(const struct report *report, const char *metric, const char *service,
	const char *state, double value, FILE *out)
{
	struct buf line = {0};
	char number[NUMBER_SIZE];

	if (isnan(value)) {
		return;
	}
	buf_printf(&line, "beyatop_%s{", metric);
	put_label(&line, "table", report->snapshot->status.table);
	if (service) {
		buf_putc(&line, ',');
		put_label(&line, "service", service);
	}
	if (state) {
		buf_putc(&line, ',');
		put_label(&line, "state", state);
	}
	format_value(value, number);
	fprintf(out, "%s} %s\n", buf_text(&line), number);
	buf_fini(&line);
}

static void print_states(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;

	print_kind(out, "sessions", "Sessions of a service by state.");
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		for (int state = 0; state < STATE_COUNT; state++) {
			bool is_known = state != STATE_NEVER_POLLED ||
					snapshot_knows_never_polled(snapshot);

			print_sample(report, "sessions", service->name,
				session_state_info(state)->word,
				is_known ? service->summary.states[state] : NAN, out);
		}
	}
}

/* --- One figure per service ------------------------------------------------------------------ */

static void print_figure(const struct report *report, enum summary_figure figure, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct summary_figure_info *info = summary_figure_info(figure);
	double unit = info->unit == SUMMARY_AGE_MS ? 1e-3 : 1;

	print_kind(out, info->metric, info->help);
	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		print_sample(report, info->metric, service->name, NULL,
			summary_figure(&service->summary, figure, true) * unit, out);
	}
}

/* --- Findings -------------------------------------------------------------------------------- */

/* One sample per kind and severity, 0 included, so that an alert can resolve. */
static void print_findings(const struct report *report, bool counts_sessions, FILE *out)
{
	const struct findings *findings = report_findings(report);
	uint32_t counts[FINDING_KIND_COUNT][SEVERITY_COUNT] = {{0}};
	const char *metric = counts_sessions ? "finding_sessions" : "findings";
	struct buf line = {0};

	for (size_t i = 0; i < findings->current; i++) {
		const struct finding *finding = &findings->list[i];

		counts[finding->kind][finding->severity] += counts_sessions ? finding->members : 1;
	}
	print_kind(out, metric,
		counts_sessions ? "Sessions in findings, by kind and severity."
				: "Findings by kind and severity.");
	for (int kind = 0; kind < FINDING_KIND_COUNT; kind++) {
		for (int severity = 0; severity < SEVERITY_COUNT; severity++) {
			buf_clear(&line);
			put_label(&line, "table", report->snapshot->status.table);
			fprintf(out, "beyatop_%s{%s,kind=\"%s\",severity=\"%s\"} %u\n", metric,
				buf_text(&line), finding_kind_word((enum finding_kind)kind),
				finding_severity_word((enum finding_severity)severity),
				counts[kind][severity]);
		}
	}
	buf_fini(&line);
}

void report_prom(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;

	print_states(report, out);
	for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
		if (summary_figure_info(figure)->metric) {
			print_figure(report, figure, out);
		}
	}
	print_findings(report, false, out);
	print_findings(report, true, out);
	print_kind(out, "complete", "1 if everything requested was read, else 0.");
	print_sample(report, "complete", NULL, NULL, report_is_partial(report) ? 0 : 1, out);
	print_kind(out, "asof_timestamp_seconds", "Server time as of which the figures are.");
	print_sample(report, "asof_timestamp_seconds", NULL, NULL,
		snapshot->asof_ms ? (double)snapshot->asof_ms / 1000 : NAN, out);
	print_kind(out, "never_polled_asof_timestamp_seconds",
		"Server time as of which never-polled sessions are counted.");
	print_sample(report, "never_polled_asof_timestamp_seconds", NULL, NULL,
		report_scanned_ms(report) != SESSION_NO_TIME
			? (double)report_scanned_ms(report) / 1000
			: NAN,
		out);
	print_kind(out, "clock_skew_seconds", "Server clock minus the clock of this machine.");
	print_sample(report, "clock_skew_seconds", NULL, NULL,
		status->skew_known ? (double)status->skew_ms / 1000 : NAN, out);
	print_kind(out, "read_units", "Read capacity units consumed since the program started.");
	print_sample(report, "read_units", NULL, NULL, status->read_units, out);
}
