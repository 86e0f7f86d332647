/* SPDX-License-Identifier: MIT */
/*
 * Problems of an endpoint or the command line: each has one clear message and the documented exit
 * status; in the dashboard it is a banner, and the program continues.
 */
#include "kit/binary.h"

#include "kit/canned.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define JSON  "application/x-amz-json-1.0"
#define TYPE  "{\"__type\":\"com.amazonaws.dynamodb.v20120810#"
#define CORAL "{\"__type\":\"com.amazon.coral.service#"

/* The response of an endpoint to every request, and what must be shown. */
static const struct fault {
	const char *name;
	const char *content_type, *body;
	/* on the screen */
	const char *banner;
	/* of --once */
	const char *complaint;
	int http_status, exit_status;
} faults[] = {
	{"table missing", JSON,
		TYPE "ResourceNotFoundException\",\"message\":\"Requested resource not found\"}",
		"not found", "the-table", 400, 1},
	{"access denied", JSON,
		CORAL "AccessDeniedException\",\"Message\":\"User: arn:aws:iam::1:user/x is not "
		      "authorized to perform: dynamodb:Anything\"}",
		"access denied", "dynamodb:", 400, 77},
	{"expired token", JSON,
		CORAL "ExpiredTokenException\",\"message\":\"The security token included in the "
		      "request is expired\"}",
		"credentials", "expired", 400, 77},
	{"wrong secret", JSON,
		CORAL "InvalidSignatureException\",\"message\":\"The request signature we "
		      "calculated does not match the signature you provided.\"}",
		"credentials", "secret", 400, 77},
	{"unknown key", JSON,
		CORAL "UnrecognizedClientException\",\"message\":\"The security token included "
		      "in the request is invalid.\"}",
		"credentials", "key", 400, 77},
	{"a web page", "text/html", "<html><body>Please log in</body></html>", "protocol",
		"DynamoDB", 200, 1},
	{"a web page that refuses", "text/html", "<html>Forbidden</html>", "protocol", "403", 403,
		1},
	{"cut JSON", JSON, "{\"Table\":{", "protocol", "DynamoDB", 200, 1},
	{"hostile text", JSON,
		TYPE "ValidationException\",\"message\":\"bad \\u001b]0;owned\\u0007 \\u202e\"}",
		"validation", "bad", 400, 1},
};

static struct canned_response response_of(const struct fault *fault)
{
	return (struct canned_response){.http_status = fault->http_status,
		.content_type = fault->content_type,
		.body = fault->body};
}

static struct binary binary_of(const char *url, const char *const *flags)
{
	return (struct binary){.url = url, .table = "the-table", .flags = flags};
}

static void assert_no_control(const struct buf *text)
{
	for (size_t i = 0; i < text->length; i++) {
		if ((unsigned char)text->data[i] < ' ' && text->data[i] != '\n') {
			fail_msg("control character in: %s", text->data);
		}
	}
	assert_null(strstr(buf_text(text), "\xe2\x80\xae"));
}

static void test_banner_and_life_goes_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct canned_response response = response_of(&faults[i]);
		struct canned *server = canned_start(&response, 1);
		struct binary binary = binary_of(canned_url(server), NULL);
		struct pty *pty = binary_start(&binary);

		binary_expect(pty, faults[i].banner);
		binary_type(pty, "?", "KEYS");
		binary_type(pty, "q", faults[i].banner);
		assert_null(strstr(buf_text(pty_log(pty)), "]0;owned\a"));
		pty_type(pty, "q");
		binary_expect_clean_exit(pty, 0);
		pty_free(pty);
		canned_stop(server);
	}
}

static void test_once_says_it_and_fails(void **state)
{
	static const char *const flags[] = {"--once", NULL};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct canned_response response = response_of(&faults[i]);
		struct canned *server = canned_start(&response, 1);
		struct binary binary = binary_of(canned_url(server), flags);
		struct run run;

		binary_run(&binary, &run, NULL);
		if (run.exit_status != faults[i].exit_status ||
			!strstr(buf_text(&run.err), faults[i].complaint)) {
			fail_msg("%s: exit status %d, not %d; %s", faults[i].name, run.exit_status,
				faults[i].exit_status, buf_text(&run.err));
		}
		assert_string_equal(buf_text(&run.out), "");
		assert_no_control(&run.err);
		run_fini(&run);
		canned_stop(server);
	}
}

static void test_refused_endpoint(void **state)
{
	static const char *const flags[] = {"--once", NULL};
	static const struct canned_response silence = {.http_status = 0};
	struct canned *server = canned_start(&silence, 1);
	struct binary binary;
	struct run run;
	char url[64];

	(void)state;
	/* A port on which no server listens any more. */
	snprintf(url, sizeof(url), "%s", canned_url(server));
	canned_stop(server);
	binary = binary_of(url, flags);
	binary_run(&binary, &run, NULL);
	assert_int_equal(run.exit_status, 69);
	assert_non_null(strstr(buf_text(&run.err), "--endpoint-url"));
	run_fini(&run);
}

/* Errors that are found before anything is sent. */
static void test_bad_settings(void **state)
{
	static const struct {
		const char *flags[4], *env[4];
		const char *complaint;
		int exit_status;
	} cases[] = {
		{{"--once", "--nonsense"}, {NULL}, "--nonsense", 64},
		{{"--once", "surplus"}, {NULL}, "surplus", 64},
		{{"--once", "--interval", "soon"}, {NULL}, "soon", 64},
		{{"--once", "--interval"}, {NULL}, "--interval", 64},
		{{"--once"}, {"BEYATOP_INTERVAL=soon"}, "BEYATOP_INTERVAL", 78},
		{{"--once", "--endpoint-url", "http://example.com"}, {NULL}, "--allow-http", 64},
		{{"--once", "--endpoint-url", "not a url"}, {NULL}, "--endpoint-url", 64},
		{{"--once", "--profile", "nobody"}, {NULL}, "nobody", 78},
		{{"--once"}, {"AWS_REGION"}, "region", 78},
		{{"--once"}, {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, "credentials", 77},
		{{"--once"}, {"AWS_SECRET_ACCESS_KEY"}, "AWS_SECRET_ACCESS_KEY", 77},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct binary binary = {
			.table = "the-table", .flags = cases[i].flags, .pty.env = cases[i].env};
		struct run run;

		binary_run(&binary, &run, NULL);
		if (run.exit_status != cases[i].exit_status ||
			!strstr(buf_text(&run.err), cases[i].complaint)) {
			fail_msg("%s: exit status %d, not %d; %s", cases[i].complaint,
				run.exit_status, cases[i].exit_status, buf_text(&run.err));
		}
		assert_string_equal(buf_text(&run.out), "");
		run_fini(&run);
	}
}

static void test_help_and_version(void **state)
{
	static const char *const flags[][2] = {{"--help"}, {"--version"}};
	static const char *const texts[] = {"--endpoint-url", BEYATOP_VERSION};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		struct binary binary = {.flags = flags[i]};
		struct run run;

		binary_run(&binary, &run, NULL);
		assert_int_equal(run.exit_status, 0);
		assert_non_null(strstr(buf_text(&run.out), texts[i]));
		assert_string_equal(buf_text(&run.err), "");
		run_fini(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_banner_and_life_goes_on),
		cmocka_unit_test(test_once_says_it_and_fails),
		cmocka_unit_test(test_refused_endpoint),
		cmocka_unit_test(test_bad_settings),
		cmocka_unit_test(test_help_and_version),
	};

	return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
