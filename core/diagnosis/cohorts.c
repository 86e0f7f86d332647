/* SPDX-License-Identifier: MIT */
/*
 * A session that stopped did so within its bracket: after its last poll, before it was due again. A
 * cohort is a set of sessions whose brackets share an instant. It is known by its scope and its
 * bracket alone: a session belongs to it until it is polled again.
 *
 * A slow worker also leaves sessions behind whose brackets share an instant, because their last
 * polls are spread evenly. What tells it from a cohort is that sessions which were polled later are
 * overdue again, and that members are polled while others become overdue.
 */
#include "base.h"
#include "diagnosis/drafts.h"

#include <math.h>
#include <stdlib.h>

/* Windows tried in a service per refresh, and cohorts that one scope can have. */
#define MOST_TRIES   4
#define MOST_COHORTS 8

/* In a slow service, sessions are taken for stopped only after that many intervals. */
#define SLOW_INTERVALS 3

/* .owner of a suspect that no cohort explains, for as long as cohorts are looked for. */
#define SUSPECT_TRIED (SUSPECT_FREE - 1)

/* Overdue sessions among which a cohort is looked for. */
struct pool {
	/* positions of suspects */
	const uint32_t *list;
	size_t count;
	/* FINDING_NO_SERVICE: of several */
	uint32_t service;
};

static struct suspect *suspect_of(
	const struct drafts *drafts, const struct pool *pool, size_t index)
{
	return &drafts->suspects.list[pool->list[index]];
}

static bool is_available(const struct suspect *suspect)
{
	return suspect->owner == SUSPECT_FREE || suspect->owner == SUSPECT_TRIED;
}

/*
 * True if the session may have stopped in the bracket. A last poll is proof to the contrary. The
 * time at which a poll was due is not, because polls are late now and then.
 */
static bool may_have_stopped(const struct suspect *suspect, const struct bracket *bracket)
{
	return suspect->stopped.after_ms < bracket->before_ms &&
	       suspect->stopped.before_ms + suspect->interval_ms / 10 > bracket->after_ms;
}

/* True if it was polled after the bracket and has just become overdue again. */
static bool is_overdue_again(const struct suspect *suspect, const struct bracket *bracket)
{
	return !suspect->is_stale && suspect->stopped.after_ms >= bracket->before_ms;
}

static struct bracket bracket_of(const struct finding *finding)
{
	return (struct bracket){finding->began_after_ms, finding->began_before_ms};
}

static void set_bracket(struct finding *finding, const struct bracket *bracket)
{
	finding->began_after_ms = bracket->after_ms;
	finding->began_before_ms = bracket->before_ms;
}

/* --- Cohorts that were there before ---------------------------------------------------------- */

/* Adds the scope's cohorts that were there before, as the last drafts. */
static void continue_cohorts(struct drafts *drafts, uint32_t service)
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
		struct bracket bracket = bracket_of(&drafts->list[owner].finding);

		if (!may_have_stopped(suspect, &bracket)) {
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

/* Reduces a cohort's bracket to the instant that most of its members' brackets contain. */
static void narrow(struct drafts *drafts, uint32_t owner, const struct pool *pool)
{
	struct finding *finding = &drafts->list[owner].finding;
	const struct bracket whole = bracket_of(finding);
	struct bracket *brackets = base_realloc(NULL, pool->count + 1, sizeof(*brackets));
	size_t count = 0;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = suspect_of(drafts, pool, i);

		if (suspect->owner == owner && bracket_overlaps(&suspect->stopped, &whole)) {
			brackets[count] = suspect->stopped;
			bracket_narrow(&brackets[count++], &whole);
		}
	}
	struct stop_window window = stop_window_find(brackets, count);

	if (window.brackets > 0) {
		set_bracket(finding, &window.bracket);
	}
	free(brackets);
}

/* True if the service was slow at the refresh before, or turns out to be. */
static bool was_slow(const struct drafts *drafts, uint32_t service)
{
	const struct finding *late =
		drafts_find_before(drafts, FINDING_SERVICE_LATE, service, NULL);

	return drafts->was_refuted || (late && finding_is_slow(late));
}

/* How many sessions are behind now and then, without a reason, at one time. */
static double count_usual(const struct drafts *drafts, uint32_t service)
{
	const struct snapshot *snapshot = drafts->snapshot;

	return SUSPECT_USUAL_SHARE * (service == FINDING_NO_SERVICE
						     ? snapshot->totals.active
						     : snapshot->services[service].summary.active);
}

/*
 * A cohort that turns out to be a slow worker: members are polled while sessions that were polled
 * later are overdue again. A cohort that recovers has none of the latter.
 */
static bool is_refuted(const struct drafts *drafts, uint32_t owner, const struct pool *pool)
{
	const struct draft *draft = &drafts->list[owner];
	const struct bracket bracket = bracket_of(&draft->finding);
	double passed_ms = (double)(drafts->snapshot->asof_ms - bracket.before_ms);
	double again = -count_usual(drafts, draft->finding.service);
	uint32_t peak = draft->before->peak > draft->before->members ? draft->before->peak
								     : draft->before->members;

	if (was_slow(drafts, draft->finding.service) &&
		passed_ms < SLOW_INTERVALS * draft->interval_ms) {
		return true;
	}
	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = suspect_of(drafts, pool, i);

		again += suspect->owner == SUSPECT_FREE && is_overdue_again(suspect, &bracket);
	}
	return again >= 3 && again * 5 >= peak && draft->finding.polled_again * 4 >= peak;
}

static void release(struct drafts *drafts, uint32_t owner, const struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = suspect_of(drafts, pool, i);

		suspect->owner = suspect->owner == owner ? SUSPECT_FREE : suspect->owner;
	}
	drafts->list[owner].finding.members = drafts->list[owner].stale = 0;
}

/* Is a cohort from before still one? If not, its sessions are behind at different times. */
static void test_again(struct drafts *drafts, uint32_t owner, const struct pool *pool)
{
	struct draft *draft = &drafts->list[owner];

	drafts_count_polled(drafts, owner, pool->list, pool->count);
	if (is_refuted(drafts, owner, pool)) {
		release(drafts, owner, pool);
		draft->finding.kind = FINDING_SERVICE_LATE;
		drafts->was_refuted = true;
	}
}

/* Gives the scope's cohorts that were there before, which are the last drafts, their sessions. */
static void claim_again(struct drafts *drafts, const struct pool *pool, uint32_t first)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = suspect_of(drafts, pool, i);
		uint32_t owner = find_cohort(drafts, suspect, first);

		if (owner != DRAFT_NONE && is_available(suspect)) {
			drafts_claim(drafts, suspect, owner);
		}
	}
	for (uint32_t owner = first; owner < drafts->count; owner++) {
		narrow(drafts, owner, pool);
		test_again(drafts, owner, pool);
	}
}

/* --- New cohorts ----------------------------------------------------------------------------- */

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
	const struct drafts *drafts, const struct pool *pool, const struct bracket *bracket)
{
	struct evidence evidence = {.passed_ms = drafts->snapshot->asof_ms - bracket->before_ms};

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = suspect_of(drafts, pool, i);

		if (suspect->owner == SUSPECT_FREE && may_have_stopped(suspect, bracket)) {
			evidence.members++;
			evidence.stale += suspect->is_stale;
			evidence.interval_ms += suspect->interval_ms;
		}
	}
	evidence.interval_ms /= evidence.members + (evidence.members == 0);
	if ((double)evidence.passed_ms < SUSPECT_OLD_INTERVALS * evidence.interval_ms) {
		evidence.usual = count_usual(drafts, pool->service);
	}
	double near_ms = 2 * evidence.interval_ms;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = suspect_of(drafts, pool, i);
		double after_ms = (double)(suspect->stopped.after_ms - bracket->before_ms);
		double before_ms = (double)(bracket->after_ms - suspect->stopped.before_ms);

		if (!is_available(suspect) || may_have_stopped(suspect, bracket)) {
			continue;
		}
		evidence.again += is_overdue_again(suspect, bracket);
		evidence.near += after_ms < near_ms && before_ms < near_ms;
	}
	return evidence;
}

/*
 * Sessions become late for reasons of their own all the time: as many as in the time around it are
 * expected in the bracket, too, and now and then more. A cohort must be more than that.
 */
static bool is_credible(const struct evidence *evidence, const struct pool *pool, bool is_slow)
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
	if (is_slow &&
		((evidence->near + evidence->again) * 2 >= evidence->members ||
			(double)evidence->passed_ms < SLOW_INTERVALS * evidence->interval_ms)) {
		return false;
	}
	return evidence->members > expected + deviations * sqrt(expected) + 2;
}

/* Makes a cohort, or marks its sessions as tried. */
static void settle(struct drafts *drafts, const struct pool *pool, const struct bracket *bracket,
	bool is_credible)
{
	uint32_t owner = SUSPECT_TRIED;

	if (is_credible) {
		owner = drafts_add(drafts, FINDING_COHORT_STOPPED, pool->service, NULL);
		set_bracket(&drafts->list[owner].finding, bracket);
	}
	for (size_t i = 0; i < pool->count; i++) {
		struct suspect *suspect = suspect_of(drafts, pool, i);

		if (suspect->owner != SUSPECT_FREE || !may_have_stopped(suspect, bracket)) {
			continue;
		}
		if (is_credible) {
			drafts_claim(drafts, suspect, owner);
		} else {
			suspect->owner = SUSPECT_TRIED;
		}
	}
}

static struct stop_window find_window(const struct drafts *drafts, const struct pool *pool)
{
	struct bracket *brackets = base_realloc(NULL, pool->count + 1, sizeof(*brackets));
	size_t count = 0;

	for (size_t i = 0; i < pool->count; i++) {
		if (suspect_of(drafts, pool, i)->owner == SUSPECT_FREE) {
			brackets[count++] = suspect_of(drafts, pool, i)->stopped;
		}
	}
	struct stop_window window = stop_window_find(brackets, count);

	free(brackets);
	return window;
}

static void find_new(struct drafts *drafts, const struct pool *pool, bool is_slow)
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
		struct suspect *suspect = suspect_of(drafts, pool, i);

		suspect->owner = suspect->owner == SUSPECT_TRIED ? SUSPECT_FREE : suspect->owner;
	}
}

/* True if members of a cohort are being polled: what is behind now may be the same, again. */
static bool is_being_polled(const struct drafts *drafts, uint32_t first)
{
	for (uint32_t i = first; i < drafts->count; i++) {
		const struct finding *finding = &drafts->list[i].finding;

		if (finding->polled_again >= 2 && finding->polled_again * 4 >= finding->members) {
			return true;
		}
	}
	return false;
}

static void find_in_service(struct drafts *drafts, uint32_t service)
{
	struct pool pool = {.service = service};
	uint32_t first = (uint32_t)drafts->count;

	pool.list = suspects_of_service(&drafts->suspects, service, &pool.count);
	if (pool.count == 0) {
		return;
	}
	continue_cohorts(drafts, service);
	claim_again(drafts, &pool, first);
	if (drafts->count - first < MOST_COHORTS) {
		bool is_slow = was_slow(drafts, service) || is_being_polled(drafts, first);

		find_new(drafts, &pool, is_slow);
	}
}

/* --- Cohorts of several services ------------------------------------------------------------- */

/* All overdue sessions. */
static struct pool whole_pool(const struct drafts *drafts)
{
	return (struct pool){
		drafts->suspects.overdue, drafts->suspects.overdue_count, FINDING_NO_SERVICE};
}

/*
 * Adds to a cohort what stopped with it in further services: enough sessions to be a cohort of
 * their own, or half of those that are behind there. A single late session elsewhere is no
 * evidence.
 */
static void join_services(struct drafts *drafts, uint32_t owner)
{
	const struct pool pool = whole_pool(drafts);
	const struct bracket bracket = bracket_of(&drafts->list[owner].finding);
	struct {
		uint32_t fitting, available;
	} *counts = base_calloc(drafts->snapshot->services_count + 1, sizeof(*counts));

	for (size_t i = 0; i < pool.count; i++) {
		const struct suspect *suspect = suspect_of(drafts, &pool, i);

		if (is_available(suspect)) {
			counts[suspect->service].available++;
			counts[suspect->service].fitting += may_have_stopped(suspect, &bracket);
		}
	}
	for (size_t i = 0; i < pool.count; i++) {
		struct suspect *suspect = suspect_of(drafts, &pool, i);
		uint32_t fitting = counts[suspect->service].fitting;
		bool is_joining = fitting >= COHORT_MIN_SESSIONS ||
				  fitting * 2 >= counts[suspect->service].available;

		if (is_joining && is_available(suspect) && may_have_stopped(suspect, &bracket)) {
			drafts_claim(drafts, suspect, owner);
		}
	}
	free(counts);
}

static void continue_shared(struct drafts *drafts)
{
	const struct pool pool = whole_pool(drafts);

	continue_cohorts(drafts, FINDING_NO_SERVICE);
	for (uint32_t owner = 0; owner < drafts->count; owner++) {
		join_services(drafts, owner);
		narrow(drafts, owner, &pool);
		test_again(drafts, owner, &pool);
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
	struct bracket bracket = bracket_of(&into->finding), other = bracket_of(&from->finding);

	bracket_narrow(&bracket, &other);
	set_bracket(&into->finding, &bracket);
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

/* One instant, one cause: merges the cohorts of different services that stopped together. */
static void merge_services(struct drafts *drafts)
{
	size_t count, begin = 0;
	struct draft **sorted = sort_cohorts(drafts, &count);
	bool has_merged = false;

	for (size_t i = 1; i < count; i++) {
		struct bracket into = bracket_of(&sorted[begin]->finding);
		struct bracket next = bracket_of(&sorted[i]->finding);

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

static void extend_shared(struct drafts *drafts)
{
	int extended = 0;

	for (uint32_t owner = 0; owner < drafts->count && extended < MOST_COHORTS; owner++) {
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
static bool is_shared(const struct drafts *drafts, const struct pool *pool, uint32_t owner)
{
	uint32_t users[COHORT_MIN_SESSIONS] = {0}, users_count = 0, service = DRAFT_NONE;
	bool has_services = false;

	for (size_t i = 0; i < pool->count; i++) {
		const struct suspect *suspect = suspect_of(drafts, pool, i);
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
static uint32_t *make_sparse_pool(struct drafts *drafts, struct pool *pool)
{
	const struct pool whole = whole_pool(drafts);
	uint32_t *stale = base_calloc(drafts->snapshot->services_count + 1, sizeof(*stale));
	uint32_t *list = base_realloc(NULL, whole.count + 1, sizeof(*list));

	*pool = (struct pool){list, 0, FINDING_NO_SERVICE};
	for (size_t i = 0; i < whole.count; i++) {
		const struct suspect *suspect = suspect_of(drafts, &whole, i);

		stale[suspect->service] += suspect->owner == SUSPECT_FREE && suspect->is_stale;
	}
	for (size_t i = 0; i < whole.count; i++) {
		const struct suspect *suspect = suspect_of(drafts, &whole, i);

		if (suspect->owner == SUSPECT_FREE &&
			stale[suspect->service] < COHORT_MIN_SESSIONS) {
			list[pool->count++] = whole.list[i];
		}
	}
	free(stale);
	return list;
}

static void find_sparse(struct drafts *drafts)
{
	struct pool pool;
	uint32_t first = (uint32_t)drafts->count;
	uint32_t *list = make_sparse_pool(drafts, &pool);

	find_new(drafts, &pool, false);
	for (uint32_t owner = first; owner < drafts->count; owner++) {
		if (!is_shared(drafts, &pool, owner)) {
			release(drafts, owner, &pool);
		}
	}
	free(list);
}

void drafts_find_cohorts(struct drafts *drafts)
{
	if (drafts->suspects.overdue_count == 0) {
		return;
	}
	continue_shared(drafts);
	for (uint32_t i = 0; i < drafts->snapshot->services_count; i++) {
		find_in_service(drafts, i);
	}
	merge_services(drafts);
	extend_shared(drafts);
	find_sparse(drafts);
}
