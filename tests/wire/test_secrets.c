/* SPDX-License-Identifier: MIT */
/*
 * Once everything that used a secret key or token is freed, no part of it is left in memory,
 * neither in ours nor in that of libcurl and TLS.
 */
#include "clock.h"

#include "aws/credentials_chain.h"
#include "dynamodb/ddb.h"
#include "kit/aws_files.h"
#include "kit/skip.h"
#include "server/server_http.h"

#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#define SECRET_BYTES 40
#define NOBODY       "http://127.0.0.1:1"

/* The secret with each byte incremented, so that this copy is not found. */
static char disguised[SECRET_BYTES + 1];

static void write_secret(const char *name, const char *before, const char *after)
{
	char path[128], text[600];
	size_t length = (size_t)snprintf(text, sizeof(text), "%s", before);

	for (size_t i = 0; i < SECRET_BYTES; i++) {
		text[length++] = (char)(disguised[i] - 1);
	}
	length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", after);
	aws_files_path(name, path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, text, length), (ssize_t)length);
	close(fd);
	explicit_bzero(text, sizeof(text));
}

static unsigned count_in(const volatile char *from, const volatile char *end)
{
	unsigned count = 0;

	for (; from + SECRET_BYTES <= end; from++) {
		size_t same = 0;

		while (same < SECRET_BYTES && from[same] == (char)(disguised[same] - 1)) {
			same++;
		}
		count += same == SECRET_BYTES;
	}
	return count;
}

/* Searches all writable memory. */
static unsigned count_secrets(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[600], access[8];
	uintptr_t from, end;
	unsigned count = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &from, &end, access) == 3 &&
			strncmp(access, "rw", 2) == 0) {
			count += count_in((const char *)from, (const char *)end); /* NOLINT */
		}
	}
	fclose(maps);
	return count;
}

static void on_answer(void *user, const struct json *reply, const struct error *err)
{
	(void)reply;
	assert_int_not_equal(err->kind, ERROR_NONE);
	*(bool *)user = true;
}

/* --- The server --------------------------------------------------------------------------------
 */

/* In a process of its own, because its memory contains the secret. It only issues credentials. */
struct elsewhere {
	pid_t pid;
	char url[64];
};

static void answer(struct server_connection *connection, const struct server_request *request)
{
	static const char refusal[] =
		"HTTP/1.1 400 No\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{}";
	static const char renewal[] =
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
		"{\"accessToken\":\"t\",\"expiresIn\":3600}";
	struct buf text = {0};

	buf_puts(&text,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
		"{\"roleCredentials\":{\"accessKeyId\":\"AKID\",\"sessionToken\":\"t\","
		"\"expiration\":4070908800000,\"secretAccessKey\":\"");
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		buf_putc(&text, (char)(disguised[i] - 1));
	}
	buf_puts(&text, "\"}}");
	bool is_portal = strcmp(request->method, "GET") == 0;
	const char *said = is_portal                              ? buf_text(&text)
			   : strcmp(request->path, "/token") == 0 ? renewal
								  : refusal;

	(void)server_http_write(connection, said, strlen(said));
	buf_fini(&text);
}

static void serve(int listener, SSL_CTX *tls)
{
	for (;;) {
		struct server_connection connection = {.fd = accept(listener, NULL, NULL)};
		struct server_request request;

		if (server_http_begin(&connection, tls) &&
			server_http_read(&connection, &request)) {
			answer(&connection, &request);
			server_http_forget(&request);
		}
		server_http_end(&connection);
	}
}

static void start_elsewhere(struct elsewhere *elsewhere, bool has_tls)
{
	unsigned port = 0;
	struct buf ca_pem = {0};
	char path[128];
	int listener = server_http_listen(&port);
	SSL_CTX *tls = has_tls ? server_http_new_tls(&ca_pem) : NULL;

	aws_files_write("other", buf_text(&ca_pem));
	aws_files_path("other", path);
	setenv("AWS_CA_BUNDLE", has_tls ? path : "", 1);
	snprintf(elsewhere->url, sizeof(elsewhere->url), "http%s://127.0.0.1:%u",
		has_tls ? "s" : "", port);
	elsewhere->pid = fork();
	if (elsewhere->pid == 0) {
		serve(listener, tls);
	}
	close(listener);
	SSL_CTX_free(tls);
	buf_fini(&ca_pem);
}

static void stop_elsewhere(const struct elsewhere *elsewhere)
{
	kill(elsewhere->pid, SIGKILL);
	assert_int_equal(waitpid(elsewhere->pid, NULL, 0), elsewhere->pid);
}

/* --- Requests ----------------------------------------------------------------------------------
 */

static void use(const struct credentials *credentials, const struct endpoint *endpoint)
{
	struct ddb *ddb = ddb_new(endpoint, credentials);
	struct buf body = {0};
	bool is_over = false;

	buf_puts(&body, "{}");
	ddb_call(ddb, "PutItem", &body, 20000, on_answer, &is_over);
	while (!is_over) {
		ddb_run(ddb, 20000);
	}
	buf_fini(&body);
	ddb_free(ddb);
}

static unsigned resolve_and_use(const char *url, bool is_used)
{
	struct settings settings = {.region = "eu-west-1", .endpoint_url = url};
	struct credentials_chain chain;
	struct credentials credentials;
	struct error err;

	assert_true(credentials_chain_init(&chain, &settings, &err));
	assert_true(credentials_chain_resolve(&chain, &credentials, &err));
	if (is_used) {
		use(&credentials, &chain.client.endpoint);
	}
	unsigned held = count_secrets();

	credentials_wipe(&credentials);
	credentials_chain_fini(&chain);
	return held;
}

static void skip_sanitizers(void)
{
#ifndef BEYATOP_RELEASE
	SKIP_TEST("sanitizers map terabytes of memory, some of it copies of ours");
#endif
}

static void assert_nothing_left(const char *url)
{
	for (int is_used = 0; is_used < 2; is_used++) {
		/* The search works. */
		assert_true(resolve_and_use(url, is_used) > 0);
		assert_int_equal(count_secrets(), 0);
	}
}

static void test_files(void **state)
{
	(void)state;
	skip_sanitizers();
	write_secret("credentials",
		"[default]\naws_access_key_id = AKID\naws_secret_access_key = ", "\n");
	assert_nothing_left(NOBODY);
}

static void test_credential_process(void **state)
{
	char path[128], config[300];

	(void)state;
	skip_sanitizers();
	aws_files_path("other", path);
	snprintf(config, sizeof(config), "[default]\ncredential_process = cat %s\n", path);
	aws_files_write("config", config);
	write_secret(
		"other", "{\"Version\":1,\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"", "\"}");
	assert_nothing_left(NOBODY);
}

/* Unlike the secret key, the token is sent. */
static void test_token(void **state)
{
	(void)state;
	skip_sanitizers();
	write_secret("credentials",
		"[default]\naws_access_key_id = AKID\naws_secret_access_key = s\n"
		"aws_session_token = ",
		"\n");
	for (int has_tls = 0; has_tls < 2; has_tls++) {
		struct elsewhere elsewhere = {0};

		start_elsewhere(&elsewhere, has_tls);
		assert_nothing_left(elsewhere.url);
		stop_elsewhere(&elsewhere);
	}
}

/* Responses from the network. */
static void test_answer(void **state)
{
	(void)state;
	skip_sanitizers();
	aws_files_write("config", "[default]\nsso_start_url = https://x\nsso_region = eu-west-1\n"
				  "sso_account_id = 1\nsso_role_name = r\n");
	aws_files_log_in(
		"https://x", "{\"accessToken\":\"t\",\"expiresAt\":\"2099-01-01T00:00:00Z\"}");
	for (int has_tls = 0; has_tls < 2; has_tls++) {
		struct elsewhere elsewhere = {0};

		start_elsewhere(&elsewhere, has_tls);
		setenv("AWS_ENDPOINT_URL_SSO", elsewhere.url, 1);
		assert_nothing_left(NOBODY);
		stop_elsewhere(&elsewhere);
	}
}

/* The secret of the client is sent, printed as JSON and written back to the cache. */
static void test_refresh(void **state)
{
	char name[56] = "sso/cache/";
	unsigned char hash[20];

	(void)state;
	skip_sanitizers();
	aws_files_write("config",
		"[default]\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n"
		"[sso-session s]\nsso_start_url = https://x\nsso_region = eu-west-1\n");
	aws_files_log_in("s", "");
	SHA1((const unsigned char *)"s", 1, hash);
	for (size_t i = 0; i < sizeof(hash); i++) {
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "%02x", hash[i]);
	}
	strcat(name, ".json");
	for (int is_used = 0; is_used < 2; is_used++) {
		struct elsewhere elsewhere = {0};

		/* Before it: what the allocator writes over the beginning of freed blocks. */
		write_secret(name,
			"{\"accessToken\":\"t\",\"expiresAt\":\"2020-01-01T00:00:00Z\","
			"\"refreshToken\":\"r\",\"clientId\":\"i\","
			"\"registrationExpiresAt\":\"2099-01-01T00:00:00Z\","
			"\"clientSecret\":\"0123456789012345678901234567890123456789",
			"\"}");
		start_elsewhere(&elsewhere, false);
		setenv("AWS_ENDPOINT_URL_SSO", elsewhere.url, 1);
		setenv("AWS_ENDPOINT_URL_SSO_OIDC", elsewhere.url, 1);
		assert_true(resolve_and_use(NOBODY, is_used) > 0);
		assert_int_equal(count_secrets(), 0);
		stop_elsewhere(&elsewhere);
	}
}

static int set_up(void **state)
{
	for (size_t i = 0; i < SECRET_BYTES; i++) {
		disguised[i] = (char)('b' + (clock_mono_ms() + (int64_t)i * i) % 24);
	}
	return aws_files_setup(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_credential_process),
		TEST(test_token),
		TEST(test_answer),
		TEST(test_refresh),
	};

	return cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
}
