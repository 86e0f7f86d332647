/* SPDX-License-Identifier: MIT */
/*
 * HTTP: proxies must not get the server's headers; certificates are checked; redirects are not
 * followed; child processes must not inherit sockets.
 */
#include "dynamodb/ddb.h"

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "dynamodb/request.h"
#include "kit/aws_files.h"
#include "kit/canned.h"
#include "kit/skip.h"
#include "net/http.h"
#include "server/proxy_server.h"
#include "server/server.h"
#include "server/server_http.h"
#include "settings.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cmocka.h>

#define TIMEOUT_MS 20000
#define AWS_HOST   "dynamodb." SERVER_REGION ".amazonaws.com"

static const struct credentials keys = {
	.access_key_id = SERVER_KEY_ID, .secret_access_key = SERVER_SECRET};

/* From the environment and the files. */
static struct ddb *connect_to(const char *url)
{
	struct settings settings = {
		.region = SERVER_REGION, .endpoint_url = url, .allow_http = true};
	struct aws_config *config = NULL;
	struct endpoint endpoint;
	struct error err;

	if (!aws_config_load(NULL, &config, &err) ||
		!endpoint_resolve(&settings, config, &endpoint, &err)) {
		fail_msg("%s", err.text);
	}
	aws_config_free(config);
	return ddb_new(&endpoint, &keys);
}

static bool describe(struct ddb *ddb, struct error *err)
{
	struct buf body = {0};
	struct json *reply = NULL;

	error_clear(err);
	request_describe_table(&body, "sessions");
	bool is_told = ddb_call_sync(ddb, "DescribeTable", &body, TIMEOUT_MS, &reply, err);

	json_free(reply);
	buf_fini(&body);
	return is_told;
}

static void assert_described(struct ddb *ddb)
{
	struct error err;

	if (!describe(ddb, &err)) {
		fail_msg("%s", err.text);
	}
}

static void assert_fails(struct ddb *ddb, const char *said)
{
	struct error err;

	if (describe(ddb, &err)) {
		fail_msg("an response in spite of \"%s\"", said);
	}
	if (!strstr(err.text, said)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, said);
	}
	assert_null(strstr(err.text, "hidden"));
}

static struct server *start(bool has_tls)
{
	struct server_settings settings = {.table = "sessions", .has_tls = has_tls};
	struct server *server = server_start(&settings);
	char path[128];

	if (has_tls) {
		aws_files_path("other", path);
		server_write_ca(server, path);
		setenv("AWS_CA_BUNDLE", path, 1);
	}
	return server;
}

static void set_proxy(const char *variable, const char *user, struct proxy_server *proxy)
{
	char value[80];

	snprintf(value, sizeof(value), "http://%s%s", user, proxy_server_address(proxy));
	setenv(variable, value, 1);
}

static void assert_has(const struct buf *heads, const char *text)
{
	if (!strstr(buf_text(heads), text)) {
		fail_msg("\"%s\" is not in: %s", text, buf_text(heads));
	}
}

/* AWS's own URL through a proxy's tunnel, with a certificate of a private CA. */
static void test_tunnel(void **state)
{
	struct server *server = start(true);
	struct proxy_server *proxy = proxy_server_start(server_port(server), NULL);
	struct buf heads = {0};

	(void)state;
	set_proxy("HTTPS_PROXY", "us%40er:hid%3Aden@", proxy);
	struct ddb *ddb = connect_to(NULL);

	assert_described(ddb);
	assert_described(ddb);
	ddb_free(ddb);
	/* The proxy's own headers are not mistaken for the server's. */
	assert_int_equal(server_count(server, SERVER_ANY, SERVER_ANY).requests, 2);
	proxy_server_stop(proxy, &heads);
	assert_has(&heads, "CONNECT " AWS_HOST ":443 HTTP/1.1\r\n");
	assert_has(&heads, "Proxy-Authorization: Basic dXNAZXI6aGlkOmRlbg==\r\n");
	assert_null(strstr(buf_text(&heads), "\r\nAuthorization"));
	assert_null(strstr(buf_text(&heads), "AWS4-HMAC"));
	assert_null(strstr(buf_text(&heads), "X-Amz"));
	buf_fini(&heads);
	server_stop(server);
}

/* The proxy forwards plain http. */
static void test_plain_proxy(void **state)
{
	struct server *server = start(false);
	struct proxy_server *proxy = proxy_server_start(server_port(server), NULL);
	struct buf heads = {0};

	(void)state;
	set_proxy("HTTP_PROXY", "", proxy);
	struct ddb *ddb = connect_to("http://dynamodb.test:8000");

	assert_described(ddb);
	ddb_free(ddb);
	proxy_server_stop(proxy, &heads);
	assert_has(&heads, "POST http://dynamodb.test:8000/ HTTP/1.1\r\n");
	assert_has(&heads, "Host: dynamodb.test:8000\r\n");
	buf_fini(&heads);
	server_stop(server);
}

/* This machine and hosts in NO_PROXY are contacted directly. */
static void test_no_proxy(void **state)
{
	struct server *server = start(true);
	struct proxy_server *proxy = proxy_server_start(server_port(server), NULL);
	struct buf heads = {0};

	(void)state;
	set_proxy("HTTPS_PROXY", "", proxy);
	struct ddb *ddb = connect_to(server_url(server));

	assert_described(ddb);
	ddb_free(ddb);
	setenv("NO_PROXY", "elsewhere.invalid", 1);
	ddb = connect_to("https://db.elsewhere.invalid");
	assert_fails(ddb, "db.elsewhere.invalid");
	ddb_free(ddb);
	proxy_server_stop(proxy, &heads);
	assert_string_equal(buf_text(&heads), "");
	buf_fini(&heads);
	server_stop(server);
}

static void test_proxy_refuses(void **state)
{
	struct proxy_server *proxy = proxy_server_start(
		1, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
	struct buf heads = {0};

	(void)state;
	set_proxy("HTTPS_PROXY", "user:hidden@", proxy);
	struct ddb *ddb = connect_to(NULL);

	assert_fails(ddb, "407");
	ddb_free(ddb);
	setenv("HTTPS_PROXY", "gopher://user:hidden@127.0.0.1:1", 1);
	ddb = connect_to(NULL);
	assert_fails(ddb, "through the proxy from the environment");
	ddb_free(ddb);
	setenv("HTTPS_PROXY", "http://user:hidden@127.0.0.1:port", 1);
	ddb = connect_to(NULL);
	assert_fails(ddb, "through the proxy from the environment");
	ddb_free(ddb);
	proxy_server_stop(proxy, &heads);
	buf_fini(&heads);
}

/* A CA that is added to the file counts for the next request. */
static void test_ca_bundle(void **state)
{
	struct server *other = start(true), *server;
	char path[128];

	(void)state;
	aws_files_path("other", path);
	server = server_start(&(struct server_settings){.table = "sessions", .has_tls = true});
	struct ddb *ddb = connect_to(server_url(server));

	assert_fails(ddb, "AWS_CA_BUNDLE");
	server_write_ca(server, path);
	assert_described(ddb);
	ddb_free(ddb);
	server_stop(server);
	server_stop(other);
}

/* Without a bundle, the system's CAs apply, which do not include ours. */
static void test_system_bundle(void **state)
{
	(void)state;
#ifndef BEYATOP_RELEASE
	SKIP_TEST("sanitizers take too long to read the system's certificates");
#endif
	struct server *server = start(true);

	unsetenv("AWS_CA_BUNDLE");
	struct ddb *ddb = connect_to(server_url(server));

	assert_fails(ddb, "AWS_CA_BUNDLE");
	ddb_free(ddb);
	server_stop(server);
}

/* The CA is trusted, but the certificate is for another host. */
static void test_wrong_name(void **state)
{
	struct server *server = start(true);
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "https://localhost:%u", server_port(server));
	struct ddb *ddb = connect_to(url);

	assert_fails(ddb, "localhost");
	ddb_free(ddb);
	assert_int_equal(server_count(server, SERVER_ANY, SERVER_ANY).requests, 0);
	server_stop(server);
}

/* Until it is killed. */
static void serve(int listener, SSL_CTX *tls)
{
	for (;;) {
		static const char response[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
		struct server_connection connection = {.fd = accept(listener, NULL, NULL)};
		struct server_request request;

		if (server_http_begin(&connection, tls) &&
			server_http_read(&connection, &request)) {
			(void)server_http_write(&connection, response, strlen(response));
			server_http_forget(&request);
		}
		server_http_end(&connection);
	}
}

/* A server in a process of its own that offers nothing newer than a version of TLS. */
static pid_t start_old_server(int newest_version, unsigned *port)
{
	struct buf ca_pem = {0};
	SSL_CTX *tls = server_http_new_tls(&ca_pem);
	int listener = server_http_listen(port);

	aws_files_write("other", buf_text(&ca_pem));
	buf_fini(&ca_pem);
	SSL_CTX_set_max_proto_version(tls, newest_version);
	SSL_CTX_set_security_level(tls, 0);
	pid_t pid = fork();

	if (pid == 0) {
		serve(listener, tls);
	}
	close(listener);
	SSL_CTX_free(tls);
	return pid;
}

/* The configuration of OpenSSL, see main(), would allow the older ones. */
static void test_oldest_tls(void **state)
{
	static const struct {
		int version;
		const char *said; /* NULL: connects */
	} rows[] = {
		{TLS1_VERSION, "protocol version"},
		{TLS1_1_VERSION, "protocol version"},
		{TLS1_2_VERSION, NULL},
		{TLS1_3_VERSION, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		unsigned port = 0;
		pid_t pid = start_old_server(rows[i].version, &port);
		char path[128], url[64];

		aws_files_path("other", path);
		setenv("AWS_CA_BUNDLE", path, 1);
		snprintf(url, sizeof(url), "https://127.0.0.1:%u", port);
		struct ddb *ddb = connect_to(url);

		if (rows[i].said) {
			assert_fails(ddb, rows[i].said);
		} else {
			assert_described(ddb);
		}
		ddb_free(ddb);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	}
}

/* One line that libcurl refuses as well, and many short ones. */
static void test_large_header(void **state)
{
	struct buf headers[2] = {{0}};

	(void)state;
	buf_puts(&headers[0], "X-Long: ");
	for (size_t i = 0; i < 300000; i++) {
		buf_putc(&headers[0], 'x');
	}
	buf_puts(&headers[0], "\r\n");
	while (headers[1].length < 300000) {
		buf_puts(&headers[1], "X-Short: x\r\n");
	}
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		const struct canned_response response = {.http_status = 200,
			.content_type = "application/x-amz-json-1.0",
			.headers = buf_text(&headers[i]),
			.body = "{}"};
		struct canned *server = canned_start(&response, 1);
		struct ddb *ddb = connect_to(canned_url(server));

		assert_fails(ddb, "the response headers are larger than 64 kB");
		ddb_free(ddb);
		canned_stop(server);
		buf_fini(&headers[i]);
	}
}

struct pause {
	bool is_over;
	int64_t ms;
};

static void on_pause(void *user, const struct http_response *response, const struct error *err)
{
	struct pause *pause = user;

	pause->is_over = true;
	if (response) {
		pause->ms = response->retry_after_ms;
	} else {
		fail_msg("%s", err->text);
	}
}

/* The pause that a server asks for, in seconds, as a date, or as AWS does in milliseconds. */
static void test_retry_after(void **state)
{
	static const struct {
		const char *headers;
		int64_t pause_ms;
	} rows[] = {
		{"", 0},
		{"Retry-After: 1\r\n", 1000},
		{"retry-after: 120\r\n", 120000},
		{"Retry-After: 99999999999999999999\r\n", INT64_C(1000) * INT32_MAX},
		{"Retry-After: -1\r\n", 0},
		{"Retry-After: soon\r\n", 0},
		{"x-amz-retry-after: 250\r\nRetry-After: 7\r\n", 250},
		{"Date: Tue, 01 Dec 2026 08:00:00 GMT\r\n"
		 "Retry-After: Tue, 01 Dec 2026 08:00:30 GMT\r\n",
			30000},
		{"Date: Tue, 01 Dec 2026 08:00:00 GMT\r\n"
		 "Retry-After: Tuesday, 01-Dec-26 07:00:00 GMT\r\n",
			0},
		{"Retry-After: Tue, 01 Dec 2026 08:00:30 GMT\r\n", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct canned_response response = {.http_status = 429,
			.content_type = "text/html",
			.headers = rows[i].headers,
			.body = "<html></html>"};
		struct canned *server = canned_start(&response, 1);
		const struct http_request request = {
			.url = canned_url(server), .timeout_ms = 20000};
		struct http *http = http_new();
		struct pause pause = {0};

		http_send(http, &request, on_pause, &pause);
		while (!pause.is_over) {
			http_run(http, 1000);
		}
		assert_int_equal(pause.ms, rows[i].pause_ms);
		http_free(http);
		canned_stop(server);
	}
}

static void test_redirect(void **state)
{
	static const struct canned_response stolen[] = {
		{.http_status = 200, .content_type = "application/x-amz-json-1.0", .body = "{}"}};
	static const int statuses[] = {301, 302, 303, 307, 308};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct canned *thief = canned_start(stolen, 1);
		char location[80];

		snprintf(location, sizeof(location), "Location: %s/\r\n", canned_url(thief));
		const struct canned_response response = {.http_status = statuses[i],
			.content_type = "text/html",
			.headers = location,
			.body = "<html></html>"};
		struct canned *server = canned_start(&response, 1);
		struct ddb *ddb = connect_to(canned_url(server));

		assert_fails(ddb, "is not from DynamoDB");
		ddb_free(ddb);
		assert_int_equal(canned_requests(thief), 0);
		canned_stop(server);
		canned_stop(thief);
	}
}

static void on_dropped(void *user, const struct http_response *response, const struct error *err)
{
	(void)user;
	(void)response;
	fail_msg("an response: %s", err->text);
}

/* The number of sockets connected to the port that a child process would inherit. */
static int count_inherited(unsigned port, int *count)
{
	int inherited = 0;

	*count = 0;
	for (int fd = 0; fd < 256; fd++) {
		struct sockaddr_in peer = {0};
		socklen_t size = sizeof(peer);

		if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
			peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) {
			++*count;
			inherited += !(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		}
	}
	return inherited;
}

/* A credential_process that runs meanwhile inherits none. */
static void test_sockets_are_ours(void **state)
{
	static const struct canned_response silence = {.http_status = 0};
	struct canned *server = canned_start(&silence, 1);
	const struct http_request request = {.url = canned_url(server), .timeout_ms = TIMEOUT_MS};
	unsigned port = (unsigned)strtoul(strrchr(canned_url(server), ':') + 1, NULL, 10);
	struct http *http = http_new();
	int count = 0, inherited = 0;

	(void)state;
	http_send(http, &request, on_dropped, NULL);
	while (canned_requests(server) == 0) {
		http_run(http, 10);
	}
	inherited = count_inherited(port, &count);
	assert_int_equal(count, 1);
	assert_int_equal(inherited, 0);
	http_free(http);
	canned_stop(server);
}

static int setup(void **state)
{
	static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "http_proxy",
		"HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"};

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		unsetenv(variables[i]);
	}
	return aws_files_setup(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tunnel),
		TEST(test_plain_proxy),
		TEST(test_no_proxy),
		TEST(test_proxy_refuses),
		TEST(test_ca_bundle),
		TEST(test_system_bundle),
		TEST(test_wrong_name),
		TEST(test_oldest_tls),
		TEST(test_large_header),
		TEST(test_retry_after),
		TEST(test_redirect),
		TEST(test_sockets_are_ours),
	};

	/* OpenSSL reads it once: servers may then offer old versions, and clients accept them. */
	static char config[] = "/tmp/beyatop-test-XXXXXX";
	static const char text[] = "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\n"
				   "system_default = old\n[old]\nMinProtocol = TLSv1\n"
				   "CipherString = DEFAULT@SECLEVEL=0\n";
	int fd = mkstemp(config);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
		return 1;
	}
	close(fd);
	setenv("OPENSSL_CONF", config, 1);
	signal(SIGPIPE, SIG_IGN); /* of TLS, at either end, when the other hangs up */
	int failed = cmocka_run_group_tests_name("http", tests, NULL, NULL);

	unlink(config);
	return failed;
}
