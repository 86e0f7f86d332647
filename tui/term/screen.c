/* SPDX-License-Identifier: MIT */
#include "term/screen.h"

#include "buf.h"
#include "cell/key.h"
#include "clock.h"
#include "term/capture.h"
#include "term/theme.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
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
static atomic_bool is_open; /* the terminal is ours: neither given back nor suspended */

static SCREEN *terminal;
static FILE *output; /* of curses alone */
/* Keys are read from a pad: reading from a window would draw it first, before its frame is ready.
 */
static WINDOW *keyboard;
static _Alignas(16) char signal_stack[64 * 1024];

/* xterm's control sequences go to what the database calls its like, and to nothing else. */
static bool is_xterm_like, reports_mouse;
/* By us: most such terminals push their title as they enter the alternate screen. */
static bool pushes_title, is_title_pushed;
static char shown_title[80];
static int click_row;

/* Below it, 1 kB or so, a terminal shows a frame at once anyway. */
#define SYNC_MIN_CELLS 400

#define SYNC_REQUEST "\033[?2026$p" /* DECRQM, answered by DECRPM below */
#define TITLE_PUSH   "\033[22;2t"
#define TITLE_POP    "\033[23;2t"
#define MOUSE_OFF    "\033[?1006;1000l"

/* How long a terminal may take for its answer before its user's next program gets it. */
#define ANSWER_PATIENCE_MS 300

static const struct capture_marks no_marks = {"", ""}, sync_marks = {"\033[?2026h", "\033[?2026l"};

/* What goes out with the next frame: curses would write it on its own. */
static struct buf pending;
static bool can_capture;

/* Synchronized output: a frame between its marks is shown as a whole. */
static struct {
	/* 0: not asked */
	int64_t asked_mono_ms;
	bool is_answered, is_known;
	/* with the next frame */
	bool redraws_all;
} synchronized;

/* Codes of the answers, beyond those of curses. */
enum { KEY_ANSWER = KEY_MAX + 1 };

static const struct {
	const char *bytes;
	/* "set" or "reset", not "unknown" or "for ever reset" */
	bool is_known;
} answers[] = {
	{"\033[?2026;0$y", false},
	{"\033[?2026;1$y", true},
	{"\033[?2026;2$y", true},
	{"\033[?2026;3$y", true},
	{"\033[?2026;4$y", false},
};

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

/* Tried in turn when the terminal's own name is not in the database. */
static const char *const fallback_names[] = {"xterm-256color", "xterm", "vt100"};

static const struct {
	/* of curses */
	int from;
	/* enum key */
	int to;
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

/* A capability that is a string; "" when the terminal has it not. */
static const char *capability(const char *name)
{
	const char *text = tigetstr((char *)(size_t)name);

	return text && text != (char *)-1 ? text : "";
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
	const char *text = capability(name);

	append_to_restore(text, strcspn(text, "$")); /* without padding */
}

static void prepare_restore(void)
{
	restore_length = 0;
	if (reports_mouse) {
		append_to_restore(MOUSE_OFF, strlen(MOUSE_OFF));
	}
	if (pushes_title) {
		append_to_restore(TITLE_POP, strlen(TITLE_POP));
	}
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
	is_good = *capability("cup") != '\0';
	(void)del_curterm(cur_term);
	return is_good;
}

/* The terminal to be: of its own name, or a likely one, NULL when there is none. */
static const char *choose_name(const char *name, struct screen_traits *traits)
{
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

/*
 * XT: "understands special xterm sequences"; tmux' own entries have a status line instead, which
 * is the title. An unknown terminal gets none of that, whatever it is drawn as.
 */
static void look_at_terminal(bool is_known)
{
	is_xterm_like =
		is_known && (tigetflag((char *)(size_t) "XT") > 0 ||
				    strncmp(capability("tsl"), "\033]", strlen("\033]")) == 0);
	reports_mouse = *capability("kmous") != '\0';
	pushes_title = is_xterm_like && !strstr(capability("smcup"), "\033[22;");
	is_title_pushed = false;
	shown_title[0] = '\0';
	memset(&synchronized, 0, sizeof(synchronized));
}

static void send_pending(void)
{
	if (pending.length > 0 && write(fileno(output), pending.data, pending.length) < 0) {
		/* Whoever reads keys finds out that the terminal is gone. */
	}
	buf_clear(&pending);
}

static void push_title(void)
{
	if (pushes_title && !is_title_pushed) {
		buf_puts(&pending, TITLE_PUSH);
		is_title_pushed = true;
	}
}

static void pop_title(void)
{
	if (is_title_pushed) {
		buf_puts(&pending, TITLE_POP);
		send_pending();
		is_title_pushed = false;
	}
}

/* What is asked goes out with the first frame, which waits for no answer. */
static void ask_terminal(void)
{
	can_capture = capture_open(fileno(output));
	push_title();
	if (!is_xterm_like) {
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		(void)define_key(answers[i].bytes, KEY_ANSWER + (int)i);
	}
	buf_puts(&pending, SYNC_REQUEST);
	synchronized.asked_mono_ms = clock_mono_ms();
}

/* Curses has the terminal by a file of its own, which capture.c may turn elsewhere. */
static FILE *open_output(void)
{
	int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	return fd >= 0 ? fdopen(fd, "w") : NULL;
}

/*
 * A read that finds nothing comes back: Ctrl-Z throws away what poll() has just seen, and a read
 * that waits would last until the next key, with nothing drawn meanwhile.
 */
static void read_without_waiting(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_cc[VMIN] = 0;
		modes.c_cc[VTIME] = 0;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
		(void)def_prog_mode();
	}
}

static bool start_curses(const char *name)
{
	output = open_output();
	if (!output) {
		return false;
	}
	/* They would hide the terminal's real size, and its changes. */
	(void)unsetenv("LINES");
	(void)unsetenv("COLUMNS");
	terminal = newterm((char *)(size_t)name, output, stdin);
	if (!terminal) {
		(void)fclose(output);
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
	read_without_waiting();
	(void)keypad(keyboard, TRUE);
	(void)nodelay(keyboard, TRUE);
	(void)leaveok(stdscr, TRUE);
	(void)curs_set(0);
	(void)mouseinterval(0);
	return true;
}

bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err)
{
	const char *own_name = getenv("TERM"), *name;

	*traits = (struct screen_traits){.notice = ""};
	choose_locale(options, traits);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
		tcgetattr(STDIN_FILENO, &saved_modes) != 0) {
		error_set(err, ERROR_USAGE,
			"there is no terminal to draw on; beyatop --once prints a report");
		return false;
	}
	name = choose_name(own_name, traits);
	if (!name || !start_curses(name)) {
		error_set(err, ERROR_USAGE,
			"this terminal (TERM=%s) cannot be drawn on; beyatop --once prints a "
			"report",
			own_name ? own_name : "");
		return false;
	}
	look_at_terminal(name == own_name);
	theme_open(options->theme);
	traits->has_mouse = reports_mouse;
	prepare_restore();
	ask_terminal();
	atomic_store(&is_open, true);
	catch_crashes();
	return true;
}

/* True when the key is the terminal's answer, which is no key. */
static bool take_answer(int key)
{
	if (key < KEY_ANSWER || key >= KEY_ANSWER + (int)ARRAY_LEN(answers)) {
		return false;
	}
	synchronized.is_answered = true;
	synchronized.is_known = answers[key - KEY_ANSWER].is_known;
	return true;
}

/* Or the shell would take the answer for what its user has typed. */
static void await_answer(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};
	int64_t until_ms = synchronized.asked_mono_ms + ANSWER_PATIENCE_MS;
	int64_t left_ms;

	while (synchronized.asked_mono_ms && !synchronized.is_answered &&
		(left_ms = until_ms - clock_mono_ms()) > 0) {
		if (poll(&tty, 1, (int)left_ms) != 1 || tty.revents != POLLIN ||
			wgetch(keyboard) == ERR) {
			return;
		}
	}
}

void screen_close(void)
{
	base_set_fatal_hook(NULL);
	if (atomic_exchange(&is_open, false)) {
		await_answer();
		pop_title();
		(void)endwin();
	}
	(void)delwin(keyboard);
	delscreen(terminal);
	terminal = NULL;
	capture_close();
	buf_fini(&pending);
	(void)fclose(output);
}

void screen_size(int *rows, int *cols)
{
	*rows = LINES;
	*cols = COLS;
}

/* KEY_NONE for what has no meaning here, such as the release of a button. */
static int read_mouse(void)
{
	MEVENT event;

	if (getmouse(&event) != OK) {
		return KEY_NONE;
	}
	if (event.bstate & BUTTON4_PRESSED) {
		return KEY_IS_WHEEL_UP;
	}
	if (event.bstate & BUTTON5_PRESSED) {
		return KEY_IS_WHEEL_DOWN;
	}
	click_row = event.y;
	return event.bstate & BUTTON1_PRESSED ? KEY_IS_CLICK : KEY_NONE;
}

static int translate(int key)
{
	for (size_t i = 0; i < ARRAY_LEN(translations); i++) {
		if (translations[i].from == key) {
			return translations[i].to;
		}
	}
	return key > 0 && key < 0x7F ? key : KEY_IS_OTHER;
}

int screen_read_key(void)
{
	int key, mouse_key;

	while ((key = wgetch(keyboard)) != ERR) {
		if (key == KEY_MOUSE && (mouse_key = read_mouse()) != KEY_NONE) {
			return mouse_key;
		}
		if (key != KEY_MOUSE && !take_answer(key)) {
			return translate(key);
		}
	}
	return KEY_NONE;
}

int screen_click_row(void)
{
	return click_row;
}

void screen_set_mouse(bool is_on)
{
	if (reports_mouse) {
		(void)mousemask(
			is_on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
	}
}

void screen_show(size_t changed_cells)
{
	bool is_large = changed_cells >= SYNC_MIN_CELLS || synchronized.redraws_all;
	bool has_marks = synchronized.is_known && is_large;

	if (can_capture && (has_marks || pending.length > 0)) {
		capture_begin();
		(void)refresh();
		capture_end(has_marks ? &sync_marks : &no_marks, buf_text(&pending));
		buf_clear(&pending);
	} else {
		(void)refresh();
		send_pending();
	}
	synchronized.redraws_all = false;
}

void screen_set_title(const char *title)
{
	if (!is_xterm_like || strcmp(title, shown_title) == 0) {
		return;
	}
	snprintf(shown_title, sizeof(shown_title), "%s", title);
	buf_puts(&pending, "\033]2;");
	buf_puts(&pending, shown_title);
	buf_puts(&pending, "\a");
}

void screen_alert(enum settings_alert how, const char *text)
{
	bool is_in_tmux = getenv("TMUX") != NULL;

	switch (how) {
	case ALERT_OFF:
		return;
	case ALERT_BELL:
		buf_puts(&pending, "\a");
		return;
	case ALERT_OSC9:
		/* tmux passes on what is wrapped, its ESC doubled. */
		buf_puts(&pending, is_in_tmux ? "\033Ptmux;\033\033]9;" : "\033]9;");
		buf_puts(&pending, text);
		buf_puts(&pending, is_in_tmux ? "\a\033\\" : "\a");
		return;
	}
}

void screen_redraw(void)
{
	(void)clearok(curscr, TRUE);
	synchronized.redraws_all = true;
}

void screen_suspend(void)
{
	pop_title();
	(void)endwin();
	atomic_store(&is_open, false);
}

void screen_resume(void)
{
	(void)reset_prog_mode();
	atomic_store(&is_open, true);
	push_title();
	shown_title[0] = '\0';
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

const char *screen_library(void)
{
	return curses_version();
}

void screen_examine(struct screen_facts *facts)
{
	const char *name = getenv("TERM");
	bool has_locale = setlocale(LC_ALL, "") != NULL;
	struct winsize size = {0};
	int found = 0;

	/* Numbers are not for people only. */
	(void)setlocale(LC_NUMERIC, "C");
	*facts = (struct screen_facts){
		.is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
		.name = name ? name : "",
		.locale = has_locale ? setlocale(LC_CTYPE, NULL) : "not installed",
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
