/* SPDX-License-Identifier: MIT */
#include "report/check.h"

#include "buf.h"
#include "condition.h"
#include "number.h"
#include "session.h"
#include "summary.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_NAMED 3

/* --- The result ------------------------------------------------------------------------------ */

/* Reads by service cover only known services; it takes a Scan to find them all. */
static bool has_all_services(const struct report *report)
{
	const struct poll_status *status = &report->snapshot->status;

	return status->source != SOURCE_SERVICE_INDEX || status->reconciled_mono_ms >= 0 ||
	       report->settings->only_services;
}

bool check_has_all_data(const struct report *report)
{
	return !report->is_incomplete && has_all_services(report);
}

static enum predicate_result evaluate(const struct report *report, const char *text)
{
	struct predicate condition;
	struct predicate_error error;

	if (!condition_parse(&condition, text, &error)) {
		base_fatal("invalid condition in the settings: %s", text);
	}
	return condition_evaluate(&condition, &report->snapshot->totals,
		snapshot_knows_never_polled(report->snapshot));
}

enum check_status check_judge(const struct report *report)
{
	if (!check_has_all_data(report) || report->snapshot->totals.sessions == 0 ||
		report->missing[0]) {
		return CHECK_UNKNOWN;
	}
	enum predicate_result is_critical = evaluate(report, report->settings->crit_if);
	enum predicate_result is_warning = evaluate(report, report->settings->warn_if);

	if (is_critical == PREDICATE_TRUE) {
		return CHECK_CRITICAL;
	}
	if (is_critical == PREDICATE_UNKNOWN || is_warning == PREDICATE_UNKNOWN) {
		return CHECK_UNKNOWN;
	}
	return is_warning == PREDICATE_TRUE ? CHECK_WARNING : CHECK_OK;
}

static enum predicate_result evaluate_wait(const struct report *report)
{
	const char *wanted = report->settings->wait_until;
	bool is_ok = strcmp(wanted, "ok") == 0;

	if (!is_ok && strcmp(wanted, "no-crit") != 0) {
		return check_has_all_data(report) ? evaluate(report, wanted) : PREDICATE_UNKNOWN;
	}
	enum check_status status = check_judge(report);

	if (status == CHECK_UNKNOWN) {
		return PREDICATE_UNKNOWN;
	}
	bool is_reached = status == CHECK_OK || (!is_ok && status == CHECK_WARNING);

	return is_reached ? PREDICATE_TRUE : PREDICATE_FALSE;
}

bool check_wait_is_over(const struct report *report)
{
	return evaluate_wait(report) == PREDICATE_TRUE;
}

/* --- In words ------------------------------------------------------------------------------- */

/* Sanitised; a "|" would begin the performance data. */
static void put_text(struct buf *out, const char *text)
{
	size_t begin = out->length;

	text_put_safe(out, text);
	for (size_t i = begin; i < out->length; i++) {
		out->data[i] = out->data[i] == '|' ? '/' : out->data[i];
	}
}

/* "12 critical, 3 late"; "" if all are healthy. */
static void put_unhealthy(struct buf *out, const struct summary *summary)
{
	const char *between = "";

	for (size_t i = 0; i < STATE_COUNT; i++) {
		enum session_state state = session_state_by_severity(i);
		const struct session_state_info *info = session_state_info(state);

		if (info->severity > 0 && summary->states[state] > 0) {
			buf_printf(out, "%s%" PRIu32 " %s", between, summary->states[state],
				info->title);
			between = ", ";
		}
	}
}

/* "; slack: 20 of 75 stopped between ...": the worst ones. */
static void put_findings(struct buf *out, const struct report *report)
{
	const struct findings *findings = report_findings(report);
	struct buf text = {0};

	for (size_t i = 0; i < findings->current && i < FINDINGS_NAMED; i++) {
		buf_clear(&text);
		finding_put_text(&text, report->snapshot, &findings->list[i]);
		buf_puts(out, "; ");
		put_text(out, buf_text(&text));
		while (out->data[out->length - 1] == '.' || out->data[out->length - 1] == ' ') {
			out->length--;
		}
	}
	if (findings->current > FINDINGS_NAMED) {
		size_t more = findings->current - FINDINGS_NAMED;

		buf_printf(out, "; and %zu more finding%s", more, more == 1 ? "" : "s");
	}
	buf_fini(&text);
}

/* Why the result is unknown. */
static void put_reason(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;

	if (snapshot->error.kind != ERROR_NONE) {
		put_text(out, snapshot->error.text);
	} else if (!check_has_all_data(report)) {
		buf_puts(out, "not everything was read");
	} else if (report->missing[0]) {
		put_text(out, report->missing);
	} else if (snapshot->totals.sessions == 0) {
		buf_puts(out, "no sessions were found");
	} else if (!snapshot_knows_never_polled(snapshot)) {
		buf_puts(out, "sessions that were never polled were not counted");
	} else {
		buf_puts(out, "a figure is unknown");
	}
	buf_puts(out, "; seen: ");
}

/* "23 critical of 818 sessions; slack: 20 of 75 stopped between ...". */
static void put_seen(struct buf *out, const struct report *report)
{
	const struct snapshot *snapshot = report->snapshot;
	size_t before = out->length;

	put_unhealthy(out, &snapshot->totals);
	buf_printf(out, "%s%" PRIu32 " sessions", out->length > before ? " of " : "",
		snapshot->totals.sessions);
	put_findings(out, report);
}

static void put_condition(struct buf *out, const char *flag, const char *condition)
{
	if (strcmp(condition, settings_default(flag)) != 0) {
		buf_printf(out, "; --%s ", flag);
		put_text(out, condition);
	}
}

/* The conditions that are not true, unless they are the defaults. */
static void put_other_conditions(
	struct buf *out, const struct settings *settings, enum check_status status)
{
	if (status != CHECK_CRITICAL) {
		put_condition(out, "crit-if", settings->crit_if);
	}
	if (status != CHECK_CRITICAL && status != CHECK_WARNING) {
		put_condition(out, "warn-if", settings->warn_if);
	}
}

static void put_check(struct buf *out, const struct report *report)
{
	static const char *const words[] = {[CHECK_OK] = "OK",
		[CHECK_WARNING] = "WARNING",
		[CHECK_CRITICAL] = "CRITICAL",
		[CHECK_UNKNOWN] = "UNKNOWN"};
	const struct settings *settings = report->settings;
	enum check_status status = check_judge(report);

	buf_printf(out, "%s - ", words[status]);
	if (status == CHECK_UNKNOWN) {
		put_reason(out, report);
	} else if (status != CHECK_OK) {
		put_text(out, status == CHECK_CRITICAL ? settings->crit_if : settings->warn_if);
		buf_puts(out, ": ");
	}
	put_seen(out, report);
	put_other_conditions(out, settings, status);
}

static void put_wait(struct buf *out, const struct report *report)
{
	static const char *const words[] = {[PREDICATE_TRUE] = "OK - met",
		[PREDICATE_FALSE] = "FAILED - not met",
		[PREDICATE_UNKNOWN] = "FAILED - not known to be met"};
	enum predicate_result result = evaluate_wait(report);

	buf_printf(out, "%s: ", words[result]);
	put_text(out, report->settings->wait_until);
	buf_puts(out, "; ");
	if (result == PREDICATE_UNKNOWN) {
		put_reason(out, report);
	}
	put_seen(out, report);
}

/* --- As performance data --------------------------------------------------------------------- */

/* " worst_late=18.20"; "U" for an unknown value. */
static void put_figure(struct buf *out, const struct snapshot *snapshot, enum summary_figure figure)
{
	const struct summary_figure_info *info = summary_figure_info(figure);
	double value =
		summary_figure(&snapshot->totals, figure, snapshot_knows_never_polled(snapshot));
	bool is_age = info->unit == SUMMARY_AGE_MS;
	char number[NUMBER_SIZE];

	buf_printf(out, " %s=", info->word);
	if (isnan(value)) {
		buf_putc(out, 'U');
	} else if (info->unit == SUMMARY_COUNT) {
		buf_printf(out, "%.0f", value);
	} else {
		number_format_decimal(is_age ? value / 1000 : value, number);
		buf_printf(out, "%s%s", number, is_age ? "s" : "");
	}
}

/* Do not reorder the states: stored graphs may identify data by position. */
static void put_figures(struct buf *out, const struct snapshot *snapshot)
{
	static const enum summary_figure states[] = {FIGURE_PAUSED, FIGURE_UNKNOWN,
		FIGURE_NEVER_POLLED, FIGURE_CRITICAL, FIGURE_FUTURE, FIGURE_LATE, FIGURE_ON_TIME};

	_Static_assert(FIGURE_ON_TIME - FIGURE_PAUSED + 1 == ARRAY_LEN(states), "all of them");
	for (unsigned figure = 0; figure < FIGURE_COUNT; figure++) {
		bool is_state = figure >= FIGURE_PAUSED && figure <= FIGURE_ON_TIME;

		put_figure(out, snapshot, is_state ? states[figure - FIGURE_PAUSED] : figure);
	}
}

static void print_line(
	const struct report *report, void (*put)(struct buf *, const struct report *), FILE *out)
{
	struct buf line = {0};

	buf_puts(&line, "BEYATOP ");
	put(&line, report);
	buf_puts(&line, " |");
	put_figures(&line, report->snapshot);
	fprintf(out, "%s\n", buf_text(&line));
	buf_fini(&line);
}

void report_check(const struct report *report, FILE *out)
{
	print_line(report, put_check, out);
}

void report_wait(const struct report *report, FILE *out)
{
	print_line(report, put_wait, out);
}

void check_print_failure(const char *why, FILE *out)
{
	struct buf text = {0};

	put_text(&text, why);
	fprintf(out, "BEYATOP UNKNOWN - %s\n", buf_text(&text));
	buf_fini(&text);
}
