/* SPDX-License-Identifier: MIT */
#include "diagnosis/cohort_shared.h"

#include "base.h"
#include "diagnosis/cohort_again.h"
#include "diagnosis/cohort_new.h"

#include <stdlib.h>

/* All overdue sessions. */
static struct cohort_pool whole_pool(const struct drafts *drafts)
{
	return (struct cohort_pool){
		drafts->suspects.overdue, drafts->suspects.overdue_count, FINDING_NO_SERVICE};
}

/*
 * Adds to a cohort what stopped with it in further services: enough sessions to be a cohort of
 * their own, or half of those that are behind there. A single late session elsewhere is no
 * evidence.
 */
static void join_services(struct drafts *drafts, uint32_t owner)
{
	const struct cohort_pool pool = whole_pool(drafts);
	const struct bracket bracket = cohort_pool_bracket(&drafts->list[owner].finding);
	struct {
		uint32_t fitting, available;
	} *counts = base_calloc(drafts->snapshot->services_count + 1, sizeof(*counts));

	for (size_t i = 0; i < pool.count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, &pool, i);

		if (cohort_pool_is_available(suspect)) {
			counts[suspect->service].available++;
			counts[suspect->service].fitting +=
				cohort_pool_may_have_stopped(suspect, &bracket);
		}
	}
	for (size_t i = 0; i < pool.count; i++) {
		struct suspect *suspect = cohort_pool_suspect(drafts, &pool, i);
		uint32_t fitting = counts[suspect->service].fitting;
		bool is_joining = fitting >= COHORT_MIN_SESSIONS ||
				  fitting * 2 >= counts[suspect->service].available;

		if (is_joining && cohort_pool_is_available(suspect) &&
			cohort_pool_may_have_stopped(suspect, &bracket)) {
			drafts_claim(drafts, suspect, owner);
		}
	}
	free(counts);
}

void cohort_shared_continue(struct drafts *drafts)
{
	const struct cohort_pool pool = whole_pool(drafts);

	cohort_again_continue(drafts, FINDING_NO_SERVICE);
	for (uint32_t owner = 0; owner < drafts->count; owner++) {
		join_services(drafts, owner);
		cohort_again_narrow(drafts, owner, &pool);
		cohort_again_test(drafts, owner, &pool);
	}
}

static int compare_begins(const void *left, const void *right)
{
	const struct draft *const *a = left, *const *b = right;
	int64_t a_ms = (*a)->finding.began_after_ms, b_ms = (*b)->finding.began_after_ms;

	return (a_ms > b_ms) - (a_ms < b_ms);
}

/* The cohorts that are large enough to be merged, by the time at which they stopped. */
static struct draft **sort_cohorts(const struct drafts *drafts, size_t *count)
{
	struct draft **sorted = base_realloc(NULL, drafts->count + 1, sizeof(*sorted));

	*count = 0;
	for (size_t i = 0; i < drafts->count; i++) {
		if (drafts->list[i].finding.kind == FINDING_COHORT_STOPPED &&
			drafts->list[i].finding.members >= COHORT_MIN_SESSIONS) {
			sorted[(*count)++] = &drafts->list[i];
		}
	}
	qsort(sorted, *count, sizeof(struct draft *), compare_begins);
	return sorted;
}

/* Keeps the older number of the two. */
static void merge(struct drafts *drafts, struct draft *into, struct draft *from)
{
	struct bracket bracket = cohort_pool_bracket(&into->finding),
		       other = cohort_pool_bracket(&from->finding);

	bracket_narrow(&bracket, &other);
	cohort_pool_set_bracket(&into->finding, &bracket);
	into->finding.service = FINDING_NO_SERVICE;
	into->finding.members += from->finding.members;
	into->stale += from->stale;
	if (from->before && (!into->before || from->before->number < into->before->number)) {
		into->before = from->before;
		into->finding.number = from->finding.number;
		into->finding.polled_again = from->finding.polled_again;
	}
	from->merged_into = (uint32_t)(into - drafts->list);
	from->finding.members = from->stale = 0;
}

static void follow_merges(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		struct suspect *suspect = &drafts->suspects.list[i];

		if (suspect->owner != SUSPECT_FREE &&
			drafts->list[suspect->owner].merged_into != DRAFT_NONE) {
			suspect->owner = drafts->list[suspect->owner].merged_into;
		}
	}
}

void cohort_shared_merge(struct drafts *drafts)
{
	size_t count, begin = 0;
	struct draft **sorted = sort_cohorts(drafts, &count);
	bool has_merged = false;

	for (size_t i = 1; i < count; i++) {
		struct bracket into = cohort_pool_bracket(&sorted[begin]->finding);
		struct bracket next = cohort_pool_bracket(&sorted[i]->finding);

		if (sorted[begin]->finding.service != sorted[i]->finding.service &&
			bracket_overlaps(&into, &next)) {
			merge(drafts, sorted[begin], sorted[i]);
			has_merged = true;
		} else {
			begin = i;
		}
	}
	free(sorted);
	if (has_merged) {
		follow_merges(drafts);
	}
}

void cohort_shared_extend(struct drafts *drafts)
{
	int extended = 0;

	for (uint32_t owner = 0; owner < drafts->count && extended < COHORT_MOST; owner++) {
		const struct finding *finding = &drafts->list[owner].finding;

		if (finding->kind == FINDING_COHORT_STOPPED && finding->members > 0 &&
			finding->service == FINDING_NO_SERVICE) {
			join_services(drafts, owner);
			extended++;
		}
	}
}

/* --- A shard by user: few sessions of each service ------------------------------------------- */

/* True if the members are of several services, and of enough users for a cohort. */
static bool is_shared(const struct drafts *drafts, const struct cohort_pool *pool, uint32_t owner)
{
	uint32_t users[COHORT_MIN_SESSIONS] = {0}, users_count = 0, service = DRAFT_NONE;
	bool has_services = false;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);
		bool is_known = suspect->owner != owner;

		for (uint32_t j = 0; j < users_count; j++) {
			is_known |= users[j] == suspect->user;
		}
		if (!is_known && users_count < COHORT_MIN_SESSIONS) {
			users[users_count++] = suspect->user;
		}
		if (suspect->owner == owner) {
			has_services |= service != DRAFT_NONE && service != suspect->service;
			service = suspect->service;
		}
	}
	return has_services && users_count == COHORT_MIN_SESSIONS;
}

/* Sessions of services that have too few stale ones for a cohort of their own. */
static uint32_t *make_sparse_pool(struct drafts *drafts, struct cohort_pool *pool)
{
	const struct cohort_pool whole = whole_pool(drafts);
	uint32_t *stale = base_calloc(drafts->snapshot->services_count + 1, sizeof(*stale));
	uint32_t *list = base_realloc(NULL, whole.count + 1, sizeof(*list));

	*pool = (struct cohort_pool){list, 0, FINDING_NO_SERVICE};
	for (size_t i = 0; i < whole.count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, &whole, i);

		stale[suspect->service] += suspect->owner == SUSPECT_FREE && suspect->is_stale;
	}
	for (size_t i = 0; i < whole.count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, &whole, i);

		if (suspect->owner == SUSPECT_FREE &&
			stale[suspect->service] < COHORT_MIN_SESSIONS) {
			list[pool->count++] = whole.list[i];
		}
	}
	free(stale);
	return list;
}

void cohort_shared_find_sparse(struct drafts *drafts)
{
	struct cohort_pool pool;
	uint32_t first = (uint32_t)drafts->count;
	uint32_t *list = make_sparse_pool(drafts, &pool);

	cohort_new_find(drafts, &pool, false);
	for (uint32_t owner = first; owner < drafts->count; owner++) {
		if (!is_shared(drafts, &pool, owner)) {
			cohort_pool_release(drafts, owner, &pool);
		}
	}
	free(list);
}
