/* SPDX-License-Identifier: MIT */
#include "ui/prompt.h"

#include "cell/key.h"
#include "view/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Characters stand for themselves, these for other keys. */
static const struct {
	char letter;
	int key;
} keys[] = {
	{'<', KEY_IS_LEFT},
	{'>', KEY_IS_RIGHT},
	{'^', KEY_IS_UP},
	{'_', KEY_IS_DOWN},
	{'{', KEY_IS_HOME},
	{'}', KEY_IS_END},
	{'#', KEY_IS_BACKSPACE},
	{'|', KEY_CTRL('u')},
	{'!', KEY_IS_ENTER},
	{'~', KEY_IS_ESCAPE},
};

static enum prompt_event type(struct prompt *prompt, const char *text)
{
	enum prompt_event event = PROMPT_EDITED;

	for (; *text; text++) {
		int key = (unsigned char)*text;

		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			key = keys[i].letter == *text ? keys[i].key : key;
		}
		event = prompt_key(prompt, key);
	}
	return event;
}

static void editing(void **state)
{
	static const struct {
		const char *typed, *text;
		size_t cursor;
	} cases[] = {
		{"", "", 0},
		{"abc", "abc", 3},
		{"abc<<x", "axbc", 2},
		{"abc<<<<<x", "xabc", 1},
		{"abc<#", "ac", 1},
		{"abc{#x}y", "xabcy", 5},
		{"abc<|", "c", 0},
		{"abc<>>>d", "abcd", 4},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct prompt prompt = {0};

		prompt_open(&prompt, ":", NULL, "");
		type(&prompt, cases[i].typed);
		assert_true(prompt.is_open);
		assert_string_equal(prompt.text, cases[i].text);
		assert_int_equal(prompt.cursor, cases[i].cursor);
	}
}

static void leaving(void **state)
{
	struct prompt prompt = {0};

	(void)state;
	prompt_open(&prompt, ":", NULL, "");
	assert_int_equal(type(&prompt, "ab#~"), PROMPT_LEFT);
	assert_false(prompt.is_open);
	prompt_open(&prompt, ":", NULL, "");
	assert_string_equal(prompt.text, "");
	type(&prompt, "a#");
	assert_true(prompt.is_open);
	assert_int_equal(type(&prompt, "#"), PROMPT_LEFT);
	assert_false(prompt.is_open);
	prompt_open(&prompt, ":", NULL, "");
	assert_int_equal(type(&prompt, "sweep!"), PROMPT_ENTERED);
	assert_false(prompt.is_open);
	assert_string_equal(prompt.text, "sweep");
}

static void what_is_typed_before_comes_back(void **state)
{
	struct prompt_history history = {0};
	struct prompt prompt = {0};

	(void)state;
	for (int i = 0; i < 3; i++) {
		static const char *const lines[] = {"one!", "two!", "two!"};

		prompt_open(&prompt, ":", &history, "");
		type(&prompt, lines[i]);
	}
	prompt_open(&prompt, ":", &history, "");
	type(&prompt, "  !"); /* a blank line is not kept */
	assert_int_equal(history.count, 2);
	prompt_open(&prompt, ":", &history, "");
	type(&prompt, "dra^");
	assert_string_equal(prompt.text, "two");
	type(&prompt, "^^^");
	assert_string_equal(prompt.text, "one");
	type(&prompt, "__");
	assert_string_equal(prompt.text, "dra");
	type(&prompt, "_ft");
	assert_string_equal(prompt.text, "draft");
	type(&prompt, "^s!"); /* an old line is edited as a new one */
	assert_string_equal(history.lines[1], "two");
	assert_string_equal(history.lines[2], "twos");
}

static void the_oldest_gives_way(void **state)
{
	struct prompt_history history = {0};
	struct prompt prompt = {0};

	(void)state;
	for (int i = 0; i < PROMPT_HISTORY_MAX + 5; i++) {
		char line[32];

		snprintf(line, sizeof(line), "line %d!", i);
		prompt_open(&prompt, ":", &history, "");
		type(&prompt, line);
	}
	assert_int_equal(history.count, PROMPT_HISTORY_MAX);
	assert_string_equal(history.lines[0], "line 5");
	assert_string_equal(history.lines[PROMPT_HISTORY_MAX - 1], "line 36");
}

/* A full text takes nothing more, and only printable ASCII is typed. */
static void bounds(void **state)
{
	struct prompt prompt = {0};

	(void)state;
	prompt_open(&prompt, ":", NULL, "");
	for (int key = 1; key <= KEY_IS_OTHER; key++) {
		prompt_key(&prompt, key);
		prompt.is_open = true;
	}
	for (int i = 0; i < 2 * PROMPT_SIZE; i++) {
		prompt_key(&prompt, 'a' + i % 26);
	}
	assert_int_equal(strlen(prompt.text), PROMPT_SIZE - 1);
	for (const char *at = prompt.text; *at; at++) {
		assert_in_range(*at, ' ', '~');
	}
	assert_int_equal(prompt_key(&prompt, KEY_IS_PAGE_UP), PROMPT_UNKNOWN);
	assert_int_equal(prompt_key(&prompt, KEY_CTRL('l')), PROMPT_UNKNOWN);
	assert_int_equal(prompt_key(&prompt, 0xE9), PROMPT_UNKNOWN);
}

/* The cursor is always on the screen. */
static void drawing(void **state)
{
	struct prompt prompt = {0};
	struct canvas canvas = {0};

	(void)state;
	canvas_resize(&canvas, 2, 60);
	prompt_open(&prompt, ":", NULL, "");
	for (int i = 0; i < PROMPT_SIZE - 1; i++) {
		prompt_key(&prompt, '0' + i % 10);
	}
	for (int i = 0; i < PROMPT_SIZE; i++) {
		int cursors = 0;

		prompt_line_draw(&canvas, &prompt, 1);
		for (int x = 0; x < canvas.cols; x++) {
			const struct cell *cell = canvas_at(&canvas, 1, x);

			if (cell->role != ROLE_SELECTED) {
				continue;
			}
			char under = prompt.text[prompt.cursor];

			assert_int_equal(cell->text[0], under ? under : ' ');
			cursors++;
		}
		assert_int_equal(cursors, 1);
		assert_int_equal(canvas.strays, 0);
		prompt_key(&prompt, KEY_IS_LEFT);
	}
	canvas_fini(&canvas);
}

/* A longer label, a text to edit, and an invalid part. */
static void marking(void **state)
{
	struct prompt prompt = {0};
	struct canvas canvas = {0};

	(void)state;
	canvas_resize(&canvas, 1, 40);
	prompt_open(&prompt, "find: ", NULL, "err>x late>3");
	assert_string_equal(prompt.text, "err>x late>3");
	assert_int_equal(prompt.cursor, 12);
	prompt.error_at = 4;
	prompt.error_length = 1;
	prompt_line_draw(&canvas, &prompt, 0);
	assert_int_equal(canvas_at(&canvas, 0, 10)->text[0], 'x');
	for (int x = 0; x < canvas.cols; x++) {
		assert_int_equal(canvas_at(&canvas, 0, x)->role == ROLE_BANNER, x == 10);
	}
	prompt.error_at = 12; /* past the end there is nothing to mark */
	prompt_line_draw(&canvas, &prompt, 0);
	assert_int_equal(canvas.strays, 0);
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(editing),
		cmocka_unit_test(leaving),
		cmocka_unit_test(what_is_typed_before_comes_back),
		cmocka_unit_test(the_oldest_gives_way),
		cmocka_unit_test(bounds),
		cmocka_unit_test(drawing),
		cmocka_unit_test(marking),
	};

	return cmocka_run_group_tests_name("prompt", tests, NULL, NULL);
}
