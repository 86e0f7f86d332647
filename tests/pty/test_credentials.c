/* SPDX-License-Identifier: MIT */
/*
 * Credentials on the screen: another profile, time to expiry, and what to do when a login is
 * needed.
 */
#include "kit/binary.h"

#include "clock.h"
#include "kit/aws_files.h"
#include "kit/canned.h"
#include "kit/skip.h"
#include "server/server.h"
#include "timestamp.h"

#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#define KEYS  "aws_access_key_id = " SERVER_KEY_ID "\naws_secret_access_key = " SERVER_SECRET "\n"
#define TABLE "sessions"

/* Two accounts, each with a table of its own, and a profile that needs a login. */
struct accounts {
	struct server *one, *two;
	char home[100];
	const char *env[8];
};

static void put(struct server *server, const char *service)
{
	char now[TIMESTAMP_SIZE];

	timestamp_format(clock_wall_ms(), 0, now);
	server_put(server, &(struct server_session){.user_id = "u-1",
				   .service = service,
				   .active = ACTIVE_ON,
				   .polled_at = now,
				   .interval_ms = 3600000});
}

static int open_accounts(void **state)
{
	static struct accounts accounts;
	static const struct server_settings settings = {.table = TABLE};
	struct buf config = {0};

	if (aws_files_setup(state) != 0) {
		return -1;
	}
	accounts =
		(struct accounts){.one = server_start(&settings), .two = server_start(&settings)};
	put(accounts.one, "first-service");
	put(accounts.two, "second-service");
	buf_printf(&config,
		"[profile one]\nregion = " SERVER_REGION "\nendpoint_url = %s\n"
		"[profile two]\nregion = " SERVER_REGION "\nendpoint_url = %s\n"
		"[profile prod]\nregion = " SERVER_REGION "\nsso_start_url = https://x\n"
		"sso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n",
		server_url(accounts.one), server_url(accounts.two));
	aws_files_write("config", buf_text(&config));
	aws_files_write("credentials", "[one]\n" KEYS "[two]\n" KEYS);
	buf_fini(&config);
	snprintf(accounts.home, sizeof(accounts.home), "HOME=%s", aws_files_home);
	accounts.env[0] = accounts.home;
	accounts.env[1] = "AWS_REGION";
	*state = &accounts;
	return 0;
}

static int close_accounts(void **state)
{
	struct accounts *accounts = *state;

	server_stop(accounts->one);
	server_stop(accounts->two);
	/* Files that the program saves. */
	static const char *const kept[] = {".local/state/beyatop", ".local/state", ".local"};

	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		char path[200];

		snprintf(path, sizeof(path), "%s/%s", aws_files_home, kept[i]);
		aws_files_remove_directory(path);
	}
	return aws_files_teardown(state);
}

static struct pty *start(struct accounts *accounts, const char *profile)
{
	const char *const flags[] = {"--profile", profile, "--interval", "1s", NULL};
	struct binary binary = {
		.table = TABLE, .flags = flags, .pty = {.cols = 120, .env = accounts->env}};

	return binary_start(&binary);
}

static void test_switch(void **state)
{
	struct accounts *accounts = *state;
	struct pty *pty = start(accounts, "one");

	binary_expect(pty, "first-service");
	binary_expect(pty, " one eu-west-1 ");
	/* A profile that does not work changes nothing: the old one is read on. */
	binary_type(pty, ":profile prod\r", "run \"aws sso login --profile prod\"");
	assert_true(pty_find(pty, "first-service") >= 0);
	assert_true(
		server_wait_requests(accounts->one, SERVER_QUERY, SERVER_ANY, 2, PTY_PATIENCE_MS));
	binary_type(pty, ":profile two\r", "second-service");
	assert_int_equal(pty_find(pty, "first-service"), -1);
	binary_expect(pty, " two eu-west-1 ");
	assert_true(
		server_wait_requests(accounts->two, SERVER_QUERY, SERVER_ANY, 2, PTY_PATIENCE_MS));
	/* And back, from a service. */
	binary_type(pty, "\r", "u-1");
	binary_type(pty, ":profile one\r", " one eu-west-1 ");
	binary_quit(pty);
}

static void test_login_is_asked_for(void **state)
{
	struct pty *pty = start(*state, "prod");

	binary_expect(pty, "run \"aws sso login --profile prod\": there is no login yet");
	binary_quit(pty);
}

static void test_countdown(void **state)
{
	struct accounts *accounts = *state;
	char time[TIMESTAMP_SIZE], expiry[80];

	timestamp_format(clock_wall_ms() + 43 * 60000 + 50000, 0, time);
	snprintf(expiry, sizeof(expiry), "AWS_CREDENTIAL_EXPIRATION=%s", time);
	accounts->env[1] = expiry;
	accounts->env[2] = "AWS_ACCESS_KEY_ID=" SERVER_KEY_ID;
	accounts->env[3] = "AWS_SECRET_ACCESS_KEY=" SERVER_SECRET;
	accounts->env[4] = "AWS_REGION=" SERVER_REGION;
	struct binary binary = {.table = TABLE,
		.url = server_url(accounts->one),
		.pty = {.cols = 80, .env = accounts->env}};
	struct pty *pty = binary_start(&binary);

	binary_expect(pty, "credentials 43m");
	binary_quit(pty);
}

/* A directory where a core file may be written. */
static pid_t start_with_cores(const char *const *argv, const char *const *extra)
{
	const char *env[PTY_MAX_ENV];

	pty_environment(extra, env);
	pid_t pid = fork();

	if (pid == 0) {
		struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};

		(void)setrlimit(RLIMIT_CORE, &unlimited);
		(void)!chdir(aws_files_home);
		execve(argv[0], pty_copy_strings(argv), pty_copy_strings(env));
		_exit(127);
	}
	return pid;
}

static bool leaves_core(pid_t pid)
{
	int status = 0;

	assert_int_equal(kill(pid, SIGABRT), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return WCOREDUMP(status);
}

/* Credentials must reach neither a disk nor another process of the same user. */
static void test_no_core_file(void **state)
{
	static const struct canned_response silence = {.http_status = 0};
	static const char *const other[] = {"/bin/sh", "-c", "kill -ABRT $$", NULL};
	static char program[PATH_MAX], sts[80];
	static const char *const argv[] = {program, "--whoami", NULL};
	static const char *const env[] = {sts, NULL};

	(void)state;
#ifndef BEYATOP_RELEASE
	SKIP_TEST("sanitizers inspect the process themselves");
#endif
	assert_non_null(realpath(getenv("BEYATOP_BINARY"), program));
	struct canned *canned = canned_start(&silence, 1);

	snprintf(sts, sizeof(sts), "AWS_ENDPOINT_URL_STS=%s", canned_url(canned));
	pid_t pid = start_with_cores(argv, env);

	/* By now it has its credentials and waits for STS. */
	assert_true(canned_wait(canned, 1, PTY_PATIENCE_MS));
	assert_false(leaves_core(pid));
	canned_stop(canned);
	int status = 0;

	pid = start_with_cores(other, NULL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFSIGNALED(status) || !WCOREDUMP(status)) {
		SKIP_TEST("this system writes no core files");
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_accounts, close_accounts)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_switch),
		TEST(test_login_is_asked_for),
		TEST(test_countdown),
		TEST(test_no_core_file),
	};

	return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
