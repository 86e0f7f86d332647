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
	ui->is_session_chosen = true;
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

/* Remembers the list on the screen or, if there is none, from which view the first is opened. */
static void remember(struct ui *ui, const struct scope_place *next)
{
	enum view_id from = ui_view_below(ui);

	if (!view_ops(from)->is_in_service) {
		ui->came_from[VIEW_SESSIONS] = from;
		ui_set_text(&ui->service_before, ui->service);
	} else if (!scope_place_is(next, &ui->scope)) {
		scope_stack_push(&ui->scopes_before, &ui->scope, ui->service, ui->user_id);
	}
}

/*
 * Lists other sessions, with the cursor on one of them; NULL: on the first, until the user moves
 * it. Only the selection may be gone from the table.
 */
static void list_sessions(struct app *app, const struct scope_place *place)
{
	struct ui *ui = &app->ui;

	ui->problems_only = false;
	ui->is_session_chosen = place->user_id;
	ui_set_text(&ui->user_id, place->user_id);
	if (place->service) {
		ui_set_text(&ui->service, place->service);
		ui->selected_service = ui->snapshot ? service_rows_find(ui, place->service) : NULL;
	}
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	selection_set_scope(ui, place->kind, place->name, place->number);
	focus(app);
}

void open_close_item(struct app *app)
{
	if (ui_view_below(&app->ui) == VIEW_DETAIL) {
		app->ui.reveal_until_mono_ms = 0;
		app_send(app, &(struct poller_command){.kind = COMMAND_CLOSE});
	}
}

static void open_list(struct app *app, const struct scope_place *place)
{
	remember(&app->ui, place);
	open_close_item(app);
	app->ui.view = VIEW_SESSIONS;
	list_sessions(app, place);
	view_prepare(&app->ui);
}

/* False, with a message, if the service has no sessions. */
static bool has_sessions(struct app *app, const char *service)
{
	char name[UI_SHORT_SIZE];

	if (service_rows_find(&app->ui, service)) {
		return true;
	}
	app_say(app, "%s has no sessions any more.", ui_short(service, name));
	return false;
}

void open_sessions(struct app *app, const char *service, const char *user_id)
{
	if (has_sessions(app, service)) {
		open_list(app, &(struct scope_place){.kind = SCOPE_SERVICE,
				       .name = service,
				       .service = service,
				       .user_id = user_id});
	}
}

void open_user(struct app *app, const char *user_id)
{
	if (app->ui.is_frozen) { /* a frozen display would never show what is read now */
		act_refresh_freeze(app);
	}
	open_list(app, &(struct scope_place){.kind = SCOPE_USER, .name = user_id});
}

void open_all(struct app *app)
{
	open_list(app, &(struct scope_place){.kind = SCOPE_ALL});
}

/* When it ended, and after how long. */
static void say_over(struct app *app, const struct finding *finding)
{
	struct buf end = {0};

	finding_put_evidence(&end, app->ui.snapshot, finding);
	app_say(app, "This finding has no sessions left. %s 5 (changes) shows what happened.",
		buf_text(&end));
	buf_fini(&end);
}

void open_finding(struct app *app, uint64_t number)
{
	const struct finding *finding = scope_find_finding(app->ui.snapshot->findings, number);

	if (finding && finding->members > 0) {
		open_list(app, &(struct scope_place){.kind = SCOPE_FINDING, .number = number});
	} else if (finding && finding->kind == FINDING_TABLE_TROUBLE) {
		app_say(app, "No sessions to list: this is about the whole table.");
	} else if (finding && finding_is_over(finding)) {
		say_over(app, finding);
	} else {
		app_say(app, "This finding has no sessions left: 5 (changes) shows what happened.");
	}
}

static void open_session(struct app *app, const char *service, const char *user_id)
{
	struct scope_place place = {
		.kind = SCOPE_SERVICE, .name = service, .service = service, .user_id = user_id};

	if (has_sessions(app, service)) {
		remember(&app->ui, &place);
		list_sessions(app, &place);
		open_item(app);
		/* It need not be in the list of sessions, which a filter may shorten. */
		selection_find_session(&app->ui);
		view_prepare(&app->ui);
	}
}

/* False: a finding that is over has no sessions to go back to. */
static bool can_list(const struct ui *ui, const struct scope_place *place)
{
	const struct finding *finding;

	if (place->kind != SCOPE_FINDING) {
		return true;
	}
	finding = scope_find_finding(ui->snapshot->findings, place->number);
	return finding && finding->members > 0;
}

bool open_list_before(struct app *app)
{
	struct scope_place place;
	bool can = false;

	while (!can && scope_stack_pop(&app->ui.scopes_before, &place)) {
		can = can_list(&app->ui, &place);
		if (can) {
			list_sessions(app, &place);
			view_prepare(&app->ui);
		}
		scope_place_fini(&place);
	}
	return can;
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
