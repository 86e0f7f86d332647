/* SPDX-License-Identifier: MIT */
#include "view.h"
#include "coarse.h"
#include "column.h"
#include "order.h"
#include "pane_changes.h"
#include "sparkline.h"
#include "text.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* A figure of the totals, which stands over its own title. */
struct total {
	const char *title, *short_title;
	uint32_t (*count)(const struct summary *summary);
	enum role role; /* when it is not 0 */
	bool is_never_polled;
};

static uint32_t count_critical(const struct summary *summary)
{
	return summary->states[STATE_CRITICAL];
}

static uint32_t count_late(const struct summary *summary)
{
	return summary->states[STATE_LATE];
}

static uint32_t count_erroring(const struct summary *summary)
{
	return summary->erroring;
}

static uint32_t count_never_polled(const struct summary *summary)
{
	return summary->states[STATE_NEVER_POLLED];
}

static uint32_t count_future(const struct summary *summary)
{
	return summary->states[STATE_FUTURE];
}

static uint32_t count_unknown(const struct summary *summary)
{
	return summary->states[STATE_UNKNOWN];
}

static uint32_t count_on_time(const struct summary *summary)
{
	return summary->states[STATE_ON_TIME];
}

static uint32_t count_paused(const struct summary *summary)
{
	return summary->paused;
}

static uint32_t count_all(const struct summary *summary)
{
	return summary->sessions;
}

static const struct total totals[] = {
	{"CRITICAL", "CRIT", count_critical, ROLE_CRITICAL, false},
	{"LATE", "LATE", count_late, ROLE_LATE, false},
	{"ERRORING", "ERR", count_erroring, ROLE_LATE, false},
	{"NEVER POLLED", "NEVER", count_never_polled, ROLE_NEVER, true},
	{"FUTURE", "FUT", count_future, ROLE_FUTURE, false},
	{"UNKNOWN", "UNKN", count_unknown, ROLE_UNKNOWN, false},
	{"ON TIME", "OK", count_on_time, ROLE_NORMAL, false},
	{"PAUSED", "OFF", count_paused, ROLE_NORMAL, false},
	{"TOTAL", "TOTAL", count_all, ROLE_TITLE, false},
};

/* What was not counted is not 0. */
static void format_count(const struct ui *ui, uint32_t count, bool is_never_polled, char *text)
{
	if (count == 0 && is_never_polled && ui_misses_never_polled(ui)) {
		snprintf(text, UNITS_TEXT_SIZE, "?");
	} else {
		units_format_count(count, text);
	}
}

static const char *title_of(const struct total *total, bool is_short)
{
	return is_short ? total->short_title : total->title;
}

static int width_of(const struct ui *ui, const struct total *total, bool is_short)
{
	char text[UNITS_TEXT_SIZE];
	size_t title_length = strlen(title_of(total, is_short)), length;

	format_count(ui, total->count(ui_totals(ui)), total->is_never_polled, text);
	length = strlen(text);
	return (int)(length > title_length ? length : title_length);
}

static int width_of_all(const struct ui *ui, bool is_short)
{
	int cols = 0;

	for (size_t i = 0; i < ARRAY_LEN(totals); i++) {
		cols += width_of(ui, &totals[i], is_short);
	}
	return cols;
}

static void draw_totals(struct canvas *canvas, const struct ui *ui, int y)
{
	int gaps = (int)ARRAY_LEN(totals) - 1;
	bool is_short = 1 + width_of_all(ui, false) + 2 * gaps > canvas->cols;
	int gap = (canvas->cols - 1 - width_of_all(ui, is_short)) / gaps;
	int x = 1;

	if (gap < 1) {
		gap = 1;
	}
	if (gap > 5) {
		gap = 5;
	}
	for (size_t i = 0; i < ARRAY_LEN(totals) && x < canvas->cols; i++) {
		const struct total *total = &totals[i];
		uint32_t count = total->count(ui_totals(ui));
		int cols = width_of(ui, total, is_short);
		char text[UNITS_TEXT_SIZE];

		if (cols > canvas->cols - x) {
			cols = canvas->cols - x;
		}
		format_count(ui, count, total->is_never_polled, text);
		canvas_put_right(canvas, y, x, cols, ROLE_DIM, title_of(total, is_short));
		canvas_put_right(canvas, y + 1, x, cols, count > 0 ? total->role : ROLE_DIM, text);
		x += cols + gap;
	}
}

/* A number of sessions: nothing to look at when it is 0. */
static void fill_count(struct column_cell *cell, uint32_t count, enum role role)
{
	units_format_count(count, cell->buffer);
	cell->role = count > 0 ? role : ROLE_DIM;
}

static const struct summary *summary_of(const struct ui *ui, const void *row)
{
	return ui_summary(ui, row);
}

static void fill_letter(const struct ui *ui, const void *row, struct column_cell *cell)
{
	enum session_state state = order_worst_state(summary_of(ui, row));

	(void)ui;
	cell->buffer[0] = session_state_info(state)->letter;
	cell->role = role_of_state(state);
}

static void fill_name(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	cell->text = ((const struct service_summary *)row)->name;
}

static void fill_active(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, summary_of(ui, row)->active, ROLE_NORMAL);
}

static void fill_paused(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, summary_of(ui, row)->paused, ROLE_NORMAL);
}

static void fill_critical(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, count_critical(summary_of(ui, row)), ROLE_CRITICAL);
}

static void fill_late(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, count_late(summary_of(ui, row)), ROLE_LATE);
}

static void fill_erroring(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, count_erroring(summary_of(ui, row)), ROLE_LATE);
}

static void fill_never_polled(const struct ui *ui, const void *row, struct column_cell *cell)
{
	uint32_t count = count_never_polled(summary_of(ui, row));

	format_count(ui, count, true, cell->buffer);
	cell->role = count > 0 ? ROLE_NEVER : ROLE_DIM;
}

static void fill_future(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, count_future(summary_of(ui, row)), ROLE_FUTURE);
}

static void fill_unknown(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_count(cell, count_unknown(summary_of(ui, row)), ROLE_UNKNOWN);
}

static void fill_worst(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct service_summary *service = row;
	const struct session_thresholds *limits = settings_limits(ui->settings, service->name);
	double late = summary_of(ui, row)->worst_late;

	coarse_format_late(late, cell->buffer);
	if (late >= limits->critical) {
		cell->role = ROLE_CRITICAL;
	} else if (late >= limits->late) {
		cell->role = ROLE_LATE;
	}
}

static void fill_age(struct column_cell *cell, int64_t age_ms)
{
	if (age_ms < 0) {
		cell->text = "?";
	} else {
		coarse_format_long_age(age_ms, cell->buffer);
	}
}

static void fill_p50(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_age(cell, summary_of(ui, row)->p50_age_ms);
}

static void fill_p95(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	fill_age(cell, summary_of(ui, row)->p95_age_ms);
}

static void fill_sparkline(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct service_summary *service = row;
	size_t count = service->history_count;

	(void)ui;
	sparkline_format(service, cell->width_cols, cell->is_ascii, cell->buffer);
	cell->role =
		count > 0 && service->history[count - 1].late_share > 0 ? ROLE_NORMAL : ROLE_DIM;
}

static const struct column columns[] = {
	{"S", 1, 0, false, false, 0, fill_letter},
	{"SERVICE", 12, 16, false, true, 0, fill_name},
	{"ACTIVE", 7, 0, true, false, 0, fill_active},
	{"PAUSED", 6, 1, true, false, 72, fill_paused},
	{"CRIT", 5, 1, true, false, 0, fill_critical},
	{"LATE", 5, 1, true, false, 0, fill_late},
	{"ERR", 5, 1, true, false, 0, fill_erroring},
	{"NEVER", 5, 1, true, false, 0, fill_never_polled},
	{"FUTURE", 6, 1, true, false, 110, fill_future},
	{"UNKN", 5, 1, true, false, 90, fill_unknown},
	{"WORST", 6, 1, true, false, 0, fill_worst},
	{"P50", 6, 1, true, false, 118, fill_p50},
	{"P95", 6, 1, true, false, 72, fill_p95},
	{"LATE, LAST TICKS", 20, SPARKLINE_MAX_COLS - 20, true, false, 100, fill_sparkline},
};

static const struct column_table table = {columns, ARRAY_LEN(columns)};

#define NOTE_SIZE 240

/* What is counted as unknown because it was not read. */
static void note_unfilled(const struct ui *ui, char text[NOTE_SIZE])
{
	uint32_t unfilled = ui->snapshot->status.unfilled;
	char count[UNITS_TEXT_SIZE];

	if (unfilled > 0) {
		coarse_format_count(unfilled, count);
		snprintf(text, NOTE_SIZE, "%s session%s read in part only so far.", count,
			unfilled == 1 ? " is" : "s are");
	}
}

/* What is not counted because it is in no index. */
static void note_unindexed(const struct ui *ui, char text[NOTE_SIZE])
{
	const struct poll_status *status = &ui->snapshot->status;
	char gap[UNITS_TEXT_SIZE];

	if (status->is_reconciling) {
		snprintf(text, NOTE_SIZE,
			"? Sessions that were never polled are in no index: a Scan is looking for "
			"them.");
	} else if (*status->reconcile_refusal) {
		snprintf(text, NOTE_SIZE, "? Never polled ones are not counted: %s",
			status->reconcile_refusal);
	} else if (status->gap > 0) {
		coarse_format_count((double)status->gap, gap);
		snprintf(text, NOTE_SIZE, "? About %s item%s in no index (:reconcile looks).", gap,
			status->gap == 1 ? " is" : "s are");
	} else {
		snprintf(text, NOTE_SIZE,
			"? Sessions that were never polled are in no index: not counted without a "
			"Scan.");
	}
}

static void note_never_polled(const struct ui *ui, char text[NOTE_SIZE])
{
	if (ui_misses_never_polled(ui)) {
		note_unindexed(ui, text);
	} else if (count_never_polled(ui_totals(ui)) > 0 &&
		   ui->snapshot->status.source != SOURCE_SCAN) {
		snprintf(text, NOTE_SIZE,
			"NEVER POLLED counts what the last Scan of the table found.");
	}
}

/* What the figures do not say, the most important first; each leaves its text "" when all is said. */
static void (*const note_makers[])(const struct ui *ui, char text[NOTE_SIZE]) = {
	note_unfilled,
	note_never_polled,
};

/* Puts the notes on the last rows; a canvas of NULL only counts. Returns their number. */
static int put_notes(struct canvas *canvas, const struct ui *ui, int end_y, int limit)
{
	char notes[ARRAY_LEN(note_makers)][NOTE_SIZE];
	int count = 0;

	for (size_t i = 0; i < ARRAY_LEN(note_makers) && count < limit; i++) {
		notes[count][0] = '\0';
		note_makers[i](ui, notes[count]);
		count += notes[count][0] != '\0';
	}
	for (int i = 0; canvas && i < count; i++) {
		canvas_put(canvas, end_y - count + i, 1, canvas->cols - 2, ROLE_DIM, notes[i]);
	}
	return count;
}

static int notes_limit(int rows)
{
	return view_is_roomy(rows) ? (int)ARRAY_LEN(note_makers) : 1;
}

int view_overview_fixed_rows(const struct ui *ui, int rows)
{
	int totals_and_titles = 3;
	int notes = ui_has_data(ui) ? put_notes(NULL, ui, 0, notes_limit(rows)) : 0;

	return totals_and_titles + view_is_roomy(rows) + notes;
}

/* A table with nothing in it: is it the right one? */
static void draw_empty(struct canvas *canvas, const struct ui *ui, int y)
{
	int limit = canvas->cols - 4;

	if (ui->filter.count > 0) {
		canvas_put(canvas, y, 3, limit, ROLE_TITLE, "No session passes the filter.");
		return;
	}
	canvas_put(canvas, y, 3, limit, ROLE_TITLE, "No sessions were found.");
	canvas_put(canvas, y + 1, 3, limit, ROLE_NORMAL,
		"Is it the right table, region and profile (-t, -r, -p)?");
	if (ui_misses_never_polled(ui)) {
		canvas_put(canvas, y + 2, 3, limit, ROLE_NORMAL,
			"Those without lastPollAt are in no index: a Scan finds them.");
	}
}

void view_overview_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	int table_y = y + 2 + view_is_roomy(rows);
	int services = (int)(list_end(list) - list->top);

	draw_totals(canvas, ui, y);
	if (list->count == 0) {
		draw_empty(canvas, ui, table_y);
		return;
	}
	column_put_titles(canvas, table_y, &table);
	column_mark_title(canvas, table_y, &table, ui_order_info(ui, VIEW_OVERVIEW)->title,
		ui->services_order.is_inverted);
	canvas->list_y = table_y + 1;
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[i]];

		column_put_row(canvas, table_y + 1 + (int)(i - list->top), &table, ui, service,
			i == list->selected);
	}
	int notes = put_notes(canvas, ui, y + rows, notes_limit(rows));
	int free_rows = (int)list->rows - services - (notes > 0); /* a blank one above the notes */
	pane_changes_draw(canvas, ui, table_y + 1 + services, free_rows);
}
