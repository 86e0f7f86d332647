/* SPDX-License-Identifier: MIT */
/*
 * Every signal, and a terminal that hangs: the program ends in good order or not at all, and
 * nothing happens that the user cannot have seen. On a server that counts and delays.
 */
#include "kit/binary.h"

#include "clock.h"
#include "kit/state_home.h"
#include "kit/workdir.h"
#include "server/server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct server *server;

static int start_server(void **state)
{
	(void)state;
	workdir_open();
	server = server_start(&(struct server_settings){.table = "the-table"});
	server_seed(server, 200, 60000, clock_wall_ms());
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	server_stop(server);
	workdir_close();
	return 0;
}

static struct pty *start(void)
{
	static const char *const env[] = {"AWS_ACCESS_KEY_ID=" SERVER_KEY_ID,
		"AWS_SECRET_ACCESS_KEY=" SERVER_SECRET, "AWS_REGION=" SERVER_REGION, NULL};
	static const char *const flags[] = {"--interval", "1h", NULL};
	struct pty *pty;

	(void)state_home_renew();
	pty = binary_start(&(struct binary){.url = server_url(server),
		.table = "the-table",
		.flags = flags,
		.pty = {.env = env, .rows = 40, .cols = 120}});
	binary_expect(pty, "scanned <");
	return pty;
}

/* --- Every signal ---------------------------------------------------------------------------- */

enum effect {
	/* the program goes on */
	NOTHING,
	ENDS,
	/* and shows everything again when it is continued */
	STOPS,
};

static enum effect effect_of(int signal_number)
{
	switch (signal_number) {
	case SIGINT:
	case SIGTERM:
	case SIGHUP:
	case SIGXCPU:
	case SIGPWR:
	case SIGSTKFLT:
	case SIGQUIT:
	case SIGILL:
	case SIGTRAP:
	case SIGABRT:
	case SIGBUS:
	case SIGFPE:
	case SIGSEGV:
	case SIGSYS:
		return ENDS;
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		return STOPS;
	}
	return NOTHING;
}

/* SIGKILL cannot be caught; the C library keeps the two before SIGRTMIN for itself. */
static bool is_tried(int signal_number)
{
	return signal_number != SIGKILL && (signal_number < 32 || signal_number >= SIGRTMIN);
}

static bool has_redrawn(struct pty *pty, const void *user)
{
	return strstr(buf_text(pty_log(pty)) + *(const size_t *)user, "\033[H\033[2J") != NULL;
}

static void expect_stop(struct pty *pty, int signal_number)
{
	size_t log_bytes;

	assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
	if (signal_number == SIGTSTP) {
		binary_expect_restored(pty);
	}
	log_bytes = pty_log(pty)->length;
	assert_true(pty_continue(pty, PTY_PATIENCE_MS));
	assert_true(pty_wait(pty, has_redrawn, &log_bytes, PTY_PATIENCE_MS));
}

static void test_every_signal(void **state)
{
	struct pty *pty = start();

	(void)state;
	for (int number = 1; number <= SIGRTMAX; number++) {
		if (!is_tried(number)) {
			continue;
		}
		pty_signal(pty, number);
		if (effect_of(number) == ENDS) {
			binary_expect_clean_exit(pty, 128 + number);
			pty_free(pty);
			pty = start();
			continue;
		}
		if (effect_of(number) == STOPS) {
			expect_stop(pty, number);
		}
		binary_type(pty, "?", "help  / finds");
		binary_type(pty, "q", "!help  / finds");
		assert_false(pty_has_initial_termios(pty));
	}
	binary_quit(pty);
}

/* --- Two signals ----------------------------------------------------------------------------- */

static void expect_saved(const char *text)
{
	char path[128], saved[4096] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/beyatop/state", state_home());
	file = fopen(path, "r");
	if (!file) {
		fail_msg("no %s", path);
	}
	saved[fread(saved, 1, sizeof(saved) - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(saved, text));
}

static void expect_audited(size_t results)
{
	struct buf log = {0};
	size_t count = 0;

	state_home_read(&log);
	for (const char *at = buf_text(&log); (at = strstr(at, "\"outcome\":\"written\"")); at++) {
		count++;
	}
	assert_int_equal(count, results);
	buf_fini(&log);
}

static bool never(struct pty *pty, const void *user)
{
	(void)pty;
	(void)user;
	return false;
}

/* Starts a write, and waits until it is in flight. */
static void begin_write(struct pty *pty)
{
	int64_t times[64], deadline_ms = clock_mono_ms() + PTY_PATIENCE_MS;
	size_t before = server_write_times(server, times, ARRAY_LEN(times));

	binary_type(pty, "\rgt", "Ctrl-O to write");
	pty_type(pty, "\017");
	while (server_write_times(server, times, ARRAY_LEN(times)) == before) {
		assert_true(clock_mono_ms() < deadline_ms);
		(void)!pty_wait(pty, never, NULL, 1);
	}
}

/* bash sends SIGHUP to its jobs although the terminal has done so; systemd sends both signals. */
static void test_a_second_signal_changes_nothing(void **state)
{
	static const int pairs[][2] = {{SIGHUP, SIGHUP}, {SIGTERM, SIGTERM}, {SIGTERM, SIGHUP},
		{SIGHUP, SIGTERM}, {SIGINT, SIGTERM}, {SIGTERM, SIGINT}};

	(void)state;
	server_inject(server, &(struct server_fault){.kind = SERVER_DELAYS,
				      .operation = SERVER_UPDATE_ITEM,
				      .source = SERVER_ANY,
				      .amount = 100});
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct pty *pty = start();

		binary_type(pty, ":", "Enter runs");
		binary_type(pty, "sort late\r", "!Enter runs");
		begin_write(pty);
		pty_signal(pty, pairs[i][0]);
		pty_signal(pty, pairs[i][1]);
		/* Signals that are pending together are delivered in the order of their numbers. */
		assert_true(pty_wait_exit(pty, PTY_PATIENCE_MS));
		assert_true(pty_exit_status(pty) == 128 + pairs[i][0] ||
			    pty_exit_status(pty) == 128 + pairs[i][1]);
		binary_expect_restored(pty);
		expect_saved("command sort late");
		expect_audited(1);
		pty_free(pty);
	}
	server_lift(server);
}

/* --- A terminal that hangs ------------------------------------------------------------------- */

/* More than the kernel keeps for a terminal. */
#define FRAMES 100

static void hang(struct pty *pty)
{
	pty_set_reading(pty, false);
	for (int i = 0; i < FRAMES; i++) {
		pty_type(pty, "\014");
		assert_true(pty_wait_read(pty, PTY_PATIENCE_MS));
	}
}

static void test_hanging_terminal_ends_it(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGSEGV, 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct pty *pty = start();

		binary_type(pty, ":", "Enter runs");
		binary_type(pty, "sort late\r", "!Enter runs");
		hang(pty);
		if (signals[i] != 0) {
			pty_signal(pty, signals[i]);
		} else {
			pty_type(pty, "Q");
		}
		assert_true(pty_wait_exit(pty, PTY_PATIENCE_MS));
		pty_set_reading(pty, true);
		binary_expect_clean_exit(pty, signals[i] != 0 ? 128 + signals[i] : 0);
		if (signals[i] != SIGSEGV) {
			expect_saved("command sort late");
		}
		pty_free(pty);
	}
}

/* When the terminal continues, it shows the current state, and keys take effect. */
static void test_hanging_terminal_goes_on(void **state)
{
	struct pty *pty = start();

	(void)state;
	hang(pty);
	pty_type(pty, "?");
	assert_true(pty_wait_read(pty, PTY_PATIENCE_MS));
	pty_set_reading(pty, true);
	binary_expect(pty, "help  / finds");
	binary_type(pty, "q", "!help  / finds");
	binary_quit(pty);
}

static void test_no_key_stops_the_output(void **state)
{
	/* stop, start, lnext, discard, dsusp, reprint, status */
	static const char *const keys[] = {"\023", "\021", "\026", "\017", "\031", "\022", "\024"};
	struct pty *pty = start();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		pty_type(pty, keys[i]);
		binary_type(pty, "?", "help  / finds");
		pty_type(pty, keys[i]);
		binary_type(pty, "q", "!help  / finds");
	}
	binary_quit(pty);
}

/*
 * Keys do not answer a dialog that the terminal has not shown, however long it takes, and whether
 * or not it accepts output.
 */
static void test_unseen_dialog_is_not_answered(void **state)
{
	uint64_t writes = server_count(server, SERVER_UPDATE_ITEM, SERVER_ANY).requests;

	(void)state;
	for (int is_full = 0; is_full < 2; is_full++) {
		struct pty *pty = start();
		int64_t until_ms;

		binary_type(pty, "\rg", "~S USER");
		if (is_full) {
			hang(pty);
		} else {
			pty_set_reading(pty, false);
		}
		pty_type(pty, "t");
		for (until_ms = clock_mono_ms() + 1000; clock_mono_ms() < until_ms;) {
			pty_type(pty, "\017");
			assert_true(pty_wait_read(pty, PTY_PATIENCE_MS));
		}
		pty_set_reading(pty, true);
		binary_expect(pty, "Ctrl-O to write");
		binary_type(pty, "\033", "Nothing was written");
		binary_quit(pty);
	}
	assert_int_equal(server_count(server, SERVER_UPDATE_ITEM, SERVER_ANY).requests, writes);
}

/* --- Keys that were signals ------------------------------------------------------------------ */

static void test_interrupt_asks_while_writing(void **state)
{
	struct pty *pty = start();

	(void)state;
	server_inject(server, &(struct server_fault){.kind = SERVER_HANGS,
				      .operation = SERVER_UPDATE_ITEM,
				      .source = SERVER_ANY});
	begin_write(pty);
	binary_type(pty, "\003", "A write is running");
	pty_type(pty, "\003");
	binary_expect_clean_exit(pty, 0);
	assert_non_null(strstr(buf_text(pty_log(pty)), "interrupted a write: 0 of 1 sessions"));
	pty_free(pty);
	server_lift(server);
	pty = start();
	pty_type(pty, "\003");
	binary_expect_clean_exit(pty, 0);
	pty_free(pty);
}

/* In a view, a prompt and a dialog. */
static void test_keys_that_work_everywhere(void **state)
{
	static const struct play_step places[] = {
		{"\r", "~S USER"}, {":", "Enter runs"}, {"\rt", "Ctrl-O to write"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct pty *pty = start();

		binary_steps(pty, &places[i], 1);
		pty_type(pty, "\032");
		expect_stop(pty, SIGTSTP);
		binary_expect(pty, places[i].expected);
		pty_type(pty, "\034");
		binary_expect_clean_exit(pty, 128 + SIGQUIT);
		pty_free(pty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_signal),
		cmocka_unit_test(test_a_second_signal_changes_nothing),
		cmocka_unit_test(test_hanging_terminal_ends_it),
		cmocka_unit_test(test_hanging_terminal_goes_on),
		cmocka_unit_test(test_no_key_stops_the_output),
		cmocka_unit_test(test_unseen_dialog_is_not_answered),
		cmocka_unit_test(test_interrupt_asks_while_writing),
		cmocka_unit_test(test_keys_that_work_everywhere),
	};

	return cmocka_run_group_tests_name("signals", tests, start_server, stop_server);
}
