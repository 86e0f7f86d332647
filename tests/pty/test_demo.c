/* SPDX-License-Identifier: MIT */
/* What make demo starts: says what runs, and leaves nothing running however it ends. */
#include "kit/binary.h"
#include "kit/skip.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

/* The folder of $BEYATOP_BINARY, which has the fleet too. */
static const char *build_folder(void)
{
	static char folder[4096];

	snprintf(folder, sizeof(folder), "%s", getenv("BEYATOP_BINARY"));
	*strrchr(folder, '/') = '\0';
	return folder;
}

/* One report, by tests/demo in an environment. */
static void assert_report(const char *const *env, const char *place)
{
	const char *const arguments[] = {"tests/demo", build_folder(), "1234", NULL};
	struct run run;

	run_program(&run, arguments, env, NULL);
	if (run.exit_status != 0) {
		fail_msg("exit status %d: %s", run.exit_status, buf_text(&run.err));
	}
	assert_non_null(strstr(buf_text(&run.out), "demo: no terminal; printing one report\n"));
	assert_non_null(strstr(buf_text(&run.out), place));
	assert_non_null(strstr(buf_text(&run.out), ", 1,234 sessions with simulated pollers\n"));
	assert_non_null(strstr(buf_text(&run.out), "u-old-import-01"));
	assert_non_null(strstr(buf_text(&run.out), "demo: stopped the pollers"));
	run_fini(&run);
}

static void test_report_without_a_terminal(void **state)
{
	(void)state;
	assert_report(NULL, "demo: in-memory server on 127.0.0.1:");
}

static void test_report_on_an_engine(void **state)
{
	char endpoint[200], engine[100], place[200];

	(void)state;
	snprintf(endpoint, sizeof(endpoint), "BEYATOP_TEST_ENDPOINT=%s",
		getenv("BEYATOP_TEST_ENDPOINT"));
	snprintf(engine, sizeof(engine), "BEYATOP_TEST_ENGINE=%s", getenv("BEYATOP_TEST_ENGINE"));
	snprintf(place, sizeof(place), "demo: %s on 127.0.0.1:", getenv("BEYATOP_TEST_ENGINE"));
	assert_report((const char *const[]){endpoint, engine, NULL}, place);
}

static pid_t child_of(pid_t parent)
{
	char path[64];
	int child = -1;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &child), 1);
	fclose(file);
	return child;
}

/* A descriptor that becomes readable when the process ends. */
static int watch(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	assert_true(fd >= 0);
	return fd;
}

static void assert_ended(int fd, const char *what, const char *way)
{
	struct pollfd ended = {.fd = fd, .events = POLLIN};

	if (poll(&ended, 1, PTY_PATIENCE_MS) != 1) {
		fail_msg("%s still runs after %s", what, way);
	}
	close(fd);
}

/* The ways out of the dashboard: a key, or a signal to what make has started. */
static const struct {
	const char *way, *key;
	int signal, exit_status;
} ways[] = {
	{"q", "q", 0, 0},
	{"Ctrl-C", "\003", 0, 0},
	{"SIGTERM", NULL, SIGTERM, 128 + SIGTERM},
	{"SIGHUP", NULL, SIGHUP, 128 + SIGHUP},
	{"SIGKILL", NULL, SIGKILL, 128 + SIGKILL},
	{"a closed terminal", NULL, 0, 128 + SIGHUP},
};

static void test_leaves_nothing_running(void **state)
{
	const char *const arguments[] = {"tests/demo", build_folder(), "300", NULL};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct pty *pty = pty_start(&(struct pty_options){.cols = 100}, arguments);

		binary_expect(pty, "TOTAL");
		int dashboard = watch(child_of(pty_pid(pty))), fleet = watch(pty_pid(pty));

		if (ways[i].key) {
			pty_type(pty, ways[i].key);
		} else if (ways[i].signal) {
			pty_signal(pty, ways[i].signal);
		} else {
			pty_hang_up(pty);
		}
		assert_ended(dashboard, "the dashboard", ways[i].way);
		assert_ended(fleet, "the fleet", ways[i].way);
		binary_expect_exit(pty, ways[i].exit_status);
		pty_free(pty);
	}
}

/* In a network namespace of its own the interface is down. */
static void test_no_loopback(void **state)
{
	(void)state;
	if (system("unshare -rn true 2>/dev/null") != 0) {
		SKIP_TEST("network namespaces are not allowed here");
	}
	const char *const programs[] = {"${BEYATOP_BINARY%/*}/tests/fleet/fleet demo --",
		"tests/run", "tests/engines/with-engine auto"};

	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		char command[200];

		snprintf(command, sizeof(command),
			"unshare -rn %s true 2>&1 | "
			"grep 'the loopback interface is down; as root: ip link set lo up'",
			programs[i]);
		assert_int_equal(system(command), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_without_a_terminal),
		cmocka_unit_test(test_report_on_an_engine),
		cmocka_unit_test(test_leaves_nothing_running),
		cmocka_unit_test(test_no_loopback),
	};

	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
