/* SPDX-License-Identifier: MIT */
#include "kit/ask.h"
#include "aws/credentials.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

struct settings ask_settings;

bool ask_resolve(const char *profile, struct credentials *credentials, struct error *err)
{
	struct credentials_chain chain;

	ask_settings.profile = profile;
	if (!credentials_chain_init(&chain, &ask_settings, err)) {
		fail_msg("%s", err->text);
	}
	bool is_found = credentials_chain_resolve(&chain, credentials, err);

	credentials_chain_fini(&chain);
	return is_found;
}

void ask_expect_credentials(const char *profile, const char *id, const char *provider)
{
	struct credentials credentials = {0};
	struct error err = {0};

	if (!ask_resolve(profile, &credentials, &err)) {
		fail_msg("%s", err.text);
	}
	assert_string_equal(credentials.access_key_id, id);
	assert_string_equal(credentials.provider, provider);
	assert_string_equal(credentials.secret_access_key, "hidden/secret");
	assert_string_equal(credentials.session_token, "hidden&<token>");
	/* Who signs is known where STS has given the keys. */
	assert_string_equal(credentials.arn,
		strcmp(id, "ASIAROLE") == 0 ? "arn:aws:sts::123456789012:assumed-role/r/s" : "");
	assert_int_equal(credentials.expiry_ms, INT64_C(4070908800000));
	credentials_wipe(&credentials);
}

void ask_expect_refusal(const char *profile, const char *expected)
{
	struct credentials credentials = {0};
	struct error err = {0};

	assert_false(ask_resolve(profile, &credentials, &err));
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	assert_null(strstr(err.text, "hidden"));
}

struct canned *ask_start(
	const struct canned_answer *answers, size_t count, const char *variable, const char *path)
{
	char url[200];
	struct canned *canned = canned_start(answers, count);

	snprintf(url, sizeof(url), "%s%s", canned_url(canned), path);
	setenv(variable, url, 1);
	return canned;
}

/* Bound, so that no other program gets it, and not listened at. It lasts as long as the program. */
static unsigned find_dead_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	return ntohs(address.sin_port);
}

void ask_nobody(const char *variable, const char *path)
{
	static unsigned port;
	char url[200];

	port = port ? port : find_dead_port();
	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", port, path);
	setenv(variable, url, 1);
}
