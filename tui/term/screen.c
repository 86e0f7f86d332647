/* SPDX-License-Identifier: MIT */
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
#include <term.h>
#include <termios.h>
#include <unistd.h>

#define MOUSE_OFF "\033[?1006;1000l"

/* --- Restoring the terminal ----------------------------------------------------------------- */

/* Prepared in advance, because screen_restore() must be async-signal-safe. */
static struct termios saved_modes;
static char restore_text[256];
static size_t restore_length;
static atomic_bool is_open; /* the terminal is ours: neither given back nor suspended */
static _Alignas(16) char signal_stack[64 * 1024];

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

void screen_restore(void)
{
	int saved_errno = errno;
	int flags;

	if (!atomic_exchange(&is_open, false)) {
		return;
	}
	flags = fcntl(STDOUT_FILENO, F_GETFL);
	if (flags >= 0) {
		(void)fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	}
	if (write(STDOUT_FILENO, restore_text, restore_length) < 0) {
		/* The terminal is gone. */
	}
	if (flags >= 0) {
		(void)fcntl(STDOUT_FILENO, F_SETFL, flags);
	}
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
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
	const char *title = terminal_output_pop_sequence();

	restore_length = 0;
	if (keyboard_has_mouse()) {
		append_to_restore(MOUSE_OFF, strlen(MOUSE_OFF));
	}
	append_to_restore(title, strlen(title));
	append_capability("sgr0");
	append_capability("op");
	append_capability("rmkx");
	append_capability("rmcup");
	append_capability("cnorm");
}

/* --- Taking it over ------------------------------------------------------------------------- */

static SCREEN *terminal;
static FILE *output; /* used by curses alone, and redirected by show.c */

static FILE *open_output(void)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	return fd >= 0 ? fdopen(fd, "w") : NULL;
}

static bool start_curses(const char *name)
{
	output = open_output();
	if (!output) {
		return false;
	}
	/* Curses would prefer these variables to the real size of the terminal. */
	(void)unsetenv("LINES");
	(void)unsetenv("COLUMNS");
	(void)setenv("NCURSES_NO_UTF8_ACS", "1", 0);
	terminal = newterm((char *)(size_t)name, output, stdin);
	if (!terminal) {
		(void)fclose(output);
		return false;
	}
	/*
	 * ncurses (6.0 to 6.6) writes at each cursor movement instead of once per frame, until it
	 * has left and re-entered its mode once.
	 */
	(void)endwin();
	keyboard_open();
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
		return error_set(err, ERROR_USAGE,
			"cannot draw on this terminal (TERM=%s); beyatop --once prints a report",
			own_name ? own_name : "");
	}
	theme_open(options->theme);
	traits->has_mouse = keyboard_has_mouse();
	/* If the database lacks this terminal, send it nothing beyond the entry used instead. */
	terminal_output_open(fileno(output), name == own_name && is_xterm_like());
	prepare_restore();
	atomic_store(&is_open, true);
	catch_crashes();
	return true;
}

void screen_close(void)
{
	base_set_fatal_hook(NULL);
	if (atomic_exchange(&is_open, false)) {
		keyboard_await_response();
		terminal_output_end();
		(void)endwin();
	}
	keyboard_close();
	delscreen(terminal);
	terminal = NULL;
	terminal_output_close();
	(void)fclose(output);
}

/* --- While it is open ----------------------------------------------------------------------- */

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
	terminal_output_end();
	(void)endwin();
	atomic_store(&is_open, false);
}

void screen_resume(void)
{
	(void)reset_prog_mode();
	atomic_store(&is_open, true);
	terminal_output_push_title();
	screen_resize();
	terminal_output_redraw();
}

const char *screen_library(void)
{
	return curses_version();
}
