/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "ui/selection.h"
#include "ui/service_rows.h"
#include "view/view.h"

#include <string.h>

/* Tells the poller what is listed, which it then reads more often. */
static void focus(struct app *app)
{
	const struct scope *scope = &app->ui.scope;
	const char *service = scope_service(scope);

	app_send(app, &(struct poller_command){.kind = COMMAND_FOCUS,
			      .service = service,
			      .user_id = service ? NULL : scope_user(scope)});
}

void open_item(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) != VIEW_DETAIL) {
		ui->came_from[VIEW_DETAIL] = ui->view;
		ui->view = VIEW_DETAIL;
	}
	ui->reveal_until_mono_ms = 0;
	if (ui->is_frozen) { /* a frozen display would never show the item */
		act_refresh_freeze(app);
	}
	app_send(
		app, &(struct poller_command){
			     .kind = COMMAND_OPEN, .user_id = ui->user_id, .service = ui->service});
	ui->lists[VIEW_DETAIL] = (struct list){.rows = ui->lists[VIEW_DETAIL].rows};
	selection_build_tree(ui);
}

void open_nearby_item(struct app *app, long lines)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_SESSIONS];
	size_t before = list->selected;

	list_move(list, lines);
	if (list->count == 0 || list->selected == before) {
		app_say(app, "This is the %s session of the list.", lines < 0 ? "first" : "last");
		return;
	}
	selection_pick_session(ui);
	open_item(app);
}

/* Lists other sessions, from the top. */
static void list_sessions(struct app *app, enum scope_kind kind, const char *name, uint64_t number)
{
	struct ui *ui = &app->ui;

	ui->problems_only = false;
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	selection_set_scope(ui, kind, name, number);
	focus(app);
}

/* Selects a session of the snapshot, in the list of its service. */
static bool select_session(struct app *app, const char *service, const char *user_id)
{
	struct ui *ui = &app->ui;

	ui_set_text(&ui->service, service);
	ui_set_text(&ui->user_id, user_id);
	ui->selected_service = service_rows_find(ui, service);
	if (!ui->selected_service) {
		char name[UI_SHORT_SIZE];

		app_say(app, "%s has no sessions any more.", ui_short(service, name));
		return false;
	}
	list_sessions(app, SCOPE_SERVICE, service, 0);
	return true;
}

static void show_list(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui_view_below(ui);

	ui->came_from[VIEW_SESSIONS] = view_ops(from)->is_in_service ? VIEW_OVERVIEW : from;
	ui->view = VIEW_SESSIONS;
	if (ui->snapshot) {
		selection_find_session(ui);
	}
	view_prepare(ui);
}

void open_sessions(struct app *app, const char *service, const char *user_id)
{
	if (select_session(app, service, user_id)) {
		show_list(app);
	}
}

void open_user(struct app *app, const char *user_id)
{
	if (app->ui.is_frozen) { /* a frozen display would never show what is read now */
		act_refresh_freeze(app);
	}
	ui_set_text(&app->ui.user_id, user_id);
	list_sessions(app, SCOPE_USER, user_id, 0);
	show_list(app);
}

void open_all(struct app *app)
{
	ui_set_text(&app->ui.user_id, NULL);
	list_sessions(app, SCOPE_ALL, NULL, 0);
	show_list(app);
}

void open_finding(struct app *app, uint64_t number)
{
	const struct finding *finding = scope_find_finding(app->ui.snapshot->findings, number);

	if (finding && finding->members > 0) {
		ui_set_text(&app->ui.user_id, NULL);
		list_sessions(app, SCOPE_FINDING, NULL, number);
		show_list(app);
	} else if (finding && !finding_is_over(finding)) {
		app_say(app, "No sessions to list: this is about the whole table.");
	} else {
		app_say(app, "This is over: no session is in it any more.");
	}
}

static void open_session(struct app *app, const char *service, const char *user_id)
{
	if (select_session(app, service, user_id)) {
		open_item(app);
		/* It need not be in the list of sessions, which a filter may shorten. */
		selection_find_session(&app->ui);
		view_prepare(&app->ui);
	}
}

static void open_target(struct app *app, const struct view_target *target)
{
	if (target->finding) {
		open_finding(app, target->finding);
	} else if (!target->is_session) {
		open_sessions(app, target->service, target->user_id);
	} else if (view_ops(app->ui.view)->is_in_service) {
		open_item(app); /* the list is the one it is in, and stays as it is */
	} else {
		open_session(app, target->service, target->user_id);
	}
}

void open_selected(struct app *app)
{
	const struct view_ops *view = view_ops(app->ui.view);
	struct view_target target = {0};

	if (view->open && view->open(&app->ui, &target)) {
		open_target(app, &target);
	} else {
		app_say(app, "Nothing to open here.");
	}
}

void open_resend(struct app *app)
{
	enum view_id view = ui_view_below(&app->ui);

	app_send(app, &(struct poller_command){
			      .kind = COMMAND_INTERVAL, .interval_ms = app->interval_ms});
	if (view_ops(view)->is_in_service) {
		focus(app);
	}
	if (view == VIEW_DETAIL) {
		open_item(app);
	}
}
