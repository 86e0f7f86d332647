/* SPDX-License-Identifier: MIT */
/*
 * A cohort: sessions of one service that stopped together, most likely for one reason (a worker or
 * a shard that died). Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_COHORT_H
#define BEYATOP_COHORT_H

#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* At least so many late sessions whose last polls lie within so short a time. */
#define COHORT_MIN_SESSIONS 3
#define COHORT_SPAN_MS      20000

struct cohort {
	/* 0: there is none */
	uint32_t sessions;
	/* of these, acknowledged by the viewer, who counts them nowhere else */
	uint32_t acked;
	/* the first and the last of their last polls */
	int64_t first_ms, last_ms;
};

/* True for a span of at most COHORT_SPAN_MS. Times in tables may be absurd; no span overflows. */
bool cohort_spans(int64_t first_ms, int64_t last_ms);

/* Adds one more last poll, which moves an end if need be. False, and unchanged, if it lies too far
 * away. */
bool cohort_join(struct cohort *cohort, int64_t polled_at_ms);

/* The largest cohort of count times, which are sorted here; spare has room for as many. Linear. */
struct cohort cohort_find(int64_t *polled_at_ms, int64_t *spare, size_t count);

/* True for an active session, of the cohort's service, that stopped with it. */
bool cohort_has(const struct cohort *cohort, const struct session *session);

/* True for cohorts of two services that may have stopped for one reason. */
bool cohort_is_simultaneous(const struct cohort *a, const struct cohort *b);

#endif
