/* SPDX-License-Identifier: MIT */
/* Credentials by single sign-on, and the login that it needs. */
#include "aws/credentials.h"
#include "kit/resolve.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define START_URL "https://corp.awsapps.com/start"
#define CONFIG                                                                                     \
	"[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = "       \
	"on+call\n"                                                                                \
	"[sso-session corp]\nsso_start_url = " START_URL "\nsso_region = eu-central-1\n"           \
	"[profile old]\nsso_start_url = " START_URL "\nsso_region = eu-central-1\n"                \
	"sso_account_id = 123456789012\nsso_role_name = on+call\n"                                 \
	"[profile half]\nsso_start_url = " START_URL "\nsso_account_id = 123456789012\n"           \
	"[profile lost]\nsso_session = none\nsso_account_id = 1\nsso_role_name = x\n"
#define ROLE_CREDENTIALS                                                                           \
	"{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"hidden/secret\"," \
	"\"sessionToken\":\"hidden&<token>\",\"expiration\":4070908800000}}"
#define KEYS_FOR(token)                                                                            \
	{                                                                                          \
		.contains = "x-amz-sso_bearer_token: " token "\r\n", .http_status = 200,           \
		.content_type = "application/json", .body = ROLE_CREDENTIALS                       \
	}

static void test_sso(void **state)
{
	static const struct canned_response responses[] = {
		KEYS_FOR("hidden-1"), KEYS_FOR("hidden-2")};
	struct credentials credentials = {0};
	struct error err;

	(void)state;
	struct canned *portal =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_SSO", "");

	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden-1\",\"expiresAt\":\"" FAR "\"}");
	resolve_expect_credentials("sso", "ASIASSO", "single sign-on");
	/* The older form, with the timestamp of older versions. */
	aws_files_log_in(START_URL,
		"{\"accessToken\":\"hidden-2\",\"expiresAt\":\"2099-01-01T00:00:00UTC\"}");
	resolve_expect_credentials("old", "ASIASSO", "single sign-on");
	assert_true(resolve_credentials("old", &credentials, &err));
	assert_string_equal(credentials.account_id, "123456789012");
	canned_stop(portal);
}

static void test_sso_asks(void **state)
{
	static const struct canned_response responses[] = {
		JSON("GET /federation/credentials?account_id=123456789012&role_name=on%2Bcall HTTP",
			200, ROLE_CREDENTIALS),
	};

	(void)state;
	struct canned *portal =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL_SSO", "");

	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden-1\",\"expiresAt\":\"" FAR "\"}");
	resolve_expect_credentials("sso", "ASIASSO", "single sign-on");
	canned_stop(portal);
}

static void test_sso_needs_login(void **state)
{
	static const char *const logins[] = {
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"" PAST "\"}",
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"soon\"}",
		"{\"accessToken\":\"hid\\r\\nden\",\"expiresAt\":\"" FAR "\"}",
		"{\"accessToken\":\"\",\"expiresAt\":\"" FAR "\"}", "{\"accessToken\":7}", "[]", "",
		"{\"accessToken\":\"hidden\",\"expiresAt\":\"" FAR
		"\"}", /* refused by the portal */
	};
	static const struct canned_response refusal =
		JSON("GET", 401, "{\"message\":\"Session token not found or invalid\"}");

	(void)state;
	struct canned *portal = resolve_start_server(&refusal, 1, "AWS_ENDPOINT_URL_SSO", "");

	aws_files_write("config", CONFIG);
	resolve_expect_error("sso", "run \"aws sso login --profile sso\": there is no login yet");
	for (size_t i = 0; i < ARRAY_LEN(logins); i++) {
		aws_files_log_in("corp", logins[i]);
		resolve_expect_error("sso", "run \"aws sso login --profile sso\": ");
	}
	assert_int_equal(canned_requests(portal), 1);
	canned_stop(portal);
}

/* A response of the portal, and the error. */
struct refusal {
	struct canned_response response;
	const char *said;
};

static void expect_refusals(const struct refusal *rows, size_t count, const char *variable)
{
	for (size_t i = 0; i < count; i++) {
		struct canned *portal = resolve_start_server(&rows[i].response, 1, variable, "");

		resolve_expect_error("sso", rows[i].said);
		canned_stop(portal);
	}
}

static void test_sso_refused(void **state)
{
	static const struct refusal rows[] = {
		{JSON("GET", 403, "{\"message\":\"No access\"}"),
			"no access to role on+call in account 123456789012: No access"},
		{JSON("GET", 429, "{\"message\":\"slow\"}"), "HTTP 429: slow"},
		{JSON("GET", 200, "{\"roleCredentials\":{}}"), "has no accessKeyId"},
		{JSON("GET", 200, "<html>"), "has no accessKeyId"},
		{JSON("GET", 200,
			 "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
			 "\"sessionToken\":\"t\",\"expiration\":1000}}"),
			"expired at 1970"},
	};

	(void)state;
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", "{\"accessToken\":\"hidden\",\"expiresAt\":\"" FAR "\"}");
	expect_refusals(rows, ARRAY_LEN(rows), "AWS_ENDPOINT_URL_SSO");
	resolve_expect_error("half", "profile half has no sso_region");
	resolve_expect_error("lost", "sso-session none has no sso_start_url");
}

#define RENEWABLE(expiry)                                                                          \
	"{\"startUrl\":\"" START_URL "\",\"accessToken\":\"hidden-1\",\"expiresAt\":\"" expiry     \
	"\",\"clientId\":\"client\",\"clientSecret\":\"hidden-client\","                           \
	"\"registrationExpiresAt\":\"" FAR "\",\"refreshToken\":\"hidden-refresh-1\"}"

/* A refresh token works once: the next one is saved, together with everything else in the file.
 */
static void test_sso_renewal(void **state)
{
	static const struct canned_response responses[] = {
		JSON("{\"grantType\":\"refresh_token\",\"clientId\":\"client\","
		     "\"clientSecret\":\"hidden-client\",\"refreshToken\":\"hidden-refresh-1\"}",
			200,
			"{\"accessToken\":\"hidden-2\",\"expiresIn\":28800,"
			"\"refreshToken\":\"hidden-refresh-2\"}"),
		KEYS_FOR("hidden-2"),
	};

	(void)state;
	struct canned *portal =
		resolve_start_server(responses, ARRAY_LEN(responses), "AWS_ENDPOINT_URL", "");

	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", RENEWABLE(PAST));
	resolve_expect_credentials("sso", "ASIASSO", "single sign-on");
	assert_int_equal(canned_requests(portal), 2);
	/* This time from the file. */
	resolve_expect_credentials("sso", "ASIASSO", "single sign-on");
	assert_int_equal(canned_requests(portal), 3);
	canned_stop(portal);
}

static void test_sso_renewal_refused(void **state)
{
#define LOGIN "run \"aws sso login --profile sso\": "
	static const struct refusal rows[] = {
		{JSON("refresh_token", 400, "{\"error\":\"invalid_grant\"}"),
			LOGIN "cannot refresh the login (HTTP 400)"},
		{JSON("refresh_token", 200, "{}"),
			LOGIN "cannot refresh the login: the response has no token"},
		{JSON("refresh_token", 200,
			 "{\"accessToken\":\"hidden\\r\\nEvil: header\",\"expiresIn\":28800}"),
			LOGIN "the response contains no usable token"},
		/* A new login would not help. */
		{JSON("refresh_token", 503, ""),
			"single sign-on of profile sso: cannot refresh the login (HTTP 503)"},
	};

	(void)state;
	aws_files_write("config", CONFIG);
	aws_files_log_in("corp", RENEWABLE(PAST));
	expect_refusals(rows, ARRAY_LEN(rows), "AWS_ENDPOINT_URL");
	resolve_no_server("AWS_ENDPOINT_URL", "");
	resolve_expect_error("sso", "single sign-on of profile sso: cannot refresh the login: ");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, resolve_set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sso),
		TEST(test_sso_asks),
		TEST(test_sso_needs_login),
		TEST(test_sso_refused),
		TEST(test_sso_renewal),
		TEST(test_sso_renewal_refused),
	};

	return cmocka_run_group_tests_name("sso", tests, NULL, NULL);
}
