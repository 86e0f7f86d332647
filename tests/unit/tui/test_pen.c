/* SPDX-License-Identifier: MIT */
#include "cell/pen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COLS 12

/* A row of the canvas as ASCII, '~' for an ellipsis. */
static const char *row_of(const struct canvas *canvas, int y)
{
	static char text[COLS + 1];

	for (int x = 0; x < COLS; x++) {
		text[x] = (char)canvas_at(canvas, y, x)->text[0];
	}
	return text;
}

static void texts_follow_each_other(void **state)
{
	struct canvas canvas = {.is_ascii = true};

	(void)state;
	canvas_resize(&canvas, 3, COLS);
	struct pen pen = pen_at(&canvas, 0, 1);

	assert_int_equal(pen_cols_left(&pen), 10);
	pen_put(&pen, ROLE_TITLE, "ab");
	pen_skip(&pen, 1);
	pen_printf(&pen, ROLE_DIM, "%d", 42);
	assert_string_equal(row_of(&canvas, 0), " ab 42      ");
	assert_int_equal(canvas_at(&canvas, 0, 1)->role, ROLE_TITLE);
	assert_int_equal(canvas_at(&canvas, 0, 4)->role, ROLE_DIM);
	pen_move_to(&pen, 8);
	pen_put(&pen, ROLE_NORMAL, "cde");
	pen_move_to(&pen, 2); /* passed: stays */
	assert_int_equal(pen_cols_left(&pen), 0);
	pen_put(&pen, ROLE_NORMAL, "no room");
	assert_string_equal(row_of(&canvas, 0), " ab 42  cde ");
	pen_next_line(&pen);
	pen_put(&pen, ROLE_NORMAL, "next");
	assert_string_equal(row_of(&canvas, 1), " next       ");
	assert_int_equal(canvas.strays, 0);
	canvas_fini(&canvas);
}

static void what_does_not_fit_is_cut(void **state)
{
	struct canvas canvas = {.is_ascii = true};

	(void)state;
	canvas_resize(&canvas, 3, COLS);
	struct pen pen = pen_at(&canvas, 0, 1);

	pen_put_limited(&pen, 4, ROLE_NORMAL, "abcdef");
	pen_put(&pen, ROLE_NORMAL, "ghijklm");
	assert_string_equal(row_of(&canvas, 0), " abc~ghijk~ ");
	pen_next_line(&pen);
	pen_put(&pen, ROLE_NORMAL, "abc");
	pen_put_at_end(&pen, ROLE_NORMAL, "too long");
	assert_string_equal(row_of(&canvas, 1), " abc        ");
	pen_put_at_end(&pen, ROLE_NORMAL, "xyz");
	assert_string_equal(row_of(&canvas, 1), " abc    xyz ");
	assert_int_equal(canvas.strays, 0);
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_follow_each_other),
		cmocka_unit_test(what_does_not_fit_is_cut),
	};

	return cmocka_run_group_tests_name("pen", tests, NULL, NULL);
}
