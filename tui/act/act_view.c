/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "ui/selection.h"
#include "view/view.h"

#include <string.h>

void act_go_to(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui_view_below(ui);

	if (from == VIEW_DETAIL && view != VIEW_DETAIL) {
		ui->reveal_until_mono_ms = 0;
		act_send(app, &(struct poller_command){.kind = COMMAND_CLOSE});
	}
	if (view_ops(from)->is_in_service && !view_ops(view)->is_in_service) {
		act_send(app, &(struct poller_command){.kind = COMMAND_FOCUS});
	}
	ui->view = view;
	if (view == VIEW_OVERVIEW && ui->snapshot) {
		selection_find_service(ui);
	}
	if (view == VIEW_SESSIONS && ui->snapshot) {
		selection_find_session(ui);
	}
	if (view != from) {
		view_prepare(ui);
	}
}

void act_lay_over(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;

	ui->came_from[view] = ui->view;
	ui->view = view;
	ui->lists[view] = (struct list){.rows = ui->lists[view].rows};
	view_count_lines(ui);
}

/* Makes a session of the snapshot the selected one, in the list of its service. */
static bool select_session(struct app *app, const char *service, const char *user_id)
{
	struct ui *ui = &app->ui;

	ui_set_text(&ui->service, service);
	ui_set_text(&ui->user_id, user_id);
	ui->problems_only = false;
	selection_find_service(ui);
	if (!ui->selected_service || strcmp(ui->selected_service->name, service) != 0) {
		char name[UI_SHORT_SIZE];

		act_say(app, "%s has no sessions any more.", ui_short(service, name));
		return false;
	}
	selection_list_sessions(ui);
	act_send(app, &(struct poller_command){.kind = COMMAND_FOCUS, .service = ui->service});
	return true;
}

/* Shows the list of a service with the cursor on one of its sessions, NULL for the first. */
static void open_list(struct app *app, const char *service, const char *user_id)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui->view;

	list_select(&ui->lists[VIEW_SESSIONS], 0);
	if (select_session(app, service, user_id)) {
		ui->view = VIEW_SESSIONS;
		ui->came_from[VIEW_SESSIONS] = from;
		selection_find_session(ui);
		view_prepare(ui);
	}
}

/* The service of a name, or of a beginning that only one has; NULL: none. */
static const char *find_service(const struct snapshot *snapshot, const char *name)
{
	const char *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];

		if (service->summary.sessions == 0 ||
			strncmp(service->name, name, strlen(name)) != 0) {
			continue;
		}
		if (strcmp(service->name, name) == 0) {
			return service->name;
		}
		found = service->name;
		count++;
	}
	return count == 1 ? found : NULL;
}

void act_run_service(struct app *app, const char *argument)
{
	const char *service = app->shown ? find_service(app->shown, argument) : NULL;

	if (!service) {
		act_refuse_typed(app, "No service \"%s\"; Tab lists them.", argument);
		return;
	}
	act_go_to(app, VIEW_OVERVIEW);
	app->ui.view = VIEW_SESSIONS; /* from here a filter hides no service */
	open_list(app, service, NULL);
	app->ui.came_from[VIEW_SESSIONS] = VIEW_OVERVIEW;
}

static void open_session(struct app *app, const char *service, const char *user_id)
{
	if (select_session(app, service, user_id)) {
		act_open_item(app);
		/* Opened from elsewhere, it need not be in the list. */
		selection_find_session(&app->ui);
		view_prepare(&app->ui);
	}
}

void act_open_target(struct app *app, const struct view_target *target)
{
	if (!target->is_session) {
		open_list(app, target->service, target->user_id);
	} else if (view_ops(app->ui.view)->is_in_service) {
		act_open_item(app); /* the list is that of its service, and stays as it is */
	} else {
		open_session(app, target->service, target->user_id);
	}
}

void act_show_sessions(struct app *app)
{
	struct ui *ui = &app->ui;

	if (view_ops(ui_view_below(ui))->is_in_service) {
		act_go_to(app, VIEW_SESSIONS);
		return;
	}
	if (ui->selected_service) {
		act_go_to(app, VIEW_OVERVIEW);
	}
	if (ui->selected_service) {
		open_list(app, ui->selected_service->name, NULL);
	} else {
		act_say(app, "%s",
			ui->filter.count == 0
				? "There is no service yet whose sessions could be listed."
				: "Nothing to list: no session passes the filter.");
	}
}

void act_show_detail(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) == VIEW_DETAIL) {
		act_go_to(app, VIEW_DETAIL);
		return;
	}
	act_show_sessions(app);
	if (ui->view == VIEW_SESSIONS && ui->selected_session) {
		act_open_item(app);
	}
}

void act_show_view(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;

	if (view == VIEW_SESSIONS) {
		act_show_sessions(app);
	} else if (view == VIEW_DETAIL) {
		act_show_detail(app);
	} else if (view == ui->view && view_ops(view)->show_again) {
		view_ops(view)->show_again(ui);
	} else {
		act_go_to(app, view);
	}
}

void act_show_overview(struct app *app)
{
	act_show_view(app, VIEW_OVERVIEW);
}

void act_show_heat(struct app *app)
{
	act_show_view(app, VIEW_HEAT);
}

void act_show_changes(struct app *app)
{
	act_show_view(app, VIEW_CHANGES);
}

void act_show_writes(struct app *app)
{
	act_show_view(app, VIEW_WRITES);
}

void act_show_next_view(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui->view, next = from + 1;

	if (IN_VIEW(from) & IN_OVERLAYS) {
		act_go_back(app);
		return;
	}
	act_show_view(app, IN_VIEW(next) & IN_OVERLAYS ? VIEW_OVERVIEW : next);
	/* Where there is nothing to open, the heat map still has something to show. */
	if (ui->view == from) {
		act_show_heat(app);
	}
}

void act_turn_reveal(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_is_replay(ui)) {
		act_say(app, "A recording has no attribute that is a secret.");
		return;
	}
	if (ui_reveals(ui)) {
		ui->reveal_until_mono_ms = 0;
		return;
	}
	ui->reveal_until_mono_ms = UI_FROM_NEXT_FRAME;
	act_say(app, "Secrets are shown for 30 s; x hides them.");
}

void act_move_left(struct app *app)
{
	heat_grid_move_cells(&app->ui.heat, -1);
}

void act_move_right(struct app *app)
{
	heat_grid_move_cells(&app->ui.heat, 1);
}
