/* SPDX-License-Identifier: MIT */
/*
 * The error that keeps the poller from reading, since when, and when to try again. Network thread
 * only.
 */
#ifndef BEYATOP_BACKOFF_H
#define BEYATOP_BACKOFF_H

#include "aws/endpoint.h"
#include "error.h"
#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

struct backoff {
	/* both borrowed, for errors that name the table and where it was looked for */
	const struct settings *settings;
	const struct endpoint *endpoint;
	/* no pause is longer */
	int64_t longest_ms;
	/* ERROR_NONE: the last read succeeded */
	struct error error;
	int64_t error_mono_ms;
	/* in a row */
	unsigned failures;
	/* nothing is tried before */
	int64_t retry_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

void backoff_init(
	struct backoff *backoff, const struct settings *settings, const struct endpoint *endpoint);

/* Shows an error without a pause. */
void backoff_set_error(struct backoff *backoff, const struct error *err);

/* A read failed: shows the error, and pauses for twice as long as the last time. */
void backoff_fail(struct backoff *backoff, const struct error *err);

/* A read succeeded. */
void backoff_succeed(struct backoff *backoff);

/* Milliseconds until the end of the pause; 0: there is none. */
int64_t backoff_wait_ms(const struct backoff *backoff, int64_t now_mono_ms);

#endif
