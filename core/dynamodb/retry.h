/* SPDX-License-Identifier: MIT */
/*
 * Decides whether and when to retry a failed request, like the "standard" mode of the AWS SDKs: at
 * most four attempts, exponential delays with full jitter, and a budget of tokens, so that an
 * outage does not cause a storm of requests. Which errors are worth a retry is decided by
 * error_is_transient(), for which operations by the table in ddb.c. Source: "Retry behavior" in the
 * AWS SDKs and Tools Reference Guide. Network thread only.
 */
#ifndef BEYATOP_RETRY_H
#define BEYATOP_RETRY_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct retry {
	double tokens;
	/* state of the random number generator */
	uint64_t random;
};

/* Starts with a full budget. Different seeds spread the delays of different machines. */
void retry_init(struct retry *retry, uint64_t seed);

/*
 * Call it when attempt number `attempt`, from 1, has failed. True if another attempt should be made
 * after *delay_ms; takes its tokens. The delay that the server asks for, err->retry_after_ms,
 * replaces a shorter one of our own, but adds at most 5 s.
 */
bool retry_after(struct retry *retry, const struct error *err, unsigned attempt, int64_t *delay_ms);

/* Call it when a request has succeeded at that attempt. Returns tokens to the budget. */
void retry_succeeded(struct retry *retry, unsigned attempt);

/*
 * The delay after a throttled attempt: random, up to 1 s, 2 s, 4 s … 20 s, or what the server asks
 * for, as in retry_after().
 */
int64_t retry_throttle_delay(struct retry *retry, const struct error *err, unsigned attempt);

#endif
