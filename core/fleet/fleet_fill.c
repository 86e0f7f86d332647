/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"

#include <stdlib.h>

size_t fleet_unfilled(const struct fleet *fleet)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		count += (fleet->list->sessions[i].flags & SESSION_UNFILLED) != 0;
	}
	return count;
}

/*
 * If only an index lacks attributes, the item becomes stale that much later, because a Scan reads
 * it at a lower cost.
 */
#define PARTIAL_STALE_MS (INT64_C(60) * 60 * 1000)
/*
 * A stale item counts as read this much earlier for each degree of severity. So of items read at
 * about the same time the most severe come first, but the others still get their turn.
 */
#define SEVERITY_MS 10000

/* A candidate for reading its item: lower ranks come first, and earlier times within a rank. */
struct pick {
	unsigned rank;
	uint32_t position;
	int64_t time_ms;
};

enum {
	RANK_UNVERIFIED,
	RANK_SUSPECT,
	RANK_FOCUS,
	RANK_PROBLEM,
	RANK_ACTIVE,
	RANK_REST,
	RANK_STALE,
	RANK_NONE
};

static unsigned rank_unfilled(const struct session *session)
{
	/* An unfilled session is STATE_UNKNOWN unless a known attribute already shows a problem. */
	if (session_is_unhealthy(session) && session->state != STATE_UNKNOWN) {
		return RANK_PROBLEM;
	}
	return session->active == ACTIVE_OFF ? RANK_REST : RANK_ACTIVE;
}

/* True if the session has a problem or is overdue: it was not polled when it should have been. */
static bool is_standing(const struct session *session)
{
	if (session_is_unhealthy(session)) {
		return true;
	}
	/* An unknown lateness is not a number: the session has never been polled. */
	return session->state == STATE_ON_TIME &&
	       !(session_lateness(session, session_asof_ms(session)) <= 1);
}

static bool is_stale(const struct session *session, const struct mark *mark, int64_t before_ms)
{
	int64_t filled_ms = (int64_t)mark->filled_s * 1000;

	return filled_ms < before_ms &&
	       (is_standing(session) ||
		       (mark->is_partial && filled_ms < before_ms - PARTIAL_STALE_MS));
}

static int64_t stale_since_ms(const struct session *session, const struct mark *mark)
{
	int severity = session_state_info((enum session_state)session->state)->severity;

	return (int64_t)mark->filled_s * 1000 - severity * SEVERITY_MS;
}

static struct pick rank(
	const struct fleet *fleet, uint32_t position, uint32_t focus, int64_t stale_before_ms)
{
	const struct session *session = &fleet->list->sessions[position];
	const struct mark *mark = &fleet->marks[position];
	struct pick pick = {RANK_NONE, position, session->polled_at_ms};

	if (mark->is_unverified) {
		pick.rank = RANK_UNVERIFIED;
	} else if (mark->is_suspect) {
		pick.rank = RANK_SUSPECT;
	} else if (session->flags & SESSION_UNFILLED) {
		pick.rank = session->service == focus ? RANK_FOCUS : rank_unfilled(session);
	} else if (is_stale(session, mark, stale_before_ms)) {
		pick.rank = RANK_STALE;
		pick.time_ms = stale_since_ms(session, mark);
	}
	return pick;
}

static bool comes_before(const struct pick *a, const struct pick *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->time_ms < b->time_ms;
}

/* Inserts a candidate into the sorted picks. If they are full, drops the last one. */
static size_t insert(struct pick *picks, size_t count, size_t capacity, const struct pick *pick)
{
	if (count == capacity && !comes_before(pick, &picks[count - 1])) {
		return count;
	}
	size_t at = count < capacity ? count++ : count - 1;

	for (; at > 0 && comes_before(pick, &picks[at - 1]); at--) {
		picks[at] = picks[at - 1];
	}
	picks[at] = *pick;
	return count;
}

size_t fleet_pick_items(const struct fleet *fleet, const char *focus_service,
	int64_t stale_before_ms, struct item_key *keys, size_t count)
{
	if (count == 0) {
		return 0;
	}
	uint32_t focus =
		focus_service ? services_find(&fleet->services, focus_service) : HASH_TABLE_NONE;
	struct pick *picks = base_calloc(count, sizeof(*picks));
	size_t picked = 0;

	for (uint32_t i = 0; i < fleet->count; i++) {
		struct pick pick = rank(fleet, i, focus, stale_before_ms);

		if (pick.rank != RANK_NONE) {
			picked = insert(picks, picked, count, &pick);
		}
	}
	for (size_t i = 0; i < picked; i++) {
		const struct session *session = &fleet->list->sessions[picks[i].position];

		keys[i] = (struct item_key){
			session->user_id, fleet_service_name(fleet, session->service)};
	}
	free(picks);
	return picked;
}
