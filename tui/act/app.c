/* SPDX-License-Identifier: MIT */
#include "act/app.h"

#include "act/act.h"
#include "ui/selection.h"
#include "view/frame.h"
#include "view/header.h"
#include "view/view.h"
#include "view/write_status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct app *app, const char *format, va_list args)
{
	vsnprintf(app->ui.message, sizeof(app->ui.message), format, args);
	app->message_ends_with_data = false;
}

void act_say(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, format, args);
	va_end(args);
}

void act_refuse_typed(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(app, format, args);
	va_end(args);
	app->ui.prompt.is_open = true;
}

void app_say(struct app *app, const char *text)
{
	act_say(app, "%s", text);
}

void act_send(struct app *app, const struct poller_command *command)
{
	if (app->send) {
		app->send(app->send_user, command);
	}
}

const struct snapshot *act_newest(const struct app *app)
{
	return app->newest ? app->newest : app->shown;
}

/*
 * What tells one table from another as well as we can; the account is not known. Whoever plays with
 * a recording mutes nothing of the table.
 */
static void set_scope(struct acks *acks, const struct snapshot *snapshot)
{
	const struct poll_status *status = &snapshot->status;
	char scope[600];

	snprintf(scope, sizeof(scope), "%s%s %s %s",
		snapshot->replay.is_replay ? "recording of " : "", status->profile,
		status->endpoint, status->table);
	if (*status->endpoint) {
		acks_set_scope(acks, scope);
	}
}

void act_show(struct app *app, struct snapshot *snapshot)
{
	struct snapshot *before = app->shown;

	app->shown = snapshot;
	set_scope(&app->ui.acks, snapshot);
	selection_show(&app->ui, snapshot);
	view_prepare(&app->ui);
	snapshot_free(before);
}

/* What a recording has shown is not yet so once it goes back. */
static void follow(struct app *app, const struct snapshot *snapshot)
{
	const struct snapshot *before = act_newest(app);

	if (before && snapshot->replay.is_replay && snapshot->replay.at_ms < before->replay.at_ms) {
		trail_fini(&app->ui.trails);
	}
	trail_take(&app->ui.trails, snapshot, app->ui.service);
}

/* Counts what is not shown; what is shown has its counts already. */
static void count_newest(struct app *app)
{
	struct acked acked = {0};

	if (app->newest) {
		acked_take(&acked, app->newest, &app->ui.acks, app->ui.now_wall_ms);
		app->newest_totals = acked.diagnosis->totals;
		acked_fini(&acked);
	}
}

void act_recount(struct app *app)
{
	selection_relist(&app->ui);
	count_newest(app);
}

/* Keeps a snapshot back while the display is paused. */
static void hold(struct app *app, struct snapshot *snapshot)
{
	snapshot_free(app->newest);
	app->newest = snapshot;
	count_newest(app);
}

/* What is counted of the newest snapshot, be it shown or not. */
static const struct summary *newest_totals(const struct app *app)
{
	return app->newest ? &app->newest_totals : ui_totals(&app->ui);
}

/* An outage leaves no change behind, but what changed in it was seen at its end only. */
static void note_unread(struct app *app, const struct snapshot *snapshot)
{
	int64_t due_ms = ui_due_within_ms(&snapshot->status);

	if (snapshot->replay.is_replay || snapshot->asof_ms == 0) {
		return;
	}
	if (app->read.asof_ms > 0 &&
		snapshot->asof_mono_ms - app->read.asof_mono_ms > app->read.due_ms) {
		app->ui.unread_from_ms = app->read.asof_ms;
		app->ui.unread_until_ms = snapshot->asof_ms;
	}
	/* An interval that is made shorter holds from the next read on. */
	if (snapshot->asof_ms != app->read.asof_ms || due_ms > app->read.due_ms) {
		app->read.due_ms = due_ms;
	}
	app->read.asof_ms = snapshot->asof_ms;
	app->read.asof_mono_ms = snapshot->asof_mono_ms;
}

void app_take(struct app *app, struct snapshot *snapshot)
{
	note_unread(app, snapshot);
	if (app->message_ends_with_data) { /* both may be before one frame: something must be seen
					    */
		act_say(app, "%s", snapshot->error.kind == ERROR_NONE ? "Refreshed." : "");
	}
	act_take_writes(app, snapshot);
	follow(app, snapshot);
	if (app->ui.is_paused) {
		hold(app, snapshot);
	} else {
		act_show(app, snapshot);
	}
	if (!snapshot->replay.is_replay) { /* a recording alerts nobody */
		alert_see(&app->alert, snapshot, newest_totals(app));
	}
}

void app_adopt(struct app *app, const struct settings *settings, struct snapshot *snapshot)
{
	struct ui *ui = &app->ui;

	ui->settings = settings;
	ui->is_paused = false;
	ui->unread_until_ms = app->read.asof_ms = 0;
	snapshot_free(app->newest);
	app->newest = NULL;
	app->write_number = app->writing_number = 0;
	app->alert.has_seen = false;
	app->writes_sent = app->warned = 0;
	app->writing_phase = WRITES_NONE;
	app->open_intents_told = 0;
	ui->is_armed = false;
	undo_fini(&app->undo);
	app->undo = (struct undo){0};
	/* What is asked, tagged, compared and held still is of sessions that are not these. */
	dialog_close(&ui->dialog);
	ui->prompt.is_open = false;
	tags_clear(&ui->tags);
	ui->baseline = (struct baseline){0};
	trail_fini(&ui->trails);
	ui->is_order_locked = false;
	act_say(app, "%s", "");
	app_take(app, snapshot);
	act_resume(app);
}

bool app_is_writing(const struct app *app)
{
	const struct snapshot *newest = act_newest(app);

	/* What was ordered a moment ago is in no snapshot yet. */
	return newest && (newest->write_progress.taken != app->writes_sent ||
				 write_status_is_writing(newest));
}

void app_refuse(struct app *app, const char *profile, const struct error *err)
{
	act_say(app, "profile %.60s: %s. Until it answers, the screen stays as it is.", profile,
		err->text);
}

static void do_nothing(struct app *app)
{
	(void)app;
}

static void ask_redraw(struct app *app)
{
	app->wants_redraw = true;
}

static void turn_mouse(struct app *app)
{
	if (!app->has_mouse) {
		act_say(app, "This terminal does not report a mouse.");
		return;
	}
	app->mouse_is_on = !app->mouse_is_on;
	act_say(app, "%s",
		app->mouse_is_on ? "Mouse on: wheel and click work; with Shift held, the "
				   "terminal selects text. M turns it off."
				 : "Mouse off.");
}

static void ask_suspend(struct app *app)
{
	app->wants_suspend = true;
}

/* The first time in the midst of a write it only warns. */
static void ask_quit(struct app *app)
{
	if (app_is_writing(app) && app->warned != app->writes_sent) {
		app->warned = app->writes_sent;
		act_say(app, "Writes are under way: Esc stops them first. The same key again quits "
			     "and cuts them off.");
		return;
	}
	app->wants_quit = true;
}

static void (*const actions[ACTION_COUNT])(struct app *app) = {
	[ACTION_NONE] = do_nothing,
	[ACTION_UP] = act_move_up,
	[ACTION_DOWN] = act_move_down,
	[ACTION_PAGE_UP] = act_move_page_up,
	[ACTION_PAGE_DOWN] = act_move_page_down,
	[ACTION_FIRST] = act_move_first,
	[ACTION_LAST] = act_move_last,
	[ACTION_LEFT] = act_move_left,
	[ACTION_RIGHT] = act_move_right,
	[ACTION_OPEN] = act_open_selected,
	[ACTION_BACK] = act_go_back,
	[ACTION_OVERVIEW] = act_show_overview,
	[ACTION_SESSIONS] = act_show_sessions,
	[ACTION_DETAIL] = act_show_detail,
	[ACTION_HEAT] = act_show_heat,
	[ACTION_CHANGES] = act_show_changes,
	[ACTION_NEXT_VIEW] = act_show_next_view,
	[ACTION_REVEAL] = act_turn_reveal,
	[ACTION_NEXT_PROBLEM] = act_go_to_next_problem,
	[ACTION_PREVIOUS_PROBLEM] = act_go_to_previous_problem,
	[ACTION_PROBLEMS_ONLY] = act_turn_problems_only,
	[ACTION_FOLD] = act_fold,
	[ACTION_PREVIOUS_SESSION] = act_open_previous_session,
	[ACTION_NEXT_SESSION] = act_open_next_session,
	[ACTION_TOGGLE] = act_ask_toggle,
	[ACTION_TOGGLE_LISTED] = act_ask_toggle_listed,
	[ACTION_UNDO] = act_ask_undo,
	[ACTION_ARM] = act_turn_arm,
	[ACTION_WRITES] = act_show_writes,
	[ACTION_REFRESH] = act_ask_refresh,
	[ACTION_SLOWER] = act_make_slower,
	[ACTION_FASTER] = act_make_faster,
	[ACTION_PAUSE] = act_turn_pause,
	[ACTION_STEP] = act_step,
	[ACTION_STEP_BACK] = act_step_back,
	[ACTION_PROMPT] = act_ask_command,
	[ACTION_FILTER] = act_ask_filter,
	[ACTION_LEAVE] = act_leave,
	[ACTION_SORT_LEFT] = act_sort_left,
	[ACTION_SORT_RIGHT] = act_sort_right,
	[ACTION_INVERT] = act_invert_order,
	[ACTION_LOCK] = act_turn_lock,
	[ACTION_FOLLOW] = act_turn_follow,
	[ACTION_TAG] = act_turn_tag,
	[ACTION_TAG_COHORT] = act_tag_cohort,
	[ACTION_INVERT_TAGS] = act_invert_tags,
	[ACTION_ACK] = act_ask_ack,
	[ACTION_BASELINE] = act_set_baseline,
	[ACTION_SUMMARY] = act_show_summary,
	[ACTION_COPY] = act_copy,
	[ACTION_COPY_ITEM] = act_copy_item,
	[ACTION_SAVE] = act_save,
	[ACTION_TIMES] = act_turn_times,
	[ACTION_HELP] = act_turn_help,
	[ACTION_WHEEL_UP] = act_wheel_up,
	[ACTION_WHEEL_DOWN] = act_wheel_down,
	[ACTION_CLICK] = act_click,
	[ACTION_MOUSE] = turn_mouse,
	[ACTION_REDRAW] = ask_redraw,
	[ACTION_SUSPEND] = ask_suspend,
	[ACTION_QUIT] = ask_quit,
};

bool app_handles(enum action action)
{
	return action > ACTION_NONE && action < ACTION_COUNT && actions[action] != NULL;
}

void act_do(struct app *app, enum action action)
{
	actions[action](app);
}

static void run_help(struct app *app, const char *argument)
{
	(void)argument;
	if (app->ui.view != VIEW_HELP) {
		act_turn_help(app);
	}
}

static void run_quit(struct app *app, const char *argument)
{
	(void)argument;
	ask_quit(app);
}

static void (*const verbs[VERB_COUNT])(struct app *app, const char *argument) = {
	[VERB_INTERVAL] = act_run_interval,
	[VERB_REFRESH] = act_run_refresh,
	[VERB_SWEEP] = act_run_sweep,
	[VERB_RECONCILE] = act_run_reconcile,
	[VERB_PROFILE] = act_run_profile,
	[VERB_FILTER] = act_run_filter,
	[VERB_SORT] = act_run_sort,
	[VERB_COLUMNS] = act_run_columns,
	[VERB_SERVICE] = act_run_service,
	[VERB_TAG] = act_run_tag,
	[VERB_ACK] = act_run_ack,
	[VERB_BASELINE] = act_run_baseline,
	[VERB_SUMMARY] = act_run_summary,
	[VERB_SAVE] = act_run_save,
	[VERB_STOP] = act_run_stop,
	[VERB_RESUME] = act_run_resume,
	[VERB_GOTO] = act_run_goto,
	[VERB_HELP] = run_help,
	[VERB_QUIT] = run_quit,
};

bool app_runs(enum verb verb)
{
	return verb < VERB_COUNT && verbs[verb] != NULL;
}

void act_run_typed(struct app *app)
{
	char complaint[VERB_MESSAGE_SIZE];
	char line[PROMPT_SIZE];
	const char *argument;

	snprintf(line, sizeof(line), "%s", app->ui.prompt.text);
	const struct verb_row *row = verb_parse(line, &argument, complaint);

	if (row) {
		verbs[row->verb](app, argument);
	} else if (*complaint) {
		act_refuse_typed(app, "%s", complaint);
	}
}

/* The pointer points at what a dialog or a prompt has taken the keys from. */
static bool is_dead_click(const struct app *app, int key)
{
	return key >= KEY_IS_WHEEL_UP && key <= KEY_IS_CLICK &&
	       (app->ui.dialog.is_open || app->ui.prompt.is_open);
}

/* A key that is typed where it does nothing: what it is for. Cursor keys just come to an end. */
static void explain(struct app *app, int key)
{
	const struct key_binding *binding = key > ' ' && key <= '~' ? keymap_find(key) : NULL;

	if (binding) {
		act_say(app, "%c does nothing in this view. Elsewhere: %s; ? says where.", key,
			binding->help);
	}
}

void app_key(struct app *app, int key)
{
	if (is_dead_click(app, key)) {
		return;
	}
	act_keep_armed(app);
	if (app->ui.dialog.is_open) {
		act_answer_dialog(app, key);
		return;
	}
	if (app->ui.prompt.is_open) {
		act_answer_prompt(app, key);
		return;
	}
	if (key == KEY_IS_ESCAPE && act_stop_writing(app)) {
		return;
	}
	act_say(app, "%s", "");
	enum action action = keymap_action(app->ui.view, key);

	if (action == ACTION_NONE) {
		explain(app, key);
	}
	actions[action](app);
}

void app_init(struct app *app, const struct settings *settings, const char *terminal_notice)
{
	*app = (struct app){.interval_ms = settings->interval_ms, .list_y = -1};
	app->ui.settings = settings;
	app->ui.terminal_notice = terminal_notice;
}

void app_use_settings(struct app *app)
{
	const struct settings *settings = app->ui.settings;
	struct filter_fault fault;

	if (settings->filter && !filter_parse(&app->ui.filter, settings->filter, &fault)) {
		act_say(app, "Not filtered: %s", fault.reason);
	}
	if (settings->sort && !sort_parse(settings->sort, &app->ui.sessions_order)) {
		act_say(app, "Not sorted: there is no order %s.", settings->sort);
	}
}

void app_fini(struct app *app)
{
	struct ui *ui = &app->ui;

	dialog_close(&ui->dialog);
	undo_fini(&app->undo);
	item_tree_fini(&ui->tree);
	selection_free(ui);
	tags_clear(&ui->tags);
	acks_fini(&ui->acks);
	buf_fini(&ui->summary);
	buf_fini(&app->to_terminal);
	trail_fini(&ui->trails);
	heat_grid_fini(&ui->heat);
	free(ui->changes);
	free(ui->service);
	free(ui->user_id);
	free(app->wanted_profile);
	free(ui->anchor_service);
	free(ui->anchor_user_id);
	snapshot_free(app->shown);
	snapshot_free(app->newest);
}

static void end_acks(struct app *app)
{
	size_t ended = acks_expire(&app->ui.acks, app->ui.now_wall_ms);

	if (ended > 0) {
		act_say(app, "%zu acknowledgement%s ended: counted again.", ended,
			ended == 1 ? " has" : "s have");
		act_recount(app);
	}
}

void app_draw(struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms)
{
	struct ui *ui = &app->ui;

	ui->now_mono_ms = ui_snapshot_mono_ms(ui->snapshot, now_mono_ms);
	ui->now_wall_ms = now_wall_ms;
	if (ui->reveal_until_mono_ms == UI_FROM_NEXT_FRAME) {
		ui->reveal_until_mono_ms = now_mono_ms + UI_REVEAL_MS;
	}
	act_disarm_if_idle(app);
	/* What cannot be read must not be answered. */
	if (ui->dialog.is_open && canvas_is_too_small(canvas->rows, canvas->cols)) {
		dialog_close(&ui->dialog);
	}
	dialog_show(&ui->dialog, ui->now_mono_ms);
	end_acks(app);
	frame_fit(ui, canvas->rows, canvas->cols);
	frame_draw(canvas, ui);
	app->drawn = canvas;
	app->list_y = canvas->list_y;
}

void app_format_title(const struct app *app, char title[ALERT_TITLE_SIZE])
{
	const struct snapshot *newest = act_newest(app);

	alert_format_title(newest && newest->asof_ms != 0 ? newest_totals(app) : NULL,
		ui_is_stale(&app->ui), title);
}

/* Of two times that are left; negative: none. */
static int64_t earlier(int64_t a, int64_t b)
{
	return b >= 0 && (a < 0 || b < a) ? b : a;
}

int64_t app_next_change_ms(const struct app *app)
{
	const struct ui *ui = &app->ui;
	const struct replay_status *replay = app->shown ? &app->shown->replay : NULL;
	int64_t next_ms = header_next_change_ms(ui);

	if (replay && replay->is_replay) {
		/* By the recording's clock, which may stand. */
		bool is_moving = ui->now_mono_ms < replay->until_mono_ms;

		next_ms = is_moving && next_ms >= 0 ? next_ms / replay->speed + 1 : -1;
	}
	next_ms = earlier(next_ms, acks_next_end_ms(&ui->acks, ui->now_wall_ms));
	next_ms = earlier(next_ms, alert_next_ms(&app->alert, ui->now_mono_ms));
	next_ms = earlier(next_ms, dialog_next_change_ms(&ui->dialog, ui->now_mono_ms));
	if (ui->is_armed) {
		int64_t disarm_ms = app->disarm_mono_ms - ui->now_mono_ms;

		next_ms = earlier(next_ms, disarm_ms > 0 ? disarm_ms : 0);
	}
	return earlier(next_ms, ui_reveals(ui) ? ui->reveal_until_mono_ms - ui->now_mono_ms : -1);
}
