/* SPDX-License-Identifier: MIT */
/*
 * Every way to start and end the real program. Its endpoint takes requests and never responds, so
 * each test also shows that nothing waits for the network.
 */
#include "kit/binary.h"

#include "kit/canned.h"

#include "kit/rounds.h"
#include "kit/skip.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Just below the timeout of a request to DynamoDB, 10 s: a wait for that would exceed it. */
#define END_PATIENCE_MS 9000

static const struct canned_response silence[] = {{.http_status = 0}};
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

/* Starts it and waits for its first frame and for a request. */
static struct pty *wait_for_start(struct binary binary)
{
	static const char *const flags[] = {"--read-only", NULL};
	int requests = canned_requests(server);
	struct pty *pty;

	binary.url = canned_url(server);
	binary.table = "a-table-that-never-responds";
	binary.flags = flags;
	pty = binary_start(&binary);

	binary_expect(pty, "a-table-that-never-responds");
	binary_expect(pty, "READ-ONLY");
	if (!canned_wait(server, requests + 1, PTY_PATIENCE_MS)) {
		fail_msg("no request was sent");
	}
	assert_true(pty_mode(pty, 1049, false));
	assert_false(pty_has_initial_termios(pty));
	return pty;
}

static struct pty *start_waiting(struct pty_options options)
{
	return wait_for_start((struct binary){.pty = options});
}

static void assert_end(struct pty *pty, int exit_status)
{
	if (!pty_wait_exit(pty, END_PATIENCE_MS)) {
		pty_dump(pty);
		fail_msg("it does not end while a request is under way");
	}
	binary_expect_exit(pty, exit_status);
}

/* The same, and the terminal is as it was before. Frees. */
static void assert_clean_end(struct pty *pty, int exit_status)
{
	assert_end(pty, exit_status);
	binary_expect_restored(pty);
	pty_free(pty);
}

static void test_keys_end_it(void **state)
{
	static const char *const keys[] = {"q", "Q"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct pty *pty = start_waiting((struct pty_options){0});

		pty_type(pty, keys[i]);
		assert_clean_end(pty, 0);
	}
}

static void test_signals_end_it(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct pty *pty = start_waiting((struct pty_options){0});

		pty_signal(pty, signals[i]);
		assert_clean_end(pty, 128 + signals[i]);
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

static void test_first_frame_needs_no_response(void **state)
{
	struct pty *pty = start_waiting((struct pty_options){0});

	(void)state;
	binary_type(pty, "?", "quit (from the overview)");
	pty_type(pty, "Q");
	assert_clean_end(pty, 0);
}

/* Not even credentials, which come from the same silent server. */
static void test_first_frame_needs_no_credentials(void **state)
{
	int requests = canned_requests(server);
	char uri[100];

	(void)state;
	snprintf(uri, sizeof(uri), "AWS_CONTAINER_CREDENTIALS_FULL_URI=%s", canned_url(server));
	const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", uri, NULL};
	struct pty *pty = binary_start(&(struct binary){
		.url = canned_url(server), .table = "the-table", .pty = {.env = env}});

	binary_expect(pty, "Looking for credentials.");
	assert_true(canned_wait(server, requests + 1, PTY_PATIENCE_MS));
	pty_type(pty, "Q");
	assert_clean_end(pty, 0);
}

static void test_unknown_terminal_falls_back(void **state)
{
	static const char *const terms[] = {"xterm-nobody-knows", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		struct pty *pty = start_waiting((struct pty_options){.term = terms[i]});

		binary_expect(pty, "TERM");
		pty_type(pty, "q");
		assert_clean_end(pty, 0);
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

#define CLEAR "\033[H\033[2J"

/* Whether the whole screen was redrawn, as after every stop, since the log had that length. */
static bool has_redrawn(struct pty *pty, const void *user)
{
	const struct buf *log = pty_log(pty);
	size_t from = *(const size_t *)user;

	return strstr(buf_text(log) + from, CLEAR) != NULL;
}

/*
 * Ctrl-Z stops the whole job. The shell stops at once; its own parent does not see the program, and
 * may continue the job while the program is still stopping, or before it has seen the signal:
 * SIGCONT cancels a pending SIGTSTP. So the test cannot wait for the program's stop, but in every
 * order the screen must be back afterwards and take keys.
 */

static void test_suspend_below_a_shell(void **state)
{
	long stops = rounds(20);
	struct pty *pty;

	(void)state;
#if defined(__SANITIZE_THREAD__)
	SKIP_TEST(
		"ThreadSanitizer delays signals and delivers those that meet by number: SIGCONT first");
#endif
	pty = wait_for_start((struct binary){.is_below_shell = true});
	for (long i = 0; i < stops; i++) {
		size_t log_bytes;

		pty_type(pty, "\032");
		assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
		log_bytes = pty_log(pty)->length;
		assert_true(pty_continue(pty, PTY_PATIENCE_MS));
		if (!pty_wait(pty, has_redrawn, &log_bytes, PTY_PATIENCE_MS)) {
			pty_dump(pty);
			fail_msg("the screen does not come back, try %ld", i);
		}
		binary_type(pty, "?", "KEYS");
		binary_type(pty, "q", "!KEYS");
	}
	binary_quit(pty);
}

/* Every time, not only before it was first continued. */
static void test_suspend_by_a_key(void **state)
{
	struct pty *pty = start_waiting((struct pty_options){0});

	(void)state;
	for (int i = 0; i < 3; i++) {
		size_t log_bytes;

		pty_undefine_suspend(pty);
		pty_type(pty, "\032");
		assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
		binary_expect_restored(pty);
		log_bytes = pty_log(pty)->length;
		assert_true(pty_continue(pty, PTY_PATIENCE_MS));
		assert_true(pty_wait(pty, has_redrawn, &log_bytes, PTY_PATIENCE_MS));
	}
	binary_quit(pty);
}

/* As by kill in a shell, which keeps the terminal: the program must not touch it any more. */
static void test_signals_end_it_while_it_is_stopped(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

	(void)state;
	/* Repeatedly, because Ctrl-Z may discard what the program is about to read. */
	for (size_t i = 0; i < 10 * ARRAY_LEN(signals); i++) {
		int signal_number = signals[i % ARRAY_LEN(signals)];
		struct pty *pty = start_waiting((struct pty_options){0});
		size_t log_bytes;

		pty_type(pty, "\032");
		assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
		log_bytes = pty_log(pty)->length;
		pty_signal(pty, signal_number);
		pty_signal(pty, SIGCONT);
		assert_end(pty, 128 + signal_number);
		binary_expect_restored(pty);
		assert_int_equal(pty_log(pty)->length, log_bytes);
		pty_free(pty);
	}
}

/* The title is sent again after the redrawn frame. */
static bool has_title_again(struct pty *pty, const void *user)
{
	const char *clear = strstr(buf_text(pty_log(pty)) + *(const size_t *)user, CLEAR);

	return clear && strstr(clear, "\033]2;beyatop");
}

/*
 * Without a shell to continue it, it does not stop: the screen comes back by itself, title
 * included.
 */
static void test_suspend_without_a_shell(void **state)
{
	struct pty *pty = start_waiting((struct pty_options){.has_no_job = true});
	size_t log_bytes = pty_log(pty)->length;

	(void)state;
	pty_type(pty, "\032");
	if (!pty_wait(pty, has_title_again, &log_bytes, PTY_PATIENCE_MS)) {
		pty_dump(pty);
		fail_msg("it does not come back as it was");
	}
	assert_true(pty_mode(pty, 1049, false));
	assert_false(pty_has_initial_termios(pty));
	binary_type(pty, "?", "KEYS");
	binary_quit(pty);
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
		cmocka_unit_test(test_first_frame_needs_no_response),
		cmocka_unit_test(test_first_frame_needs_no_credentials),
		cmocka_unit_test(test_keys_end_it),
		cmocka_unit_test(test_signals_end_it),
		cmocka_unit_test(test_closed_terminal_ends_it),
		cmocka_unit_test(test_unknown_terminal_falls_back),
		cmocka_unit_test(test_dumb_terminal_is_refused),
		cmocka_unit_test(test_suspend_below_a_shell),
		cmocka_unit_test(test_suspend_by_a_key),
		cmocka_unit_test(test_suspend_without_a_shell),
		cmocka_unit_test(test_signals_end_it_while_it_is_stopped),
		cmocka_unit_test(test_no_terminal_is_refused),
	};

	return cmocka_run_group_tests_name("exits", tests, start_server, stop_server);
}
