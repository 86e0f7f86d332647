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

/* In a child, whose descriptors nobody else needs. */
static void test_standard(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		bool is_held = true;

		for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
			close(fd);
		}
		io_hold_standard();
		int next = open("/dev/null", O_WRONLY);

		for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
			is_held = is_held && fcntl(fd, F_GETFD) >= 0 && write(fd, "x", 1) < 0;
		}
		_exit(!is_held || next <= STDERR_FILENO);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_pipe),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_standard),
	};

	return cmocka_run_group_tests_name("io", tests, NULL, NULL);
}
