/* SPDX-License-Identifier: MIT */
/*
 * Asks for keys as the program does, with files in a scratch home, and plays who is asked: servers
 * on this machine that answer what they are told to. For one test at a time.
 */
#ifndef BEYATOP_TESTS_ASK_H
#define BEYATOP_TESTS_ASK_H

#include "aws/credentials_chain.h"
#include "kit/aws_files.h"
#include "kit/canned.h"

#define FAR  "2099-01-01T00:00:00Z"
#define PAST "2019-01-01T00:00:00Z"

#define ANSWER(text, type, status, content)                                                        \
	{                                                                                          \
		.asks = (text), .content_type = (type), .http_status = (status), .body = (content) \
	}
#define JSON(text, status, content)  ANSWER(text, "application/json", status, content)
#define XML(text, status, content)   ANSWER(text, "text/xml", status, content)
#define PLAIN(text, status, content) ANSWER(text, "text/plain", status, content)
#define HANG(text)                                                                                 \
	{                                                                                          \
		.asks = (text)                                                                     \
	}

/* The settings that all of these go by: eu-west-1 and nothing else at the start of each test. */
extern struct settings ask_settings;

/* For cmocka: a scratch home, and the settings as above. The tear-down is aws_files_teardown(). */
static inline int ask_set_up(void **state)
{
	ask_settings = (struct settings){.region = "eu-west-1"};
	return aws_files_setup(state);
}

/* With these keys the caller does as it likes. */
MUST_USE bool ask_resolve(const char *profile, struct credentials *credentials, struct error *err);

/* Fails the test unless there are keys of that id and provider with secret "hidden/secret", token
 * "hidden&<token>", until FAR. */
void ask_expect_credentials(const char *profile, const char *id, const char *provider);

/* Fails the test unless it is an ERROR_CREDENTIALS that says this, and nothing "hidden". */
void ask_expect_refusal(const char *profile, const char *expected);

/* Runs a server that gives the answers; the named variable has its URL and the path. The caller
 * stops it. */
struct canned *ask_start(const struct canned_answer *answers, size_t count, const char *variable,
	const char *path) MUST_USE;

/* The variable has a URL where nobody is. */
void ask_nobody(const char *variable, const char *path);

#endif
