/* SPDX-License-Identifier: MIT */
/* For each finding: the sessions of its services that are not members. */
#include "base.h"
#include "diagnosis/drafts.h"

#include <stdlib.h>

/* A cohort in one of its services. */
struct link {
	uint32_t draft, next;
};

/* The cohorts of each service. */
struct links {
	/* by service; DRAFT_NONE: none */
	uint32_t *firsts;
	struct link *list;
	size_t count, capacity;
};

static void add_link(struct links *links, uint32_t service, uint32_t draft)
{
	for (uint32_t at = links->firsts[service]; at < links->count; at = links->list[at].next) {
		if (links->list[at].draft == draft) {
			return;
		}
	}
	links->list = base_grow(links->list, links->count, &links->capacity, sizeof(*links->list));
	links->list[links->count] = (struct link){draft, links->firsts[service]};
	links->firsts[service] = (uint32_t)links->count++;
}

static void link_services(
	const struct drafts *drafts, struct links *links, bool (*is_meant)(enum finding_kind kind))
{
	links->count = 0;
	for (size_t i = 0; i < drafts->snapshot->services_count; i++) {
		links->firsts[i] = DRAFT_NONE;
	}
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];

		if (suspect->owner != SUSPECT_FREE &&
			is_meant(drafts->list[suspect->owner].finding.kind)) {
			add_link(links, suspect->service, suspect->owner);
		}
	}
}

static void count_other(
	struct finding *finding, const struct session *session, const struct suspect *suspect)
{
	int64_t due_ms;

	finding->of++;
	if (suspect && suspect->is_overdue) {
		finding->others_behind++;
		return;
	}
	if (session->polled_at_ms == SESSION_NO_TIME || session->interval_ms == 0) {
		return;
	}
	if (session->polled_at_ms >= finding->began_before_ms) {
		finding->still_polling++;
		return;
	}
	due_ms = session->polled_at_ms + session->interval_ms;
	finding->not_due++;
	finding->not_due_until_ms =
		due_ms > finding->not_due_until_ms ? due_ms : finding->not_due_until_ms;
}

static void count_session(const struct drafts *drafts, const struct links *links,
	const struct session *session, const struct suspect *suspect)
{
	uint32_t at = links->firsts[session->service];

	for (; at != DRAFT_NONE; at = links->list[at].next) {
		struct finding *finding = &drafts->list[links->list[at].draft].finding;

		if (suspect && suspect->owner == links->list[at].draft) {
			finding->of++;
		} else {
			count_other(finding, session, suspect);
		}
	}
}

/* All of the service, or of the fleet. */
static void set_of(const struct drafts *drafts, struct finding *finding)
{
	const struct snapshot *snapshot = drafts->snapshot;

	switch (finding->kind) {
	case FINDING_SERVICE_LATE:
	case FINDING_PROVIDER_FAILING:
	case FINDING_NEVER_POLLED:
	case FINDING_CLOCK_AHEAD:
		finding->of = finding->service == FINDING_NO_SERVICE
				      ? snapshot->totals.active
				      : snapshot->services[finding->service].summary.active;
		break;
	case FINDING_COHORT_STOPPED:
	case FINDING_USER_BEHIND:
	case FINDING_MASS_PAUSE:
	case FINDING_MASS_RESUME:
	case FINDING_UNKNOWN_DATA:
	case FINDING_TABLE_TROUBLE:
	case FINDING_KIND_COUNT:
		break;
	}
}

static void count_sessions(const struct drafts *drafts, const struct links *links)
{
	const struct snapshot *snapshot = drafts->snapshot;
	const struct suspects *suspects = &drafts->suspects;
	size_t next = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		bool is_suspect = next < suspects->count && suspects->list[next].row == i;
		const struct suspect *suspect = is_suspect ? &suspects->list[next++] : NULL;

		if (snapshot->sessions[i].active == ACTIVE_ON) {
			count_session(drafts, links, &snapshot->sessions[i], suspect);
		}
	}
}

static bool is_cohort(enum finding_kind kind)
{
	return kind == FINDING_COHORT_STOPPED;
}

/* Findings whose evidence says how the other sessions of their services are. */
static bool is_about_few(enum finding_kind kind)
{
	return kind == FINDING_USER_BEHIND || kind == FINDING_SERVICE_LATE ||
	       kind == FINDING_PROVIDER_FAILING;
}

/* For findings about a few sessions: other sessions of their services that are behind or failing,
 * too. */
static void count_behind(const struct drafts *drafts, const struct links *links)
{
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];
		uint32_t at = links->firsts[suspect->service];

		for (; at != DRAFT_NONE; at = links->list[at].next) {
			drafts->list[links->list[at].draft].finding.others_behind +=
				suspect->owner != links->list[at].draft &&
				(suspect->is_overdue || suspect->is_failing);
		}
	}
}

/* Of those that were due, nearly all are members; others that are behind may not outweigh them. */
static void set_whole(struct finding *finding)
{
	finding->is_whole = is_cohort(finding->kind) &&
			    finding->still_polling * UINT64_C(20) <= finding->members &&
			    finding->others_behind <= finding->members;
}

void drafts_count_others(struct drafts *drafts)
{
	const struct snapshot *snapshot = drafts->snapshot;
	struct links links = {0};

	for (size_t i = 0; i < drafts->count; i++) {
		if (drafts->list[i].finding.of == 0) {
			set_of(drafts, &drafts->list[i].finding);
		}
	}
	links.list = base_grow(NULL, 0, &links.capacity, sizeof(*links.list));
	links.firsts = base_realloc(NULL, snapshot->services_count + 1, sizeof(*links.firsts));
	link_services(drafts, &links, is_cohort);
	if (links.count > 0) {
		count_sessions(drafts, &links);
	}
	for (size_t i = 0; i < drafts->count; i++) {
		set_whole(&drafts->list[i].finding);
	}
	link_services(drafts, &links, is_about_few);
	count_behind(drafts, &links);
	free(links.firsts);
	free(links.list);
}
