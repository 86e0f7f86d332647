/* SPDX-License-Identifier: MIT */
/*
 * Writes to the terminal while the screen is open: each frame in one write, together with sequences
 * that draw nothing (titles, alerts, the clipboard). UI thread.
 */
#ifndef BEYATOP_TERMINAL_OUTPUT_H
#define BEYATOP_TERMINAL_OUTPUT_H

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Called by screen.c: after curses has started to write to fd, and before it ends. Sequences that
 * are not in the terminal database are sent only if is_xterm_like.
 */
void terminal_output_open(int fd, bool is_xterm_like);
void terminal_output_close(void);

/*
 * Writes the changes of curses' screen and everything pending, at once; nothing if there is
 * neither. changed_cells is an estimate: large frames are marked as synchronized output.
 */
void terminal_output_frame(size_t changed_cells);

/* The window title; goes out with the next frame. Ignored by terminals without one. */
void terminal_output_title(const char *title);

/* An alert as --alert sets it; goes out with the next frame. */
void terminal_output_alert(enum settings_alert how, const char *text);

/* Bytes that draw nothing; go out with the next frame. */
void terminal_output_bytes(const char *bytes, size_t length);

/* Makes the next frame redraw the whole screen, in case something else has written to it. */
void terminal_output_redraw(void);

/* Before the terminal is given back: sends what waits for a frame, and restores the title, now. */
void terminal_output_end(void);

/* After the terminal was taken over: the next frame saves its title and sets ours. */
void terminal_output_push_title(void);

/* The sequence that restores the saved title; "": none was saved. Static. */
const char *terminal_output_pop_sequence(void);

#endif
