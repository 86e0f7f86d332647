/* SPDX-License-Identifier: MIT */
#include "cell/key_sequence.h"

#include "base.h"
#include "cell/key.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ESC 0x1B
#define DEL 0x7F

/* --- Known sequences ------------------------------------------------------------------------ */

/*
 * By introducer, final character and number (0: none, as in ESC [ A; also written as 1), without
 * modifiers. Keys that are not here, such as F13, do nothing.
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
	{'[', '~', 2, KEY_IS_INSERT},
	{'[', '~', 3, KEY_IS_DELETE},
	/* xterm and VT100; with [: kitty, where R would be a cursor report */
	{'O', 'P', 0, KEY_FUNCTION(1)},
	{'O', 'Q', 0, KEY_FUNCTION(2)},
	{'O', 'R', 0, KEY_FUNCTION(3)},
	{'O', 'S', 0, KEY_FUNCTION(4)},
	{'[', 'P', 0, KEY_FUNCTION(1)},
	{'[', 'Q', 0, KEY_FUNCTION(2)},
	{'[', 'S', 0, KEY_FUNCTION(4)},
	/* VT220, xterm and tmux; up to 14: rxvt and PuTTY */
	{'[', '~', 11, KEY_FUNCTION(1)},
	{'[', '~', 12, KEY_FUNCTION(2)},
	{'[', '~', 13, KEY_FUNCTION(3)},
	{'[', '~', 14, KEY_FUNCTION(4)},
	{'[', '~', 15, KEY_FUNCTION(5)},
	{'[', '~', 17, KEY_FUNCTION(6)},
	{'[', '~', 18, KEY_FUNCTION(7)},
	{'[', '~', 19, KEY_FUNCTION(8)},
	{'[', '~', 20, KEY_FUNCTION(9)},
	{'[', '~', 21, KEY_FUNCTION(10)},
	{'[', '~', 23, KEY_FUNCTION(11)},
	{'[', '~', 24, KEY_FUNCTION(12)},
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

/* --- One sequence --------------------------------------------------------------------------- */

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

int key_sequence_find_mouse(int button, int row, int *click_row)
{
	*click_row = row - 1;
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
static int find_plain_csi(const struct sequence *sequence, int *click_row)
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
		return numbers[0] == 200 ? PASTE_BEGINS : PASTE_ENDS;
	}
	/* the mouse in mode 1015 */
	if (sequence->final == 'M' && sequence->count >= 3) {
		return key_sequence_find_mouse(numbers[0] - 32, numbers[2], click_row);
	}
	return find_key(sequence);
}

int key_sequence_find(const char *text, size_t length, int *click_row)
{
	struct sequence sequence = read_sequence(text, length);
	int key = read_response(&sequence);

	if (key != KEY_NONE) {
		return key;
	}
	/* the mouse in mode 1006, where releases end in m */
	if (sequence.prefix == '<' && sequence.final == 'M') {
		return key_sequence_find_mouse(sequence.numbers[0], sequence.numbers[2], click_row);
	}
	return sequence.introducer == '[' && !sequence.prefix ? find_plain_csi(&sequence, click_row)
							      : find_key(&sequence);
}

/* A component of "rgb:ffff/80/0", 0 to 1, which has one to four digits; negative: none. */
static double read_component(const char **text)
{
	size_t digits = strspn(*text, "0123456789abcdefABCDEF");
	double value = (double)strtoul(*text, NULL, 16);

	*text += digits + ((*text)[digits] == '/');
	return digits >= 1 && digits <= 4 ? value / (double)((1L << 4 * digits) - 1) : -1;
}

/* Terminals that have an opacity answer "rgba:", with a fourth component. */
int key_sequence_find_osc(const char *text)
{
	static const char *const forms[] = {"11;rgb:", "11;rgba:"};
	size_t form = strncmp(text, forms[0], strlen(forms[0])) == 0 ? 0 : 1;

	if (strncmp(text, forms[form], strlen(forms[form])) != 0) {
		return KEY_NONE;
	}
	text += strlen(forms[form]);
	double red = read_component(&text), green = read_component(&text),
	       blue = read_component(&text);

	if (red < 0 || green < 0 || blue < 0) {
		return KEY_NONE;
	}
	/* Luma of ITU-R BT.709: how light the eye takes it to be. */
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 ? RESPONSE_LIGHT : RESPONSE_DARK;
}
