/* SPDX-License-Identifier: MIT */
#include "view.h"

#include "advice.h"
#include "coarse.h"
#include "column.h"
#include "order.h"
#include "pane_changes.h"
#include "pane_histogram.h"
#include "pane_totals.h"
#include "sparkline.h"
#include "units.h"

/* A number of sessions: nothing to look at when it is 0. */
static void fill_count(struct column_cell *cell, uint32_t count, enum role role)
{
	units_format_count(count, cell->buffer);
	cell->role = count > 0 ? role : ROLE_DIM;
}

static void fill_letter(const struct ui *ui, const void *row, struct column_cell *cell)
{
	enum session_state state = order_worst_state(ui_summary(ui, row));

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
	fill_count(cell, ui_summary(ui, row)->active, ROLE_NORMAL);
}

static void fill_paused(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->paused, ROLE_NORMAL);
}

static void fill_critical(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->states[STATE_CRITICAL], ROLE_CRITICAL);
}

static void fill_late(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->states[STATE_LATE], ROLE_LATE);
}

static void fill_erroring(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->erroring, ROLE_LATE);
}

static void fill_never_polled(const struct ui *ui, const void *row, struct column_cell *cell)
{
	uint32_t count = ui_summary(ui, row)->states[STATE_NEVER_POLLED];

	fill_count(cell, count, ROLE_NEVER);
	if (count == 0 && ui_misses_never_polled(ui)) {
		cell->text = "?"; /* what was not counted is not 0 */
	}
}

static void fill_future(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->states[STATE_FUTURE], ROLE_FUTURE);
}

static void fill_unknown(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_count(cell, ui_summary(ui, row)->states[STATE_UNKNOWN], ROLE_UNKNOWN);
}

static void fill_worst(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct service_summary *service = row;
	const struct session_thresholds *limits = settings_limits(ui->settings, service->name);
	double late = ui_summary(ui, row)->worst_late;

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
	fill_age(cell, ui_summary(ui, row)->p50_age_ms);
}

static void fill_p95(const struct ui *ui, const void *row, struct column_cell *cell)
{
	fill_age(cell, ui_summary(ui, row)->p95_age_ms);
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
	{"S", 1, 0, false, 0, fill_letter, "the worst state of its sessions, by letter"},
	{"SERVICE", 12, 8, false, 0, fill_name, "serviceType, as stored"},
	{"ACTIVE", 7, 0, true, 0, fill_active, "sessions whose isActive is true"},
	{"PAUSED", 6, 0, true, 72, fill_paused, "sessions whose isActive is false"},
	{"CRIT", 5, 0, true, 0, fill_critical, "active ones that are critical"},
	{"LATE", 5, 0, true, 0, fill_late, "active ones that are late, and no worse"},
	{"ERR", 5, 0, true, 0, fill_erroring, "sessions with errorCount over 0"},
	{"NEVER", 5, 0, true, 0, fill_never_polled,
		"active ones without lastPollAt; ? before a Scan"},
	{"FUTURE", 6, 0, true, 124, fill_future, "active ones polled after the present"},
	{"UNKN", 5, 0, true, 90, fill_unknown, "sessions whose state cannot be known"},
	{"WORST", 6, 0, true, 0, fill_worst, "the highest lateness of an active one"},
	{"P50", 6, 0, true, 100, fill_p50, "half of the active ones were polled within it"},
	{"P95", 6, 0, true, 72, fill_p95, "95 of 100 active ones were polled within it"},
	{"% LATE", 9, SPARKLINE_MAX_COLS - 9, true, 80, fill_sparkline,
		"late and critical ones of the active, by minute"},
};

static const struct column_table table = {columns, ARRAY_LEN(columns)};

const struct column_table *view_overview_columns(void)
{
	return &table;
}

/* Those of the notes that are there are the last rows, each wrapped where there is room. */
#define NOTE_MAX_ROWS 2

/* A canvas of NULL only measures. Returns the rows. */
static int put_notes(struct canvas *canvas, const struct ui *ui, int y, int rows, int cols)
{
	struct advice_notes notes;
	int limit = view_is_roomy(rows) ? NOTE_MAX_ROWS : 1, used = 0;

	advice_make_notes(ui, &notes);
	for (size_t i = 0; i < notes.count && (view_is_roomy(rows) || used == 0); i++) {
		used += canvas_wrap(canvas, y + used, 1, limit, cols - 2, notes.list[i].role,
			buf_text(&notes.list[i].text));
	}
	advice_free_notes(&notes);
	return used;
}

/* The rows of the body, from the top. Blank ones are there if nothing else needs them. */
struct layout {
	int totals_rows, blank_below_totals;
	int band_rows, blank_below_band; /* the histogram, and the changes where they fit beside */
	int list_rows;                   /* without the titles */
	int changes_rows;                /* below the list, if not beside the histogram */
	int notes_rows;
};

#define BAND_MAX_ROWS    16
#define CHANGES_MIN_COLS 40
#define CHANGES_MIN_ROWS 3

static bool are_changes_beside(int cols)
{
	return cols - pane_histogram_cols(cols) - 3 >= CHANGES_MIN_COLS;
}

static int at_most(int rows, int limit)
{
	return rows < limit ? rows : limit;
}

static struct layout lay_out(const struct ui *ui, int rows, int cols)
{
	struct layout layout = {.totals_rows = pane_totals_rows(ui, rows, cols)};
	int services = (int)at_most((int)ui->lists[VIEW_OVERVIEW].count, rows);
	int wanted = services > CHANGES_MIN_ROWS ? services : CHANGES_MIN_ROWS; /* or "empty" */

	layout.notes_rows = put_notes(NULL, ui, 0, rows, cols);
	int spare = rows - layout.totals_rows - 1 - layout.notes_rows - wanted;
	if (spare >= PANE_HISTOGRAM_MIN_ROWS && services > 0) {
		/* Three rows are for blanks; where the changes go below, they get half. */
		int most = are_changes_beside(cols) || spare <= 12 ? spare - 3 : spare / 2;
		layout.band_rows = at_most(most, BAND_MAX_ROWS);
		if (layout.band_rows < PANE_HISTOGRAM_MIN_ROWS) {
			layout.band_rows = PANE_HISTOGRAM_MIN_ROWS;
		}
		spare -= layout.band_rows;
	}
	layout.blank_below_totals = spare > 0 && view_is_roomy(rows);
	spare -= layout.blank_below_totals;
	layout.blank_below_band = spare > 0 && layout.band_rows > 0;
	spare -= layout.blank_below_band;
	layout.list_rows = wanted + (spare < 0 ? spare : 0);
	if (!(layout.band_rows > 0 && are_changes_beside(cols)) && spare > CHANGES_MIN_ROWS) {
		layout.changes_rows = spare - 1;
	}
	return layout;
}

int view_overview_fixed_rows(const struct ui *ui, int rows, int cols)
{
	return ui_has_data(ui) ? rows - lay_out(ui, rows, cols).list_rows : rows;
}

/* A table with nothing in it: is it the right one? */
static void draw_empty(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	static const char *const lines[] = {
		"No sessions were found.",
		"Is it the right table, region and profile (-t, -r, -p)?",
		"Those without lastPollAt are in no index: :reconcile looks for them.",
	};
	int count = (int)ARRAY_LEN(lines) - !ui_misses_never_polled(ui);

	if (ui->filter.count > 0) {
		canvas_put(canvas, y, 3, canvas->cols - 4, ROLE_TITLE,
			"No session passes the filter: Esc drops it.");
		return;
	}
	for (int i = 0; i < count && i < rows; i++) {
		canvas_put(canvas, y + i, 3, canvas->cols - 4, i == 0 ? ROLE_TITLE : ROLE_NORMAL,
			lines[i]);
	}
}

static void draw_services(struct canvas *canvas, const struct ui *ui, int y)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];

	column_put_titles(canvas, y, &table);
	column_mark_title(canvas, y, &table, ui_order_info(ui, VIEW_OVERVIEW)->title,
		ui->services_order.is_inverted);
	canvas->list_y = y + 1;
	for (size_t i = list->top; i < list_end(list); i++) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[i]];

		column_put_row(canvas, y + 1 + (int)(i - list->top), &table, ui, service,
			i == list->selected);
	}
}

/* The histogram, and the changes on its right. */
static void draw_band(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	int x = pane_histogram_cols(canvas->cols) + 3;
	const struct pane beside = {y, x, rows, canvas->cols - x - 1};

	pane_histogram_draw(canvas, ui, y, rows);
	if (are_changes_beside(canvas->cols)) {
		pane_changes_draw(canvas, ui, &beside);
	}
}

void view_overview_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	struct layout layout = lay_out(ui, rows, canvas->cols);
	int end_y = y + rows;

	pane_totals_draw(canvas, ui, y, rows);
	y += layout.totals_rows + layout.blank_below_totals;
	if (layout.band_rows > 0) {
		draw_band(canvas, ui, y, layout.band_rows);
		y += layout.band_rows + layout.blank_below_band;
	}
	if (ui->lists[VIEW_OVERVIEW].count == 0) {
		draw_empty(canvas, ui, y, layout.list_rows);
	} else {
		draw_services(canvas, ui, y);
	}
	y += 1 + layout.list_rows;
	if (layout.changes_rows > 0) {
		pane_changes_draw(canvas, ui,
			&(struct pane){y + 1, 1, layout.changes_rows - 1, canvas->cols - 2});
	}
	put_notes(canvas, ui, end_y - layout.notes_rows, rows, canvas->cols);
}
