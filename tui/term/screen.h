/* SPDX-License-Identifier: MIT */
/*
 * The terminal, from taking it over to giving it back as it was. There is one, so there is no
 * handle. UI thread; screen_restore() any thread and any signal handler.
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
	/* one sentence for the user, static; "" when all is as requested */
	const char *notice;
};

/*
 * Takes over the terminal on stdin and stdout; the first frame makes it visible. Sets the locale,
 * and restores the terminal on a crash from now on. Returns false with ERROR_USAGE, and the
 * terminal untouched, when there is none or it cannot be drawn on.
 */
MUST_USE bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err);

/* Gives the terminal back, unless that has happened, and ends what screen_open() began. */
void screen_close(void);

/*
 * Gives the terminal back in a hurry: async-signal-safe, never waits for a terminal that takes no
 * output. Only the first call has an effect.
 */
void screen_restore(void);

void screen_size(int *rows, int *cols);

/* Adapts to the current size of the terminal. */
void screen_resize(void);

/* Before the process stops: gives the terminal back until screen_resume(). */
void screen_suspend(void);

/* After it was continued: takes the terminal over again and redraws it. */
void screen_resume(void);

/* "ncurses 6.4.20240113"; static. */
const char *screen_library(void);

#endif
