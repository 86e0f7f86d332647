/* SPDX-License-Identifier: MIT */
#include "profiles.h"

#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void append(void *user, const char *name)
{
	struct buf *names = user;

	buf_printf(names, "[%s]", name);
}

static void write_file(char *path, const char *text)
{
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(close(file), 0);
}

static void check(const char *credentials, const char *config, const char *expected)
{
	char credentials_path[] = "/tmp/beyatop-profiles-XXXXXX";
	char config_path[] = "/tmp/beyatop-profiles-XXXXXX";
	struct buf names = {0};

	write_file(credentials_path, credentials);
	write_file(config_path, config);
	setenv("AWS_SHARED_CREDENTIALS_FILE", credentials_path, 1);
	setenv("AWS_CONFIG_FILE", config_path, 1);
	profiles_list(append, &names);
	assert_string_equal(buf_text(&names), expected);
	buf_fini(&names);
	assert_int_equal(unlink(credentials_path), 0);
	assert_int_equal(unlink(config_path), 0);
	/* Without the files there are no profiles. */
	profiles_list(append, &names);
	assert_int_equal(names.length, 0);
	buf_fini(&names);
}

static void both_files(void **state)
{
	(void)state;
	check("", "", "");
	check("[prod]\naws_access_key_id = x\n", "[profile prod]\nregion = y\n", "[prod]");
	check("[b]\n[a]\n", "[default]\n[profile c]\n[profile \"two words\"]\n",
		"[b][a][default][c][two words]");
	check("", "[profile a]\nx = 1\n[profile a]\ny = 2\n", "[a]");
	check("", "[sso-session s]\nx = 1\n[services t]\n[plain]\n[profile]\n", "");
	check("", "[profile s3]\ns3 =\n  max = 1\n[default]\n[profile default]\n", "[s3][default]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_files),
	};

	return cmocka_run_group_tests_name("profiles", tests, NULL, NULL);
}
