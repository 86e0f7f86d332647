/* SPDX-License-Identifier: MIT */
#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
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

#define PART_GAP_COLS 3

/* Begins another part of the title, which is cut to fit. False if nothing of it would. */
static bool begin_part(struct pen *pen)
{
	bool has_room = pen_cols_left(pen) > PART_GAP_COLS + 1;

	if (has_room) {
		pen_skip(pen, PART_GAP_COLS);
	}
	return has_room;
}

static void put_part(struct pen *pen, enum role role, const char *text)
{
	if (begin_part(pen)) {
		pen_put(pen, role, text);
	}
}

/* How much older this service's data are than those in the header. */
static void put_lag(struct pen *pen, const struct ui *ui)
{
	bool is_of_service = ui->selected_service && ui->scope.kind == SCOPE_SERVICE;
	int64_t asof_ms = is_of_service ? ui->selected_service->summary.asof_ms : 0;
	int64_t lag_ms = asof_ms > 0 ? ui->snapshot->asof_ms - asof_ms : 0;
	char lag[DURATION_SIZE];

	if (lag_ms >= LAG_WORTH_SHOWING_MS && begin_part(pen)) {
		format_rounded_age(lag_ms, LAG_WORTH_SHOWING_MS, lag);
		pen_printf(pen, ROLE_LATE, "up to %s older than the rest", lag);
	}
}

/* What the listed sessions are, if not just all of them. */
static const char *listed_as(const struct ui *ui)
{
	const struct finding *finding = ui->scope.finding;

	if (scope_is_over(&ui->scope)) {
		/* One refresh without it proves nothing. */
		return finding && !finding_is_over(finding) ? "likely over: its last "
							    : "over: its last ";
	}
	return ui->problems_only ? "problems only: " : "";
}

/* How many are listed, and of how many. */
static void put_counts(struct pen *pen, const struct ui *ui)
{
	size_t listed = ui->lists[VIEW_SESSIONS].count, total = ui->sessions_total;
	bool is_cut = ui->problems_only || ui->filter.count > 0;
	const char *as = listed_as(ui);
	char count[NUMBER_SIZE], all[NUMBER_SIZE];

	if (ui->scope.kind == SCOPE_FINDING && listed == total && !*as) {
		return; /* it has said how many */
	}
	number_format_count(listed, count);
	number_format_count(total, all);
	if (begin_part(pen)) {
		pen_printf(pen, listed < total || *as ? ROLE_LATE : ROLE_NORMAL,
			"%s%s%s%s session%s%s", as, is_cut ? count : "", is_cut ? " of " : "", all,
			total == 1 ? "" : "s", ui_so_far(ui));
	}
}

/* What determines rows and order: first what hides rows or locks their order. */
static void put_choices(struct pen *pen, const struct ui *ui)
{
	char text[PREDICATE_TEXT_SIZE + NUMBER_SIZE], count[NUMBER_SIZE];

	if (ui->filter.count > 0 && begin_part(pen)) {
		snprintf(text, sizeof(text), "filter: %s", ui->filter.text);
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
	const struct list *list = &ui->lists[VIEW_SESSIONS];
	struct pen pen = rule_begin(canvas, y, 0, canvas->cols - rule_list_cols(list));

	pane_path_put(&pen, ui);
	put_counts(&pen, ui);
	put_choices(&pen, ui);
	put_lag(&pen, ui);
	pen.end_x = canvas->cols;
	rule_end_list(&pen, list, ui_sort_words(ui, VIEW_SESSIONS));
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

/* In the list of a finding: what supports it, and how it develops or when it ended. */
static void put_evidence(struct pen *pen, const struct ui *ui)
{
	const struct finding *finding = ui->scope.finding;
	bool is_over = finding_is_over(finding);
	struct buf text = {0};

	if (is_over || !scope_is_over(&ui->scope)) {
		finding_put_evidence(&text, ui->snapshot, finding);
		pen_put(pen, is_over ? ROLE_TITLE : ROLE_NORMAL, buf_text(&text));
		pen_skip(pen, text.length > 0 ? 3 : 0);
	}
	if (!is_over) {
		buf_clear(&text);
		finding_put_outlook(&text, ui->snapshot, finding);
		pen_put(pen, ROLE_TITLE, buf_text(&text));
	}
	buf_fini(&text);
}

/* The worst finding about the service or user of the list; NULL: none. */
static const struct finding *find_finding(const struct ui *ui)
{
	for (size_t i = 0; ui->findings && i < ui->findings->current; i++) {
		const struct finding *finding = &ui->findings->list[i];
		bool is_it = ui->scope.kind == SCOPE_SERVICE
				     ? finding->service == ui->scope.service &&
					       finding->service != FINDING_NO_SERVICE
				     : ui->scope.kind == SCOPE_USER && finding->user_id &&
					       strcmp(finding->user_id, ui->scope.name) == 0;

		if (is_it && finding->members > 0) {
			return finding;
		}
	}
	return NULL;
}

/* In the list of a service or user: the worst that is found. It does not depend on the cursor. */
static void put_finding(struct pen *pen, const struct ui *ui)
{
	struct buf text = {0};

	finding_put_fact(&text, ui->snapshot, find_finding(ui));
	pen_put(pen, ROLE_TITLE, buf_text(&text));
	put_part(pen, ROLE_DIM, "= on one tags them all");
	buf_fini(&text);
}

/* One line above the legend. */
static bool has_finding_line(const struct ui *ui, int rows)
{
	return view_is_roomy(rows) && (ui->scope.finding || find_finding(ui));
}

static void draw_finding_line(struct canvas *canvas, const struct ui *ui, int y)
{
	struct pen pen = pen_at(canvas, y, 1);

	if (ui->scope.finding) {
		put_evidence(&pen, ui);
	} else {
		put_finding(&pen, ui);
	}
}

static int count_fixed_rows(const struct ui *ui, int rows, int cols)
{
	int path_titles_and_legend = 3;

	(void)cols;
	return path_titles_and_legend + has_finding_line(ui, rows);
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
	if (has_finding_line(ui, rows)) {
		draw_finding_line(canvas, ui, y + rows - 2);
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
