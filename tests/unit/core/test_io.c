/* SPDX-License-Identifier: MIT */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	assert_false(io_replace_file("/nowhere/file", "x", 1, 0600));
	assert_int_equal(errno, ENOENT);
}

static void test_replace(void **state)
{
	char folder[] = "/tmp/beyatop-test-XXXXXX", path[64], text[16] = "";
	struct stat found;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/file", folder);
	assert_true(io_replace_file(path, "old text", 8, 0644));
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0644);
	FILE *reader = fopen(path, "r");

	assert_true(io_replace_file(path, "new", 3, 0600));
	/* A reader of the old file still reads the old content. */
	assert_non_null(fgets(text, sizeof(text), reader));
	fclose(reader);
	assert_string_equal(text, "old text");
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	FILE *file = fopen(path, "r");

	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_string_equal(text, "new");
	/* A directory cannot be replaced; no draft is left behind. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(io_replace_file(path, "x", 1, 0600));
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_false(io_replace_file(path, "x", 1, 0600));
	assert_int_equal(errno, ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_pipe),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_replace),
	};

	return cmocka_run_group_tests_name("io", tests, NULL, NULL);
}
