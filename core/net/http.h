/* SPDX-License-Identifier: MIT */
/*
 * HTTP over one libcurl multi handle: connections are kept alive, bodies are capped. Redirects are
 * not followed, so that what authorizes a request never reaches another host. A proxy is asked
 * where proxy.h says so, and is told nothing that is for the server. The only module
 * that sees libcurl. One thread, except http_wakeup().
 */
#ifndef BEYATOP_HTTP_H
#define BEYATOP_HTTP_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

/* A DynamoDB page of 1 MB of items is about 1.5 MB of JSON; anything near this is not one. */
#define HTTP_MAX_BODY_BYTES (16u << 20)

struct http;

struct http_request {
	/* NULL: "POST" */
	const char *method;
	const char *url;
	/* "Name: value" */
	const char *const *headers;
	size_t headers_count;
	/* NULL: none */
	const struct buf *body;
	/* for the whole exchange */
	int64_t timeout_ms;
	/* on a new connection: see http_send() */
	bool is_sent_once;
};

/* Borrowed for the callback. Texts are empty where the answer has no such header. */
struct http_response {
	int status;
	/* as sent: not decompressed */
	const struct buf *body;
	bool has_date;
	/* the Date header, to the second */
	int64_t date_ms;
	char request_id[64];
	/* x-amzn-ErrorType */
	char error_type[128];
	char content_type[64];
	char content_encoding[16];
	/* x-amz-crc32 */
	char crc32[16];
	/* x-amz-retry-after, in milliseconds */
	char retry_after[16];
};

/* response is NULL exactly when there is none; then *err is ERROR_NETWORK or ERROR_PROTOCOL. */
typedef void http_done_fn(
	void *user, const struct http_response *response, const struct error *err);

struct http *http_new(void) MUST_USE;

/*
 * Trusts what a file of certificates (PEM) vouches for, and nothing else, from the next connection
 * on; NULL or "": the system's own. The file is read again for each connection, so that a
 * certificate that is added to it counts at once.
 */
void http_trust(struct http *http, const char *ca_bundle);

/* Drops what is under way without calling back. Does not wait for a hanging peer or resolver. */
void http_free(struct http *http);

/*
 * Starts an exchange; everything is copied. done is called once, from http_run(). A request on a
 * kept connection that closes without an answer is sent again on a new one, unless is_sent_once.
 */
void http_send(
	struct http *http, const struct http_request *request, http_done_fn *done, void *user);

/* Waits at most timeout_ms for something to happen and calls back for what has ended. */
void http_run(struct http *http, int64_t timeout_ms);

/* Makes http_run() return at once, also the next time if it is not waiting. Any thread. */
void http_wakeup(struct http *http);

/* libcurl's name and version, and those of what it stands on; static. Any thread. */
const char *http_library(void);

#endif
