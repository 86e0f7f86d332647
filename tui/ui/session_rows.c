/* SPDX-License-Identifier: MIT */
#include "ui/session_rows.h"

#include "list/row_join.h"
#include "list/sort.h"

#include <stdlib.h>
#include <string.h>

/* How long a written session keeps its row. */
#define HOLD_MS INT64_C(30000)

void session_rows_sort_visible(struct ui *ui)
{
	const struct list *list = &ui->lists[VIEW_SESSIONS];

	lazy_sort_range(&ui->sessions, list->top, list_end(list));
	lazy_sort_range(&ui->sessions, list->selected, list->selected + 1);
}

/* Whether a session of the scope is listed. */
static bool is_shown(const struct ui *ui, size_t row)
{
	if (ui->problems_only && !session_is_unhealthy(&ui->snapshot->sessions[row])) {
		return false;
	}
	return !ui->passes || ui->passes[row];
}

static bool is_listed(const struct ui *ui, size_t row)
{
	return scope_has(&ui->scope, row) && is_shown(ui, row);
}

/* --- Held rows ------------------------------------------------------------------------------ */

/* The former row of a session that is held; NULL: it is not. */
static const struct held_row *find_held(const struct ui *ui, const struct session *session)
{
	if (ui->held.keys.count == 0) {
		return NULL;
	}
	struct session_id id = session_id_of(ui->snapshot, session);
	size_t place = session_set_find(&ui->held.keys, &id);

	return place != SESSION_SET_NONE && ui->held_rows[place].is_known ? &ui->held_rows[place]
									  : NULL;
}

void session_rows_let_go(struct ui *ui)
{
	tags_clear(&ui->held);
	free(ui->held_rows);
	ui->held_rows = NULL;
}

void session_rows_hold(struct ui *ui, const struct write_order *order)
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
			ui->held_rows[place] =
				(struct held_row){true, is_listed(ui, i), snapshot->sessions[i]};
		}
	}
}

/* The row by which a session is sorted: its former one if it is held. */
static struct session row_to_sort(const struct ui *ui, const struct session *session)
{
	const struct held_row *held = find_held(ui, session);
	struct session row = held ? held->session : *session;

	row.user_id = session->user_id;
	row.service = session->service;
	return row;
}

/* --- The list ------------------------------------------------------------------------------- */

static void add(struct ui *ui, const struct sort_keys *keys, size_t row)
{
	const struct session *session = &ui->snapshot->sessions[row];
	const struct session by = row_to_sort(ui, session);

	lazy_sort_add(&ui->sessions, (uint32_t)row, sort_key(keys, &by, ui_is_acked(ui, session)));
}

/* What was listed before a write stays, even if it is no problem any more, or of no finding. */
static void add_held(struct ui *ui, const struct sort_keys *keys)
{
	for (size_t i = 0; ui->held.keys.count > 0 && i < ui->snapshot->sessions_count; i++) {
		const struct held_row *held = find_held(ui, &ui->snapshot->sessions[i]);

		if (held && held->was_listed && !is_listed(ui, i)) {
			add(ui, keys, i);
		}
	}
}

void session_rows_fill(struct ui *ui)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct sort_keys keys = sort_keys_make(snapshot, &ui->sessions_order);
	size_t at = 0, row;

	ui->sessions_total = scope_count(&ui->scope);
	lazy_sort_begin(&ui->sessions, snapshot, snapshot->sessions_count, keys.order.is_inverted);
	while (scope_next(&ui->scope, &at, &row)) {
		if (is_shown(ui, row)) {
			add(ui, &keys, row);
		}
	}
	add_held(ui, &keys);
	sort_keys_fini(&keys);
	list_set_count(&ui->lists[VIEW_SESSIONS], ui->sessions.count);
}

void session_rows_carry(struct ui *ui, const struct snapshot *before)
{
	const struct snapshot *snapshot = ui->snapshot;
	struct lazy_sort listed = ui->sessions;
	struct row_join join = {.from = before, .to = snapshot};
	bool *is_kept = base_calloc(snapshot->sessions_count + 1, sizeof(*is_kept));
	size_t at = 0, row;

	ui->sessions_total = scope_count(&ui->scope);
	ui->sessions = (struct lazy_sort){0};
	lazy_sort_begin(&ui->sessions, snapshot, snapshot->sessions_count, listed.is_inverted);
	for (size_t i = 0; i < listed.count; i++) {
		row = row_join_find(&join, listed.rows[i]);
		if (row != SESSION_SET_NONE && !is_kept[row]) {
			lazy_sort_add(&ui->sessions, (uint32_t)row, listed.keys[i]);
			is_kept[row] = true;
		}
	}
	ui->arrivals++;
	while (scope_next(&ui->scope, &at, &row)) {
		if (!is_kept[row] && is_shown(ui, row)) {
			lazy_sort_add(
				&ui->sessions, (uint32_t)row, SORT_KEY_ARRIVED + ui->arrivals);
		}
	}
	list_set_count(&ui->lists[VIEW_SESSIONS], ui->sessions.count);
	free(is_kept);
	row_join_fini(&join);
	lazy_sort_fini(&listed);
}
