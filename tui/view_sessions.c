/* SPDX-License-Identifier: MIT */
#include "advice.h"
#include "coarse.h"
#include "column.h"
#include "text.h"
#include "units.h"
#include "view.h"

#include <stdio.h>
#include <string.h>

/* Within a tick everything is as of the tick. */
#define LAG_WORTH_TELLING_MS 30000

static bool is_well(const struct session *session)
{
	return session_state_info(session->state)->severity <= 0;
}

/* Whether tagged, whether acknowledged, and the state. */
static void fill_letter(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;

	snprintf(cell->buffer, sizeof(cell->buffer), "%c%c%c",
		ui_is_tagged(ui, session) ? '*' : ' ', ui_is_acked(ui, session) ? 'a' : ' ',
		session_state_info(session->state)->letter);
	cell->role = role_of_state(session->state);
}

static void fill_user(const struct ui *ui, const void *row, struct column_cell *cell)
{
	(void)ui;
	cell->text = ((const struct session *)row)->user_id;
}

/* A word where the state is one, else how many intervals; of the well ones no more than needed. */
static void fill_late(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	double late = session_lateness(session, session_asof_ms(session));

	(void)ui;
	cell->role = role_of_state(session->state);
	if (session->state == STATE_PAUSED) {
		cell->text = "paused";
	} else if (session->state == STATE_FUTURE) {
		cell->text = "future";
	} else if (session->state == STATE_NEVER_POLLED) {
		strcpy(cell->buffer, "never");
	} else if (session_is_new(session, session_asof_ms(session))) {
		strcpy(cell->buffer, "new");
	} else {
		coarse_format_late(late, cell->buffer);
	}
}

/* lastPollAt is there but unreadable, or it may be there, but nobody has read it. */
static bool is_polled_unknown(const struct session *session)
{
	return (session->flags & SESSION_BAD_POLLED) ||
	       ((session->flags & SESSION_UNFILLED) && session->polled_at_ms == SESSION_NO_TIME);
}

/* Polled within its interval: exactly when changes with each poll and tells nothing. */
static bool is_in_time(const struct session *session)
{
	return is_well(session) && session_lateness(session, session_asof_ms(session)) < 1;
}

static void fill_age(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	int64_t age_ms;

	(void)ui;
	cell->role = is_well(session) ? ROLE_DIM : ROLE_NORMAL;
	if (session->flags & SESSION_MISSED) {
		cell->text = "gone?";
		cell->role = ROLE_UNKNOWN;
	} else if (is_polled_unknown(session)) {
		strcpy(cell->buffer, "?");
	} else if (!session_age(session, session_asof_ms(session), &age_ms)) {
		strcpy(cell->buffer, "-");
	} else if (is_in_time(session)) {
		char interval[UNITS_TEXT_SIZE];

		units_format_interval(session->interval_ms, interval);
		snprintf(cell->buffer, sizeof(cell->buffer), "<%.8s", interval);
	} else if (age_ms < 0) {
		units_format_age(age_ms, cell->buffer);
	} else {
		coarse_format_long_age(age_ms, cell->buffer);
	}
}

static void fill_interval(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;

	(void)ui;
	if (session->interval_ms == 0) {
		strcpy(cell->buffer, "?");
	} else {
		units_format_interval(session->interval_ms, cell->buffer);
	}
	cell->role = session->interval_ms == 0 ? ROLE_UNKNOWN : ROLE_DIM;
}

static void fill_errors(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	char letter = role_heat_letter(session->error_count);

	(void)ui;
	cell->role = session->error_count == 0 ? ROLE_DIM : role_of_errors(session->error_count);
	if (session->error_count < 0) {
		cell->text = "?";
	} else if (session->error_count > 9999) {
		cell->text = ">9999";
	} else if (cell->has_heat_ramp && letter != ' ') {
		snprintf(cell->buffer, sizeof(cell->buffer), "%c%4d", letter, session->error_count);
	} else {
		snprintf(cell->buffer, sizeof(cell->buffer), "%5d", session->error_count);
	}
}

static void find_trail(const struct ui *ui, const struct session *session, struct trail *trail)
{
	trail_find(&ui->trails, ui->snapshot->services[session->service].name, session->user_id,
		trail);
}

/* Errors more, or fewer, than at the baseline. */
static void fill_new_errors(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	struct trail trail;

	find_trail(ui, session, &trail);
	int32_t more = session->error_count - trail.errors_before;
	if (trail.errors_before < 0 || session->error_count < 0 || more == 0) {
		return;
	}
	snprintf(cell->buffer, sizeof(cell->buffer), more > 9999 ? ">9999" : "%+d", (int)more);
	cell->role = more > 0 ? ROLE_LATE : ROLE_DIM;
}

static void fill_trail(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	struct trail trail;

	find_trail(ui, session, &trail);
	sparkline_format_trail(
		&trail, session->interval_ms, cell->width_cols, cell->is_ascii, cell->buffer);
	cell->role = is_well(session) ? ROLE_DIM : ROLE_NORMAL;
}

static void fill_active(const struct ui *ui, const void *row, struct column_cell *cell)
{
	static const char *const words[] = {
		[ACTIVE_UNKNOWN] = "?", [ACTIVE_ON] = "on", [ACTIVE_OFF] = "OFF"};
	const struct session *session = row;

	(void)ui;
	static const enum role roles[] = {[ACTIVE_UNKNOWN] = ROLE_UNKNOWN,
		[ACTIVE_ON] = ROLE_DIM,
		[ACTIVE_OFF] = ROLE_NORMAL};

	cell->role = session->flags & SESSION_PENDING ? ROLE_NORMAL : roles[session->active];
	snprintf(cell->buffer, sizeof(cell->buffer), "%s%s", words[session->active],
		session->flags & SESSION_PENDING ? "~" : "");
}

static void fill_time(const struct ui *ui, struct column_cell *cell, int64_t time_ms, bool is_bad)
{
	cell->role = ROLE_DIM;
	if (is_bad) {
		cell->text = "?";
	} else if (time_ms == SESSION_NO_TIME) {
		cell->text = "-";
	} else {
		ui_format_time(ui, time_ms, cell->buffer);
	}
}

static void fill_polled_at(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;

	fill_time(ui, cell, session->polled_at_ms, is_polled_unknown(session));
	if (is_in_time(session)) {
		cell->text = "in time";
	}
}

static void fill_created_at(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;
	int64_t created_at_ms = session_created_at_ms(session);

	fill_time(ui, cell, created_at_ms,
		(session->flags & SESSION_UNFILLED) && created_at_ms == SESSION_NO_TIME);
}

static void fill_state(const struct ui *ui, const void *row, struct column_cell *cell)
{
	const struct session *session = row;

	(void)ui;
	cell->text = session_state_info(session->state)->title;
	cell->role = role_of_state(session->state);
}

static const struct column columns[] = {
	{"S", 3, 0, true, 0, fill_letter, "* tagged, a acknowledged; then the state"},
	{"USER", 16, 26, false, 0, fill_user, "userId, as stored"},
	{"LATE", 6, 2, true, 0, fill_late, "age in intervals of the session"},
	{"AGE", 6, 2, true, 0, fill_age, "since lastPollAt, as of the last good read"},
	{"EVERY", 6, 2, true, 0, fill_interval, "pollingIntervalMs"},
	{"ERR", 5, 0, true, 0, fill_errors, "errorCount: errors in a row"},
	{"+ERR", 5, 0, true, 76, fill_new_errors, "errors more since the baseline, or since seen"},
	{"ACT", 4, 0, false, 0, fill_active, "isActive; ~ after it: written, not yet in the index"},
	{"LAST POLL", 10, 1, false, 72, fill_polled_at, "lastPollAt, UTC"},
	{"LATE, BY MINUTE", 20, SPARKLINE_MAX_COLS - 20, false, 98, fill_trail,
		"the worst of each minute, if it ever was late"},
	{"CREATED", 10, 1, false, 130, fill_created_at, "createdAt, UTC"},
	{"STATE", 12, 0, false, 116, fill_state, "the state in words"},
};

static const struct column_table table = {columns, ARRAY_LEN(columns)};

const struct column_table *view_sessions_columns(void)
{
	return &table;
}

/* Marks that need words where they are seen, and not only in the help. */
static const struct {
	enum session_flag flag;
	const char *mark, *meaning;
} marks[] = {
	{SESSION_MISSED, "gone?", "not in the last sweep"},
	{SESSION_UNFILLED, "?", "may not be read yet"},
};

static bool is_flag_shown(const struct ui *ui, enum session_flag flag)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	for (size_t i = list->top; i < list_end(list); i++) {
		if (ui_session_at(ui, i)->flags & flag) {
			return true;
		}
	}
	return false;
}

/* A mark or letter with its meaning, if it fits. Returns where the next goes. */
static int put_meaning(
	struct canvas *canvas, int y, int x, enum role role, const char *mark, const char *meaning)
{
	int mark_cols = (int)strlen(mark), cols = mark_cols + 1 + (int)strlen(meaning);

	if (x + cols > canvas->cols) {
		return x;
	}
	canvas_put(canvas, y, x, mark_cols, role, mark);
	canvas_put(canvas, y, x + mark_cols + 1, cols - mark_cols - 1, ROLE_DIM, meaning);
	return x + cols + 2;
}

/* The marks that are on the screen, then the letters, as many as fit. */
static void draw_legend(struct canvas *canvas, const struct ui *ui, int y)
{
	int x = 1;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (is_flag_shown(ui, marks[i].flag)) {
			x = put_meaning(
				canvas, y, x, ROLE_UNKNOWN, marks[i].mark, marks[i].meaning);
		}
	}
	for (int severity = 10; severity >= -10; severity--) {
		for (int state = 0; state < STATE_COUNT; state++) {
			const struct session_state_info *info = session_state_info(state);
			const char letter[] = {info->letter, '\0'};

			if (info->severity == severity) {
				x = put_meaning(
					canvas, y, x, role_of_state(state), letter, info->title);
			}
		}
	}
}

/* Where a service was read less lately than the header says of all: by how much. */
static void draw_lag(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	int64_t asof_ms = ui->selected_service ? ui->selected_service->summary.asof_ms : 0;
	int64_t lag_ms = asof_ms > 0 ? ui->snapshot->asof_ms - asof_ms : 0;
	char lag[UNITS_TEXT_SIZE];

	if (lag_ms >= LAG_WORTH_TELLING_MS) {
		coarse_format_age(lag_ms, LAG_WORTH_TELLING_MS, lag);
		canvas_printf(
			canvas, y, x, canvas->cols - x, ROLE_LATE, "read up to %s before", lag);
	}
}

/* A part of the path line, if there is room for some of it. Returns where the next goes. */
static int put_part(struct canvas *canvas, int y, int x, enum role role, const char *text)
{
	return x + canvas_put(canvas, y, x, canvas->cols - x - 1, role, text) + 3;
}

/* How many are listed, and of how many. */
static int draw_counts(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	uint32_t total = ui->selected_service ? ui->selected_service->summary.sessions : 0;
	char count[UNITS_TEXT_SIZE], all[UNITS_TEXT_SIZE], text[4 * UNITS_TEXT_SIZE];

	units_format_count(list->count, count);
	units_format_count(total, all);
	if (ui->problems_only) {
		snprintf(text, sizeof(text), "problems only: %s of %s", count, all);
	} else if (ui->filter.count > 0) {
		snprintf(text, sizeof(text), "%s of %s session%s", count, all,
			total == 1 ? "" : "s");
	} else {
		snprintf(text, sizeof(text), "%s session%s", all, total == 1 ? "" : "s");
	}
	return put_part(canvas, y, x, list->count < total ? ROLE_LATE : ROLE_NORMAL, text);
}

/* Why the rows are those, and why they stand so: first what hides or holds something. */
static int draw_choices(struct canvas *canvas, const struct ui *ui, int y, int x)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	char text[FILTER_TEXT_SIZE + UNITS_TEXT_SIZE], count[UNITS_TEXT_SIZE];

	if (ui->filter.count > 0) {
		snprintf(text, sizeof(text), "filter: %s", ui->filter.text);
		int most = canvas->cols / 3, room = canvas->cols - x - 1;
		x += 3 + canvas_put(canvas, y, x, room < most ? room : most, ROLE_LATE, text);
	}
	if (ui->tags.keys.count > 0) {
		units_format_count(ui->tags.keys.count, count);
		snprintf(text, sizeof(text), "tagged %s", count);
		x = put_part(canvas, y, x, ROLE_TITLE, text);
	}
	if (ui->is_order_locked) {
		x = put_part(canvas, y, x, ROLE_TITLE, "order locked");
	}
	if (ui->is_following) {
		x = put_part(canvas, y, x, ROLE_TITLE, "following");
	}
	if (list->count > 0) {
		snprintf(text, sizeof(text), "rows %zu-%zu", list->top + 1, list_end(list));
		x = put_part(canvas, y, x, ROLE_DIM, text);
	}
	return put_part(canvas, y, x, ROLE_DIM, ui_order_words(ui, VIEW_SESSIONS));
}

static void draw_path(struct canvas *canvas, const struct ui *ui, int y)
{
	int x = view_put_path(canvas, ui, y) + 3;

	x = draw_counts(canvas, ui, y, x);
	draw_lag(canvas, ui, y, draw_choices(canvas, ui, y, x));
}

/* Why there is nothing, and what to do about it. */
static void draw_none(struct canvas *canvas, const struct ui *ui, int y)
{
	int limit = canvas->cols - 4;

	if (!ui->selected_service) {
		canvas_put(
			canvas, y, 3, limit, ROLE_NORMAL, "This service has no sessions any more.");
	} else if (ui->filter.count > 0) {
		canvas_printf(canvas, y, 3, limit, ROLE_NORMAL,
			"Nothing here passes the filter%s. / changes it, Esc drops it.",
			ui->problems_only ? " and is a problem" : "");
	} else {
		canvas_put(canvas, y, 3, limit, ROLE_NORMAL,
			"No problems here. Press ! to see all sessions.");
	}
}

/* The largest cohort of the service; NULL when there is none. */
static const struct survey_cohort *find_cohort(const struct ui *ui)
{
	if (!ui->snapshot || !ui->selected_service) {
		return NULL;
	}
	size_t service = (size_t)(ui->selected_service - ui->snapshot->services);
	const struct survey_cohort *cohort = &ui->survey.services[service].cohort;
	return cohort->sessions > 0 ? cohort : NULL;
}

static void draw_cohort(struct canvas *canvas, const struct ui *ui, int y)
{
	struct buf text = {0};

	advice_append_stopped(&text, find_cohort(ui), ui->selected_service->summary.active,
		ui->snapshot->asof_ms);
	int x = 1 + canvas_put(canvas, y, 1, canvas->cols - 2, ROLE_TITLE, buf_text(&text));
	canvas_put(
		canvas, y, x + 3, canvas->cols - x - 4, ROLE_DIM, "= on one of them tags them all");
	buf_fini(&text);
}

int view_sessions_fixed_rows(const struct ui *ui, int rows, int cols)
{
	int path_titles_and_legend = 3;

	(void)cols;
	return path_titles_and_legend + (view_is_roomy(rows) && find_cohort(ui));
}

void view_sessions_draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	draw_path(canvas, ui, y);
	column_put_titles(canvas, y + 1, &table);
	column_mark_title(canvas, y + 1, &table, ui_order_info(ui, VIEW_SESSIONS)->title,
		ui->sessions_order.is_inverted);
	if (list->count == 0) {
		draw_none(canvas, ui, y + 2);
	}
	canvas->list_y = y + 2;
	for (size_t i = list->top; i < list_end(list); i++) {
		column_put_row(canvas, y + 2 + (int)(i - list->top), &table, ui,
			ui_session_at(ui, i), i == list->selected);
	}
	if (view_is_roomy(rows) && find_cohort(ui)) {
		draw_cohort(canvas, ui, y + rows - 2);
	}
	draw_legend(canvas, ui, y + rows - 1);
}
