/* SPDX-License-Identifier: MIT */
/*
 * text: totals, services and the sessions with a problem, as wide as the terminal.
 * wide: the same with every session and every column, as wide as they need.
 */
#include "base.h"
#include "buf.h"
#include "duration.h"
#include "list/sort.h"
#include "number.h"
#include "report/report.h"
#include "report/report_table.h"
#include "session.h"
#include "summary.h"
#include "text.h"
#include "timestamp.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define SESSIONS_SHOWN 20

/* A sentence over as many lines as it takes; a word that is too long gets a line of its own. */
PRINTF_LIKE(3, 4)
static void print_sentence(const struct report *report, FILE *out, const char *format, ...)
{
	char raw[1024];
	struct buf safe = {0};
	size_t used_cols = 0;
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	table_put_safe(&safe, report, *raw ? raw : "-");
	for (char *rest = NULL, *word = strtok_r(safe.data, " ", &rest); word;
		word = strtok_r(NULL, " ", &rest)) {
		size_t cols = text_width_of(word);

		if (used_cols > 0 && used_cols + 1 + cols > report->cols) {
			fputc('\n', out);
			used_cols = 0;
		}
		fprintf(out, "%s%s", used_cols ? " " : "", word);
		used_cols += cols + (used_cols ? 1 : 0);
	}
	fputc('\n', out);
	buf_fini(&safe);
}

static void print_skew(const struct poll_status *status, FILE *out)
{
	char age[DURATION_SIZE];

	if (!status->skew_known || status->skew_ms / 1000 == 0) {
		return;
	}
	duration_format(llabs(status->skew_ms), age);
	fprintf(out, ", this machine's clock is %s %s", age, status->skew_ms > 0 ? "slow" : "fast");
}

static void print_head(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;
	char asof[TIMESTAMP_SIZE] = "an unknown time";

	if (snapshot->asof_ms != 0) {
		timestamp_format(snapshot->asof_ms, 0, asof);
	}
	print_sentence(report, out, "%s, %s, as of %s%s", status->table, status->region, asof,
		report_is_partial(report) ? ", PARTIAL" : "");
	print_sentence(report, out, "%s", status->endpoint);
	fprintf(out, "%.1f read units", status->read_units);
	print_skew(status, out);
	fputc('\n', out);
}

static void print_gaps(const struct report *report, FILE *out)
{
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;

	if (snapshot->error.kind != ERROR_NONE) {
		print_sentence(report, out, "PARTIAL, %s: %s",
			error_kind_word(snapshot->error.kind), snapshot->error.text);
	} else if (!status->is_complete) {
		print_sentence(report, out, "PARTIAL: not every page was read.");
	} else if (status->unfilled > 0) {
		print_sentence(report, out, "PARTIAL: %" PRIu32 " sessions were read in part only.",
			status->unfilled);
	}
	if (report->missing_service) {
		print_sentence(report, out, "PARTIAL: no sessions of %s were found.",
			report->missing_service);
	}
	if (status->notice[0]) {
		print_sentence(report, out, "Notice: %s", status->notice);
	}
	if (!snapshot_knows_never_polled(snapshot)) {
		print_sentence(report, out,
			"Sessions that were never polled are in no index: not counted here. %s",
			report->settings->reconcile_ms == 0 ? "--reconcile finds them by a Scan."
			: status->reconcile_refusal[0]      ? status->reconcile_refusal
							    : "The Scan for them did not end.");
	}
	fputc('\n', out);
}

static void add_never_polled(
	struct table *table, const struct snapshot *snapshot, const struct summary *summary)
{
	if (snapshot_knows_never_polled(snapshot)) {
		table_add_count(table, summary->states[STATE_NEVER_POLLED]);
	} else {
		table_add(table, "?");
	}
}

static void print_totals(const struct report *report, FILE *out)
{
	static const struct table_column columns[] = {{"CRITICAL", RIGHT, 0}, {"LATE", RIGHT, 0},
		{"NEVER", RIGHT, 0}, {"FUTURE", RIGHT, 0}, {"UNKNOWN", RIGHT, 0},
		{"ON TIME", RIGHT, 0}, {"PAUSED", RIGHT, 0}, {"ERR", RIGHT, 0},
		{"TOTAL", RIGHT, 0}};
	const struct summary *totals = &report->snapshot->totals;
	struct table table;

	table_begin(&table, report, columns, ARRAY_LEN(columns));
	table_add_count(&table, totals->states[STATE_CRITICAL]);
	table_add_count(&table, totals->states[STATE_LATE]);
	add_never_polled(&table, report->snapshot, totals);
	table_add_count(&table, totals->states[STATE_FUTURE]);
	table_add_count(&table, totals->states[STATE_UNKNOWN]);
	table_add_count(&table, totals->states[STATE_ON_TIME]);
	table_add_count(&table, totals->states[STATE_PAUSED]);
	table_add_count(&table, totals->erroring);
	table_add_count(&table, totals->sessions);
	table_print(&table, out);
}

static void add_service(struct table *table, const struct snapshot *snapshot, uint32_t index)
{
	const struct service_summary *service = &snapshot->services[index];
	const struct summary *summary = &service->summary;
	char late[NUMBER_SIZE];

	table_add_letter(table, summary_worst_state(summary));
	table_add(table, service->name);
	table_add_count(table, summary->active);
	table_add_count(table, summary->paused);
	table_add_count(table, summary->states[STATE_CRITICAL]);
	table_add_count(table, summary->states[STATE_LATE]);
	add_never_polled(table, snapshot, summary);
	table_add_count(table, summary->states[STATE_FUTURE]);
	table_add_count(table, summary->states[STATE_UNKNOWN]);
	table_add_count(table, summary->erroring);
	number_format_late(summary->worst_late, late);
	table_add(table, late);
	table_add_age(table, summary->p50_age_ms, summary->p50_age_ms >= 0);
	table_add_age(table, summary->p95_age_ms, summary->p95_age_ms >= 0);
}

static void print_services(const struct report *report, FILE *out)
{
	static const struct table_column columns[] = {{"S", LEFT, 0}, {"SERVICE", ELASTIC, 0},
		{"ACTIVE", RIGHT, 0}, {"PAUSED", RIGHT, 0}, {"CRIT", RIGHT, 0}, {"LATE", RIGHT, 0},
		{"NEVER", RIGHT, 0}, {"FUTURE", RIGHT, TABLE_WIDE}, {"UNKNOWN", RIGHT, TABLE_WIDE},
		{"ERR", RIGHT, 0}, {"WORST", RIGHT, 0}, {"P50", RIGHT, 65}, {"P95", RIGHT, 0}};
	size_t count = report->snapshot->services_count;
	struct table table;

	if (count == 0) {
		return;
	}
	uint32_t *indexes = report_sort_services(report->snapshot);

	table_begin(&table, report, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < count; i++) {
		add_service(&table, report->snapshot, indexes[i]);
	}
	table_print(&table, out);
	free(indexes);
}

static void add_lateness(struct table *table, const struct session *session)
{
	char text[NUMBER_SIZE];

	if (session->state == STATE_NEVER_POLLED || session->state == STATE_FUTURE) {
		table_add(table, session->state == STATE_FUTURE ? "future" : "never");
		return;
	}
	number_format_late(session_lateness(session, session_asof_ms(session)), text);
	table_add(table, text);
}

static void add_time(struct table *table, int64_t time_ms, int digits)
{
	char text[TIMESTAMP_SIZE] = "-";

	if (time_ms != SESSION_NO_TIME) {
		timestamp_format(time_ms, digits, text);
	}
	table_add(table, text);
}

static void add_session(struct table *table, const struct snapshot *snapshot, uint32_t index)
{
	static const char *const actives[] = {
		[ACTIVE_UNKNOWN] = "?", [ACTIVE_ON] = "on", [ACTIVE_OFF] = "OFF"};
	const struct session *session = &snapshot->sessions[index];
	char interval[DURATION_SIZE] = "?", polled[TIMESTAMP_SIZE] = "-";
	int64_t age_ms = 0;
	bool has_age = session_age(session, session_asof_ms(session), &age_ms);

	table_add_letter(table, session->state);
	table_add_word(table, session->state);
	table_add(table, session->user_id);
	table_add(table, snapshot->services[session->service].name);
	add_lateness(table, session);
	table_add_age(table, age_ms, has_age);
	if (session->interval_ms > 0) {
		duration_format_setting(session->interval_ms, interval);
	}
	table_add(table, interval);
	if (session->error_count >= 0) {
		table_add_count(table, (uint64_t)session->error_count);
	} else {
		table_add(table, "?");
	}
	table_add(table, actives[session->active]);
	if (session->polled_at_ms != SESSION_NO_TIME) {
		timestamp_format_short(session->polled_at_ms, snapshot->asof_ms, polled);
	}
	table_add(table, polled);
	add_time(table, session->polled_at_ms, session->polled_digits);
	add_time(table, session_created_at_ms(session), 0);
}

static void print_legend(const struct report *report, FILE *out)
{
	static const enum session_state states[] = {STATE_CRITICAL, STATE_NEVER_POLLED, STATE_LATE,
		STATE_UNKNOWN, STATE_FUTURE, STATE_ON_TIME, STATE_PAUSED};
	size_t used_cols = 0;

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		const struct session_state_info *info = session_state_info(states[i]);
		size_t cols = strlen("C ") + strlen(info->title);
		bool is_new_line = used_cols + strlen("  ") + cols > report->cols;
		const char *gap = is_new_line ? "\n" : i ? "  " : "";

		fprintf(out, "%s%c %s", gap, info->letter, info->title);
		used_cols = is_new_line ? cols : used_cols + strlen(gap) + cols;
	}
	fputc('\n', out);
}

/* Leaves out those that need nobody. */
static void keep_ill(struct lazy_sort *ranking, const struct snapshot *snapshot)
{
	size_t count = ranking->count;

	ranking->count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct session *session = &snapshot->sessions[ranking->rows[i]];

		if (session_state_info(session->state)->severity > 0) {
			lazy_sort_add(ranking, ranking->rows[i], ranking->keys[i]);
		}
	}
}

/* So many of the first ones. */
static void print_listed(
	const struct report *report, struct lazy_sort *ranking, size_t shown, FILE *out)
{
	static const struct table_column columns[] = {{"S", LEFT, 0}, {"STATE", LEFT, TABLE_WIDE},
		{"USER", ELASTIC, 0}, {"SERVICE", LEFT, 0}, {"LATE", RIGHT, 0}, {"AGE", RIGHT, 0},
		{"EVERY", RIGHT, 67}, {"ERR", RIGHT, 0}, {"ACT", LEFT, 0}, {"LAST POLL", RIGHT, 0},
		{"LAST POLL AT", LEFT, TABLE_WIDE}, {"CREATED", LEFT, TABLE_WIDE}};
	struct table table;

	lazy_sort_range(ranking, 0, shown);
	table_begin(&table, report, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < shown; i++) {
		add_session(&table, report->snapshot, ranking->rows[i]);
	}
	table_print(&table, out);
	if (ranking->count > shown) {
		fprintf(out, "and %zu more\n\n", ranking->count - shown);
	}
	print_legend(report, out);
}

/* All of what was asked for, by a filter or is_whole; else the worst of those that need somebody.
 */
static void print_sessions(const struct report *report, bool is_whole, FILE *out)
{
	const char *filter = report->settings->filter;
	struct lazy_sort ranking = {0};

	report_sort_sessions(&ranking, report);
	if (filter) {
		print_sentence(report, out, "Filter %s: %zu of %zu sessions.", filter,
			ranking.count, report->snapshot->sessions_count);
	} else if (!is_whole) {
		keep_ill(&ranking, report->snapshot);
	}
	bool is_cut = !filter && !is_whole && ranking.count > SESSIONS_SHOWN;

	if (ranking.count > 0) {
		print_listed(report, &ranking, is_cut ? SESSIONS_SHOWN : ranking.count, out);
	} else if (!filter) {
		fputs(report->missing_service ? "No session that was found needs anybody.\n"
					      : "No session needs anybody.\n",
			out);
	}
	lazy_sort_fini(&ranking);
}

static void print_counts(const struct report *report, FILE *out)
{
	fputs(report->is_next ? "\n" : "", out);
	print_head(report, out);
	print_gaps(report, out);
	print_totals(report, out);
	print_services(report, out);
}

void report_text(const struct report *report, FILE *out)
{
	print_counts(report, out);
	print_sessions(report, false, out);
}

void report_wide(const struct report *report, FILE *out)
{
	struct report wide = *report;

	wide.cols = TABLE_WIDE;
	print_counts(&wide, out);
	print_sessions(&wide, true, out);
}
