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

void act_show(struct app *app, struct snapshot *snapshot)
{
	struct snapshot *before = app->shown;

	app->shown = snapshot;
	selection_show(&app->ui, snapshot);
	snapshot_free(before);
}

void app_take(struct app *app, struct snapshot *snapshot)
{
	const struct write_result *write = &snapshot->write;

	alert_see(&app->alert, snapshot);
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
	/* What it asks is about sessions that are not these. */
	dialog_close(&ui->dialog);
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

static void ask_quit(struct app *app)
{
	app->wants_quit = true;
}

static void ask_command(struct app *app)
{
	prompt_open(&app->ui.prompt);
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
	[ACTION_PROMPT] = ask_command,
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
	[VERB_HELP] = run_help,
	[VERB_QUIT] = run_quit,
};

bool app_runs(enum verb verb)
{
	return verb < VERB_COUNT && verbs[verb] != NULL;
}

static void run_typed(struct app *app)
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

static void complete_typed(struct app *app)
{
	char completed[VERB_NAME_SIZE + 1], names[VERB_MESSAGE_SIZE];

	if (verb_complete(app->ui.prompt.text, completed, names)) {
		prompt_set_text(&app->ui.prompt, completed);
	} else {
		act_say(app, "%s", names);
	}
}

/* Keys that no prompt may hold up. */
static bool works_in_prompt(enum action action)
{
	return action == ACTION_REDRAW || action == ACTION_SUSPEND || action == ACTION_QUIT;
}

static void answer_prompt(struct app *app, int key)
{
	enum action action = keymap_action(app->ui.view, key);

	act_say(app, "%s", "");
	switch (prompt_key(&app->ui.prompt, key)) {
	case PROMPT_EDITED:
		break;
	case PROMPT_ENTERED:
		run_typed(app);
		break;
	case PROMPT_TAB:
		complete_typed(app);
		break;
	case PROMPT_UNKNOWN:
		if (works_in_prompt(action)) {
			actions[action](app);
		}
		break;
	}
}

/* The pointer points at what a dialog or a prompt has taken the keys from. */
static bool is_dead_click(const struct app *app, int key)
{
	return key >= KEY_IS_WHEEL_UP && key <= KEY_IS_CLICK &&
	       (app->ui.dialog.is_open || app->ui.prompt.is_open);
}

void app_key(struct app *app, int key)
{
	if (is_dead_click(app, key)) {
		return;
	}
	if (app->ui.dialog.is_open) {
		act_answer_dialog(app, key);
		return;
	}
	if (app->ui.prompt.is_open) {
		answer_prompt(app, key);
		return;
	}
	act_say(app, "%s", "");
	actions[keymap_action(app->ui.view, key)](app);
}

void app_init(struct app *app, const struct settings *settings, const char *terminal_notice)
{
	*app = (struct app){.interval_ms = settings->interval_ms, .list_y = -1};
	app->ui.settings = settings;
	app->ui.terminal_notice = terminal_notice;
}

void app_fini(struct app *app)
{
	struct ui *ui = &app->ui;

	dialog_close(&ui->dialog);
	tree_fini(&ui->tree);
	free(ui->services);
	free(ui->sessions);
	free(ui->service);
	free(ui->user_id);
	free(app->wanted_profile);
	snapshot_free(app->shown);
	snapshot_free(app->newest);
}

void app_draw(struct app *app, struct canvas *canvas, int64_t now_mono_ms, int64_t now_wall_ms)
{
	struct ui *ui = &app->ui;

	ui->now_mono_ms = now_mono_ms;
	ui->now_wall_ms = now_wall_ms;
	/* What cannot be read must not be answered. */
	if (ui->dialog.is_open && frame_is_too_small(canvas->rows, canvas->cols)) {
		dialog_close(&ui->dialog);
	}
	frame_fit(ui, canvas->rows, canvas->cols);
	frame_draw(canvas, ui);
	app->list_y = canvas->list_y;
}

void app_format_title(const struct app *app, char title[ALERT_TITLE_SIZE])
{
	alert_format_title(act_newest(app), ui_is_stale(&app->ui), title);
}

int64_t app_next_change_ms(const struct app *app)
{
	int64_t change_ms = header_next_change_ms(&app->ui);
	int64_t alert_ms = alert_next_ms(&app->alert, app->ui.now_mono_ms);

	if (change_ms < 0 || alert_ms < 0) {
		return change_ms < 0 ? alert_ms : change_ms;
	}
	return alert_ms < change_ms ? alert_ms : change_ms;
}
