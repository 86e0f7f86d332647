/* SPDX-License-Identifier: MIT */
#include "net/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY",
	"all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"};

static int clear_environment(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		unsetenv(variables[i]);
	}
	return 0;
}

static void assert_proxy(const char *url, const char *expected)
{
	const char *found = proxy_find(url);

	if (!expected && found) {
		fail_msg("%s goes through %s", url, found);
	}
	if (expected) {
		assert_non_null(found);
		assert_string_equal(found, expected);
	}
}

static void test_variables(void **state)
{
	static const char aws[] = "https://dynamodb.eu-west-1.amazonaws.com";
	static const char plain[] = "http://dynamodb.test:8000/";

	(void)state;
	assert_proxy(aws, NULL);
	setenv("HTTP_PROXY", "http://upper-plain:1", 1);
	assert_proxy(aws, NULL);
	assert_proxy(plain, "http://upper-plain:1");
	setenv("http_proxy", "http://lower-plain:1", 1);
	assert_proxy(plain, "http://lower-plain:1");
	setenv("ALL_PROXY", "http://all:1", 1);
	assert_proxy(aws, "http://all:1");
	setenv("HTTPS_PROXY", "http://user:hidden@upper:3128", 1);
	assert_proxy(aws, "http://user:hidden@upper:3128");
	setenv("https_proxy", "", 1);
	assert_proxy(aws, "http://user:hidden@upper:3128");
	setenv("https_proxy", "lower:3128", 1);
	assert_proxy(aws, "lower:3128");
	setenv("NO_PROXY", "amazonaws.com", 1);
	assert_proxy(aws, NULL);
	assert_proxy(plain, "http://lower-plain:1");
	setenv("no_proxy", "elsewhere.example", 1);
	assert_proxy(aws, "lower:3128");
}

static void test_never(void **state)
{
	static const char *const near[] = {"http://127.0.0.1:8000", "http://localhost",
		"https://db.localhost:1", "http://[::1]:8000",
		"http://169.254.169.254/latest/api/token", "http://169.254.170.2/v2?id=1",
		"http://169.254.170.23/v1/credentials", "http://[fd00:ec2::254]/latest",
		"http://[fd00:ec2::23]/v1", "http://[fe80::1]/"};
	static const char *const far[] = {"http://169.253.0.1", "http://169.255.0.1",
		"http://[fd00:ec3::1]", "http://10.0.0.1", "http://localhost.example",
		"http://169.254.169.254.example"};

	(void)state;
	setenv("HTTP_PROXY", "http://proxy:1", 1);
	setenv("HTTPS_PROXY", "http://proxy:1", 1);
	for (size_t i = 0; i < ARRAY_LEN(near); i++) {
		assert_proxy(near[i], NULL);
	}
	for (size_t i = 0; i < ARRAY_LEN(far); i++) {
		assert_proxy(far[i], "http://proxy:1");
	}
}

static void test_no_proxy(void **state)
{
	static const struct {
		const char *list, *url;
		bool is_there;
	} rows[] = {
		{"*", "https://a.example", true},
		{"x.example, *", "https://a.example", true},
		{"a.example", "https://a.example", true},
		{"A.Example", "https://a.example", true},
		{"example", "https://a.example", true},
		{".example", "https://a.example", true},
		{".a.example", "https://a.example", true},
		{"a.example", "https://b.a.example", true},
		{"a.example", "https://ba.example", false},
		{"a.example", "https://a.example.org", false},
		{"x,a.example,y", "https://a.example", true},
		{"x a.example\ty", "https://a.example", true},
		{" , ,a.example", "https://a.example", true},
		{"", "https://a.example", false},
		{",", "https://a.example", false},
		{".", "https://a.example", false},
		{"a.example:443", "https://a.example", true},
		{"a.example:80", "https://a.example", false},
		{"a.example:8000", "http://a.example:8000", true},
		{"example:8000", "http://a.example:8000", true},
		{"10.1.2.3", "https://10.1.2.3", true},
		{"10.1.2.3", "https://10.1.2.4", false},
		{"2.3", "https://10.1.2.3", false},
		{"10.1.2.3:8000", "http://10.1.2.3:8000", true},
		{"10.1.2.3:8001", "http://10.1.2.3:8000", false},
		{"10.0.0.0/8", "https://10.1.2.3", true},
		{"10.0.0.0/8", "https://11.1.2.3", false},
		{"10.1.2.0/23", "https://10.1.3.255", true},
		{"10.1.2.0/23", "https://10.1.4.0", false},
		{"0.0.0.0/0", "https://10.1.2.3", true},
		{"10.1.2.3/32", "https://10.1.2.3", true},
		{"10.1.2.3/", "https://10.1.2.3", false},
		{"10.0.0.0/x", "https://10.1.2.3", false},
		{"10.0.0.0/8", "https://10.example", false},
		{"2001:db8::1", "https://[2001:db8::1]", true},
		{"[2001:db8::1]", "https://[2001:db8::1]", true},
		{"2001:db8:0::1", "https://[2001:db8::1]", true},
		{"[2001:db8::1]:8000", "http://[2001:db8::1]:8000", true},
		{"[2001:db8::1]:8001", "http://[2001:db8::1]:8000", false},
		{"2001:db8::/32", "https://[2001:db8:1::1]", true},
		{"2001:db8::/32", "https://[2001:db9::1]", false},
		{"2001:db8::/32", "https://10.1.2.3", false},
		{"10.0.0.0/8", "https://[2001:db8::1]", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct url url;

		assert_null(url_parse_origin(rows[i].url, &url));
		if (proxy_list_has(rows[i].list, &url) != rows[i].is_there) {
			fail_msg("\"%s\" and %s", rows[i].list, rows[i].url);
		}
	}
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, clear_environment, clear_environment)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_variables),
		TEST(test_never),
		TEST(test_no_proxy),
	};

	return cmocka_run_group_tests_name("proxy", tests, NULL, NULL);
}
