/* SPDX-License-Identifier: MIT */
#include "cell/key_parser.h"

#include "base.h"
#include "cell/key.h"
#include "kit/rounds.h"
#include "kit/sequences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_KEYS 64

/* What a parser has returned. */
struct keys {
	int keys[MAX_KEYS];
	size_t count;
};

static bool is_response(int key)
{
	return key >= RESPONSE_SYNCHRONIZED && key <= RESPONSE_STATUS;
}

/* Of a paste, as of responses, a view sees nothing. */
static void take(struct key_parser *parser, struct keys *keys)
{
	int key;

	while ((key = key_parser_take(parser)) != KEY_NONE) {
		if (!is_response(key) && !(key & KEY_PASTED) && keys->count < MAX_KEYS) {
			keys->keys[keys->count++] = key;
		}
	}
}

static void put(struct key_parser *parser, const char *bytes, size_t length, struct keys *keys)
{
	for (size_t i = 0; i < length; i++) {
		key_parser_put(parser, (unsigned char)bytes[i]);
		take(parser, keys);
	}
}

static void give_up(struct key_parser *parser, struct keys *keys)
{
	key_parser_give_up(parser);
	take(parser, keys);
}

/* The mouse is on in the parser; keyboard.c drops its events while it is off. */
static bool is_mouse(int key)
{
	return key >= KEY_IS_WHEEL_UP && key <= KEY_IS_CLICK;
}

static void expect_keys(
	const struct sequence_case *expected, const struct keys *keys, const char *last, size_t cut)
{
	size_t wanted = (expected->key != KEY_NONE) + strlen(last), start = 0;

	start = keys->count > 0 && expected->key == KEY_NONE && is_mouse(keys->keys[0]);
	if (keys->count - start != wanted ||
		(expected->key != KEY_NONE && keys->keys[start] != expected->key)) {
		fail_msg("%s, cut at %zu: %zu keys, first %d", expected->name, cut, keys->count,
			keys->keys[0]);
	}
	for (size_t i = 0; last[i]; i++) {
		assert_int_equal(keys->keys[keys->count - strlen(last) + i], last[i]);
	}
}

/* Each is one key or nothing, and what follows is not affected. */
static void test_every_sequence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const struct sequence_case *sequence = &sequence_cases[i];
		struct key_parser parser = {0};
		struct keys keys = {0};

		put(&parser, sequence->bytes, strlen(sequence->bytes), &keys);
		put(&parser, "xyz", 3, &keys);
		expect_keys(sequence, &keys, "xyz", 0);
		assert_int_equal(key_parser_patience_ms(&parser, 100), -1);
	}
}

/* Cut off at any byte it is nothing, or Esc if it was only that; later keys are keys again. */
static void test_cut_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const char *bytes = sequence_cases[i].bytes;

		for (size_t cut = 1; cut < strlen(bytes); cut++) {
			struct key_parser parser = {0};
			struct keys keys = {0};
			bool is_escape = bytes[cut - 1] == '\033' &&
					 (cut == 1 || (cut == 2 && bytes[0] == '\033'));

			put(&parser, bytes, cut, &keys);
			assert_int_equal(keys.count, 0);
			assert_true(key_parser_patience_ms(&parser, 100) > 0);
			while (key_parser_patience_ms(&parser, 100) > 0) {
				give_up(&parser, &keys);
			}
			assert_int_equal(keys.count, is_escape ? cut : 0);
			assert_true(!is_escape || keys.keys[0] == KEY_IS_ESCAPE);
			put(&parser, "[qO", 3, &keys);
			assert_int_equal(keys.count, (is_escape ? cut : 0) + 3);
		}
	}
}

/* The rest of a sequence, so late that its ESC was taken for a key, is still no letters. */
static void test_late_rest(void **state)
{
	(void)state;
	for (size_t i = 0; i < sequence_cases_count; i++) {
		const struct sequence_case *sequence = &sequence_cases[i];
		struct key_parser parser = {0};
		struct keys keys = {0};

		if (sequence->bytes[0] != '\033' || sequence->bytes[1] == '\033') {
			continue;
		}
		put(&parser, sequence->bytes, 1, &keys);
		give_up(&parser, &keys);
		assert_int_equal(keys.count, 1);
		assert_int_equal(keys.keys[0], KEY_IS_ESCAPE);
		keys.count = 0;
		assert_false(parser.was_too_early);
		put(&parser, sequence->bytes + 1, strlen(sequence->bytes) - 1, &keys);
		assert_true(parser.was_too_early);
		put(&parser, "x", 1, &keys);
		expect_keys(sequence, &keys, "x", 1);
	}
}

/* A control character or the next sequence ends one that was cut off. */
static void test_interrupted(void **state)
{
	static const char *const begins[] = {
		"\033[", "\033[1;", "\033O", "\033[M!", "\033[<1;", "\x9b"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		struct key_parser parser = {0};
		struct keys keys = {0};

		put(&parser, begins[i], strlen(begins[i]), &keys);
		put(&parser, "\003", 1, &keys);
		put(&parser, begins[i], strlen(begins[i]), &keys);
		put(&parser, "\033[A", 3, &keys);
		put(&parser, begins[i], strlen(begins[i]), &keys);
		put(&parser, "\r", 1, &keys);
		assert_int_equal(keys.count, 3);
		assert_int_equal(keys.keys[0], KEY_CTRL('c'));
		assert_int_equal(keys.keys[1], KEY_IS_UP);
		assert_int_equal(keys.keys[2], KEY_IS_ENTER);
	}
	/* a string ends where the next sequence starts, too */
	struct key_parser parser = {0};
	struct keys keys = {0};

	put(&parser, "\033]11;rgb:\033[B", 12, &keys);
	assert_int_equal(keys.count, 1);
	assert_int_equal(keys.keys[0], KEY_IS_DOWN);
}

static void test_escape(void **state)
{
	static const struct {
		const char *bytes;
		size_t count;
		int last;
	} cases[] = {
		{"\033", 1, KEY_IS_ESCAPE},
		{"\033\033", 2, KEY_IS_ESCAPE},
		{"\033\033\033", 3, KEY_IS_ESCAPE},
		{"\033q", 2, 'q'},
		{"\033\r", 2, KEY_IS_ENTER},
		{"\033\033q", 3, 'q'},
		{"\033\xc3\xa9", 2, KEY_IS_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_parser parser = {0};
		struct keys keys = {0};

		put(&parser, cases[i].bytes, strlen(cases[i].bytes), &keys);
		give_up(&parser, &keys);
		assert_int_equal(keys.count, cases[i].count);
		assert_int_equal(keys.keys[0], KEY_IS_ESCAPE);
		assert_int_equal(keys.keys[keys.count - 1], cases[i].last);
	}
	struct key_parser parser = {0};

	key_parser_put(&parser, '\033');
	assert_int_equal(key_parser_patience_ms(&parser, 123), 123);
}

/* Text without control characters, lines or keys. */
static void test_paste(void **state)
{
	static const struct {
		const char *bytes, *text;
	} cases[] = {
		{"\033[200~user\033[201~", "user"},
		{"\033[200~a\nb\r\nc\td\033[201~", "abcd"},
		{"\033[200~a\003\032\034b\x7f\bc\033[201~", "abc"},
		{"\033[200~a\033[Bb\033]0;t\ac\033[201~", "abc"},
		{"\033[200~caf\xc3\xa9 x\033[201~", "caf x"},
		{"\033[200~\033[200~x\033[201~", "x"},
		/* what only looks like the end of the paste */
		{"\033[200~a\302\233201~q\033[201~", "a201~q"},
		{"\033[200~a\233201~q\033[201~", "a201~q"},
		{"\033[200~a\xe0\x80\x9b[201~q\033[201~", "a[201~q"},
		{"\033[200~a\xf0\x80\x80\x9b[201~q\033[201~", "a[201~q"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_parser parser = {0};
		char text[64] = "";
		size_t length = 0;

		for (const char *at = cases[i].bytes; *at; at++) {
			int key;

			key_parser_put(&parser, (unsigned char)*at);
			while ((key = key_parser_take(&parser)) != KEY_NONE) {
				assert_int_equal(key & ~0x7F, KEY_PASTED);
				text[length++] = (char)(key & 0x7F);
			}
		}
		assert_string_equal(text, cases[i].text);
		assert_false(parser.is_pasting);
	}
	/* Without its end it lasts until nothing more comes. */
	struct key_parser parser = {0};
	struct keys keys = {0};

	put(&parser, "\033[200~q", 7, &keys);
	assert_int_equal(keys.count, 0);
	assert_true(key_parser_patience_ms(&parser, 100) > 1000);
	give_up(&parser, &keys);
	put(&parser, "q", 1, &keys);
	assert_int_equal(keys.count, 1);
}

static void test_mouse(void **state)
{
	static const struct {
		const char *bytes;
		int key, row;
	} cases[] = {
		{"\033[<0;5;10M", KEY_IS_CLICK, 9},
		{"\033[<64;5;10M", KEY_IS_WHEEL_UP, 9},
		{"\033[<65;5;10M", KEY_IS_WHEEL_DOWN, 9},
		{"\033[<0;5;10m", KEY_NONE, 0},
		{"\033[<2;5;10M", KEY_NONE, 0},
		{"\033[<32;5;10M", KEY_NONE, 0},
		{"\033[32;5;10M", KEY_IS_CLICK, 9},
		{"\033[96;5;10M", KEY_IS_WHEEL_UP, 9},
		{"\033[M %*", KEY_IS_CLICK, 9},
		{"\033[M`%*", KEY_IS_WHEEL_UP, 9},
		{"\033[Ma%*", KEY_IS_WHEEL_DOWN, 9},
		{"\033[M#%*", KEY_NONE, 0},
		{"\033[M \xff*", KEY_IS_CLICK, 9},
		{"\033[M \xc4\xa0*", KEY_IS_CLICK, 9},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_parser parser = {0};
		struct keys keys = {0};

		put(&parser, cases[i].bytes, strlen(cases[i].bytes), &keys);
		assert_int_equal(keys.count, cases[i].key != KEY_NONE);
		if (keys.count > 0) {
			assert_int_equal(keys.keys[0], cases[i].key);
			assert_int_equal(parser.click_row, cases[i].row);
		}
	}
}

static void test_responses(void **state)
{
	static const struct {
		const char *bytes;
		int response;
	} cases[] = {
		{"\033[0n", RESPONSE_STATUS},
		{"\033[?2026;0$y", RESPONSE_NOT_SYNCHRONIZED},
		{"\033[?2026;1$y", RESPONSE_SYNCHRONIZED},
		{"\033[?2026;2$y", RESPONSE_SYNCHRONIZED},
		{"\033[?2026;3$y", RESPONSE_SYNCHRONIZED},
		{"\033[?2026;4$y", RESPONSE_NOT_SYNCHRONIZED},
		{"\033[?2004;2$y", KEY_NONE},
		{"\033[200~\033[0n\033[201~", RESPONSE_STATUS},
		{"\033]11;rgb:0000/0000/0000\033\\", RESPONSE_DARK},
		{"\033]11;rgb:ffff/ffff/ffff\a", RESPONSE_LIGHT},
		{"\033]11;rgb:fd/f6/e3\a", RESPONSE_LIGHT},
		{"\033]11;rgb:0/2/3\a", RESPONSE_DARK},
		{"\033]11;rgb:000/2b2/363\a", RESPONSE_DARK},
		{"\033]11;rgba:1e1e/1e1e/2e2e/cccc\a", RESPONSE_DARK},
		/* blue is dark, yellow light */
		{"\033]11;rgb:0000/0000/ffff\a", RESPONSE_DARK},
		{"\033]11;rgb:ffff/ffff/0000\a", RESPONSE_LIGHT},
		{"\033]10;rgb:ffff/ffff/ffff\a", KEY_NONE},
		{"\033]11;rgb:ffff/ffff\a", KEY_NONE},
		{"\033]11;rgb:fffff/0/0\a", KEY_NONE},
		{"\033]11;?\a", KEY_NONE},
		{"\033]\a", KEY_NONE},
		{"\033]11;rgb:ffff/ffff/ffff\030\033[0n", RESPONSE_STATUS},
		{"\033P11;rgb:ffff/ffff/ffff\033\\", KEY_NONE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct key_parser parser = {0};
		int response = KEY_NONE;

		for (const char *at = cases[i].bytes; *at; at++) {
			int key;

			key_parser_put(&parser, (unsigned char)*at);
			key = key_parser_take(&parser);
			response = key != KEY_NONE ? key : response;
		}
		assert_int_equal(response, cases[i].response);
	}
}

/* Keys of the terminal database come first; what does not fit is ignored. */
static void test_defined(void **state)
{
	static const struct {
		const char *bytes;
		int key;
	} cases[] = {
		{"\033[I", KEY_IS_PAGE_UP},      /* cons25 */
		{"\033[214z", KEY_IS_HOME},      /* Sun */
		{"\033A", KEY_IS_UP},            /* VT52 */
		{"\033[150q", KEY_IS_PAGE_DOWN}, /* aixterm */
	};
	struct key_parser parser = {0};

	(void)state;
	key_parser_define(&parser, "", KEY_IS_END);
	key_parser_define(&parser, "\013", KEY_IS_END);
	key_parser_define(&parser, "\033[1234567890123456789z", KEY_IS_END);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		key_parser_define(&parser, cases[i].bytes, cases[i].key);
	}
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct keys keys = {0};

		put(&parser, cases[i].bytes, strlen(cases[i].bytes), &keys);
		assert_int_equal(keys.count, 1);
		assert_int_equal(keys.keys[0], cases[i].key);
	}
	for (int i = 0; i < 2 * KEY_PARSER_MAX_DEFINED; i++) {
		key_parser_define(&parser, "\033[9z", KEY_IS_END);
	}
	assert_int_equal(parser.defined_count, KEY_PARSER_MAX_DEFINED);
}

/* Any bytes give at most one key per byte and two more, all valid, and nothing stays stuck. */
static void test_random(void **state)
{
	static const char likely[] =
		"\033\033\033[[O]P_^X;:0123456789~uMmABnRy<?>$\a\\\x9b\x9c\xc3\xa9q";
	struct key_parser parser = {0};

	(void)state;
	srand(1);
	for (long i = 0; i < rounds(300000); i++) {
		unsigned char byte =
			(unsigned char)(rand() % 4 == 0
						? rand()
						: likely[(size_t)rand() % (sizeof(likely) - 1)]);
		int key, count = 0;

		if (rand() % 16 == 0) {
			key_parser_give_up(&parser);
		} else {
			key_parser_put(&parser, byte);
		}
		while ((key = key_parser_take(&parser)) != KEY_NONE) {
			int plain = key & ~KEY_PASTED;

			assert_true(
				plain > 0 &&
				(plain < 0x7F || (plain >= KEY_IS_UP && plain <= KEY_IS_OTHER) ||
					is_response(plain)));
			assert_true(++count <= 4);
		}
		assert_true(parser.length < sizeof(parser.text));
	}
	for (int i = 0; i < 4; i++) {
		key_parser_give_up(&parser);
	}
	assert_int_equal(key_parser_patience_ms(&parser, 100), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_sequence),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_late_rest),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_responses),
		cmocka_unit_test(test_defined),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("key parser", tests, NULL, NULL);
}
