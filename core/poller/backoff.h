/* SPDX-License-Identifier: MIT */
/* The error that prevents reads, when it began, and when to retry. Network thread only. */
#ifndef BEYATOP_BACKOFF_H
#define BEYATOP_BACKOFF_H

#include "aws/endpoint.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

struct backoff {
	/* both borrowed; for error texts that name the table and its endpoint */
	const struct settings *settings;
	const struct endpoint *endpoint;
	/* the longest pause */
	int64_t longest_ms;
	/* ERROR_NONE if the last read succeeded */
	struct error error;
	int64_t error_mono_ms;
	/* failures in a row */
	unsigned failures;
	/* earliest time of the next attempt */
	int64_t retry_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

void backoff_init(
	struct backoff *backoff, const struct settings *settings, const struct endpoint *endpoint);

/* Sets the error without a pause. */
void backoff_set_error(struct backoff *backoff, const struct error *err);

/* Call it when a read has failed: sets the error and doubles the pause. */
void backoff_fail(struct backoff *backoff, const struct error *err);

/* Call it when a read has succeeded: clears the error. */
void backoff_succeed(struct backoff *backoff);

/* Milliseconds until the end of the pause; 0: no pause. */
int64_t backoff_wait_ms(const struct backoff *backoff, int64_t now_mono_ms);

#endif
