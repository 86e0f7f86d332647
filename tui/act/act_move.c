/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"
#include "summary.h"
#include "view/view.h"

#include <math.h>

static struct list *shown_list(struct app *app)
{
	return &app->ui.lists[app->ui.view];
}

void act_move_lines(struct app *app, long lines)
{
	const struct view_ops *view = view_ops(app->ui.view);

	if (view->move) {
		view->move(&app->ui, lines);
	} else {
		list_scroll(shown_list(app), lines);
	}
}

void act_move_screenfuls(struct app *app, long screenfuls)
{
	size_t rows = shown_list(app)->rows;

	act_move_lines(app, screenfuls * (rows > 0 ? (long)rows : 1));
}

void act_move_to_end(struct app *app, bool is_last)
{
	long count = (long)shown_list(app)->count;

	act_move_lines(app, is_last ? count : -count);
}

void act_move_typed(struct app *app, const char *number)
{
	const struct list *list = shown_list(app);
	bool has_cursor = view_ops(app->ui.view)->move;
	char count[NUMBER_SIZE];
	double line;

	if (!number_parse(number, &line) || line < 1 || line != floor(line)) {
		app_reject_typed(app, "\"%s\" is not the number of a row, as in :12.", number);
		return;
	}
	if (line > (double)list->count) {
		number_format_count(list->count, count);
		app_reject_typed(app, "There are only %s rows here.", count);
		return;
	}
	act_move_lines(app, (long)line - 1 - (long)(has_cursor ? list->selected : list->top));
}

/* --- Problems ------------------------------------------------------------------------------- */

static bool is_problem_state(enum session_state state)
{
	return session_state_info(state)->severity > 0;
}

/* The next service with a problem, below or above; LAZY_SORT_NONE: none. */
static size_t find_unhealthy_service(const struct ui *ui, bool is_below)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	size_t line = list->selected;

	/* Above line 0 size_t wraps, past the end of any list. */
	for (line += is_below ? 1 : SIZE_MAX; line < list->count; line += is_below ? 1 : SIZE_MAX) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[line]];

		if (is_problem_state(summary_worst_state(ui_summary(ui, service)))) {
			return line;
		}
	}
	return LAZY_SORT_NONE;
}

static bool is_problem(const void *user, uint32_t row)
{
	const struct ui *ui = user;
	const struct session *session = &ui->snapshot->sessions[row];

	return is_problem_state(session->state) && !ui_is_acked(ui, session);
}

void act_move_to_problem(struct app *app, bool is_below)
{
	struct ui *ui = &app->ui;
	size_t selected = shown_list(app)->selected, line;

	if (ui->view == VIEW_OVERVIEW) {
		line = find_unhealthy_service(ui, is_below);
	} else {
		line = lazy_sort_next(&ui->sessions, selected, is_below, is_problem, ui);
	}
	if (line == LAZY_SORT_NONE) {
		app_say(app, "No problem %s this line.", is_below ? "below" : "above");
	} else {
		act_move_lines(app, (long)line - (long)selected);
	}
}

/* --- Mouse ---------------------------------------------------------------------------------- */

bool act_move_to_click(struct app *app)
{
	const struct list *list = shown_list(app);
	long line = (long)list->top + app->click_row - app->list_y;

	if (app->list_y < 0 || app->click_row < app->list_y || line >= (long)list_end(list)) {
		return false;
	}
	if (line == (long)list->selected) {
		return true;
	}
	act_move_lines(app, line - (long)list->selected);
	return false;
}
