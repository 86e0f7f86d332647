/* SPDX-License-Identifier: MIT */
#include "cell/clipboard.h"

#include "kit/quoted.h"
#include "list/item_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void base64(void **state)
{
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		/* RFC 4648, section 10 */
		{"f", "Zg=="},
		{"fo", "Zm8="},
		{"foo", "Zm9v"},
		{"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="},
		{"foobar", "Zm9vYmFy"},
		{"\xFF\xFE\x7F", "//5/"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = {0}, wanted = {0};

		buf_printf(&wanted, "\033]52;c;%s\a", cases[i].encoded);
		assert_true(clipboard_write(cases[i].text, false, &out));
		assert_string_equal(buf_text(&out), buf_text(&wanted));
		buf_fini(&out);
		buf_fini(&wanted);
	}
}

static void in_tmux(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_true(clipboard_write("foo", true, &out));
	assert_string_equal(buf_text(&out), "\033]52;c;Zm9v\a\033Ptmux;\033\033]52;c;Zm9v\a\033\\");
	buf_fini(&out);
}

static void too_much_or_nothing(void **state)
{
	static char text[CLIPBOARD_MAX_BYTES + 2];
	struct buf out = {0};

	(void)state;
	assert_false(clipboard_write("", false, &out));
	memset(text, 'x', CLIPBOARD_MAX_BYTES + 1);
	assert_false(clipboard_write(text, false, &out));
	assert_int_equal(out.length, 0);
	text[CLIPBOARD_MAX_BYTES] = '\0';
	assert_true(clipboard_write(text, false, &out));
	buf_fini(&out);
}

static void items_without_secrets(void **state)
{
	static const struct item_node nodes[] = {
		{0, "n", "N", "12", 0, 0},
		{0, "odd", "N", "12\033[2J", 0, 0},
		{0, "nine", "N", "007", 0, 0},
		{0, "on", "BOOL", "true", 0, 0},
		{0, "nil", "NULL", "", 0, 0},
		{0, "state", "M", "", 5, 7},
		{1, "accessToken", "S", "hidden by its name", 0, 0},
		{1, "note", "S", "use xoxb-hidden-by-its-looks", 0, 0},
		{1, "list", "L", "", 2, 2},
		{2, "[0]", "S", "a\"b", 0, 0},
		{2, "[1]", "S", "https://x3k9.example.com/hook?k=1", 0, 0},
		{1, "secrets", "M", "", 1, 1},
		{2, "plain", "S", "hidden too", 0, 0},
		{0, "empty", "L", "", 0, 0},
		{0, "webhookUrl", "S", "somewhere", 0, 0},
	};
	const struct item_detail item = {
		.nodes = nodes, .nodes_count = sizeof(nodes) / sizeof(nodes[0])};
	struct buf out = {0};
	struct buf wanted =
		quoted_text("{'n':12,'odd':'12\\u001b[2J','nine':'007','on':true,'nil':null,"
			    "'state':{'accessToken':'****','note':'****','list':['a\\'b','https://"
			    "x3\xE2\x80\xA6.example.com/****'],"
			    "'secrets':{'plain':'****'}},'empty':[],'webhookUrl':'****'}");

	(void)state;
	item_json_put(&out, &item);
	assert_null(strstr(buf_text(&out), "hidden"));
	struct json *document = json_parse(buf_text(&out), out.length);

	assert_non_null(document);
	json_free(document);
	/* Up to the masked address, whose form another test covers. */
	size_t length = (size_t)(strstr(buf_text(&wanted), "https") - buf_text(&wanted));

	assert_memory_equal(buf_text(&out), buf_text(&wanted), length);
	buf_fini(&out);
	buf_fini(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64),
		cmocka_unit_test(in_tmux),
		cmocka_unit_test(too_much_or_nothing),
		cmocka_unit_test(items_without_secrets),
	};

	return cmocka_run_group_tests_name("clipboard", tests, NULL, NULL);
}
