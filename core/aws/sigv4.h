/* SPDX-License-Identifier: MIT */
/*
 * AWS Signature Version 4 in its three stages, each a pure function of its
 * arguments with the date passed in. Source: "Create a signed AWS API request" in the IAM
 * User Guide. Hashes come from libcrypto. Any thread.
 *
 * Not libcurl's own: it sends a date that cannot be corrected for a wrong local clock, old
 * versions leave the session token unsigned, and its option leaks between handles.
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

#define SIGV4_MAX_HEADERS 16 /* more are a broken invariant */

struct sigv4_request {
	/* "POST" */
	const char *method;
	/* absolute, already percent-encoded; "/" */
	const char *path;
	/* already encoded and sorted; "" */
	const char *query;
	/* All of them are signed; host must be among them, and no name twice. */
	const struct sigv4_header *headers;
	size_t headers_count;
	const void *body;
	size_t body_size;
	/* "eu-west-1", "dynamodb" */
	const char *region, *service;
	/* server time; also the x-amz-date header's */
	int64_t time_ms;
};

#define SIGV4_DATE_SIZE 17 /* "20240115T103500Z" and NUL */

/* The x-amz-date header's value. Times outside the years 1970 to 9999 give the nearest in them. */
void sigv4_format_date(int64_t time_ms, char date[SIGV4_DATE_SIZE]);

/* Stage 1. Appends the canonical request; the headers come out sorted, folded and trimmed. */
void sigv4_canonical_request(const struct sigv4_request *request, struct buf *out);

/* Stage 2. Appends the string to sign. */
void sigv4_string_to_sign(
	const struct sigv4_request *request, const char *canonical_request, struct buf *out);

/* Stage 3. Appends the value of the Authorization header. */
void sigv4_authorization(const struct sigv4_request *request, const char *string_to_sign,
	const struct credentials *credentials, struct buf *out);

/* The three in a row. */
void sigv4_sign(const struct sigv4_request *request, const struct credentials *credentials,
	struct buf *authorization);

#endif
