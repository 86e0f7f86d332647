/* SPDX-License-Identifier: MIT */
/* Credentials from a container and an instance, whose services may be slow, silent or absent. */
#include "kit/parallel.h"
#include "kit/resolve.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define DOCUMENT(expiry)                                                                           \
	"{\"Code\":\"Success\",\"AccessKeyId\":\"ASIADOC\",\"SecretAccessKey\":\"hidden/secret\"," \
	"\"Token\":\"hidden&<token>\",\"Expiration\":\"" expiry "\"}"

static void test_container(void **state)
{
	static const struct canned_response responses[] = {
		JSON("Authorization: Basic abc\r\n", 200, DOCUMENT(FAR)),
		JSON("Authorization: Second\r\n", 200, DOCUMENT(FAR)),
		JSON("GET /keys?x=1", 403, "{\"code\":\"Forbidden\",\"message\":\"who are you?\"}"),
	};
	char path[128];

	(void)state;
	struct canned *container = resolve_start_server(
		responses, ARRAY_LEN(responses), "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys?x=1");

	resolve_expect_error(NULL, "HTTP 403, Forbidden: who are you?");
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc", 1);
	resolve_expect_credentials(NULL, "ASIADOC", "container");
	/* The file takes precedence over the variable, and is read each time. */
	aws_files_write("other", "Second\n");
	aws_files_path("other", path);
	setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", path, 1);
	resolve_expect_credentials(NULL, "ASIADOC", "container");
	aws_files_write("other", "two\nlines\n");
	resolve_expect_error(NULL, "newline");
	canned_stop(container);
}

static void test_container_refused(void **state)
{
	static const struct {
		struct canned_response response;
		const char *said;
	} rows[] = {
		{JSON("GET", 200, DOCUMENT(PAST)), "expired at 2019"},
		{JSON("GET", 200, "{\"AccessKeyId\":\"A\"}"), "SecretAccessKey is not"},
		{JSON("GET", 200, "{}"), "has no AccessKeyId"},
		{JSON("GET", 200, "<html>"), "HTTP 200"},
		{JSON("GET", 200, "[1]"), "HTTP 200"},
		{JSON("GET", 500, ""), "HTTP 500"},
		{HANG("GET"), "no response from the container's http://127.0.0.1"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct canned *container = resolve_start_server(
			&rows[i].response, 1, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");

		resolve_expect_error(NULL, rows[i].said);
		canned_stop(container);
	}
	resolve_no_server("AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");
	resolve_expect_error(NULL, "no response from the container's");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://203.0.113.9/keys", 1);
	resolve_expect_error(
		NULL, "http is only allowed to this machine, ECS and EKS, not to 203.0.113.9");
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "gopher://127.0.0.1/", 1);
	resolve_expect_error(NULL, "not a usable URL");
}

/* What a busy agent sends is no refusal: three tries in all, and no more. */
static void test_busy_container(void **state)
{
	static const struct {
		int status, times, requests;
		bool is_found;
	} rows[] = {
		{500, 1, 2, true},
		{429, 2, 3, true},
		{503, 1, 2, true},
		{504, 2, 3, true},
		{0, 1, 2, true},
		{500, 3, 3, false},
		{429, 3, 3, false},
		{0, 3, 3, false},
		{400, 1, 1, false},
		{403, 1, 1, false},
	};

	(void)state;
	resolve_settings.request_timeout_ms = 500;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct canned_response responses[] = {
			{.http_status = rows[i].status,
				.content_type = "application/json",
				.body = "{\"message\":\"busy\"}",
				.times = rows[i].times},
			JSON("GET", 200, DOCUMENT(FAR)),
		};
		struct canned *container = resolve_start_server(responses, ARRAY_LEN(responses),
			"AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");

		if (rows[i].is_found) {
			resolve_expect_credentials(NULL, "ASIADOC", "container");
		} else {
			resolve_expect_error(NULL, "the container's http://127.0.0.1");
		}
		assert_int_equal(canned_requests(container), rows[i].requests);
		canned_stop(container);
	}
}

static void test_instance(void **state)
{
	static const struct canned_response responses[] = {
		PLAIN("PUT /latest/api/token", 200, "session=="),
		JSON("GET /latest/meta-data/iam/security-credentials/web-1 HTTP", 200,
			DOCUMENT(FAR)),
		PLAIN("GET /latest/meta-data/iam/security-credentials/ HTTP", 200,
			"web-1\nweb-2\n"),
	};
	char token[100];

	(void)state;
	struct canned *instance = resolve_start_server(
		responses, ARRAY_LEN(responses), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "/");

	resolve_expect_error(NULL, "no credentials");
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	setenv("AWS_METADATA_SERVICE_TIMEOUT", "20", 1);
	resolve_expect_credentials(NULL, "ASIADOC", "instance");
	canned_header(instance, "X-aws-ec2-metadata-token", token, sizeof(token));
	assert_string_equal(token, "session==");
	canned_stop(instance);
}

/* In seconds: no response is a timeout, a late one is not. */
static const char *patience_with(const struct canned_response responses[3])
{
	if (!responses[0].http_status) {
		return "1";
	}
	return responses[2].contains && !responses[2].http_status ? "4" : "20";
}

static void test_instance_refused(void **state)
{
	static const struct {
		struct canned_response responses[3];
		const char *said;
	} rows[] = {
		{{HANG("PUT")}, "no credentials"},
		{{PLAIN("PUT", 403, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 404, "")}, "no credentials"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "../x\n")}, "returned no role"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200,
				 "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"no "
				 "trust\"}")},
			"role web of the instance: AssumeRoleUnauthorizedAccess: no trust"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200, DOCUMENT(PAST))},
			"expired at"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"),
			 JSON("als/web", 200, "<html>")},
			"HTTP 200 without credentials"},
		{{PLAIN("PUT", 200, "t"), PLAIN("als/ ", 200, "web"), HANG("als/web")},
			"no response from"},
	};

	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setenv("AWS_METADATA_SERVICE_TIMEOUT", patience_with(rows[i].responses), 1);
		struct canned *instance = resolve_start_server(
			rows[i].responses, 3, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");

		resolve_expect_error(NULL, rows[i].said);
		canned_stop(instance);
	}
}

/* Each of its three requests is tried again. */
static void test_busy_instance(void **state)
{
	static const struct canned_response responses[] = {
		{.contains = "PUT", .http_status = 429, .body = "", .times = 2},
		{.contains = "als/ ", .http_status = 503, .body = "", .times = 2},
		{.contains = "als/web", .http_status = 500, .body = "<html>", .times = 2},
		PLAIN("PUT", 200, "t"),
		PLAIN("als/ ", 200, "web"),
		JSON("als/web", 200, DOCUMENT(FAR)),
	};

	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	struct canned *instance = resolve_start_server(
		responses, ARRAY_LEN(responses), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");

	resolve_expect_credentials(NULL, "ASIADOC", "instance");
	assert_int_equal(canned_requests(instance), 9);
	canned_stop(instance);
}

/* Forms that helpers, agents and caches write; FAR in each. */
static void test_expirations(void **state)
{
	static const char *const expirations[] = {"\"2099-01-01T00:00:00Z\"",
		"\"2099-01-01T00:00:00UTC\"", "\"2099-01-01T00:00:00+00:00\"",
		"\"2099-01-01T02:00:00+0200\"", "\"2099-01-01 00:00:00\"",
		"\"2099-01-01T00:00:00.000000\"", "\"2099-01-01 00:00:00 +0000 UTC\"",
		"\"Thu, 01 Jan 2099 00:00:00 GMT\"", "\"Thu Jan  1 00:00:00 UTC 2099\"",
		"\"20990101T000000Z\"", "\"4070908800\"", "4070908800", "4070908800000",
		"4070908800.0"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expirations); i++) {
		char body[300];

		snprintf(body, sizeof(body),
			"{\"AccessKeyId\":\"ASIADOC\",\"SecretAccessKey\":\"hidden/secret\","
			"\"Token\":\"hidden&<token>\",\"Expiration\":%s}",
			expirations[i]);
		const struct canned_response response = JSON("GET", 200, body);
		struct canned *container = resolve_start_server(
			&response, 1, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "/keys");

		resolve_expect_credentials(NULL, "ASIADOC", "container");
		canned_stop(container);
	}
}

/* Without a metadata service it is tried, and not again by the same chain. */
static void test_no_instance(void **state)
{
	static const struct canned_response hang = HANG("PUT");
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;

	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	struct canned *instance =
		resolve_start_server(&hang, 1, "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");

	resolve_settings.profile = NULL;
	assert_true(credentials_chain_init(&chain, &resolve_settings, &err));
	for (int i = 0; i < 3; i++) {
		assert_false(credentials_chain_resolve(&chain, &credentials, &err));
	}
	assert_int_equal(canned_requests(instance), 3);
	assert_non_null(strstr(buf_text(&chain.tried), "not tried again"));
	credentials_chain_fini(&chain);
	canned_stop(instance);
}

/* The timeout can be configured. */
static void test_slow_instance(void **state)
{
	static const struct canned_response responses[] = {
		{.contains = "PUT", .http_status = 200, .body = "t", .delay_ms = 1500},
		PLAIN("als/ ", 200, "web"),
		JSON("als/web", 200, DOCUMENT(FAR)),
	};

	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	setenv("AWS_METADATA_SERVICE_TIMEOUT", "20", 1);
	struct canned *instance = resolve_start_server(
		responses, ARRAY_LEN(responses), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");

	resolve_expect_credentials(NULL, "ASIADOC", "instance");
	canned_stop(instance);
}

/* A service that has responded before is tried again after a timeout. */
static void test_instance_that_pauses(void **state)
{
	static const struct canned_response responses[] = {
		{.contains = "PUT", .http_status = 200, .body = "t", .times = 1},
		{.contains = "PUT", .times = 3},
		PLAIN("PUT", 200, "t"),
		PLAIN("als/ ", 200, "web"),
		JSON("als/web", 200, DOCUMENT(FAR)),
	};
	static const bool is_found[] = {true, false, true};
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;

	(void)state;
	setenv("AWS_EC2_METADATA_DISABLED", "false", 1);
	struct canned *instance = resolve_start_server(
		responses, ARRAY_LEN(responses), "AWS_EC2_METADATA_SERVICE_ENDPOINT", "");

	resolve_settings.profile = NULL;
	assert_true(credentials_chain_init(&chain, &resolve_settings, &err));
	for (size_t i = 0; i < ARRAY_LEN(is_found); i++) {
		setenv("AWS_METADATA_SERVICE_TIMEOUT", is_found[i] ? "20" : "1", 1);
		assert_int_equal(
			credentials_chain_resolve(&chain, &credentials, &err), is_found[i]);
		assert_true(is_found[i] || strstr(err.text, "no response from http://127.0.0.1"));
	}
	credentials_chain_fini(&chain);
	credentials_wipe(&credentials);
	canned_stop(instance);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, resolve_set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_container),
		TEST(test_container_refused),
		TEST(test_busy_container),
		TEST(test_busy_instance),
		TEST(test_expirations),
		TEST(test_instance),
		TEST(test_instance_refused),
		TEST(test_no_instance),
		TEST(test_slow_instance),
		TEST(test_instance_that_pauses),
	};

	return parallel_run("metadata", tests, ARRAY_LEN(tests), NULL, NULL);
}
