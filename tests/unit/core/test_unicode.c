/* SPDX-License-Identifier: MIT */
/* The generated tables against those of the C library. */
/* For wcwidth(). */
#define _XOPEN_SOURCE 700 /* NOLINT(bugprone-reserved-identifier): that is its name */
#include "base/unicode.h"

#include "kit/skip.h"
#include "text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>
#include <wctype.h>

#include <cmocka.h>

#define LAST_CODE_POINT   0x10FFFF
#define NEW_IN_UNICODE_15 0x1FAF8

static int set_locale(void **state)
{
	(void)state;
	/* Its name is spelled in two ways. */
	return setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "C.utf8") ? 0 : -1;
}

static int reset_locale(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C") ? 0 : -1;
}

/* glibc makes these wide, although they are neutral or ambiguous in Unicode. */
static bool is_wide_in_glibc_only(uint32_t code_point)
{
	return (code_point >= 0x3248 && code_point <= 0x324F) ||
	       (code_point >= 0x4DC0 && code_point <= 0x4DFF);
}

static void test_widths(void **state)
{
	int compared = 0;

	(void)state;
	if (iswprint(NEW_IN_UNICODE_15)) {
		/* Newer characters than in our tables may be wide or combining. */
		SKIP_TEST("the C library knows a newer Unicode than our tables");
	}
	for (uint32_t code_point = 0x20; code_point <= LAST_CODE_POINT; code_point++) {
		int width_cols = wcwidth((wchar_t)code_point);

		if (width_cols < 0 || unicode_is_unsafe(code_point) ||
			is_wide_in_glibc_only(code_point)) {
			continue;
		}
		if (text_width(code_point) != width_cols) {
			fail_msg("U+%04X: %d columns here, %d in the C library",
				(unsigned)code_point, text_width(code_point), width_cols);
		}
		compared++;
	}
	assert_in_range(compared, 140000, LAST_CODE_POINT);
}

static void test_controls(void **state)
{
	(void)state;
	for (uint32_t code_point = 1; code_point <= LAST_CODE_POINT; code_point++) {
		if (iswcntrl(code_point) && !unicode_is_unsafe(code_point)) {
			fail_msg("U+%04X is a control character", (unsigned)code_point);
		}
	}
}

/* Terminals know them, whatever the C library and the generator's Python do. */
static void test_newer_characters(void **state)
{
	(void)state;
	for (uint32_t code_point = 0x13430; code_point <= 0x1343F; code_point++) {
		assert_true(unicode_is_unsafe(code_point));
	}
	assert_int_equal(text_width(NEW_IN_UNICODE_15), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_controls),
		cmocka_unit_test(test_newer_characters),
	};

	return cmocka_run_group_tests_name("unicode", tests, set_locale, reset_locale);
}
