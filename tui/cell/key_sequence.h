/* SPDX-License-Identifier: MIT */
/*
 * What a sequence from a terminal means, once key_parser.h has found its end. Pure functions, any
 * thread.
 *
 * Sources: ECMA-48, XTerm Control Sequences, the keyboard protocol of kitty, console_codes(4).
 */
#ifndef BEYATOP_KEY_SEQUENCE_H
#define BEYATOP_KEY_SEQUENCE_H

#include <stddef.h>

/* Responses to our queries, which key_parser_take() also returns, in addition to enum key. */
enum key_response {
	/* DECRPM for mode 2026: the terminal knows synchronized output, or does not */
	RESPONSE_SYNCHRONIZED = 0x200,
	RESPONSE_NOT_SYNCHRONIZED,
	/* OSC 11: the terminal's background */
	RESPONSE_DARK,
	RESPONSE_LIGHT,
	/* DSR: the terminal has processed everything up to our query */
	RESPONSE_STATUS,
};

/* The marks around pasted text, which key_parser_take() does not return. */
enum key_paste {
	PASTE_BEGINS = 0x300,
	PASTE_ENDS,
};

/*
 * The enum key, enum key_response or enum key_paste that a sequence means; text is the sequence
 * after ESC, from its "[" or "O" on, and ends with a NUL. KEY_NONE: none that we use. For mouse
 * events sets *click_row: see key_sequence_find_mouse().
 */
int key_sequence_find(const char *text, size_t length, int *click_row);

/*
 * RESPONSE_DARK or RESPONSE_LIGHT for the text of an OSC, "11;rgb:1e1e/1e1e/2e2e"; KEY_NONE for any
 * other.
 */
int key_sequence_find_osc(const char *text);

/*
 * The key of a mouse event; row counts from 1, *click_row from 0. KEY_NONE for events that we do
 * not use: motion, other buttons and releases.
 */
int key_sequence_find_mouse(int button, int row, int *click_row);

#endif
