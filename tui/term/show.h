/* SPDX-License-Identifier: MIT */
/*
 * What goes to the terminal while the screen is open: frames, and sequences that draw nothing,
 * together in one write. UI thread.
 */
#ifndef BEYATOP_SHOW_H
#define BEYATOP_SHOW_H

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Called by screen.c: after curses has started to write to fd, and before it ends. Only terminals
 * like xterm are sent what is not in the terminal database.
 */
void show_open(int fd, bool is_xterm_like);
void show_close(void);

/*
 * Shows what was put on curses' screen, of which about so many cells have changed, in one write;
 * none when there is nothing to show.
 */
void show_frame(size_t changed_cells);

/* With the next frame: the window title, if the terminal has one. */
void show_title(const char *title);

/* With the next frame: an alert, as of --alert. */
void show_alert(enum settings_alert how, const char *text);

/* With the next frame: bytes that draw nothing. */
void show_bytes(const char *bytes, size_t length);

/* The next frame redraws the whole screen, which something else has written to. */
void show_redraw(void);

/* Before the terminal is given back: restores its title, now. */
void show_pop_title(void);

/* Once it is ours again: the next frame saves the title and sets ours. */
void show_push_title(void);

/* Restores the title, if show_push_title() has saved it; "": it has not. Static. */
const char *show_title_restorer(void);

#endif
