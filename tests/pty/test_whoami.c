/* SPDX-License-Identifier: MIT */
/* --whoami of the real program with an STS of our own, and the same facts before errors of --once.
 */
#include "kit/binary.h"

#include "kit/canned.h"
#include "kit/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define XML "text/xml"
#define IDENTITY                                                                                   \
	"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"          \
	"<GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/oncall/me</Arn>"     \
	"<UserId>AROA:me</UserId><Account>123456789012</Account></GetCallerIdentityResult>"        \
	"</GetCallerIdentityResponse>"
#define REFUSAL(code)                                                                              \
	"<ErrorResponse><Error><Type>Sender</Type><Code>" code "</Code>"                           \
	"<Message>no \x1b[31m</Message></Error></ErrorResponse>"

static struct canned *sts;

static void run_whoami(const char *const *flags, const char *const *env, struct run *run)
{
	const char *argv[16] = {getenv("BEYATOP_BINARY")};
	size_t count = 1;

	assert_non_null(argv[0]);
	for (; *flags && count < ARRAY_LEN(argv) - 1; flags++) {
		argv[count++] = *flags;
	}
	run_program(run, argv, env, NULL);
}

/* With credentials in the environment and this response of STS. */
static void run_with_sts(
	const struct canned_response *response, const char *const *flags, struct run *run)
{
	char variable[80];
	const char *const env[] = {variable, "AWS_SESSION_TOKEN=hidden-token",
		"AWS_SECRET_ACCESS_KEY=hidden-secret", NULL};

	sts = canned_start(response, 1);
	snprintf(variable, sizeof(variable), "AWS_ENDPOINT_URL_STS=%s", canned_url(sts));
	run_whoami(flags, env, run);
	canned_stop(sts);
	assert_null(strstr(buf_text(&run->out), "hidden"));
	assert_null(strstr(buf_text(&run->err), "hidden"));
	assert_null(strchr(buf_text(&run->out), '\x1b'));
	assert_null(strchr(buf_text(&run->err), '\x1b'));
}

static void assert_says(const struct buf *text, const char *expected)
{
	if (!strstr(buf_text(text), expected)) {
		fail_msg("\"%s\" is not in: %s", expected, buf_text(text));
	}
}

/* beyatop's own settings say where they are from. */
static void test_origin_of_settings(void **state)
{
	static const char *const flags[] = {
		"--whoami", "--endpoint-url", "http://127.0.0.1:1", NULL};
	static const char *const env[] = {"BEYATOP_REGION=eu-west-1", NULL};
	struct run run;

	(void)state;
	binary_run(&(struct binary){.flags = flags, .pty = {.env = env}}, &run, NULL);
	assert_says(&run.out, "region      eu-west-1 (BEYATOP_REGION)\n");
	assert_says(&run.out, "endpoint    http://127.0.0.1:1 (--endpoint-url)\n");
	run_fini(&run);
}

static void test_text(void **state)
{
	static const struct canned_response response = {.asks = "Action=GetCallerIdentity",
		.http_status = 200,
		.content_type = XML,
		.body = IDENTITY};
	static const char *const flags[] = {"--whoami", "--region", "eu-west-1", NULL};
	struct run run;

	(void)state;
	run_with_sts(&response, flags, &run);
	assert_int_equal(run.exit_status, 0);
	assert_string_equal(buf_text(&run.err), "");
	assert_says(&run.out, "provider    environment (");
	assert_says(&run.out, "access_key  AKIDTEST\n");
	assert_says(&run.out, "account     123456789012 (GetCallerIdentity at http://127.0.0.1:");
	assert_says(&run.out, "arn         arn:aws:sts::123456789012:assumed-role/oncall/me (");
	assert_says(&run.out, "region      eu-west-1 (--region)\n");
	assert_says(&run.out, "endpoint    https://dynamodb.eu-west-1.amazonaws.com (AWS's own for "
			      "the region)\n");
	assert_null(strstr(buf_text(&run.out), "tried"));
	run_fini(&run);
}

/* Facts that are not always known; a proxy is shown without its password. */
static void test_further_facts(void **state)
{
	static const char *const flags[] = {"--whoami", NULL};
	static const char *const env[] = {"AWS_CREDENTIAL_EXPIRATION=2099-01-01T00:00:00Z",
		"HTTPS_PROXY=http://user:hidden@proxy.example:3128", "AWS_CA_BUNDLE=/dev/null",
		"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1", NULL};
	struct run run;

	(void)state;
	run_whoami(flags, env, &run);
	assert_int_equal(run.exit_status, 69);
	assert_says(&run.out, "expires     2099-01-01T00:00:00Z (in ");
	assert_says(&run.out, "ca_bundle   /dev/null (AWS_CA_BUNDLE)\n");
	assert_says(&run.out, "proxy       proxy.example:3128 (the environment)\n");
	assert_null(strstr(buf_text(&run.out), "hidden"));
	assert_null(strstr(buf_text(&run.err), "hidden"));
	run_fini(&run);
}

/* Responses of STS and the exit status for each. */
static void test_exit_status(void **state)
{
	static const struct {
		struct canned_response response;
		int exit_status;
		const char *said;
	} rows[] = {
		{{.http_status = 403, .content_type = XML, .body = REFUSAL("InvalidClientTokenId")},
			77, "InvalidClientTokenId"},
		{{.http_status = 403, .content_type = XML, .body = REFUSAL("ExpiredToken")}, 77,
			"ExpiredToken"},
		{{.http_status = 403, .content_type = XML, .body = REFUSAL("AccessDenied")}, 0,
			"AccessDenied"},
	};
	static const char *const flags[] = {"--whoami", NULL};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run run;

		run_with_sts(&rows[i].response, flags, &run);
		if (run.exit_status != rows[i].exit_status) {
			fail_msg("%s: exit %d: %s", rows[i].said, run.exit_status,
				buf_text(&run.err));
		}
		assert_says(&run.out, rows[i].said);
		assert_says(&run.out, "region      us-east-1 (AWS_REGION)\n");
		run_fini(&run);
	}
}

static void test_failures(void **state)
{
	static const struct {
		const char *env[4], *flags[4];
		int exit_status;
		const char *said;
	} rows[] = {
		{{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, {"--whoami"}, 77,
			"no credentials"},
		{{"AWS_SECRET_ACCESS_KEY"}, {"--whoami"}, 77, "AWS_SECRET_ACCESS_KEY"},
		{{"AWS_REGION"}, {"--whoami"}, 78, "no region"},
		{{"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1"}, {"--whoami"}, 69, "127.0.0.1"},
		{{NULL}, {"--whoami", "--profile", "gone"}, 78, "gone"},
		{{"AWS_ENDPOINT_URL=ftp://x"}, {"--whoami"}, 78, "AWS_ENDPOINT_URL"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct run run;

		run_whoami(rows[i].flags, rows[i].env, &run);
		if (run.exit_status != rows[i].exit_status) {
			fail_msg("\"%s\": exit %d: %s", rows[i].said, run.exit_status,
				buf_text(&run.err));
		}
		assert_says(&run.err, rows[i].said);
		run_fini(&run);
	}
}

/* A local server gets dummy credentials, which are not sent to STS. */
static void test_local_endpoint(void **state)
{
	static const char *const flags[] = {
		"--whoami", "--endpoint-url", "http://127.0.0.1:8000", NULL};
	struct run run;

	(void)state;
	run_whoami(flags, NULL, &run);
	assert_int_equal(run.exit_status, 0);
	assert_says(&run.out, "arn         ? (not requested: the endpoint is on this machine)\n");
	assert_says(&run.out, "endpoint    http://127.0.0.1:8000 (--endpoint-url)\n");
	run_fini(&run);
}

/* No region is set, and none is needed. */
static void test_local_endpoint_without_region(void **state)
{
	static const char *const flags[] = {
		"--whoami", "--endpoint-url", "http://127.0.0.1:8000", NULL};
	static const char *const env[] = {"AWS_REGION", NULL};
	struct run run;

	(void)state;
	run_whoami(flags, env, &run);
	assert_int_equal(run.exit_status, 0);
	assert_says(&run.out, "region      us-east-1 (the default on this machine)\n");
	assert_says(&run.out, "arn         ? (not requested: the endpoint is on this machine)\n");
	assert_int_equal(run.err.length, 0);
	run_fini(&run);
}

static void test_json(void **state)
{
	static const struct canned_response response = {
		.http_status = 200, .content_type = XML, .body = IDENTITY};
	static const char *const flags[] = {"--whoami", "-o", "json", NULL};
	struct run run;

	(void)state;
	run_with_sts(&response, flags, &run);
	assert_int_equal(run.exit_status, 0);
	assert_says(&run.out, "{\"schema\":1,\"kind\":null,\"error\":null,");
	assert_says(&run.out, "\"region\":{\"value\":\"us-east-1\",\"from\":\"AWS_REGION\"}");
	assert_says(&run.out, "\"proxy\":{\"value\":null,\"from\":null}");
	run_fini(&run);
}

/* Without credentials, --once prints the facts before the error. */
static void test_once(void **state)
{
	static const char *const flags[] = {"--once", NULL};
	static const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL};
	struct run run;

	(void)state;
	run_whoami(flags, env, &run);
	assert_int_equal(run.exit_status, 77);
	assert_says(&run.err, "provider    ?\nprofile     default");
	assert_says(&run.err, "region      us-east-1 (AWS_REGION)\n");
	assert_says(&run.err, "tried       environment: AWS_ACCESS_KEY_ID is not set\n");
	assert_true(
		strstr(run.err.data, "provider") < strstr(run.err.data, "beyatop: no credentials"));
	run_fini(&run);
}

/* --check prints its one line to stdout, and the facts to stderr. */
static void test_check(void **state)
{
	static const char *const flags[] = {"--check", NULL};
	static const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL};
	struct run run;

	(void)state;
	run_whoami(flags, env, &run);
	assert_int_equal(run.exit_status, 3);
	assert_says(&run.out, "UNKNOWN");
	assert_says(&run.out, "no credentials");
	assert_says(&run.err, "provider    ?\nprofile     default");
	run_fini(&run);
}

/* The dashboard shows the facts while it has no data. */
static void test_dashboard(void **state)
{
	static const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL};
	static const struct play_step steps[] = {
		{NULL, "no credentials"},
		{NULL, "profile     default (no other is set)"},
		{NULL, "endpoint    http://127.0.0.1:1 (--endpoint-url)"},
		{NULL, "tried       environment: AWS_ACCESS_KEY_ID is not set"},
	};
	struct binary binary = {.url = "http://127.0.0.1:1", .table = "a-table", .pty.env = env};
	struct pty *pty = binary_start(&binary);

	(void)state;
	binary_steps(pty, steps, ARRAY_LEN(steps));
	binary_quit(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origin_of_settings),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_further_facts),
		cmocka_unit_test(test_exit_status),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_local_endpoint),
		cmocka_unit_test(test_local_endpoint_without_region),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_dashboard),
	};

	return cmocka_run_group_tests_name("whoami", tests, NULL, NULL);
}
