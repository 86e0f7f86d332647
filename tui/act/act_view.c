/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "ui/selection.h"
#include "view/change_text.h"
#include "view/view.h"

#include <string.h>

static bool is_inside_service(enum view_id view)
{
	return view == VIEW_SESSIONS || view == VIEW_DETAIL;
}

void act_take_change(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct list *list = &ui->lists[VIEW_CHANGES];

	/* A cursor on the newest stays on the newest, whichever that is. */
	ui->change_number =
		list->selected > 0 ? ui->snapshot->changes[ui->changes[list->selected]].number : 0;
}

static void list_changes(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct list *list = &ui->lists[VIEW_CHANGES];

	ui->changes = base_realloc(ui->changes, snapshot->changes_count + 1, sizeof(*ui->changes));
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		ui->changes[i] = (uint32_t)i;
	}
	change_text_sort(snapshot, ui->changes, snapshot->changes_count);
	list_set_count(list, snapshot->changes_count);
	for (size_t i = 0; ui->change_number > 0 && i < list->count; i++) {
		if (snapshot->changes[ui->changes[i]].number == ui->change_number) {
			list_select(list, i);
		}
	}
}

void act_take_stock(struct app *app)
{
	struct ui *ui = &app->ui;

	list_changes(ui);
	act_prepare_view(app);
}

void act_prepare_view(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui_view_below(ui) == VIEW_HEAT && ui->snapshot) {
		heat_grid_take(&ui->heat, ui->snapshot);
	} else {
		heat_grid_drop(&ui->heat);
	}
}

void act_go_to(struct app *app, enum view_id view)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui_view_below(ui);

	if (from == VIEW_DETAIL && view != VIEW_DETAIL) {
		ui->reveal_until_mono_ms = 0;
		act_send(app, &(struct poller_command){.kind = COMMAND_CLOSE});
	}
	if (is_inside_service(from) && !is_inside_service(view)) {
		act_send(app, &(struct poller_command){.kind = COMMAND_FOCUS});
	}
	ui->view = view;
	ui->help_from = VIEW_OVERVIEW;
	if (view == VIEW_OVERVIEW && ui->snapshot) {
		selection_find_service(ui);
	}
	if (view == VIEW_SESSIONS && ui->snapshot) {
		selection_find_session(ui);
	}
	if (view != from) {
		act_prepare_view(app);
	}
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
		act_prepare_view(app);
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
		act_prepare_view(app);
	}
}

void act_open_cell(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct heat_grid *heat = &ui->heat;

	if (heat->count == 0 || heat->lines == 0) {
		return;
	}
	const struct session *session = heat_grid_worst(heat, heat_grid_cursor_cell(heat));
	const char *service = ui->snapshot->services[session->service].name;

	if (heat->sessions_a_cell > 1) {
		open_list(app, service, session->user_id);
	} else {
		open_session(app, service, session->user_id);
	}
}

void act_open_change(struct app *app)
{
	struct ui *ui = &app->ui;
	const struct list *list = &ui->lists[VIEW_CHANGES];

	if (list->count == 0) {
		return;
	}
	const struct change *change = &ui->snapshot->changes[ui->changes[list->selected]];

	if (change->user_id && change->kind != CHANGE_GONE) {
		open_session(app, change->service, change->user_id);
	} else {
		open_list(app, change->service, NULL);
	}
}

void act_show_overview(struct app *app)
{
	act_go_to(app, VIEW_OVERVIEW);
}

void act_show_sessions(struct app *app)
{
	struct ui *ui = &app->ui;
	enum view_id from = ui_view_below(ui);

	if (is_inside_service(from)) {
		act_go_to(app, VIEW_SESSIONS);
	} else if (ui->selected_service) {
		act_go_to(app, VIEW_OVERVIEW);
		act_open_service(app);
		act_prepare_view(app);
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

void act_show_heat(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_HEAT) {
		ui->heat.by_lateness = !ui->heat.by_lateness;
	} else {
		act_go_to(app, VIEW_HEAT);
	}
}

void act_show_changes(struct app *app)
{
	act_go_to(app, VIEW_CHANGES);
}

void act_show_writes(struct app *app)
{
	act_go_to(app, VIEW_WRITES);
}

void act_show_next_view(struct app *app)
{
	static void (*const next[VIEW_COUNT])(struct app * app) = {
		[VIEW_OVERVIEW] = act_show_sessions,
		[VIEW_SESSIONS] = act_show_detail,
		[VIEW_DETAIL] = act_show_heat,
		[VIEW_HEAT] = act_show_changes,
		[VIEW_CHANGES] = act_show_writes,
		[VIEW_WRITES] = act_show_overview,
		[VIEW_SUMMARY] = act_go_back,
		[VIEW_HELP] = act_turn_help,
	};
	struct ui *ui = &app->ui;
	enum view_id from = ui->view;

	next[from](app);
	/* Where there is nothing to open, the heat map still has something to say. */
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
