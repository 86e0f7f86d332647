/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include "act/actions.h"
#include "act/dashboard.h"
#include "act/keys.h"
#include "act/state_file.h"
#include "clock.h"
#include "poller.h"
#include "signals.h"
#include "term/draw.h"
#include "term/keyboard.h"
#include "term/screen.h"
#include "term/terminal_output.h"
#include "term/theme.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* How often the state file is checked for acknowledgements made in other dashboards. */
#define LOOK_EVERY_MS 2000

/* A poller and its settings. */
struct source {
	/* NULL: none */
	struct poller *poller;
	/* own; NULL: those of the command line */
	struct settings *settings;
};

struct loop {
	struct app app;
	struct canvas canvas;
	/* of the command line */
	const struct settings *settings;
	/* the one on the screen; none before the first frame */
	struct source source;
	/* will be shown once it has data: see :profile */
	struct source next;
	/* the state file, as last read */
	struct file_stamp state_seen;
	/* when it is checked next */
	int64_t look_mono_ms;
	/* as last requested of the terminal */
	bool mouse_is_on;
	bool is_over;
	int exit_status;
};

static void finish(struct loop *loop, int exit_status)
{
	loop->is_over = true;
	loop->exit_status = exit_status;
}

static bool is_ending(const struct loop *loop)
{
	return loop->is_over || signals_end_program();
}

/* A stopped job that is killed is continued first, but then the terminal belongs to the shell. */
static void resume(const struct loop *loop)
{
	if (!is_ending(loop)) {
		screen_resume();
	}
}

static void suspend(const struct loop *loop)
{
	if (signals_stop(screen_suspend)) {
		resume(loop);
	}
}

static void take_signals(struct loop *loop)
{
	int signal_number;

	while ((signal_number = signals_take()) != 0) {
		if (signal_number == SIGTSTP) {
			suspend(loop);
		} else if (signal_number == SIGCONT) {
			resume(loop);
		} else if (signal_number == SIGWINCH) {
			screen_resize();
		} else {
			finish(loop, 128 + signal_number);
		}
	}
}

/* Queues the window title and the bell, which go out with the frame. */
static void announce(struct loop *loop, int64_t now_mono_ms)
{
	struct app *app = &loop->app;
	enum settings_alert how = app->ui.settings->alert;
	char title[ALERT_TITLE_SIZE], text[ALERT_TEXT_SIZE];

	dashboard_format_title(app, title);
	terminal_output_title(title);
	if (alert_take(&app->alert, how != ALERT_OFF, now_mono_ms, text)) {
		terminal_output_alert(how, text);
	}
}

/*
 * A dialog accepts keys only some time after the terminal has shown it: keys that were typed ahead,
 * or while the terminal showed nothing new, are not an answer.
 */
static void watch_dialog(struct app *app)
{
	struct dialog *dialog = &app->ui.dialog;
	bool is_new = dialog_is_new(dialog);

	if (is_new && !dialog->is_asked_for) {
		terminal_output_ask_shown(); /* with this frame */
		app->is_dialog_unseen = true;
		dialog->is_asked_for = true;
	} else {
		app->is_dialog_unseen = is_new && !terminal_output_is_shown();
	}
}

static void draw(struct loop *loop)
{
	int64_t now_mono_ms = clock_mono_ms();
	int rows, cols;

	if (terminal_output_blocked_fd() >= 0) {
		return;
	}
	watch_dialog(&loop->app);
	screen_follow_background();
	loop->canvas.has_heat_ramp = !theme_shows_heat();
	screen_size(&rows, &cols);
	if (rows != loop->canvas.rows || cols != loop->canvas.cols) {
		canvas_resize(&loop->canvas, rows, cols);
	}
	dashboard_draw(&loop->app, &loop->canvas, now_mono_ms, clock_wall_ms());
	announce(loop, now_mono_ms);
	draw_canvas(&loop->canvas);
}

/* True if the terminal is gone. Having nothing to read is not enough: Ctrl-Z discards input. */
static bool is_at_end(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&tty, 1, 0) > 0 && (tty.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* Handles all keys that have arrived. Returns false when the terminal is gone. */
static bool take_keys(struct loop *loop)
{
	int key = keyboard_read();

	if (key == KEY_NONE) {
		return !is_at_end();
	}
	dashboard_set_time(&loop->app, clock_mono_ms(), clock_wall_ms());
	for (; key != KEY_NONE; key = keyboard_read()) {
		loop->app.click_row = keyboard_click_row();
		keys_press(&loop->app, key);
	}
	return true;
}

static void send_to_poller(void *user, const struct poller_command *command)
{
	struct loop *loop = user;

	poller_send(loop->source.poller, command);
}

static void stop_source(struct source *source)
{
	if (source->poller) {
		poller_stop(source->poller);
	}
	if (source->settings) {
		settings_fini(source->settings);
	}
	free(source->settings);
	*source = (struct source){0};
}

/* The new poller runs beside the current one, which stays if the profile does not work. */
static void start_next(struct loop *loop, const char *profile)
{
	struct source *next = &loop->next;
	struct error err;

	stop_source(next);
	next->settings = base_calloc(1, sizeof(*next->settings));
	if (settings_parse_again(next->settings, loop->settings, profile, &err)) {
		next->poller = poller_start(next->settings, &err);
	}
	if (!next->poller) {
		dashboard_reject_profile(&loop->app, profile, &err);
		stop_source(next);
	}
}

static void take_next(struct loop *loop)
{
	struct snapshot *snapshot = poller_take(loop->next.poller);

	if (!snapshot) {
		return;
	}
	if (snapshot->asof_ms > 0 && !app_is_writing(&loop->app)) {
		stop_source(&loop->source);
		loop->source = loop->next;
		loop->next = (struct source){0};
		dashboard_switch(&loop->app, loop->source.settings, snapshot);
		return;
	}
	if (snapshot->error.kind != ERROR_NONE) {
		dashboard_reject_profile(
			&loop->app, loop->next.settings->profile, &snapshot->error);
	}
	snapshot_free(snapshot);
}

/* A state file that cannot be written is no reason to stop. */
static void save_state(struct app *app)
{
	struct error err;

	if (!state_file_save(&app->ui, &err)) {
		app_say(app, "State not saved for the next run: %s", err.text);
	}
}

/* Other dashboards write their acknowledgements to the state file. */
static void refresh_state(struct loop *loop)
{
	int64_t now_mono_ms = clock_mono_ms();

	if (now_mono_ms < loop->look_mono_ms) {
		return;
	}
	loop->look_mono_ms = now_mono_ms + LOOK_EVERY_MS;
	if (state_file_refresh(&loop->app.ui, &loop->state_seen)) {
		app_recount(&loop->app);
	}
}

static void handle_requests(struct loop *loop)
{
	struct app *app = &loop->app;

	if (app->quit_requested) {
		finish(loop, 0);
	}
	if (app->redraw_requested) {
		terminal_output_redraw();
	}
	if (app->quit_at_once_requested) {
		(void)raise(SIGQUIT);
	}
	if (app->suspend_requested) {
		signals_request_stop();
	}
	if (app->mouse_is_on != loop->mouse_is_on) {
		loop->mouse_is_on = app->mouse_is_on;
		keyboard_set_mouse(loop->mouse_is_on);
		terminal_output_set_mouse(loop->mouse_is_on);
	}
	if (app->to_terminal.length > 0) {
		terminal_output_bytes(app->to_terminal.data, app->to_terminal.length);
		buf_clear(&app->to_terminal);
	}
	if (app->save_requested) {
		save_state(app);
	}
	if (app->theme_requested) {
		screen_set_theme(app->theme);
	}
	app->redraw_requested = app->suspend_requested = app->save_requested = false;
	app->theme_requested = false;
	if (app->requested_profile) {
		start_next(loop, app->requested_profile);
		free(app->requested_profile);
		app->requested_profile = NULL;
	}
}

static int64_t sooner(int64_t wait_ms, int64_t other_ms)
{
	return other_ms >= 0 && other_ms < wait_ms ? other_ms : wait_ms;
}

/* For poll(2): until time alone changes the screen or completes a key, or a check is due. */
static int timeout_ms(const struct loop *loop)
{
	int64_t change_ms = dashboard_next_change_ms(&loop->app);
	int64_t look_ms = loop->look_mono_ms - clock_mono_ms();

	if (terminal_output_blocked_fd() >= 0) {
		change_ms = -1; /* nothing can be drawn */
	} else if (dialog_is_new(&loop->app.ui.dialog) && terminal_output_is_shown()) {
		change_ms = 0;
	}
	if (look_ms < 0) {
		look_ms = 0;
	}
	return (int)sooner(sooner(look_ms, change_ms), keyboard_patience_ms());
}

static void step(struct loop *loop)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = signals_fd(), .events = POLLIN},
		{.fd = poller_wake_fd(loop->source.poller), .events = POLLIN},
		{.fd = loop->next.poller ? poller_wake_fd(loop->next.poller) : -1,
			.events = POLLIN},
		{.fd = terminal_output_blocked_fd(), .events = POLLOUT},
	};
	struct snapshot *snapshot;

	if (poll(fds, ARRAY_LEN(fds), timeout_ms(loop)) < 0) {
		return; /* interrupted by a signal, whose byte is in the pipe */
	}
	if (fds[1].revents) {
		/* Draw what the signal has changed before taking keys. */
		take_signals(loop);
		return;
	}
	terminal_output_continue();
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ||
		((fds[0].revents || keyboard_patience_ms() == 0) && !take_keys(loop))) {
		finish(loop, 128 + SIGHUP);
	}
	if (fds[2].revents && (snapshot = poller_take(loop->source.poller)) != NULL) {
		dashboard_receive(&loop->app, snapshot);
	}
	if (fds[3].revents) {
		take_next(loop);
	}
	handle_requests(loop);
	refresh_state(loop);
}

/* Draws the first frame before the poller starts, which takes time. */
static bool start_poller(struct loop *loop, const struct settings *settings, struct error *err)
{
	draw(loop);
	loop->settings = settings;
	loop->source.poller = poller_start(settings, err);
	loop->app.send = send_to_poller;
	loop->app.send_user = loop;
	if (loop->source.poller) {
		open_resend(&loop->app);
	}
	return loop->source.poller != NULL;
}

/* The screen is closed: nothing else would say how far it came. */
static void say_interrupted_write(const struct app *app)
{
	const struct undo_step *last = &app->undo.last;

	if (app_is_writing(app) && last->order) {
		fprintf(stderr,
			"beyatop: interrupted a write: %zu of %zu sessions were written; view 6 "
			"lists them\n",
			last->written, last->order->count);
	}
}

bool loop_run(const struct settings *settings, int *exit_status, struct error *err)
{
	struct screen_options options = {.ascii = settings->ascii,
		.theme = settings->no_color ? THEME_MONO : settings->theme};
	struct screen_traits traits;
	struct loop loop = {.is_over = false};
	bool has_started;

	if (!signals_open(err)) {
		return false;
	}
	if (!screen_open(&options, &traits, err)) {
		return false;
	}
	loop.canvas.is_ascii = traits.is_ascii;
	dashboard_init(&loop.app, settings, traits.notice);
	loop.app.has_mouse = traits.has_mouse;
	loop.app.mouse_is_on = settings->mouse && traits.has_mouse;
	char notice[STATE_FILE_NOTICE_SIZE];

	state_file_load(&loop.app.ui, notice);
	app_say(&loop.app, "%s", notice);
	dashboard_use_settings(&loop.app);
	has_started = start_poller(&loop, settings, err);
	while (has_started && !loop.is_over) {
		step(&loop);
		if (!is_ending(&loop)) {
			draw(&loop);
		}
	}
	screen_close();
	say_interrupted_write(&loop.app);
	draw_close();
	save_state(&loop.app);
	stop_source(&loop.next);
	stop_source(&loop.source);
	dashboard_fini(&loop.app);
	canvas_fini(&loop.canvas);
	*exit_status = loop.exit_status;
	return has_started;
}
