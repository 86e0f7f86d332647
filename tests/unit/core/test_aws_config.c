/* SPDX-License-Identifier: MIT */
#include "aws/aws_config.h"

#include "buf.h"
#include "kit/aws_files.h"
#include "kit/skip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct aws_config *load(const char *profile)
{
	struct aws_config *config = NULL;
	struct error err = {0};

	if (!aws_config_load(profile, &config, &err)) {
		fail_msg("%s", err.text);
	}
	return config;
}

static void assert_refused(const char *profile, const char *expected)
{
	struct aws_config *config = NULL;
	struct error err = {0};

	assert_false(aws_config_load(profile, &config, &err));
	assert_null(config);
	assert_int_equal(err.kind, ERROR_CONFIG);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
}

static void assert_value(const struct aws_config *config, const char *key, const char *expected)
{
	const char *value = aws_config_get_of(config, aws_config_profile(config), key);

	if (!expected) {
		assert_null(value);
	} else if (!value) {
		fail_msg("%s is not set", key);
	} else {
		assert_string_equal(value, expected);
	}
}

static void test_no_files(void **state)
{
	struct aws_config *config = load(NULL);

	(void)state;
	assert_string_equal(aws_config_profile(config), "default");
	assert_false(aws_config_profile_is_explicit(config));
	assert_value(config, "region", NULL);
	aws_config_free(config);
}

static void test_profiles(void **state)
{
	struct aws_config *config;

	(void)state;
	aws_files_write("config", "[default]\nregion = us-east-1\n"
				  "[profile prod]\nregion = eu-west-1\noutput = json\n"
				  "[profile \"on call\"]\nregion = eu-west-2\n"
				  "[prod]\nregion = not-a-profile\n");
	aws_files_write("credentials", "[prod]\noutput = text\n[only-here]\nregion = eu-west-3\n");

	config = load(NULL);
	assert_value(config, "region", "us-east-1");
	aws_config_free(config);

	config = load("prod");
	assert_true(aws_config_profile_is_explicit(config));
	assert_value(config, "region", "eu-west-1");
	assert_value(config, "output", "text");
	assert_string_equal(
		aws_config_find(config, AWS_CONFIG_FILE, aws_config_profile(config), "output"),
		"json");
	aws_config_free(config);

	config = load("on call");
	assert_value(config, "region", "eu-west-2");
	aws_config_free(config);

	setenv("AWS_PROFILE", "only-here", 1);
	config = load(NULL);
	assert_string_equal(aws_config_profile(config), "only-here");
	assert_false(aws_config_profile_is_explicit(config));
	assert_value(config, "region", "eu-west-3");
	aws_config_free(config);

	setenv("AWS_PROFILE", "", 1);
	config = load(NULL);
	assert_string_equal(aws_config_profile(config), "default");
	aws_config_free(config);
}

static void test_unknown_profile(void **state)
{
	(void)state;
	aws_files_write("config", "[profile prod]\n[services prdo]\n");
	aws_config_free(load("prod"));
	assert_refused("prdo", "profile \"prdo\" is neither in ");
	assert_refused("prdo", "/.aws/credentials");
	setenv("AWS_PROFILE", "prdo", 1);
	assert_refused(NULL, "profile \"prdo\" is neither in ");
}

static void test_syntax(void **state)
{
	struct aws_config *config;

	(void)state;
	aws_files_write("config", "\xEF\xBB\xBF# a comment\r\n"
				  "  ; another\r\n"
				  "\r\n"
				  "[ default ]  # of all\r\n"
				  "  Region=eu-west-1 # here\r\n"
				  "  spaced \t=\t a b \t; c\r\n"
				  "  hash = a#b;c\r\n"
				  "  equals = a=b=\r\n"
				  "  empty =\r\n"
				  "  twice = 1\r\n"
				  "[profile other]\r\n"
				  "twice = 9\r\n"
				  "[default]\r\n"
				  "twice = 2\r\n"
				  "last = no line break");
	config = load(NULL);
	assert_value(config, "region", "eu-west-1");
	assert_value(config, "spaced", "a b");
	assert_value(config, "hash", "a#b;c");
	assert_value(config, "equals", "a=b=");
	assert_value(config, "empty", NULL);
	assert_value(config, "twice", "2");
	assert_value(config, "last", "no line break");
	aws_config_free(config);
}

static void test_sub_blocks(void **state)
{
	struct aws_config *config;

	(void)state;
	aws_files_write("config", "[default]\n"
				  "s3 =\n"
				  "  region = not-the-profile's\n"
				  "\n"
				  "  addressing_style = path\n"
				  "region = eu-west-1\n"
				  "    goes on = with the value above\n"
				  "[services local]\n"
				  "DynamoDB =\n"
				  "\tendpoint_url = http://127.0.0.1:8000\n"
				  "s3 =\n"
				  "\tendpoint_url = http://127.0.0.1:9000\n"
				  "[sso-session corp]\n"
				  "sso_region = us-east-1\n");
	config = load(NULL);
	assert_value(config, "region", "eu-west-1\ngoes on = with the value above");
	assert_value(config, "s3.region", "not-the-profile's");
	assert_value(config, "s3.addressing_style", "path");
	assert_value(config, "goes on", NULL);
	assert_string_equal(aws_config_get_in(config, "services", "local", "dynamodb.endpoint_url"),
		"http://127.0.0.1:8000");
	assert_string_equal(aws_config_get_in(config, "services", "local", "s3.endpoint_url"),
		"http://127.0.0.1:9000");
	assert_null(aws_config_get_in(config, "services", "local", "endpoint_url"));
	assert_null(aws_config_get_in(config, "services", "other", "dynamodb.endpoint_url"));
	assert_string_equal(
		aws_config_get_in(config, "sso-session", "corp", "sso_region"), "us-east-1");
	aws_config_free(config);
}

static void test_malformed(void **state)
{
	(void)state;
	aws_files_write("config", "[default]\nregion = eu-west-1\n\nregion eu-west-2\n");
	assert_refused(NULL, "/.aws/config:4: ");
	aws_files_write("config", "region = eu-west-1\n");
	assert_refused(NULL, "/.aws/config:1: ");
	aws_files_write("config", "\n[default\n");
	assert_refused(NULL, "/.aws/config:2: ");
	aws_files_write("config", "[default] region = eu-west-1\n");
	assert_refused(NULL, "/.aws/config:1: ");
	aws_files_write("config", "[default]\n= value\n");
	assert_refused(NULL, "/.aws/config:2: ");
	aws_files_write_bytes("config", "[\0d\0", 4);
	assert_refused(NULL, "/.aws/config is not a text file");
	aws_files_write("config", "");
	aws_files_write("credentials", "[default]\nkey\n");
	assert_refused(NULL, "/.aws/credentials:2: ");
}

/* No size is too much: one long value, and what tools generate for thousands of accounts. */
static void test_large(void **state)
{
	enum { SIZE = 3 << 20 };
	static const char start[] = "[default]\nregion = eu-west-1\nlong = ";
	struct buf text = {0};
	struct aws_config *config;

	(void)state;
	buf_puts(&text, start);
	while (text.length < SIZE) {
		buf_putc(&text, 'x');
	}
	for (int i = 0; i < 40000; i++) {
		buf_printf(&text, "\n[profile account-%d]\nsso_account_id = %012d\nregion: eu-%d",
			i, i, i);
	}
	aws_files_write("config", buf_text(&text));
	config = load(NULL);
	assert_value(config, "region", "eu-west-1");
	assert_int_equal(strlen(aws_config_get_of(config, aws_config_profile(config), "long")),
		SIZE - strlen(start));
	aws_config_free(config);
	config = load("account-39999");
	assert_value(config, "region", "eu-39999");
	aws_config_free(config);
	buf_fini(&text);
}

static void test_other_paths(void **state)
{
	struct aws_config *config;
	char path[128];

	(void)state;
	aws_files_write("config", "[default]\nregion = eu-west-1\n");
	aws_files_write("other", "[default]\nregion = eu-west-2\n");
	aws_files_path("other", path);
	setenv("AWS_CONFIG_FILE", path, 1);
	config = load(NULL);
	assert_string_equal(aws_config_path(config, AWS_CONFIG_FILE), path);
	assert_value(config, "region", "eu-west-2");
	aws_config_free(config);

	setenv("AWS_CONFIG_FILE", "~/.aws/other", 1);
	config = load(NULL);
	assert_string_equal(aws_config_path(config, AWS_CONFIG_FILE), path);
	aws_config_free(config);

	setenv("AWS_CONFIG_FILE", "/dev/null/config", 1);
	aws_config_free(load(NULL));
}

/* Loads with AWS_CONFIG_FILE at path; the other file is as good as ever. */
static void assert_skipped(const char *path, const char *expected)
{
	struct aws_config *config;
	char name[300];

	setenv("AWS_CONFIG_FILE", path, 1);
	config = load(NULL);
	assert_string_equal(aws_config_skipped(config, AWS_CONFIG_FILE), expected);
	assert_string_equal(aws_config_skipped(config, AWS_CREDENTIALS_FILE), "");
	snprintf(name, sizeof(name), "%s%s%s%s", path, *expected ? " (skipped: " : "", expected,
		*expected ? ")" : "");
	assert_string_equal(aws_config_path(config, AWS_CONFIG_FILE), name);
	assert_value(config, "region", "eu-west-1");
	aws_config_free(config);
	assert_refused("prod", name);
}

/* As botocore does; it would refuse nothing of this. */
static void test_unreadable_files(void **state)
{
	char path[128];

	(void)state;
	aws_files_write("credentials", "[default]\nregion = eu-west-1\n");
	assert_skipped(aws_files_home, "Is a directory");
	aws_files_path("other", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_skipped(path, "not a regular file");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink(path, path), 0);
	assert_skipped(path, "Too many levels of symbolic links");
	assert_int_equal(unlink(path), 0);
	assert_skipped(path, "");
	assert_skipped("/dev/null", "");
	if (geteuid() == 0) {
		SKIP_TEST("root can read every file");
	}
	aws_files_write("other", "[default]\nregion = eu-west-2\n");
	assert_int_equal(chmod(path, 0), 0);
	assert_skipped(path, "Permission denied");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0), 0);
	char below[160];

	snprintf(below, sizeof(below), "%s/config", path);
	assert_skipped(below, "Permission denied");
	assert_int_equal(rmdir(path), 0);
}

/* What os.path.expanduser(os.path.expandvars(path)) of Python 3.11 makes of it. */
static void test_expand(void **state)
{
	static const struct {
		const char *path, *expected;
	} rows[] = {
		{"$HOME/.aws/config", "/home/anna/.aws/config"},
		{"${HOME}/c", "/home/anna/c"},
		{"~/c", "/home/anna/c"},
		{"~", "/home/anna"},
		{"~root/c", "/root/c"},
		{"~no-such-user/c", "~no-such-user/c"},
		{"/a/~/b", "/a/~/b"},
		{"$TILDE/c", "/home/anna/c"},
		{"/$AWS_X$AWS_X-${AWS_X}y/$AWS_Xy", "/1$1$-1$y/$AWS_Xy"},
		{"/$AWS_UNSET/${AWS_UNSET}/$/$$/${/${AWS_X",
			"/$AWS_UNSET/${AWS_UNSET}/$/$$/${/${AWS_X"},
		{"/$AWS_EMPTY/x", "//x"},
		{"", ""},
	};

	(void)state;
	setenv("HOME", "/home/anna", 1);
	setenv("TILDE", "~", 1);
	setenv("AWS_X", "1$", 1);
	setenv("AWS_EMPTY", "", 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *expanded = aws_config_expand(rows[i].path);

		assert_string_equal(expanded, rows[i].expected);
		free(expanded);
	}
	setenv("HOME", aws_files_home, 1);
	unsetenv("TILDE");
}

/* The home directory then comes from the user database, whose content the test does not know. */
static void test_no_home(void **state)
{
	struct aws_config *config;

	(void)state;
	unsetenv("HOME");
	setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null", 1);
	setenv("AWS_CONFIG_FILE", "~/.aws/no-such-file", 1);
	config = load(NULL);
	assert_int_equal(aws_config_path(config, AWS_CONFIG_FILE)[0], '/');
	assert_non_null(strstr(aws_config_path(config, AWS_CONFIG_FILE), "/.aws/no-such-file"));
	aws_config_free(config);
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, aws_files_setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_files),
		TEST(test_profiles),
		TEST(test_unknown_profile),
		TEST(test_syntax),
		TEST(test_sub_blocks),
		TEST(test_malformed),
		TEST(test_large),
		TEST(test_other_paths),
		TEST(test_unreadable_files),
		TEST(test_expand),
		TEST(test_no_home),
	};

	return cmocka_run_group_tests_name("aws_config", tests, NULL, NULL);
}
