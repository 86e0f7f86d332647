/* SPDX-License-Identifier: MIT */
#include "view/service_columns.h"

#include "list/rounded.h"
#include "summary.h"
#include "units.h"
#include "view/sparkline.h"

/* A number of sessions: nothing to look at when it is 0. */
static void fill_count(struct column_cell *cell, uint32_t count, enum role role)
{
	units_format_count(count, cell->buffer);
	cell->role = count > 0 ? role : ROLE_DIM;
}

static void fill_letter(const struct ui *ui, const void *row, struct column_cell *cell)
{
	enum session_state state = summary_worst_state(ui_summary(ui, row));

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
	if (count == 0 && !snapshot_knows_never_polled(ui->snapshot)) {
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
	const struct summary *summary = ui_summary(ui, row);
	double late = summary->worst_late;

	rounded_format_late(late, cell->buffer);
	/* Many short intervals are not late yet: the grace counts, too. */
	if (late >= limits->critical && summary->states[STATE_CRITICAL] > 0) {
		cell->role = ROLE_CRITICAL;
	} else if (late >= limits->late &&
		   summary->states[STATE_CRITICAL] + summary->states[STATE_LATE] > 0) {
		cell->role = ROLE_LATE;
	}
}

static void fill_age(struct column_cell *cell, int64_t age_ms)
{
	if (age_ms < 0) {
		cell->text = "?";
	} else {
		rounded_format_long_age(age_ms, cell->buffer);
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
	{"S", "worst", 1, 0, false, COLUMN_ALWAYS, fill_letter,
		"the worst state of its sessions, by letter"},
	{"SERVICE", "service", 12, 8, false, COLUMN_ALWAYS, fill_name, "serviceType, as stored"},
	{"ACTIVE", "active", 7, 0, true, 0, fill_active, "sessions whose isActive is true"},
	{"PAUSED", "paused", 6, 0, true, 72, fill_paused, "sessions whose isActive is false"},
	{"CRIT", "crit", 5, 0, true, 0, fill_critical, "active ones that are critical"},
	{"LATE", "late", 5, 0, true, 0, fill_late, "active ones that are late, and no worse"},
	{"ERR", "err", 5, 0, true, 0, fill_erroring, "sessions with errorCount over 0"},
	{"NEVER", "never", 5, 0, true, 0, fill_never_polled,
		"active ones without lastPollAt; ? before a Scan"},
	{"FUTURE", "future", 6, 0, true, 124, fill_future, "active ones polled after the present"},
	{"UNKN", "unknown", 5, 0, true, 90, fill_unknown, "sessions whose state cannot be known"},
	{"WORST", "latest", 6, 0, true, 0, fill_worst, "the highest lateness of an active one"},
	{"P50", "p50", 6, 0, true, 100, fill_p50, "half of the active ones were polled within it"},
	{"P95", "p95", 6, 0, true, 72, fill_p95, "95 of 100 active ones were polled within it"},
	{"% LATE", "trend", 9, SPARKLINE_MAX_COLS - 9, true, 80, fill_sparkline,
		"late and critical ones of the active, by minute"},
};

static const struct column_table table = {columns, ARRAY_LEN(columns)};

_Static_assert(ARRAY_LEN(columns) <= COLUMN_MAX, "room for all");

const struct column_table *service_columns(void)
{
	return &table;
}
