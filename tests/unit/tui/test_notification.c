/* SPDX-License-Identifier: MIT */
#include "cell/notification.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_every_byte(void **state)
{
	static const struct {
		enum settings_alert how;
		bool is_in_tmux;
		const char *bytes;
	} cases[] = {
		{ALERT_OFF, false, "\a"},
		{ALERT_BELL, true, "\a"},
		{ALERT_OSC9, false, "\a\033]9;beyatop: 1 critical\a"},
		{ALERT_OSC777, false, "\a\033]777;notify;beyatop;beyatop: 1 critical\a"},
		{ALERT_OSC99, false, "\a\033]99;;beyatop: 1 critical\033\\"},
		{ALERT_OSC9, true, "\a\033Ptmux;\033\033]9;beyatop: 1 critical\a\033\\"},
		{ALERT_OSC777, true,
			"\a\033Ptmux;\033\033]777;notify;beyatop;beyatop: 1 critical\a\033\\"},
		{ALERT_OSC99, true, "\a\033Ptmux;\033\033]99;;beyatop: 1 critical\033\033\\\033\\"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = {0};

		notification_put(&out, cases[i].how, cases[i].is_in_tmux, "beyatop: 1 critical");
		assert_string_equal(buf_text(&out), cases[i].bytes);
		buf_fini(&out);
	}
}

/* Names from the table cannot end the sequence, and are cut. */
static void test_hostile_text(void **state)
{
	static const char hostile[] = "a\033\\b\ac\xC2\x9C"
				      "d\x9C\xE2\x80\xAE"
				      "e\n";
	char longest[4096];

	(void)state;
	for (enum settings_alert how = ALERT_OSC9; how <= ALERT_OSC99; how++) {
		struct buf out = {0}, plain = {0};

		notification_put(&out, how, true, hostile);
		notification_put(&plain, how, true, "");
		/* Of each that is not a letter, a replacement of three bytes is left. */
		assert_int_equal(out.length - plain.length, strlen("a\\bcde") + 6 * 3);
		assert_null(strstr(buf_text(&out), "\033\\b"));
		buf_clear(&out);
		memset(longest, 'x', sizeof(longest) - 1);
		longest[sizeof(longest) - 1] = '\0';
		notification_put(&out, how, true, longest);
		assert_int_equal(out.length - plain.length, NOTIFICATION_TEXT_SIZE - 1);
		buf_fini(&out);
		buf_fini(&plain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_hostile_text),
	};

	return cmocka_run_group_tests_name("notification", tests, NULL, NULL);
}
