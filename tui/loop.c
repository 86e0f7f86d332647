/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* ppoll() */

#include "loop.h"

#include "app.h"
#include "clock.h"
#include "draw.h"
#include "poller.h"
#include "screen.h"
#include "theme.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* These end the program in order. */
static const int end_signals[] = {SIGINT, SIGTERM, SIGHUP};

/*
 * These are let in only while the loop waits, so that none comes between looking and waiting.
 * SIGWINCH and SIGTSTP have curses' own handlers.
 */
static const int screen_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};

static int signal_pipe[2];
static atomic_int ending_signal;

struct loop {
	struct app app;
	struct canvas canvas;
	struct poller *poller; /* NULL before the first frame */
	sigset_t waiting_mask; /* the signal mask while waiting */
	bool is_over;
	int exit_status;
};

static void tell_loop(int signal_number)
{
	int saved_errno = errno;
	char byte = (char)signal_number;

	/* A full pipe holds enough bytes to wake the loop. */
	if (write(signal_pipe[1], &byte, 1) < 0)
		errno = saved_errno;
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

static void catch (int signal_number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	(void)sigaction(signal_number, &action, NULL);
}

static bool is_ignored(int signal_number)
{
	struct sigaction action;

	return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static bool open_signals(struct loop *loop, struct error *err)
{
	sigset_t blocked;

	if (pipe(signal_pipe) != 0) {
		error_set(err, ERROR_CONFIG, "cannot make a pipe: %s", strerror(errno));
		return false;
	}
	for (int i = 0; i < 2; i++) {
		(void)fcntl(signal_pipe[i], F_SETFL, O_NONBLOCK);
		(void)fcntl(signal_pipe[i], F_SETFD, FD_CLOEXEC);
	}
	for (size_t i = 0; i < ARRAY_LEN(end_signals); i++)
		if (!is_ignored(end_signals[i])) /* as nohup wants it */
			catch (end_signals[i], end);
	catch (SIGCONT, tell_loop);
	sigemptyset(&blocked);
	for (size_t i = 0; i < ARRAY_LEN(screen_signals); i++)
		sigaddset(&blocked, screen_signals[i]);
	(void)pthread_sigmask(SIG_BLOCK, &blocked, &loop->waiting_mask);
	for (size_t i = 0; i < ARRAY_LEN(screen_signals); i++)
		sigdelset(&loop->waiting_mask, screen_signals[i]);
	return true;
}

static void close_signals(void)
{
	for (size_t i = 0; i < ARRAY_LEN(end_signals); i++)
		if (!is_ignored(end_signals[i]))
			catch (end_signals[i], SIG_DFL);
	catch (SIGCONT, SIG_DFL);
	(void)close(signal_pipe[0]);
	(void)close(signal_pipe[1]);
}

static void finish(struct loop *loop, int exit_status)
{
	loop->is_over = true;
	loop->exit_status = exit_status;
}

static void take_signals(struct loop *loop)
{
	char bytes[64];
	ssize_t count = read(signal_pipe[0], bytes, sizeof bytes);

	if (atomic_load(&ending_signal) != 0)
		finish(loop, 128 + atomic_load(&ending_signal));
	for (ssize_t i = 0; i < count; i++)
		if (bytes[i] == SIGCONT)
			screen_resume();
}

static void draw(struct loop *loop)
{
	int rows, cols;

	screen_size(&rows, &cols);
	if (rows != loop->canvas.rows || cols != loop->canvas.cols)
		canvas_resize(&loop->canvas, rows, cols);
	app_draw(&loop->app, &loop->canvas, clock_mono_ms(), clock_wall_ms());
	draw_canvas(&loop->canvas);
}

/* A terminal that is gone, or ended, is readable for ever and has nothing to read. */
static bool is_at_end(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};
	int count = 0;

	if (poll(&tty, 1, 0) <= 0)
		return false;
	return ioctl(STDIN_FILENO, FIONREAD, &count) != 0 || count == 0;
}

/* Takes all keys that have arrived. Returns false when none can arrive any more. */
static bool take_keys(struct loop *loop)
{
	int key = screen_read_key();

	if (key == KEY_NONE)
		return !is_at_end();
	for (; key != KEY_NONE; key = screen_read_key())
		app_key(&loop->app, key);
	return true;
}

static void obey(struct loop *loop)
{
	struct app *app = &loop->app;

	if (app->wants_quit)
		finish(loop, 0);
	if (app->wants_redraw)
		screen_redraw();
	if (app->wants_suspend)
		(void)kill(getpid(), SIGTSTP); /* comes in with the next wait */
	app->wants_redraw = app->wants_suspend = false;
}

static struct timespec *timeout_until_change(const struct loop *loop, struct timespec *timeout)
{
	int64_t change_ms = app_next_change_ms(&loop->app);

	if (change_ms < 0)
		return NULL;
	timeout->tv_sec = (time_t)(change_ms / 1000);
	timeout->tv_nsec = (long)(change_ms % 1000) * 1000000;
	return timeout;
}

static void step(struct loop *loop)
{
	struct pollfd fds[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = signal_pipe[0], .events = POLLIN},
		{.fd = poller_wake_fd(loop->poller), .events = POLLIN},
	};
	struct timespec timeout;
	struct snapshot *snapshot;
	int ready = ppoll(
		fds, ARRAY_LEN(fds), timeout_until_change(loop, &timeout), &loop->waiting_mask);

	if (ready < 0) /* a signal: curses may have a new size for us */
		memset(fds, 0, sizeof fds);
	if (fds[1].revents)
		take_signals(loop);
	if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		finish(loop, 1);
	else if ((fds[0].revents || ready < 0) && !take_keys(loop))
		finish(loop, 1);
	if (fds[2].revents && (snapshot = poller_take(loop->poller)) != NULL)
		app_take(&loop->app, snapshot);
	obey(loop);
}

static void send_to_poller(void *user, const struct poller_command *command)
{
	poller_send(user, command);
}

/* The first frame comes before the network is touched: starting it takes time. */
static bool start_poller(struct loop *loop, const struct settings *settings, struct error *err)
{
	draw(loop);
	loop->poller = poller_start(settings, err);
	loop->app.send = send_to_poller;
	loop->app.send_user = loop->poller;
	return loop->poller != NULL;
}

bool loop_run(const struct settings *settings, int *exit_status, struct error *err)
{
	struct screen_options options = {.ascii = settings->ascii, .no_color = settings->no_color};
	struct screen_traits traits;
	struct loop loop = {.is_over = false};
	bool has_begun;

	if (!open_signals(&loop, err))
		return false;
	if (!screen_open(&options, &traits, err)) {
		close_signals();
		return false;
	}
	loop.canvas.is_ascii = traits.is_ascii;
	loop.canvas.has_heat_ramp = !theme_shows_heat();
	app_init(&loop.app, settings, traits.notice);
	has_begun = start_poller(&loop, settings, err);
	while (has_begun && !loop.is_over) {
		step(&loop);
		if (!loop.is_over)
			draw(&loop);
	}
	screen_close();
	if (loop.poller)
		poller_stop(loop.poller);
	app_fini(&loop.app);
	canvas_fini(&loop.canvas);
	close_signals();
	*exit_status = loop.exit_status;
	return has_begun;
}
