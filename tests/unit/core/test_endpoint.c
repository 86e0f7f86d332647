/* SPDX-License-Identifier: MIT */
#include "aws/endpoint.h"

#include "buf.h"
#include "kit/aws_files.h"

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
	assert_refused(&settings, "no region: pass --region, set AWS_REGION");
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
		const char *region, *host, *fips, *dual_stack, *both;
	} rows[] = {
		{"eu-west-1", "dynamodb.eu-west-1.amazonaws.com",
			"dynamodb-fips.eu-west-1.amazonaws.com", "dynamodb.eu-west-1.api.aws",
			"dynamodb-fips.eu-west-1.api.aws"},
		{"mx-central-1", "dynamodb.mx-central-1.amazonaws.com",
			"dynamodb-fips.mx-central-1.amazonaws.com", "dynamodb.mx-central-1.api.aws",
			"dynamodb-fips.mx-central-1.api.aws"},
		{"us-gov-west-1", "dynamodb.us-gov-west-1.amazonaws.com",
			"dynamodb.us-gov-west-1.amazonaws.com", "dynamodb.us-gov-west-1.api.aws",
			"dynamodb-fips.us-gov-west-1.api.aws"},
		{"cn-north-1", "dynamodb.cn-north-1.amazonaws.com.cn",
			"dynamodb-fips.cn-north-1.amazonaws.com.cn",
			"dynamodb.cn-north-1.api.amazonwebservices.com.cn",
			"dynamodb-fips.cn-north-1.api.amazonwebservices.com.cn"},
		{"eusc-de-east-1", "dynamodb.eusc-de-east-1.amazonaws.eu",
			"dynamodb-fips.eusc-de-east-1.amazonaws.eu",
			"dynamodb.eusc-de-east-1.api.amazonwebservices.eu",
			"dynamodb-fips.eusc-de-east-1.api.amazonwebservices.eu"},
		{"us-iso-east-1", "dynamodb.us-iso-east-1.c2s.ic.gov",
			"dynamodb-fips.us-iso-east-1.c2s.ic.gov",
			"dynamodb.us-iso-east-1.api.aws.ic.gov",
			"dynamodb-fips.us-iso-east-1.api.aws.ic.gov"},
		{"us-isob-east-1", "dynamodb.us-isob-east-1.sc2s.sgov.gov",
			"dynamodb-fips.us-isob-east-1.sc2s.sgov.gov",
			"dynamodb.us-isob-east-1.api.aws.scloud",
			"dynamodb-fips.us-isob-east-1.api.aws.scloud"},
		{"eu-isoe-west-1", "dynamodb.eu-isoe-west-1.cloud.adc-e.uk",
			"dynamodb-fips.eu-isoe-west-1.cloud.adc-e.uk",
			"dynamodb.eu-isoe-west-1.api.cloud-aws.adc-e.uk",
			"dynamodb-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk"},
		{"us-isof-south-1", "dynamodb.us-isof-south-1.csp.hci.ic.gov",
			"dynamodb-fips.us-isof-south-1.csp.hci.ic.gov",
			"dynamodb.us-isof-south-1.api.aws.hci.ic.gov",
			"dynamodb-fips.us-isof-south-1.api.aws.hci.ic.gov"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const hosts[] = {
			rows[i].host, rows[i].fips, rows[i].dual_stack, rows[i].both};

		for (unsigned j = 0; j < ARRAY_LEN(hosts); j++) {
			struct settings settings = {.region = rows[i].region};

			setenv("AWS_USE_FIPS_ENDPOINT", j & 1 ? "true" : "false", 1);
			setenv("AWS_USE_DUALSTACK_ENDPOINT", j & 2 ? "True" : "FALSE", 1);
			struct endpoint endpoint = resolved(&settings);

			assert_string_equal(endpoint.host, hosts[j]);
			assert_memory_equal(endpoint.url, "https://", 8);
			assert_string_equal(endpoint.url + 8, hosts[j]);
			assert_false(endpoint.is_custom);
		}
	}
}

/* The variable takes precedence over the profile; unknown values are errors. */
static void test_switches(void **state)
{
	struct settings settings = {.region = "eu-west-1"};

	(void)state;
	aws_files_write("config", "[default]\nuse_fips_endpoint = true\n"
				  "use_dualstack_endpoint = true\n"
				  "[profile odd]\nuse_dualstack_endpoint = yes\n");
	assert_string_equal(resolved(&settings).host, "dynamodb-fips.eu-west-1.api.aws");
	assert_non_null(strstr(resolved(&settings).url_origin, "use_fips_endpoint of profile"));
	setenv("AWS_USE_FIPS_ENDPOINT", "false", 1);
	assert_string_equal(resolved(&settings).host, "dynamodb.eu-west-1.api.aws");
	setenv("AWS_USE_DUALSTACK_ENDPOINT", "false", 1);
	assert_string_equal(resolved(&settings).host, "dynamodb.eu-west-1.amazonaws.com");
	settings.endpoint_url = "https://flag.example";
	assert_string_equal(resolved(&settings).url, "https://flag.example");
	setenv("AWS_USE_DUALSTACK_ENDPOINT", "true", 1);
	assert_refused(&settings, "AWS_USE_DUALSTACK_ENDPOINT requires one of AWS's own endpoints, "
				  "but --endpoint-url sets another");
	setenv("AWS_USE_FIPS_ENDPOINT", "true", 1);
	assert_refused(&settings, "AWS_USE_FIPS_ENDPOINT requires");
	setenv("AWS_USE_FIPS_ENDPOINT", "1", 1);
	assert_refused(&settings, "AWS_USE_FIPS_ENDPOINT: \"1\" is neither true nor false");
	unsetenv("AWS_USE_FIPS_ENDPOINT");
	unsetenv("AWS_USE_DUALSTACK_ENDPOINT");
	settings.endpoint_url = NULL;
	settings.profile = "odd";
	assert_refused(&settings, "use_dualstack_endpoint of profile odd in ");
	setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "yes", 1);
	assert_refused(&settings, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: \"yes\"");
}

/* Each value comes with its source. */
static void test_origins(void **state)
{
	struct settings settings = {0};
	struct endpoint endpoint;

	(void)state;
	aws_files_write("config", "[default]\nregion = eu-west-1\nservices = local\n"
				  "[services local]\ndynamodb =\n"
				  "  endpoint_url = https://services.example\n");
	aws_files_write("credentials", "[default]\nregion = eu-west-2\n");
	endpoint = resolved(&settings);
	assert_string_equal(endpoint.region, "eu-west-2");
	assert_non_null(strstr(endpoint.region_origin, "region of profile default in "));
	assert_non_null(strstr(endpoint.region_origin, "/.aws/credentials"));
	assert_non_null(
		strstr(endpoint.url_origin, "dynamodb.endpoint_url of [services local] in "));
	setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", 1);
	setenv("AWS_REGION", "eu-west-3", 1);
	endpoint = resolved(&settings);
	assert_string_equal(endpoint.region_origin, "AWS_REGION");
	assert_string_equal(endpoint.url_origin, "AWS's own for the region");
	settings.region = "eu-north-1";
	settings.endpoint_url = "https://flag.example";
	endpoint = resolved(&settings);
	assert_string_equal(endpoint.region_origin, "--region");
	assert_string_equal(endpoint.url_origin, "--endpoint-url");
}

static void test_other_services(void **state)
{
	static const struct {
		enum endpoint_service service;
		const char *region, *fips, *url;
	} rows[] = {
		{ENDPOINT_STS, NULL, "false", "https://sts.eu-west-1.amazonaws.com"},
		{ENDPOINT_STS, NULL, "true", "https://sts-fips.eu-west-1.amazonaws.com"},
		{ENDPOINT_STS, "cn-north-1", "false", "https://sts.cn-north-1.amazonaws.com.cn"},
		{ENDPOINT_STS, "us-gov-west-1", "true", "https://sts.us-gov-west-1.amazonaws.com"},
		{ENDPOINT_SSO, "us-east-2", "false", "https://portal.sso.us-east-2.amazonaws.com"},
	};
	struct settings settings = {.region = "eu-west-1", .endpoint_url = "https://table.example"};
	struct aws_config *config = NULL;
	struct endpoint endpoint;
	struct error err;

	(void)state;
	aws_files_write("config", "[default]\nservices = s\n[services s]\n"
				  "sso =\n  endpoint_url = https://sso.example\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setenv("AWS_USE_FIPS_ENDPOINT", rows[i].fips, 1);
		setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", 1);
		assert_true(aws_config_load(NULL, &config, &err));
		assert_true(endpoint_resolve_service(
			rows[i].service, rows[i].region, &settings, config, &endpoint, &err));
		assert_string_equal(endpoint.url, rows[i].url);
		aws_config_free(config);
	}
	unsetenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
	setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1", 1);
	unsetenv("AWS_USE_FIPS_ENDPOINT");
	assert_true(aws_config_load(NULL, &config, &err));
	assert_true(
		endpoint_resolve_service(ENDPOINT_STS, NULL, &settings, config, &endpoint, &err));
	assert_string_equal(endpoint.url, "http://127.0.0.1:1");
	assert_true(
		endpoint_resolve_service(ENDPOINT_SSO, NULL, &settings, config, &endpoint, &err));
	assert_string_equal(endpoint.url, "https://sso.example");
	aws_config_free(config);
}

static void test_ca_bundle(void **state)
{
	struct settings settings = {.region = "eu-west-1"};
	char path[128];
	struct buf text = {0};

	(void)state;
	assert_string_equal(resolved(&settings).ca_bundle, "");
	setenv("AWS_CA_BUNDLE", "/nowhere/ca.pem", 1);
	assert_refused(&settings, "AWS_CA_BUNDLE: cannot read the certificates in /nowhere/ca.pem");
	aws_files_write("other", "");
	aws_files_path("other", path);
	setenv("AWS_CA_BUNDLE", path, 1);
	assert_string_equal(resolved(&settings).ca_bundle, path);
	assert_string_equal(resolved(&settings).ca_origin, "AWS_CA_BUNDLE");
	setenv("AWS_CA_BUNDLE", "~/.aws/other", 1);
	assert_string_equal(resolved(&settings).ca_bundle, path);
	setenv("AWS_CA_BUNDLE", "${HOME}/.aws/other", 1);
	assert_string_equal(resolved(&settings).ca_bundle, path);
	unsetenv("AWS_CA_BUNDLE");
	buf_printf(&text, "[default]\nca_bundle = %s\n", path);
	aws_files_write("config", buf_text(&text));
	assert_string_equal(resolved(&settings).ca_bundle, path);
	buf_fini(&text);
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
				  "[profile mistyped]\nservices = on-that-machine\n"
				  "[services on-this-machine]\n"
				  "dynamodb =\n"
				  "  endpoint_url = https://services.example\n");
	assert_string_equal(resolved(&settings).url, "https://profile.example");
	assert_true(resolved(&settings).is_custom);
	settings.profile = "ignoring";
	assert_false(resolved(&settings).is_custom);
	settings.profile = "local";
	assert_string_equal(resolved(&settings).url, "https://services.example");
	settings.profile = "mistyped";
	assert_refused(&settings, ": section [services on-that-machine] does not exist");
	settings.profile = "local";
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
		"it must not contain a user name or a password");
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

/* A region that is set is used for signing on loopback too. */
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
		TEST(test_switches),
		TEST(test_origins),
		TEST(test_other_services),
		TEST(test_ca_bundle),
		TEST(test_bad_regions),
		TEST(test_where_urls_come_from),
		TEST(test_hosts),
		TEST(test_malformed_urls),
		TEST(test_loopback),
		TEST(test_loopback_with_region),
	};

	return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}
