/* SPDX-License-Identifier: MIT */
/* Cohorts of several services: one instant, one cause. Network thread. */
#ifndef BEYATOP_COHORT_SHARED_H
#define BEYATOP_COHORT_SHARED_H

#include "diagnosis/drafts.h"

/* Continues those that were there before. */
void cohort_shared_continue(struct drafts *drafts);

/* Merges the cohorts of different services that stopped together. */
void cohort_shared_merge(struct drafts *drafts);

/* Adds what stopped with them in further services. */
void cohort_shared_extend(struct drafts *drafts);

/* Finds a shard by user, of which each service has few sessions. */
void cohort_shared_find_sparse(struct drafts *drafts);

#endif
