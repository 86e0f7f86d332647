/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "number.h"
#include "summary.h"
#include "ui/overview_cursor.h"
#include "ui/service_rows.h"
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
		app_reject_typed(app, "\"%s\" is not a row number: type one, as in :12.", number);
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

/* Whether a line of the overview is a finding that is not over, or a service with a problem. */
static bool is_problem_line(const struct ui *ui, size_t line)
{
	size_t findings = ui->overview_cursor.findings.count;

	if (line < findings) {
		return !finding_is_over(&ui->findings->list[line]);
	}
	return is_problem_state(
		summary_worst_state(ui_summary(ui, service_rows_at(ui, line - findings))));
}

/* The next such line, below or above; LAZY_SORT_NONE: none. line as for lazy_sort_next(). */
static size_t find_problem_line(const struct ui *ui, size_t line, size_t count, bool is_below)
{
	size_t step = is_below ? 1 : SIZE_MAX; /* which wraps around below 0 */

	line = line == LAZY_SORT_NONE && !is_below ? count - 1 : line + step;
	while (line < count && !is_problem_line(ui, line)) {
		line += step;
	}
	return line < count ? line : LAZY_SORT_NONE;
}

static bool is_problem(const void *user, uint32_t row)
{
	const struct ui *ui = user;
	const struct session *session = &ui->snapshot->sessions[row];

	return is_problem_state(session->state) && !ui_is_acked(ui, session);
}

static size_t find_problem(struct app *app, size_t line, bool is_below)
{
	const struct ui *ui = &app->ui;

	return ui->view == VIEW_OVERVIEW
		       ? find_problem_line(ui, line, count_lines(app), is_below)
		       : lazy_sort_next(&ui->sessions, line, is_below, is_problem, ui);
}

void act_move_to_problem(struct app *app, bool is_below)
{
	size_t from = cursor_line(app), line = find_problem(app, from, is_below);

	if (line == LAZY_SORT_NONE) {
		line = find_problem(app, LAZY_SORT_NONE, is_below);
		if (line == LAZY_SORT_NONE) {
			app_say(app, "No problem in this list%s.", ui_so_far(&app->ui));
			return;
		}
		app_say(app, line == from ? "This is the only problem in this list."
			     : is_below   ? "Wrapped to the top."
					  : "Wrapped to the bottom.");
	}
	act_move_lines(app, (long)line - (long)from);
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
