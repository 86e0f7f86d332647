/* SPDX-License-Identifier: MIT */
#include "selection.h"

#include "order.h"

#include <string.h>

static enum view_id view_below_help(const struct ui *ui)
{
	return ui->view == VIEW_HELP ? ui->help_from : ui->view;
}

static const struct service_summary *service_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->services[ui->services[line]];
}

static const struct session *session_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->sessions[ui->sessions[line]];
}

void selection_take_service(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];

	ui->selected_service = list->count > 0 ? service_at(ui, list->selected) : NULL;
	if (ui->selected_service) {
		ui_set_text(&ui->service, ui->selected_service->name);
	}
}

void selection_take_session(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	ui->selected_session = list->count > 0 ? session_at(ui, list->selected) : NULL;
	if (ui->selected_session) {
		ui_set_text(&ui->user_id, ui->selected_session->user_id);
	}
}

static void list_services(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t count = 0;

	ui->services =
		base_realloc(ui->services, snapshot->services_count + 1, sizeof(*ui->services));
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (snapshot->services[i].summary.sessions > 0) {
			ui->services[count++] = (uint32_t)i;
		}
	}
	order_services(snapshot, ui->services, count);
	list_set_count(&ui->lists[VIEW_OVERVIEW], count);
}

/* Brings the cursor back to the service that it was on, wherever it moved. */
void selection_find_service(struct ui *ui)
{
	struct list *list = &ui->lists[VIEW_OVERVIEW];

	ui->selected_service = NULL;
	for (size_t i = 0; ui->service && i < list->count; i++) {
		if (strcmp(service_at(ui, i)->name, ui->service) != 0) {
			continue;
		}
		list_select(list, i);
		ui->selected_service = service_at(ui, i);
		return;
	}
	if (view_below_help(ui) != VIEW_OVERVIEW) {
		return;
	}
	/* A cursor that nobody moved yet stays on the worst, whichever that is. */
	if (!ui->service) {
		ui->selected_service = list->count > 0 ? service_at(ui, list->selected) : NULL;
	} else {
		selection_take_service(ui);
	}
}

static bool is_listed(const struct ui *ui, const struct session *session)
{
	if (&ui->snapshot->services[session->service] != ui->selected_service) {
		return false;
	}
	return !ui->problems_only || session_state_info(session->state)->severity > 0;
}

static void fill_sessions(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t count = 0;

	ui->sessions =
		base_realloc(ui->sessions, snapshot->sessions_count + 1, sizeof(*ui->sessions));
	for (size_t i = 0; ui->selected_service && i < snapshot->sessions_count; i++) {
		if (is_listed(ui, &snapshot->sessions[i])) {
			ui->sessions[count++] = (uint32_t)i;
		}
	}
	order_sessions(snapshot, ui->sessions, count);
	list_set_count(&ui->lists[VIEW_SESSIONS], count);
}

/* The session in the snapshot, be it listed or filtered out. */
static const struct session *find_in_snapshot(const struct ui *ui)
{
	for (size_t i = 0; ui->selected_service && i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (&ui->snapshot->services[session->service] == ui->selected_service &&
			strcmp(session->user_id, ui->user_id) == 0) {
			return session;
		}
	}
	return NULL;
}

/*
 * Brings the cursor back to the session that it was on. When that is gone, the list's
 * cursor stays in its row, but an opened session stays the one that was opened.
 */
void selection_find_session(struct ui *ui)
{
	struct list *list = &ui->lists[VIEW_SESSIONS];

	ui->selected_session = NULL;
	for (size_t i = 0; ui->user_id && i < list->count; i++) {
		if (strcmp(session_at(ui, i)->user_id, ui->user_id) != 0) {
			continue;
		}
		list_select(list, i);
		ui->selected_session = session_at(ui, i);
		return;
	}
	if (view_below_help(ui) == VIEW_DETAIL) {
		ui->selected_session = ui->user_id ? find_in_snapshot(ui) : NULL;
	} else {
		selection_take_session(ui);
	}
}

void selection_list_sessions(struct ui *ui)
{
	fill_sessions(ui);
	selection_find_session(ui);
}

void selection_build_tree(struct ui *ui)
{
	tree_build(&ui->tree, ui_item(ui));
	list_set_count(&ui->lists[VIEW_DETAIL], ui->tree.count);
}

void selection_show(struct ui *ui, const struct snapshot *snapshot)
{
	ui->snapshot = snapshot;
	list_services(ui);
	selection_find_service(ui);
	selection_list_sessions(ui);
	selection_build_tree(ui);
}
