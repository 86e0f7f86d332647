/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include "aws_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool resolve(const struct settings *settings, struct endpoint *endpoint, struct error *err)
{
	struct aws_config *config = NULL;
	bool is_resolved;

	if (!aws_config_load(settings->profile, &config, err)) {
		fail_msg("%s", err->text);
	}
	is_resolved = endpoint_resolve(settings, config, endpoint, err);
	aws_config_free(config);
	return is_resolved;
}

static struct endpoint resolved(const struct settings *settings)
{
	struct endpoint endpoint = {0};
	struct error err = {0};

	if (!resolve(settings, &endpoint, &err)) {
		fail_msg("%s", err.text);
	}
	return endpoint;
}

static void assert_refused(const struct settings *settings, const char *expected)
{
	struct endpoint endpoint = {.region = "before"};
	struct error err = {0};

	if (resolve(settings, &endpoint, &err)) {
		fail_msg("%s was accepted", endpoint.url);
	}
	assert_string_equal(endpoint.region, "before");
	assert_int_equal(err.kind, ERROR_CONFIG);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	assert_null(strstr(err.text, "hidden"));
}

static void test_regions(void **state)
{
	struct settings settings = {0};

	(void)state;
	assert_refused(&settings, "no region: give --region, set AWS_REGION");
	assert_refused(&settings, "/.aws/config");
	aws_files_write("config", "[default]\nregion = eu-west-1\n");
	assert_string_equal(resolved(&settings).region, "eu-west-1");
	setenv("AWS_DEFAULT_REGION", "eu-west-2", 1);
	assert_string_equal(resolved(&settings).region, "eu-west-2");
	setenv("AWS_REGION", "eu-west-3", 1);
	assert_string_equal(resolved(&settings).region, "eu-west-3");
	settings.region = "eu-north-1";
	assert_string_equal(resolved(&settings).region, "eu-north-1");
}

static void test_standard_urls(void **state)
{
	static const struct {
		const char *region, *host;
	} rows[] = {
		{"eu-west-1", "dynamodb.eu-west-1.amazonaws.com"},
		{"us-gov-west-1", "dynamodb.us-gov-west-1.amazonaws.com"},
		{"cn-north-1", "dynamodb.cn-north-1.amazonaws.com.cn"},
		{"eusc-de-east-1", "dynamodb.eusc-de-east-1.amazonaws.eu"},
		{"us-iso-east-1", "dynamodb.us-iso-east-1.c2s.ic.gov"},
		{"us-isob-east-1", "dynamodb.us-isob-east-1.sc2s.sgov.gov"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings = {.region = rows[i].region};
		struct endpoint endpoint = resolved(&settings);

		assert_string_equal(endpoint.host, rows[i].host);
		assert_memory_equal(endpoint.url, "https://", 8);
		assert_string_equal(endpoint.url + 8, rows[i].host);
		assert_false(endpoint.is_custom);
	}
}

static void test_bad_regions(void **state)
{
	static const char *const regions[] = {"EU-WEST-1", "eu_west_1", "eu-west-1.evil.example",
		"eu-west-1/", "eu west", "-eu", "a@b", "",
		"a-region-name-that-is-far-too-long-to-be-the-label-of-a-host-name"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(regions); i++) {
		assert_refused(&(struct settings){.region = regions[i]}, "is not a region");
	}
}

static void test_where_urls_come_from(void **state)
{
	struct settings settings = {.region = "eu-west-1"};

	(void)state;
	aws_files_write("config", "[default]\nendpoint_url = https://profile.example\n"
				  "[profile local]\n"
				  "services = on-this-machine\n"
				  "endpoint_url = https://profile.example\n"
				  "[profile ignoring]\n"
				  "ignore_configured_endpoint_urls = true\n"
				  "endpoint_url = https://profile.example\n"
				  "[services on-this-machine]\n"
				  "dynamodb =\n"
				  "  endpoint_url = https://services.example\n");
	assert_string_equal(resolved(&settings).url, "https://profile.example");
	assert_true(resolved(&settings).is_custom);
	settings.profile = "ignoring";
	assert_false(resolved(&settings).is_custom);
	settings.profile = "local";
	assert_string_equal(resolved(&settings).url, "https://services.example");
	setenv("AWS_ENDPOINT_URL", "https://global.example", 1);
	assert_string_equal(resolved(&settings).url, "https://global.example");
	setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://variable.example", 1);
	assert_string_equal(resolved(&settings).url, "https://variable.example");
	setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE", 1);
	assert_string_equal(resolved(&settings).url, "https://dynamodb.eu-west-1.amazonaws.com");
	settings.endpoint_url = "https://flag.example";
	assert_string_equal(resolved(&settings).url, "https://flag.example");
}

static void test_hosts(void **state)
{
	static const struct {
		const char *given, *url, *host;
	} rows[] = {
		{"https://db.example", "https://db.example", "db.example"},
		{"HTTPS://DB.Example/", "https://db.example", "db.example"},
		{"https://db.example:443", "https://db.example", "db.example"},
		{"https://db.example:80", "https://db.example:80", "db.example:80"},
		{"http://localhost:80/", "http://localhost", "localhost"},
		{"http://localhost:443", "http://localhost:443", "localhost:443"},
		{"http://127.0.0.1:8000", "http://127.0.0.1:8000", "127.0.0.1:8000"},
		{"http://[::1]:8000/", "http://[::1]:8000", "[::1]:8000"},
		{"https://[FD00::2]", "https://[fd00::2]", "[fd00::2]"},
		{"https://a_b.example:65535", "https://a_b.example:65535", "a_b.example:65535"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct settings settings = {.region = "eu-west-1", .endpoint_url = rows[i].given};
		struct endpoint endpoint = resolved(&settings);

		assert_string_equal(endpoint.url, rows[i].url);
		assert_string_equal(endpoint.host, rows[i].host);
	}
}

static void test_malformed_urls(void **state)
{
	static const char *const urls[] = {"", "db.example", "ftp://db.example", "https:db.example",
		"https://", "https:///", "https://.", "https://:8000", "https://a..b",
		"https://a b", "https://a\r\nX-Injected: 1", "https://a\n", "https://a\t",
		"https://a\\b", "https://a:", "https://a:0", "https://a:65536", "https://a:999999",
		"https://a:8x", "https://a:-1", "https://a:80:80", "https://a/path", "https://a//",
		"https://a?q", "https://a/?q", "https://a#f", "https://user@a",
		"https://user:hidden@a", "https://[::1", "https://[]", "https://[::1]x",
		"https://[::1%25eth0]", "https://::1", "https://[db.example]",
		"https://d\xC3\xB6.example", "https://%61"};
	char text[600] = "https://";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct settings settings = {.region = "eu-west-1", .endpoint_url = urls[i]};

		assert_refused(&settings, "--endpoint-url: not a usable URL: ");
	}
	for (size_t length = 256; length < 500; length += 200) {
		memset(text + 8, 'a', length);
		assert_refused(&(struct settings){.endpoint_url = text}, "not a usable URL");
	}
	assert_refused(&(struct settings){.endpoint_url = "https://user:hidden@a"},
		"it must not have a user name or a password");
	assert_refused(&(struct settings){.endpoint_url = "https://a/path"}, "no path, no query");
	setenv("AWS_ENDPOINT_URL", "nonsense", 1);
	assert_refused(&(struct settings){0}, "AWS_ENDPOINT_URL: ");
}

static void test_loopback(void **state)
{
	static const char *const here[] = {"http://localhost", "http://LOCALHOST:8000",
		"http://db.localhost:8000", "http://127.0.0.1", "http://127.9.8.7:1",
		"http://[::1]:2"};
	static const char *const elsewhere[] = {"http://db.example", "http://127.example",
		"http://127.0.0.1.example", "http://localhost.example", "http://notlocalhost",
		"http://128.0.0.1", "http://[::2]", "http://169.254.169.254", "http://0.0.0.0",
		"http://127.1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(here); i++) {
		struct settings settings = {.endpoint_url = here[i]};

		assert_string_equal(resolved(&settings).region, "us-east-1");
	}
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		struct settings settings = {.region = "eu-west-1", .endpoint_url = elsewhere[i]};

		assert_refused(&settings, "--allow-http");
		settings.allow_http = true;
		assert_string_equal(resolved(&settings).url, elsewhere[i]);
		settings.region = NULL;
		assert_refused(&settings, "no region");
	}
}

/* A region that is set is signed for, on loopback too. */
static void test_loopback_with_region(void **state)
{
	struct settings settings = {.endpoint_url = "https://localhost:8000"};

	(void)state;
	setenv("AWS_REGION", "eu-west-1", 1);
	assert_string_equal(resolved(&settings).region, "eu-west-1");
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, aws_files_setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_regions),
		TEST(test_standard_urls),
		TEST(test_bad_regions),
		TEST(test_where_urls_come_from),
		TEST(test_hosts),
		TEST(test_malformed_urls),
		TEST(test_loopback),
		TEST(test_loopback_with_region),
	};

	return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
