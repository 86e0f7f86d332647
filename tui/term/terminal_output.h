/* SPDX-License-Identifier: MIT */
/*
 * What goes to the terminal while the screen is open: frames, and sequences that draw nothing,
 * together in one write. UI thread.
 */
#ifndef BEYATOP_TERMINAL_OUTPUT_H
#define BEYATOP_TERMINAL_OUTPUT_H

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Called by screen.c: after curses has started to write to fd, and before it ends. Only terminals
 * like xterm are sent what is not in the terminal database.
 */
void terminal_output_open(int fd, bool is_xterm_like);
void terminal_output_close(void);

/*
 * Shows what was put on curses' screen, of which about so many cells have changed, in one write;
 * none when there is nothing to show.
 */
void terminal_output_frame(size_t changed_cells);

/* With the next frame: the window title, if the terminal has one. */
void terminal_output_title(const char *title);

/* With the next frame: an alert, as of --alert. */
void terminal_output_alert(enum settings_alert how, const char *text);

/* With the next frame: bytes that draw nothing. */
void terminal_output_bytes(const char *bytes, size_t length);

/* The next frame redraws the whole screen, which something else has written to. */
void terminal_output_redraw(void);

/* Before the terminal is given back: sends what waits for a frame, and restores the title, now. */
void terminal_output_end(void);

/* Once it is ours again: the next frame saves the title and sets ours. */
void terminal_output_push_title(void);

/* Restores the title, if terminal_output_push_title() has saved it; "": it has not. Static. */
const char *terminal_output_pop_sequence(void);

#endif
