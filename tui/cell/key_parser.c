/* SPDX-License-Identifier: MIT */
#include "cell/key_parser.h"

#include "base.h"
#include "cell/key.h"

#include <stdio.h>
#include <string.h>

/* The longest pause between two bytes of a sequence, or of a paste. */
#define SEQUENCE_MS 1000
#define PASTE_MS    3000

#define ESC 0x1B
#define BEL 0x07
#define CAN 0x18
#define SUB 0x1A
#define DEL 0x7F
#define ST  0x9C

/* Stands for bytes that are not UTF-8. */
#define REPLACEMENT 0xFFFD

/* --- Keys ----------------------------------------------------------------------------------- */

/* Of a paste, only printable characters are kept. */
static void emit(struct key_parser *parser, int key)
{
	bool is_response = key >= RESPONSE_SYNCHRONIZED && key <= RESPONSE_STATUS;

	if (parser->is_pasting && !is_response) {
		key = key >= ' ' && key <= '~' ? KEY_PASTED | key : KEY_NONE;
	}
	if (key != KEY_NONE && parser->ready_count < ARRAY_LEN(parser->ready)) {
		parser->ready[parser->ready_count++] = key;
	}
}

int key_parser_take(struct key_parser *parser)
{
	int key = parser->ready[0];

	if (parser->ready_count == 0) {
		return KEY_NONE;
	}
	parser->ready_count--;
	memmove(parser->ready, parser->ready + 1, parser->ready_count * sizeof(parser->ready[0]));
	return key;
}

static int key_of_character(uint32_t character)
{
	switch (character) {
	case DEL:
	case '\b':
		return KEY_IS_BACKSPACE;
	case '\n':
		return KEY_IS_ENTER;
	case '\0':
		return KEY_IS_OTHER;
	}
	return character < DEL ? (int)character : KEY_IS_OTHER;
}

/* --- Control sequences ---------------------------------------------------------------------- */

static int find_defined(const struct key_parser *parser)
{
	for (size_t i = 0; i < parser->defined_count; i++) {
		if (strcmp(parser->defined[i].text, parser->text) == 0) {
			return parser->defined[i].key;
		}
	}
	return KEY_NONE;
}

void key_parser_define(struct key_parser *parser, const char *bytes, int key)
{
	bool is_usable = bytes[0] == ESC && bytes[1] != '\0' &&
			 strlen(bytes + 1) < sizeof(parser->defined[0].text) &&
			 parser->defined_count < ARRAY_LEN(parser->defined);

	if (is_usable) {
		snprintf(parser->defined[parser->defined_count].text,
			sizeof(parser->defined[0].text), "%s", bytes + 1);
		parser->defined[parser->defined_count++].key = key;
	}
}

/* Mouse reports of fixed length after ESC [ M, T and t (modes 1000, 1005 and 1001). */
static size_t find_payload(const struct key_parser *parser)
{
	if (parser->length != 2) {
		return 0;
	}
	switch (parser->text[1]) {
	case 'M':
		return 3;
	case 'T':
		return 6;
	case 't':
		return 2;
	case '[': /* F1 to F5 of the Linux console: ESC [ [ A */
		return 1;
	}
	return 0;
}

/* Takes note of the marks of a paste, which are no keys. */
static int find_sequence(struct key_parser *parser)
{
	int key = key_sequence_find(parser->text, parser->length, &parser->click_row);

	if (key != PASTE_BEGINS && key != PASTE_ENDS) {
		return key;
	}
	parser->is_pasting = key == PASTE_BEGINS;
	return KEY_NONE;
}

static void finish_sequence(struct key_parser *parser)
{
	bool is_whole = parser->length < sizeof(parser->text) - 1;
	int key;

	parser->text[parser->length] = '\0';
	key = find_defined(parser);
	parser->state = PARSER_GROUND;
	if (key == KEY_NONE && parser->text[0] == '[' && find_payload(parser) > 0) {
		parser->payload_left = find_payload(parser);
		parser->payload_count = 0;
		parser->state = PARSER_PAYLOAD;
		return;
	}
	key = key == KEY_NONE && is_whole ? find_sequence(parser) : key;
	emit(parser, is_whole && !parser->has_alt ? key : KEY_NONE);
}

static void finish_payload(struct key_parser *parser)
{
	parser->state = PARSER_GROUND;
	if (parser->text[1] == 'M') {
		emit(parser, key_sequence_find_mouse((int)parser->payload[0] - 32,
				     (int)parser->payload[2] - 32, &parser->click_row));
	} else if (parser->text[1] == '[' && parser->payload[0] >= 'A' &&
		   parser->payload[0] <= 'E' && !parser->has_alt) {
		emit(parser, KEY_FUNCTION((int)parser->payload[0] - 'A' + 1));
	}
}

/* --- Characters ----------------------------------------------------------------------------- */

static void put_character(struct key_parser *parser, uint32_t character);

/* Drops a sequence at a character that none contains, and starts again with that character. */
static void drop_sequence(struct key_parser *parser, uint32_t character)
{
	parser->state = PARSER_GROUND;
	put_character(parser, character);
}

/* Starts the sequence of this introducer. False if there is none. */
static bool begin_sequence(struct key_parser *parser, uint32_t introducer)
{
	parser->has_alt = parser->state == PARSER_ALT;
	switch (introducer) {
	case '[':
	case 'O':
	case ']':
		parser->state = introducer == '['   ? PARSER_CSI
				: introducer == 'O' ? PARSER_SS3
						    : PARSER_STRING;
		parser->text[0] = (char)introducer;
		parser->text[1] = '\0';
		parser->length = 1;
		return true;
	case 'P':
	case 'X':
	case '^':
	case '_':
		parser->length = 0;
		parser->state = PARSER_STRING;
		return true;
	}
	return false;
}

static bool is_c1(uint32_t character)
{
	return character >= 0x80 && character < 0xA0;
}

/* Terminals keep ESC out of what they paste, but some let C1 controls through. */
static void put_in_ground(struct key_parser *parser, uint32_t character)
{
	if (character == ESC) {
		parser->state = PARSER_ESCAPE;
	} else if (!is_c1(character) || parser->is_pasting) {
		emit(parser, key_of_character(character));
	} else {
		(void)begin_sequence(parser, character - 0x40);
	}
}

/* In PARSER_LATE, the key Esc was emitted before. */
static void put_after_escape(struct key_parser *parser, uint32_t character)
{
	bool is_key = parser->state != PARSER_LATE;
	int key;

	if (character == ESC && parser->state == PARSER_ESCAPE) {
		parser->state = PARSER_ALT;
		return;
	}
	parser->text[0] = character < DEL ? (char)character : '\0';
	parser->text[1] = '\0';
	if (begin_sequence(parser, character)) {
		parser->was_too_early |= !is_key;
		return;
	}
	key = find_defined(parser);
	if (key != KEY_NONE) { /* such as ESC A of a VT52 */
		parser->state = PARSER_GROUND;
		emit(parser, key);
		return;
	}
	emit(parser, is_key ? KEY_IS_ESCAPE : KEY_NONE);
	emit(parser, parser->state == PARSER_ALT ? KEY_IS_ESCAPE : KEY_NONE);
	drop_sequence(parser, character);
}

/* What does not fit is dropped, and the sequence with it once it is over. */
static void append(struct key_parser *parser, uint32_t character)
{
	if (parser->length < sizeof(parser->text) - 1) {
		parser->text[parser->length++] = character < DEL ? (char)character : '?';
		parser->text[parser->length] = '\0';
	}
}

/* rxvt ends keys with Shift in $; elsewhere, a final character follows it. */
static bool ends_in_dollar(const struct key_parser *parser)
{
	return parser->text[parser->length - 1] == '$' && parser->length > 2 &&
	       strspn(parser->text + 1, "0123456789") == parser->length - 2;
}

static void put_in_sequence(struct key_parser *parser, uint32_t character)
{
	bool is_csi = parser->state == PARSER_CSI;
	bool goes_on = is_csi ? character < '@'
			      : character == ';' || (character >= '0' && character <= '9');

	if (character < ' ' || character >= DEL) {
		drop_sequence(parser, character);
		return;
	}
	append(parser, character);
	if (!goes_on || (is_csi && ends_in_dollar(parser))) {
		finish_sequence(parser);
	}
}

/* Coordinates that do not fit are 0 in xterm's mouse reports. */
static void put_in_payload(struct key_parser *parser, uint32_t character)
{
	if (character != '\0' && character < ' ') {
		drop_sequence(parser, character);
		return;
	}
	parser->payload[parser->payload_count++] = character;
	if (--parser->payload_left == 0) {
		finish_payload(parser);
	}
}

/* Of the strings, only OSC has responses to us; length is 0 in others. */
static void finish_string(struct key_parser *parser)
{
	parser->state = PARSER_GROUND;
	if (parser->length > 0 && parser->length < sizeof(parser->text) - 1) {
		emit(parser, key_sequence_find_osc(parser->text + 1));
	}
}

static void put_in_string(struct key_parser *parser, uint32_t character)
{
	if (character == ESC) {
		parser->state = PARSER_STRING_ESCAPE;
	} else if (character == BEL || character == ST) {
		finish_string(parser);
	} else if (character == CAN || character == SUB) {
		parser->state = PARSER_GROUND;
	} else if (parser->length > 0) {
		append(parser, character);
	}
}

static void put_after_string(struct key_parser *parser, uint32_t character)
{
	if (character == '\\') {
		finish_string(parser);
		return;
	}
	parser->state = PARSER_ESCAPE; /* of a new sequence */
	put_character(parser, character);
}

static void put_character(struct key_parser *parser, uint32_t character)
{
	switch (parser->state) {
	case PARSER_GROUND:
		put_in_ground(parser, character);
		break;
	case PARSER_ESCAPE:
	case PARSER_ALT:
	case PARSER_LATE:
		put_after_escape(parser, character);
		break;
	case PARSER_CSI:
	case PARSER_SS3:
		put_in_sequence(parser, character);
		break;
	case PARSER_PAYLOAD:
		put_in_payload(parser, character);
		break;
	case PARSER_STRING:
		put_in_string(parser, character);
		break;
	case PARSER_STRING_ESCAPE:
		put_after_string(parser, character);
		break;
	}
}

/* --- Bytes ---------------------------------------------------------------------------------- */

/* How many bytes follow the first byte of a UTF-8 character. Mouse reports have at most one. */
static int count_following(const struct key_parser *parser, unsigned char byte)
{
	int count = byte < 0xC2 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : byte < 0xF5 ? 3 : 0;

	return parser->state == PARSER_PAYLOAD && count > 1 ? 0 : count;
}

void key_parser_put(struct key_parser *parser, unsigned char byte)
{
	bool is_continuation = byte >= 0x80 && byte < 0xC0;

	if (parser->utf8_left > 0 && is_continuation) {
		parser->character = parser->character << 6 | (byte & 0x3F);
		if (--parser->utf8_left == 0) { /* overlong sequences must not hide ESC */
			put_character(
				parser, parser->character < 0x80 ? REPLACEMENT : parser->character);
		}
		return;
	}
	if (parser->utf8_left > 0) { /* not UTF-8 after all, but Latin-1 or a mouse report */
		parser->utf8_left = 0;
		put_character(parser, REPLACEMENT);
	}
	parser->utf8_left = count_following(parser, byte);
	if (parser->utf8_left > 0) {
		parser->character = byte & (0x3F >> parser->utf8_left);
	} else {
		put_character(parser, byte);
	}
}

/* --- Time ----------------------------------------------------------------------------------- */

int key_parser_patience_ms(const struct key_parser *parser, int escape_ms)
{
	if (parser->state == PARSER_ESCAPE || parser->state == PARSER_ALT) {
		return escape_ms;
	}
	if (parser->state != PARSER_GROUND || parser->utf8_left > 0) {
		return SEQUENCE_MS;
	}
	return parser->is_pasting ? PASTE_MS : -1;
}

void key_parser_give_up(struct key_parser *parser)
{
	enum key_parser_state state = parser->state;

	parser->utf8_left = 0;
	if (state == PARSER_ESCAPE || state == PARSER_ALT) {
		emit(parser, KEY_IS_ESCAPE);
		emit(parser, state == PARSER_ALT ? KEY_IS_ESCAPE : KEY_NONE);
		parser->state = PARSER_LATE;
		return;
	}
	if (state == PARSER_GROUND) {
		parser->is_pasting = false;
	}
	parser->state = PARSER_GROUND;
}
