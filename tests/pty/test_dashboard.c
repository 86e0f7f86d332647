/* SPDX-License-Identifier: MIT */
/* The real program on a real engine: what it shows, and what it writes. */
#include "kit/binary.h"

#include "kit/shared_fixture.h"
#include "kit/skip.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pty *start_sized(int rows, int cols, const char *const *flags)
{
	return binary_start(&(struct binary){.url = scratch.url,
		.table = scratch.table,
		.flags = flags,
		.pty = {.rows = rows, .cols = cols}});
}

static struct pty *start(void)
{
	return start_sized(24, 80, NULL);
}

/* isActive in the table, as the second client reads it. */
static void assert_active(const char *user_id, const char *service, const char *wanted)
{
	struct buf value = {0};

	scratch_read_active(&scratch, user_id, service, &value);
	assert_string_equal(buf_text(&value), wanted);
	buf_fini(&value);
}

static void test_overview_has_the_right_numbers(void **state)
{
	static const struct play_step steps[] = {
		{NULL, "~LATE OVERDUE FAILING NEVER POLLED FUTURE UNKNOWN ON TIME PAUSED ACK TOTAL"},
		{NULL, "~ 2 . . 1 1 1 3 1 . 9"},
		/* service, active, paused, late of the active ones */
		{NULL, "~C slack 3 . 2/3"},
		{NULL, "~N gmail 2 . ./2"},
		{NULL, "~? github 2 1 ./2"},
	};
	struct pty *pty = start_sized(28, 130, NULL);

	(void)state;
	binary_steps(pty, steps, ARRAY_LEN(steps));
	binary_quit(pty);
}

static void test_service_then_session_and_back(void **state)
{
	static const struct play_step there[] = {
		{NULL, "slack"},
		{":service slack\r", "overview > slack"},
		{NULL, "~C u-dead 180x"},
		{NULL, "~W u-slow 3.0x 3h00m 1h"},
		{NULL, "u-fine"},
	};
	static const struct play_step back[] = {
		{"\r", "slack > u-slow"},
		{NULL, "stored as S"},
		{NULL, "serviceState"},
		{NULL, "lambda-url.us-east-1.on.aws"},
		{"\033", "!slack > u-slow"},
		{"q", "!overview > slack"},
		{"?", "KEYS in the overview"},
	};
	struct pty *pty = start();

	(void)state;
	binary_steps(pty, there, ARRAY_LEN(there));
	assert_int_equal(pty_find(pty, "u-good"), -1);
	pty_press(pty, VTERM_KEY_DOWN);
	binary_steps(pty, back, ARRAY_LEN(back));
	/* A webhook URL is a secret: it never reaches the terminal, not even to be overwritten. */
	assert_null(strstr(buf_text(pty_log(pty)), "abc123secret"));
	binary_quit(pty);
}

/* Opens slack, the worst service, and moves n sessions down. */
static struct pty *start_on_session(int n, const char *user_id, const char *const *flags)
{
	struct pty *pty = start_sized(24, 80, flags);

	binary_expect(pty, "slack");
	binary_type(pty, ":service slack\r", user_id);
	for (int i = 0; i < n; i++) {
		pty_press(pty, VTERM_KEY_DOWN);
	}
	return pty;
}

static void test_toggle_keeps_the_type(void **state)
{
	static const struct {
		enum form form;
		const char *before, *after;
	} cases[] = {
		{FORM_S, "{\"S\":\"true\"}", "{\"S\":\"false\"}"},
		{FORM_N, "{\"N\":\"1\"}", "{\"N\":\"0\"}"},
		{FORM_BOOL, "{\"BOOL\":true}", "{\"BOOL\":false}"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scratch before = scratch;
		struct pty *pty;

		fixture_open(&scratch, cases[i].form);
		assert_active("u-dead", "slack", cases[i].before);
		pty = start_on_session(0, "u-dead", NULL);
		binary_type(pty, "t", "(isActive true");
		binary_expect(pty, "u-dead");
		binary_expect(pty, "Ctrl-O to write");
		binary_type(pty, "\017", "isActive is now false");
		assert_active("u-dead", "slack", cases[i].after);
		assert_active("u-slow", "slack", cases[i].before);
		binary_quit(pty);
		scratch_close(&scratch);
		scratch = before;
	}
}

static void test_toggle_there_and_back(void **state)
{
	struct pty *pty = start_on_session(2, "u-fine", NULL);

	(void)state;
	binary_type(pty, "\r", "slack > u-fine");
	binary_expect(pty, "stored as S");
	binary_type(pty, "t", "Ctrl-O to write");
	binary_type(pty, "\017", "isActive is now false");
	assert_active("u-fine", "slack", "{\"S\":\"false\"}");
	binary_quit(pty);
	/* Paused now, it comes last. */
	pty = start_on_session(2, "u-fine", NULL);
	binary_expect(pty, "~u-fine paused");
	binary_type(pty, "t", "Ctrl-O to write");
	binary_type(pty, "\017", "isActive is now true");
	assert_active("u-fine", "slack", "{\"S\":\"true\"}");
	binary_quit(pty);
}

static void test_any_other_key_is_refused(void **state)
{
	static const struct play_step steps[] = {{"t", "Tab for a reason"},
		{"\r", "No key Enter here: press Ctrl-O to write, Esc cancels."},
		{"yes", "No key s here"}, {"n", "No key n here"}, {"Y", "No key Y here"},
		{"\033OP", "No key F1 here"}, {"\033", "Nothing was written"},
		{NULL, "!Ctrl-O to write"}};
	struct pty *pty = start_on_session(0, "u-dead", NULL);

	(void)state;
	binary_steps(pty, steps, ARRAY_LEN(steps));
	binary_quit(pty);
	assert_active("u-dead", "slack", "{\"S\":\"true\"}");
}

static void test_conflict_shows_what_it_is_now(void **state)
{
	struct pty *pty = start_on_session(1, "u-slow", NULL);

	(void)state;
	binary_type(pty, "t", "u-slow");
	binary_expect(pty, "Ctrl-O to write");
	scratch_set_active(&scratch, "u-slow", "slack", false);
	binary_type(pty, "\017", "is now S \"false\"");
	binary_quit(pty);
	assert_active("u-slow", "slack", "{\"S\":\"false\"}");
	scratch_set_active(&scratch, "u-slow", "slack", true);
}

static void test_read_only_says_why(void **state)
{
	static const char *const flags[] = {"--read-only", NULL};
	struct pty *pty = start_on_session(0, "u-dead", flags);

	(void)state;
	binary_expect(pty, "READ-ONLY");
	binary_type(pty, "t", "--read-only");
	binary_type(pty, "\017", "!Not toggled");
	assert_int_equal(pty_find(pty, "Ctrl-O to write"), -1);
	binary_quit(pty);
	assert_active("u-dead", "slack", "{\"S\":\"true\"}");
}

/* With this environment, and slack open. */
static struct pty *start_on_slack(const char *const *env)
{
	struct pty *pty = binary_start(
		&(struct binary){.url = scratch.url, .table = scratch.table, .pty = {.env = env}});

	binary_expect(pty, "scanned <");
	pty_type(pty, ":service slack\r");
	return pty;
}

/*
 * Filters, acknowledgements and typed lines are there again in the next run; the summary is a file.
 */
static void test_what_outlives_a_run(void **state)
{
	char folder[] = "/tmp/beyatop-dashboard-XXXXXX", variable[64], command[64];
	const char *env[] = {variable, "TMUX", NULL};
	const struct play_step first[] = {
		{NULL, "u-dead"},
		{"/err>20\r", "1 of 3 sessions   filter: err>20"},
		{"a", "acknowledge u-dead until:"},
		{"2h known\r", "aC u-dead"},
		{">", "Sessions sorted by user"},
		{":columns cr\t,err\r", "CREATED       ERR"},
		{"y", "The key was sent to the terminal's clipboard: u-dead slack"},
		{"s", folder},
	};
	static const struct play_step second[] = {
		{NULL, "aC u-dead"},
		{NULL, "worst first"},
		{NULL, "CREATED       ERR"},
	};

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(variable, sizeof(variable), "XDG_STATE_HOME=%s", folder);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	struct pty *pty = start_on_slack(env);

	binary_steps(pty, first, ARRAY_LEN(first));
	assert_non_null(strstr(buf_text(pty_log(pty)), "\033]52;c;dS1kZWFkIHNsYWNr\a"));
	binary_quit(pty);
	pty = start_on_slack(env);
	binary_steps(pty, second, ARRAY_LEN(second));
	pty_type(pty, "/");
	pty_press(pty, VTERM_KEY_UP);
	binary_expect(pty, "/err>20");
	binary_type(pty, "\033", "!/err>20");
	binary_quit(pty);
	assert_int_equal(system(command), 0);
}

/* It goes out with a frame, and there is none any more. */
static void test_copy_before_quit(void **state)
{
	static const char *const env[] = {"TMUX", NULL};
	struct pty *pty = start_on_slack(env);

	(void)state;
	binary_expect(pty, "u-dead");
	pty_type(pty, "gyQ");
	binary_expect_clean_exit(pty, 0);
	assert_non_null(strstr(buf_text(pty_log(pty)), "\033]52;c;"));
	pty_free(pty);
}

static void test_resize(void **state)
{
	struct pty *pty = start();

	(void)state;
	binary_expect(pty, "slack");
	pty_resize(pty, 40, 120);
	binary_expect(pty, "~LATE OVERDUE FAILING NEVER POLLED");
	binary_expect(pty, "P50");
	pty_resize(pty, 5, 10);
	binary_expect(pty, "needs");
	/* Keys must neither act on what is not visible nor crash. */
	pty_press(pty, VTERM_KEY_DOWN);
	pty_resize(pty, 1, 1);
	binary_expect(pty, "\u2026");
	pty_resize(pty, 120, 400);
	binary_expect(pty, "~LATE OVERDUE FAILING NEVER POLLED");
	binary_expect(pty, "help");
	assert_true(pty_find(pty, "help") > 100);
	pty_resize(pty, 24, 80);
	binary_expect(pty, "slack");
	binary_expect(pty, "~FAIL NEVER");
	binary_quit(pty);
}

/* A frame written in pieces would show in pieces on a slow line. */
static void test_a_frame_is_one_write(void **state)
{
	static const char *const flags[] = {"--interval", "1h", NULL};
	struct pty *pty = start_sized(40, 120, flags);
	size_t bytes_before;
	long writes_before;

	(void)state;
	binary_expect(pty, "scanned <");
	binary_type(pty, "G", ">? github");
	binary_type(pty, "kk", ">C slack");
	/* Frozen, so that no late response draws another frame. */
	binary_type(pty, "p", "FROZEN");
	writes_before = pty_writes(pty);
	bytes_before = pty_log(pty)->length;
	if (writes_before < 0) {
		binary_quit(pty);
		SKIP_TEST("this kernel does not count writes");
	}
	pty_press(pty, VTERM_KEY_DOWN);
	binary_expect(pty, ">N gmail");
	/*
	 * two by curses to a file in memory, because a row has two changes, and one from there to
	 * the terminal
	 */
	assert_int_equal(pty_writes(pty) - writes_before, 3);
	assert_in_range(pty_log(pty)->length - bytes_before, 1, 150);
	binary_quit(pty);
}

static void test_suspend_and_resume(void **state)
{
	struct pty *pty = start();

	(void)state;
	binary_expect(pty, "slack");
	for (int i = 0; i < 2; i++) {
		if (i == 0) {
			pty_type(pty, "\032");
		} else {
			pty_signal(pty, SIGTSTP);
		}
		if (!pty_wait_stopped(pty, PTY_PATIENCE_MS)) {
			pty_dump(pty);
			fail_msg("it does not stop, try %d", i);
		}
		binary_expect_restored(pty);
		assert_true(pty_continue(pty, PTY_PATIENCE_MS));
		binary_expect(pty, "slack");
		binary_type(pty, "?", "KEYS in the overview");
		binary_type(pty, "q", "slack");
	}
	binary_quit(pty);
}

/* Hostile names: control sequences, a line break, invisible letters, a right-to-left override. */
static void test_hostile_names_do_not_reach_the_terminal(void **state)
{
	static const struct scratch_item hostile = {"evil\033]0;owned\a\r\nu-\xe2\x80\xae"
						    "fake\xc2\x9b"
						    "2J",
		"slack", true, false, HOUR_MS, SECOND_MS, 99};
	struct pty *pty;

	(void)state;
	scratch_put(&scratch, &hostile);
	pty = start_on_session(0, "evil", NULL);
	/* All of it stays in its own row, as replacement characters. */
	binary_expect(pty, "]0;owned\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdu-");
	binary_type(pty, "\r", "slack > evil");
	binary_expect(pty, "stored as S");
	assert_null(strstr(buf_text(pty_log(pty)), "]0;owned\a"));
	assert_null(strstr(buf_text(pty_log(pty)), "\033]0;owned"));
	assert_null(strstr(buf_text(pty_log(pty)), "\xe2\x80\xae"));
	assert_null(strstr(buf_text(pty_log(pty)), "\xc2\x9b"));
	binary_quit(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overview_has_the_right_numbers),
		cmocka_unit_test(test_service_then_session_and_back),
		cmocka_unit_test(test_toggle_keeps_the_type),
		cmocka_unit_test(test_toggle_there_and_back),
		cmocka_unit_test(test_any_other_key_is_refused),
		cmocka_unit_test(test_conflict_shows_what_it_is_now),
		cmocka_unit_test(test_read_only_says_why),
		cmocka_unit_test(test_what_outlives_a_run),
		cmocka_unit_test(test_copy_before_quit),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_a_frame_is_one_write),
		cmocka_unit_test(test_suspend_and_resume),
		cmocka_unit_test(test_hostile_names_do_not_reach_the_terminal),
	};

	return cmocka_run_group_tests_name("dashboard", tests, open_fixture, close_fixture);
}
