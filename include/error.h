/* SPDX-License-Identifier: MIT */
/*
 * Errors as values: a kind to branch on and a text for people. Errors reach the screen as part of
 * the snapshot. Plain data, any thread.
 */
#ifndef BEYATOP_ERROR_H
#define BEYATOP_ERROR_H

#include "base.h"

#include <stdbool.h>
#include <stdint.h>

enum error_kind {
	ERROR_NONE,
	/* invalid command line */
	ERROR_USAGE,
	/* an invalid setting or file */
	ERROR_CONFIG,
	/* no credentials, or AWS rejects them */
	ERROR_CREDENTIALS,
	/* IAM does not allow the action */
	ERROR_DENIED,
	/* no response, or an incomplete one */
	ERROR_NETWORK,
	/* the table or the account is out of capacity */
	ERROR_THROTTLED,
	/* 5xx: the service failed */
	ERROR_SERVICE,
	/* a response that is not from DynamoDB */
	ERROR_PROTOCOL,
	/* no such table, or it is not ACTIVE yet */
	ERROR_NOT_FOUND,
	/* DynamoDB rejects the request as invalid */
	ERROR_VALIDATION,
	/* ConditionalCheckFailedException */
	ERROR_CONFLICT,
	/* a recording is damaged */
	ERROR_RECORDING,
	/* the program is stopping; not a failure */
	ERROR_STOPPED,
	ERROR_KIND_COUNT
};

struct error {
	enum error_kind kind;
	/* 0: no HTTP response */
	int http_status;
	/* the request was certainly not sent, because there was no connection */
	bool is_unsent;
	/* the request timed out */
	bool is_timeout;
	/* the pause that the server asks for; 0: none */
	int64_t retry_after_ms;
	/* "ResourceNotFoundException"; "" if none */
	char aws_code[64];
	/* x-amzn-RequestId; "" if none */
	char request_id[64];
	/* one sentence: what failed and what to do */
	char text[400];
};

/*
 * Sets kind and text, which is cut to fit; clears the other members. Always returns false, so that
 * a function fails by "return error_set(...)".
 */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* Resets to ERROR_NONE with an empty text. */
void error_clear(struct error *err);

/*
 * The exit status of a program that ends with this error, from sysexits.h: 64 usage, 69
 * unreachable, 77 credentials or IAM, 78 configuration; 1 for anything else.
 */
int error_exit_status(const struct error *err);

/*
 * True if a retry may succeed without anyone changing anything. See the table in core/base/error.c;
 * core/dynamodb/response.c maps responses to kinds.
 */
bool error_is_transient(const struct error *err);

/* The kind as a word, "credentials" or "throttled"; static. */
const char *error_kind_word(enum error_kind kind);

#endif
