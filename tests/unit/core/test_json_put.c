/* SPDX-License-Identifier: MIT */
#include "json_put.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_members(void **state)
{
	struct buf out = {0};

	(void)state;
	json_put_comma(&out);
	assert_string_equal(buf_text(&out), "");
	buf_putc(&out, '{');
	json_put_string(&out, "a\"b", "c\nd");
	json_put_string(&out, "none", NULL);
	json_put_integer(&out, "n", INT64_MIN);
	json_put_bool(&out, "yes", true);
	json_put_bool(&out, "no", false);
	json_put_string(&out, "null", NULL);
	json_put_decimal(&out, "half", -0.5);
	json_put_decimal(&out, "unknown", NAN);
	buf_putc(&out, '}');
	assert_string_equal(buf_text(&out),
		"{\"a\\\"b\":\"c\\u000ad\",\"none\":null,\"n\":-9223372036854775808,\"yes\":true,"
		"\"no\":false,\"null\":null,\"half\":-0.50,\"unknown\":null}");
	buf_fini(&out);
}

/* No comma after what opens a value or ends a line, one after all else. */
static void test_commas(void **state)
{
	struct buf out = {0};

	(void)state;
	buf_puts(&out, "{\"one\":1,\n");
	json_put_name(&out, "list");
	buf_putc(&out, '[');
	for (int i = 0; i < 2; i++) {
		json_put_comma(&out);
		buf_putc(&out, '{');
		json_put_integer(&out, "i", i);
		buf_putc(&out, '}');
	}
	buf_putc(&out, ']');
	json_put_bool(&out, "end", true);
	buf_putc(&out, '}');
	assert_string_equal(
		buf_text(&out), "{\"one\":1,\n\"list\":[{\"i\":0},{\"i\":1}],\"end\":true}");
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_commas),
	};

	return cmocka_run_group_tests_name("json_put", tests, NULL, NULL);
}
