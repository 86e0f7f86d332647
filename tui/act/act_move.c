/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "list/sort.h"
#include "summary.h"
#include "ui/selection.h"
#include "view/view.h"

static void move_by(struct app *app, long lines)
{
	struct ui *ui = &app->ui;
	const struct view_ops *view = view_ops(ui->view);

	if (view->move) {
		view->move(ui, lines);
	} else {
		list_scroll(&ui->lists[ui->view], lines);
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

#define WHEEL_LINES 3

void act_wheel_up(struct app *app)
{
	move_by(app, -WHEEL_LINES);
}

void act_wheel_down(struct app *app)
{
	move_by(app, WHEEL_LINES);
}

/* Selects the line below the pointer; the selected one takes it for Enter. */
void act_click(struct app *app)
{
	const struct list *list = &app->ui.lists[app->ui.view];
	long line = (long)list->top + app->click_row - app->list_y;

	if (app->list_y < 0 || app->click_row < app->list_y || line >= (long)list_end(list)) {
		return;
	}
	if (line == (long)list->selected) {
		app_key(app, KEY_IS_ENTER);
	} else {
		move_by(app, line - (long)list->selected);
	}
}

void act_open_item(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) != VIEW_DETAIL) {
		ui->came_from[VIEW_DETAIL] = ui->view;
		ui->view = VIEW_DETAIL;
	}
	ui->reveal_until_mono_ms = 0;
	if (ui->is_paused) { /* the item is yet to come */
		act_turn_pause(app);
	}
	act_send(
		app, &(struct poller_command){
			     .kind = COMMAND_OPEN, .user_id = ui->user_id, .service = ui->service});
	ui->lists[VIEW_DETAIL] = (struct list){.rows = ui->lists[VIEW_DETAIL].rows};
	selection_build_tree(ui);
}

void act_open_selected(struct app *app)
{
	const struct view_ops *view = view_ops(app->ui.view);
	struct view_target target = {0};

	if (view->open && view->open(&app->ui, &target)) {
		act_open_target(app, &target);
	}
}

void act_go_back(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id to = view_ops(ui->view)->returns ? ui->came_from[ui->view] : VIEW_OVERVIEW;

	if (IN_VIEW(ui->view) & IN_OVERLAYS) {
		ui->view = to;
	} else {
		act_go_to(app, to);
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
		enum session_state state = summary_worst_state(ui_summary(ui, service));

		if (session_state_info(state)->severity > 0) {
			return line;
		}
	}
	return LAZY_SORT_NONE;
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
		line = lazy_sort_next(&ui->sessions, selected, is_below, is_ill, ui);
	}
	if (line == LAZY_SORT_NONE) {
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

	size_t line = list->selected, before = ui->tree.count;

	if (item_tree_turn(&ui->tree, line)) {
		selection_build_tree(ui);
		if (ui->tree.count > before) { /* what was unfolded is to be seen */
			size_t shown = ui->tree.count - before;

			list_select(list, line + (shown < list->rows ? shown : list->rows - 1));
			list_select(list, line);
		}
	} else if (list->selected < ui->tree.count &&
		   ui->tree.lines[list->selected].parent != ITEM_TREE_NO_LINE) {
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
	act_open_item(app);
}

void act_open_previous_session(struct app *app)
{
	step_session(app, -1);
}

void act_open_next_session(struct app *app)
{
	step_session(app, 1);
}

void act_turn_help(struct app *app)
{
	if (app->ui.view == VIEW_HELP) {
		act_go_back(app);
	} else {
		act_lay_over(app, VIEW_HELP);
	}
}

void act_resume(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id view = ui_view_below(ui);

	act_send(app, &(struct poller_command){
			      .kind = COMMAND_INTERVAL, .interval_ms = app->interval_ms});
	if (view_ops(view)->is_in_service) {
		act_send(app,
			&(struct poller_command){.kind = COMMAND_FOCUS, .service = ui->service});
	}
	if (view == VIEW_DETAIL) {
		act_open_item(app);
	}
}
