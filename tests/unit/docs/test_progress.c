/* SPDX-License-Identifier: MIT */
/* tests/progress, which shows how far an installation or a build has come. */
#include "kit/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *total, *script, *out;
	int exit_status;
	const char *err;
} rows[] = {
	{"8", "for i in 1 2 3 4 5 6 7 8; do echo \"  CC  $i.o\"; done; echo '  LD  all'",
		"  compiling 2 of 8\n  compiling 4 of 8\n  compiling 6 of 8\n  compiling 8 of 8\n",
		0, ""},
	{"2",
		"echo 'Get:1 http a'; echo 'Get:2 http b'; echo Fetched; echo 'Unpacking a (1) ...'; "
		"echo 'Unpacking b (1) ...'; echo 'Setting up a (1) ...'; echo 'Setting up b (1) ...'",
		"  downloading 1 of 2\n  downloading 2 of 2\n  unpacking 1 of 2\n  unpacking 2 of 2\n"
		"  setting up 1 of 2\n  setting up 2 of 2\n",
		0, ""},
	{"0", "true", "", 0, ""},
	{"1", "echo plain; echo '  CC  a.o'; echo wrong >&2; exit 7", "  compiling 1 of 1\n", 7,
		"plain\n  CC  a.o\nwrong\n"},
};

static void test_progress(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const arguments[] = {
			"tests/progress", rows[i].total, "/bin/sh", "-c", rows[i].script, NULL};
		struct run run;

		run_program(&run, arguments, NULL, NULL);
		assert_string_equal(buf_text(&run.out), rows[i].out);
		assert_string_equal(buf_text(&run.err), rows[i].err);
		assert_int_equal(run.exit_status, rows[i].exit_status);
		run_fini(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_progress)};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
