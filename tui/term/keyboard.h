/* SPDX-License-Identifier: MIT */
/*
 * Keys and mouse events from the terminal, and its response to the one question we ask. UI thread,
 * while the screen is open.
 */
#ifndef BEYATOP_KEYBOARD_H
#define BEYATOP_KEYBOARD_H

#include <stdbool.h>

/* Called by screen.c after curses has started, and before it ends. */
void keyboard_open(void);
void keyboard_close(void);

/*
 * The next key that has arrived (enum key); KEY_NONE: none. Never waits. The terminal's response
 * is not a key, however late it comes.
 */
int keyboard_read(void);

/* The row of the last KEY_IS_CLICK. */
int keyboard_click_row(void);

/* True when the terminal can report a mouse, and whether it should; at first it does not. */
bool keyboard_has_mouse(void);
void keyboard_set_mouse(bool is_on);

/* Returns the question whether the terminal knows synchronized output (mode 2026), to be sent. */
const char *keyboard_synchronized_query(void);

/* True once it has said that it does. */
bool keyboard_has_synchronized(void);

/* Waits a moment for the response, or the user's next program would read it as typed. */
void keyboard_await_response(void);

#endif
