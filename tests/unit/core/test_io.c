/* SPDX-License-Identifier: MIT */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* More than a pipe holds. */
#define COUNT (1 << 20)

/* The reader of a non-blocking pipe is slower than the writer. */
static void test_full_pipe(void **state)
{
	static char sent[COUNT];
	int ends[2], status;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
	pid_t reader = fork();

	if (reader == 0) {
		char bytes[4096];
		ssize_t count;
		size_t total = 0;

		close(ends[1]);
		while ((count = read(ends[0], bytes, sizeof(bytes))) > 0) {
			total += (size_t)count;
		}
		_exit(total != COUNT);
	}
	close(ends[0]);
	assert_true(io_write_all(ends[1], sent, sizeof(sent)));
	close(ends[1]);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
}

static void test_failures(void **state)
{
	(void)state;
	assert_false(io_write_all(-1, "x", 1));
	assert_int_equal(errno, EBADF);
	assert_false(io_sync(-1));
	assert_int_equal(errno, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_pipe),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests_name("io", tests, NULL, NULL);
}
