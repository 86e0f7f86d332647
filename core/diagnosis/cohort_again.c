/* SPDX-License-Identifier: MIT */
#include "diagnosis/cohort_again.h"

#include "base.h"

#include <stdlib.h>

void cohort_again_continue(struct drafts *drafts, uint32_t service)
{
	uint32_t at = drafts_first_before(drafts, service);

	for (; at != DRAFT_NONE; at = drafts->before_next[at]) {
		const struct finding *before = &drafts->before->list[at];

		if (before->kind == FINDING_COHORT_STOPPED) {
			drafts_add(drafts, before->kind, service, before);
		}
	}
}

/* The draft, from a position on, that the session most likely stopped with. */
static uint32_t find_cohort(
	const struct drafts *drafts, const struct suspect *suspect, uint32_t first)
{
	uint32_t found = DRAFT_NONE;

	for (uint32_t owner = first; owner < drafts->count; owner++) {
		struct bracket bracket = cohort_pool_bracket(&drafts->list[owner].finding);

		if (!cohort_pool_may_have_stopped(suspect, &bracket)) {
			continue;
		}
		/* Its bracket contains the cohort's: nothing speaks against it. */
		if (suspect->stopped.after_ms <= bracket.after_ms &&
			suspect->stopped.before_ms >= bracket.before_ms) {
			return owner;
		}
		found = found == DRAFT_NONE ? owner : found;
	}
	return found;
}

void cohort_again_narrow(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool)
{
	struct finding *finding = &drafts->list[owner].finding;
	const struct bracket whole = cohort_pool_bracket(finding);
	struct bracket *brackets = base_realloc(NULL, pool->count + 1, sizeof(*brackets));
	size_t count = 0;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		if (suspect->owner == owner && bracket_overlaps(&suspect->stopped, &whole)) {
			brackets[count] = suspect->stopped;
			bracket_narrow(&brackets[count++], &whole);
		}
	}
	struct stop_window window = stop_window_find(brackets, count);

	if (window.brackets > 0) {
		cohort_pool_set_bracket(finding, &window.bracket);
	}
	free(brackets);
}

bool cohort_again_was_slow(const struct drafts *drafts, uint32_t service)
{
	const struct finding *late =
		drafts_find_before(drafts, FINDING_SERVICE_LATE, service, NULL);
	bool is_refuted = service != FINDING_NO_SERVICE && drafts->refuted_service == service;

	return is_refuted || drafts->was_all_refuted || (late && finding_is_slow(late));
}

bool cohort_again_is_done(const struct finding *before)
{
	return before->members * UINT64_C(10) <= before->peak;
}

/*
 * A cohort that turns out to be a slow worker: members are polled while sessions that were polled
 * later are overdue again. A cohort that recovers has none of the latter.
 */
static bool is_refuted(const struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool)
{
	const struct draft *draft = &drafts->list[owner];

	if (cohort_again_is_done(draft->before)) {
		return false;
	}
	const struct bracket bracket = cohort_pool_bracket(&draft->finding);
	double passed_ms = (double)(drafts->snapshot->asof_ms - bracket.before_ms);
	double again = -cohort_pool_count_usual(drafts, draft->finding.service);
	uint32_t peak = draft->before->peak > draft->before->members ? draft->before->peak
								     : draft->before->members;

	if (cohort_again_was_slow(drafts, draft->finding.service) &&
		passed_ms < COHORT_SLOW_INTERVALS * draft->interval_ms) {
		return true;
	}
	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		again += suspect->owner == SUSPECT_FREE &&
			 cohort_pool_is_overdue_again(suspect, &bracket);
	}
	return again >= 3 && again * 5 >= peak && draft->finding.polled_again * 4 >= peak;
}

void cohort_again_test(struct drafts *drafts, uint32_t owner, const struct cohort_pool *pool)
{
	struct draft *draft = &drafts->list[owner];

	drafts_count_polled(drafts, owner, pool->list, pool->count);
	if (is_refuted(drafts, owner, pool)) {
		cohort_pool_release(drafts, owner, pool);
		draft->finding.kind = FINDING_SERVICE_LATE;
		drafts->refuted_service = draft->finding.service;
		drafts->was_all_refuted |= draft->finding.service == FINDING_NO_SERVICE;
	}
}

void cohort_again_claim(struct drafts *drafts, const struct cohort_pool *pool, uint32_t first)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);
		uint32_t owner = find_cohort(drafts, suspect, first);

		if (owner != DRAFT_NONE && cohort_pool_is_available(suspect)) {
			drafts_claim(drafts, suspect, owner);
		}
	}
	for (uint32_t owner = first; owner < drafts->count; owner++) {
		cohort_again_narrow(drafts, owner, pool);
		cohort_again_test(drafts, owner, pool);
	}
}
