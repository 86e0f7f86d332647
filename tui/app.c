/* SPDX-License-Identifier: MIT */
#include "app.h"

#include "frame.h"
#include "header.h"
#include "order.h"
#include "selection.h"
#include "toggle.h"
#include "units.h"
#include "view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What --interval accepts. */
#define INTERVAL_MIN_MS INT64_C(1000)
#define INTERVAL_MAX_MS INT64_C(3600000)

static const int64_t interval_steps_ms[] = {
	1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000};

PRINTF_LIKE(2, 3)
static void say(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(app->ui.message, sizeof(app->ui.message), format, args);
	va_end(args);
	app->message_ends_with_data = false;
}

static void send_command(struct app *app, const struct poller_command *command)
{
	if (app->send) {
		app->send(app->send_user, command);
	}
}

/* The newest snapshot, be it shown or not. */
static const struct snapshot *newest(const struct app *app)
{
	return app->newest ? app->newest : app->shown;
}

static void show(struct app *app, struct snapshot *snapshot)
{
	struct snapshot *before = app->shown;

	app->shown = snapshot;
	selection_show(&app->ui, snapshot);
	snapshot_free(before);
}

void app_take(struct app *app, struct snapshot *snapshot)
{
	const struct write_result *write = &snapshot->write;

	if (app->message_ends_with_data) {
		say(app, "%s", "");
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
		show(app, snapshot);
	}
}

static void do_nothing(struct app *app)
{
	(void)app;
}

static void move_by(struct app *app, long lines)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_HELP) {
		list_scroll(&ui->lists[ui->view], lines);
	} else {
		list_move(&ui->lists[ui->view], lines);
	}
	if (ui->view == VIEW_OVERVIEW && ui->snapshot) {
		selection_take_service(ui);
	}
	if (ui->view == VIEW_SESSIONS) {
		selection_take_session(ui);
	}
}

static long page(struct app *app)
{
	size_t rows = app->ui.lists[app->ui.view].rows;

	return rows > 0 ? (long)rows : 1;
}

static long whole(struct app *app)
{
	return (long)app->ui.lists[app->ui.view].count;
}

static void move_up(struct app *app)
{
	move_by(app, -1);
}

static void move_down(struct app *app)
{
	move_by(app, 1);
}

static void move_page_up(struct app *app)
{
	move_by(app, -page(app));
}

static void move_page_down(struct app *app)
{
	move_by(app, page(app));
}

static void move_first(struct app *app)
{
	move_by(app, -whole(app));
}

static void move_last(struct app *app)
{
	move_by(app, whole(app));
}

static void turn_pause(struct app *app)
{
	struct snapshot *waiting = app->newest;

	app->ui.is_paused = !app->ui.is_paused;
	app->newest = NULL;
	if (waiting) {
		show(app, waiting);
	}
}

/* Asks for the item of the selected session. */
static void open_item(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->is_paused) { /* the item is yet to come */
		turn_pause(app);
	}
	send_command(
		app, &(struct poller_command){
			     .kind = COMMAND_OPEN, .user_id = ui->user_id, .service = ui->service});
	ui->lists[VIEW_DETAIL] = (struct list){.rows = ui->lists[VIEW_DETAIL].rows};
	selection_build_tree(ui);
}

static void open_service(struct app *app)
{
	struct ui *ui = &app->ui;

	if (!ui->selected_service) {
		return;
	}
	selection_take_service(ui);
	ui->view = VIEW_SESSIONS;
	ui->problems_only = false;
	ui_set_text(&ui->user_id, NULL);
	list_select(&ui->lists[VIEW_SESSIONS], 0);
	selection_list_sessions(ui);
	send_command(app, &(struct poller_command){.kind = COMMAND_FOCUS, .service = ui->service});
}

static void open_selected(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_OVERVIEW) {
		open_service(app);
	} else if (ui->view == VIEW_SESSIONS && ui->selected_session) {
		ui->view = VIEW_DETAIL;
		open_item(app);
	}
}

static void leave_help(struct ui *ui)
{
	ui->view = ui->help_from;
	ui->help_from = VIEW_OVERVIEW;
}

static void go_back(struct app *app)
{
	struct ui *ui = &app->ui;

	switch (ui->view) {
	case VIEW_DETAIL:
		ui->view = VIEW_SESSIONS;
		selection_find_session(ui);
		send_command(app, &(struct poller_command){.kind = COMMAND_CLOSE});
		break;
	case VIEW_SESSIONS:
		ui->view = VIEW_OVERVIEW;
		selection_find_service(ui);
		send_command(app, &(struct poller_command){.kind = COMMAND_FOCUS});
		break;
	case VIEW_HELP:
		leave_help(ui);
		break;
	case VIEW_OVERVIEW:
	case VIEW_COUNT:
		break;
	}
}

static bool is_problem(const struct ui *ui, size_t line)
{
	enum session_state state;

	if (ui->view == VIEW_OVERVIEW) {
		state = order_worst_state(&ui->snapshot->services[ui->services[line]].summary);
	} else {
		state = ui->snapshot->sessions[ui->sessions[line]].state;
	}
	return session_state_info(state)->severity > 0;
}

static void go_to_problem(struct app *app, int direction)
{
	struct list *list = &app->ui.lists[app->ui.view];
	size_t line = list->selected;

	/* Below 0 is above all: size_t wraps. */
	for (line += (size_t)direction; line < list->count; line += (size_t)direction) {
		if (!is_problem(&app->ui, line)) {
			continue;
		}
		move_by(app, (long)line - (long)list->selected);
		return;
	}
	say(app, "No problem %s this line.", direction > 0 ? "below" : "above");
}

static void go_to_next_problem(struct app *app)
{
	go_to_problem(app, 1);
}

static void go_to_previous_problem(struct app *app)
{
	go_to_problem(app, -1);
}

static void turn_problems_only(struct app *app)
{
	app->ui.problems_only = !app->ui.problems_only;
	selection_list_sessions(&app->ui);
}

static void fold(struct app *app)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_DETAIL];

	if (tree_turn(&ui->tree, list->selected)) {
		selection_build_tree(ui);
	} else if (list->selected < ui->tree.count &&
		   ui->tree.lines[list->selected].parent != TREE_NO_LINE) {
		list_select(list, ui->tree.lines[list->selected].parent);
	}
}

static void step_session(struct app *app, long step)
{
	struct ui *ui = &app->ui;
	struct list *list = &ui->lists[VIEW_SESSIONS];
	size_t before = list->selected;

	list_move(list, step);
	if (list->count == 0 || list->selected == before) {
		say(app, "This is the %s session of the list.", step < 0 ? "first" : "last");
		return;
	}
	selection_take_session(ui);
	open_item(app);
}

static void open_previous_session(struct app *app)
{
	step_session(app, -1);
}

static void open_next_session(struct app *app)
{
	step_session(app, 1);
}

static void ask_toggle(struct app *app)
{
	const char *refusal = toggle_ask(&app->ui, newest(app));

	if (refusal) {
		say(app, "%s", refusal);
	}
}

static void answer_dialog(struct app *app, int key)
{
	struct dialog *dialog = &app->ui.dialog;
	char user[UI_SHORT_SIZE];

	if (key == 'y') {
		say(app, "%s: writing isActive %s...", ui_short(dialog->user_id, user),
			toggle_word(dialog->seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON));
		send_command(app, &(struct poller_command){.kind = COMMAND_TOGGLE,
					  .user_id = dialog->user_id,
					  .service = dialog->service,
					  .seen = dialog->seen,
					  .encoding = dialog->encoding});
	} else {
		say(app, "Cancelled, nothing was written.");
	}
	dialog_close(dialog);
}

static void ask_refresh(struct app *app)
{
	send_command(app, &(struct poller_command){.kind = COMMAND_REFRESH});
	say(app, "Refreshing...");
	app->message_ends_with_data = true;
}

static void set_interval(struct app *app, int64_t interval_ms)
{
	char text[UNITS_TEXT_SIZE];

	app->interval_ms = interval_ms;
	send_command(app,
		&(struct poller_command){.kind = COMMAND_INTERVAL, .interval_ms = interval_ms});
	units_format_interval(interval_ms, text);
	say(app, "Refresh every %s.", text);
}

static void make_slower(struct app *app)
{
	for (size_t i = 0; i < ARRAY_LEN(interval_steps_ms); i++) {
		if (interval_steps_ms[i] > app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	say(app, "The interval is the longest already.");
}

static void make_faster(struct app *app)
{
	for (size_t i = ARRAY_LEN(interval_steps_ms); i-- > 0;) {
		if (interval_steps_ms[i] < app->interval_ms) {
			set_interval(app, interval_steps_ms[i]);
			return;
		}
	}
	say(app, "The interval is the shortest already.");
}

static void turn_help(struct app *app)
{
	struct ui *ui = &app->ui;

	if (ui->view == VIEW_HELP) {
		leave_help(ui);
		return;
	}
	ui->help_from = ui->view;
	ui->view = VIEW_HELP;
	ui->lists[VIEW_HELP] = (struct list){.rows = ui->lists[VIEW_HELP].rows};
	list_set_count(&ui->lists[VIEW_HELP], view_help_lines(ui));
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

static void ask_command(struct app *app)
{
	prompt_open(&app->ui.prompt);
}

static void (*const actions[ACTION_COUNT])(struct app *app) = {
	[ACTION_NONE] = do_nothing,
	[ACTION_UP] = move_up,
	[ACTION_DOWN] = move_down,
	[ACTION_PAGE_UP] = move_page_up,
	[ACTION_PAGE_DOWN] = move_page_down,
	[ACTION_FIRST] = move_first,
	[ACTION_LAST] = move_last,
	[ACTION_OPEN] = open_selected,
	[ACTION_BACK] = go_back,
	[ACTION_NEXT_PROBLEM] = go_to_next_problem,
	[ACTION_PREVIOUS_PROBLEM] = go_to_previous_problem,
	[ACTION_PROBLEMS_ONLY] = turn_problems_only,
	[ACTION_FOLD] = fold,
	[ACTION_PREVIOUS_SESSION] = open_previous_session,
	[ACTION_NEXT_SESSION] = open_next_session,
	[ACTION_TOGGLE] = ask_toggle,
	[ACTION_REFRESH] = ask_refresh,
	[ACTION_SLOWER] = make_slower,
	[ACTION_FASTER] = make_faster,
	[ACTION_PAUSE] = turn_pause,
	[ACTION_PROMPT] = ask_command,
	[ACTION_HELP] = turn_help,
	[ACTION_REDRAW] = ask_redraw,
	[ACTION_SUSPEND] = ask_suspend,
	[ACTION_QUIT] = ask_quit,
};

bool app_handles(enum action action)
{
	return action > ACTION_NONE && action < ACTION_COUNT && actions[action] != NULL;
}

static void run_interval(struct app *app, const char *argument)
{
	int64_t interval_ms;

	if (!units_parse_duration(argument, &interval_ms) || interval_ms < INTERVAL_MIN_MS ||
		interval_ms > INTERVAL_MAX_MS) {
		say(app,
			"The interval is a time from 1s to 1h, as in :interval 30s; \"%s\" is not.",
			argument);
		return;
	}
	set_interval(app, interval_ms);
}

static void run_refresh(struct app *app, const char *argument)
{
	(void)argument;
	ask_refresh(app);
}

static void run_sweep(struct app *app, const char *argument)
{
	(void)argument;
	send_command(app, &(struct poller_command){.kind = COMMAND_SWEEP});
	say(app, "Reading every session again, as fast as the budget allows.");
}

static void run_reconcile(struct app *app, const char *argument)
{
	(void)argument;
	send_command(app, &(struct poller_command){.kind = COMMAND_RECONCILE});
	say(app, "Scanning the table for sessions that are in no index, within the budget.");
}

static void run_help(struct app *app, const char *argument)
{
	(void)argument;
	if (app->ui.view != VIEW_HELP) {
		turn_help(app);
	}
}

static void run_quit(struct app *app, const char *argument)
{
	(void)argument;
	ask_quit(app);
}

static void (*const verbs[VERB_COUNT])(struct app *app, const char *argument) = {
	[VERB_INTERVAL] = run_interval,
	[VERB_REFRESH] = run_refresh,
	[VERB_SWEEP] = run_sweep,
	[VERB_RECONCILE] = run_reconcile,
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
		say(app, "%s", complaint);
	}
}

static void complete_typed(struct app *app)
{
	char completed[VERB_NAME_SIZE + 1], names[VERB_MESSAGE_SIZE];

	if (verb_complete(app->ui.prompt.text, completed, names)) {
		prompt_set_text(&app->ui.prompt, completed);
	} else {
		say(app, "%s", names);
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

	say(app, "%s", "");
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

void app_key(struct app *app, int key)
{
	if (app->ui.dialog.is_open) {
		answer_dialog(app, key);
		return;
	}
	if (app->ui.prompt.is_open) {
		answer_prompt(app, key);
		return;
	}
	say(app, "%s", "");
	actions[keymap_action(app->ui.view, key)](app);
}

void app_init(struct app *app, const struct settings *settings, const char *terminal_notice)
{
	*app = (struct app){.interval_ms = settings->interval_ms};
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
}

int64_t app_next_change_ms(const struct app *app)
{
	return header_next_change_ms(&app->ui);
}
