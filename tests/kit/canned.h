/* SPDX-License-Identifier: MIT */
/*
 * A small HTTP server on 127.0.0.1 that sends canned responses, for the responses that no
 * real engine gives. It runs in a thread of its own; these functions are for the one that started
 * it.
 */
#ifndef BEYATOP_TESTS_CANNED_H
#define BEYATOP_TESTS_CANNED_H

#include "base.h"

#include <stdbool.h>
#include <stddef.h>

struct canned_response {
	/* "Query"; NULL: any */
	const char *operation;
	/* text in the request, "ServiceType-Index"; NULL: any */
	const char *asks;
	/* 0: takes the request and never responds */
	int http_status;
	const char *content_type;
	/* further ones, each ended by CRLF; NULL: none */
	const char *headers;
	const char *body;
	/* before it, while nobody else is served */
	int delay_ms;
	/* it is given so often, then the next that fits is; 0: always */
	int times;
};

struct canned;

/*
 * Starts it on a free port; the first response that fits a request is given. The responses are
 * borrowed until canned_stop(). Ends the process when it cannot.
 */
struct canned *canned_start(const struct canned_response *responses, size_t count) MUST_USE;

/* "http://127.0.0.1:40123"; as long as it lives. */
const char *canned_url(const struct canned *canned);

/* Whole requests so far. */
int canned_requests(struct canned *canned);

/* Waits until there were that many; false when timeout_ms (whole seconds) is over before. */
bool canned_wait(struct canned *canned, int requests, int timeout_ms) MUST_USE;

/* A header's value in the newest whole request, "" if it has none; size bytes at most. */
void canned_header(struct canned *canned, const char *name, char *value, size_t size);

/* Ends the thread and closes every connection. */
void canned_stop(struct canned *canned);

#endif
