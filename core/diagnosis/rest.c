/* SPDX-License-Identifier: MIT */
/* What neither a cohort nor a user explains: sessions by what is wrong with them. */
#include "base.h"
#include "diagnosis.h"
#include "diagnosis/drafts.h"

#include <stdlib.h>
#include <string.h>

/* Fewer sessions of a service, or a smaller share of it, are no problem of the service. */
#define MANY       3
#define MANY_SHARE 0.02

/* The open findings of a service. */
struct slot {
	/* DRAFT_NONE: none yet. .late by is_apart() */
	uint32_t late[2], failing;
	/* sessions that no finding has: late by age, by is_apart(); failing but polled */
	uint32_t late_count[2], failing_count;
	/* of the late ones: those that have lasted, and those that are dead */
	uint32_t old_count, dead_count;
};

struct rest {
	struct drafts *drafts;
	struct slot *slots;
	/* late ones here and there, by is_apart() */
	uint32_t scattered[2];
	uint32_t never, ahead, unknown;
};

/* A cohort that was refuted goes on as a finding about its service; of several, the clearest. */
static void take_refuted(struct rest *rest, uint32_t owner)
{
	const struct draft *list = rest->drafts->list;
	uint32_t service = list[owner].finding.service;

	if (list[owner].finding.kind != FINDING_SERVICE_LATE || service == FINDING_NO_SERVICE) {
		return;
	}
	uint32_t *late = &rest->slots[service].late[false];

	if (*late == DRAFT_NONE ||
		list[owner].finding.polled_again > list[*late].finding.polled_again) {
		*late = owner;
	}
}

static bool is_many(const struct rest *rest, uint32_t service, uint32_t count)
{
	double share = MANY_SHARE * rest->drafts->snapshot->services[service].summary.active;

	return count >= MANY && count >= share;
}

/*
 * Those that are dead for long are found apart from passing stragglers, which say nothing about
 * them. Where sessions die over hours, what has lasted belongs to them.
 */
static bool is_apart(const struct rest *rest, const struct suspect *suspect)
{
	const struct slot *slot = &rest->slots[suspect->service];

	return suspect->is_dead || (suspect->is_old && slot->dead_count > 0 &&
					   is_many(rest, suspect->service, slot->old_count));
}

static void count_late(struct rest *rest)
{
	const struct suspects *suspects = &rest->drafts->suspects;

	for (size_t i = 0; i < suspects->count; i++) {
		const struct suspect *suspect = &suspects->list[i];
		struct slot *slot = &rest->slots[suspect->service];

		if (suspect->owner == SUSPECT_FREE && suspect->is_late) {
			slot->old_count += suspect->is_old;
			slot->dead_count += suspect->is_dead;
		}
	}
	for (size_t i = 0; i < suspects->count; i++) {
		const struct suspect *suspect = &suspects->list[i];
		struct slot *slot = &rest->slots[suspect->service];

		if (suspect->owner == SUSPECT_FREE) {
			slot->late_count[is_apart(rest, suspect)] += suspect->is_late;
			slot->failing_count += suspect->is_failing && !suspect->is_late;
		}
	}
}

static void count_slots(struct rest *rest)
{
	const struct drafts *drafts = rest->drafts;

	for (size_t i = 0; i < drafts->snapshot->services_count; i++) {
		rest->slots[i] =
			(struct slot){.late = {DRAFT_NONE, DRAFT_NONE}, .failing = DRAFT_NONE};
	}
	for (uint32_t i = 0; i < drafts->count; i++) {
		take_refuted(rest, i);
	}
	count_late(rest);
}

static uint32_t open_failing(struct rest *rest, uint32_t service)
{
	struct slot *slot = &rest->slots[service];

	if (slot->failing == DRAFT_NONE) {
		slot->failing = drafts_add(rest->drafts, FINDING_PROVIDER_FAILING, service,
			drafts_find_before(rest->drafts, FINDING_PROVIDER_FAILING, service, NULL));
	}
	return slot->failing;
}

/* True if so many sessions of the service are behind that it is one problem. */
static bool is_service_behind(const struct rest *rest, uint32_t service, bool is_dead)
{
	const struct drafts *drafts = rest->drafts;
	const struct slot *slot = &rest->slots[service];
	const struct finding *before =
		drafts_find_before(drafts, FINDING_SERVICE_LATE, service, NULL);

	return slot->late[is_dead] != DRAFT_NONE ||
	       (!is_dead && before && finding_is_slow(before)) ||
	       is_many(rest, service, slot->late_count[is_dead]);
}

/* The finding before that one of the whole fleet continues. Late ones of a service are its own. */
static const struct finding *find_fleet_before(
	const struct rest *rest, enum finding_kind kind, bool is_dead)
{
	const struct findings *findings = rest->drafts->before;

	for (size_t i = 0; findings && i < findings->current; i++) {
		const struct finding *before = &findings->list[i];

		if (before->kind == kind && before->is_dead == is_dead &&
			(kind != FINDING_SERVICE_LATE || before->service == FINDING_NO_SERVICE ||
				!is_service_behind(rest, before->service, is_dead))) {
			return before;
		}
	}
	return NULL;
}

/* A finding of the whole fleet, which is in a service if all of its members are. */
static uint32_t open_fleet(struct rest *rest, enum finding_kind kind, uint32_t *owner)
{
	if (*owner == DRAFT_NONE) {
		*owner = drafts_add(rest->drafts, kind, FINDING_NO_SERVICE,
			find_fleet_before(rest, kind, false));
	}
	return *owner;
}

/* One that is late because its errors make its poller wait, in a service with many such ones. */
static bool is_backing_off(const struct rest *rest, const struct suspect *suspect)
{
	const struct snapshot *snapshot = rest->drafts->snapshot;
	const struct session *session = &snapshot->sessions[suspect->row];

	return suspect->is_failing && rest->slots[suspect->service].failing_count >= MANY &&
	       session_lateness(session, session_asof_ms(session)) <
		       snapshot->diagnosis->services[suspect->service].limits.critical;
}

static const struct finding *find_late_before(
	const struct rest *rest, uint32_t service, bool is_dead)
{
	const struct findings *findings = rest->drafts->before;

	for (size_t i = 0; is_dead && findings && i < findings->current; i++) {
		if (findings->list[i].is_dead && findings->list[i].service == service) {
			return &findings->list[i];
		}
	}
	return is_dead ? NULL
		       : drafts_find_before(rest->drafts, FINDING_SERVICE_LATE, service, NULL);
}

static uint32_t open_late(struct rest *rest, const struct suspect *suspect)
{
	bool is_dead = is_apart(rest, suspect);
	bool is_of_service = is_service_behind(rest, suspect->service, is_dead);
	uint32_t *late = is_of_service ? &rest->slots[suspect->service].late[is_dead]
				       : &rest->scattered[is_dead];

	if (*late == DRAFT_NONE) {
		*late = drafts_add(rest->drafts, FINDING_SERVICE_LATE,
			is_of_service ? suspect->service : FINDING_NO_SERVICE,
			is_of_service ? find_late_before(rest, suspect->service, is_dead)
				      : find_fleet_before(rest, FINDING_SERVICE_LATE, is_dead));
		rest->drafts->list[*late].finding.is_dead = is_dead;
	}
	return *late;
}

/* The finding that the suspect belongs to; DRAFT_NONE: to none. */
static uint32_t choose(struct rest *rest, const struct suspect *suspect)
{
	const struct snapshot *snapshot = rest->drafts->snapshot;
	const struct session *session = &snapshot->sessions[suspect->row];

	if (suspect->is_late && !is_backing_off(rest, suspect)) {
		return open_late(rest, suspect);
	}
	if (suspect->is_failing) {
		return open_failing(rest, suspect->service);
	}
	if (suspect->is_overdue && is_service_behind(rest, suspect->service, false)) {
		return open_late(rest, suspect);
	}
	switch ((enum session_state)session->state) {
	case STATE_NEVER_POLLED:
		return open_fleet(rest, FINDING_NEVER_POLLED, &rest->never);
	case STATE_FUTURE:
		return open_fleet(rest, FINDING_CLOCK_AHEAD, &rest->ahead);
	case STATE_UNKNOWN:
		return session->flags & SESSION_UNFILLED
			       ? DRAFT_NONE
			       : open_fleet(rest, FINDING_UNKNOWN_DATA, &rest->unknown);
	case STATE_PAUSED:
	case STATE_CRITICAL:
	case STATE_LATE:
	case STATE_ON_TIME:
	case STATE_COUNT:
		break;
	}
	return DRAFT_NONE;
}

/* The form that most of the members have that cannot be read. */
static void name_unknown(struct drafts *drafts, uint32_t owner)
{
	const struct snapshot *snapshot = drafts->snapshot;
	uint32_t counts[UNREADABLE_FORMS] = {0}, most = 0;

	for (size_t i = 0; i < drafts->suspects.count; i++) {
		const struct suspect *suspect = &drafts->suspects.list[i];

		if (suspect->owner == owner) {
			counts[snapshot->sessions[suspect->row].unreadable % UNREADABLE_FORMS]++;
		}
	}
	counts[0] = 0;
	for (uint32_t i = 1; i < UNREADABLE_FORMS; i++) {
		most = counts[i] > counts[most] ? i : most;
	}
	if (most > 0 && snapshot->unreadable) {
		drafts->list[owner].finding.detail = snapshot->unreadable[most];
	}
}

/* Counts, for each service that fails, those that have errors, but too few to be failing. */
static void count_few_errors(struct rest *rest)
{
	const struct snapshot *snapshot = rest->drafts->snapshot;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		uint32_t owner = rest->slots[session->service].failing;

		if (owner != DRAFT_NONE && session->active == ACTIVE_ON &&
			session->error_count > 0 &&
			session->error_count < snapshot->diagnosis->services[session->service]
						       .limits.errors_late) {
			rest->drafts->list[owner].finding.few_errors++;
		}
	}
}

void drafts_find_rest(struct drafts *drafts)
{
	struct rest rest = {.drafts = drafts,
		.slots = base_calloc(drafts->snapshot->services_count + 1, sizeof(*rest.slots)),
		.scattered = {DRAFT_NONE, DRAFT_NONE},
		.never = DRAFT_NONE,
		.ahead = DRAFT_NONE,
		.unknown = DRAFT_NONE};

	count_slots(&rest);
	for (size_t i = 0; i < drafts->suspects.count; i++) {
		struct suspect *suspect = &drafts->suspects.list[i];
		uint32_t owner =
			suspect->owner == SUSPECT_FREE ? choose(&rest, suspect) : DRAFT_NONE;

		if (owner != DRAFT_NONE) {
			drafts_claim(drafts, suspect, owner);
		}
	}
	count_few_errors(&rest);
	if (rest.unknown != DRAFT_NONE) {
		name_unknown(drafts, rest.unknown);
	}
	for (uint32_t i = 0; i < drafts->snapshot->services_count; i++) {
		size_t count;
		const uint32_t *overdue = suspects_of_service(&drafts->suspects, i, &count);

		if (rest.slots[i].late[false] != DRAFT_NONE) {
			drafts_count_polled(drafts, rest.slots[i].late[false], overdue, count);
		}
	}
	free(rest.slots);
}
