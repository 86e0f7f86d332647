/* SPDX-License-Identifier: MIT */
/*
 * The headers of a signed POST to "/", which is all that DynamoDB and STS take. One thread at a time.
 */
#ifndef BEYATOP_SIGNED_POST_H
#define BEYATOP_SIGNED_POST_H

#include "buf.h"
#include "credentials.h"
#include "endpoint.h"

#include <stddef.h>
#include <stdint.h>

/* Content-Type, Host, date, target, token, Authorization; and one that a caller may add. */
#define SIGNED_POST_MAX_HEADERS 7

struct signed_post {
	const struct endpoint *endpoint;
	const char *service; /* "dynamodb" */
	const struct credentials *credentials;
	const char *content_type;
	const char *target; /* X-Amz-Target; NULL: none */
	const struct buf *body;
	int64_t time_ms; /* by the server's clock */

	/* Filled by signed_post_sign(): "Name: value", for http.h. */
	const char *headers[SIGNED_POST_MAX_HEADERS];
	size_t headers_count;
	struct buf lines[SIGNED_POST_MAX_HEADERS];
};

/* Fills the headers, which live until signed_post_fini(). */
void signed_post_sign(struct signed_post *post);

/* Frees the headers; they are zeroed, for the token and the signature are among them. */
void signed_post_fini(struct signed_post *post);

#endif
