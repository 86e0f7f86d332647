/* SPDX-License-Identifier: MIT */
#include "term/show.h"

#include "buf.h"
#include "term/capture.h"
#include "term/keyboard.h"
#include "term/terminal_info.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Smaller frames, of 1 kB or so, are shown at once by any terminal. */
#define SYNCHRONIZED_MIN_CELLS 400

#define TITLE_PUSH "\033[22;2t"
#define TITLE_POP  "\033[23;2t"

static int terminal_fd;
static bool is_xterm;
static bool can_capture;
/* Most terminals save their title as they enter the alternate screen; for others we do. */
static bool saves_title, is_title_saved;
static char shown_title[80];
static bool redraws_all;

/* Goes out with the next frame. */
static struct buf pending;

/* Between these marks the terminal shows a frame as a whole. */
static const struct capture_marks no_marks = {"", ""},
				  synchronized_marks = {"\033[?2026h", "\033[?2026l"};

void show_open(int fd, bool is_xterm_like)
{
	terminal_fd = fd;
	is_xterm = is_xterm_like;
	can_capture = capture_open(fd);
	saves_title = is_xterm && !strstr(terminal_info_capability("smcup"), "\033[22;");
	is_title_saved = redraws_all = false;
	show_push_title();
	if (is_xterm) { /* no frame waits for the response */
		buf_puts(&pending, keyboard_ask_synchronized());
	}
}

void show_close(void)
{
	capture_close();
	buf_fini(&pending);
}

static void send_pending(void)
{
	/* If the terminal is gone, the loop finds out when it reads keys. */
	if (pending.length > 0 && write(terminal_fd, pending.data, pending.length) < 0) {
	}
	buf_clear(&pending);
}

void show_frame(size_t changed_cells)
{
	bool is_large = changed_cells >= SYNCHRONIZED_MIN_CELLS || redraws_all;
	bool has_marks = keyboard_knows_synchronized() && is_large;

	if (can_capture && (has_marks || pending.length > 0)) {
		capture_begin();
		(void)refresh();
		capture_end(has_marks ? &synchronized_marks : &no_marks, buf_text(&pending));
		buf_clear(&pending);
	} else {
		(void)refresh();
		send_pending();
	}
	redraws_all = false;
}

void show_bytes(const char *bytes, size_t length)
{
	buf_append(&pending, bytes, length);
}

void show_redraw(void)
{
	(void)clearok(curscr, TRUE);
	redraws_all = true;
}

/* --- Titles and alerts ---------------------------------------------------------------------- */

void show_push_title(void)
{
	if (saves_title && !is_title_saved) {
		buf_puts(&pending, TITLE_PUSH);
		is_title_saved = true;
	}
	shown_title[0] = '\0';
}

void show_pop_title(void)
{
	if (is_title_saved) {
		buf_puts(&pending, TITLE_POP);
		send_pending();
		is_title_saved = false;
	}
}

const char *show_title_restorer(void)
{
	return saves_title ? TITLE_POP : "";
}

void show_title(const char *title)
{
	if (!is_xterm || strcmp(title, shown_title) == 0) {
		return;
	}
	snprintf(shown_title, sizeof(shown_title), "%s", title);
	buf_printf(&pending, "\033]2;%s\a", shown_title);
}

void show_alert(enum settings_alert how, const char *text)
{
	bool is_in_tmux = getenv("TMUX") != NULL;

	switch (how) {
	case ALERT_OFF:
		return;
	case ALERT_BELL:
		buf_puts(&pending, "\a");
		return;
	case ALERT_OSC9:
		/* tmux passes on what is wrapped, with each ESC doubled. */
		buf_printf(&pending, is_in_tmux ? "\033Ptmux;\033\033]9;%s\a\033\\" : "\033]9;%s\a",
			text);
		return;
	}
}
