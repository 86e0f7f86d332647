/* SPDX-License-Identifier: MIT */
#include "diagnosis/cohort_pool.h"

struct suspect *cohort_pool_suspect(
	const struct drafts *drafts, const struct cohort_pool *pool, size_t index)
{
	return &drafts->suspects.list[pool->list[index]];
}

bool cohort_pool_is_available(const struct suspect *suspect)
{
	return suspect->owner == SUSPECT_FREE || suspect->owner == SUSPECT_TRIED;
}

bool cohort_pool_may_have_stopped(const struct suspect *suspect, const struct bracket *bracket)
{
	return suspect->stopped.after_ms < bracket->before_ms &&
	       suspect->stopped.before_ms + suspect->interval_ms / 10 > bracket->after_ms;
}

bool cohort_pool_is_overdue_again(const struct suspect *suspect, const struct bracket *bracket)
{
	return !suspect->is_stale && suspect->stopped.after_ms >= bracket->before_ms;
}

struct bracket cohort_pool_bracket(const struct finding *finding)
{
	return (struct bracket){finding->began_after_ms, finding->began_before_ms};
}

void cohort_pool_set_bracket(struct finding *finding, const struct bracket *bracket)
{
	finding->began_after_ms = bracket->after_ms;
	finding->began_before_ms = bracket->before_ms > bracket->after_ms + COHORT_LEAST_MS
					   ? bracket->before_ms
					   : bracket->after_ms + COHORT_LEAST_MS;
}

void cohort_pool_release(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		suspect->owner = suspect->owner == owner ? SUSPECT_FREE : suspect->owner;
	}
	drafts->list[owner].finding.members = drafts->list[owner].stale = 0;
}

double cohort_pool_count_usual(const struct drafts *drafts, uint32_t service)
{
	const struct snapshot *snapshot = drafts->snapshot;

	return SUSPECT_USUAL_SHARE * (service == FINDING_NO_SERVICE
						     ? snapshot->totals.active
						     : snapshot->services[service].summary.active);
}
