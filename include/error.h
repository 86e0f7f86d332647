/* SPDX-License-Identifier: MIT */
/*
 * Errors as values: a kind to branch on and a text for people. In a dashboard
 * a fault is data, so it travels inside the snapshot. Plain data, any thread.
 */
#ifndef BEYATOP_ERROR_H
#define BEYATOP_ERROR_H

#include "base.h"

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	/* the command line is wrong */
	ERROR_USAGE,
	/* a setting or a file is wrong */
	ERROR_CONFIG,
	/* no credentials, or the service refuses them */
	ERROR_CREDENTIALS,
	/* IAM does not allow the action */
	ERROR_DENIED,
	/* no answer, or a cut one */
	ERROR_NETWORK,
	/* the table or the account is out of capacity */
	ERROR_THROTTLED,
	/* 5xx: the service failed */
	ERROR_SERVICE,
	/* an answer that is not DynamoDB's */
	ERROR_PROTOCOL,
	/* no such table, or it is not ACTIVE yet */
	ERROR_NOT_FOUND,
	/* DynamoDB refuses the request as malformed */
	ERROR_VALIDATION,
	/* ConditionalCheckFailedException */
	ERROR_CONFLICT,
	/* a recording is damaged */
	ERROR_RECORDING,
	/* we are stopping; not a fault */
	ERROR_STOPPED,
	ERROR_KIND_COUNT
};

struct error {
	enum error_kind kind;
	/* 0: there was no HTTP answer */
	int http_status;
	/* no connection: the request surely never left */
	bool is_unsent;
	/* waited for as long as we are willing to */
	bool is_timeout;
	/* "ResourceNotFoundException"; empty if none */
	char aws_code[64];
	/* x-amzn-RequestId; empty if none */
	char request_id[64];
	/* one sentence: what failed, and the way out */
	char text[400];
};

/* Fills *err; every other member is cleared. The text is cut to fit. */
void error_set(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* Resets to ERROR_NONE with an empty text. */
void error_clear(struct error *err);

/*
 * The process exit status of an error that ends the program (sysexits.h where
 * it has a word): 64 usage, 69 unreachable, 77 credentials or IAM, 78
 * configuration, 1 otherwise.
 */
int error_exit_status(const struct error *err);

/* True for what a later try may mend without anybody doing anything. */
bool error_is_transient(const struct error *err);

/* A word for the banner, "credentials" or "throttled"; static. */
const char *error_kind_word(enum error_kind kind);

#endif
