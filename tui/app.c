/* SPDX-License-Identifier: MIT */
#include "app.h"

#include "act.h"
#include "frame.h"
#include "header.h"
#include "selection.h"
#include "toggle.h"
#include "view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void act_say(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(app->ui.message, sizeof(app->ui.message), format, args);
	va_end(args);
	app->message_ends_with_data = false;
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

/* What tells one table from another as well as we can; the account is not known. */
static void set_scope(struct acks *acks, const struct poll_status *status)
{
	char scope[600];

	snprintf(
		scope, sizeof(scope), "%s %s %s", status->profile, status->endpoint, status->table);
	if (*status->endpoint) {
		acks_set_scope(acks, scope);
	}
}

void act_show(struct app *app, struct snapshot *snapshot)
{
	struct snapshot *before = app->shown;

	app->shown = snapshot;
	set_scope(&app->ui.acks, &snapshot->status);
	selection_show(&app->ui, snapshot);
	snapshot_free(before);
}

void app_take(struct app *app, struct snapshot *snapshot)
{
	const struct write_result *write = &snapshot->write;

	if (app->message_ends_with_data) {
		act_say(app, "%s", "");
	}
	if (write->outcome != WRITE_NONE &&
		(write->number != app->write_number || write->outcome != app->write_outcome)) {
		app->write_number = write->number;
		app->write_outcome = write->outcome;
		toggle_tell(&app->ui, write);
		app->message_ends_with_data = false;
	}
	if (app->ui.is_paused) {
		snapshot_free(app->newest);
		app->newest = snapshot;
	} else {
		act_show(app, snapshot);
	}
}

void app_adopt(struct app *app, const struct settings *settings, struct snapshot *snapshot)
{
	struct ui *ui = &app->ui;

	ui->settings = settings;
	ui->is_paused = false;
	snapshot_free(app->newest);
	app->newest = NULL;
	app->write_number = 0;
	app->write_outcome = WRITE_NONE;
	/* What was asked about, tagged or counted are sessions that are not these. */
	dialog_close(&ui->dialog);
	tags_clear(&ui->tags);
	ui->baseline = (struct baseline){0};
	act_say(app, "%s", "");
	app_take(app, snapshot);
	act_resume(app);
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

static void ask_suspend(struct app *app)
{
	app->wants_suspend = true;
}

static void ask_quit(struct app *app)
{
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
	[ACTION_OPEN] = act_open_selected,
	[ACTION_BACK] = act_go_back,
	[ACTION_NEXT_PROBLEM] = act_go_to_next_problem,
	[ACTION_PREVIOUS_PROBLEM] = act_go_to_previous_problem,
	[ACTION_PROBLEMS_ONLY] = act_turn_problems_only,
	[ACTION_FOLD] = act_fold,
	[ACTION_PREVIOUS_SESSION] = act_open_previous_session,
	[ACTION_NEXT_SESSION] = act_open_next_session,
	[ACTION_TOGGLE] = act_ask_toggle,
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
	[VERB_TAG] = act_run_tag,
	[VERB_ACK] = act_run_ack,
	[VERB_BASELINE] = act_run_baseline,
	[VERB_SUMMARY] = act_run_summary,
	[VERB_SAVE] = act_run_save,
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
	const char *argument;
	const struct verb_row *row = verb_parse(app->ui.prompt.text, &argument, complaint);

	if (row) {
		verbs[row->verb](app, argument);
	} else {
		act_say(app, "%s", complaint);
	}
}

void act_complete_typed(struct app *app)
{
	char completed[VERB_NAME_SIZE + 1], names[VERB_MESSAGE_SIZE];

	if (verb_complete(app->ui.prompt.text, completed, names)) {
		prompt_set_text(&app->ui.prompt, completed);
	} else {
		act_say(app, "%s", names);
	}
}

void app_key(struct app *app, int key)
{
	if (app->ui.dialog.is_open) {
		act_answer_dialog(app, key);
		return;
	}
	if (app->ui.prompt.is_open) {
		act_answer_prompt(app, key);
		return;
	}
	act_say(app, "%s", "");
	actions[keymap_action(app->ui.view, key)](app);
}

void app_init(struct app *app, const struct settings *settings, const char *terminal_notice)
{
	*app = (struct app){.interval_ms = settings->interval_ms};
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
	if (settings->sort && !order_parse(settings->sort, &app->ui.sessions_order)) {
		act_say(app, "Not sorted: there is no order %s.", settings->sort);
	}
}

void app_fini(struct app *app)
{
	struct ui *ui = &app->ui;

	dialog_close(&ui->dialog);
	tree_fini(&ui->tree);
	selection_free(ui);
	tags_clear(&ui->tags);
	acks_fini(&ui->acks);
	buf_fini(&ui->summary);
	buf_fini(&app->to_terminal);
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
		selection_relist(&app->ui);
	}
}

void app_draw(struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms)
{
	struct ui *ui = &app->ui;

	ui->now_mono_ms = ui_snapshot_mono_ms(ui->snapshot, now_mono_ms);
	ui->now_wall_ms = now_wall_ms;
	/* What cannot be read must not be answered. */
	if (ui->dialog.is_open && frame_is_too_small(canvas->rows, canvas->cols)) {
		dialog_close(&ui->dialog);
	}
	end_acks(app);
	frame_fit(ui, canvas->rows, canvas->cols);
	frame_draw(canvas, ui);
	app->drawn = canvas;
}

int64_t app_next_change_ms(const struct app *app)
{
	const struct replay_status *replay = app->shown ? &app->shown->replay : NULL;
	int64_t header_ms = header_next_change_ms(&app->ui);
	int64_t ack_ms = acks_next_end_ms(&app->ui.acks, app->ui.now_wall_ms);

	if (replay && replay->is_replay) {
		/* By the recording's clock, which may stand. */
		bool is_moving = app->ui.now_mono_ms < replay->until_mono_ms;
		header_ms = is_moving && header_ms >= 0 ? header_ms / replay->speed + 1 : -1;
	}
	return ack_ms >= 0 && (header_ms < 0 || ack_ms < header_ms) ? ack_ms : header_ms;
}
