/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "duration.h"
#include "list/format_rounded.h"
#include "number.h"
#include "timestamp.h"

#include <stdio.h>
#include <stdlib.h>

/* --- Which sessions ------------------------------------------------------------------------- */

static enum session_active item_active(
	const struct ui *ui, const struct item_detail *item, uint8_t *encoding)
{
	const struct item_node *node = item_tree_attribute(item, "isActive");

	*encoding = 0;
	return node ? session_decode_active(
			      &ui->settings->own_encodings, node->type, node->text, encoding)
		    : ACTIVE_UNKNOWN;
}

/* The open item, which was read consistently; NULL in lists. */
static const struct item_detail *shown_item(const struct ui *ui)
{
	return ui->view == VIEW_DETAIL ? ui_item(ui) : NULL;
}

/* The sessions to write. If some are active and some paused, only the active ones: to pause them.
 */
struct choice {
	/* borrows strings from the snapshot; own array of targets */
	struct write_order order;
	size_t active;
	/* left out because their isActive has no known encoding */
	size_t unreadable;
};

static void choose(struct choice *choice, const struct ui *ui, const struct session *session)
{
	const struct item_detail *item = shown_item(ui);
	struct write_order *order = &choice->order;
	struct write_target target = {
		.user_id = session->user_id,
		.service = ui->snapshot->services[session->service].name,
		.seen = session->active,
		.seen_ms = session_asof_ms(session),
		.encoding = session->encoding,
	};

	if (item && item->status == ITEM_PRESENT && session == ui->selected_session) {
		target.seen = item_active(ui, item, &target.encoding);
		target.seen_ms = item->read_at_ms;
	}
	if (target.seen == ACTIVE_UNKNOWN ||
		!session_encoding(&ui->settings->own_encodings, target.encoding)) {
		choice->unreadable++;
		return;
	}
	order->targets = base_realloc(order->targets, order->count + 1, sizeof(*order->targets));
	order->targets[order->count++] = target;
	choice->active += target.seen == ACTIVE_ON;
}

/* All tagged sessions that still exist, listed or not. */
static void choose_tagged(struct choice *choice, const struct ui *ui)
{
	for (size_t i = 0; i < ui->snapshot->sessions_count; i++) {
		const struct session *session = &ui->snapshot->sessions[i];

		if (ui_is_tagged(ui, session)) {
			choose(choice, ui, session);
		}
	}
}

/* False while a session is open: then it alone is toggled, whatever is tagged. */
static bool has_tagged(const struct ui *ui)
{
	return ui->tags.keys.count > 0 && ui->view != VIEW_DETAIL && ui->snapshot;
}

/* Drops the sessions that already are in the state to be written. Returns how many. */
static size_t keep_one_direction(struct choice *choice)
{
	enum session_active seen = choice->active > 0 ? ACTIVE_ON : ACTIVE_OFF;
	struct write_order *order = &choice->order;
	size_t count = order->count;

	order->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (order->targets[i].seen == seen) {
			order->targets[order->count++] = order->targets[i];
		}
	}
	return count - order->count;
}

/* --- The dialog ----------------------------------------------------------------------------- */

static const char *find_refusal(const struct app *app)
{
	const struct snapshot *newest = app_newest(app);

	if (app_is_writing(app)) {
		return "Not toggled: the previous write is still running.";
	}
	if (app->ui.settings->read_only) {
		return "Not toggled: this run is --read-only.";
	}
	if (!newest || !app->ui.snapshot) {
		return "Not toggled: nothing has been read yet.";
	}
	if (newest->status.is_disarmed) {
		return "Not toggled: writes are not armed. Press w first.";
	}
	if (!newest->status.can_write) {
		return *newest->status.write_refusal ? newest->status.write_refusal
						     : "Not toggled: writes are not possible now.";
	}
	return NULL;
}

/* True, with a message, if nothing can be written at all. */
static bool rejects_all_writes(struct app *app)
{
	if (app_rejects_replay(app)) {
		return true;
	}
	const char *refusal = find_refusal(app);

	if (refusal) {
		app_say(app, "%s", refusal);
	}
	return refusal != NULL;
}

static void format_health(const struct session *session, char text[DIALOG_TEXT_SIZE])
{
	char late[NUMBER_SIZE], errors[NUMBER_SIZE] = "unknown";

	number_format_late(session_lateness(session, session_asof_ms(session)), late);
	if (session->error_count >= 0) {
		number_format_count((uint64_t)session->error_count, errors);
	}
	snprintf(text, DIALOG_TEXT_SIZE, "%s, lateness %s, errorCount %s",
		session_state_info(session->state)->title, late, errors);
}

/* The write rate is in units per index; a write costs the active index two, and four in all. */
static void format_cost(const struct ui *ui, size_t count, char text[DIALOG_TEXT_SIZE])
{
	char left[DURATION_SIZE];

	if (count > 1 && ui->settings->write_rate > 0) {
		format_rounded_remaining(
			(int64_t)((double)count * 2000 / ui->settings->write_rate), left);
		snprintf(text, DIALOG_TEXT_SIZE,
			"About %zu WCU, %s at %g WCU/s per index. Esc stops the write.", count * 4,
			left, ui->settings->write_rate);
	}
}

/* What the user must type to confirm with a protected profile: its name, or else the table's. */
static const char *protected_name(const struct ui *ui)
{
	const struct poll_status *status = &ui->snapshot->status;

	if (!ui->settings->protected) {
		return "";
	}
	return *status->profile ? status->profile : status->table;
}

/* The error that delays the write. */
static void format_error(
	const struct ui *ui, const struct snapshot *newest, char text[DIALOG_TEXT_SIZE])
{
	enum error_kind kind = newest->error.kind;
	int64_t since_ms = ui_error_since_ms(ui, newest);
	char since[TIMESTAMP_SIZE];

	if (kind == ERROR_NETWORK || kind == ERROR_CREDENTIALS) {
		timestamp_format_short(since_ms, since_ms, since);
		snprintf(text, DIALOG_TEXT_SIZE,
			"%s since %s: the write will wait, at most 2 minutes.",
			error_kind_word(kind), since);
	}
}

/* Opens the dialog; the caller sets .subject and .excluded. */
static struct dialog *open_dialog(struct app *app, struct write_order *order, enum dialog_kind kind)
{
	struct ui *ui = &app->ui;
	struct dialog *dialog = &ui->dialog;

	ui->is_session_chosen = true;
	dialog_open(dialog, kind, order, protected_name(ui));
	dialog->needs_reason = dialog->is_at_reason =
		ui->settings->require_reason && kind != DIALOG_RESUME;
	format_error(ui, app_newest(app), dialog->error);
	format_cost(ui, order->count, dialog->cost);
	return dialog;
}

/* The row of a target, which borrows its strings. */
static const struct session *session_of(const struct ui *ui, const struct write_target *target)
{
	const struct session *session = ui->snapshot->sessions;

	while (session->user_id != target->user_id) {
		session++;
	}
	return session;
}

static void format_subject(const struct ui *ui, const struct write_order *order, const char *which,
	char text[DIALOG_TEXT_SIZE])
{
	char count[NUMBER_SIZE];

	if (order->count == 1) {
		format_health(session_of(ui, &order->targets[0]), text);
		return;
	}
	number_format_count(order->count, count);
	snprintf(text, DIALOG_TEXT_SIZE, "%s %s", count, which);
}

static void format_excluded(
	const struct ui *ui, const struct choice *choice, size_t left_out, char *text)
{
	char out[NUMBER_SIZE], unreadable[NUMBER_SIZE];

	if (ui->view == VIEW_DETAIL && ui->tags.keys.count > 0) {
		number_format_count(ui->tags.keys.count, out);
		snprintf(text, DIALOG_TEXT_SIZE,
			"This session only, not the %s tagged in the list.", out);
	} else if (left_out + choice->unreadable > 0) {
		number_format_count(left_out, out);
		number_format_count(choice->unreadable, unreadable);
		snprintf(text, DIALOG_TEXT_SIZE, "Not included: %s already %s, %s unreadable.", out,
			choice->active > 0 ? "paused" : "active", unreadable);
	}
}

static void say_gone(struct app *app)
{
	app_say(app, "Not toggled: the session no longer exists.");
}

/* Opens the dialog for a choice, and frees its targets. which: such as "tagged sessions". */
static void ask(struct app *app, struct choice *choice, const char *which)
{
	const struct write_order *order = &choice->order;
	size_t left_out = keep_one_direction(choice);

	if (order->count == 0 && choice->unreadable > 0) {
		app_say(app, "Not toggled: isActive of this session cannot be read.");
	} else if (order->count == 0) {
		say_gone(app);
	} else if (order->count > WRITE_MAX_TARGETS) {
		app_say(app, "Not toggled: more than 10,000 sessions. Filter the list first.");
	} else {
		struct dialog *dialog = open_dialog(app, write_order_copy(order), DIALOG_SET);

		format_subject(&app->ui, order, which, dialog->subject);
		format_excluded(&app->ui, choice, left_out, dialog->excluded);
	}
	free(order->targets);
}

void act_toggle_listed(struct app *app)
{
	const struct ui *ui = &app->ui;
	struct choice choice = {.order.reason = ""};

	if (rejects_all_writes(app)) {
		return;
	}
	for (size_t i = 0; i < ui->lists[VIEW_SESSIONS].count; i++) {
		choose(&choice, ui, &ui->snapshot->sessions[ui->sessions.rows[i]]);
	}
	ask(app, &choice,
		*ui_so_far(ui) ? "listed sessions; not all are read yet" : "listed sessions");
}

void act_toggle_chosen(struct app *app)
{
	const struct ui *ui = &app->ui;
	const struct item_detail *item = shown_item(ui);
	struct choice choice = {.order.reason = ""};

	if (rejects_all_writes(app)) {
		return;
	}
	if (has_tagged(ui)) {
		choose_tagged(&choice, ui);
	} else if (ui->view != VIEW_SESSIONS && ui->view != VIEW_DETAIL) {
		app_say(app, "t toggles a session: open a service and select one first.");
		return;
	} else if (!ui->selected_session || (item && item->status == ITEM_MISSING)) {
		say_gone(app);
		return;
	} else {
		choose(&choice, ui, ui->selected_session);
	}
	ask(app, &choice, "tagged sessions");
	app->ui.dialog.is_of_tags = has_tagged(ui);
}

/* --- The last write ------------------------------------------------------------------------- */

void act_toggle_undo(struct app *app)
{
	char count[NUMBER_SIZE];

	if (rejects_all_writes(app)) {
		return;
	}
	struct write_order *order = undo_order(&app->undo);

	if (!order) {
		app_say(app, "Nothing to undo: you have written nothing in this run.");
		return;
	}
	number_format_count(order->count, count);
	snprintf(open_dialog(app, order, DIALOG_UNDO)->subject, DIALOG_TEXT_SIZE,
		"your last write: %s session%s", count, order->count == 1 ? "" : "s");
}

void act_toggle_resume(struct app *app)
{
	const struct snapshot *newest = app_newest(app);
	char left[NUMBER_SIZE], count[NUMBER_SIZE];

	if (!ui_is_replay(&app->ui) && (!newest || newest->write_progress.phase != WRITES_STOPPED ||
					       app_is_writing(app))) {
		app_say(app, "Nothing to resume: no write was stopped.");
		return;
	}
	if (rejects_all_writes(app)) {
		return;
	}
	struct write_order *rest = undo_remaining(&app->undo, newest->write_progress.number);

	if (!rest) {
		app_say(app, "Nothing to resume: the write was attempted for every session.");
		return;
	}
	number_format_count(rest->count, left);
	number_format_count(newest->write_progress.count, count);
	snprintf(open_dialog(app, rest, DIALOG_RESUME)->subject, DIALOG_TEXT_SIZE,
		"the rest of the stopped write: %s of %s sessions", left, count);
}
