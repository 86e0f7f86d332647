/* SPDX-License-Identifier: MIT */
#include "cell/key.h"

#include "base.h"

#include <stdio.h>

static const struct {
	int key;
	const char *name;
} names[] = {
	{KEY_IS_UP, "Up"},
	{KEY_IS_DOWN, "Down"},
	{KEY_IS_LEFT, "Left"},
	{KEY_IS_RIGHT, "Right"},
	{KEY_IS_PAGE_UP, "PgUp"},
	{KEY_IS_PAGE_DOWN, "PgDn"},
	{KEY_IS_HOME, "Home"},
	{KEY_IS_END, "End"},
	{KEY_IS_BACKSPACE, "Backspace"},
	{KEY_IS_WHEEL_UP, "Wheel up"},
	{KEY_IS_WHEEL_DOWN, "Wheel down"},
	{KEY_IS_CLICK, "Click"},
	{KEY_IS_INSERT, "Insert"},
	{KEY_IS_DELETE, "Delete"},
	{KEY_IS_TAB, "Tab"},
	{KEY_IS_ENTER, "Enter"},
	{KEY_IS_ESCAPE, "Esc"},
	{' ', "Space"},
	{KEY_IS_OTHER, "like that"},
};

const char *key_format(int key, char text[KEY_TEXT_SIZE])
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].key == key) {
			snprintf(text, KEY_TEXT_SIZE, "%s", names[i].name);
			return text;
		}
	}
	if (key >= KEY_IS_F1 && key <= KEY_IS_F12) {
		snprintf(text, KEY_TEXT_SIZE, "F%d", key - KEY_IS_F1 + 1);
	} else if (key < ' ') {
		snprintf(text, KEY_TEXT_SIZE, "Ctrl-%c", key | 0x40);
	} else {
		snprintf(text, KEY_TEXT_SIZE, "%c", key);
	}
	return text;
}
