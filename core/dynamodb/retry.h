/* SPDX-License-Identifier: MIT */
/*
 * Whether and when a failed request is sent again, as by the "standard" mode of the AWS SDKs: at
 * most four attempts, exponential delays with full jitter, and a budget of tokens, so that an
 * outage does not cause a storm of requests. Source: "Retry behavior" in the AWS SDKs and Tools
 * Reference Guide. Network thread only.
 */
#ifndef BEYATOP_RETRY_H
#define BEYATOP_RETRY_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct retry {
	double tokens;
	/* state of the generator */
	uint64_t random;
};

/* With a full budget; the seed spreads the delays of different machines. */
void retry_init(struct retry *retry, uint64_t seed);

/*
 * Attempt number `attempt` (from 1) has failed: true when another one is due in *delay_ms; takes
 * its tokens. server_ms is the delay in the server's x-amz-retry-after header, or negative. It is
 * used when it is longer than our own delay, but at most 5 s longer.
 */
bool retry_after(struct retry *retry, const struct error *err, unsigned attempt, int64_t server_ms,
	int64_t *delay_ms);

/* A request has succeeded at that attempt: gives tokens back. */
void retry_succeeded(struct retry *retry, unsigned attempt);

/* A random delay after a throttled attempt: up to 1 s, 2 s, 4 s … 20 s. */
int64_t retry_throttle_delay(struct retry *retry, unsigned attempt);

#endif
