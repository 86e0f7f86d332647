/* SPDX-License-Identifier: MIT */
/* --whoami of the real program with an STS of our own, and the same facts before errors of --once.
 */
#include "kit/binary.h"

#include "kit/canned.h"
#include "kit/run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
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

/* A run: what it is given, and what it prints. Lists end with NULL. */
struct row {
	/* of STS; none without an HTTP status: then STS is where the environment says */
	struct canned_response response;
	const char *flags[5], *env[5];
	int exit_status;
	const char *out[7], *err[4];
};

static void assert_says(const struct buf *text, const char *const *expected)
{
	for (; *expected; expected++) {
		if (!strstr(buf_text(text), *expected)) {
			fail_msg("\"%s\" is not in: %s", *expected, buf_text(text));
		}
	}
	assert_null(strstr(buf_text(text), "hidden"));
	assert_null(strchr(buf_text(text), '\x1b'));
}

static void run_row(const struct row *row, struct run *run)
{
	char variable[80];
	const char *const env[] = {variable, "AWS_SESSION_TOKEN=hidden-token",
		"AWS_SECRET_ACCESS_KEY=hidden-secret", NULL};
	struct binary binary = {.flags = row->flags, .pty.env = row->env};
	struct canned *sts = NULL;

	if (row->response.http_status) {
		sts = canned_start(&row->response, 1);
		snprintf(variable, sizeof(variable), "AWS_ENDPOINT_URL_STS=%s", canned_url(sts));
		binary.pty.env = env;
	}
	binary_run(&binary, run, NULL);
	if (sts) {
		canned_stop(sts);
	}
	if (run->exit_status != row->exit_status) {
		fail_msg("exit %d, not %d: %s", run->exit_status, row->exit_status,
			buf_text(&run->err));
	}
	assert_says(&run->out, row->out);
	assert_says(&run->err, row->err);
}

static void expect_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct run run;

		run_row(&rows[i], &run);
		run_fini(&run);
	}
}

static void test_text(void **state)
{
	static const struct row row = {
		.response = {.contains = "Action=GetCallerIdentity",
			.http_status = 200,
			.content_type = XML,
			.body = IDENTITY},
		.flags = {"--whoami", "--region", "eu-west-1"},
		.out = {"provider    environment (", "access_key  AKIDTEST\n",
			"account     123456789012 (GetCallerIdentity at http://127.0.0.1:",
			"arn         arn:aws:sts::123456789012:assumed-role/oncall/me (",
			"region      eu-west-1 (--region)\n",
			"endpoint    https://dynamodb.eu-west-1.amazonaws.com (AWS's own for the "
			"region)\n"},
	};
	struct run run;

	(void)state;
	run_row(&row, &run);
	assert_string_equal(buf_text(&run.err), "");
	assert_null(strstr(buf_text(&run.out), "tried"));
	run_fini(&run);
}

static void test_facts(void **state)
{
	static const struct row rows[] = {
		/* beyatop's own settings say where they are from. */
		{.flags = {"--whoami", "--endpoint-url", "http://127.0.0.1:1"},
			.env = {"BEYATOP_REGION=eu-west-1"},
			.out = {"region      eu-west-1 (BEYATOP_REGION)\n",
				"endpoint    http://127.0.0.1:1 (--endpoint-url)\n"}},
		/* Facts that are not always known; a proxy is shown without its password. */
		{.flags = {"--whoami"},
			.env = {"AWS_CREDENTIAL_EXPIRATION=2099-01-01T00:00:00Z",
				"HTTPS_PROXY=http://user:hidden@proxy.example:3128",
				"AWS_CA_BUNDLE=/dev/null",
				"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1"},
			.exit_status = 69,
			.out = {"expires     2099-01-01T00:00:00Z (in ",
				"ca_bundle   /dev/null (AWS_CA_BUNDLE)\n",
				"proxy       proxy.example:3128 (the environment)\n"}},
		/* Files that cannot be read are skipped, and --whoami says so. */
		{.flags = {"--whoami", "--endpoint-url", "http://127.0.0.1:8000"},
			.env = {"AWS_CONFIG_FILE=/", "AWS_SHARED_CREDENTIALS_FILE=/dev"},
			.out = {"credentials_file  skipped: Is a directory (/dev)\n",
				"config_file       skipped: Is a directory (/)\n"}},
		{.flags = {"--whoami", "--endpoint-url", "http://127.0.0.1:8000"},
			.env = {"AWS_CREDENTIAL_EXPIRATION=01/02/2099 10:00 PM"},
			.out = {"expires     unknown (their expiry is in a form that"}},
		/* A local server gets dummy credentials, which are not sent to STS. */
		{.flags = {"--whoami", "--endpoint-url", "http://127.0.0.1:8000"},
			.out = {"arn         ? (not requested: the endpoint is on this machine)\n",
				"endpoint    http://127.0.0.1:8000 (--endpoint-url)\n"}},
		{.response = {.http_status = 200, .content_type = XML, .body = IDENTITY},
			.flags = {"--whoami", "-o", "json"},
			.out = {"{\"schema\":1,\"kind\":null,\"error\":null,",
				"\"region\":{\"value\":\"us-east-1\",\"from\":\"AWS_REGION\"}",
				"\"proxy\":{\"value\":null,\"from\":null}"}},
		/* --check prints its one line to stdout, and the facts to stderr. */
		{.flags = {"--check"},
			.env = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
			.exit_status = 3,
			.out = {"UNKNOWN", "no credentials"},
			.err = {"provider    ?\nprofile     default"}},
	};

	(void)state;
	expect_rows(rows, ARRAY_LEN(rows));
}

/* No region is set, and none is needed. */
static void test_local_endpoint_without_region(void **state)
{
	static const struct row row = {
		.flags = {"--whoami", "--endpoint-url", "http://127.0.0.1:8000"},
		.env = {"AWS_REGION"},
		.out = {"region      us-east-1 (the default on this machine)\n",
			"arn         ? (not requested: the endpoint is on this machine)\n"},
	};
	struct run run;

	(void)state;
	run_row(&row, &run);
	assert_int_equal(run.err.length, 0);
	run_fini(&run);
}

/* Responses of STS and the exit status for each. */
static void test_exit_status(void **state)
{
#define REFUSED(code, status)                                                                      \
	{                                                                                          \
		.response = {.http_status = 403, .content_type = XML, .body = REFUSAL(code)},      \
		.flags = {"--whoami"}, .exit_status = (status),                                    \
		.out = {code, "region      us-east-1 (AWS_REGION)\n"},                             \
	}
	static const struct row rows[] = {
		REFUSED("InvalidClientTokenId", 77),
		REFUSED("ExpiredToken", 77),
		REFUSED("AccessDenied", 0),
	};

	(void)state;
	expect_rows(rows, ARRAY_LEN(rows));
}

static void test_failures(void **state)
{
#define FAILURE(status, said, ...)                                                                 \
	{                                                                                          \
		.env = {__VA_ARGS__}, .flags = {"--whoami"}, .exit_status = (status),              \
		.err = {said},                                                                     \
	}
	static const struct row rows[] = {
		FAILURE(77, "no credentials", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
		FAILURE(77, "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"),
		FAILURE(78, "no region", "AWS_REGION"),
		FAILURE(69, "127.0.0.1", "AWS_ENDPOINT_URL_STS=http://127.0.0.1:1"),
		FAILURE(78, "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL=ftp://x"),
		{.flags = {"--whoami", "--profile", "gone"}, .exit_status = 78, .err = {"gone"}},
	};

	(void)state;
	expect_rows(rows, ARRAY_LEN(rows));
}

/* Without credentials, --once prints the facts before the error. */
static void test_once(void **state)
{
	static const struct row row = {
		.flags = {"--once"},
		.env = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
		.exit_status = 77,
		.err = {"provider    ?\nprofile     default",
			"region      us-east-1 (AWS_REGION)\n",
			"tried       environment: AWS_ACCESS_KEY_ID is not set\n"},
	};
	struct run run;

	(void)state;
	run_row(&row, &run);
	assert_true(
		strstr(run.err.data, "provider") < strstr(run.err.data, "beyatop: no credentials"));
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
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_local_endpoint_without_region),
		cmocka_unit_test(test_exit_status),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_dashboard),
	};

	return cmocka_run_group_tests_name("whoami", tests, NULL, NULL);
}
