/* SPDX-License-Identifier: MIT */
/*
 * Every way in and out of the real program. Its endpoint takes requests and never answers, so each
 * of them also shows that nothing waits for the network.
 */
#include "binary.h"
#include "wire/canned.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Shorter than any timeout of a request, yet long for a busy machine. */
#define END_PATIENCE_MS 5000

static const struct canned_answer silence[] = {{.http_status = 0}};
static struct canned *server;

static int start_server(void **state)
{
	(void)state;
	server = canned_start(silence, ARRAY_LEN(silence));
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	canned_stop(server);
	return 0;
}

/* Starts the program and waits until its first frame is there and a request is under way. */
static struct pty *start_waiting(struct pty_options options)
{
	static const char *const flags[] = {"--read-only", NULL};
	int requests = canned_requests(server);
	struct binary binary = {.url = canned_url(server),
		.table = "a-table-that-never-answers",
		.flags = flags,
		.pty = options};
	struct pty *pty = binary_start(&binary);

	binary_expect(pty, "a-table-that-never-answers");
	binary_expect(pty, "READ-ONLY");
	if (!canned_wait(server, requests + 1, PTY_PATIENCE_MS)) {
		fail_msg("no request was sent");
	}
	assert_true(pty_mode(pty, 1049, false));
	assert_false(pty_has_initial_termios(pty));
	return pty;
}

static void assert_end(struct pty *pty, int exit_status)
{
	if (!pty_wait_exit(pty, END_PATIENCE_MS)) {
		pty_dump(pty);
		fail_msg("it does not end while a request is under way");
	}
	binary_expect_exit(pty, exit_status);
}

static void test_keys_end_it(void **state)
{
	static const char *const keys[] = {"q", "Q"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct pty *pty = start_waiting((struct pty_options){0});

		pty_type(pty, keys[i]);
		assert_end(pty, 0);
		binary_expect_restored(pty);
		pty_free(pty);
	}
}

static void test_signals_end_it(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct pty *pty = start_waiting((struct pty_options){0});

		pty_signal(pty, signals[i]);
		assert_end(pty, 128 + signals[i]);
		binary_expect_restored(pty);
		pty_free(pty);
	}
}

static void test_closed_terminal_ends_it(void **state)
{
	(void)state;
	for (int ignores_hangup = 0; ignores_hangup < 2; ignores_hangup++) {
		struct pty *pty =
			start_waiting((struct pty_options){.ignores_hangup = ignores_hangup});

		pty_hang_up(pty);
		assert_end(pty, 128 + SIGHUP);
		pty_free(pty);
	}
}

static void test_first_frame_needs_no_answer(void **state)
{
	struct pty *pty = start_waiting((struct pty_options){0});

	(void)state;
	pty_type(pty, "?");
	binary_expect(pty, "quit, from the overview");
	pty_type(pty, "Q");
	assert_end(pty, 0);
	pty_free(pty);
}

static void test_unknown_terminal_falls_back(void **state)
{
	static const char *const terms[] = {"xterm-nobody-knows", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		struct pty *pty = start_waiting((struct pty_options){.term = terms[i]});

		binary_expect(pty, "TERM");
		pty_type(pty, "q");
		assert_end(pty, 0);
		binary_expect_restored(pty);
		pty_free(pty);
	}
}

static void test_dumb_terminal_is_refused(void **state)
{
	struct binary binary = {.url = canned_url(server), .pty = {.term = "dumb"}};
	struct pty *pty = binary_start(&binary);

	(void)state;
	assert_true(pty_wait_exit(pty, PTY_PATIENCE_MS));
	assert_int_not_equal(pty_exit_status(pty), 0);
	binary_expect(pty, "--once");
	assert_null(memchr(buf_text(pty_log(pty)), '\033', pty_log(pty)->length));
	pty_free(pty);
}

static void test_no_terminal_is_refused(void **state)
{
	struct run run;

	(void)state;
	binary_run(&(struct binary){.url = canned_url(server)}, &run, NULL);
	assert_int_not_equal(run.exit_status, 0);
	assert_int_not_equal(run.exit_status, -1);
	assert_string_equal(buf_text(&run.out), "");
	assert_non_null(strstr(buf_text(&run.err), "--once"));
	run_fini(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_frame_needs_no_answer),
		cmocka_unit_test(test_keys_end_it),
		cmocka_unit_test(test_signals_end_it),
		cmocka_unit_test(test_closed_terminal_ends_it),
		cmocka_unit_test(test_unknown_terminal_falls_back),
		cmocka_unit_test(test_dumb_terminal_is_refused),
		cmocka_unit_test(test_no_terminal_is_refused),
	};

	return cmocka_run_group_tests_name("exits", tests, start_server, stop_server);
}
