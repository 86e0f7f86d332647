/* SPDX-License-Identifier: MIT */
#include "act.h"
#include "order.h"
#include "selection.h"
#include "view.h"

static void move_by(struct app *app, long lines)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_HELP || ui->view == VIEW_SUMMARY || ui->view == VIEW_WRITES) {
		list_scroll(&ui->lists[ui->view], lines);
	} else {
		list_move(&ui->lists[ui->view], lines);
	}
	if (ui->view == VIEW_OVERVIEW && ui->snapshot) {
		selection_take_service(ui);
	}
	if (ui->view == VIEW_SESSIONS) {
		selection_take_session(ui);
	}
}

static long page(struct app *app)
{
	size_t rows = app->ui.lists[app->ui.view].rows;

	return rows > 0 ? (long)rows : 1;
}

static long whole(struct app *app)
{
	return (long)app->ui.lists[app->ui.view].count;
}

void act_move_up(struct app *app)
{
	move_by(app, -1);
}

void act_move_down(struct app *app)
{
	move_by(app, 1);
}

void act_move_page_up(struct app *app)
{
	move_by(app, -page(app));
}

void act_move_page_down(struct app *app)
{
	move_by(app, page(app));
}

void act_move_first(struct app *app)
{
	move_by(app, -whole(app));
}

void act_move_last(struct app *app)
{
	move_by(app, whole(app));
}

/* Asks for the item of the selected session. */
static void open_item(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->is_paused) { /* the item is yet to come */
		act_turn_pause(app);
	}
	act_send(
		app, &(struct poller_command){
			     .kind = COMMAND_OPEN, .user_id = ui->user_id, .service = ui->service});
	ui->lists[VIEW_DETAIL] = (struct list){.rows = ui->lists[VIEW_DETAIL].rows};
	selection_build_tree(ui);
}

static void open_service(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->selected_service) {
		return;
	}
	selection_take_service(ui);
	ui->view = VIEW_SESSIONS;
	ui->problems_only = false;
	ui_set_text(&ui->user_id, NULL);
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	selection_list_sessions(ui);
	act_send(app, &(struct poller_command){.kind = COMMAND_FOCUS, .service = ui->service});
}

void act_open_selected(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_OVERVIEW) {
		open_service(app);
	} else if (ui->view == VIEW_SESSIONS && ui->selected_session) {
		ui->view = VIEW_DETAIL;
		open_item(app);
	}
}

static void leave_help(struct ui *ui)
{
	ui->view = ui->help_from;
	ui->help_from = VIEW_OVERVIEW;
}

void act_go_back(struct app *app)
{
	struct ui *ui = &app->ui;

	switch (ui->view) {
	case VIEW_DETAIL:
		ui->view = VIEW_SESSIONS;
		selection_find_session(ui);
		act_send(app, &(struct poller_command){.kind = COMMAND_CLOSE});
		break;
	case VIEW_SESSIONS:
		ui->view = VIEW_OVERVIEW;
		selection_find_service(ui);
		act_send(app, &(struct poller_command){.kind = COMMAND_FOCUS});
		break;
	case VIEW_SUMMARY:
		ui->view = ui->came_from[VIEW_SUMMARY];
		break;
	case VIEW_HELP:
		leave_help(ui);
		break;
	case VIEW_WRITES:
		ui->view = ui->came_from[VIEW_WRITES];
		break;
	case VIEW_OVERVIEW:
	case VIEW_COUNT:
		break;
	}
}

/* The next line of the overview, either way, with something that needs somebody. */
static size_t next_ill_service(const struct ui *ui, bool is_below)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	size_t line = list->selected;

	/* Below 0 is above all: size_t wraps. */
	for (line += is_below ? 1 : SIZE_MAX; line < list->count; line += is_below ? 1 : SIZE_MAX) {
		const struct service_summary *service = &ui->snapshot->services[ui->services[line]];
		enum session_state state = order_worst_state(ui_summary(ui, service));

		if (session_state_info(state)->severity > 0) {
			return line;
		}
	}
	return RANKING_NONE;
}

/* What is acknowledged needs nobody. */
static bool is_ill(const void *user, uint32_t row)
{
	const struct ui *ui = user;
	const struct session *session = &ui->snapshot->sessions[row];

	return session_state_info(session->state)->severity > 0 && !ui_is_acked(ui, session);
}

static void go_to_problem(struct app *app, bool is_below)
{
	struct ui *ui = &app->ui;
	size_t selected = ui->lists[ui->view].selected, line;

	if (ui->view == VIEW_OVERVIEW) {
		line = next_ill_service(ui, is_below);
	} else {
		line = ranking_next(&ui->sessions, selected, is_below, is_ill, ui);
	}
	if (line == RANKING_NONE) {
		act_say(app, "No problem %s this line.", is_below ? "below" : "above");
	} else {
		move_by(app, (long)line - (long)selected);
	}
}

void act_go_to_next_problem(struct app *app)
{
	go_to_problem(app, true);
}

void act_go_to_previous_problem(struct app *app)
{
	go_to_problem(app, false);
}

void act_turn_problems_only(struct app *app)
{
	app->ui.problems_only = !app->ui.problems_only;
	selection_list_sessions(&app->ui);
}

void act_fold(struct app *app)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_DETAIL];

	if (tree_turn(&ui->tree, list->selected)) {
		selection_build_tree(ui);
	} else if (list->selected < ui->tree.count &&
		   ui->tree.lines[list->selected].parent != TREE_NO_LINE) {
		list_select(list, ui->tree.lines[list->selected].parent);
	}
}

static void step_session(struct app *app, long step)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_SESSIONS];
	size_t before = list->selected;

	list_move(list, step);
	if (list->count == 0 || list->selected == before) {
		act_say(app, "This is the %s session of the list.", step < 0 ? "first" : "last");
		return;
	}
	selection_take_session(ui);
	open_item(app);
}

void act_open_previous_session(struct app *app)
{
	step_session(app, -1);
}

void act_open_next_session(struct app *app)
{
	step_session(app, 1);
}

void act_turn_writes(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_WRITES) {
		ui->view = ui->came_from[VIEW_WRITES];
		return;
	}
	ui->came_from[VIEW_WRITES] = ui->view;
	ui->view = VIEW_WRITES;
	ui->lists[VIEW_WRITES] = (struct list){.rows = ui->lists[VIEW_WRITES].rows};
	list_set_count(&ui->lists[VIEW_WRITES], view_writes_lines(ui));
}

void act_turn_help(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_HELP) {
		leave_help(ui);
		return;
	}
	ui->help_from = ui->view;
	ui->view = VIEW_HELP;
	ui->lists[VIEW_HELP] = (struct list){.rows = ui->lists[VIEW_HELP].rows};
	list_set_count(&ui->lists[VIEW_HELP], view_help_lines(ui));
}

void act_resume(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id view = ui->view == VIEW_HELP ? ui->help_from : ui->view;

	act_send(app, &(struct poller_command){
			      .kind = COMMAND_INTERVAL, .interval_ms = app->interval_ms});
	if (view == VIEW_SESSIONS || view == VIEW_DETAIL) {
		act_send(app,
			&(struct poller_command){.kind = COMMAND_FOCUS, .service = ui->service});
	}
	if (view == VIEW_DETAIL) {
		open_item(app);
	}
}
