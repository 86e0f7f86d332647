/* SPDX-License-Identifier: MIT */
/*
 * The overdue sessions among which cohorts are looked for, and when each of them may have stopped.
 * Network thread.
 */
#ifndef BEYATOP_COHORT_POOL_H
#define BEYATOP_COHORT_POOL_H

#include "diagnosis/drafts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In a slow service, sessions are taken for stopped only after that many intervals. */
#define COHORT_SLOW_INTERVALS 3

/* No bracket of a cohort is shorter: polls and the clocks of their writers are not that exact. */
#define COHORT_LEAST_MS 1000

/* How many cohorts one scope can have. */
#define COHORT_MOST 8

/* .owner of a suspect that no cohort explains, for as long as cohorts are looked for. */
#define SUSPECT_TRIED (SUSPECT_FREE - 1)

struct cohort_pool {
	/* positions of suspects */
	const uint32_t *list;
	size_t count;
	/* FINDING_NO_SERVICE: of several */
	uint32_t service;
};

struct suspect *cohort_pool_suspect(
	const struct drafts *drafts, const struct cohort_pool *pool, size_t index);

/* True if no finding has the suspect. */
bool cohort_pool_is_available(const struct suspect *suspect);

/*
 * True if the session may have stopped in the bracket. A last poll is proof to the contrary. The
 * time at which a poll was due is not, because polls are late now and then.
 */
bool cohort_pool_may_have_stopped(const struct suspect *suspect, const struct bracket *bracket);

/* True if it was polled after the bracket and has just become overdue again. */
bool cohort_pool_is_overdue_again(const struct suspect *suspect, const struct bracket *bracket);

struct bracket cohort_pool_bracket(const struct finding *finding);
/* Makes the bracket longer if it is more exact than polls and clocks are. */
void cohort_pool_set_bracket(struct finding *finding, const struct bracket *bracket);

/* Takes all members from a draft. */
void cohort_pool_release(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool);

/* How many sessions of a service, or of all, are behind now and then at one time. */
double cohort_pool_count_usual(const struct drafts *drafts, uint32_t service);

#endif
