/* SPDX-License-Identifier: MIT */
/*
 * AWS Signature Version 4 in three stages, each a pure function. Source: "Create a signed AWS API
 * request" in the IAM User Guide. libcrypto computes the hashes. Any thread.
 *
 * libcurl's implementation is not used: it cannot correct the date for a wrong local clock, old
 * versions do not sign the session token, and its option leaks between handles.
 */
#ifndef BEYATOP_SIGV4_H
#define BEYATOP_SIGV4_H

#include "aws/credentials.h"
#include "buf.h"

#include <stddef.h>
#include <stdint.h>

struct sigv4_header {
	/* any case */
	const char *name;
	const char *value;
};

#define SIGV4_MAX_HEADERS 16 /* passing more is fatal */

struct sigv4_request {
	/* "POST" */
	const char *method;
	/* absolute, already percent-encoded; "/" */
	const char *path;
	/* already percent-encoded and sorted; "" */
	const char *query;
	/* all are signed; Host must be among them, no name twice */
	const struct sigv4_header *headers;
	size_t headers_count;
	const void *body;
	size_t body_size;
	/* "eu-west-1", "dynamodb" */
	const char *region, *service;
	/* server time, the same as in the X-Amz-Date header */
	int64_t time_ms;
};

#define SIGV4_DATE_SIZE 17 /* "20240115T103500Z" and NUL */

/* Formats X-Amz-Date. Times before 1970 or after 9999 are clamped. */
void sigv4_format_date(int64_t time_ms, char date[SIGV4_DATE_SIZE]);

/*
 * Stage 1. Appends the canonical request, with header names sorted and in lower case, and values
 * trimmed.
 */
void sigv4_canonical_request(const struct sigv4_request *request, struct buf *out);

/* Stage 2. Appends the string to sign. */
void sigv4_string_to_sign(
	const struct sigv4_request *request, const char *canonical_request, struct buf *out);

/* Stage 3. Appends the value of the Authorization header. */
void sigv4_authorization(const struct sigv4_request *request, const char *string_to_sign,
	const struct credentials *credentials, struct buf *out);

/* All three stages. */
void sigv4_sign(const struct sigv4_request *request, const struct credentials *credentials,
	struct buf *authorization);

#endif
