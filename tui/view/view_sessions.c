/* SPDX-License-Identifier: MIT */
#include "duration.h"
#include "finding.h"
#include "list/rounded.h"
#include "number.h"
#include "ui/selection.h"
#include "view/breadcrumb.h"
#include "view/session_columns.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

/* Within a tick everything is as of the tick. */
#define LAG_WORTH_TELLING_MS 30000

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
	char lag[DURATION_SIZE];

	if (lag_ms >= LAG_WORTH_TELLING_MS) {
		rounded_format_age(lag_ms, LAG_WORTH_TELLING_MS, lag);
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
	char count[NUMBER_SIZE], all[NUMBER_SIZE], text[4 * NUMBER_SIZE];

	number_format_count(list->count, count);
	number_format_count(total, all);
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
	char text[FILTER_TEXT_SIZE + NUMBER_SIZE], count[NUMBER_SIZE];

	if (ui->filter.count > 0) {
		snprintf(text, sizeof(text), "filter: %s", ui->filter.text);
		int most = canvas->cols / 3, room = canvas->cols - x - 1;

		x += 3 + canvas_put(canvas, y, x, room < most ? room : most, ROLE_LATE, text);
	}
	if (ui->tags.keys.count > 0) {
		number_format_count(ui->tags.keys.count, count);
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
	return put_part(canvas, y, x, ROLE_DIM, ui_sort_words(ui, VIEW_SESSIONS));
}

static void draw_path(struct canvas *canvas, const struct ui *ui, int y)
{
	int x = breadcrumb_draw(canvas, ui, y) + 3;

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
static const struct cohort *find_cohort(const struct ui *ui)
{
	if (!ui->snapshot || !ui->selected_service) {
		return NULL;
	}
	size_t service = (size_t)(ui->selected_service - ui->snapshot->services);
	const struct cohort *cohort = &ui_diagnosis(ui)->services[service].cohort;

	return cohort->sessions > 0 ? cohort : NULL;
}

static void draw_cohort(struct canvas *canvas, const struct ui *ui, int y)
{
	struct buf text = {0};

	finding_append_cohort(&text, find_cohort(ui), ui->selected_service->summary.active,
		ui->snapshot->asof_ms);
	int x = 1 + canvas_put(canvas, y, 1, canvas->cols - 2, ROLE_TITLE, buf_text(&text));

	canvas_put(
		canvas, y, x + 3, canvas->cols - x - 4, ROLE_DIM, "= on one of them tags them all");
	buf_fini(&text);
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	int path_titles_and_legend = 3;

	(void)cols;
	return path_titles_and_legend + (view_is_roomy(rows) && find_cohort(ui));
}

static void draw(struct canvas *canvas, const struct ui *ui, int y, int rows)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	const struct column_layout layout = column_layout_make(
		&field_sessions, &ui->sessions_columns, session_columns_fill, canvas->cols);

	draw_path(canvas, ui, y);
	column_layout_put_titles(canvas, y + 1, &layout, ui_sort_field(ui, VIEW_SESSIONS),
		ui->sessions_order.is_inverted);
	if (list->count == 0) {
		draw_none(canvas, ui, y + 2);
	}
	canvas->list_y = y + 2;
	for (size_t i = list->top; i < list_end(list); i++) {
		column_layout_put_row(canvas, y + 2 + (int)(i - list->top), &layout, ui,
			ui_session_at(ui, i), i == list->selected);
	}
	if (view_is_roomy(rows) && find_cohort(ui)) {
		draw_cohort(canvas, ui, y + rows - 2);
	}
	draw_legend(canvas, ui, y + rows - 1);
}

static void fit(struct ui *ui, int cols)
{
	(void)cols;
	selection_fit(ui);
}

static void move(struct ui *ui, long lines)
{
	list_move(&ui->lists[VIEW_SESSIONS], lines);
	selection_take_session(ui);
}

static bool open(const struct ui *ui, struct view_target *target)
{
	if (!ui->selected_session) {
		return false;
	}
	*target = (struct view_target){
		ui->selected_service->name, ui->selected_session->user_id, true};
	return true;
}

const struct view_ops view_sessions = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.fit = fit,
	.move = move,
	.open = open,
	.returns = true,
	.is_in_service = true,
};
