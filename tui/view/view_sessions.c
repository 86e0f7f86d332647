/* SPDX-License-Identifier: MIT */
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "service_words.h"
#include "ui/selection.h"
#include "ui/session_rows.h"
#include "view/column_layout.h"
#include "view/pane.h"
#include "view/rule.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

/* A smaller lag is normal: the reads of a tick end at different times. */
#define LAG_WORTH_SHOWING_MS 30000

/* Marks that the legend explains, so that the user need not open the help. */
static const struct {
	enum session_flag flag;
	const char *mark, *meaning;
} marks[] = {
	{SESSION_MISSED, "gone?", "not in the last full sweep"},
	{SESSION_UNFILLED, "?", "not read yet"},
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

/* A mark or letter with its meaning, if both fit. */
static void put_meaning(struct pen *pen, enum role role, const char *mark, const char *meaning)
{
	if ((int)(strlen(mark) + 1 + strlen(meaning)) <= pen_cols_left(pen)) {
		pen_put(pen, role, mark);
		pen_skip(pen, 1);
		pen_put(pen, ROLE_DIM, meaning);
		pen_skip(pen, 2);
	}
}

/* The marks that are on the screen, then the letters, as many as fit. */
static void draw_legend(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (is_flag_shown(ui, marks[i].flag)) {
			put_meaning(&pen, ROLE_UNKNOWN, marks[i].mark, marks[i].meaning);
		}
	}
	for (size_t i = 0; i < STATE_COUNT; i++) {
		enum session_state state = session_state_by_severity(i);
		const char letter[] = {session_state_info(state)->letter, '\0'};

		put_meaning(&pen, role_of_state(state), letter, session_state_info(state)->title);
	}
}

/* A part of the title, cut to fit. */
static void put_part(struct pen *pen, enum role role, const char *text)
{
	pen_skip(pen, 3);
	pen_put(pen, role, text);
}

/* How much older this service's data are than those in the header. */
static void put_lag(struct pen *pen, const struct ui *ui)
{
	bool is_of_service = ui->selected_service && ui->scope.kind == SCOPE_SERVICE;
	int64_t asof_ms = is_of_service ? ui->selected_service->summary.asof_ms : 0;
	int64_t lag_ms = asof_ms > 0 ? ui->snapshot->asof_ms - asof_ms : 0;
	char lag[DURATION_SIZE];

	if (lag_ms >= LAG_WORTH_SHOWING_MS) {
		format_rounded_age(lag_ms, LAG_WORTH_SHOWING_MS, lag);
		pen_skip(pen, 3);
		pen_printf(pen, ROLE_LATE, "up to %s older than the rest", lag);
	}
}

/* How many are listed, and of how many. */
static void put_counts(struct pen *pen, const struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	size_t total = ui->sessions_total;
	char count[NUMBER_SIZE], all[NUMBER_SIZE], text[4 * NUMBER_SIZE];

	number_format_count(list->count, count);
	number_format_count(total, all);
	if (ui->problems_only) {
		snprintf(
			text, sizeof(text), "problems only: %s of %s%s", count, all, ui_so_far(ui));
	} else if (ui->filter.count > 0) {
		snprintf(text, sizeof(text), "%s of %s session%s%s", count, all,
			total == 1 ? "" : "s", ui_so_far(ui));
	} else {
		snprintf(text, sizeof(text), "%s session%s%s", all, total == 1 ? "" : "s",
			ui_so_far(ui));
	}
	put_part(pen, list->count < total ? ROLE_LATE : ROLE_NORMAL, text);
}

/* What determines rows and order: first what hides rows or locks their order. */
static void put_choices(struct pen *pen, const struct ui *ui)
{
	char text[PREDICATE_TEXT_SIZE + NUMBER_SIZE], count[NUMBER_SIZE];

	if (ui->filter.count > 0) {
		snprintf(text, sizeof(text), "filter: %s", ui->filter.text);
		pen_skip(pen, 3);
		pen_put_limited(pen, pen->canvas->cols / 3, ROLE_LATE, text);
	}
	if (ui->tags.keys.count > 0) {
		number_format_count(ui->tags.keys.count, count);
		snprintf(text, sizeof(text), "tagged %s", count);
		put_part(pen, ROLE_TITLE, text);
	}
	if (ui->is_order_locked) {
		put_part(pen, ROLE_TITLE, "order locked");
	}
	if (ui->is_following) {
		put_part(pen, ROLE_TITLE, "following");
	}
}

static void draw_path(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols);

	pane_path_put(&pen, ui);
	put_counts(&pen, ui);
	put_choices(&pen, ui);
	put_lag(&pen, ui);
	rule_end_list(&pen, &ui->lists[VIEW_SESSIONS], ui_sort_words(ui, VIEW_SESSIONS));
}

/* Why the list is empty, and what to do about it. */
static void draw_none(struct canvas *canvas, const struct ui *ui, int y)
{
	static const char *const none[] = {
		[SCOPE_NONE] = "No sessions are listed",
		[SCOPE_SERVICE] = "This service has no sessions",
		[SCOPE_USER] = "This user has no sessions",
		[SCOPE_FINDING] = "The sessions of this finding are gone",
		[SCOPE_ALL] = "No sessions were found",
	};
	struct pen pen = pen_at(canvas, y, 3);

	if (ui->sessions_total == 0) {
		pen_printf(&pen, ROLE_NORMAL, "%s%s.", none[ui->scope.kind], ui_so_far(ui));
	} else if (ui->filter.count > 0) {
		pen_printf(&pen, ROLE_NORMAL,
			"No session%s matches the filter%s. / changes it, Esc clears it.",
			ui->problems_only ? " with a problem" : "", ui_so_far(ui));
	} else {
		pen_printf(&pen, ROLE_NORMAL, "No problems here%s. Press ! to see all sessions.",
			ui_so_far(ui));
	}
}

/* The largest cohort of the service; NULL if there is none, or in the list of a user. */
static const struct cohort *find_cohort(const struct ui *ui)
{
	if (!ui->snapshot || !ui->selected_service || ui->scope.kind != SCOPE_SERVICE) {
		return NULL;
	}
	size_t service = (size_t)(ui->selected_service - ui->snapshot->services);
	const struct cohort *cohort = &ui->fleet.diagnosis->services[service].cohort;

	return cohort->sessions > 0 ? cohort : NULL;
}

static void draw_cohort(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);
	struct buf text = {0};

	service_words_append_cohort(&text, find_cohort(ui), ui->selected_service->summary.active,
		ui->snapshot->asof_ms);
	pen_put(&pen, ROLE_TITLE, buf_text(&text));
	pen_skip(&pen, 3);
	pen_put(&pen, ROLE_DIM, "= on one of them tags them all");
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
	const struct column_layout layout =
		column_layout_make(ui, VIEW_SESSIONS, session_cells_fill, canvas->cols);

	draw_path(canvas, ui, y);
	column_layout_put_titles(canvas, y + 1, &layout, ui_sort_field(ui, VIEW_SESSIONS),
		ui->sessions_order.is_inverted);
	if (list->count == 0) {
		draw_none(canvas, ui, y + 2);
	}
	for (size_t i = list->top; i < list_end(list); i++) {
		int row_y = y + 2 + (int)(i - list->top);

		column_layout_put_row(
			canvas, row_y, &layout, ui, ui_session_at(ui, i), i == list->selected);
		canvas_set_line(canvas, row_y, 1, i);
	}
	if (view_is_roomy(rows) && find_cohort(ui)) {
		draw_cohort(canvas, ui, y + rows - 2);
	}
	draw_legend(canvas, ui, y + rows - 1);
}

static void fit(struct ui *ui, int rows, int cols)
{
	(void)rows;
	(void)cols;
	session_rows_sort_visible(ui);
}

static void move_cursor(struct ui *ui, long lines)
{
	list_move(&ui->lists[VIEW_SESSIONS], lines);
	selection_pick_session(ui);
	ui->is_session_chosen = true;
}

static bool get_target(const struct ui *ui, struct view_target *target)
{
	if (!ui->selected_session) {
		return false;
	}
	*target = (struct view_target){.service = ui->selected_service->name,
		.user_id = ui->selected_session->user_id,
		.is_session = true};
	return true;
}

const struct view_ops view_sessions = {
	.draw = draw,
	.count_fixed_rows = count_fixed_rows,
	.fit = fit,
	.move = move_cursor,
	.open = get_target,
	.returns = true,
	.is_in_service = true,
};
