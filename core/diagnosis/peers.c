/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include "finding.h"
#include "number.h"

static void append_count(struct buf *out, uint32_t count, const char *words)
{
	number_put_count(out, count);
	buf_puts(out, words);
}

/* Late or critical by its errors, not by its age. */
static bool is_failing(const struct diagnosis *diagnosis, const struct session *session)
{
	return session->error_count > 0 && session_is_unhealthy(session) &&
	       !session_is_late(session, &diagnosis->services[session->service].limits);
}

/* The finding that the session is in, acknowledged or not; NULL: none. */
static const struct finding *find_finding(
	const struct diagnosis *diagnosis, const struct session *session)
{
	const struct snapshot *snapshot = diagnosis->snapshot;

	return snapshot->findings
		       ? findings_find(snapshot->findings, (uint32_t)(session - snapshot->sessions))
		       : NULL;
}

static bool is_cohort(const struct finding *finding)
{
	return finding && finding->kind == FINDING_COHORT_STOPPED && finding->members > 1;
}

/* Members in the session's own service. */
static uint32_t count_here(const struct diagnosis *diagnosis, const struct finding *finding,
	const struct session *session)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < finding->members; i++) {
		count +=
			diagnosis->snapshot->sessions[finding->rows[i]].service == session->service;
	}
	return count;
}

void peers_append_service(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session)
{
	const struct summary *summary = &diagnosis->summaries[session->service];
	const struct finding *finding = find_finding(diagnosis, session);

	if (is_cohort(finding)) {
		append_count(out, count_here(diagnosis, finding, session), " of ");
		append_count(out, summary->active, " stopped together with it");
	} else if (is_failing(diagnosis, session)) {
		append_count(out, summary->erroring, " of ");
		append_count(out, summary->sessions - summary->paused, " have errors");
	} else {
		append_count(out, diagnosis->services[session->service].late, " of ");
		append_count(out, summary->active, " behind");
	}
}

void peers_append_fleet(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session)
{
	const struct diagnosis_service *service = &diagnosis->services[session->service];
	const struct finding *finding = find_finding(diagnosis, session);

	if (is_cohort(finding) && finding->services > 1) {
		append_count(out, finding->members - count_here(diagnosis, finding, session),
			" more stopped too, in ");
		append_count(out, finding->services - 1,
			finding->services == 2 ? " other service" : " other services");
	} else if (is_failing(diagnosis, session)) {
		append_count(out,
			diagnosis->totals.erroring -
				diagnosis->summaries[session->service].erroring,
			" have errors in other services");
	} else {
		append_count(out, diagnosis->late - service->late, " behind in other services");
		buf_puts(out, diagnosis->snapshot->status.is_complete ? "" : " so far");
	}
}

static void append_stopped(struct buf *out, const struct finding *finding)
{
	buf_puts(out, finding->service == FINDING_NO_SERVICE
			      ? "several services stopped: likely a shared cause"
		      : finding->is_whole ? "all of it stopped: likely its poller or the service"
					  : "stopped together: likely one worker or shard");
}

static void append_late(struct buf *out, const struct finding *finding)
{
	if (finding_is_slow(finding)) {
		buf_puts(out, "most are polled too slowly: overloaded?");
		return;
	}
	append_count(out, finding->members - 1, " more behind, since different times");
}

/* "all sessions of this user are behind: likely the account". */
static void append_user(struct buf *out, const struct finding *finding, const char *what)
{
	if (finding->members < finding->of) {
		append_count(out, finding->members, " of the ");
		append_count(out, finding->of, " sessions of this user ");
	} else {
		buf_puts(out, "all sessions of this user ");
	}
	buf_printf(out, "%s: likely the account", what);
}

/* What it shares with the other members of its finding. */
static void append_shared(struct buf *out, const struct finding *finding)
{
	switch (finding->kind) {
	case FINDING_COHORT_STOPPED:
		append_stopped(out, finding);
		break;
	case FINDING_SERVICE_LATE:
		append_late(out, finding);
		break;
	case FINDING_PROVIDER_FAILING:
		if (finding->service == FINDING_NO_SERVICE) {
			append_user(out, finding, "fail");
		} else {
			buf_puts(out, "errors across the service: likely its API");
		}
		break;
	case FINDING_USER_BEHIND:
		append_user(out, finding, "are behind");
		break;
	case FINDING_NEVER_POLLED:
		append_count(out, finding->members - 1, " more were never polled");
		break;
	case FINDING_CLOCK_AHEAD:
		append_count(
			out, finding->members - 1, " more ahead: likely a writer's fast clock");
		break;
	case FINDING_UNKNOWN_DATA:
		append_count(out, finding->members - 1, " more have unreadable attributes");
		break;
	case FINDING_MASS_PAUSE:
		append_count(out, finding->members - 1, " more were paused at once, by others");
		break;
	case FINDING_MASS_RESUME:
		append_count(out, finding->members - 1, " more were resumed at once, by others");
		break;
	case FINDING_TABLE_TROUBLE:
	case FINDING_KIND_COUNT:
		break;
	}
}

/* Counts over the same user's sessions in other services, except paused ones. */
struct others {
	uint32_t count, unhealthy;
};

static struct others count_others(const struct item_detail *item)
{
	struct others others = {0};

	for (size_t i = 0; item && item->has_siblings && i < item->siblings_count; i++) {
		const struct session *other = &item->siblings[i].session;

		others.count += other->active != ACTIVE_OFF;
		others.unhealthy += session_is_unhealthy(other);
	}
	return others;
}

void peers_append_conclusion(struct buf *out, const struct diagnosis *diagnosis,
	const struct session *session, const struct item_detail *item)
{
	const struct finding *finding = find_finding(diagnosis, session);
	struct others others = count_others(item);

	if (finding && finding->members > 1) {
		append_shared(out, finding);
	} else if (!session_is_unhealthy(session)) {
		buf_puts(out, session->state == STATE_PAUSED ? "it is paused" : "it is healthy");
	} else if (others.count > 0 && others.unhealthy == others.count) {
		buf_puts(out, "all sessions of this user are unhealthy: likely the account");
	} else if (!finding) {
		buf_puts(out, "not known until the table has been read");
	} else if (!item || !item->has_siblings) {
		buf_puts(out, "not known until the user's other sessions are read");
	} else {
		buf_puts(out, "just this one, as far as the table shows");
	}
}
