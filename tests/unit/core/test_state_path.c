/* SPDX-License-Identifier: MIT */
#include "state_path.h"

#include "kit/skip.h"

#include <pwd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void assert_path(const char *expected)
{
	struct buf path = {0};
	struct error err;

	assert_true(state_path_find(&path, &err));
	assert_string_equal(buf_text(&path), expected);
	buf_fini(&path);
}

static void test_find(void **state)
{
	const struct passwd *user = getpwuid(getuid());
	char expected[300];

	(void)state;
	setenv("HOME", "/home/of/someone", 1);
	setenv("XDG_STATE_HOME", "/state", 1);
	assert_path("/state/beyatop");
	setenv("XDG_STATE_HOME", "not/absolute", 1);
	assert_path("/home/of/someone/.local/state/beyatop");
	unsetenv("XDG_STATE_HOME");
	assert_path("/home/of/someone/.local/state/beyatop");
	/* Services and cron jobs may have no HOME. */
	if (!user) {
		SKIP_TEST("this user is not in the user database");
	}
	snprintf(expected, sizeof(expected), "%s/.local/state/beyatop", user->pw_dir);
	unsetenv("HOME");
	assert_path(expected);
	setenv("HOME", "", 1);
	assert_path(expected);
}

static void test_no_home(void **state)
{
	struct buf path = {0};
	struct error err;

	(void)state;
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", "not/absolute", 1);
	assert_false(state_path_find(&path, &err));
	assert_int_equal(err.kind, ERROR_CONFIG);
	assert_non_null(strstr(err.text, "XDG_STATE_HOME"));
	assert_false(state_path_make(&path, &err));
	buf_fini(&path);
}

static void test_make(void **state)
{
	char folder[] = "/tmp/beyatop-path-XXXXXX", home[64], command[96];
	struct buf path = {0};
	struct error err;
	struct stat info;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(home, sizeof(home), "%s/home", folder);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", home, 1);
	/* The home directory itself is not created. */
	assert_false(state_path_make(&path, &err));
	assert_non_null(strstr(err.text, "cannot create"));
	assert_int_equal(access(home, F_OK), -1);
	assert_int_equal(mkdir(home, 0755), 0);
	assert_true(state_path_make(&path, &err));
	assert_int_equal(stat(buf_text(&path), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_true(state_path_make(&path, &err));
	/* All of XDG_STATE_HOME is. */
	snprintf(home, sizeof(home), "%s/x/y", folder);
	setenv("XDG_STATE_HOME", home, 1);
	assert_true(state_path_make(&path, &err));
	assert_int_equal(stat(buf_text(&path), &info), 0);
	buf_fini(&path);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_no_home),
		cmocka_unit_test(test_make),
	};

	return cmocka_run_group_tests_name("state_path", tests, NULL, NULL);
}
