/* SPDX-License-Identifier: MIT */
#include "diagnosis/cohort_new.h"

#include "base.h"

#include <math.h>
#include <stdlib.h>

/* Windows tried in a scope per refresh. */
#define MOST_TRIES 4

/* What speaks for and against a cohort that stopped in a bracket. */
struct evidence {
	uint32_t members, stale, users, services;
	/* polled since, and overdue again */
	uint32_t again;
	/* others in the pool that stopped shortly before or after it */
	uint32_t near;
	/* sessions that are behind now and then, without a reason, at one time */
	double usual;
	/* of the members, the mean */
	double interval_ms;
	/* since the end of the bracket */
	int64_t passed_ms;
};

static struct evidence weigh(
	const struct drafts *drafts, const struct cohort_pool *pool, const struct bracket *bracket)
{
	struct evidence evidence = {.passed_ms = drafts->snapshot->asof_ms - bracket->before_ms};

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		if (suspect->owner == SUSPECT_FREE &&
			cohort_pool_may_have_stopped(suspect, bracket)) {
			evidence.members++;
			evidence.stale += suspect->is_stale;
			evidence.interval_ms += suspect->interval_ms;
		}
	}
	evidence.interval_ms /= evidence.members + (evidence.members == 0);
	if ((double)evidence.passed_ms < SUSPECT_OLD_INTERVALS * evidence.interval_ms) {
		evidence.usual = cohort_pool_count_usual(drafts, pool->service);
	}
	double near_ms = 2 * evidence.interval_ms;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);
		double after_ms = (double)(suspect->stopped.after_ms - bracket->before_ms);
		double before_ms = (double)(bracket->after_ms - suspect->stopped.before_ms);

		if (!cohort_pool_is_available(suspect) ||
			cohort_pool_may_have_stopped(suspect, bracket)) {
			continue;
		}
		evidence.again += cohort_pool_is_overdue_again(suspect, bracket);
		evidence.near += after_ms < near_ms && before_ms < near_ms;
	}
	return evidence;
}

/*
 * Sessions become late for reasons of their own all the time: as many as in the time around it are
 * expected in the bracket, too, and now and then more. A cohort must be more than that.
 */
static bool is_credible(
	const struct evidence *evidence, const struct cohort_pool *pool, bool is_slow)
{
	double expected = fmax(evidence->near / 2.0, evidence->usual);
	/* Among sessions of several services, there are more coincidences. */
	double deviations = pool->service == FINDING_NO_SERVICE ? 4 : 3;

	if (evidence->members < COHORT_MIN_SESSIONS || evidence->stale < COHORT_MIN_SESSIONS) {
		return false;
	}
	if (evidence->again >= 2 && evidence->again * 2 >= evidence->stale) {
		return false;
	}
	if (is_slow && ((evidence->near + evidence->again) * 2 >= evidence->members ||
			       (double)evidence->passed_ms <
				       COHORT_SLOW_INTERVALS * evidence->interval_ms)) {
		return false;
	}
	return evidence->members > expected + deviations * sqrt(expected) + 2;
}

/* Makes a cohort, or marks its sessions as tried. */
static void settle(struct drafts *drafts, const struct cohort_pool *pool,
	const struct bracket *bracket, bool is_credible)
{
	uint32_t owner = SUSPECT_TRIED;

	if (is_credible) {
		owner = drafts_add(drafts, FINDING_COHORT_STOPPED, pool->service, NULL);
		cohort_pool_set_bracket(&drafts->list[owner].finding, bracket);
	}
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		if (suspect->owner != SUSPECT_FREE ||
			!cohort_pool_may_have_stopped(suspect, bracket)) {
			continue;
		}
		if (is_credible) {
			drafts_claim(drafts, suspect, owner);
		} else {
			suspect->owner = SUSPECT_TRIED;
		}
	}
}

static struct stop_window find_window(const struct drafts *drafts, const struct cohort_pool *pool)
{
	struct bracket *brackets = base_realloc(NULL, pool->count + 1, sizeof(*brackets));
	size_t count = 0;

	for (size_t i = 0; i < pool->count; i++) {
		if (cohort_pool_suspect(drafts, pool, i)->owner == SUSPECT_FREE) {
			brackets[count++] = cohort_pool_suspect(drafts, pool, i)->stopped;
		}
	}
	struct stop_window window = stop_window_find(brackets, count);

	free(brackets);
	return window;
}

void cohort_new_find(struct drafts *drafts, const struct cohort_pool *pool, bool is_slow)
{
	for (int tries = 0; tries < MOST_TRIES && pool->count >= COHORT_MIN_SESSIONS; tries++) {
		struct stop_window window = find_window(drafts, pool);

		if (window.brackets < COHORT_MIN_SESSIONS) {
			break;
		}
		struct evidence evidence = weigh(drafts, pool, &window.bracket);

		settle(drafts, pool, &window.bracket, is_credible(&evidence, pool, is_slow));
	}
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = cohort_pool_suspect(drafts, pool, i);

		suspect->owner = suspect->owner == SUSPECT_TRIED ? SUSPECT_FREE : suspect->owner;
	}
}
