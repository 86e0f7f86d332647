/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "ui/selection.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

/* The overview's cursor is on the service that was listed last, or else where it was. */
static void leave_lists(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->scope.kind != SCOPE_SERVICE) {
		ui_set_text(&ui->service, ui->service_before);
	}
	app_send(app, &(struct poller_command){.kind = COMMAND_FOCUS});
	scope_stack_clear(&ui->scopes_before);
	selection_set_scope(ui, SCOPE_NONE, NULL, 0);
}

/* Shows a view, and tells the poller to stop reading what only the previous one needed. */
static void go_to_view(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui_view_below(ui);

	if (view != VIEW_DETAIL) {
		open_close_item(app);
	}
	ui->view = view;
	if (view_ops(from)->is_in_service && !view_ops(view)->is_in_service) {
		leave_lists(app);
	}
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

/* The sessions of the service that the overview has selected; else everything. */
static void go_to_sessions(struct app *app)
{
	struct ui *ui = &app->ui;

	if (view_ops(ui_view_below(ui))->is_in_service) {
		go_to_view(app, VIEW_SESSIONS);
		return;
	}
	go_to_view(app, VIEW_OVERVIEW);
	if (ui->selected_service) {
		open_sessions(app, ui->selected_service->name, NULL);
	} else {
		open_all(app);
	}
}

static void go_to_detail(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) == VIEW_DETAIL) {
		go_to_view(app, VIEW_DETAIL);
		return;
	}
	go_to_sessions(app);
	if (ui->view == VIEW_SESSIONS && ui->selected_session) {
		open_item(app);
	}
}

void go_to_view_by_key(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;

	if (view == VIEW_SESSIONS) {
		go_to_sessions(app);
	} else if (view == VIEW_DETAIL) {
		go_to_detail(app);
	} else if (view == ui->view && view_ops(view)->show_again) {
		view_ops(view)->show_again(ui);
	} else {
		go_to_view(app, view);
	}
}

void go_to_next_view(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui->view, next = from + 1;

	if (IN_VIEW(from) & IN_OVERLAYS) {
		go_back(app);
		return;
	}
	go_to_view_by_key(app, IN_VIEW(next) & IN_OVERLAYS ? VIEW_OVERVIEW : next);
	/* If no session can be opened, the next view that has anything to show is the heat map. */
	if (ui->view == from) {
		go_to_view(app, VIEW_HEAT);
	}
}

static bool is_open(const struct ui *ui, enum view_id overlay)
{
	enum view_id view = ui->view;

	while (view != overlay && (IN_VIEW(view) & IN_OVERLAYS)) {
		view = ui->came_from[view];
	}
	return view == overlay;
}

void go_to_overlay(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;

	/* One that is open below another comes back to the top, or it would lie below itself. */
	if (!is_open(ui, view)) {
		ui->came_from[view] = ui->view;
	}
	ui->view = view;
	ui->lists[view] = (struct list){.rows = ui->lists[view].rows};
	view_count_lines(ui);
}

void go_to_help(struct app *app)
{
	if (app->ui.view == VIEW_HELP) {
		go_back(app);
	} else {
		app->ui.help_sought[0] = '\0';
		go_to_overlay(app, VIEW_HELP);
	}
}

/* --- And back ------------------------------------------------------------------------------- */

void go_back(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id to = view_ops(ui->view)->returns ? ui->came_from[ui->view] : VIEW_OVERVIEW;

	if (IN_VIEW(ui->view) & IN_OVERLAYS) {
		ui->view = to;
	} else if (ui->view != VIEW_SESSIONS || !open_list_before(app)) {
		go_to_view(app, to);
	}
}

void go_back_or_clear_filter(struct app *app)
{
	if ((IN_VIEW(app->ui.view) & IN_LISTS) && app->ui.filter.count > 0) {
		act_filter_clear(app);
	} else if (app->ui.view == VIEW_OVERVIEW) {
		app_say(app, "This is the first view: q quits.");
	} else {
		go_back(app);
	}
}

/* --- To a service by its name --------------------------------------------------------------- */

/* The service of that name, or the only one whose name begins so; NULL: none. */
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

bool go_to_typed_service(struct app *app, const char *name)
{
	const char *service = app->shown ? find_service(app->shown, name) : NULL;

	if (service) {
		open_sessions(app, service, NULL);
	}
	return service;
}

void go_to_service(struct app *app, const char *name)
{
	if (!go_to_typed_service(app, name)) {
		app_reject_typed(app, "No service \"%s\"%s. Tab lists the services.", name,
			ui_so_far(&app->ui));
	}
}

/* --- To sessions of several services --------------------------------------------------------- */

void go_to_all(struct app *app)
{
	open_all(app);
}

/* --- To a user ------------------------------------------------------------------------------ */

void go_to_user(struct app *app, const char *user_id)
{
	struct ui *ui = &app->ui;
	const char *only = ui->settings->user;
	bool has_selected = view_ops(ui_view_below(ui))->is_in_service && ui->selected_session;

	if (!*user_id && (only || has_selected)) {
		user_id = only ? only : ui->selected_session->user_id;
	}
	if (!*user_id) {
		app_reject_typed(app, "Which user? Type a userId, or select a session first.");
		return;
	}
	if (only && strcmp(only, user_id) != 0) {
		app_reject_typed(app,
			"Only %.60s is read. Restart without --user to see other users.", only);
		return;
	}
	char *copy = base_strdup(user_id); /* it may belong to the snapshot that is replaced */

	open_user(app, copy);
	free(copy);
}
