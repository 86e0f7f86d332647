/* SPDX-License-Identifier: MIT */
#include "ui/selection.h"

#include "list/session_set.h"
#include "ui/overview_cursor.h"
#include "ui/service_rows.h"
#include "ui/session_rows.h"

#include <stdlib.h>
#include <string.h>

/* --- Services ------------------------------------------------------------------------------- */

void selection_pick_service(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];
	bool is_on_service = list->count > 0 && !ui_selected_finding(ui);

	ui->selected_service = is_on_service ? service_rows_at(ui, list->selected) : NULL;
	if (ui->selected_service) {
		ui_set_text(&ui->service, ui->selected_service->name);
	}
}

void selection_find_service(struct ui *ui)
{
	struct list *list = &ui->lists[VIEW_OVERVIEW];

	ui->selected_service = NULL;
	overview_cursor_find(ui);
	if (ui_view_below(ui) == VIEW_OVERVIEW && ui_selected_finding(ui)) {
		return;
	}
	for (size_t i = 0; ui->service && i < list->count; i++) {
		if (strcmp(service_rows_at(ui, i)->name, ui->service) != 0) {
			continue;
		}
		list_select(list, i);
		ui->selected_service = service_rows_at(ui, i);
		return;
	}
	if (ui_view_below(ui) != VIEW_OVERVIEW) {
		ui->selected_service = ui->service ? service_rows_find(ui, ui->service) : NULL;
		return;
	}
	/* Until the user moves the cursor, it stays on the first row. */
	if (!ui->service) {
		ui->selected_service = list->count > 0 ? service_rows_at(ui, list->selected) : NULL;
	} else {
		selection_pick_service(ui);
	}
}

/* --- Sessions ------------------------------------------------------------------------------- */

/* The service comes with the session: a list may have several. */
static void select_row(struct ui *ui, size_t row)
{
	ui->selected_row = row;
	ui->selected_session = &ui->snapshot->sessions[row];
	ui->selected_service = &ui->snapshot->services[ui->selected_session->service];
	ui_set_text(&ui->service, ui->selected_service->name);
}

void selection_pick_session(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	ui->selected_session = NULL;
	if (list->count > 0) {
		session_rows_sort_visible(ui);
		select_row(ui, ui->sessions.rows[list->selected]);
		ui_set_text(&ui->user_id, ui->selected_session->user_id);
	}
}

/* The index of the selected session, listed or not; SESSION_SET_NONE: it is gone. */
static size_t find_row(const struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	size_t count = snapshot->sessions_count;

	if (!ui->selected_service || !ui->user_id) {
		return SESSION_SET_NONE;
	}
	/* Starts where it was, and wraps around. */
	for (size_t i = 0; i < count; i++) {
		size_t row = (ui->selected_row + i) % count;
		const struct session *session = &snapshot->sessions[row];

		if (&snapshot->services[session->service] == ui->selected_service &&
			strcmp(session->user_id, ui->user_id) == 0) {
			return row;
		}
	}
	return SESSION_SET_NONE;
}

void selection_find_session(struct ui *ui)
{
	struct list *list = &ui->lists[VIEW_SESSIONS];

	if (!ui->is_session_chosen && ui_view_below(ui) == VIEW_SESSIONS) {
		list_select(list, 0);
		selection_pick_session(ui);
		return;
	}
	size_t row = find_row(ui);
	size_t line = row == SESSION_SET_NONE ? LAZY_SORT_NONE
					      : lazy_sort_find(&ui->sessions, (uint32_t)row);

	ui->selected_session = NULL;
	if (line != LAZY_SORT_NONE && ui->is_following) {
		list_place(list, line, ui->followed_row);
	} else if (line != LAZY_SORT_NONE) {
		list_select(list, line);
	}
	if (line != LAZY_SORT_NONE ||
		(row != SESSION_SET_NONE && ui_view_below(ui) == VIEW_DETAIL)) {
		select_row(ui, row);
	} else if (ui_view_below(ui) != VIEW_DETAIL) {
		ui->is_following = false; /* it is gone */
		selection_pick_session(ui);
	}
}

void selection_list_sessions(struct ui *ui)
{
	session_rows_let_go(ui);
	session_rows_fill(ui);
	selection_find_session(ui);
}

/* Fills ui->passes. Returns true if all sessions pass. */
static bool run_filter(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	bool passes_all = true;

	free(ui->passes);
	ui->passes = NULL;
	if (ui->filter.count == 0) {
		return true;
	}
	ui->passes = base_calloc(snapshot->sessions_count + 1, sizeof(*ui->passes));
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		ui->passes[i] = filter_passes(&ui->filter, snapshot, &snapshot->sessions[i]);
		passes_all = passes_all && ui->passes[i];
	}
	return passes_all;
}

/* Leaves out what is acknowledged, and what does not pass the filter. */
static void select_parts(struct ui *ui)
{
	ack_filter_apply(&ui->ack_filter, ui->snapshot, &ui->acks, ui->now_wall_ms);
	bool passes_all = run_filter(ui);

	part_take(&ui->fleet, ui->snapshot, ui->settings, NULL, &ui->ack_filter);
	part_take(&ui->passing, ui->snapshot, ui->settings, passes_all ? NULL : ui->passes,
		&ui->ack_filter);
	ui->findings = ui->passing.findings;
}

void selection_relist(struct ui *ui)
{
	if (!ui->snapshot) {
		return;
	}
	select_parts(ui);
	service_rows_fill(ui, NULL);
	selection_find_service(ui);
	selection_list_sessions(ui);
}

void selection_set_scope(struct ui *ui, enum scope_kind kind, const char *name, uint64_t number)
{
	scope_set(&ui->scope, kind, name, number);
	if (ui->snapshot) {
		scope_follow(&ui->scope, ui->snapshot);
		selection_list_sessions(ui);
	}
}

void selection_build_tree(struct ui *ui)
{
	struct list *list = &ui->lists[VIEW_DETAIL];
	size_t selected = list->selected;

	item_tree_build(&ui->tree, ui_item(ui));
	list_set_count(list, ui->tree.count);
	if (ui->tree.count == 0) {
		list->selected = selected; /* it is being read again: its lines will be back */
	}
}

void selection_show(struct ui *ui, const struct snapshot *snapshot)
{
	const struct snapshot *before = ui->snapshot;

	if (ui->now_mono_ms >= ui->held_until_mono_ms) {
		session_rows_let_go(ui);
	}
	ui->snapshot = snapshot;
	select_parts(ui);
	service_rows_fill(ui, before);
	selection_find_service(ui);
	scope_follow(&ui->scope, snapshot);
	if (ui->is_order_locked && before && ui->sessions.snapshot == before) {
		session_rows_carry(ui, before);
	} else {
		session_rows_fill(ui);
	}
	selection_find_session(ui);
	selection_build_tree(ui);
}

void selection_free(struct ui *ui)
{
	free(ui->services);
	free(ui->passes);
	part_fini(&ui->fleet);
	part_fini(&ui->passing);
	session_rows_let_go(ui);
	scope_fini(&ui->scope);
	scope_stack_clear(&ui->scopes_before);
	lazy_sort_fini(&ui->sessions);
	ack_filter_fini(&ui->ack_filter);
}
