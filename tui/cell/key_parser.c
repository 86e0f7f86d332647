/* SPDX-License-Identifier: MIT */
#include "cell/key_parser.h"

#include "base.h"
#include "cell/key.h"

#include <stdio.h>
#include <stdlib.h>
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

/* --- Known sequences ------------------------------------------------------------------------ */

/*
 * By introducer, final character and number (0: none, as in ESC [ A; also written as 1), without
 * modifiers. Keys that are not here, such as F1 or Insert, do nothing.
 */
static const struct {
	char introducer, final;
	int number, key;
} sequences[] = {
	/* in normal and in application mode */
	{'[', 'A', 0, KEY_IS_UP},
	{'[', 'B', 0, KEY_IS_DOWN},
	{'[', 'C', 0, KEY_IS_RIGHT},
	{'[', 'D', 0, KEY_IS_LEFT},
	{'[', 'H', 0, KEY_IS_HOME},
	{'[', 'F', 0, KEY_IS_END},
	{'O', 'A', 0, KEY_IS_UP},
	{'O', 'B', 0, KEY_IS_DOWN},
	{'O', 'C', 0, KEY_IS_RIGHT},
	{'O', 'D', 0, KEY_IS_LEFT},
	{'O', 'H', 0, KEY_IS_HOME},
	{'O', 'F', 0, KEY_IS_END},
	/* VT220, Linux console, PuTTY, tmux and screen; 7 and 8: rxvt */
	{'[', '~', 1, KEY_IS_HOME},
	{'[', '~', 4, KEY_IS_END},
	{'[', '~', 7, KEY_IS_HOME},
	{'[', '~', 8, KEY_IS_END},
	{'[', '~', 5, KEY_IS_PAGE_UP},
	{'[', '~', 6, KEY_IS_PAGE_DOWN},
	/* the number pad in application mode */
	{'O', 'M', 0, KEY_IS_ENTER},
	{'O', 'I', 0, KEY_IS_TAB},
	{'O', ' ', 0, ' '},
	{'O', 'X', 0, '='},
	{'O', 'j', 0, '*'},
	{'O', 'k', 0, '+'},
	{'O', 'l', 0, ','},
	{'O', 'm', 0, '-'},
	{'O', 'n', 0, '.'},
	{'O', 'o', 0, '/'},
	{'O', 'p', 0, '0'},
	{'O', 'q', 0, '1'},
	{'O', 'r', 0, '2'},
	{'O', 's', 0, '3'},
	{'O', 't', 0, '4'},
	{'O', 'u', 0, '5'},
	{'O', 'v', 0, '6'},
	{'O', 'w', 0, '7'},
	{'O', 'x', 0, '8'},
	{'O', 'y', 0, '9'},
};

/* Codes of CSI u that are not the character itself; from 57399 on: kitty's number pad. */
static const struct {
	int code, key;
} codes[] = {
	{DEL, KEY_IS_BACKSPACE},
	{'\b', KEY_IS_BACKSPACE},
	{'\t', KEY_IS_TAB},
	{'\r', KEY_IS_ENTER},
	{ESC, KEY_IS_ESCAPE},
	{57399, '0'},
	{57400, '1'},
	{57401, '2'},
	{57402, '3'},
	{57403, '4'},
	{57404, '5'},
	{57405, '6'},
	{57406, '7'},
	{57407, '8'},
	{57408, '9'},
	{57409, '.'},
	{57410, '/'},
	{57411, '*'},
	{57412, '-'},
	{57413, '+'},
	{57414, KEY_IS_ENTER},
	{57415, '='},
	{57416, ','},
	{57417, KEY_IS_LEFT},
	{57418, KEY_IS_RIGHT},
	{57419, KEY_IS_UP},
	{57420, KEY_IS_DOWN},
	{57421, KEY_IS_PAGE_UP},
	{57422, KEY_IS_PAGE_DOWN},
	{57423, KEY_IS_HOME},
	{57424, KEY_IS_END},
};

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

#define MAX_NUMBERS 4

/* "[?2026;2$y": '[', '?', {2026, 2}, '$', 'y'. Numbers that are left out are 0. */
struct sequence {
	char introducer;
	/* '<', '=', '>' or '?'; '\0': none */
	char prefix;
	int count;
	/* of "97:65": 97 and 65 */
	int numbers[MAX_NUMBERS], details[MAX_NUMBERS];
	char intermediate, final;
};

/* Ignores what there is no room for. */
static void read_numbers(const char *text, size_t length, struct sequence *sequence)
{
	int ignored = 0, *number = &sequence->numbers[0];

	sequence->count = length > 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] == ';') {
			number = sequence->count < MAX_NUMBERS
					 ? &sequence->numbers[sequence->count++]
					 : &ignored;
		} else if (text[i] == ':') {
			bool is_first = number == &sequence->numbers[sequence->count - 1];

			number = is_first ? &sequence->details[sequence->count - 1] : &ignored;
		} else if (*number < 1000000) {
			*number = *number * 10 + (text[i] - '0');
		}
	}
}

static struct sequence read_sequence(const char *text, size_t length)
{
	struct sequence sequence = {.introducer = text[0], .final = text[length - 1]};
	const char *at = text + 1;
	size_t digits;

	if (length > 2 && strchr("<=>?", *at)) {
		sequence.prefix = *at++;
	}
	digits = strspn(at, "0123456789:;");
	read_numbers(at, digits, &sequence);
	if (at + digits < text + length - 1) {
		sequence.intermediate = at[digits];
	}
	return sequence;
}

/* All protocols send these plus one. Lock keys are ignored. */
enum { MODIFIER_SHIFT = 1, MODIFIER_CTRL = 4, MODIFIER_ALL = 0x3F };

static int modifiers_of(const struct sequence *sequence, int at)
{
	int number = sequence->numbers[at];

	return number > 0 ? (number - 1) & MODIFIER_ALL : 0;
}

/* kitty reports keys that are pressed, repeated and released: 1, 2, 3. */
static bool is_release(const struct sequence *sequence)
{
	return sequence->details[1] == 3;
}

static int key_of_code(int code)
{
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i].code == code) {
			return codes[i].key;
		}
	}
	return code >= ' ' && code <= '~' ? code : KEY_NONE;
}

/* shifted: the character with Shift; 0: not known, because that depends on the keyboard. */
static int key_with_modifiers(int code, int shifted, int modifiers)
{
	bool is_lower = code >= 'a' && code <= 'z', is_upper = code >= 'A' && code <= 'Z';

	switch (modifiers) {
	case 0:
		return key_of_code(code);
	case MODIFIER_SHIFT:
		if (shifted == 0 && (is_lower || is_upper || code == ' ')) {
			shifted = is_lower ? code - 'a' + 'A' : code;
		}
		return shifted >= ' ' && shifted <= '~' ? shifted : KEY_NONE;
	case MODIFIER_CTRL:
		return is_lower || is_upper || code == '\\' ? KEY_CTRL(code) : KEY_NONE;
	}
	return KEY_NONE;
}

/* The same bits in every encoding of the mouse. */
enum { MOUSE_MODIFIERS = 4 | 8 | 16, MOUSE_LEFT = 0, MOUSE_WHEEL_UP = 64, MOUSE_WHEEL_DOWN = 65 };

/* KEY_NONE for events that we do not use: motion, other buttons and releases. row is from 1. */
static int read_mouse(struct key_parser *parser, int button, int row)
{
	parser->click_row = row - 1;
	switch (button & ~MOUSE_MODIFIERS) {
	case MOUSE_LEFT:
		return KEY_IS_CLICK;
	case MOUSE_WHEEL_UP:
		return KEY_IS_WHEEL_UP;
	case MOUSE_WHEEL_DOWN:
		return KEY_IS_WHEEL_DOWN;
	}
	return KEY_NONE;
}

static int read_response(const struct sequence *sequence)
{
	if (sequence->introducer != '[') {
		return KEY_NONE;
	}
	if (sequence->final == 'n' && !sequence->prefix) {
		return RESPONSE_STATUS;
	}
	if (sequence->final == 'y' && sequence->prefix == '?' && sequence->numbers[0] == 2026) {
		/* 1 and 2: set or reset, 3: always set; 0 and 4: unknown, never set */
		return sequence->numbers[1] >= 1 && sequence->numbers[1] <= 3
			       ? RESPONSE_SYNCHRONIZED
			       : RESPONSE_NOT_SYNCHRONIZED;
	}
	return KEY_NONE;
}

static int find_key(const struct sequence *sequence)
{
	int number = sequence->numbers[0];

	if (sequence->prefix || sequence->intermediate || modifiers_of(sequence, 1) != 0 ||
		is_release(sequence)) {
		return KEY_NONE;
	}
	if (sequence->final != '~' && number == 1) {
		number = 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
		if (sequences[i].introducer == sequence->introducer &&
			sequences[i].number == number && sequences[i].final == sequence->final) {
			return sequences[i].key;
		}
	}
	return KEY_NONE;
}

/* A sequence that starts with ESC [ and has no prefix. */
static int find_plain_csi(struct key_parser *parser, const struct sequence *sequence)
{
	const int *numbers = sequence->numbers;

	if (sequence->final == 'u' && sequence->count > 0) {
		return is_release(sequence) ? KEY_NONE
					    : key_with_modifiers(numbers[0], sequence->details[0],
						      modifiers_of(sequence, 1));
	}
	/* modifyOtherKeys of xterm, with the character as shifted */
	if (sequence->final == '~' && numbers[0] == 27 && sequence->count == 3) {
		return key_with_modifiers(numbers[2], numbers[2], modifiers_of(sequence, 1));
	}
	if (sequence->final == '~' && (numbers[0] == 200 || numbers[0] == 201)) {
		parser->is_pasting = numbers[0] == 200;
		return KEY_NONE;
	}
	/* the mouse in mode 1015 */
	if (sequence->final == 'M' && sequence->count >= 3) {
		return read_mouse(parser, numbers[0] - 32, numbers[2]);
	}
	return find_key(sequence);
}

static int find_sequence(struct key_parser *parser)
{
	struct sequence sequence = read_sequence(parser->text, parser->length);
	int key = read_response(&sequence);

	if (key != KEY_NONE) {
		return key;
	}
	/* the mouse in mode 1006, where releases end in m */
	if (sequence.prefix == '<' && sequence.final == 'M') {
		return read_mouse(parser, sequence.numbers[0], sequence.numbers[2]);
	}
	return sequence.introducer == '[' && !sequence.prefix ? find_plain_csi(parser, &sequence)
							      : find_key(&sequence);
}

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
	case '[': /* a function key of the Linux console: ESC [ [ A */
		return 1;
	}
	return 0;
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
		emit(parser, read_mouse(parser, (int)parser->payload[0] - 32,
				     (int)parser->payload[2] - 32));
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
		parser->state = introducer == '[' ? PARSER_CSI : PARSER_SS3;
		parser->text[0] = (char)introducer;
		parser->length = 1;
		return true;
	case ']':
	case 'P':
	case 'X':
	case '^':
	case '_':
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
	if (parser->length < sizeof(parser->text) - 1) {
		parser->text[parser->length++] = (char)character;
		parser->text[parser->length] = '\0';
	}
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

static void put_in_string(struct key_parser *parser, uint32_t character)
{
	if (character == ESC) {
		parser->state = PARSER_STRING_ESCAPE;
	} else if (character == BEL || character == ST || character == CAN || character == SUB) {
		parser->state = PARSER_GROUND;
	}
}

static void put_after_string(struct key_parser *parser, uint32_t character)
{
	parser->state = PARSER_GROUND;
	if (character != '\\') {
		parser->state = PARSER_ESCAPE; /* of a new sequence */
		put_character(parser, character);
	}
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
