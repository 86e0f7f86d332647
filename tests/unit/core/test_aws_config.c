/* SPDX-License-Identifier: MIT */
#include "aws/aws_config.h"

#include "kit/aws_files.h"

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
	assert_value(config, "region", "eu-west-1");
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

static void test_long_line_and_size_cap(void **state)
{
	enum { CAP = 1 << 20 };
	static const char start[] = "[default]\nlong = ";
	char *text = base_alloc(CAP + 2);
	struct aws_config *config;

	(void)state;
	memset(text, 'x', CAP + 1);
	memcpy(text, start, strlen(start));
	aws_files_write_bytes("config", text, CAP);
	config = load(NULL);
	assert_int_equal(strlen(aws_config_get_of(config, aws_config_profile(config), "long")),
		CAP - strlen(start));
	aws_config_free(config);

	aws_files_write_bytes("config", text, CAP + 1);
	assert_refused(NULL, "larger than 1 MB");
	free(text);
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

	setenv("AWS_CONFIG_FILE", aws_files_home, 1);
	assert_refused(NULL, "Is a directory");
	setenv("AWS_CONFIG_FILE", "/dev/null/config", 1);
	aws_config_free(load(NULL));
}

/* Root can read every file; for root, the directory above stands in for an unreadable file. */
static void test_unreadable_file(void **state)
{
	char path[128];

	(void)state;
	if (geteuid() == 0) {
		return;
	}
	aws_files_write("credentials", "[default]\n");
	aws_files_path("credentials", path);
	assert_int_equal(chmod(path, 0), 0);
	assert_refused(NULL, "/.aws/credentials: Permission denied");
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
		TEST(test_long_line_and_size_cap),
		TEST(test_other_paths),
		TEST(test_unreadable_file),
		TEST(test_no_home),
	};

	return cmocka_run_group_tests_name("aws_config", tests, NULL, NULL);
}
