/* SPDX-License-Identifier: MIT */
/* For dup3() and memfd_create(). */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier) */

#include "term/screen.h"

#include "base.h"
#include "term/keyboard.h"
#include "term/terminal_info.h"
#include "term/terminal_output.h"
#include "term/theme.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* --- The terminal's settings ---------------------------------------------------------------- */

static struct termios saved_modes;
static int terminal_fd = -1; /* does not block */
/* the flags of terminal_fd that others share and expect; -1: it is ours alone */
static int shared_flags = -1;

/*
 * No key sends a signal or stops the output: all keys are ours, and output stopped by Ctrl-S would
 * hide what keys do. Reads return at once: Ctrl-Z may discard input that poll() has just reported.
 */
static void take_modes(void)
{
	struct termios modes = saved_modes;

	modes.c_iflag &= ~(
		tcflag_t)(BRKINT | ICRNL | IGNCR | INLCR | ISTRIP | IXANY | IXOFF | IXON | PARMRK);
	modes.c_oflag &= ~(tcflag_t)OPOST;
	modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
	modes.c_cc[VMIN] = 0;
	modes.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	if (shared_flags >= 0) {
		(void)fcntl(terminal_fd, F_SETFL, shared_flags | O_NONBLOCK);
	}
}

/* Async-signal-safe. */
static void give_modes_back(void)
{
	if (shared_flags >= 0) {
		(void)fcntl(terminal_fd, F_SETFL, shared_flags);
	}
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

/*
 * Opens the terminal again, because O_NONBLOCK on standard output would also affect the shell and
 * every other program that has it open. If it cannot be opened, as after su, it is shared after
 * all.
 */
static bool open_terminal(void)
{
	const char *name = ttyname(STDOUT_FILENO);

	shared_flags = -1;
	terminal_fd = name ? open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
	if (terminal_fd < 0) {
		terminal_fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		shared_flags = fcntl(terminal_fd, F_GETFL);
	}
	return terminal_fd >= 0;
}

/* --- Restoring the terminal ----------------------------------------------------------------- */

/* Prepared in advance, because screen_restore() must be async-signal-safe. */
static char restore_text[256];
static size_t restore_length;
static atomic_bool is_open; /* the terminal is ours: neither given back nor suspended */
static _Alignas(16) char signal_stack[64 * 1024];

static const int crash_signals[] = {
	SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT, SIGSYS, SIGTRAP};

/*
 * If the terminal accepts no output, what it has not read is discarded to make room. The text
 * starts with CAN, which ends a sequence that was cut off.
 */
static void write_restore_text(void)
{
	if (write(terminal_fd, restore_text, restore_length) != (ssize_t)restore_length) {
		(void)tcflush(terminal_fd, TCOFLUSH);
		(void)!write(terminal_fd, restore_text, restore_length);
	}
}

void screen_restore(void)
{
	int saved_errno = errno;

	if (!atomic_exchange(&is_open, false)) {
		return;
	}
	write_restore_text();
	give_modes_back();
	errno = saved_errno;
}

/* SA_RESETHAND has reset the handler: raising the signal again ends the process. */
static void crash(int signal_number)
{
	screen_restore();
	(void)raise(signal_number);
}

static void catch_crashes(void)
{
	stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof(signal_stack)};
	struct sigaction action = {.sa_handler = crash, .sa_flags = SA_ONSTACK | SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	(void)sigaltstack(&stack, NULL);
	for (size_t i = 0; i < ARRAY_LEN(crash_signals); i++) {
		(void)sigaction(crash_signals[i], &action, NULL);
	}
	base_set_fatal_hook(screen_restore);
}

static void append_to_restore(const char *text, size_t length)
{
	if (restore_length + length <= sizeof(restore_text)) {
		memcpy(restore_text + restore_length, text, length);
		restore_length += length;
	}
}

static void append_capability(const char *name)
{
	const char *text = terminal_info_capability(name);

	append_to_restore(text, strcspn(text, "$")); /* without padding */
}

static void prepare_restore(void)
{
	const char *off = terminal_output_off_sequence();

	restore_length = 0;
	append_to_restore("\030", 1);
	append_to_restore(off, strlen(off));
	append_capability("sgr0");
	append_capability("op");
	append_capability("rmcup");
	append_capability("cnorm");
}

/* --- Taking it over ------------------------------------------------------------------------- */

static SCREEN *terminal;
static FILE *output; /* used by curses alone */

static bool open_output(void)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	output = fd >= 0 ? fdopen(fd, "w") : NULL;
	return output != NULL;
}

/*
 * Makes curses write to a file in memory, because it would wait for a terminal that accepts no
 * output. Not to one on disk, where the content of the screen must not end up.
 */
static bool divert_output(void)
{
	int fd = memfd_create("frame", MFD_CLOEXEC);
	bool is_diverted = fd >= 0 && dup3(fd, fileno(output), O_CLOEXEC) >= 0;

	if (fd >= 0) {
		(void)close(fd);
	}
	return is_diverted;
}

static void close_descriptors(void)
{
	if (output) {
		(void)fclose(output);
	}
	if (terminal_fd >= 0) {
		(void)close(terminal_fd);
	}
	output = NULL;
	terminal_fd = -1;
}

static bool start_curses(const char *name)
{
	/* Curses would prefer these variables to the real size of the terminal. */
	(void)unsetenv("LINES");
	(void)unsetenv("COLUMNS");
	(void)setenv("NCURSES_NO_UTF8_ACS", "1", 0);
	if (!open_terminal() || !open_output()) {
		return false;
	}
	terminal = newterm((char *)(size_t)name, output, stdin);
	if (!terminal) {
		return false;
	}
	if (!divert_output()) {
		(void)endwin();
		delscreen(terminal);
		terminal = NULL;
		return false;
	}
	/*
	 * ncurses (6.0 to 6.6) writes at each cursor movement instead of once per frame, until it
	 * has left and re-entered its mode once.
	 */
	(void)endwin();
	(void)leaveok(stdscr, TRUE);
	(void)curs_set(0);
	return true;
}

/*
 * XT: "understands special xterm sequences". tmux's entries lack it, but have a status line, which
 * is the window title.
 */
static bool is_xterm_like(void)
{
	return tigetflag((char *)(size_t) "XT") > 0 ||
	       strncmp(terminal_info_capability("tsl"), "\033]", strlen("\033]")) == 0;
}

bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err)
{
	const char *own_name = getenv("TERM"), *name;

	*traits = (struct screen_traits){.notice = ""};
	traits->is_ascii = terminal_info_set_locale(options->ascii, &traits->notice);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		tcgetattr(STDIN_FILENO, &saved_modes) != 0) {
		return error_set(err, ERROR_USAGE,
			"stdin and stdout are not a terminal; beyatop --once prints a report");
	}
	name = terminal_info_choose(own_name, &traits->notice);
	if (!name || !start_curses(name)) {
		close_descriptors();
		return error_set(err, ERROR_USAGE,
			"cannot draw on this terminal (TERM=%s); beyatop --once prints a report",
			own_name ? own_name : "");
	}
	keyboard_open();
	screen_set_theme(options->theme);
	traits->has_mouse = keyboard_has_mouse();
	/* If the database lacks this terminal, send it nothing beyond the entry used instead. */
	terminal_output_open(fileno(output), terminal_fd, name == own_name && is_xterm_like());
	prepare_restore();
	atomic_store(&is_open, true);
	catch_crashes();
	take_modes();
	return true;
}

static void end(void)
{
	if (!terminal_output_end()) {
		write_restore_text();
	}
	give_modes_back();
	atomic_store(&is_open, false);
}

void screen_close(void)
{
	base_set_fatal_hook(NULL);
	if (atomic_load(&is_open)) {
		keyboard_await_response();
		end();
	}
	delscreen(terminal);
	terminal = NULL;
	terminal_output_close();
	close_descriptors();
}

/* --- While it is open ----------------------------------------------------------------------- */

/* As chosen, and as drawn; THEME_AUTO is never drawn. */
static enum settings_theme chosen_theme, drawn_theme;

/* No frame waits for the terminal: until it responds, a variable or the most common kind decides.
 */
static enum settings_theme find_theme(void)
{
	if (chosen_theme != THEME_AUTO) {
		return chosen_theme;
	}
	return keyboard_background() != THEME_AUTO ? keyboard_background()
						   : theme_of_colorfgbg(getenv("COLORFGBG"));
}

void screen_set_theme(enum settings_theme theme)
{
	chosen_theme = theme;
	drawn_theme = find_theme();
	theme_open(drawn_theme);
}

void screen_follow_background(void)
{
	if (find_theme() != drawn_theme) {
		screen_set_theme(chosen_theme);
	}
}

void screen_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

void screen_resize(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		(void)resizeterm(size.ws_row, size.ws_col);
	}
}

void screen_suspend(void)
{
	keyboard_await_response();
	end();
}

void screen_resume(void)
{
	atomic_store(&is_open, true);
	take_modes();
	keyboard_resume();
	terminal_output_begin();
	screen_resize();
	terminal_output_redraw();
}

const char *screen_library(void)
{
	return curses_version();
}
