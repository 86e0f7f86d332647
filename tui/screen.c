/* SPDX-License-Identifier: MIT */
#include "screen.h"

#include "keymap.h"
#include "theme.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* What screen_restore() needs, prepared while there is time. */
static struct termios saved_modes;
static char restore_text[256];
static size_t restore_length;
static atomic_bool is_open;

static SCREEN *terminal;
/* Keys are read from a pad: reading from a window would draw it first, before its frame is ready. */
static WINDOW *keyboard;
static _Alignas(16) char signal_stack[64 * 1024];

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

/* Tried in turn when the terminal's own name is not in the database. */
static const char *const fallback_names[] = {"xterm-256color", "xterm", "vt100"};

static const struct {
	int from; /* of curses */
	int to;   /* enum key */
} translations[] = {
	{KEY_UP, KEY_IS_UP},
	{KEY_DOWN, KEY_IS_DOWN},
	{KEY_LEFT, KEY_IS_LEFT},
	{KEY_RIGHT, KEY_IS_RIGHT},
	{KEY_PPAGE, KEY_IS_PAGE_UP},
	{KEY_NPAGE, KEY_IS_PAGE_DOWN},
	{KEY_HOME, KEY_IS_HOME},
	{KEY_END, KEY_IS_END},
	{KEY_BACKSPACE, KEY_IS_BACKSPACE},
	{0x7F, KEY_IS_BACKSPACE},
	{'\b', KEY_IS_BACKSPACE},
	{KEY_ENTER, KEY_IS_ENTER},
	{'\n', KEY_IS_ENTER},
};

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
		/* Then nobody is looking. */
	}
	if (flags >= 0) {
		(void)fcntl(STDOUT_FILENO, F_SETFL, flags);
	}
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
	errno = saved_errno;
}

/* The handler was reset by SA_RESETHAND: the signal now does what it does. */
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

static void append_capability(const char *name)
{
	const char *text = tigetstr((char *)(size_t)name);
	size_t length;

	if (!text || text == (char *)-1) {
		return;
	}
	length = strcspn(text, "$"); /* without padding */
	if (restore_length + length > sizeof(restore_text)) {
		return;
	}
	memcpy(restore_text + restore_length, text, length);
	restore_length += length;
}

static void prepare_restore(void)
{
	restore_length = 0;
	append_capability("sgr0");
	append_capability("op");
	append_capability("rmkx");
	append_capability("rmcup");
	append_capability("cnorm");
}

static bool is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Finds a locale in which the terminal can be spoken to. */
static void choose_locale(const struct screen_options *options, struct screen_traits *traits)
{
	(void)setlocale(LC_ALL, "");
	if (!is_utf8() && !options->ascii && !setlocale(LC_CTYPE, "C.UTF-8")) {
		traits->notice = "The locale is not UTF-8: other characters are shown as ?.";
	}
	(void)setlocale(LC_NUMERIC, "C");
	traits->is_ascii = options->ascii || !is_utf8();
	(void)setenv("NCURSES_NO_UTF8_ACS", "1", 0);
}

/* True when the database has the terminal and the cursor can be moved on it. */
static bool is_usable(const char *name)
{
	int found = 0;
	bool is_good;

	if (setupterm((char *)(size_t)name, STDOUT_FILENO, &found) == ERR) {
		return false;
	}
	is_good = tigetstr((char *)(size_t) "cup") != NULL;
	(void)del_curterm(cur_term);
	return is_good;
}

/* The terminal to be: its own name, or a likely one, NULL when there is none. */
static const char *choose_name(struct screen_traits *traits)
{
	const char *name = getenv("TERM");

	if (name && *name && is_usable(name)) {
		return name;
	}
	if (name && strcmp(name, "dumb") == 0) {
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(fallback_names); i++) {
		if (!is_usable(fallback_names[i])) {
			continue;
		}
		traits->notice = "TERM is not known here: set it, or install ncurses-term. "
				 "Drawing as for a common terminal.";
		return fallback_names[i];
	}
	return NULL;
}

static bool start_curses(const char *name)
{
	/* They would hide the terminal's real size, and its changes. */
	(void)unsetenv("LINES");
	(void)unsetenv("COLUMNS");
	terminal = newterm((char *)(size_t)name, stdout, stdin);
	if (!terminal) {
		return false;
	}
	/*
	 * Until it has left and re-entered its mode once, ncurses (6.0 to 6.6) writes at each
	 * cursor movement instead of once a frame.
	 */
	(void)endwin();
	keyboard = newpad(1, 1);
	if (!keyboard) {
		base_fatal("out of memory for a pad");
	}
	if (!getenv("ESCDELAY")) {
		(void)set_escdelay(25);
	}
	(void)cbreak();
	(void)noecho();
	(void)nonl();
	(void)keypad(keyboard, TRUE);
	(void)nodelay(keyboard, TRUE);
	(void)leaveok(stdscr, TRUE);
	(void)curs_set(0);
	return true;
}

bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err)
{
	const char *name;

	*traits = (struct screen_traits){.notice = ""};
	choose_locale(options, traits);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		tcgetattr(STDIN_FILENO, &saved_modes) != 0) {
		error_set(err, ERROR_USAGE,
			"there is no terminal to draw on; beyatop --once prints a report");
		return false;
	}
	name = choose_name(traits);
	if (!name || !start_curses(name)) {
		error_set(err, ERROR_USAGE,
			"this terminal (TERM=%s) cannot be drawn on; beyatop --once prints a "
			"report",
			getenv("TERM") ? getenv("TERM") : "");
		return false;
	}
	theme_open(options->no_color);
	prepare_restore();
	atomic_store(&is_open, true);
	catch_crashes();
	return true;
}

void screen_close(void)
{
	if (!atomic_exchange(&is_open, false)) {
		return;
	}
	base_set_fatal_hook(NULL);
	(void)endwin();
	(void)delwin(keyboard);
	delscreen(terminal);
	terminal = NULL;
}

void screen_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

int screen_read_key(void)
{
	int key = wgetch(keyboard);

	if (key == ERR) {
		return KEY_NONE;
	}
	for (size_t i = 0; i < ARRAY_LEN(translations); i++) {
		if (translations[i].from == key) {
			return translations[i].to;
		}
	}
	return key > 0 && key < 0x7F ? key : KEY_IS_OTHER;
}

void screen_redraw(void)
{
	(void)clearok(curscr, TRUE);
}

void screen_suspend(void)
{
	(void)endwin();
}

void screen_resume(void)
{
	(void)reset_prog_mode();
	screen_resize();
	screen_redraw();
}

void screen_resize(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		(void)resizeterm(size.ws_row, size.ws_col);
	}
}

void screen_send(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);

		if (written < 0 && errno != EINTR) {
			return; /* then nobody is looking */
		}
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
}

void screen_examine(struct screen_facts *facts)
{
	const char *name = getenv("TERM"), *locale = setlocale(LC_ALL, "");
	struct winsize size = {0};
	int found = 0;

	*facts = (struct screen_facts){
		.is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
		.name = name ? name : "",
		.locale = locale ? setlocale(LC_CTYPE, NULL) : "not installed",
		.codeset = nl_langinfo(CODESET),
	};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
		facts->rows = size.ws_row;
		facts->cols = size.ws_col;
	}
	if (*facts->name && setupterm(facts->name, STDOUT_FILENO, &found) == OK) {
		const char *move = tigetstr("cup");

		facts->is_known = true;
		facts->can_move = move && move != (char *)-1;
		facts->colors = tigetnum("colors");
		(void)del_curterm(cur_term);
	}
}
