/* SPDX-License-Identifier: MIT */
#include "act/toggle.h"

#include "list/rounded.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Which sessions ------------------------------------------------------------------------- */

static enum session_active item_active(
	const struct ui *ui, const struct item_detail *item, uint8_t *encoding)
{
	*encoding = 0;
	for (size_t i = 0; i < item->nodes_count; i += 1 + item->nodes[i].descendants) {
		if (strcmp(item->nodes[i].name, "isActive") == 0) {
			return session_decode_active(&ui->settings->spellings, item->nodes[i].type,
				item->nodes[i].text, encoding);
		}
	}
	return ACTIVE_UNKNOWN;
}

/* The opened item, which was read consistently; NULL where lists are shown, or it is not there. */
static const struct item_detail *opened_item(const struct ui *ui)
{
	return ui->view == VIEW_DETAIL ? ui_item(ui) : NULL;
}

/* What may be toggled, and how much of it already is as it would become. */
struct choice {
	struct write_target *keys;
	size_t count;
	size_t active, unreadable;
};

static void choose(struct choice *choice, const struct ui *ui, const struct session *session)
{
	const struct item_detail *item = opened_item(ui);
	struct write_target key = {
		.user_id = session->user_id,
		.service = ui->snapshot->services[session->service].name,
		.seen = session->active,
		.seen_ms = session_asof_ms(session),
		.encoding = session->encoding,
	};

	if (item && item->status == ITEM_PRESENT && session == ui->selected_session) {
		key.seen = item_active(ui, item, &key.encoding);
		key.seen_ms = item->read_at_ms;
	}
	if (key.seen == ACTIVE_UNKNOWN ||
		!session_encoding(&ui->settings->spellings, key.encoding)) {
		choice->unreadable++;
		return;
	}
	choice->keys = base_realloc(choice->keys, choice->count + 1, sizeof(*choice->keys));
	choice->keys[choice->count++] = key;
	choice->active += key.seen == ACTIVE_ON;
}

static void choose_listed(struct choice *choice, const struct ui *ui)
{
	for (size_t i = 0; i < ui->lists[VIEW_SESSIONS].count; i++) {
		choose(choice, ui, &ui->snapshot->sessions[ui->sessions.rows[i]]);
	}
}

/* All that are tagged and there, be they listed or not. */
static void choose_tagged(struct choice *choice, const struct ui *ui)
{
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (ui_is_tagged(ui, session)) {
			choose(choice, ui, session);
		}
	}
}

/* In the detail it is the open session that counts. */
static bool has_tagged(const struct ui *ui)
{
	return ui->tags.keys.count > 0 && ui->view != VIEW_DETAIL && ui->snapshot;
}

/* Leaves those out that already are as the others will be. Returns how many. */
static size_t keep_one_direction(struct choice *choice)
{
	enum session_active seen = choice->active > 0 ? ACTIVE_ON : ACTIVE_OFF;
	size_t kept = 0, count = choice->count;

	for (size_t i = 0; i < count; i++) {
		if (choice->keys[i].seen == seen) {
			choice->keys[kept++] = choice->keys[i];
		}
	}
	choice->count = kept;
	return count - kept;
}

/* --- The dialog ----------------------------------------------------------------------------- */

/* Why nothing can be written, whatever it is; NULL when something can. */
static const char *find_refusal(const struct ui *ui, const struct snapshot *newest)
{
	if (ui->settings->read_only) {
		return "Not toggled: --read-only, so nothing here can write.";
	}
	if (!newest || !ui->snapshot) {
		return "Not toggled: nothing was read yet.";
	}
	if (newest->status.is_disarmed) {
		return "Not toggled: writes are not armed. Press w first.";
	}
	if (!newest->status.can_write) {
		return *newest->status.write_refusal ? newest->status.write_refusal
						     : "Not toggled: no write can be made now.";
	}
	return NULL;
}

static void format_health(const struct session *session, char *text, size_t size)
{
	char late[UNITS_TEXT_SIZE], errors[UNITS_TEXT_SIZE] = "unknown";

	units_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->error_count >= 0) {
		units_format_count((uint64_t)session->error_count, errors);
	}
	snprintf(text, size, "%s, lateness %s, errorCount %s",
		session_state_info(session->state)->title, late, errors);
}

/* What many writes take: the rate is of write units, of which the active index pays two each. */
static void format_cost(const struct ui *ui, size_t count, char *text, size_t size)
{
	char left[UNITS_TEXT_SIZE];

	*text = '\0';
	if (count > 1 && ui->settings->write_rate > 0) {
		rounded_format_left(
			(int64_t)((double)count * 2000 / ui->settings->write_rate), left);
		snprintf(text, size, "About %zu WCU in all, %s at %g WCU/s on an index. Esc stops.",
			count * 4, left, ui->settings->write_rate);
	}
}

/* The name to be typed for a protected profile; where keys come from elsewhere, the table's. */
static const char *protected_name(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	if (!ui->settings->protected) {
		return "";
	}
	return *status->profile ? status->profile : status->table;
}

/* What a write would wait for, as the poller found it. */
static void format_fault(
	const struct ui *ui, const struct snapshot *newest, char text[DIALOG_TEXT_SIZE])
{
	enum error_kind kind = newest->error.kind;
	int64_t since_ms = ui_error_since_ms(ui, newest);
	char since[UNITS_TEXT_SIZE];

	*text = '\0';
	if (kind == ERROR_NETWORK || kind == ERROR_CREDENTIALS) {
		units_format_clock(since_ms, since_ms, since);
		snprintf(text, DIALOG_TEXT_SIZE, "%s since %s: a write waits, two minutes at most.",
			error_kind_word(kind), since);
	}
}

static void open_dialog(struct ui *ui, const struct snapshot *newest, struct write_order *order,
	enum dialog_kind kind, const char *about, const char *beside)
{
	char cost[DIALOG_TEXT_SIZE], fault[DIALOG_TEXT_SIZE];

	format_fault(ui, newest, fault);
	format_cost(ui, order->count, cost, sizeof(cost));
	dialog_open(&ui->dialog,
		&(struct dialog_question){
			.order = order,
			.about = about,
			.beside = beside,
			.cost = cost,
			.name = protected_name(ui),
			.fault = fault,
			.kind = kind,
			.needs_reason = ui->settings->require_reason && kind != DIALOG_RESUME,
		});
}

/* The row that a key was made of: it borrows the row's own strings. */
static const struct session *session_of(const struct ui *ui, const struct write_target *key)
{
	const struct session *session = ui->snapshot->sessions;

	while (session->user_id != key->user_id) {
		session++;
	}
	return session;
}

static void format_about(
	const struct ui *ui, const struct choice *choice, enum toggle_scope scope, char *text)
{
	char count[UNITS_TEXT_SIZE];

	if (choice->count == 1) {
		format_health(session_of(ui, &choice->keys[0]), text, DIALOG_TEXT_SIZE);
		return;
	}
	units_format_count(choice->count, count);
	snprintf(text, DIALOG_TEXT_SIZE, "%s %s session%s", count,
		scope == TOGGLE_LISTED ? "listed" : "tagged", choice->count == 1 ? "" : "s");
}

static void format_beside(
	const struct ui *ui, const struct choice *choice, size_t left_out, char *text)
{
	char out[UNITS_TEXT_SIZE], unreadable[UNITS_TEXT_SIZE];

	*text = '\0';
	if (ui->view == VIEW_DETAIL && ui->tags.keys.count > 0) {
		units_format_count(ui->tags.keys.count, out);
		snprintf(text, DIALOG_TEXT_SIZE,
			"This session alone: what is tagged in the list (%s) is not meant.", out);
		return;
	}
	if (left_out + choice->unreadable > 0) {
		units_format_count(left_out, out);
		units_format_count(choice->unreadable, unreadable);
		snprintf(text, DIALOG_TEXT_SIZE,
			"Left alone: %s that are %s already, %s unreadable.", out,
			choice->active > 0 ? "OFF" : "on", unreadable);
	}
}

/* Makes the order of what was chosen and asks. */
static const char *ask(struct ui *ui, const struct snapshot *newest, struct choice *choice,
	enum toggle_scope scope)
{
	char about[DIALOG_TEXT_SIZE], beside[DIALOG_TEXT_SIZE];
	size_t left_out = keep_one_direction(choice);
	struct write_order order = {.reason = "", .targets = choice->keys, .count = choice->count};

	if (choice->count == 0 && choice->unreadable > 0) {
		return "Not toggled: isActive of this session cannot be read.";
	}
	if (choice->count == 0) {
		return "Not toggled: there is no such session any more.";
	}
	if (choice->count > WRITE_MAX_TARGETS) {
		return "Not toggled: over 10,000 sessions at once. Filter the list first.";
	}
	format_about(ui, choice, scope, about);
	format_beside(ui, choice, left_out, beside);
	open_dialog(ui, newest, write_order_copy(&order), DIALOG_SET, about, beside);
	return NULL;
}

static const char *choose_chosen(struct choice *choice, const struct ui *ui)
{
	const struct item_detail *item = opened_item(ui);

	if (has_tagged(ui)) {
		choose_tagged(choice, ui);
		return NULL;
	}

	if (ui->view != VIEW_SESSIONS && ui->view != VIEW_DETAIL) {
		return "t toggles a session: open a service and select one first.";
	}
	if (!ui->selected_session || (item && item->status == ITEM_MISSING)) {
		return "Not toggled: there is no such session any more.";
	}
	choose(choice, ui, ui->selected_session);
	return NULL;
}

const char *toggle_ask(struct ui *ui, const struct snapshot *newest, enum toggle_scope scope)
{
	const char *refusal = find_refusal(ui, newest);
	struct choice choice = {0};

	if (!refusal && scope == TOGGLE_LISTED) {
		choose_listed(&choice, ui);
	} else if (!refusal) {
		refusal = choose_chosen(&choice, ui);
	}
	if (!refusal) {
		refusal = ask(ui, newest, &choice, scope);
	}
	free(choice.keys);
	return refusal;
}

const char *toggle_ask_undo(struct ui *ui, const struct snapshot *newest, struct write_order *order)
{
	const char *refusal = find_refusal(ui, newest);
	char about[DIALOG_TEXT_SIZE], count[UNITS_TEXT_SIZE];

	if (!refusal && !order) {
		refusal = "Nothing to undo: this dashboard has written nothing yet.";
	}
	if (refusal) {
		write_order_free(order);
		return refusal;
	}
	units_format_count(order->count, count);
	snprintf(about, sizeof(about), "what your last write has changed: %s session%s", count,
		order->count == 1 ? "" : "s");
	open_dialog(ui, newest, order, DIALOG_UNDO, about, "");
	return NULL;
}

const char *toggle_ask_resume(
	struct ui *ui, const struct snapshot *newest, struct write_order *rest)
{
	const char *refusal = find_refusal(ui, newest);
	char about[DIALOG_TEXT_SIZE], left[UNITS_TEXT_SIZE], count[UNITS_TEXT_SIZE];

	if (!refusal && !rest) {
		refusal = "Nothing to resume: every session of that write was tried.";
	}
	if (refusal) {
		write_order_free(rest);
		return refusal;
	}
	units_format_count(rest->count, left);
	units_format_count(newest->write_progress.count, count);
	snprintf(about, sizeof(about), "the rest of a stopped write: %s of %s sessions", left,
		count);
	open_dialog(ui, newest, rest, DIALOG_RESUME, about, "");
	return NULL;
}
