/* SPDX-License-Identifier: MIT */
#include "loop.h"

#include "act/dashboard.h"
#include "act/keys.h"
#include "act/state_file.h"
#include "clock.h"
#include "poller.h"
#include "term/draw.h"
#include "term/keyboard.h"
#include "term/screen.h"
#include "term/show.h"
#include "term/theme.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* These end the program in order. */
static const int end_signals[] = {SIGINT, SIGTERM, SIGHUP};

/*
 * Curses would catch the first two itself, but while it draws it ignores SIGTSTP: a Ctrl-Z would be
 * lost. It leaves alone what is caught before it starts.
 */
static const int screen_signals[] = {SIGTSTP, SIGWINCH, SIGCONT};

static int signal_pipe[2];
static atomic_int ending_signal;
static atomic_bool was_continued; /* since the last SIGTSTP */

/* A poller, with settings of its own where they are not those of the command line. */
struct watcher {
	/* NULL: none */
	struct poller *poller;
	/* NULL: those of the command line */
	struct settings *settings;
};

struct loop {
	struct app app;
	struct canvas canvas;
	/* of the command line */
	const struct settings *settings;
	/* what is shown; none before the first frame */
	struct watcher watcher;
	/* what will be shown once it has data */
	struct watcher next;
	/* as the terminal was told */
	bool mouse_is_on;
	bool is_over;
	int exit_status;
};

static void tell_loop(int signal_number)
{
	int saved_errno = errno;
	char byte = (char)signal_number;

	if (signal_number == SIGTSTP || signal_number == SIGCONT) {
		atomic_store(&was_continued, signal_number == SIGCONT);
	}
	/* A full pipe holds enough bytes to wake the loop. */
	if (write(signal_pipe[1], &byte, 1) < 0) {
		errno = saved_errno;
	}
	errno = saved_errno;
}

/* The second one does not wait: the loop may hang in writing to a stopped terminal. */
static void end(int signal_number)
{
	if (atomic_exchange(&ending_signal, signal_number) != 0) {
		screen_restore();
		_exit(128 + signal_number);
	}
	tell_loop(signal_number);
}

/*
 * No handler runs within another: where SIGCONT comes just before SIGTSTP's has begun, its own
 * would be over first, and the order of the two is what counts.
 */
static void catch (int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigfillset(&action.sa_mask);
	(void)sigaction(signal_number, &action, NULL);
}

static bool is_ignored(int signal_number)
{
	struct sigaction action;

	return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* What the parent ignores stays ignored: nohup ignores SIGHUP, a shell without jobs SIGTSTP. */
static void catch_all(const int *signals, size_t count, void (*handler)(int))
{
	for (size_t i = 0; i < count; i++) {
		if (!is_ignored(signals[i])) {
			catch (signals[i], handler);
		}
	}
}

static bool open_signals(struct error *err)
{
	if (pipe(signal_pipe) != 0) {
		error_set(err, ERROR_CONFIG, "cannot make a pipe: %s", strerror(errno));
		return false;
	}
	for (int i = 0; i < 2; i++) {
		(void)fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
	}
	catch_all(end_signals, ARRAY_LEN(end_signals), end);
	catch_all(screen_signals, ARRAY_LEN(screen_signals), tell_loop);
	return true;
}

static void close_signals(void)
{
	catch_all(end_signals, ARRAY_LEN(end_signals), SIG_DFL);
	catch_all(screen_signals, ARRAY_LEN(screen_signals), SIG_DFL);
	(void)close(signal_pipe[0]);
	(void)close(signal_pipe[1]);
}

static void finish(struct loop *loop, int exit_status)
{
	loop->is_over = true;
	loop->exit_status = exit_status;
}

/*
 * Stops here, unless continued since SIGTSTP came. Whoever continues us later does so for
 * good: SIGCONT discards a SIGTSTP that is still pending, so it is raised while it is blocked.
 */
static void stop(void)
{
	sigset_t stop_signal, before;

	sigemptyset(&stop_signal);
	sigaddset(&stop_signal, SIGTSTP);
	(void)pthread_sigmask(SIG_BLOCK, &stop_signal, &before);
	catch (SIGTSTP, SIG_DFL);
	(void)raise(SIGTSTP);
	if (atomic_load(&was_continued)) {
		catch (SIGTSTP, SIG_IGN); /* discards it */
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	catch (SIGTSTP, tell_loop);
}

static bool is_ending(const struct loop *loop)
{
	return loop->is_over || atomic_load(&ending_signal) != 0;
}

/* Who ends a stopped job continues it for that, and keeps the terminal. */
static void resume(const struct loop *loop)
{
	if (!is_ending(loop)) {
		screen_resume();
	}
}

/*
 * Ctrl-Z stops the whole job: where a parent of ours has stopped first, the shell has the terminal
 * back already, and leaving the screen must not stop us half-way. Where nobody could continue us,
 * as in a terminal without a shell, nothing stops us, and no SIGCONT is in the pipe afterwards.
 */
static void suspend(const struct loop *loop)
{
	if (is_ignored(SIGTSTP)) {
		return;
	}
	catch (SIGTTOU, SIG_IGN);
	screen_suspend();
	catch (SIGTTOU, SIG_DFL);
	stop();
	resume(loop);
}

static void take_signals(struct loop *loop)
{
	char byte;

	while (read(signal_pipe[0], &byte, 1) == 1) {
		if (byte == SIGTSTP) {
			suspend(loop);
		} else if (byte == SIGCONT) {
			resume(loop);
		} else if (byte == SIGWINCH) {
			screen_resize();
		} else {
			finish(loop, 128 + byte);
		}
	}
}

/* What the terminal shows or sounds beside the frame, and with it. */
static void announce(struct loop *loop, int64_t now_mono_ms)
{
	struct app *app = &loop->app;
	char title[ALERT_TITLE_SIZE];

	dashboard_format_title(app, title);
	show_title(title);
	if (alert_take(&app->alert, now_mono_ms)) {
		show_alert(app->ui.settings->alert, title);
	}
}

static void draw(struct loop *loop)
{
	int64_t now_mono_ms = clock_mono_ms();
	int rows, cols;

	screen_size(&rows, &cols);
	if (rows != loop->canvas.rows || cols != loop->canvas.cols) {
		canvas_resize(&loop->canvas, rows, cols);
	}
	dashboard_draw(&loop->app, &loop->canvas, now_mono_ms, clock_wall_ms());
	announce(loop, now_mono_ms);
	draw_canvas(&loop->canvas);
}

/* Not that nothing is there to read: Ctrl-Z may have thrown it away just now. */
static bool is_at_end(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&tty, 1, 0) > 0 && (tty.revents & (POLLHUP | POLLERR | POLLNVAL));
}

/* Takes all keys that have arrived. Returns false when none can arrive any more. */
static bool take_keys(struct loop *loop)
{
	int key = keyboard_read();

	if (key == KEY_NONE) {
		return !is_at_end();
	}
	for (; key != KEY_NONE; key = keyboard_read()) {
		loop->app.click_row = keyboard_click_row();
		keys_press(&loop->app, key);
	}
	return true;
}

static void send_to_poller(void *user, const struct poller_command *command)
{
	struct loop *loop = user;

	poller_send(loop->watcher.poller, command);
}

static void end_watcher(struct watcher *watcher)
{
	if (watcher->poller) {
		poller_stop(watcher->poller);
	}
	if (watcher->settings) {
		settings_fini(watcher->settings);
	}
	free(watcher->settings);
	*watcher = (struct watcher){0};
}

/* Beside the one that is shown: a profile that does not work must cost nothing. */
static void begin_next(struct loop *loop, const char *profile)
{
	struct watcher *next = &loop->next;
	struct error err;

	end_watcher(next);
	next->settings = base_calloc(1, sizeof(*next->settings));
	if (settings_parse_again(next->settings, loop->settings, profile, &err)) {
		next->poller = poller_start(next->settings, &err);
	}
	if (!next->poller) {
		dashboard_reject_profile(&loop->app, profile, &err);
		end_watcher(next);
	}
}

static void take_next(struct loop *loop)
{
	struct snapshot *snapshot = poller_take(loop->next.poller);

	if (!snapshot) {
		return;
	}
	if (snapshot->asof_ms > 0 && !app_is_writing(&loop->app)) {
		end_watcher(&loop->watcher);
		loop->watcher = loop->next;
		loop->next = (struct watcher){0};
		dashboard_switch(&loop->app, loop->watcher.settings, snapshot);
		return;
	}
	if (snapshot->error.kind != ERROR_NONE) {
		dashboard_reject_profile(
			&loop->app, loop->next.settings->profile, &snapshot->error);
	}
	snapshot_free(snapshot);
}

/* Quietly where it works; a dashboard has other things to do where it does not. */
static void keep_state(struct app *app)
{
	char notice[sizeof(app->ui.message)];
	struct error err;

	if (!state_file_save(&app->ui, &err)) {
		snprintf(notice, sizeof(notice), "For this run only: %s", err.text);
		app_say(app, "%s", notice);
	}
}

static void obey(struct loop *loop)
{
	struct app *app = &loop->app;

	if (app->wants_quit) {
		finish(loop, 0);
	}
	if (app->wants_redraw) {
		show_redraw();
	}
	if (app->wants_suspend) {
		/* A key, and no SIGTSTP: it is later than whatever continued us. */
		atomic_store(&was_continued, false);
		suspend(loop);
	}
	if (app->mouse_is_on != loop->mouse_is_on) {
		loop->mouse_is_on = app->mouse_is_on;
		keyboard_set_mouse(loop->mouse_is_on);
	}
	if (app->to_terminal.length > 0) {
		show_bytes(buf_text(&app->to_terminal), app->to_terminal.length);
		buf_clear(&app->to_terminal);
	}
	if (app->wants_save) {
		keep_state(app);
	}
	app->wants_redraw = app->wants_suspend = app->wants_save = false;
	if (app->wanted_profile) {
		begin_next(loop, app->wanted_profile);
		free(app->wanted_profile);
		app->wanted_profile = NULL;
	}
}

/* For poll(2): until the screen changes by time alone. */
static int timeout_ms(const struct loop *loop)
{
	int64_t change_ms = dashboard_next_change_ms(&loop->app);

	return change_ms < INT_MAX ? (int)change_ms : INT_MAX;
}

static void step(struct loop *loop)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = signal_pipe[0], .events = POLLIN},
		{.fd = poller_wake_fd(loop->watcher.poller), .events = POLLIN},
		{.fd = loop->next.poller ? poller_wake_fd(loop->next.poller) : -1,
			.events = POLLIN},
	};
	struct snapshot *snapshot;

	if (poll(fds, ARRAY_LEN(fds), timeout_ms(loop)) < 0) {
		return; /* a signal: its byte is in the pipe */
	}
	if (fds[1].revents) {
		/* What it has changed is shown before a key answers what was on the screen. */
		take_signals(loop);
		return;
	}
	if ((fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) ||
		(fds[0].revents && !take_keys(loop))) {
		finish(loop, 128 + SIGHUP);
	}
	if (fds[2].revents && (snapshot = poller_take(loop->watcher.poller)) != NULL) {
		dashboard_take(&loop->app, snapshot);
	}
	if (fds[3].revents) {
		take_next(loop);
	}
	obey(loop);
}

/* The first frame comes before the network is touched: starting it takes time. */
static bool start_poller(struct loop *loop, const struct settings *settings, struct error *err)
{
	draw(loop);
	loop->settings = settings;
	loop->watcher.poller = poller_start(settings, err);
	loop->app.send = send_to_poller;
	loop->app.send_user = loop;
	return loop->watcher.poller != NULL;
}

bool loop_run(const struct settings *settings, int *exit_status, struct error *err)
{
	struct screen_options options = {.ascii = settings->ascii,
		.theme = settings->no_color ? THEME_MONO : settings->theme};
	struct screen_traits traits;
	struct loop loop = {.is_over = false};
	bool has_begun;

	if (!open_signals(err)) {
		return false;
	}
	if (!screen_open(&options, &traits, err)) {
		close_signals();
		return false;
	}
	loop.canvas.is_ascii = traits.is_ascii;
	loop.canvas.has_heat_ramp = !theme_shows_heat();
	dashboard_init(&loop.app, settings, traits.notice);
	loop.app.has_mouse = traits.has_mouse;
	loop.app.mouse_is_on = settings->mouse && traits.has_mouse;
	char notice[STATE_FILE_NOTICE_SIZE];

	state_file_load(&loop.app.ui, notice);
	app_say(&loop.app, "%s", notice);
	dashboard_use_settings(&loop.app);
	has_begun = start_poller(&loop, settings, err);
	while (has_begun && !loop.is_over) {
		step(&loop);
		if (!is_ending(&loop)) {
			draw(&loop);
		}
	}
	screen_close();
	draw_close();
	keep_state(&loop.app);
	end_watcher(&loop.next);
	end_watcher(&loop.watcher);
	dashboard_fini(&loop.app);
	canvas_fini(&loop.canvas);
	close_signals();
	*exit_status = loop.exit_status;
	return has_begun;
}
