/* SPDX-License-Identifier: MIT */
#include "term/keyboard.h"

#include "base.h"
#include "cell/key.h"
#include "cell/key_parser.h"
#include "clock.h"
#include "term/terminal_info.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * How long an ESC must be alone to be the key Esc: if the terminal is known to respond quickly, and
 * otherwise, or once the former was too short.
 */
#define ESCAPE_NEAR_MS 100
#define ESCAPE_FAR_MS  300

#define MAX_ESCAPE_MS 10000

/* DSR, as even a VT100 knows it. */
#define QUERY "\033[5n"

/* OSC 11, as xterm knows it. */
#define BACKGROUND_QUERY "\033]11;?\a"

#define RESPONSE_PATIENCE_MS 200

static const struct {
	const char *capability;
	/* enum key */
	int key;
} capabilities[] = {
	{"kcuu1", KEY_IS_UP},
	{"kcud1", KEY_IS_DOWN},
	{"kcub1", KEY_IS_LEFT},
	{"kcuf1", KEY_IS_RIGHT},
	{"kpp", KEY_IS_PAGE_UP},
	{"knp", KEY_IS_PAGE_DOWN},
	{"khome", KEY_IS_HOME},
	{"kend", KEY_IS_END},
	{"kent", KEY_IS_ENTER},
};

static struct key_parser parser;
static unsigned char bytes[4096];
static size_t bytes_count, bytes_taken;
static int64_t last_mono_ms; /* when bytes came last */
static bool mouse_is_on;

static struct {
	unsigned asked, answered;
	int64_t asked_mono_ms;
	/* of the fastest response; -1: none so far */
	int64_t round_trip_ms;
	bool has_synchronized;
	enum settings_theme background;
	/* until then, its response is due; 0: it has come */
	int64_t background_until_ms;
} responses;

void keyboard_open(void)
{
	parser = (struct key_parser){0};
	for (size_t i = 0; i < ARRAY_LEN(capabilities); i++) {
		key_parser_define(&parser, terminal_info_capability(capabilities[i].capability),
			capabilities[i].key);
	}
	bytes_count = bytes_taken = 0;
	mouse_is_on = false;
	responses.asked = responses.answered = 0;
	responses.round_trip_ms = -1;
	responses.has_synchronized = false;
	responses.background = THEME_AUTO;
	responses.background_until_ms = 0;
}

void keyboard_resume(void)
{
	parser.state = PARSER_GROUND;
	parser.is_pasting = false;
	parser.utf8_left = 0;
	bytes_count = bytes_taken = 0;
	responses.answered = responses.asked;
}

/* --- Keys ----------------------------------------------------------------------------------- */

static bool fill(void)
{
	ssize_t count = read(STDIN_FILENO, bytes, sizeof(bytes));

	bytes_taken = 0;
	bytes_count = count > 0 ? (size_t)count : 0;
	if (count > 0) {
		last_mono_ms = clock_mono_ms();
	}
	return count > 0;
}

static void note_response(void)
{
	int64_t round_trip_ms = clock_mono_ms() - responses.asked_mono_ms;

	if (responses.answered == responses.asked) {
		return; /* to another program */
	}
	responses.answered++;
	if (responses.round_trip_ms < 0 || round_trip_ms < responses.round_trip_ms) {
		responses.round_trip_ms = round_trip_ms;
	}
}

/* Returns the key; KEY_NONE for a response to us and for mouse events while the mouse is off. */
static int take_response(int key)
{
	switch (key) {
	case RESPONSE_SYNCHRONIZED:
	case RESPONSE_NOT_SYNCHRONIZED:
		responses.has_synchronized = key == RESPONSE_SYNCHRONIZED;
		return KEY_NONE;
	case RESPONSE_DARK:
	case RESPONSE_LIGHT:
		responses.background = key == RESPONSE_DARK ? THEME_DARK : THEME_LIGHT;
		responses.background_until_ms = 0;
		return KEY_NONE;
	case RESPONSE_STATUS:
		note_response();
		return KEY_NONE;
	case KEY_IS_WHEEL_UP:
	case KEY_IS_WHEEL_DOWN:
	case KEY_IS_CLICK:
		return mouse_is_on ? key : KEY_NONE;
	}
	return key;
}

int keyboard_read(void)
{
	int key;

	for (;;) {
		while ((key = key_parser_take(&parser)) != KEY_NONE) {
			key = take_response(key);
			if (key != KEY_NONE) {
				return key;
			}
		}
		if (bytes_taken < bytes_count || fill()) {
			key_parser_put(&parser, bytes[bytes_taken++]);
		} else if (keyboard_patience_ms() == 0) {
			key_parser_give_up(&parser);
		} else {
			return KEY_NONE;
		}
	}
}

/* Curses reads the same variable. */
static int escape_ms(void)
{
	const char *text = getenv("ESCDELAY");
	long ms = text ? strtol(text, NULL, 10) : 0;

	if (ms > 0 && ms <= MAX_ESCAPE_MS) {
		return (int)ms;
	}
	bool is_near = responses.round_trip_ms >= 0 && responses.round_trip_ms <= ESCAPE_NEAR_MS &&
		       !parser.was_too_early;

	return is_near ? ESCAPE_NEAR_MS : ESCAPE_FAR_MS;
}

int keyboard_patience_ms(void)
{
	int patience_ms = key_parser_patience_ms(&parser, escape_ms());
	int64_t left_ms = last_mono_ms + patience_ms - clock_mono_ms();

	if (patience_ms < 0) {
		return -1;
	}
	return left_ms > 0 ? (int)left_ms : 0;
}

int keyboard_click_row(void)
{
	return parser.click_row;
}

bool keyboard_has_mouse(void)
{
	return *terminal_info_capability("kmous") != '\0';
}

void keyboard_set_mouse(bool is_on)
{
	mouse_is_on = is_on;
}

/* --- Responses ------------------------------------------------------------------------------ */

const char *keyboard_query(void)
{
	responses.asked++;
	responses.asked_mono_ms = clock_mono_ms();
	return QUERY;
}

bool keyboard_has_response(void)
{
	return responses.answered == responses.asked || responses.round_trip_ms < 0;
}

bool keyboard_has_synchronized(void)
{
	return responses.has_synchronized;
}

const char *keyboard_background_query(void)
{
	responses.background_until_ms = clock_mono_ms() + RESPONSE_PATIENCE_MS;
	return BACKGROUND_QUERY;
}

enum settings_theme keyboard_background(void)
{
	return responses.background;
}

/*
 * screen(1) responds to one query itself and passes the other on, so neither response tells that
 * the other has come.
 */
static int64_t response_until_ms(void)
{
	int64_t status_until_ms = responses.answered < responses.asked
					  ? responses.asked_mono_ms + RESPONSE_PATIENCE_MS
					  : 0;

	return status_until_ms > responses.background_until_ms ? status_until_ms
							       : responses.background_until_ms;
}

void keyboard_await_response(void)
{
	struct pollfd tty = {.fd = STDIN_FILENO, .events = POLLIN};
	int64_t left_ms;

	while ((left_ms = response_until_ms() - clock_mono_ms()) > 0) {
		if (poll(&tty, 1, (int)left_ms) != 1 || tty.revents != POLLIN) {
			return;
		}
		while (keyboard_read() != KEY_NONE) {
			/* Typed after the program has ended. */
		}
	}
}
