/* SPDX-License-Identifier: MIT */
/*
 * A session that stopped did so within its bracket: after its last poll, before it was due again. A
 * cohort is a set of sessions whose brackets share an instant.
 */
#include "diagnosis/cohort_again.h"
#include "diagnosis/cohort_new.h"
#include "diagnosis/cohort_shared.h"

/* True if members of a cohort are being polled: what is behind now may be the same, again. */
static bool is_being_polled(const struct drafts *drafts, uint32_t first)
{
	for (uint32_t i = first; i < drafts->count; i++) {
		const struct finding *finding = &drafts->list[i].finding;

		if (!cohort_again_is_done(drafts->list[i].before) && finding->polled_again >= 2 &&
			finding->polled_again * 4 >= finding->members) {
			return true;
		}
	}
	return false;
}

static void find_in_service(struct drafts *drafts, uint32_t service)
{
	struct cohort_pool pool = {.service = service};
	uint32_t first = (uint32_t)drafts->count;

	pool.list = suspects_of_service(&drafts->suspects, service, &pool.count);
	if (pool.count == 0) {
		return;
	}
	cohort_again_continue(drafts, service);
	cohort_again_claim(drafts, &pool, first);
	if (drafts->count - first < COHORT_MOST) {
		bool is_slow =
			cohort_again_was_slow(drafts, service) || is_being_polled(drafts, first);

		cohort_new_find(drafts, &pool, is_slow);
	}
}

void drafts_find_cohorts(struct drafts *drafts)
{
	if (drafts->suspects.overdue_count == 0) {
		return;
	}
	cohort_shared_continue(drafts);
	for (uint32_t i = 0; i < drafts->snapshot->services_count; i++) {
		find_in_service(drafts, i);
	}
	cohort_shared_merge(drafts);
	cohort_shared_extend(drafts);
	cohort_shared_find_sparse(drafts);
}
