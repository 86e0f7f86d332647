/* SPDX-License-Identifier: MIT */
#include "term/terminal_output.h"

#include "buf.h"
#include "cell/notification.h"
#include "clock.h"
#include "term/compact.h"
#include "term/keyboard.h"
#include "term/terminal_info.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The terminal shows what is between these marks at once, without tearing. */
#define SYNCHRONIZED_BEGIN "\033[?2026h"
#define SYNCHRONIZED_END   "\033[?2026l"

/* Any terminal shows smaller frames (about 1 kB) at once. */
#define SYNCHRONIZED_MIN_CELLS 400

#define TITLE_PUSH "\033[22;2t"
#define TITLE_POP  "\033[23;2t"

/* The terminal then marks pasted text, which would be keys otherwise. */
#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Terminals that do not know mode 1006 report the mouse in their old form. */
#define MOUSE_ON  "\033[?1006;1000h"
#define MOUSE_OFF "\033[?1006;1000l"

/* For the first of a frame that redraws everything: another program may have drawn lines. */
#define SELECT_ASCII "\033(B"

/* How long to wait at the end for a terminal that accepts no output. */
#define END_PATIENCE_MS 200

/*
 * Curses writes to a file in memory, so that a frame can go out in one write with its marks and
 * what is pending, and so that curses never waits for the terminal.
 */
static int memory_fd, terminal_fd;

/* The terminal parses control sequences, so it ignores those for modes that it does not know. */
static bool is_ansi;
static bool is_xterm;
static bool mouse_is_on;
/* Most terminals save their title when they enter the alternate screen; for others we do. */
static bool saves_title, is_title_saved;
static char shown_title[80];
static bool redraws_all;

/* Goes out with the next frame. */
static struct buf pending;

/* What the terminal has not accepted yet: unsent.data from unsent_at on. */
static struct buf unsent;
static size_t unsent_at;

/* --- The file in memory --------------------------------------------------------------------- */

static void empty_memory(void)
{
	(void)lseek(memory_fd, 0, SEEK_SET);
	if (ftruncate(memory_fd, 0) != 0) {
		base_fatal("cannot truncate the memory of a frame");
	}
}

/* Appends what curses has written. */
static void take_memory(struct buf *out)
{
	struct buf written = {0};
	char bytes[4096];
	ssize_t count;

	(void)lseek(memory_fd, 0, SEEK_SET);
	while ((count = read(memory_fd, bytes, sizeof(bytes))) > 0) {
		buf_append(&written, bytes, (size_t)count);
	}
	if (is_ansi) {
		compact_append(out, &written);
	} else {
		buf_append(out, buf_text(&written), written.length);
	}
	buf_fini(&written);
	empty_memory();
}

/* --- Output --------------------------------------------------------------------------------- */

void terminal_output_open(int curses_fd, int own_fd, bool is_xterm_like)
{
	memory_fd = curses_fd;
	terminal_fd = own_fd;
	empty_memory();
	is_xterm = is_xterm_like;
	saves_title = is_xterm && !strstr(terminal_info_capability("smcup"), "\033[22;");
	is_ansi = strncmp(terminal_info_capability("cup"), "\033[", strlen("\033[")) == 0;
	is_title_saved = redraws_all = mouse_is_on = false;
	if (is_xterm) {
		buf_puts(&pending, KEYBOARD_SYNCHRONIZED_QUERY);
	}
	terminal_output_begin();
}

void terminal_output_close(void)
{
	buf_fini(&pending);
	buf_fini(&unsent);
	unsent_at = 0;
}

static bool is_blocked(void)
{
	return unsent_at < unsent.length;
}

int terminal_output_blocked_fd(void)
{
	return is_blocked() ? terminal_fd : -1;
}

/* If the terminal is gone, everything is dropped: the loop finds out when it reads keys. */
void terminal_output_continue(void)
{
	while (is_blocked()) {
		ssize_t written =
			write(terminal_fd, unsent.data + unsent_at, unsent.length - unsent_at);

		if (written > 0) {
			unsent_at += (size_t)written;
		} else if (written < 0 && errno == EAGAIN) {
			return;
		} else if (written == 0 || errno != EINTR) {
			unsent_at = unsent.length;
		}
	}
	buf_clear(&unsent);
	unsent_at = 0;
}

static void send_pending(void)
{
	buf_append(&unsent, buf_text(&pending), pending.length);
	buf_clear(&pending);
	terminal_output_continue();
}

void terminal_output_frame(size_t changed_cells)
{
	bool is_large = changed_cells >= SYNCHRONIZED_MIN_CELLS || redraws_all;
	bool has_marks = keyboard_has_synchronized() && is_large;
	struct buf frame = {0};

	buf_puts(&frame, has_marks ? SYNCHRONIZED_BEGIN : "");
	buf_puts(&frame, redraws_all && is_ansi ? SELECT_ASCII : "");
	redraws_all = false;
	size_t head_bytes = frame.length;

	(void)refresh();
	take_memory(&frame);
	if (frame.length == head_bytes) {
		buf_clear(&frame); /* no change: no marks */
	} else if (has_marks) {
		buf_puts(&frame, SYNCHRONIZED_END);
	}
	buf_append(&unsent, buf_text(&frame), frame.length);
	buf_fini(&frame);
	send_pending();
}

void terminal_output_ask_shown(void)
{
	if (is_ansi) {
		buf_puts(&pending, keyboard_query());
	}
}

bool terminal_output_is_shown(void)
{
	return !is_blocked() && pending.length == 0 && keyboard_has_response();
}

void terminal_output_bytes(const char *bytes, size_t length)
{
	buf_append(&pending, bytes, length);
}

void terminal_output_redraw(void)
{
	(void)clearok(curscr, TRUE);
	redraws_all = true;
}

/* --- Titles and alerts ---------------------------------------------------------------------- */

void terminal_output_begin(void)
{
	if (saves_title && !is_title_saved) {
		buf_puts(&pending, TITLE_PUSH);
		is_title_saved = true;
	}
	shown_title[0] = '\0';
	buf_puts(&pending, is_ansi ? PASTE_ON : "");
	buf_puts(&pending, mouse_is_on ? MOUSE_ON : "");
	/* No frame waits for the responses. */
	buf_puts(&pending, is_xterm ? keyboard_background_query() : "");
	terminal_output_ask_shown();
}

void terminal_output_set_mouse(bool is_on)
{
	mouse_is_on = is_on;
	buf_puts(&pending, is_on ? MOUSE_ON : MOUSE_OFF);
}

const char *terminal_output_off_sequence(void)
{
	static char text[sizeof(MOUSE_OFF PASTE_OFF TITLE_POP)];

	snprintf(text, sizeof(text), "%s%s%s", keyboard_has_mouse() ? MOUSE_OFF : "",
		is_ansi ? PASTE_OFF : "", saves_title ? TITLE_POP : "");
	return text;
}

bool terminal_output_end(void)
{
	struct pollfd tty = {.fd = terminal_fd, .events = POLLOUT};
	int64_t until_ms = clock_mono_ms() + END_PATIENCE_MS, left_ms;

	buf_puts(&pending, mouse_is_on ? MOUSE_OFF : "");
	buf_puts(&pending, is_ansi ? PASTE_OFF : "");
	buf_puts(&pending, is_title_saved ? TITLE_POP : "");
	is_title_saved = false;
	send_pending();
	(void)endwin();
	take_memory(&unsent);
	terminal_output_continue();
	while (is_blocked() && (left_ms = until_ms - clock_mono_ms()) > 0) {
		(void)poll(&tty, 1, (int)left_ms);
		terminal_output_continue();
	}
	bool is_done = !is_blocked();

	buf_clear(&unsent);
	unsent_at = 0;
	return is_done;
}

void terminal_output_title(const char *title)
{
	if (!is_xterm || strcmp(title, shown_title) == 0) {
		return;
	}
	snprintf(shown_title, sizeof(shown_title), "%s", title);
	buf_printf(&pending, "\033]2;%s\a", shown_title);
}

void terminal_output_alert(enum settings_alert how, const char *text)
{
	notification_put(&pending, how, getenv("TMUX") != NULL, text);
}
