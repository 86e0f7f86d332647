/* SPDX-License-Identifier: MIT */
/*
 * Cohorts of the snapshot before. A cohort is known by its scope and its bracket alone: a session
 * belongs to it until it is polled again.
 *
 * A slow worker also leaves sessions behind whose brackets share an instant, because their last
 * polls are spread evenly. What tells it from a cohort is that sessions which were polled later are
 * overdue again, and that members are polled while others become overdue. Network thread.
 */
#ifndef BEYATOP_COHORT_AGAIN_H
#define BEYATOP_COHORT_AGAIN_H

#include "diagnosis/cohort_pool.h"

/* Adds the scope's cohorts that were there before, as the last drafts, without members. */
void cohort_again_continue(struct drafts *drafts, uint32_t service);

/* Gives those cohorts, the drafts from first on, the sessions that they had, and tests them. */
void cohort_again_claim(struct drafts *drafts, const struct cohort_pool *pool, uint32_t first);

/* Reduces a cohort's bracket to the instant that most of its members' brackets contain. */
void cohort_again_narrow(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool);

/* Is a cohort from before still one? If not, its sessions are behind at different times. */
void cohort_again_test(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool);

/*
 * True for a cohort before of which next to nothing was left. What is behind from now on has
 * stopped again: a slow worker would have left some behind all the time.
 */
bool cohort_again_is_done(const struct finding *before);

/* True if the service was slow at the previous refresh, or is now. */
bool cohort_again_was_slow(const struct drafts *drafts, uint32_t service);

#endif
