/* SPDX-License-Identifier: MIT */
/* Splitting a command line, and a program that does not exit. The rest is in
 * tests/wire/test_process.c. */
#include "aws/subprocess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	/* words[0] NULL: not a valid command */
	const char *command, *words[6];
} rows[] = {
	{"program", {"program"}},
	{"  /bin/program  --flag\tvalue\n", {"/bin/program", "--flag", "value"}},
	{"a 'b c' \"d e\"", {"a", "b c", "d e"}},
	{"a b'c 'd\" e\"f", {"a", "bc d ef"}},
	{"a '' \"\"", {"a", "", ""}},
	{"a 'b\\n\"c'", {"a", "b\\n\"c"}},
	{"a \"b\\\\c\\\"d\\n\"", {"a", "b\\c\"d\\n"}},
	{"a\\ b c\\\\d \\'", {"a b", "c\\d", "'"}},
	{"a $HOME `id` * ; ~ | > x # y", {"a", "$HOME", "`id`", "*", ";", "~"}},
	{"", {NULL}},
	{" \t ", {NULL}},
	{"a 'b", {NULL}},
	{"a \"b", {NULL}},
	{"a \"b\\\"", {NULL}},
	{"a b\\", {NULL}},
};

static void words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char **split = subprocess_split(rows[i].command);

		if (!split != !rows[i].words[0]) {
			fail_msg("\"%s\" is %staken", rows[i].command, split ? "" : "not ");
		}
		for (size_t j = 0; split && j < ARRAY_LEN(rows[i].words) && rows[i].words[j]; j++) {
			assert_non_null(split[j]);
			assert_string_equal(split[j], rows[i].words[j]);
		}
		free(split);
	}
}

/* Whatever it does instead of exiting. */
static void deadline(void **state)
{
	static const char *const commands[] = {
		"sleep 1000",
		"sh -c 'exec >/dev/null 2>&1; sleep 1000'",
		"sh -c 'sleep 1000 & exit 0'",
		"sh -c 'trap : HUP INT TERM; while :; do sleep 1000; done'",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct subprocess run = {.command = commands[i],
			.timeout_ms = 1000,
			.max_bytes = 1000,
			.cancel_fd = -1};
		struct error err;

		assert_false(subprocess_run(&run, &err));
		assert_int_equal(err.kind, ERROR_CONFIG);
		assert_string_equal(err.text, "did not finish within 1 s");
		buf_fini(&run.output);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(deadline),
	};

	return cmocka_run_group_tests_name("subprocess", tests, NULL, NULL);
}
