/* SPDX-License-Identifier: MIT */
#include "term/compact.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_needless_sequences(void **state)
{
	static const struct {
		const char *written, *sent;
	} rows[] = {
		{"", ""},
		{"plain", "plain"},
		{"\033(B\033[mx", "\033[mx"},
		{"\033(B\033[0;7mx\033(B\033[m", "\033[0;7mx\033[m"},
		{"\033[39m\033(B\033[mx", "\033[mx"},
		{"\033[39;49m\033(B\033[0;1mx", "\033[0;1mx"},
		{"\033[49m\033[m", "\033[m"},
		/* two in one */
		{"\033(B\033[0;1m\033[38;5;203mx", "\033[0;1;38;5;203mx"},
		{"\033[m\033[31mx", "\033[31mx"},
		{"\033[0;1m\033[38;5;231m\033[48;5;160mx", "\033[0;1;38;5;231;48;5;160mx"},
		{"\033[31m\033[44m\033[m", "\033[m"},
		{"\033[31m\033(B\033[0;7m\033[44m", "\033[0;7;44m"},
		/* nothing to reset */
		{"\033[mx\033(B\033[0;7my", "\033[mx\033[7my"},
		{"\033[mx\033[0;7my\033[0;1mz", "\033[mx\033[7my\033[0;1mz"},
		{"\033[0;7my", "\033[0;7my"},
		{"\033[1m\033[2J", "\033[1m\033[2J"},
		{"\033[1m\033[4;5H\033[m", "\033[1m\033[4;5H\033[m"},
		/* these have an effect */
		{"\033(Bx", "\033(Bx"},
		{"\033(B", "\033(B"},
		{"\033[39mx", "\033[39mx"},
		{"\033[39m\033[1m", "\033[39;1m"},
		{"\033[39m\033[0", "\033[39m\033[0"},
		{"\033", "\033"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf written = {0}, sent = {0};

		buf_puts(&written, rows[i].written);
		buf_puts(&sent, ">");
		compact_append(&sent, &written);
		assert_string_equal(buf_text(&sent) + 1, rows[i].sent);
		buf_fini(&written);
		buf_fini(&sent);
	}
}

/* Padding for slow terminals is NULs. */
static void test_nul(void **state)
{
	struct buf written = {0}, sent = {0};

	(void)state;
	buf_append(&written, "\0\033(B\033[m\0x", 9);
	compact_append(&sent, &written);
	assert_int_equal(sent.length, 6);
	assert_memory_equal(sent.data, "\0\033[m\0x", 6);
	buf_fini(&written);
	buf_fini(&sent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needless_sequences),
		cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests_name("compact", tests, NULL, NULL);
}
