/* SPDX-License-Identifier: MIT */
/*
 * The headers of a signed POST to "/", the only kind of request for DynamoDB and STS. One thread at
 * a time.
 */
#ifndef BEYATOP_SIGNED_POST_H
#define BEYATOP_SIGNED_POST_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "buf.h"

#include <stddef.h>
#include <stdint.h>

/* Content-Type, Host, X-Amz-Date, X-Amz-Target, token, Authorization, and one for the caller. */
#define SIGNED_POST_MAX_HEADERS 7

struct signed_post {
	const struct endpoint *endpoint;
	/* "dynamodb" */
	const char *service;
	const struct credentials *credentials;
	const char *content_type;
	/* X-Amz-Target; NULL: none */
	const char *target;
	const struct buf *body;
	/* server time */
	int64_t time_ms;

	/* filled by signed_post_sign(): "Name: value", for http.h */
	const char *headers[SIGNED_POST_MAX_HEADERS];
	size_t headers_count;
	struct buf lines[SIGNED_POST_MAX_HEADERS];
};

/* Fills the headers, which are valid until signed_post_fini(). */
void signed_post_sign(struct signed_post *post);

/* Zeroes and frees the headers, which include the token and the signature. */
void signed_post_fini(struct signed_post *post);

#endif
