/* SPDX-License-Identifier: MIT */
#include "act/act.h"
#include "act/toggle.h"
#include "units.h"
#include "view/write_status.h"

/* True when no dialog may open now, whatever it would ask. */
static bool refuses(struct app *app)
{
	if (act_refuse_replay(app)) {
		return true;
	}
	if (app_is_writing(app)) {
		act_say(app, "Not toggled: the write before this one is still on its way.");
		return true;
	}
	return false;
}

static void say_refusal(struct app *app, const char *refusal)
{
	if (refusal) {
		act_say(app, "%s", refusal);
	}
}

static void ask_toggle(struct app *app, enum toggle_scope scope)
{
	if (!refuses(app)) {
		say_refusal(app, toggle_ask(&app->ui, act_newest(app), scope));
	}
}

void act_ask_toggle(struct app *app)
{
	ask_toggle(app, TOGGLE_CHOSEN);
}

void act_ask_toggle_listed(struct app *app)
{
	ask_toggle(app, TOGGLE_LISTED);
}

void act_ask_undo(struct app *app)
{
	if (!refuses(app)) {
		say_refusal(
			app, toggle_ask_undo(&app->ui, act_newest(app), undo_order(&app->undo)));
	}
}

/* What the dialog has asked for is wanted. */
static void send_order(struct app *app)
{
	const struct dialog *dialog = &app->ui.dialog;
	struct write_order order = *dialog->order;
	char user[UI_SHORT_SIZE];

	order.number = ++app->orders;
	order.reason = dialog->reason;
	undo_note(&app->undo, &order);
	app->writes_sent++;
	act_send(app, &(struct poller_command){.kind = COMMAND_WRITE, .order = &order});
	act_say(app, "%s: writing isActive %s...",
		order.count == 1 ? ui_short(order.targets[0].user_id, user) : dialog->about,
		write_status_word(order.targets[0].seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON));
}

/* The same for what was stopped: the network thread has its order still. */
static void go_on(struct app *app)
{
	app->writes_sent++;
	act_send(app, &(struct poller_command){.kind = COMMAND_RESUME});
	act_say(app, "Going on with what was stopped.");
}

void act_answer_dialog(struct app *app, int key)
{
	struct dialog *dialog = &app->ui.dialog;

	switch (dialog_key(dialog, key)) {
	case DIALOG_STAYS:
		return;
	case DIALOG_CANCELLED:
		act_say(app, "Cancelled, nothing was written.");
		break;
	case DIALOG_MISTYPED:
		act_say(app, "Nothing was written: \"%s\" was asked for, not \"%s\".",
			dialog->expected, dialog->typed);
		break;
	case DIALOG_CONFIRMED:
		if (dialog->kind == DIALOG_RESUME) {
			go_on(app);
		} else {
			send_order(app);
		}
		break;
	}
	dialog_close(dialog);
}

bool act_stop_writing(struct app *app)
{
	if (!app_is_writing(app)) {
		return false;
	}
	act_send(app, &(struct poller_command){.kind = COMMAND_STOP});
	act_say(app, "Stopping after the request that is on its way.");
	return true;
}

void act_run_stop(struct app *app, const char *argument)
{
	(void)argument;
	if (act_refuse_replay(app)) {
		return;
	}
	if (!act_stop_writing(app)) {
		act_say(app, "Nothing is being written.");
	}
}

void act_run_resume(struct app *app, const char *argument)
{
	const struct snapshot *newest = act_newest(app);

	(void)argument;
	if (act_refuse_replay(app)) {
		return;
	}
	if (!newest || newest->write_progress.phase != WRITES_STOPPED || app_is_writing(app)) {
		act_say(app, "Nothing to resume: no write was stopped before its end.");
	} else {
		say_refusal(app, toggle_ask_resume(&app->ui, newest,
					 undo_rest(&app->undo, newest->write_progress.number)));
	}
}

/* --- Arming --------------------------------------------------------------------------------- */

static void arm(struct app *app, bool is_armed)
{
	app->ui.is_armed = is_armed;
	app->disarm_mono_ms = app->ui.now_mono_ms + app->ui.settings->arm_for_ms;
	act_send(app, &(struct poller_command){.kind = is_armed ? COMMAND_ARM : COMMAND_DISARM});
}

void act_turn_arm(struct app *app)
{
	char time[UNITS_TEXT_SIZE];

	if (act_refuse_replay(app)) {
		return;
	}
	if (app->ui.settings->read_only) {
		act_say(app, "Not armed: --read-only, so nothing here can write.");
		return;
	}
	if (app->ui.settings->arm_for_ms == 0) {
		act_say(app,
			"Writes need no arming: t asks before each. --arm-for makes them need it.");
		return;
	}
	arm(app, !app->ui.is_armed);
	units_format_interval(app->ui.settings->arm_for_ms, time);
	if (app->ui.is_armed) {
		act_say(app, "Armed, until no key is pressed for %s.", time);
	} else {
		act_say(app, "Disarmed.");
	}
}

void act_keep_armed(struct app *app)
{
	app->disarm_mono_ms = app->ui.now_mono_ms + app->ui.settings->arm_for_ms;
}

void act_disarm_if_idle(struct app *app)
{
	if (!app->ui.is_armed) {
		return;
	}
	if (app_is_writing(app)) {
		act_keep_armed(app);
	} else if (app->ui.now_mono_ms >= app->disarm_mono_ms) {
		arm(app, false);
		dialog_close(&app->ui.dialog);
		act_say(app, "Disarmed: no key was pressed for long. w arms again.");
	}
}

/* --- What has come of it -------------------------------------------------------------------- */

/* Writes of earlier runs that nobody knows the end of: said once. */
static void tell_open_intents(struct app *app, const struct snapshot *snapshot)
{
	unsigned open = snapshot->status.open_intents;

	if (open > app->open_intents_told) {
		act_say(app,
			"%u write%s of an earlier run %s cut off before the answer: 6 shows which, "
			"and what isActive is now.",
			open, open == 1 ? "" : "s", open == 1 ? "was" : "were");
		app->open_intents_told = open;
	}
}

void act_take_writes(struct app *app, const struct snapshot *snapshot)
{
	const struct write_result *write = &snapshot->write_result;
	const struct write_progress *writing = &snapshot->write_progress;
	bool is_one = writing->count <= 1;
	bool is_news = (is_one && write->number != app->write_number) ||
		       writing->number != app->writing_number ||
		       writing->phase != app->writing_phase;
	char text[WRITE_STATUS_SIZE];

	undo_take(&app->undo, writing);
	tell_open_intents(app, snapshot);
	if (!is_news) {
		return;
	}
	app->write_number = write->number;
	app->writing_number = writing->number;
	app->writing_phase = writing->phase;
	write_status_tell(snapshot, text);
	if (*text) {
		act_say(app, "%s", text);
	}
}
