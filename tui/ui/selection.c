/* SPDX-License-Identifier: MIT */
#include "ui/selection.h"

#include "list/session_set.h"
#include "list/sort.h"

#include <stdlib.h>
#include <string.h>

/* How long a written session keeps its row. */
#define HOLD_MS INT64_C(30000)

static const struct service_summary *service_at(const struct ui *ui, size_t line)
{
	return &ui->snapshot->services[ui->services[line]];
}

/* --- Services ------------------------------------------------------------------------------- */

void selection_pick_service(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_OVERVIEW];

	ui->selected_service = list->count > 0 ? service_at(ui, list->selected) : NULL;
	if (ui->selected_service) {
		ui_set_text(&ui->service, ui->selected_service->name);
	}
}

/* Fills ui->passes and ui->matches; both are NULL without a filter. */
static void run_filter(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;

	free(ui->matches);
	free(ui->passes);
	ui->matches = NULL;
	ui->passes = NULL;
	if (ui->filter.count == 0) {
		return;
	}
	ui->matches = base_calloc(snapshot->services_count + 1, sizeof(*ui->matches));
	ui->passes = base_calloc(snapshot->sessions_count + 1, sizeof(*ui->passes));
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		ui->passes[i] = filter_passes(&ui->filter, snapshot, session);
		ui->matches[session->service] += ui->passes[i];
	}
}

static bool is_service_listed(const struct ui *ui, size_t service)
{
	return ui->matches ? ui->matches[service] > 0
			   : ui->snapshot->services[service].summary.sessions > 0;
}

static size_t find_service(const struct snapshot *snapshot, const char *name)
{
	size_t at = 0;

	while (at < snapshot->services_count && strcmp(snapshot->services[at].name, name) != 0) {
		at++;
	}
	return at;
}

/* Finds a service of another snapshot. Services keep their index, unless the table is another. */
static size_t find_again(const struct ui *ui, const struct snapshot *before, size_t service)
{
	const struct snapshot *snapshot = ui->snapshot;
	const char *name = before->services[service].name;
	bool is_in_place = service < snapshot->services_count &&
			   strcmp(snapshot->services[service].name, name) == 0;

	return is_in_place ? service : find_service(snapshot, name);
}

/*
 * Keeps the services that were listed for the previous snapshot, in their order, and sets is_kept
 * of each. Returns how many.
 */
static size_t keep_services(
	struct ui *ui, const struct snapshot *before, const uint32_t *rows, bool *is_kept)
{
	size_t listed = ui->lists[VIEW_OVERVIEW].count, count = 0;

	for (size_t i = 0; i < listed; i++) {
		size_t service = find_again(ui, before, rows[i]);

		if (service < ui->snapshot->services_count &&
			ui->snapshot->services[service].summary.sessions > 0) {
			ui->services[count++] = (uint32_t)service;
			is_kept[service] = true;
		}
	}
	return count;
}

/* Cuts the list of count services, and adds up what it leaves out. Returns what remains. */
static size_t leave_out(struct ui *ui, size_t count)
{
	const struct diagnosis *diagnosis = ui->ack_filter.diagnosis;
	size_t shown = count < SERVICES_MAX_SHOWN ? count : SERVICES_MAX_SHOWN;

	ui->left_out = (struct left_out){.services = count - shown};
	for (size_t i = shown; i < count; i++) {
		uint32_t service = ui->services[i];
		const struct diagnosis_service *found = &diagnosis->services[service];

		ui->left_out.sessions +=
			ui->matches ? ui->matches[service] : diagnosis->summaries[service].sessions;
		for (uint32_t j = 0; j < found->unhealthy_count; j++) {
			ui->left_out.unhealthy += !ui->passes || ui->passes[found->unhealthy[j]];
		}
	}
	return shown;
}

/* Lists the services; where the order is locked, those that were listed come first. */
static void list_services(struct ui *ui, const struct snapshot *before)
{
	const struct snapshot *snapshot = ui->snapshot;
	uint32_t *rows = ui->services;
	bool *is_kept = base_calloc(snapshot->services_count + 1, sizeof(*is_kept));
	size_t kept = 0, count;

	run_filter(ui);
	ui->services = base_calloc(snapshot->services_count + 1, sizeof(*ui->services));
	if (ui->is_order_locked && before) {
		kept = keep_services(ui, before, rows, is_kept);
	}
	count = kept;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (is_service_listed(ui, i) && !is_kept[i]) {
			ui->services[count++] = (uint32_t)i;
		}
	}
	sort_services(snapshot, ui->ack_filter.diagnosis->summaries, &ui->services_order,
		ui->services + kept, count - kept);
	list_set_count(&ui->lists[VIEW_OVERVIEW], leave_out(ui, count));
	free(is_kept);
	free(rows);
}

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
	if (ui_view_below(ui) != VIEW_OVERVIEW) {
		size_t service = ui->service ? find_service(ui->snapshot, ui->service)
					     : ui->snapshot->services_count;

		if (service < ui->snapshot->services_count &&
			ui->snapshot->services[service].summary.sessions > 0) {
			ui->selected_service = &ui->snapshot->services[service];
		}
		return;
	}
	/* Until the user moves the cursor, it stays on the first row. */
	if (!ui->service) {
		ui->selected_service = list->count > 0 ? service_at(ui, list->selected) : NULL;
	} else {
		selection_pick_service(ui);
	}
}

/* --- Sessions ------------------------------------------------------------------------------- */

void selection_sort_visible(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	lazy_sort_range(&ui->sessions, list->top, list_end(list));
	lazy_sort_range(&ui->sessions, list->selected, list->selected + 1);
}

/* In the list of a user, the service comes with the session. */
static void select_row(struct ui *ui, size_t row)
{
	ui->selected_row = row;
	ui->selected_session = &ui->snapshot->sessions[row];
	if (ui->listed_user) {
		ui->selected_service = &ui->snapshot->services[ui->selected_session->service];
		ui_set_text(&ui->service, ui->selected_service->name);
	}
}

void selection_pick_session(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	ui->selected_session = NULL;
	if (list->count > 0) {
		selection_sort_visible(ui);
		select_row(ui, ui->sessions.rows[list->selected]);
		ui_set_text(&ui->user_id, ui->selected_session->user_id);
	}
}

/* True if the list is of the session's service or user. */
static bool belongs(const struct ui *ui, const struct session *session)
{
	if (ui->listed_user) {
		return strcmp(session->user_id, ui->listed_user) == 0;
	}
	return &ui->snapshot->services[session->service] == ui->selected_service;
}

static bool is_listed(const struct ui *ui, size_t row)
{
	const struct session *session = &ui->snapshot->sessions[row];

	if (!belongs(ui, session)) {
		return false;
	}
	if (ui->problems_only && !session_is_unhealthy(session)) {
		return false;
	}
	return !ui->passes || ui->passes[row];
}

static void let_go(struct ui *ui)
{
	tags_clear(&ui->held);
	free(ui->held_rows);
	ui->held_rows = NULL;
}

void selection_hold(struct ui *ui, const struct write_order *order)
{
	const struct snapshot *snapshot = ui->snapshot;

	size_t before = ui->held.keys.count, count;

	for (size_t i = 0; i < order->count; i++) {
		const struct write_target *target = &order->targets[i];

		tags_set(&ui->held, &(struct session_id){target->service, target->user_id}, true);
	}
	count = ui->held.keys.count;
	ui->held_rows = base_realloc(ui->held_rows, count + 1, sizeof(*ui->held_rows));
	memset(ui->held_rows + before, 0, (count - before) * sizeof(*ui->held_rows));
	ui->held_until_mono_ms = ui->now_mono_ms + HOLD_MS;
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		struct session_id id = session_id_of(snapshot, &snapshot->sessions[i]);
		size_t place = session_set_find(&ui->held.keys, &id);

		/* Those of an earlier write stay where that left them. */
		if (place != SESSION_SET_NONE && place >= before) {
			ui->held_rows[place] = snapshot->sessions[i];
			ui->held_rows[place].user_id = "";
		}
	}
}

/* The row by which a session is sorted: its former one if it is held. */
static struct session row_to_sort(const struct ui *ui, const struct session *session)
{
	struct session row = *session;

	if (ui->held.keys.count > 0) {
		struct session_id id = session_id_of(ui->snapshot, session);
		size_t place = session_set_find(&ui->held.keys, &id);

		if (place != SESSION_SET_NONE && ui->held_rows[place].user_id) {
			row = ui->held_rows[place];
			row.user_id = session->user_id;
		}
	}
	return row;
}

static size_t count_total(const struct ui *ui)
{
	size_t count = 0;

	if (!ui->listed_user) {
		return ui->selected_service ? ui->selected_service->summary.sessions : 0;
	}
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		count += belongs(ui, &ui->snapshot->sessions[i]);
	}
	return count;
}

static void fill_sessions(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	const struct sort_order *order = &ui->sessions_order;
	size_t shared = sort_shared_letters(snapshot);

	ui->sessions_total = count_total(ui);
	lazy_sort_begin(&ui->sessions, snapshot, snapshot->sessions_count, order->is_inverted);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (is_listed(ui, i)) {
			const struct session row = row_to_sort(ui, session);

			lazy_sort_add(&ui->sessions, (uint32_t)i,
				sort_key(order, &row, ui_is_acked(ui, session), shared));
		}
	}
	list_set_count(&ui->lists[VIEW_SESSIONS], ui->sessions.count);
}

/* Finds sessions of one snapshot in another. */
struct join {
	const struct snapshot *from, *to;
	/* of the sessions of .to; filled when first needed */
	struct session_set keys;
};

/* The index in .to of a session of .from; most keep theirs. SESSION_SET_NONE: it is gone. */
static size_t find_joined(struct join *join, size_t row)
{
	struct session_id id = session_id_of(join->from, &join->from->sessions[row]);

	if (row < join->to->sessions_count) {
		struct session_id same_place = session_id_of(join->to, &join->to->sessions[row]);

		if (session_id_equal(&id, &same_place)) {
			return row;
		}
	}
	for (size_t i = join->keys.count; i < join->to->sessions_count; i++) {
		struct session_id other = session_id_of(join->to, &join->to->sessions[i]);

		session_set_add(&join->keys, &other);
	}
	return session_set_find(&join->keys, &id);
}

/*
 * For a locked order: listed sessions keep their sort keys, and with them their places; sessions
 * that were not listed before come after them.
 */
static void carry_sessions(struct ui *ui, const struct snapshot *before)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct lazy_sort listed = ui->sessions;
	struct join join = {.from = before, .to = snapshot};
	bool *is_kept = base_calloc(snapshot->sessions_count + 1, sizeof(*is_kept));

	ui->sessions_total = count_total(ui);
	ui->sessions = (struct lazy_sort){0};
	lazy_sort_begin(&ui->sessions, snapshot, snapshot->sessions_count, listed.is_inverted);
	for (size_t i = 0; i < listed.count; i++) {
		size_t row = find_joined(&join, listed.rows[i]);

		if (row != SESSION_SET_NONE && !is_kept[row]) {
			lazy_sort_add(&ui->sessions, (uint32_t)row, listed.keys[i]);
			is_kept[row] = true;
		}
	}
	ui->arrivals++;
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (!is_kept[i] && is_listed(ui, i)) {
			lazy_sort_add(&ui->sessions, (uint32_t)i, SORT_KEY_ARRIVED + ui->arrivals);
		}
	}
	list_set_count(&ui->lists[VIEW_SESSIONS], ui->sessions.count);
	free(is_kept);
	session_set_fini(&join.keys);
	lazy_sort_fini(&listed);
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
	let_go(ui);
	fill_sessions(ui);
	selection_find_session(ui);
}

/* After the acknowledgements and ui->passes. */
static void select_findings(struct ui *ui)
{
	const struct ack_filter *acks = &ui->ack_filter;

	findings_free(ui->own_findings);
	ui->own_findings = NULL;
	ui->findings = ui->snapshot->findings;
	if (ui->findings && (ui->passes || acks->count > 0)) {
		ui->findings = ui->own_findings = findings_select(
			ui->snapshot, ui->settings, ui->passes, acks->rows, acks->count);
	}
}

void selection_relist(struct ui *ui)
{
	if (!ui->snapshot) {
		return;
	}
	ack_filter_apply(&ui->ack_filter, ui->snapshot, &ui->acks, ui->now_wall_ms);
	list_services(ui, NULL);
	select_findings(ui);
	selection_find_service(ui);
	selection_list_sessions(ui);
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
		let_go(ui);
	}
	ui->snapshot = snapshot;
	ack_filter_apply(&ui->ack_filter, snapshot, &ui->acks, ui->now_wall_ms);
	list_services(ui, before);
	select_findings(ui);
	selection_find_service(ui);
	if (ui->is_order_locked && before && ui->sessions.snapshot == before) {
		carry_sessions(ui, before);
	} else {
		fill_sessions(ui);
	}
	selection_find_session(ui);
	selection_build_tree(ui);
}

void selection_free(struct ui *ui)
{
	free(ui->services);
	free(ui->matches);
	free(ui->passes);
	findings_free(ui->own_findings);
	let_go(ui);
	lazy_sort_fini(&ui->sessions);
	ack_filter_fini(&ui->ack_filter);
}
