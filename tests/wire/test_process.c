/* SPDX-License-Identifier: MIT */
/* credential_process, including programs that misbehave; and cancelling it. */
#include "clock.h"

#include "kit/resolve.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>

#include <cmocka.h>

static void write_process(const char *command)
{
	struct buf text = {0};

	buf_printf(&text, "[profile helped]\ncredential_process = %s\n", command);
	aws_files_write("config", buf_text(&text));
	buf_fini(&text);
}

static void test_process(void **state)
{
	(void)state;
	write_process("printf '{\"Version\":1,\"AccessKeyId\":\"ASIADOC\",\"SecretAccessKey\":"
		      "\"hidden/secret\",\"SessionToken\":\"hidden&<token>\",\"Expiration\":\"" FAR
		      "\"}'");
	resolve_expect_credentials("helped", "ASIADOC", "process");
}

static void test_process_fails(void **state)
{
	static const struct {
		const char *command, *said;
	} rows[] = {
		{"sh -c \"echo oh: hid no more >&2; exit 3\"",
			"exited with status 3: oh: hid no more"},
		{"sh -c 'kill -SEGV $$'", "was killed by signal 11"},
		{"no-such-program-anywhere --x", "cannot be started: No such file"},
		{"printf hidden-garbage", "printed no JSON object"},
		{"printf '{\"Version\":2,\"AccessKeyId\":\"hidden\"}'", "Version is not 1"},
		{"printf '{\"Version\":1}'", "has no AccessKeyId"},
		{"head -c 10000000 /dev/zero", "printed more than 64 kB"},
		{"yes", "printed more than 64 kB"},
		{"sh -c 'read response && echo \"$response\"; exit 4'", "exited with status 4"},
		{"sh -c 'echo password? >/dev/tty'", "exited with status "},
		{"sh -c 'unclosed", "a quote is not closed"},
		{"sh -c 'printf \"\\033[31mred\\n\" >&2; exit 1'", "red"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		write_process(rows[i].command);
		resolve_expect_error("helped", rows[i].said);
		resolve_expect_error("helped", "credential_process of profile helped");
	}
}

/* Some write to a file that is watched: that is no reason to run them again. */
static void test_process_that_writes(void **state)
{
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;

	(void)state;
	write_process("sh -c 'echo \"[x]\" >>$HOME/.aws/credentials; "
		      "echo {\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"A\\\","
		      "\\\"SecretAccessKey\\\":\\\"s\\\"}'");
	resolve_settings.profile = "helped";
	assert_true(credentials_chain_init(&chain, &resolve_settings, &err));
	if (!credentials_chain_resolve(&chain, &credentials, &err)) {
		fail_msg("%s", err.text);
	}
	assert_false(file_watch_has_changed(&chain.client.watch));
	aws_files_write("credentials", "[another]\n");
	assert_true(file_watch_has_changed(&chain.client.watch));
	credentials_chain_fini(&chain);
	credentials_wipe(&credentials);
}

/* Processes that it leaves running are killed and do not delay us. */
static void test_process_that_forks(void **state)
{
	(void)state;
	write_process("sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >$HOME/.aws/other; echo {}'");
	resolve_expect_error("helped", "Version is not 1");
	char path[128], text[32] = "";

	aws_files_path("other", path);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	/* Killed, but init may not have reaped it yet. */
	snprintf(path, sizeof(path), "/proc/%d/cmdline", atoi(text));
	for (int64_t end = clock_mono_ms() + 60000; (file = fopen(path, "r"));) {
		int first = fgetc(file);

		fclose(file);
		if (first == EOF) {
			break;
		}
		assert_true(clock_mono_ms() < end);
	}
}

struct cancelling {
	struct credentials_chain *chain;
	struct canned *canned;
};

static void *cancel_when_asked(void *user)
{
	struct cancelling *cancelling = user;
	char path[128];

	aws_files_path("other", path);
	if (cancelling->canned) {
		(void)!canned_wait(cancelling->canned, 1, 60000);
	} else {
		/* The process shows that it runs by creating the file. */
		while (access(path, F_OK) != 0) {
			poll(NULL, 0, 5);
		}
	}
	aws_client_cancel(&cancelling->chain->client);
	return NULL;
}

static void cancel(const char *profile, struct canned *canned)
{
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;
	pthread_t thread;

	resolve_settings.profile = profile;
	assert_true(credentials_chain_init(&chain, &resolve_settings, &err));
	struct cancelling cancelling = {.chain = &chain, .canned = canned};

	assert_int_equal(pthread_create(&thread, NULL, cancel_when_asked, &cancelling), 0);
	assert_false(credentials_chain_resolve(&chain, &credentials, &err));
	assert_int_equal(err.kind, ERROR_STOPPED);
	pthread_join(thread, NULL);
	credentials_chain_fini(&chain);
}

/* Neither waits for its timeout, which is an hour. */
static void test_cancel(void **state)
{
	static const struct canned_response hang = HANG("Action");
	char path[128];

	(void)state;
	resolve_settings.request_timeout_ms = 3600000;
	write_process("sh -c 'echo >$HOME/.aws/other; sleep 1000 & sleep 1000'");
	cancel("helped", NULL);
	struct canned *sts = resolve_start_server(&hang, 1, "AWS_ENDPOINT_URL_STS", "");

	aws_files_path("other", path);
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", path, 1);
	setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/oncall", 1);
	cancel(NULL, sts);

	canned_stop(sts);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, resolve_set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_process),
		TEST(test_process_fails),
		TEST(test_process_that_writes),
		TEST(test_process_that_forks),
		TEST(test_cancel),
	};

	return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
