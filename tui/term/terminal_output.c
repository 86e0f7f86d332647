/* SPDX-License-Identifier: MIT */
/* For dup3() and memfd_create(): what a screen shows must not end up on a disk. */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier) */

#include "term/terminal_output.h"

#include "buf.h"
#include "io.h"
#include "term/keyboard.h"
#include "term/terminal_info.h"

#include <curses.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The terminal shows what is between these marks at once, without tearing. */
#define SYNCHRONIZED_BEGIN "\033[?2026h"
#define SYNCHRONIZED_END   "\033[?2026l"

/* Any terminal shows smaller frames (about 1 kB) at once. */
#define SYNCHRONIZED_MIN_CELLS 400

#define TITLE_PUSH "\033[22;2t"
#define TITLE_POP  "\033[23;2t"

/*
 * Curses writes to its descriptor directly, bypassing stdio. While it draws, that descriptor is a
 * memory file, so that the frame can go out in one write with its marks and what is pending.
 */
static int curses_fd, terminal_fd, memory_fd; /* memory_fd -1: the system has no memfd */

static bool is_xterm;
/* Most terminals save their title when they enter the alternate screen; for others we do. */
static bool saves_title, is_title_saved;
static char shown_title[80];
static bool redraws_all;

/* Goes out with the next frame. */
static struct buf pending;

void terminal_output_open(int fd, bool is_xterm_like)
{
	curses_fd = fd;
	terminal_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	memory_fd = terminal_fd < 0 ? -1 : memfd_create("frame", MFD_CLOEXEC);
	is_xterm = is_xterm_like;
	saves_title = is_xterm && !strstr(terminal_info_capability("smcup"), "\033[22;");
	is_title_saved = redraws_all = false;
	terminal_output_push_title();
	if (is_xterm) { /* no frame waits for the response */
		buf_puts(&pending, keyboard_synchronized_query());
	}
}

void terminal_output_close(void)
{
	if (memory_fd >= 0) {
		(void)close(memory_fd);
	}
	if (terminal_fd >= 0) {
		(void)close(terminal_fd);
	}
	buf_fini(&pending);
}

/* Errors are ignored: if the terminal is gone, the loop finds out when it reads keys. */
static void send_bytes(const struct buf *bytes)
{
	(void)!io_write_all(curses_fd, buf_text(bytes), bytes->length);
}

static void send_pending(void)
{
	send_bytes(&pending);
	buf_clear(&pending);
}

/* Has curses write its changes, and appends them. */
static void take_frame(struct buf *frame)
{
	char bytes[4096];
	ssize_t count;

	(void)dup3(memory_fd, curses_fd, O_CLOEXEC);
	(void)refresh();
	(void)dup3(terminal_fd, curses_fd, O_CLOEXEC);
	(void)lseek(memory_fd, 0, SEEK_SET);
	while ((count = read(memory_fd, bytes, sizeof(bytes))) > 0) {
		buf_append(frame, bytes, (size_t)count);
	}
	(void)lseek(memory_fd, 0, SEEK_SET);
	if (ftruncate(memory_fd, 0) != 0) {
		base_fatal("cannot truncate the memory of a frame");
	}
}

void terminal_output_frame(size_t changed_cells)
{
	bool is_large = changed_cells >= SYNCHRONIZED_MIN_CELLS || redraws_all;
	bool has_marks = keyboard_has_synchronized() && is_large;
	const char *begin = has_marks ? SYNCHRONIZED_BEGIN : "";
	struct buf frame = {0};

	redraws_all = false;
	if (memory_fd < 0 || (!has_marks && pending.length == 0)) {
		(void)refresh();
		send_pending();
		return;
	}
	buf_puts(&frame, begin);
	take_frame(&frame);
	if (frame.length == strlen(begin)) {
		buf_clear(&frame); /* no change: no marks */
	} else if (has_marks) {
		buf_puts(&frame, SYNCHRONIZED_END);
	}
	buf_append(&frame, buf_text(&pending), pending.length);
	send_bytes(&frame);
	buf_clear(&pending);
	buf_fini(&frame);
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

void terminal_output_push_title(void)
{
	if (saves_title && !is_title_saved) {
		buf_puts(&pending, TITLE_PUSH);
		is_title_saved = true;
	}
	shown_title[0] = '\0';
}

void terminal_output_end(void)
{
	if (is_title_saved) {
		buf_puts(&pending, TITLE_POP);
		is_title_saved = false;
	}
	send_pending();
}

const char *terminal_output_pop_sequence(void)
{
	return saves_title ? TITLE_POP : "";
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
	bool is_in_tmux = getenv("TMUX") != NULL;

	switch (how) {
	case ALERT_OFF:
		return;
	case ALERT_BELL:
		buf_puts(&pending, "\a");
		return;
	case ALERT_OSC9:
		/* tmux passes a wrapped sequence to the outer terminal; each ESC in it is doubled.
		 */
		buf_printf(&pending, is_in_tmux ? "\033Ptmux;\033\033]9;%s\a\033\\" : "\033]9;%s\a",
			text);
		return;
	}
}
