/* SPDX-License-Identifier: MIT */
/*
 * A small HTTP server on 127.0.0.1 that sends canned responses, for responses that no real engine
 * gives. It runs in its own thread; call these functions from the thread that started it.
 */
#ifndef BEYATOP_TESTS_CANNED_H
#define BEYATOP_TESTS_CANNED_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>

struct canned_response {
	/* "Query"; NULL: any */
	const char *operation;
	/* text that the request must contain, "ServiceType-Index"; NULL: any */
	const char *contains;
	/* 0: never responds */
	int http_status;
	const char *content_type;
	/* further ones, each ended by CRLF; NULL: none */
	const char *headers;
	const char *body;
	/* wait before it is sent; no other client is served meanwhile */
	int delay_ms;
	/* how often it is sent before the next matching response is used; 0: always */
	int times;
};

struct canned;

/*
 * Starts it on a free port. A request gets the first response that matches it. The responses are
 * borrowed until canned_stop(). Ends the process on failure.
 */
struct canned *canned_start(const struct canned_response *responses, size_t count) MUST_USE;

/* "http://127.0.0.1:40123", valid until it is stopped. */
const char *canned_url(const struct canned *canned);

/* Number of complete requests so far. */
int canned_requests(struct canned *canned);

/* Waits for that many; false after timeout_ms (whole seconds). */
bool canned_wait(struct canned *canned, int requests, int timeout_ms) MUST_USE;

/* The value of a header of the newest complete request, "" if it has none; size bytes at most. */
void canned_header(struct canned *canned, const char *name, char *value, size_t size);

/* Ends the thread and closes every connection. */
void canned_stop(struct canned *canned);

#endif
