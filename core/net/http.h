/* SPDX-License-Identifier: MIT */
/*
 * HTTP over one libcurl multi handle; the only module that uses libcurl. Connections are kept
 * alive; responses are limited to HTTP_MAX_BODY_BYTES and HTTP_MAX_HEADER_BYTES. TLS is 1.2 or
 * later. Redirects are not followed, so that authorization headers never reach another host.
 * proxy.h chooses the proxy, which never sees the server's headers. One thread, except
 * http_wakeup().
 */
#ifndef BEYATOP_HTTP_H
#define BEYATOP_HTTP_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

/* A DynamoDB page of 1 MB is about 1.5 MB of JSON; a response near this limit is not a page. */
#define HTTP_MAX_BODY_BYTES (16u << 20)

/* For all header lines of a response together. DynamoDB sends less than 1 kB. */
#define HTTP_MAX_HEADER_BYTES (64u << 10)

struct http;

struct http_request {
	/* NULL: "POST" */
	const char *method;
	const char *url;
	/* "Name: value" */
	const char *const *headers;
	size_t headers_count;
	/* borrowed until the callback or http_free(); NULL: none */
	const struct buf *body;
	/* from connecting to the last byte of the response */
	int64_t timeout_ms;
	/* use a new connection and never repeat the request: see http_send() */
	bool is_sent_once;
};

/* Valid during the callback only. Strings are "" if the response lacks the header. */
struct http_response {
	int status;
	/* as received, not decompressed */
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
	/* from x-amz-retry-after or Retry-After: the pause that the server asks for; 0: none */
	int64_t retry_after_ms;
};

/*
 * Called once per request. Without a response, response is NULL and *err is ERROR_NETWORK or
 * ERROR_PROTOCOL.
 */
typedef void http_done_fn(
	void *user, const struct http_response *response, const struct error *err);

struct http *http_new(void) MUST_USE;

/*
 * From the next connection on, trusts only the CA certificates in a PEM file; NULL or "": the
 * system's. The file is read for each connection, so that changes take effect at once.
 */
void http_trust(struct http *http, const char *ca_bundle);

/* Drops pending requests without callbacks. Does not wait for servers or name resolution. */
void http_free(struct http *http);

/*
 * Sends a request, which is copied but for its body. http_run() later calls done once. If a
 * kept-alive connection closes without a response, the request is repeated on a new one, unless
 * is_sent_once.
 */
void http_send(
	struct http *http, const struct http_request *request, http_done_fn *done, void *user);

/* Waits at most timeout_ms for events and calls back for finished requests. */
void http_run(struct http *http, int64_t timeout_ms);

/* Makes http_run() return at once: the running call or, if none, the next one. Any thread. */
void http_wakeup(struct http *http);

/* The versions of libcurl and its libraries; static. Any thread. */
const char *http_library(void);

#endif
