/* SPDX-License-Identifier: MIT */
/*
 * Turns the bytes from a terminal into keys. What starts with ESC [, ESC O, ESC ], ESC P, ESC _,
 * ESC ^ or ESC X or, outside a paste, with the C1 control for it, is one sequence up to its end,
 * whether it is known or not, and yields one key or nothing: never Esc, and never its letters. ESC
 * before anything else is the key Esc. No clock and no terminal; one thread.
 *
 * Sources: ECMA-48, XTerm Control Sequences, the keyboard protocol of kitty, console_codes(4).
 */
#ifndef BEYATOP_KEY_PARSER_H
#define BEYATOP_KEY_PARSER_H

#include "cell/key_sequence.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer sequences are swallowed like unknown ones. */
#define KEY_PARSER_TEXT_SIZE 64

/* Sequences that the terminal database defines, in addition to the common ones. */
#define KEY_PARSER_MAX_DEFINED 16

enum key_parser_state {
	/* between two keys */
	PARSER_GROUND,
	/* after ESC */
	PARSER_ESCAPE,
	/* after ESC ESC: the Alt key of some terminals */
	PARSER_ALT,
	/* an ESC was taken for the key Esc, but the rest of a sequence may still come */
	PARSER_LATE,
	/* ESC [ */
	PARSER_CSI,
	/* ESC O */
	PARSER_SS3,
	/* .payload_left characters after a mouse report, or ESC [ [ of the Linux console */
	PARSER_PAYLOAD,
	/* up to BEL or ST */
	PARSER_STRING,
	/* ESC in such a string: the first half of ST, or the next sequence */
	PARSER_STRING_ESCAPE,
};

/* Start with {0}. */
struct key_parser {
	enum key_parser_state state;
	/* between the marks of a bracketed paste */
	bool is_pasting;
	/* the sequence was sent with Alt */
	bool has_alt;
	/* an ESC was taken for the key Esc too early: the rest of its sequence came later */
	bool was_too_early;
	/* the sequence so far, from its "[" or "O" on; its end if it is too long */
	char text[KEY_PARSER_TEXT_SIZE];
	size_t length;
	uint32_t payload[8];
	size_t payload_count, payload_left;
	/* a UTF-8 character, as far as it has arrived */
	uint32_t character;
	int utf8_left;
	/* keys that have not been taken yet, oldest first */
	int ready[4];
	size_t ready_count;
	/* of the last mouse event: see keyboard_click_row() */
	int click_row;
	struct {
		char text[16];
		int key;
	} defined[KEY_PARSER_MAX_DEFINED];
	size_t defined_count;
};

/*
 * Adds a key of the terminal database: its bytes, with the leading ESC, and an enum key. Ignored if
 * they are too long or do not start with ESC: control characters are keys of their own.
 */
void key_parser_define(struct key_parser *parser, const char *bytes, int key);

/* Adds a byte from the terminal. Call key_parser_take() until it returns KEY_NONE after each. */
void key_parser_put(struct key_parser *parser, unsigned char byte);

/* The next key (enum key, enum key_response or KEY_PASTED + character); KEY_NONE: none yet. */
int key_parser_take(struct key_parser *parser);

/*
 * How many milliseconds without a byte to wait before key_parser_give_up(), if an ESC with nothing
 * after it becomes the key Esc after escape_ms; -1: nothing is incomplete.
 */
int key_parser_patience_ms(const struct key_parser *parser, int escape_ms);

/* Nothing came in that time: makes a lone ESC a key, and drops an incomplete sequence. */
void key_parser_give_up(struct key_parser *parser);

#endif
