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

/* A cohort is at least this many late sessions whose last polls are at most this far apart. */
#define COHORT_MIN_SESSIONS 3
#define COHORT_SPAN_MS      20000

struct cohort {
	/* 0: there is none */
	uint32_t sessions;
	/* how many of them the user has acknowledged; no other count includes those */
	uint32_t acked;
	/* the first and the last of their last polls */
	int64_t first_ms, last_ms;
};

/*
 * True for a span of at most COHORT_SPAN_MS. Any two times are allowed: the difference cannot
 * overflow.
 */
bool cohort_spans(int64_t first_ms, int64_t last_ms);

/*
 * Adds a session by its last poll and widens the cohort's span if needed. False, with the cohort
 * unchanged, if the span would exceed COHORT_SPAN_MS.
 */
bool cohort_join(struct cohort *cohort, int64_t polled_at_ms);

/*
 * Finds the largest cohort among count last polls. Sorts them in ascending order; spare is scratch
 * space for count more. Takes linear time.
 */
struct cohort cohort_find(int64_t *polled_at_ms, int64_t *spare, size_t count);

/* How many of count last polls, in ascending order, could join the cohort, each on its own. */
size_t cohort_count_near(const struct cohort *cohort, const int64_t *polled_at_ms, size_t count);

/* True if an active session of the cohort's service stopped together with it. */
bool cohort_has(const struct cohort *cohort, const struct session *session);

/*
 * True if the cohorts of two services stopped at about the same time, so that one cause may explain
 * both.
 */
bool cohort_is_simultaneous(const struct cohort *a, const struct cohort *b);

#endif
