/* SPDX-License-Identifier: MIT */
/* What happens to a program that hangs although it was asked to end; tests/pty has the rest. */
#include "signals.h"

#include "base.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MAX_SIGNALS 4

/* Sends the signals to a process that never looks at them. Returns its exit status, or -1. */
static int end_hanging(const int signals[MAX_SIGNALS])
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct error err;

		if (!signals_open(&err)) {
			_exit(1);
		}
		for (size_t i = 0; i < MAX_SIGNALS && signals[i] != 0; i++) {
			(void)raise(signals[i]);
		}
		for (;;) {
			(void)pause();
		}
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_hanging_program_is_ended(void **state)
{
	static const struct {
		int signals[MAX_SIGNALS], status;
	} rows[] = {
		{{SIGTERM}, 128 + SIGTERM},
		{{SIGALRM, SIGUSR1, SIGHUP}, 128 + SIGHUP},
		/* the first counts */
		{{SIGHUP, SIGTERM, SIGTERM}, 128 + SIGHUP},
		/* at once */
		{{SIGINT, SIGINT}, 128 + SIGINT},
		{{SIGTERM, SIGINT, SIGINT}, 128 + SIGTERM},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(end_hanging(rows[i].signals), rows[i].status);
	}
}

/* Programs that ours starts must not inherit anything: what is caught here is default there. */
static void test_children_inherit_nothing(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	if (child == 0) {
		struct error err;
		bool is_open = signals_open(&err);

		execl("/bin/sh", "sh", "-c", "kill -USR1 $$; exit 0", (char *)NULL);
		_exit(is_open);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hanging_program_is_ended),
		cmocka_unit_test(test_children_inherit_nothing),
	};

	return cmocka_run_group_tests_name("signals", tests, NULL, NULL);
}
