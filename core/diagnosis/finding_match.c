/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_match.h"

#include "diagnosis/finding_trace.h"

#include <stdlib.h>
#include <string.h>

#define NONE FINDING_NO_MATCH

/* Sessions that a finding has in common with one before. */
struct bond {
	uint32_t now, before, sessions;
};

struct matching {
	struct finding_match match;
	const struct finding_list *list;
	const struct snapshot *snapshot;
	const struct findings *before;
	/* the finding that each session of the snapshot is in */
	uint32_t *owners;
	struct bond *bonds;
	size_t bonds_count, bonds_capacity;
};

static uint32_t *make_indexes(size_t count)
{
	uint32_t *indexes = base_realloc(NULL, count + 1, sizeof(*indexes));

	memset(indexes, 0xFF, count * sizeof(*indexes));
	return indexes;
}

static void join(struct matching *matching, uint32_t now, uint32_t before)
{
	matching->match.before_of[now] = before;
	matching->match.now_of[before] = now;
}

static bool is_free(const struct matching *matching, uint32_t now, uint32_t before)
{
	return matching->match.before_of[now] == NONE && matching->match.now_of[before] == NONE;
}

/* --- By number ------------------------------------------------------------------------------- */

static void join_by_number(struct matching *matching)
{
	const struct finding **sorted = finding_trace_sort(matching->before);

	for (uint32_t i = 0; i < matching->list->count; i++) {
		uint64_t number = matching->list->list[i].number;
		size_t at = number > 0 ? finding_trace_by_number(matching->before, sorted, number)
				       : SIZE_MAX;

		if (at != SIZE_MAX && is_free(matching, i, (uint32_t)at)) {
			join(matching, i, (uint32_t)at);
		}
	}
	free(sorted);
}

/* --- By sessions ----------------------------------------------------------------------------- */

static void find_owners(struct matching *matching)
{
	const uint32_t *row = matching->list->rows;

	matching->owners = make_indexes(matching->snapshot->sessions_count);
	for (uint32_t i = 0; i < matching->list->count; i++) {
		for (uint32_t j = 0; j < matching->list->list[i].members; j++) {
			matching->owners[*row++] = i;
		}
	}
}

/* The finding that has a session of one before; NONE: none. */
static uint32_t find_owner(
	const struct matching *matching, const struct finding_trace *trace, uint32_t at)
{
	return finding_trace_find(matching->snapshot, trace, at) ? matching->owners[trace->rows[at]]
								 : NONE;
}

/* Takes what has been counted for a finding as a bond, once. */
static void add_bond(struct matching *matching, uint32_t now, uint32_t before, uint32_t *count)
{
	if (*count == 0) {
		return;
	}
	matching->bonds = base_grow(matching->bonds, matching->bonds_count,
		&matching->bonds_capacity, sizeof(*matching->bonds));
	matching->bonds[matching->bonds_count++] = (struct bond){now, before, *count};
	*count = 0;
}

static void find_bonds(struct matching *matching)
{
	uint32_t *counts = base_calloc(matching->list->count + 1, sizeof(*counts)), owner;

	for (uint32_t before = 0; before < matching->before->count; before++) {
		const struct finding_trace *trace = &matching->before->traces[before];

		for (uint32_t i = 0; i < trace->count; i++) {
			owner = find_owner(matching, trace, i);
			if (owner != NONE) {
				counts[owner]++;
			}
		}
		for (uint32_t i = 0; i < trace->count; i++) {
			owner = find_owner(matching, trace, i);
			if (owner != NONE) {
				add_bond(matching, owner, before, &counts[owner]);
			}
		}
	}
	free(counts);
}

/* For qsort: the most sessions first, then the oldest findings. */
static int compare_bonds(const void *left, const void *right)
{
	const struct bond *a = left, *b = right;
	int order = (a->sessions < b->sessions) - (a->sessions > b->sessions);

	if (!order) {
		order = (a->before > b->before) - (a->before < b->before);
	}
	return order ? order : (a->now > b->now) - (a->now < b->now);
}

static bool is_behind(enum finding_kind kind)
{
	return kind == FINDING_COHORT_STOPPED || kind == FINDING_SERVICE_LATE ||
	       kind == FINDING_USER_BEHIND;
}

/* Sessions that are behind may turn out to be behind for another reason. */
static bool may_become(enum finding_kind before, enum finding_kind now)
{
	return before == now || (is_behind(before) && is_behind(now));
}

/* A few stragglers after a service was slow are not the slow service again. */
static bool may_reopen(const struct finding *now, const struct finding *before)
{
	return !finding_is_over(before) || now->kind != FINDING_SERVICE_LATE ||
	       now->members * UINT64_C(4) >= before->peak;
}

static bool is_strong(const struct matching *matching, const struct bond *bond)
{
	const struct finding *now = &matching->list->list[bond->now];
	const struct finding *before = &matching->before->list[bond->before];
	uint32_t least = now->members < before->members ? now->members : before->members;

	return may_become(before->kind, now->kind) && may_reopen(now, before) &&
	       bond->sessions * UINT64_C(2) >= least;
}

static void join_by_sessions(struct matching *matching)
{
	if (matching->bonds_count > 0) {
		qsort(matching->bonds, matching->bonds_count, sizeof(*matching->bonds),
			compare_bonds);
	}
	for (size_t i = 0; i < matching->bonds_count; i++) {
		const struct bond *bond = &matching->bonds[i];

		if (is_free(matching, bond->now, bond->before) && is_strong(matching, bond)) {
			join(matching, bond->now, bond->before);
		}
	}
}

/* The bonds are sorted: the first of each finding before is its strongest. */
static void find_heirs(struct matching *matching)
{
	size_t count = matching->before->count;
	uint32_t *sessions = base_calloc(count + 1, sizeof(*sessions));

	for (size_t i = 0; i < matching->bonds_count; i++) {
		const struct bond *bond = &matching->bonds[i];
		uint32_t *heir = &matching->match.heir_of[bond->before];

		if (!may_become(matching->before->list[bond->before].kind,
			    matching->list->list[bond->now].kind)) {
			continue;
		}
		*heir = *heir == NONE ? bond->now : *heir;
		sessions[bond->before] += bond->sessions;
	}
	for (size_t i = 0; i < count; i++) {
		if (sessions[i] * UINT64_C(2) < matching->before->list[i].members) {
			matching->match.heir_of[i] = NONE;
		}
	}
	free(sessions);
}

/* --- By the sessions of its peak ------------------------------------------------------------- */

/*
 * True if the cohort may be one before that came back: a few sessions of a whole service are likely
 * to have been in any cohort of it.
 */
static bool may_return(const struct finding *now, const struct finding *before)
{
	bool is_much = now->members * UINT64_C(4) >= before->peak;
	bool is_part = before->peak * UINT64_C(2) <= before->of;

	return now->kind == FINDING_COHORT_STOPPED && now->service == before->service &&
	       now->began_after_ms >= before->began_before_ms &&
	       (is_much || is_part || (now->is_whole && before->is_whole));
}

/* If some are left of the first time, or were until now, each has its own number. */
static void note_return(struct matching *matching, uint32_t now, uint32_t before)
{
	if (is_free(matching, now, before)) {
		join(matching, now, before);
	} else if (matching->match.now_of[before] == NONE) {
		matching->match.heir_of[before] = now;
	} else if (matching->match.before_of[now] == NONE) {
		matching->match.again_of[now] = before;
	}
}

static void join_returned(struct matching *matching, uint32_t before, uint32_t *counts)
{
	const struct finding_trace *peak = finding_trace_peak(matching->before, before);
	uint32_t owner, best = NONE;

	for (uint32_t i = 0; i < peak->count; i++) {
		owner = find_owner(matching, peak, i);
		if (owner != NONE) {
			counts[owner]++;
			best = best == NONE || counts[owner] > counts[best] ? owner : best;
		}
	}
	if (best != NONE &&
		counts[best] * UINT64_C(5) >= matching->list->list[best].members * UINT64_C(4) &&
		may_return(&matching->list->list[best], &matching->before->list[before])) {
		note_return(matching, best, before);
	}
	for (uint32_t i = 0; i < peak->count; i++) {
		owner = find_owner(matching, peak, i);
		if (owner != NONE) {
			counts[owner] = 0;
		}
	}
}

/* A cohort that had no members any more: nearly all that stopped now have stopped with it before.
 */
static void join_by_peak(struct matching *matching)
{
	uint32_t *counts = base_calloc(matching->list->count + 1, sizeof(*counts));

	for (uint32_t before = 0; before < matching->before->count; before++) {
		const struct finding *cohort = &matching->before->list[before];

		if (cohort->members * UINT64_C(10) <= cohort->peak) {
			join_returned(matching, before, counts);
		}
	}
	free(counts);
}

/* --- By scope -------------------------------------------------------------------------------- */

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool finding_match_has_common_times(const struct finding *a, const struct finding *b)
{
	/* An unknown end is open: as SESSION_NO_TIME is the least time, only one needs a look. */
	bool is_before =
		a->began_before_ms != SESSION_NO_TIME && a->began_before_ms <= b->began_after_ms;
	bool is_after =
		b->began_before_ms != SESSION_NO_TIME && b->began_before_ms <= a->began_after_ms;

	return !is_before && !is_after;
}

static bool is_same_incident(const struct finding *a, const struct finding *b)
{
	bool has_instant = finding_is_mass_change(a->kind) || a->kind == FINDING_COHORT_STOPPED;

	return a->kind == b->kind && may_reopen(a, b) && a->is_dead == b->is_dead &&
	       a->service == b->service && is_same_text(a->user_id, b->user_id) &&
	       (!has_instant || finding_match_has_common_times(a, b));
}

/* Findings before, by service: the first of each, and the next. */
struct by_service {
	uint32_t *first, *next;
	size_t services;
};

/* Those of several services, or of none, come last. */
static uint32_t *first_of(const struct by_service *by_service, uint32_t service)
{
	return &by_service->first[service < by_service->services ? service : by_service->services];
}

static struct by_service sort_by_service(const struct matching *matching)
{
	size_t count = matching->before->count, services = matching->snapshot->services_count;
	struct by_service sorted = {make_indexes(services + 1), make_indexes(count), services};

	for (size_t i = count; i-- > 0;) {
		uint32_t *first = first_of(&sorted, matching->before->list[i].service);

		sorted.next[i] = *first;
		*first = (uint32_t)i;
	}
	return sorted;
}

/* The members may all be others than before. Current findings come before those that are over. */
static void join_by_scope(struct matching *matching)
{
	struct by_service sorted = sort_by_service(matching);

	for (uint32_t i = 0; i < matching->list->count; i++) {
		const struct finding *now = &matching->list->list[i];

		for (uint32_t at = *first_of(&sorted, now->service); at != NONE;
			at = sorted.next[at]) {
			if (is_free(matching, i, at) &&
				is_same_incident(now, &matching->before->list[at])) {
				join(matching, i, at);
			}
		}
	}
	free(sorted.first);
	free(sorted.next);
}

/* --- All of it ------------------------------------------------------------------------------- */

struct finding_match finding_match_all(const struct finding_list *list,
	const struct snapshot *snapshot, const struct findings *before)
{
	struct matching matching = {
		.match = {make_indexes(list->count), make_indexes(before->count),
			make_indexes(before->count), make_indexes(list->count)},
		.list = list,
		.snapshot = snapshot,
		.before = before};

	find_owners(&matching);
	find_bonds(&matching);
	join_by_number(&matching);
	join_by_sessions(&matching);
	find_heirs(&matching);
	join_by_peak(&matching);
	join_by_scope(&matching);
	free(matching.owners);
	free(matching.bonds);
	return matching.match;
}

void finding_match_fini(struct finding_match *match)
{
	free(match->before_of);
	free(match->now_of);
	free(match->heir_of);
	free(match->again_of);
	*match = (struct finding_match){0};
}
