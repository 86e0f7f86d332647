/* SPDX-License-Identifier: MIT */
/* Keys and mouse events, as keyboard_read() returns them. Plain data, any thread. */
#ifndef BEYATOP_KEY_H
#define BEYATOP_KEY_H

/* Characters are their own codes, below 0x80; these are the other keys. */
enum key {
	KEY_NONE = 0,
	KEY_IS_UP = 0x100,
	KEY_IS_DOWN,
	KEY_IS_LEFT,
	KEY_IS_RIGHT,
	KEY_IS_PAGE_UP,
	KEY_IS_PAGE_DOWN,
	KEY_IS_HOME,
	KEY_IS_END,
	KEY_IS_BACKSPACE,
	KEY_IS_WHEEL_UP,
	KEY_IS_WHEEL_DOWN,
	/* in row app->click_row */
	KEY_IS_CLICK,
	KEY_IS_INSERT,
	KEY_IS_DELETE,
	/* F1 to F12 */
	KEY_IS_F1,
	KEY_IS_F12 = KEY_IS_F1 + 11,
	/* a character that has no use here, such as a letter with an accent */
	KEY_IS_OTHER,
	KEY_IS_TAB = '\t',
	KEY_IS_ENTER = '\r',
	KEY_IS_ESCAPE = 0x1B,
};

/* Added to a printable character that was pasted, not typed. */
#define KEY_PASTED 0x1000

#define KEY_CTRL(letter) ((letter)&0x1F)

/* F1 is KEY_FUNCTION(1). */
#define KEY_FUNCTION(number) (KEY_IS_F1 + (number)-1)

/*
 * The name of a key as help and messages show it: "R", "Ctrl-T", "PgUp". That of KEY_IS_OTHER is
 * "like that": what the terminal sent is not known any more. Returns text.
 */
#define KEY_TEXT_SIZE 16
const char *key_format(int key, char text[KEY_TEXT_SIZE]);

#endif
