/* SPDX-License-Identifier: MIT */
#include "kit/resolve.h"
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

struct settings resolve_settings;

bool resolve_credentials(const char *profile, struct credentials *credentials, struct error *err)
{
	struct credentials_chain chain;

	resolve_settings.profile = profile;
	if (!credentials_chain_init(&chain, &resolve_settings, err)) {
		fail_msg("%s", err->text);
	}
	bool is_found = credentials_chain_resolve(&chain, credentials, err);

	credentials_chain_fini(&chain);
	return is_found;
}

void resolve_expect_credentials(const char *profile, const char *id, const char *provider)
{
	struct credentials credentials = {0};
	struct error err = {0};

	if (!resolve_credentials(profile, &credentials, &err)) {
		fail_msg("%s", err.text);
	}
	assert_string_equal(credentials.access_key_id, id);
	assert_string_equal(credentials.provider, provider);
	assert_string_equal(credentials.secret_access_key, "hidden/secret");
	assert_string_equal(credentials.session_token, "hidden&<token>");
	/* Only STS returns the ARN. */
	assert_string_equal(credentials.arn,
		strcmp(id, "ASIAROLE") == 0 ? "arn:aws:sts::123456789012:assumed-role/r/s" : "");
	assert_int_equal(credentials.expiry_ms, INT64_C(4070908800000));
	credentials_wipe(&credentials);
}

void resolve_expect_error(const char *profile, const char *expected)
{
	struct credentials credentials = {0};
	struct error err = {0};

	assert_false(resolve_credentials(profile, &credentials, &err));
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	if (!strstr(err.text, expected)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, expected);
	}
	assert_null(strstr(err.text, "hidden"));
}

struct canned *resolve_start_server(const struct canned_response *responses, size_t count,
	const char *variable, const char *path)
{
	char url[200];
	struct canned *canned = canned_start(responses, count);

	snprintf(url, sizeof(url), "%s%s", canned_url(canned), path);
	setenv(variable, url, 1);
	return canned;
}

/* Bound, so that no other program gets the port, but not listening. Closed when the test exits. */
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

void resolve_no_server(const char *variable, const char *path)
{
	static unsigned port;
	char url[200];

	port = port ? port : find_dead_port();
	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", port, path);
	setenv(variable, url, 1);
}
