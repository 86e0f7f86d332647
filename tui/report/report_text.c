/* SPDX-License-Identifier: MIT */
/*
 * text: verdict, findings, totals, services and the sessions with a problem, as wide as the
 * terminal. wide: the same with every session and every column, as wide as they need.
 */
#include "buf.h"
#include "duration.h"
#include "list/left_out.h"
#include "number.h"
#include "report/report.h"
#include "report/text_page.h"
#include "report/text_parts.h"
#include "session.h"
#include "summary.h"
#include "timestamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SESSIONS_SHOWN 20

static bool is_wide(const struct text_page *page)
{
	return page->cols == TEXT_PAGE_WIDE;
}

/* Follows counts that may still be too low. */
static const char *so_far(const struct text_page *page)
{
	return page->report->is_incomplete ? " so far" : "";
}

/* --- What was read --------------------------------------------------------------------------- */

static void format_skew(const struct poll_status *status, char *text, size_t size)
{
	char age[DURATION_SIZE];

	*text = '\0';
	if (!status->skew_known || status->skew_ms / 1000 == 0) {
		return;
	}
	duration_format(llabs(status->skew_ms), age);
	snprintf(text, size, ", this machine's clock is %s %s", age,
		status->skew_ms > 0 ? "slow" : "fast");
}

/* The count of never-polled sessions is as old as the last Scan. */
static void format_scanned(const struct report *report, char *text, size_t size)
{
	int64_t scanned_ms = report_scanned_ms(report), asof_ms = report->snapshot->asof_ms;
	char age[DURATION_SIZE];

	*text = '\0';
	if (scanned_ms != SESSION_NO_TIME && scanned_ms < asof_ms) {
		duration_format(asof_ms - scanned_ms, age);
		snprintf(text, size, ", never polled as of the Scan %s ago", age);
	}
}

static void put_head(struct text_page *page)
{
	const struct snapshot *snapshot = page->report->snapshot;
	const struct poll_status *status = &snapshot->status;
	char asof[TIMESTAMP_SIZE] = "an unknown time", skew[80], scanned[80];

	if (snapshot->asof_ms != 0) {
		timestamp_format(snapshot->asof_ms, 0, asof);
	}
	format_skew(status, skew, sizeof(skew));
	format_scanned(page->report, scanned, sizeof(scanned));
	text_page_put(page, "%s, %s, as of %s%s", status->table, status->region, asof,
		report_is_partial(page->report) ? ", PARTIAL" : "");
	text_page_put(page, "%s", status->endpoint);
	text_page_put(page, "%.1f RCU%s%s", status->read_units, skew, scanned);
	if (page->report->settings->user) {
		text_page_put(page, "Only sessions of user %.100s are counted.",
			page->report->settings->user);
	}
}

static void put_unreadable(struct text_page *page)
{
	const struct snapshot *snapshot = page->report->snapshot;
	uint32_t counts[UNREADABLE_FORMS];

	(void)snapshot_count_unreadable(snapshot, UINT32_MAX, counts);
	for (size_t i = 1; i < UNREADABLE_FORMS; i++) {
		if (counts[i] > 0) {
			text_page_put(page, "Unreadable in %" PRIu32 " session%s: %s", counts[i],
				counts[i] == 1 ? "" : "s", snapshot->unreadable[i]);
		}
	}
}

static void put_gaps(struct text_page *page)
{
	const struct report *report = page->report;
	const struct snapshot *snapshot = report->snapshot;
	const struct poll_status *status = &snapshot->status;

	if (snapshot->error.kind != ERROR_NONE) {
		text_page_put(page, "PARTIAL, %s: %s", error_kind_word(snapshot->error.kind),
			snapshot->error.text);
	} else if (!status->is_complete) {
		text_page_put(page, "PARTIAL: not every page was read.");
	} else if (status->unfilled > 0) {
		text_page_put(page,
			"PARTIAL: some attributes of %" PRIu32 " sessions were not read.",
			status->unfilled);
	}
	if (report->missing[0]) {
		text_page_put(page, "PARTIAL: %s.", report->missing);
	}
	if (status->notice[0]) {
		text_page_put(page, "Notice: %s", status->notice);
	}
	put_unreadable(page);
	if (!snapshot_knows_never_polled(snapshot)) {
		text_page_put(page,
			"Sessions that were never polled are in no index and not counted here. %s",
			report->settings->reconcile_ms == 0 ? "--reconcile=1m finds them by a Scan."
			: status->reconcile_failure[0]
				? status->reconcile_failure
				: "The Scan that finds them did not finish.");
	}
	fputc('\n', page->out);
}

/* --- Cells ------------------------------------------------------------------------------------ */

static void fill_letter(struct text_cell *cell, enum session_state state)
{
	cell->buffer[0] = session_state_info(state)->letter;
	cell->role = role_of_state(state);
}

static void fill_time(const struct text_page *page, int64_t time_ms, struct text_cell *cell)
{
	if (is_wide(page)) {
		timestamp_format(time_ms, time_ms % 1000 ? 3 : 0, cell->buffer);
	} else {
		timestamp_format_short(time_ms, page->report->snapshot->asof_ms, cell->buffer);
	}
}

static void fill_value(
	const struct text_page *page, enum field_unit unit, double value, struct text_cell *cell)
{
	if (isnan(value)) {
		cell->text = unit == FIELD_AGE || unit == FIELD_TIME ? "-" : "?";
		return;
	}
	switch (unit) {
	case FIELD_DRAWN:
	case FIELD_TEXT:
		return;
	case FIELD_COUNT:
		number_format_count((uint64_t)value, cell->buffer);
		return;
	case FIELD_RATIO:
		number_format_late(value, cell->buffer);
		return;
	case FIELD_AGE:
		duration_format((int64_t)value, cell->buffer);
		return;
	case FIELD_INTERVAL:
		duration_format_setting((int64_t)value, cell->buffer);
		return;
	case FIELD_TIME:
		fill_time(page, (int64_t)value, cell);
		return;
	case FIELD_ACTIVE:
		cell->text = value > 0 ? "on" : "OFF";
		return;
	case FIELD_STATE:
		cell->text = session_state_info((enum session_state)value)->title;
		cell->role = role_of_state((enum session_state)value);
		return;
	}
}

static void fill_figure(const struct text_page *page, const struct field *field,
	const struct summary *summary, struct text_cell *cell)
{
	bool knows_never_polled = snapshot_knows_never_polled(page->report->snapshot);

	fill_value(page, field->unit, summary_figure(summary, field->figure, knows_never_polled),
		cell);
}

static void fill_session(const struct text_page *page, const struct field *field, uint32_t row,
	struct text_cell *cell)
{
	const struct snapshot *snapshot = page->report->snapshot;
	const struct session *session = &snapshot->sessions[row];
	bool is_late = field->unit == FIELD_RATIO;

	if (field->unit == FIELD_DRAWN) {
		fill_letter(cell, session->state);
	} else if (field->unit == FIELD_TEXT) {
		cell->text = field->text(snapshot, session);
	} else if (is_late && session->state == STATE_PAUSED) {
		cell->text = "paused";
	} else if (is_late && session->state == STATE_FUTURE) {
		cell->text = "future";
	} else if (is_late && session->state == STATE_NEVER_POLLED) {
		cell->text = "never";
	} else {
		fill_value(page, field->unit, field_session_value(field, session), cell);
	}
}

/* --- Totals and services --------------------------------------------------------------------- */

static void fill_total(const struct text_page *page, const struct field *field, uint32_t row,
	struct text_cell *cell)
{
	(void)row;
	fill_figure(page, field, &page->report->snapshot->totals, cell);
}

#define TOTAL(heading, of)                                                                         \
	{                                                                                          \
		.title = (heading), .unit = FIELD_COUNT, .figure = FIGURE_##of, .is_right = true   \
	}

static void put_totals(struct text_page *page)
{
	static const struct field totals[] = {TOTAL("CRITICAL", CRITICAL), TOTAL("LATE", LATE),
		TOTAL("NEVER", NEVER_POLLED), TOTAL("FUTURE", FUTURE), TOTAL("UNKNOWN", UNKNOWN),
		TOTAL("ON TIME", ON_TIME), TOTAL("PAUSED", PAUSED), TOTAL("TOTAL", SESSIONS),
		TOTAL("ERR", ERRORING)};
	static const struct field_table table = {totals, ARRAY_LEN(totals)};

	text_page_put_table(page, &table, fill_total, &(uint32_t){0}, 1);
}

static void fill_service(const struct text_page *page, const struct field *field, uint32_t row,
	struct text_cell *cell)
{
	const struct service_summary *service = &page->report->snapshot->services[row];

	if (field->unit == FIELD_DRAWN) {
		fill_letter(cell, summary_worst_state(&service->summary));
	} else if (field->unit == FIELD_TEXT) {
		cell->text = service->name;
	} else {
		fill_figure(page, field, &service->summary, cell);
	}
}

/* The services that the table leaves out, in one line. */
static void put_left_out(struct text_page *page, const uint32_t *rows, size_t count)
{
	const struct snapshot *snapshot = page->report->snapshot;
	struct left_out left_out = {.services = count};
	char text[LEFT_OUT_SIZE];

	for (size_t i = 0; i < count; i++) {
		left_out.sessions += snapshot->services[rows[i]].summary.sessions;
		left_out.unhealthy += snapshot->diagnosis->services[rows[i]].unhealthy_count;
	}
	left_out_format(&left_out, text);
	text_page_put(page, "%s", text);
}

static void put_services(struct text_page *page)
{
	const struct snapshot *snapshot = page->report->snapshot;

	if (snapshot->services_count > 0) {
		uint32_t *rows = report_sort_services(snapshot);
		size_t count = snapshot->services_count;
		size_t shown = count < SERVICES_MAX_SHOWN ? count : SERVICES_MAX_SHOWN;

		text_page_put_table(page, &field_services, fill_service, rows, shown);
		if (shown < count) {
			put_left_out(page, rows + shown, count - shown);
		}
		free(rows);
	}
}

/* --- Sessions -------------------------------------------------------------------------------- */

static void put_legend(struct text_page *page)
{
	struct buf legend = {0};

	for (size_t i = 0; i < STATE_COUNT; i++) {
		const struct session_state_info *info =
			session_state_info(session_state_by_severity(i));

		buf_printf(&legend, "%s%c %s", i ? "  " : "", info->letter, info->title);
	}
	text_page_put(page, "%s", buf_text(&legend));
	buf_fini(&legend);
}

/* Removes the healthy sessions from the list. */
static void keep_unhealthy(struct lazy_sort *sessions)
{
	size_t count = sessions->count;

	sessions->count = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t row = sessions->rows[i];

		if (session_is_unhealthy(&sessions->snapshot->sessions[row])) {
			lazy_sort_add(sessions, row, sessions->keys[i]);
		}
	}
}

/* Prints the first ones of the list. */
static void put_listed(struct text_page *page, struct lazy_sort *sessions, size_t shown)
{
	lazy_sort_range(sessions, 0, shown);
	text_page_put_table(page, &field_sessions, fill_session, sessions->rows, shown);
	if (sessions->count > shown) {
		text_page_put(page, "and %zu more", sessions->count - shown);
		fputc('\n', page->out);
	}
	put_legend(page);
}

/* All that pass a filter. Without one, the worst; all in a wide report, or one about a user. */
static void put_sessions(struct text_page *page)
{
	const char *filter = page->report->settings->filter;
	bool has_all = is_wide(page) || page->report->settings->user;
	struct lazy_sort sessions = {0};

	report_sort_sessions(&sessions, page->report);
	if (filter) {
		text_page_put(page, "Filter %s: %zu of %zu sessions%s.", filter, sessions.count,
			page->report->snapshot->sessions_count, so_far(page));
	} else if (!has_all) {
		keep_unhealthy(&sessions);
	}
	bool is_cut = !filter && !has_all && sessions.count > SESSIONS_SHOWN;

	if (sessions.count > 0) {
		put_listed(page, &sessions, is_cut ? SESSIONS_SHOWN : sessions.count);
	}
	lazy_sort_fini(&sessions);
}

/* What all of it amounts to, in one sentence. */
static void put_verdict(struct text_page *page)
{
	const struct snapshot *snapshot = page->report->snapshot;
	struct buf text = {0};

	if (snapshot->totals.sessions == 0) {
		buf_printf(&text, "No sessions were found%s.", so_far(page));
	} else {
		(void)finding_put_verdict(
			&text, snapshot, report_findings(page->report), &snapshot->totals);
	}
	text_page_put(page, "%s", buf_text(&text));
	fputc('\n', page->out);
	buf_fini(&text);
}

static void print(const struct report *report, int cols, FILE *out)
{
	struct text_page page;

	text_page_init(&page, report, cols, out);
	fputs(report->is_next ? "\n" : "", out);
	put_head(&page);
	put_gaps(&page);
	put_verdict(&page);
	text_findings_put(&page);
	put_totals(&page);
	if (report_has_groups(report)) {
		text_groups_put(&page);
	} else {
		put_services(&page);
	}
	put_sessions(&page);
	text_page_fini(&page);
}

void report_text(const struct report *report, FILE *out)
{
	print(report, (int)report->cols, out);
}

void report_wide(const struct report *report, FILE *out)
{
	print(report, TEXT_PAGE_WIDE, out);
}
