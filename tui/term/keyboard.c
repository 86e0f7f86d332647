/* SPDX-License-Identifier: MIT */
#include "term/keyboard.h"

#include "base.h"
#include "cell/key.h"
#include "clock.h"
#include "term/terminal_info.h"

#include <curses.h>
#include <poll.h>
#include <stdlib.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

/* Keys are read from a pad: reading from a window would refresh it in the middle of a frame. */
static WINDOW *pad;
static int click_row;

static const struct {
	/* curses key code */
	int from;
	/* enum key */
	int to;
} translations[] = {
	{KEY_UP, KEY_IS_UP},
	{KEY_DOWN, KEY_IS_DOWN},
	{KEY_LEFT, KEY_IS_LEFT},
	{KEY_RIGHT, KEY_IS_RIGHT},
	{KEY_PPAGE, KEY_IS_PAGE_UP},
	{KEY_NPAGE, KEY_IS_PAGE_DOWN},
	{KEY_HOME, KEY_IS_HOME},
	{KEY_END, KEY_IS_END},
	{KEY_BACKSPACE, KEY_IS_BACKSPACE},
	{0x7F, KEY_IS_BACKSPACE},
	{'\b', KEY_IS_BACKSPACE},
	{KEY_ENTER, KEY_IS_ENTER},
	{'\n', KEY_IS_ENTER},
};

/* DECRQM for mode 2026, and the DECRPM responses, which curses decodes as keys of these codes. */
#define SYNCHRONIZED_REQUEST "\033[?2026$p"
enum { KEY_RESPONSE = KEY_MAX + 1 };

static const struct {
	const char *bytes;
	/* the response says "set" or "reset", not "unknown" or "permanently reset" */
	bool is_known;
} responses[] = {
	{"\033[?2026;0$y", false},
	{"\033[?2026;1$y", true},
	{"\033[?2026;2$y", true},
	{"\033[?2026;3$y", true},
	{"\033[?2026;4$y", false},
};

static struct {
	/* 0: no query sent */
	int64_t asked_mono_ms;
	bool has_responded, is_known;
} synchronized;

#define RESPONSE_PATIENCE_MS 300

/*
 * Makes reads return at once. Ctrl-Z may discard input that poll() has just reported, and a
 * blocking read would then freeze the screen until the next key.
 */
static void read_without_waiting(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_cc[VMIN] = 0;
		modes.c_cc[VTIME] = 0;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &modes);
		(void)def_prog_mode();
	}
}

void keyboard_open(void)
{
	pad = newpad(1, 1);
	if (!pad) {
		base_fatal("out of memory for a pad");
	}
	if (!getenv("ESCDELAY")) {
		(void)set_escdelay(25);
	}
	(void)cbreak();
	(void)noecho();
	(void)nonl();
	read_without_waiting();
	(void)keypad(pad, TRUE);
	(void)nodelay(pad, TRUE);
	(void)mouseinterval(0);
	synchronized.asked_mono_ms = 0;
	synchronized.has_responded = synchronized.is_known = false;
}

void keyboard_close(void)
{
	(void)delwin(pad);
	pad = NULL;
}

/* --- Keys ----------------------------------------------------------------------------------- */

/* KEY_NONE for events that we do not use, such as the release of a button. */
static int read_mouse(void)
{
	MEVENT event;

	if (getmouse(&event) != OK) {
		return KEY_NONE;
	}
	if (event.bstate & BUTTON4_PRESSED) {
		return KEY_IS_WHEEL_UP;
	}
	if (event.bstate & BUTTON5_PRESSED) {
		return KEY_IS_WHEEL_DOWN;
	}
	click_row = event.y;
	return event.bstate & BUTTON1_PRESSED ? KEY_IS_CLICK : KEY_NONE;
}

static int translate(int key)
{
	for (size_t i = 0; i < ARRAY_LEN(translations); i++) {
		if (translations[i].from == key) {
			return translations[i].to;
		}
	}
	return key > 0 && key < 0x7F ? key : KEY_IS_OTHER;
}

static bool take_response(int key)
{
	if (key < KEY_RESPONSE || key >= KEY_RESPONSE + (int)ARRAY_LEN(responses)) {
		return false;
	}
	synchronized.has_responded = true;
	synchronized.is_known = responses[key - KEY_RESPONSE].is_known;
	return true;
}

int keyboard_read(void)
{
	int key, mouse_key;

	while ((key = wgetch(pad)) != ERR) {
		if (key == KEY_MOUSE && (mouse_key = read_mouse()) != KEY_NONE) {
			return mouse_key;
		}
		if (key != KEY_MOUSE && !take_response(key)) {
			return translate(key);
		}
	}
	return KEY_NONE;
}

int keyboard_click_row(void)
{
	return click_row;
}

bool keyboard_has_mouse(void)
{
	return *terminal_info_capability("kmous") != '\0';
}

void keyboard_set_mouse(bool is_on)
{
	if (keyboard_has_mouse()) {
		(void)mousemask(
			is_on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
	}
}

/* --- Synchronized output -------------------------------------------------------------------- */

const char *keyboard_synchronized_query(void)
{
	for (size_t i = 0; i < ARRAY_LEN(responses); i++) {
		(void)define_key(responses[i].bytes, KEY_RESPONSE + (int)i);
	}
	synchronized.asked_mono_ms = clock_mono_ms();
	return SYNCHRONIZED_REQUEST;
}

bool keyboard_has_synchronized(void)
{
	return synchronized.is_known;
}

void keyboard_await_response(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};
	int64_t until_ms = synchronized.asked_mono_ms + RESPONSE_PATIENCE_MS;
	int64_t left_ms;

	while (synchronized.asked_mono_ms && !synchronized.has_responded &&
		(left_ms = until_ms - clock_mono_ms()) > 0) {
		int key;

		if (poll(&tty, 1, (int)left_ms) != 1 || tty.revents != POLLIN ||
			(key = wgetch(pad)) == ERR) {
			return;
		}
		(void)take_response(key);
	}
}
