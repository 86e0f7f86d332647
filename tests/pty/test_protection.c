/* SPDX-License-Identifier: MIT */
/*
 * What the environment can do to the protection of secrets, and what a credential_process inherits
 * from us.
 */
#include "kit/binary.h"

#include "kit/aws_files.h"
#include "server/server.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TABLE "sessions"

struct setting {
	struct server *server;
	char home[100], ca[200], key_log[200], openssl[200];
	const char *env[8];
};

/* A variable that names a file in ~/.aws. */
static const char *name_file(char text[200], const char *variable, const char *file)
{
	char path[128];

	aws_files_path(file, path);
	snprintf(text, 200, "%s=%s", variable, path);
	return text;
}

static int open_setting(void **state, bool has_tls)
{
	static struct setting setting;
	char path[128];

	if (aws_files_setup(state) != 0) {
		return -1;
	}
	setting = (struct setting){.server = server_start(&(struct server_settings){
					   .table = TABLE, .has_tls = has_tls})};
	aws_files_path("ca", path);
	if (has_tls) {
		server_write_ca(setting.server, path);
	}
	snprintf(setting.home, sizeof(setting.home), "HOME=%s", aws_files_home);
	setting.env[0] = setting.home;
	setting.env[1] = name_file(setting.key_log, "SSLKEYLOGFILE", "keys");
	setting.env[2] = name_file(setting.openssl, "OPENSSL_CONF", "openssl.cnf");
	setting.env[3] = "AWS_ACCESS_KEY_ID";
	setting.env[4] = "AWS_SECRET_ACCESS_KEY";
	setting.env[5] = "AWS_REGION=" SERVER_REGION;
	setting.env[6] = has_tls ? name_file(setting.ca, "AWS_CA_BUNDLE", "ca") : NULL;
	/* A program that obeys it cannot verify the server, whose key is of another kind. */
	aws_files_write("openssl.cnf",
		"openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = old\n"
		"[old]\nSignatureAlgorithms = RSA+SHA512\n");
	*state = &setting;
	return 0;
}

static int open_tls(void **state)
{
	return open_setting(state, true);
}

static int open_plain(void **state)
{
	return open_setting(state, false);
}

static int close_setting(void **state)
{
	struct setting *setting = *state;
	static const char *const kept[] = {".local/state/beyatop", ".local/state", ".local"};

	server_stop(setting->server);
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		char path[200];

		snprintf(path, sizeof(path), "%s/%s", aws_files_home, kept[i]);
		aws_files_remove_directory(path);
	}
	return aws_files_teardown(state);
}

static void test_tls_variables(void **state)
{
	struct setting *setting = *state;
	static const char *const flags[] = {"--once", NULL};
	struct binary binary = {.url = server_url(setting->server),
		.table = TABLE,
		.flags = flags,
		.pty = {.env = setting->env}};
	char path[128];
	struct run run;

	aws_files_write("credentials", "[default]\naws_access_key_id = " SERVER_KEY_ID
				       "\naws_secret_access_key = " SERVER_SECRET "\n");
	binary_run(&binary, &run, NULL);
	if (run.exit_status != 0) {
		fail_msg("%d: %s", run.exit_status, buf_text(&run.err));
	}
	aws_files_path("keys", path);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(errno, ENOENT);
	run_fini(&run);
}

static void read_file(const char *name, struct buf *text)
{
	char path[128], bytes[4096];
	size_t count;

	aws_files_path(name, path);
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	while ((count = fread(bytes, 1, sizeof(bytes), file)) > 0) {
		buf_append(text, bytes, count);
	}
	fclose(file);
}

/* A process that does not close them may inherit sockets only: libcurl opens some that way. */
static void expect_close_on_exec(pid_t pid)
{
	for (int fd = STDERR_FILENO + 1; fd < 256; fd++) {
		char path[64], target[64] = "", line[64] = "";
		unsigned flags = 0;

		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)pid, fd);
		if (readlink(path, target, sizeof(target) - 1) < 0 ||
			strncmp(target, "socket:", strlen("socket:")) == 0) {
			continue;
		}
		snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)pid, fd);
		FILE *file = fopen(path, "r");

		assert_non_null(file);
		while (fgets(line, sizeof(line), file) && sscanf(line, "flags: %o", &flags) != 1) {
		}
		fclose(file);
		if (!(flags & O_CLOEXEC)) {
			fail_msg("descriptor %d, %s, is not close-on-exec", fd, target);
		}
	}
}

/*
 * It runs while the terminal and connections are open, and lists what it inherited. Descriptor 3 is
 * the one with which ls reads the directory.
 */
static void test_program(void **state)
{
	struct setting *setting = *state;
	struct buf config = {0}, text = {0};
	static const char *const flags[] = {"--profile", "one", NULL};
	struct binary binary = {.table = TABLE, .flags = flags, .pty = {.env = setting->env}};

	buf_printf(&config,
		"[profile one]\nregion = " SERVER_REGION "\nendpoint_url = %s\n"
		"aws_access_key_id = " SERVER_KEY_ID "\naws_secret_access_key = " SERVER_SECRET
		"\n[profile two]\nregion = " SERVER_REGION "\nendpoint_url = %s\n"
		"credential_process = sh -c \""
		"env >$HOME/.aws/variables; ls -x -w 0 /proc/self/fd >$HOME/.aws/descriptors; "
		"echo '{\\\"Version\\\":1,\\\"AccessKeyId\\\":\\\"" SERVER_KEY_ID
		"\\\",\\\"SecretAccessKey\\\":\\\"" SERVER_SECRET "\\\"}'\"\n",
		server_url(setting->server), server_url(setting->server));
	aws_files_write("config", buf_text(&config));
	struct pty *pty = binary_start(&binary);

	binary_expect(pty, " one eu-west-1 ");
	binary_expect(pty, "No sessions were found");
	binary_type(pty, ":profile two\r", " two eu-west-1 ");
	expect_close_on_exec(pty_pid(pty));
	binary_quit(pty);
	read_file("descriptors", &text);
	assert_string_equal(buf_text(&text), "0  1  2  3\n");
	buf_clear(&text);
	/* Its environment is as the user set it. */
	read_file("variables", &text);
	assert_non_null(strstr(buf_text(&text), setting->key_log));
	assert_non_null(strstr(buf_text(&text), setting->openssl));
	buf_fini(&text);
	buf_fini(&config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_tls_variables, open_tls, close_setting),
		cmocka_unit_test_setup_teardown(test_program, open_plain, close_setting),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("protection", tests, NULL, NULL);
}
