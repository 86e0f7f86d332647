/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"
#include "summary.h"
#include "ui/overview_cursor.h"
#include "view/view.h"

#include <limits.h>
#include <math.h>

static struct list *shown_list(struct app *app)
{
	return &app->ui.lists[app->ui.view];
}

/* The line of the cursor, counted as the view's move() does. */
static size_t cursor_line(struct app *app)
{
	return app->ui.view == VIEW_OVERVIEW ? overview_cursor_line(&app->ui)
					     : shown_list(app)->selected;
}

/* The lines that it may be in. */
static size_t count_lines(struct app *app)
{
	bool is_overview = app->ui.view == VIEW_OVERVIEW;

	return shown_list(app)->count + (is_overview ? app->ui.overview_cursor.findings.count : 0);
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
	act_move_lines(app, is_last ? LONG_MAX / 2 : -LONG_MAX / 2);
}

void act_move_typed(struct app *app, const char *number)
{
	bool has_cursor = view_ops(app->ui.view)->move;
	size_t lines = count_lines(app),
	       from = has_cursor ? cursor_line(app) : shown_list(app)->top;
	char count[NUMBER_SIZE];
	double line;

	if (!number_parse(number, &line) || line < 1 || line != floor(line)) {
		app_reject_typed(app, "\"%s\" is not the number of a row, as in :12.", number);
		return;
	}
	if (line > (double)lines) {
		number_format_count(lines, count);
		app_reject_typed(app, "There are only %s rows here.", count);
		return;
	}
	act_move_lines(app, (long)line - 1 - (long)from);
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
	long line = app->drawn ? canvas_line_at(app->drawn, app->click_row) : -1;
	long selected = (long)cursor_line(app);

	if (line < 0) {
		return false;
	}
	if (line == selected) {
		return true;
	}
	act_move_lines(app, line - selected);
	return false;
}
