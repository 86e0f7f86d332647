/* SPDX-License-Identifier: MIT */
/* Cohorts that were not there before. Network thread. */
#ifndef BEYATOP_COHORT_NEW_H
#define BEYATOP_COHORT_NEW_H

#include "diagnosis/cohort_pool.h"

/*
 * Adds a draft for each set of sessions in the pool whose brackets share an instant, if there are
 * more than mere chance explains and no session polled since contradicts it. is_slow: sessions of
 * the service are polled too seldom, so that only what lasts is believed.
 */
void cohort_new_find(struct drafts *drafts, const struct cohort_pool *pool, bool is_slow);

#endif
