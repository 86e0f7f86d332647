/* SPDX-License-Identifier: MIT */
#include "cell/canvas.h"

#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct canvas canvas;

static int open_canvas(void **state)
{
	(void)state;
	canvas = (struct canvas){0};
	canvas_resize(&canvas, 4, 10);
	return 0;
}

static int close_canvas(void **state)
{
	(void)state;
	canvas_fini(&canvas);
	return 0;
}

/* The base characters of a row; what a wide one covers is left out. */
static void expect_row(int y, const char *text)
{
	char row[64] = "";
	size_t length = 0;

	for (int x = 0; x < canvas.cols; x++) {
		if (canvas_at(&canvas, y, x)->width_cols > 0) {
			length += text_encode(canvas_at(&canvas, y, x)->text[0], row + length);
		}
	}
	row[length] = '\0';
	assert_string_equal(row, text);
}

static void test_put(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&canvas, 1, 2, 8, ROLE_TITLE, "abc"), 3);
	expect_row(0, "          ");
	expect_row(1, "  abc     ");
	assert_int_equal(canvas_at(&canvas, 1, 2)->role, ROLE_TITLE);
	assert_int_equal(canvas_at(&canvas, 1, 5)->role, ROLE_NORMAL);
	assert_int_equal(canvas.strays, 0);
}

static void test_clip(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&canvas, 0, 0, 4, ROLE_NORMAL, "abcd"), 4);
	expect_row(0, "abcd      ");
	assert_int_equal(canvas_put(&canvas, 1, 0, 4, ROLE_NORMAL, "abcde"), 4);
	expect_row(1, "abc\u2026      ");
	assert_int_equal(canvas_put(&canvas, 2, 0, 1, ROLE_NORMAL, "abcde"), 1);
	expect_row(2, "\u2026         ");
	assert_int_equal(canvas_put(&canvas, 3, 0, 0, ROLE_NORMAL, "abcde"), 0);
	assert_int_equal(canvas_put(&canvas, 3, 0, -5, ROLE_NORMAL, "abcde"), 0);
	expect_row(3, "          ");
}

static void test_put_right(void **state)
{
	(void)state;
	canvas_put_right(&canvas, 0, 2, 6, ROLE_NORMAL, "abc");
	expect_row(0, "     abc  ");
	canvas_put_right(&canvas, 1, 2, 2, ROLE_NORMAL, "abc");
	expect_row(1, "  a\u2026      ");
}

static void test_wide(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&canvas, 0, 0, 10, ROLE_NORMAL, "\u65e5\u672cx"), 5);
	assert_int_equal(canvas_at(&canvas, 0, 0)->width_cols, 2);
	assert_int_equal(canvas_at(&canvas, 0, 1)->width_cols, 0);
	assert_int_equal(canvas_at(&canvas, 0, 4)->text[0], 'x');
	/* No half of a wide character: not at the limit, and not when one is overwritten. */
	assert_int_equal(canvas_put(&canvas, 1, 0, 4, ROLE_NORMAL, "\u65e5\u672c\u8a9e"), 3);
	expect_row(1, "\u65e5\u2026       ");
	canvas_put(&canvas, 0, 1, 1, ROLE_NORMAL, "-");
	expect_row(0, " -\u672cx     ");
	canvas_put(&canvas, 0, 2, 1, ROLE_NORMAL, "+");
	expect_row(0, " -+ x     ");
}

static void test_combining(void **state)
{
	(void)state;
	assert_int_equal(canvas_put(&canvas, 0, 0, 10, ROLE_NORMAL, "e\u0301\u0301\u0301x"), 2);
	assert_int_equal(canvas_at(&canvas, 0, 0)->text[1], 0x301);
	assert_int_equal(canvas_at(&canvas, 0, 0)->text[2], 0x301);
	assert_int_equal(canvas_at(&canvas, 0, 1)->text[0], 'x');
	/* A mark with nothing to stand on takes a column of its own. */
	assert_int_equal(canvas_put(&canvas, 1, 0, 10, ROLE_NORMAL, "\u0301"), 1);
	assert_int_equal(canvas_at(&canvas, 1, 0)->text[0], TEXT_REPLACEMENT);
}

static void test_ascii(void **state)
{
	(void)state;
	canvas.is_ascii = true;
	assert_int_equal(canvas_put(&canvas, 0, 0, 10, ROLE_NORMAL, "e\u0301\u65e5\u00e9"), 4);
	for (int x = 0; x < canvas.cols; x++) {
		assert_in_range(canvas_at(&canvas, 0, x)->text[0], 0, 0x7E);
		assert_int_equal(canvas_at(&canvas, 0, x)->text[1], 0);
	}
	canvas_put(&canvas, 1, 0, 3, ROLE_NORMAL, "abcdef");
	expect_row(1, "ab~       ");
	for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
		assert_in_range(canvas_glyph(&canvas, glyph)[0], 0x20, 0x7E);
	}
}

static void test_controls(void **state)
{
	(void)state;
	canvas_put(&canvas, 0, 0, 10, ROLE_NORMAL, "a\033\n\xc2\x9b\xff");
	assert_int_equal(canvas_at(&canvas, 0, 0)->text[0], 'a');
	for (int x = 1; x < 5; x++) {
		assert_int_equal(canvas_at(&canvas, 0, x)->text[0], TEXT_REPLACEMENT);
	}
}

static void test_outside(void **state)
{
	(void)state;
	canvas_put(&canvas, 4, 0, 3, ROLE_NORMAL, "abc");
	canvas_put(&canvas, -1, 0, 1, ROLE_NORMAL, "a");
	canvas_put(&canvas, 0, 9, 2, ROLE_NORMAL, "\u65e5");
	assert_int_equal(canvas.strays, 5);
	for (int y = 0; y < canvas.rows; y++) {
		expect_row(y, "          ");
	}
}

static void test_wrap(void **state)
{
	(void)state;
	assert_int_equal(canvas_wrap(NULL, 0, 0, 9, 10, ROLE_NORMAL, ""), 0);
	assert_int_equal(canvas_wrap(NULL, 0, 0, 9, 10, ROLE_NORMAL, "one two three four"), 2);
	assert_int_equal(canvas_wrap(&canvas, 0, 0, 9, 10, ROLE_NORMAL, "one two three four"), 2);
	expect_row(0, "one two   ");
	expect_row(1, "three four");
	canvas_clear(&canvas);
	assert_int_equal(canvas_wrap(&canvas, 0, 0, 2, 5, ROLE_NORMAL, "abcdefgh ijk lmn"), 2);
	expect_row(0, "abcde     ");
	expect_row(1, "fgh \u2026     ");
	/* A character wider than the line ends it instead of looping. */
	assert_int_equal(canvas_wrap(&canvas, 3, 0, 1, 1, ROLE_NORMAL, "\u65e5\u65e5"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_put, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_clip, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_put_right, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_wide, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_combining, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_ascii, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_controls, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_outside, open_canvas, close_canvas),
		cmocka_unit_test_setup_teardown(test_wrap, open_canvas, close_canvas),
	};

	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
