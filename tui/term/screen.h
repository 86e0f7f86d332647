/* SPDX-License-Identifier: MIT */
/*
 * Takes over the terminal and restores it. There is one terminal, so there is no handle. UI thread;
 * screen_restore() from any thread and any signal handler.
 */
#ifndef BEYATOP_SCREEN_H
#define BEYATOP_SCREEN_H

#include "error.h"
#include "settings.h"

#include <stdbool.h>

struct screen_options {
	/* show ASCII only, whatever the locale */
	bool ascii;
	enum settings_theme theme;
};

/* What the terminal turned out to be. */
struct screen_traits {
	bool is_ascii;
	bool has_mouse;
	/* one sentence for the user, if not all is as requested; static; "": all is */
	const char *notice;
};

/*
 * Takes over the terminal on stdin and stdout; nothing shows before the first frame. Sets the
 * locale. From then on, a crash restores the terminal. Returns false with ERROR_USAGE, and the
 * terminal untouched, if stdin and stdout are no terminal or it cannot move its cursor.
 */
MUST_USE bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err);

/* Restores the terminal, unless screen_restore() has, and frees what screen_open() allocated. */
void screen_close(void);

/*
 * Restores the terminal in an emergency. Async-signal-safe; does not block on a terminal that
 * accepts no output. Only the first call has an effect.
 */
void screen_restore(void);

/* Uses another theme from the next frame on. */
void screen_set_theme(enum settings_theme theme);

/*
 * Looks whether the terminal has said by now what its background is, and draws in the theme that
 * suits it, if that is what THEME_AUTO is to find out. Call it before each frame.
 */
void screen_follow_background(void);

void screen_size(int *rows, int *cols);

/* Adapts to the current size of the terminal. */
void screen_resize(void);

/* Restores the terminal before the process stops (Ctrl-Z); screen_resume() takes it over again. */
void screen_suspend(void);

/* Takes the terminal over again after the process was continued, and redraws it. */
void screen_resume(void);

/* Name and version of the curses library, "ncurses 6.4.20240113"; static. */
const char *screen_library(void);

#endif
