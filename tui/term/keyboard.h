/* SPDX-License-Identifier: MIT */
/*
 * Keys and mouse events from the terminal, and its responses to our queries. UI thread, while the
 * screen is open.
 */
#ifndef BEYATOP_KEYBOARD_H
#define BEYATOP_KEYBOARD_H

#include "settings.h"

#include <stdbool.h>

/* Called by screen.c after it has taken over the terminal. */
void keyboard_open(void);

/* The same after a suspension, during which responses and parts of keys went elsewhere. */
void keyboard_resume(void);

/*
 * The next key (enum key, or KEY_PASTED and a character) in the input; KEY_NONE: none. Never waits.
 * The terminal's responses are never returned as keys, even if they arrive late.
 */
int keyboard_read(void);

/*
 * Milliseconds until keyboard_read() must be called although nothing has arrived, because an ESC
 * with nothing after it is a key; -1: never.
 */
int keyboard_patience_ms(void);

/* The row of the last KEY_IS_CLICK. */
int keyboard_click_row(void);

/* Whether the terminal can report the mouse. */
bool keyboard_has_mouse(void);

/* While it is off, as at first, mouse events are dropped: another program may have left it on. */
void keyboard_set_mouse(bool is_on);

/*
 * A query that terminals respond to once they have processed all output before it. The caller must
 * send it at once. Static.
 */
const char *keyboard_query(void);

/*
 * True if the terminal has responded to all queries, or has never responded to any, as some do not.
 */
bool keyboard_has_response(void);

/* The same for synchronized output (mode 2026): a query, and whether the terminal knows it. */
#define KEYBOARD_SYNCHRONIZED_QUERY "\033[?2026$p"
bool keyboard_has_synchronized(void);

/*
 * The same for the background: a query, and the theme that suits it, THEME_DARK or THEME_LIGHT;
 * THEME_AUTO: the terminal has not said yet, or never does. What it said stays true until it says
 * something else.
 */
const char *keyboard_background_query(void);
enum settings_theme keyboard_background(void);

/* Waits a moment for responses that are still due: the shell would take them for typed text. */
void keyboard_await_response(void);

#endif
