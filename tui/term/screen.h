/* SPDX-License-Identifier: MIT */
/*
 * The terminal, from taking it over to giving it back as it was. There is one,
 * so there is no handle. UI thread; screen_restore() any thread and any signal handler.
 */
#ifndef BEYATOP_SCREEN_H
#define BEYATOP_SCREEN_H

#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stddef.h>

struct screen_options {
	/* show ASCII only, whatever the locale */
	bool ascii;
	enum settings_theme theme;
};

/* What the terminal turned out to be. */
struct screen_traits {
	bool is_ascii;
	bool has_mouse;
	/* one sentence for the user, static; "" when all is as asked for */
	const char *notice;
};

/* What can be said of the terminal without touching it. Strings live until the next call. */
struct screen_facts {
	/* stdin and stdout are one */
	bool is_terminal;
	/* TERM; "" */
	const char *name;
	/* the database has it; a cursor can be moved on it */
	bool is_known, can_move;
	/* 0: unknown */
	int colors, rows, cols;
	/* "en_GB.UTF-8", "UTF-8" */
	const char *locale, *codeset;
};

/* Sets the locale. UI thread, while no screen is open. */
void screen_examine(struct screen_facts *facts);

/*
 * Takes over the terminal on stdin and stdout; the first frame makes it show. Sets the
 * locale, and restores the terminal on a crash from now on. Returns false with
 * ERROR_USAGE when there is no terminal, or none that can be drawn on; then it is untouched.
 */
MUST_USE bool screen_open(
	const struct screen_options *options, struct screen_traits *traits, struct error *err);

/* Gives the terminal back, unless it is already, and ends what screen_open() began. */
void screen_close(void);

/*
 * Gives the terminal back in a hurry: async-signal-safe, never waits for a terminal that
 * takes no output, and only the first call does anything.
 */
void screen_restore(void);

void screen_size(int *rows, int *cols);

/*
 * The next key that has arrived (enum key); KEY_NONE when there is none. Never waits. What the
 * terminal answers by itself is no key, however late it comes.
 */
int screen_read_key(void);

/* The row of the last KEY_IS_CLICK. */
int screen_click_row(void);

/* Whether the terminal reports wheel and clicks; it does not at first. Nothing where it has none.
 */
void screen_set_mouse(bool is_on);

/*
 * Shows what was put on curses' screen, where about so many cells have changed, in one write; none
 * when there is nothing to show.
 */
void screen_show(size_t changed_cells);

/* With the next frame: the window's title, where there is one, and what --alert asks for. */
void screen_set_title(const char *title);
void screen_alert(enum settings_alert how, const char *text);

/* Everything is drawn anew with the next frame: something else has written on the terminal. */
void screen_redraw(void);

/* Before the process stops: gives the terminal back until screen_resume(). */
void screen_suspend(void);

/* After it was continued: takes over the modes again, looks at the size, redraws. */
void screen_resume(void);

/* Sends bytes that draw nothing to the terminal as they are, between two frames. */
void screen_send(const char *bytes, size_t length);

/* The terminal may have another size. */
void screen_resize(void);

/* "ncurses 6.4.20240113"; static. */
const char *screen_library(void);

#endif
