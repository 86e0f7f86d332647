/* SPDX-License-Identifier: MIT */
#include "aws/credentials_chain.h"

#include "kit/aws_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct settings settings;

static bool resolve(const char *profile, struct credentials *credentials, struct error *err)
{
	struct credentials_chain chain;

	settings.profile = profile;
	settings.region = "eu-west-1";
	if (!credentials_chain_init(&chain, &settings, err)) {
		fail_msg("%s", err->text);
	}
	bool is_found = credentials_chain_resolve(&chain, credentials, err);

	credentials_chain_fini(&chain);
	return is_found;
}

static void assert_found(const char *profile, const char *id, const char *secret, const char *token,
	const char *source)
{
	struct credentials credentials = {0};
	struct error err = {0};

	if (!resolve(profile, &credentials, &err)) {
		fail_msg("%s", err.text);
	}
	assert_string_equal(credentials.access_key_id, id);
	assert_string_equal(credentials.secret_access_key, secret);
	assert_string_equal(credentials.session_token, token);
	if (!strstr(credentials.source, source)) {
		fail_msg("\"%s\" does not say \"%s\"", credentials.source, source);
	}
}

static void assert_refused(const char *profile, const char *expected)
{
	struct credentials credentials, before;
	struct error err = {0};

	memset(&credentials, 'x', sizeof(credentials));
	before = credentials;
	assert_false(resolve(profile, &credentials, &err));
	assert_memory_equal(&credentials, &before, sizeof(before));
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	assert_null(strstr(err.text, "hidden"));
}

static void set_environment(const char *id, const char *secret, const char *token)
{
	setenv("AWS_ACCESS_KEY_ID", id, 1);
	setenv("AWS_SECRET_ACCESS_KEY", secret, 1);
	setenv("AWS_SESSION_TOKEN", token, 1);
}

static void test_environment(void **state)
{
	(void)state;
	set_environment("AKIDENV", "hidden/env", "");
	assert_found(NULL, "AKIDENV", "hidden/env", "", "environment");
	set_environment("AKIDENV", "hidden/env", "token+env==");
	assert_found(NULL, "AKIDENV", "hidden/env", "token+env==", "environment");
}

static void test_environment_incomplete(void **state)
{
	(void)state;
	aws_files_write("credentials",
		"[default]\naws_access_key_id = A\naws_secret_access_key = hidden\n");
	set_environment("AKIDENV", "", "");
	assert_refused(NULL, "AWS_SECRET_ACCESS_KEY is not");
	set_environment("", "hidden", "");
	assert_refused(NULL, "AWS_ACCESS_KEY_ID is not");
	/* A token alone does not count: the files are tried. */
	set_environment("", "", "hidden");
	assert_found(NULL, "A", "hidden", "", "profile default in ");
}

static void test_values_that_cannot_be(void **state)
{
	char text[9000];

	(void)state;
	set_environment("AKIDENV", "hidden\nX-Injected: 1", "");
	assert_refused(NULL, "AWS_SECRET_ACCESS_KEY in the environment contains a ");
	set_environment("AKIDENV ", "hidden", "");
	assert_refused(NULL, "AWS_ACCESS_KEY_ID in the environment contains a ");
	set_environment("AKIDENV", "hidden", "hidden\xC3\xA9");
	assert_refused(NULL, "AWS_SESSION_TOKEN in the environment contains a ");

	memset(text, 'x', sizeof(text));
	text[8192] = '\0';
	set_environment("AKIDENV", "hidden", text);
	assert_refused(NULL, "AWS_SESSION_TOKEN in the environment is longer than 8191");
	text[8191] = '\0';
	set_environment("AKIDENV", "hidden", text);
	assert_found(NULL, "AKIDENV", "hidden", text, "environment");
	text[132] = '\0';
	set_environment(text, "hidden", "");
	assert_refused(NULL, "AWS_ACCESS_KEY_ID in the environment is longer than 131");
	set_environment("AKIDENV", text, "");
	assert_refused(NULL, "AWS_SECRET_ACCESS_KEY in the environment is longer than 131");
}

static void test_profile_files(void **state)
{
	(void)state;
	aws_files_write("credentials", "[default]\n"
				       "aws_access_key_id = AKIDDEF\n"
				       "aws_secret_access_key = hidden/def\n"
				       "[prod]\n"
				       "aws_access_key_id = AKIDPROD\n"
				       "aws_secret_access_key = hidden/prod\n"
				       "aws_session_token = token/prod\n");
	aws_files_write("config", "[profile prod]\n"
				  "aws_access_key_id = not this\n"
				  "[default]\n"
				  "aws_session_token = of other keys\n"
				  "[profile inline]\n"
				  "aws_access_key_id = AKIDINLINE\n"
				  "aws_secret_access_key = hidden/inline\n");
	assert_found(NULL, "AKIDDEF", "hidden/def", "", "profile default in ");
	assert_found("prod", "AKIDPROD", "hidden/prod", "token/prod", "profile prod in ");
	assert_found("inline", "AKIDINLINE", "hidden/inline", "", "/.aws/config");
	setenv("AWS_PROFILE", "prod", 1);
	assert_found(NULL, "AKIDPROD", "hidden/prod", "token/prod", "/.aws/credentials");
}

static void test_precedence(void **state)
{
	(void)state;
	aws_files_write("credentials", "[prod]\n"
				       "aws_access_key_id = AKIDPROD\n"
				       "aws_secret_access_key = hidden/prod\n"
				       "[empty]\n");
	set_environment("AKIDENV", "hidden/env", "");
	setenv("AWS_PROFILE", "prod", 1);
	assert_found(NULL, "AKIDENV", "hidden/env", "", "environment");
	assert_found("prod", "AKIDPROD", "hidden/prod", "", "profile prod");
	assert_refused("empty", "environment: skipped because a profile was named");
}

static void test_profile_incomplete(void **state)
{
	(void)state;
	aws_files_write("credentials", "[default]\naws_access_key_id = A\n"
				       "[reverse]\naws_secret_access_key = hidden\n");
	assert_refused(NULL, "aws_access_key_id is set in profile default in ");
	assert_refused(NULL, "aws_secret_access_key is not");
	assert_refused("reverse", "aws_access_key_id is not");
}

/* As in the AWS CLI: credentials file, then credential_process, then config file. */
static void test_process_precedence(void **state)
{
	(void)state;
	aws_files_write("config",
		"[profile prod]\naws_access_key_id = A\naws_secret_access_key = hidden\n"
		"credential_process = false\n");
	assert_refused("prod", "credential_process of profile prod exited with status 1");
	aws_files_write(
		"credentials", "[prod]\naws_access_key_id = A\naws_secret_access_key = hidden\n");
	assert_found("prod", "A", "hidden", "", "profile prod");
}

/* An expiry that nobody can read makes no good credentials bad: it is unknown. */
static void test_expiry_of_any_form(void **state)
{
	static const struct {
		const char *text;
		int64_t expiry_ms;
		bool is_odd;
	} rows[] = {
		{"2099-01-01T00:00:00Z", 4070908800000, false},
		{"2099-01-01T00:00:00UTC", 4070908800000, false},
		{"4070908800", 4070908800000, false},
		{"", 0, false},
		{"01/02/2099 10:00 PM", 0, true},
	};

	(void)state;
	set_environment("AKIDENV", "hidden", "");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct credentials credentials = {0};
		struct error err = {0};

		setenv("AWS_CREDENTIAL_EXPIRATION", rows[i].text, 1);
		assert_true(resolve(NULL, &credentials, &err));
		assert_int_equal(credentials.expiry_ms, rows[i].expiry_ms);
		assert_int_equal(credentials.has_odd_expiry, rows[i].is_odd);
	}
	setenv("AWS_CREDENTIAL_EXPIRATION", "tomorrow", 1);
	assert_refused(NULL, "AWS_CREDENTIAL_EXPIRATION in the environment is not a time");
}

/* The advice, once taken, works. */
static void test_aws_login(void **state)
{
	static const char profile[] =
		"[profile me]\nlogin_session = arn:aws:iam::123456789012:user/oncall\n";
	struct buf text = {0};

	(void)state;
	aws_files_write("config", profile);
	assert_refused("me", "profile me signs in by aws login, which beyatop does not read; add "
			     "this line to the profile: credential_process = aws configure "
			     "export-credentials --profile me --format process");
	buf_printf(&text,
		"%scredential_process = echo '{\"Version\":1,\"AccessKeyId\":\"AKIDLOGIN\","
		"\"SecretAccessKey\":\"hidden\"}'\n",
		profile);
	aws_files_write("config", buf_text(&text));
	assert_found("me", "AKIDLOGIN", "hidden", "", "credential_process of profile me");
	buf_fini(&text);
}

static void test_nothing_anywhere(void **state)
{
	(void)state;
	assert_refused(NULL, "environment: AWS_ACCESS_KEY_ID is not set");
	assert_refused(NULL, "profile default has no access key, role, ");
	assert_refused(NULL, "/.aws/credentials or ");
	assert_refused(NULL, "/.aws/config; no container");
	assert_refused(NULL, "aws configure");
}

static void test_wipe(void **state)
{
	static const struct credentials zero;
	struct credentials credentials;

	(void)state;
	memset(&credentials, 'x', sizeof(credentials));
	credentials_wipe(&credentials);
	assert_memory_equal(&credentials, &zero, sizeof(zero));
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, aws_files_setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_environment),
		TEST(test_environment_incomplete),
		TEST(test_values_that_cannot_be),
		TEST(test_profile_files),
		TEST(test_precedence),
		TEST(test_profile_incomplete),
		TEST(test_process_precedence),
		TEST(test_expiry_of_any_form),
		TEST(test_aws_login),
		TEST(test_nothing_anywhere),
		TEST(test_wipe),
	};

	return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
