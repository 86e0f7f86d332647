/* SPDX-License-Identifier: MIT */
/* --doctor of the real program: what it says about the terminal and about an engine. */
#include "kit/binary.h"

#include "kit/shared_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct pty *start(const char *term, const char *const *env)
{
	static const char *const flags[] = {"--doctor", "--region", "eu-west-1", NULL};
	struct binary binary = {.url = scratch.url,
		.table = scratch.table,
		.flags = flags,
		.pty = {.cols = 200, .rows = 30, .term = term, .env = env}};

	return binary_start(&binary);
}

static void test_all_ok(void **state)
{
	static const struct play_step steps[] = {
		{NULL, "~ok terminal xterm-256color, 256 colors"},
		{NULL, "~ok size 200x30"},
		{NULL, "~ok locale C.UTF-8"},
		{NULL, "~ok Scan on the table allowed"},
		{NULL, "~untried UpdateItem"},
	};
	struct pty *pty = start("xterm-256color", NULL);

	(void)state;
	binary_steps(pty, steps, ARRAY_LEN(steps));
	binary_expect_exit(pty, 0);
	assert_int_equal(pty_find(pty, "BAD"), -1);
	pty_free(pty);
}

static void test_odd_terminal(void **state)
{
	static const char *const env[] = {"LANG=C", "LC_ALL=C", NULL};
	struct pty *pty = start("nobody-made-this", env);

	(void)state;
	binary_expect(pty, "~note terminal TERM=nobody-made-this is not known");
	binary_expect(pty, "~note locale C (ANSI_X3.4-1968)");
	binary_expect(pty, "--ascii");
	binary_expect_exit(pty, 0);
	pty_free(pty);
}

static void test_no_terminal(void **state)
{
	static const char *const flags[] = {"--doctor", "--table", "nobody-made-this", NULL};
	struct binary binary = {.url = scratch.url, .flags = flags};
	struct run run;

	(void)state;
	binary_run(&binary, &run, NULL);
	assert_int_equal(run.exit_status, 1);
	assert_non_null(strstr(buf_text(&run.out), "ssh -t"));
	assert_non_null(strstr(buf_text(&run.out), "BAD     table"));
	run_fini(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_ok),
		cmocka_unit_test(test_odd_terminal),
		cmocka_unit_test(test_no_terminal),
	};

	return cmocka_run_group_tests_name("doctor", tests, open_fixture, close_fixture);
}
