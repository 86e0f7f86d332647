/* SPDX-License-Identifier: MIT */
/*
 * The worked examples that AWS publishes: "Create a signed AWS API request" in the IAM User
 * Guide (ListUsers), and the Signature Version 4 test suite for the others, by its names.
 */
#include "aws/credentials.h"
#include "aws/sigv4.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define EMPTY_HASH   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define EXAMPLE_HOST "example.amazonaws.com"
#define EXAMPLE_DATE "20150830T123600Z"
#define EXAMPLE_MS   INT64_C(1440938160000)
#define SUITE_TOKEN                                                                                \
	"AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXm"  \
	"xfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy"  \
	"0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64l"  \
	"IZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="

static const struct credentials example_credentials = {
	.access_key_id = "AKIDEXAMPLE",
	.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};

/* One published example: the input, and the result of each stage. */
struct example {
	const char *method, *query, *service, *body;
	struct sigv4_header headers[4];
	size_t headers_count;
	const char *canonical_request;
	/* NULL: not published */
	const char *canonical_hash;
	const char *signed_names, *signature;
};

static void check(const struct example *example)
{
	struct sigv4_request request = {
		.method = example->method,
		.path = "/",
		.query = example->query,
		.headers = example->headers,
		.headers_count = example->headers_count,
		.body = example->body,
		.body_size = strlen(example->body),
		.region = "us-east-1",
		.service = example->service,
		.time_ms = EXAMPLE_MS,
	};
	struct buf canonical = {0}, to_sign = {0}, authorization = {0}, whole = {0}, expected = {0};

	sigv4_canonical_request(&request, &canonical);
	assert_string_equal(buf_text(&canonical), example->canonical_request);

	sigv4_string_to_sign(&request, buf_text(&canonical), &to_sign);
	if (example->canonical_hash) {
		buf_printf(&expected,
			"AWS4-HMAC-SHA256\n" EXAMPLE_DATE "\n20150830/us-east-1/%s/"
			"aws4_request\n%s",
			example->service, example->canonical_hash);
		assert_string_equal(buf_text(&to_sign), buf_text(&expected));
		buf_clear(&expected);
	}

	sigv4_authorization(&request, buf_text(&to_sign), &example_credentials, &authorization);
	buf_printf(&expected,
		"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/%s/aws4_request, "
		"SignedHeaders=%s, Signature=%s",
		example->service, example->signed_names, example->signature);
	assert_string_equal(buf_text(&authorization), buf_text(&expected));

	sigv4_sign(&request, &example_credentials, &whole);
	assert_string_equal(buf_text(&whole), buf_text(&expected));

	buf_fini(&canonical);
	buf_fini(&to_sign);
	buf_fini(&authorization);
	buf_fini(&whole);
	buf_fini(&expected);
}

static void test_iam_list_users(void **state)
{
	(void)state;
	check(&(struct example){
		.method = "GET",
		.query = "Action=ListUsers&Version=2010-05-08",
		.service = "iam",
		.body = "",
		.headers = {{"Host", "iam.amazonaws.com"},
			{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
			{"X-Amz-Date", EXAMPLE_DATE}},
		.headers_count = 3,
		.canonical_request =
			"GET\n/\nAction=ListUsers&Version=2010-05-08\n"
			"content-type:application/x-www-form-urlencoded; charset=utf-8\n"
			"host:iam.amazonaws.com\nx-amz-date:" EXAMPLE_DATE "\n\n"
			"content-type;host;x-amz-date\n" EMPTY_HASH,
		.canonical_hash =
			"f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
		.signed_names = "content-type;host;x-amz-date",
		.signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
	});
}

static void test_get_vanilla(void **state)
{
	(void)state;
	check(&(struct example){
		.method = "GET",
		.query = "",
		.service = "service",
		.body = "",
		.headers = {{"Host", EXAMPLE_HOST}, {"X-Amz-Date", EXAMPLE_DATE}},
		.headers_count = 2,
		.canonical_request = "GET\n/\n\nhost:" EXAMPLE_HOST "\nx-amz-date:" EXAMPLE_DATE
				     "\n\nhost;x-amz-date\n" EMPTY_HASH,
		.canonical_hash =
			"bb579772317eb040ac9ed261061d46c1f17a8133879d6129b6e1c25292927e63",
		.signed_names = "host;x-amz-date",
		.signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	});
}

static void test_get_header_value_trim(void **state)
{
	(void)state;
	check(&(struct example){
		.method = "GET",
		.query = "",
		.service = "service",
		.body = "",
		.headers = {{"Host", EXAMPLE_HOST}, {"My-Header1", " value1"},
			{"My-Header2", " \"a   b   c\""}, {"X-Amz-Date", EXAMPLE_DATE}},
		.headers_count = 4,
		.canonical_request = "GET\n/\n\nhost:" EXAMPLE_HOST "\nmy-header1:value1\n"
				     "my-header2:\"a b c\"\nx-amz-date:" EXAMPLE_DATE
				     "\n\nhost;my-header1;my-header2;x-amz-date\n" EMPTY_HASH,
		.signed_names = "host;my-header1;my-header2;x-amz-date",
		.signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
	});
}

static void test_post_x_www_form_urlencoded(void **state)
{
	(void)state;
	check(&(struct example){
		.method = "POST",
		.query = "",
		.service = "service",
		.body = "Param1=value1",
		.headers = {{"X-Amz-Date", EXAMPLE_DATE}, {"Host", EXAMPLE_HOST},
			{"Content-Type", "application/x-www-form-urlencoded"}},
		.headers_count = 3,
		.canonical_request =
			"POST\n/\n\ncontent-type:application/x-www-form-urlencoded\n"
			"host:" EXAMPLE_HOST "\nx-amz-date:" EXAMPLE_DATE
			"\n\ncontent-type;host;x-amz-date\n"
			"9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
		.signed_names = "content-type;host;x-amz-date",
		.signature = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
	});
}

static void test_post_sts_header_before(void **state)
{
	(void)state;
	check(&(struct example){
		.method = "POST",
		.query = "",
		.service = "service",
		.body = "",
		.headers = {{"Host", EXAMPLE_HOST}, {"X-Amz-Date", EXAMPLE_DATE},
			{"X-Amz-Security-Token", SUITE_TOKEN}},
		.headers_count = 3,
		.canonical_request = "POST\n/\n\nhost:" EXAMPLE_HOST "\nx-amz-date:" EXAMPLE_DATE
				     "\nx-amz-security-token:" SUITE_TOKEN
				     "\n\nhost;x-amz-date;x-amz-security-token\n" EMPTY_HASH,
		.signed_names = "host;x-amz-date;x-amz-security-token",
		.signature = "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
	});
}

static void test_dates(void **state)
{
	static const struct {
		int64_t time_ms;
		const char *date;
	} rows[] = {
		{0, "19700101T000000Z"},
		{-1, "19700101T000000Z"},
		{EXAMPLE_MS, EXAMPLE_DATE},
		{EXAMPLE_MS + 999, EXAMPLE_DATE},
		{INT64_C(1709164800000), "20240229T000000Z"},
		{INT64_C(253402300799999), "99991231T235959Z"},
		{INT64_MAX, "99991231T235959Z"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char date[SIGV4_DATE_SIZE];

		sigv4_format_date(rows[i].time_ms, date);
		assert_string_equal(date, rows[i].date);
	}
}

/* Names are compared in lower case, and a shorter name comes before a longer one. */
static void test_header_order(void **state)
{
	static const struct sigv4_header headers[] = {
		{"x-b_c", "4"}, {"X-B", "2"}, {"host", "1"}, {"X-b-C", "3"}};
	struct sigv4_request request = {
		.method = "GET",
		.path = "/",
		.query = "",
		.headers = headers,
		.headers_count = ARRAY_LEN(headers),
		.body = "",
	};
	struct buf out = {0};

	(void)state;
	sigv4_canonical_request(&request, &out);
	assert_string_equal(buf_text(&out), "GET\n/\n\nhost:1\nx-b:2\nx-b-c:3\nx-b_c:4\n\n"
					    "host;x-b;x-b-c;x-b_c\n" EMPTY_HASH);
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iam_list_users),
		cmocka_unit_test(test_get_vanilla),
		cmocka_unit_test(test_get_header_value_trim),
		cmocka_unit_test(test_post_x_www_form_urlencoded),
		cmocka_unit_test(test_post_sts_header_before),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_header_order),
	};

	return cmocka_run_group_tests_name("sigv4", tests, NULL, NULL);
}
