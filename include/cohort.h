/* SPDX-License-Identifier: MIT */
/*
 * Sessions whose last polls are close together, as the lines of changes group them. When and where
 * sessions stopped, and with whom, is for findings to say: see finding.h. Plain data and pure
 * functions, any thread.
 */
#ifndef BEYATOP_COHORT_H
#define BEYATOP_COHORT_H

#include <stdbool.h>
#include <stdint.h>

/* Fewer sessions that stopped together are a coincidence. */
#define COHORT_MIN_SESSIONS 3

/* In a line of changes, last polls are at most this far apart. */
#define COHORT_SPAN_MS 20000

struct cohort {
	uint32_t sessions;
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

#endif
