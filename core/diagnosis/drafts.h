/* SPDX-License-Identifier: MIT */
/*
 * Findings under construction: each suspect belongs to at most one of them. The steps run in this
 * order, each on what the steps before it have left over: cohorts, users, everything else. Network
 * thread.
 */
#ifndef BEYATOP_DRAFTS_H
#define BEYATOP_DRAFTS_H

#include "diagnosis/finding_list.h"
#include "diagnosis/suspects.h"
#include "finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fewer sessions that stopped together are a coincidence. */
#define COHORT_MIN_SESSIONS 3

/* No finding before, no draft. */
#define DRAFT_NONE UINT32_MAX

struct draft {
	/* .members are counted, but not in .rows yet. .number is 0 if it is new */
	struct finding finding;
	/* the finding that it continues; NULL: it is new */
	const struct finding *before;
	/* members that are stale */
	uint32_t stale;
	/* the draft that it has been merged into; DRAFT_NONE: none */
	uint32_t merged_into;
	/* the mean of its members; only of those that drafts_count_polled() has seen */
	double interval_ms;
	/* for began.c: when the first member stopped, and when all may have; .has_times: set */
	struct bracket first, shared;
	bool has_times;
};

struct drafts {
	const struct snapshot *snapshot;
	/* the findings of the snapshot before; NULL: none */
	const struct findings *before;
	/*
	 * Positions of the findings before that are not over, by service: the first of each, then
	 * the next; those of several services come last, from before_first[services_count] on.
	 */
	uint32_t *before_first, *before_next;
	struct suspects suspects;
	struct draft *list;
	size_t count, capacity;
	/*
	 * the last service of which a cohort turned out to be a slow worker, and whether one of
	 * several services did
	 */
	uint32_t refuted_service;
	bool was_all_refuted;
};

void drafts_init(
	struct drafts *drafts, const struct snapshot *snapshot, const struct findings *before);
void drafts_fini(struct drafts *drafts);

/* The first finding before of a service, or of several for FINDING_NO_SERVICE; DRAFT_NONE: none. */
uint32_t drafts_first_before(const struct drafts *drafts, uint32_t service);

/* The finding before of that kind, service and user (NULL: any), not of dead ones; NULL: none. */
const struct finding *drafts_find_before(
	const struct drafts *drafts, enum finding_kind kind, uint32_t service, const char *user_id);

/*
 * Adds a finding without members, which continues another one unless that is NULL. Returns its
 * position, which is the owner of its members.
 */
uint32_t drafts_add(struct drafts *drafts, enum finding_kind kind, uint32_t service,
	const struct finding *before);

/* Makes a suspect a member, and takes it from the finding that had it. */
void drafts_claim(struct drafts *drafts, struct suspect *suspect, uint32_t owner);

/* Sessions that stopped together. */
void drafts_find_cohorts(struct drafts *drafts);

/* Users all of whose sessions are behind or failing. */
void drafts_find_users(struct drafts *drafts);

/* What is left over, by kind and service. */
void drafts_find_rest(struct drafts *drafts);

/*
 * Counts how many members a finding has lost lately because they were polled (or paused): of those
 * that it had before, the ones that are still overdue since before then have stayed.
 */
void drafts_count_polled(
	struct drafts *drafts, uint32_t owner, const uint32_t *overdue, size_t overdue_count);

/* Counts, for cohorts, the sessions of their services that are not members; .of of the others. */
void drafts_count_others(struct drafts *drafts);

/* When they began, and by how much a clock is ahead. */
void drafts_set_began(struct drafts *drafts);

#endif
