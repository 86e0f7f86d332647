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
 * Called by screen.c: after curses has started to write to memory_fd, a file in memory, and before
 * it ends. What it has written so far is dropped. terminal_fd does not block. Sequences that are
 * not in the terminal database are sent only if is_xterm_like.
 */
void terminal_output_open(int memory_fd, int terminal_fd, bool is_xterm_like);
void terminal_output_close(void);

/*
 * Writes the changes of curses' screen and everything pending, at once; nothing if there is
 * neither. changed_cells is an estimate: large frames are marked as synchronized output. What the
 * terminal does not accept now is kept: see terminal_output_continue().
 */
void terminal_output_frame(size_t changed_cells);

/*
 * A descriptor to poll(2) for POLLOUT while the terminal has not accepted all output; -1: it has.
 * Draw nothing before it has: the next frame would only be delayed.
 */
int terminal_output_blocked_fd(void);

/* Writes what is left, as far as the terminal accepts it. */
void terminal_output_continue(void);

/* Asks the terminal to respond once it shows the next frame. */
void terminal_output_ask_shown(void);

/* True once it shows it: everything was written and, if the terminal responds at all, it has. */
bool terminal_output_is_shown(void);

/* The window title; goes out with the next frame. Ignored by terminals without one. */
void terminal_output_title(const char *title);

/* A bell and, as --alert sets it, a notification of the text; goes out with the next frame. */
void terminal_output_alert(enum settings_alert how, const char *text);

/* Bytes that draw nothing; go out with the next frame. */
void terminal_output_bytes(const char *bytes, size_t length);

/* Makes the next frame redraw the whole screen, in case something else has written to it. */
void terminal_output_redraw(void);

/*
 * Gives the terminal back: sends what waits for a frame, restores the title, and sends what curses'
 * endwin() writes. False if the terminal does not accept all of it within a moment; the rest is
 * dropped.
 */
MUST_USE bool terminal_output_end(void);

/*
 * After the terminal was taken over: the next frame saves its title, sets ours, turns on bracketed
 * paste and, if we use it, the mouse, and asks for what may have changed: the background.
 */
void terminal_output_begin(void);

/* Turns reports of the mouse on or off; off at first. */
void terminal_output_set_mouse(bool is_on);

/* The sequences that turn off all of the above, whether it is on or not. Static. */
const char *terminal_output_off_sequence(void);

#endif
