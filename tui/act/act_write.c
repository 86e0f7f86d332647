/* SPDX-License-Identifier: MIT */
#include "act/actions.h"

#include "duration.h"
#include "ui/session_rows.h"
#include "view/write_status.h"

/* Tagged sessions that are left out already are as ordered: only those of the order stay tagged. */
static void untag_others(struct tags *tags, const struct write_order *order)
{
	tags_clear(tags);
	for (size_t i = 0; i < order->count; i++) {
		const struct write_target *target = &order->targets[i];

		tags_set(tags, &(struct session_id){target->service, target->user_id}, true);
	}
}

static void send_order(struct app *app)
{
	struct dialog *dialog = &app->ui.dialog;
	struct write_order *order = dialog->order;
	char user[UI_SHORT_SIZE];

	order->number = ++app->orders;
	order->reason = dialog->reason;
	app->writes_sent++;
	app_send(app, &(struct poller_command){.kind = COMMAND_WRITE, .order = order});
	app_say(app, "%s: %s...",
		order->count == 1 ? ui_short(order->targets[0].user_id, user) : dialog->subject,
		order->targets[0].seen == ACTIVE_ON ? "pausing" : "resuming");
	undo_add(&app->undo, order);
	if (dialog->is_of_tags) {
		untag_others(&app->ui.tags, order);
	}
	session_rows_hold(&app->ui, order);
	dialog->order = NULL;
}

/* The poller still has the order that was stopped. */
static void send_resumption(struct app *app)
{
	app->writes_sent++;
	app_send(app, &(struct poller_command){.kind = COMMAND_RESUME_WRITES});
	app_say(app, "Continuing the stopped write.");
}

void act_write_press(struct app *app, int key)
{
	struct dialog *dialog = &app->ui.dialog;

	switch (dialog_key(dialog, key)) {
	case DIALOG_STAYS:
		return;
	case DIALOG_CANCELLED:
		app_say(app, "Cancelled. Nothing was written.");
		break;
	case DIALOG_CONFIRMED:
		if (dialog->kind == DIALOG_RESUME) {
			send_resumption(app);
		} else {
			send_order(app);
		}
		break;
	}
	dialog_close(dialog);
}

bool act_write_stop(struct app *app)
{
	if (!app_is_writing(app)) {
		return false;
	}
	app_send(app, &(struct poller_command){.kind = COMMAND_STOP_WRITES});
	app_say(app, "Stopping after the current request.");
	return true;
}

/* --- Arming --------------------------------------------------------------------------------- */

static void arm(struct app *app, bool is_armed)
{
	app->ui.is_armed = is_armed;
	app->disarm_mono_ms = app->ui.now_mono_ms + app->ui.settings->arm_for_ms;
	app_send(app, &(struct poller_command){.kind = is_armed ? COMMAND_ARM : COMMAND_DISARM});
}

void act_write_arm(struct app *app)
{
	char time[DURATION_SIZE];

	if (app_rejects_replay(app)) {
		return;
	}
	if (app->ui.settings->read_only) {
		app_say(app, "Not armed: this run is --read-only.");
		return;
	}
	if (app->ui.settings->arm_for_ms == 0) {
		app_say(app, "Writes need no arming in this run: see --arm-for.");
		return;
	}
	arm(app, !app->ui.is_armed);
	duration_format_setting(app->ui.settings->arm_for_ms, time);
	if (app->ui.is_armed) {
		app_say(app, "Writes are armed until no key is pressed for %s.", time);
	} else {
		app_say(app, "Writes are disarmed.");
	}
}

void act_write_stay_armed(struct app *app)
{
	app->disarm_mono_ms = app->ui.now_mono_ms + app->ui.settings->arm_for_ms;
}

bool act_write_disarm_if_idle(struct app *app)
{
	if (!app->ui.is_armed) {
		return false;
	}
	if (app_is_writing(app)) {
		act_write_stay_armed(app);
		return false;
	}
	if (app->ui.now_mono_ms < app->disarm_mono_ms) {
		return false;
	}
	arm(app, false);
	dialog_close(&app->ui.dialog);
	app_say(app, "Writes are disarmed, as no key was pressed. w arms them again.");
	return true;
}

/* --- Progress ------------------------------------------------------------------------------- */

/* Writes of earlier runs whose outcome is unknown: reported once. */
static void report_unfinished(struct app *app, const struct snapshot *snapshot)
{
	unsigned count = snapshot->status.unfinished_writes;

	if (count > app->unfinished_reported) {
		app_say(app,
			"%u write%s of an earlier run ended without a response. Press 6 to see "
			"which, and what isActive is now.",
			count, count == 1 ? "" : "s");
		app->unfinished_reported = count;
	}
}

/* Untags the sessions that were written, so that the next t does not write them back. */
static void untag_written(struct app *app, const struct write_progress *writing)
{
	const struct write_order *order = app->undo.last.order;

	if (!order || order->number != writing->number || order->count != writing->count) {
		return;
	}
	for (size_t i = 0; i < order->count; i++) {
		const struct write_target *target = &order->targets[i];

		if (writing->outcomes[i] == WRITE_WRITTEN) {
			tags_set(&app->ui.tags,
				&(struct session_id){target->service, target->user_id}, false);
		}
	}
}

void act_write_report(struct app *app, const struct snapshot *snapshot)
{
	const struct write_result *write = &snapshot->write_result;
	const struct write_progress *writing = &snapshot->write_progress;
	bool is_one = writing->count <= 1;
	bool is_new = (is_one && write->number != app->write_number) ||
		      writing->number != app->writing_number ||
		      writing->phase != app->writing_phase;
	char text[WRITE_STATUS_SIZE];

	undo_update(&app->undo, writing);
	report_unfinished(app, snapshot);
	if (!is_new) {
		return;
	}
	app->write_number = write->number;
	app->writing_number = writing->number;
	app->writing_phase = writing->phase;
	untag_written(app, writing);
	write_status_format_result(snapshot, text);
	/* Progress must not replace the warning that quitting interrupts the write. */
	bool keeps_warning =
		app->quitting_key == app->keys + 1 && write_status_is_writing(snapshot);

	if (*text && !keeps_warning) {
		app_say(app, "%s", text);
	}
}
