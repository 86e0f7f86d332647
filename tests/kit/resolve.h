/* SPDX-License-Identifier: MIT */
/*
 * Resolves credentials as the program does, with files in a scratch home directory and with servers
 * on this machine that send canned responses. One test at a time.
 */
#ifndef BEYATOP_TESTS_RESOLVE_H
#define BEYATOP_TESTS_RESOLVE_H

#include "aws/credentials_chain.h"
#include "kit/aws_files.h"
#include "kit/canned.h"

#define FAR  "2099-01-01T00:00:00Z"
#define PAST "2019-01-01T00:00:00Z"

#define RESPONSE(text, type, status, content)                                                      \
	{                                                                                          \
		.contains = (text), .content_type = (type), .http_status = (status),               \
		.body = (content)                                                                  \
	}
#define JSON(text, status, content)  RESPONSE(text, "application/json", status, content)
#define XML(text, status, content)   RESPONSE(text, "text/xml", status, content)
#define PLAIN(text, status, content) RESPONSE(text, "text/plain", status, content)
#define HANG(text)                                                                                 \
	{                                                                                          \
		.contains = (text)                                                                 \
	}

/* Used by all functions below. At the start of each test: region eu-west-1, nothing else. */
extern struct settings resolve_settings;

/* A setup for cmocka, whose teardown is aws_files_teardown(). */
static inline int resolve_set_up(void **state)
{
	resolve_settings = (struct settings){.region = "eu-west-1"};
	return aws_files_setup(state);
}

MUST_USE bool resolve_credentials(
	const char *profile, struct credentials *credentials, struct error *err);

/* Fails the test unless that provider supplies credentials with that ID, secret "hidden/secret",
 * token "hidden&<token>" and expiry FAR. */
void resolve_expect_credentials(const char *profile, const char *id, const char *provider);

/* Fails the test unless resolving fails with ERROR_CREDENTIALS and a text that contains expected,
 * but not "hidden". */
void resolve_expect_error(const char *profile, const char *expected);

/* Starts a server that sends the responses and sets the variable to its URL with path. The caller
 * stops it. */
struct canned *resolve_start_server(const struct canned_response *responses, size_t count,
	const char *variable, const char *path) MUST_USE;

/* Sets the variable to a URL at which no server listens. */
void resolve_no_server(const char *variable, const char *path);

#endif
