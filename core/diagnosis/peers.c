/* SPDX-License-Identifier: MIT */
#include "peers.h"

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

void peers_append_service(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session)
{
	const struct diagnosis_service *service = &diagnosis->services[session->service];
	const struct summary *summary = &diagnosis->summaries[session->service];

	if (is_failing(diagnosis, session)) {
		append_count(out, summary->erroring, " of ");
		append_count(out, summary->sessions - summary->paused, " have errors");
	} else if (cohort_has(&service->cohort, session)) {
		append_count(out, service->cohort.sessions, " of ");
		append_count(out, summary->active, " stopped together with it");
	} else {
		append_count(out, service->late, " of ");
		append_count(out, summary->active, " behind");
	}
}

void peers_append_fleet(
	struct buf *out, const struct diagnosis *diagnosis, const struct session *session)
{
	const struct diagnosis_service *service = &diagnosis->services[session->service];
	uint32_t companions = service->companions;

	if (is_failing(diagnosis, session)) {
		append_count(out,
			diagnosis->totals.erroring -
				diagnosis->summaries[session->service].erroring,
			" have errors in other services");
		return;
	}
	append_count(out, diagnosis->late - service->late, " behind");
	if (cohort_has(&service->cohort, session) && companions > 0) {
		buf_printf(out, " elsewhere, %u service%s stopped too", companions,
			companions == 1 ? "" : "s");
	} else {
		buf_puts(out, " in other services");
	}
	buf_puts(out, diagnosis->snapshot->status.is_complete ? "" : " so far");
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

/* If more than one in twenty is affected, a common cause is assumed. */
static bool is_common(uint32_t count, uint32_t out_of)
{
	return count > 2 && (uint64_t)count * 20 > out_of;
}

void peers_append_conclusion(struct buf *out, const struct diagnosis *diagnosis,
	const struct session *session, const struct item_detail *item)
{
	const struct diagnosis_service *service = &diagnosis->services[session->service];
	const struct summary *summary = &diagnosis->summaries[session->service];
	struct others others = count_others(item);

	if (!session_is_unhealthy(session)) {
		buf_puts(out, session->state == STATE_PAUSED ? "it is paused" : "it is healthy");
	} else if (cohort_has(&service->cohort, session)) {
		buf_puts(out, service->companions > 0
				      ? "several services stopped: likely a shared cause"
				      : "stopped together: likely one worker or shard");
	} else if (others.count > 0 && others.unhealthy == others.count) {
		buf_puts(out, "all sessions of this user are unhealthy: likely the account");
	} else if (is_failing(diagnosis, session) &&
		   is_common(summary->erroring, summary->active)) {
		buf_puts(out, "errors across the service: likely its API");
	} else if (service->late * 2 > summary->active) {
		buf_puts(out, "most of the service is behind: likely poller or API");
	} else if (!item || !item->has_siblings) {
		buf_puts(out, "not known until the user's other sessions are read");
	} else {
		buf_puts(out, "just this one, as far as the table shows");
	}
}
