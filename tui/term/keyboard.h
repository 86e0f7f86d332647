/* SPDX-License-Identifier: MIT */
/*
 * Keys and mouse events from the terminal, and its response to the one query that we send: whether
 * it knows synchronized output (mode 2026). UI thread, while the screen is open.
 */
#ifndef BEYATOP_KEYBOARD_H
#define BEYATOP_KEYBOARD_H

#include <stdbool.h>

/* Called by screen.c after curses has started, and before it ends. */
void keyboard_open(void);
void keyboard_close(void);

/*
 * The next key (enum key) in the input; KEY_NONE: none. Never waits. The terminal's response to our
 * query is never returned as a key, even if it arrives late.
 */
int keyboard_read(void);

/* The row of the last KEY_IS_CLICK. */
int keyboard_click_row(void);

/* Whether the terminal can report the mouse, and turning reports on or off; off at first. */
bool keyboard_has_mouse(void);
void keyboard_set_mouse(bool is_on);

/* The query for synchronized output, which the caller sends; static. */
const char *keyboard_synchronized_query(void);

/* True once the terminal has confirmed that it knows synchronized output. */
bool keyboard_has_synchronized(void);

/* Waits a moment for a response still due: the shell would take it for typed text. */
void keyboard_await_response(void);

#endif
