/* SPDX-License-Identifier: MIT */
/*
 * Checks the signature of a request by computing it again. Source: "Signature Version 4 signing
 * process" and its troubleshooting page in the IAM User Guide. Pure functions.
 */
#ifndef BEYATOP_TESTS_SERVER_SIGN_H
#define BEYATOP_TESTS_SERVER_SIGN_H

#include "aws/credentials.h"
#include "server/server_http.h"

#include <stdbool.h>
#include <stdint.h>

/* A refusal as DynamoDB words it. */
struct server_refusal {
	/* "ValidationException"; NULL: none */
	const char *code;
	char message[600];
};

/* False with the refusal. now_ms is the server's clock. */
MUST_USE bool server_sign_check(const struct server_request *request,
	const struct credentials *keys, int64_t now_ms, struct server_refusal *refusal);

#endif
