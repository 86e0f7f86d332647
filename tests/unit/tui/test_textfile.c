/* SPDX-License-Identifier: MIT */
#include "report/textfile.h"

#include "buf.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96];

static int setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(folder)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/beyatop.prom", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	remove(path);
	return rmdir(folder);
}

static void assert_content(const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	size_t count = fread(text, 1, sizeof(text) - 1, file);

	fclose(file);
	text[count] = '\0';
	assert_string_equal(text, expected);
}

/* Nothing but the file: no temporary one is left. */
static void assert_alone(int expected)
{
	int count = -2;
	DIR *open = opendir(folder);

	while (readdir(open)) {
		count++;
	}
	closedir(open);
	assert_int_equal(count, expected);
}

static void test_replaces(void **state)
{
	(void)state;
	struct error err;
	struct stat before, after;

	assert_true(textfile_replace(path, "one\n", 4, &err));
	assert_content("one\n");
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_mode & 0777, 0644);

	/* Who has the old one open goes on reading it. */
	FILE *reader = fopen(path, "r");
	char text[16] = "";

	assert_true(textfile_replace(path, "two two\n", 8, &err));
	assert_content("two two\n");
	assert_int_equal(stat(path, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(fread(text, 1, sizeof(text), reader), 4);
	assert_string_equal(text, "one\n");
	fclose(reader);
	assert_alone(1);
}

static void test_refused(void **state)
{
	(void)state;
	struct error err;
	char inside[128];

	snprintf(inside, sizeof(inside), "%s/missing/x.prom", folder);
	assert_false(textfile_replace(inside, "x", 1, &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.text, inside));

	/* A folder stands in its place. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(textfile_replace(path, "x", 1, &err));
	assert_alone(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_replaces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
	};

	return cmocka_run_group_tests_name("textfile", tests, NULL, NULL);
}
