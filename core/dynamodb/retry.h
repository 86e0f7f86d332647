/* SPDX-License-Identifier: MIT */
/*
 * Whether and when a failed request is sent again: the AWS SDKs' "standard" mode. At most four
 * attempts; exponential delays with full jitter; a budget of tokens, so that an outage is not
 * answered with a storm. Source: "Retry behavior" in the AWS SDKs and Tools Reference Guide.
 * Network thread only.
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
 * After the attempt-th attempt (from 1) has failed: true when another one is due in *delay_ms.
 * Takes its tokens. server_ms is what the server asks for by x-amz-retry-after, or negative: it is
 * obeyed as far as it is not less than our own delay, nor over 5 s more.
 */
bool retry_after(struct retry *retry, const struct error *err, unsigned attempt, int64_t server_ms,
	int64_t *delay_ms);

/* A request succeeded at that attempt: gives tokens back. */
void retry_succeeded(struct retry *retry, unsigned attempt);

/*
 * A random delay before attempt + 1 of something that was throttled: up to 1 s, 2 s, 4 s … 20 s.
 */
int64_t retry_throttle_delay(struct retry *retry, unsigned attempt);

#endif
