/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"

void fleet_begin_sweep(struct fleet *fleet, struct coverage *coverage)
{
	coverage->number = fleet_next_request(fleet);
}

/* True if the session's values are known to be current at the end of the sweep. */
static bool is_current(
	const struct coverage *coverage, const struct session *session, const struct mark *mark)
{
	if (coverage_is_of_table(coverage)) {
		return false;
	}
	if (coverage->is_delta) {
		return session->active == ACTIVE_ON;
	}
	/* A never-polled session would have entered the index with its first poll. */
	return mark->seen >= coverage->number || !coverage_is_indexed(session);
}

/* True if the sweep should have returned the session but did not. */
static bool is_missed(const struct coverage *coverage, const struct session *session,
	const struct mark *mark, int64_t asof_ms)
{
	bool is_missing = coverage->is_delta ? mark->is_absent && mark->seen < mark->missed
					     : mark->seen < coverage->number &&
						       (coverage_is_of_table(coverage) ||
							       coverage_is_indexed(session));

	return is_missing && !mark->is_writing && !fleet_is_pending(session, mark, asof_ms);
}

static void count_miss(struct fleet *fleet, const struct coverage *coverage, uint32_t position)
{
	unsigned allowed = coverage_is_of_table(coverage) ? 0 : 1;

	fleet->marks[position].missed = coverage->number;
	fleet->marks[position].is_absent = false;
	if (++fleet->marks[position].misses > allowed) {
		fleet_drop(fleet, position);
	} else {
		fleet_edit(fleet, position)->flags |= SESSION_MISSED;
	}
}

static void suspect(struct fleet *fleet, struct mark *mark)
{
	fleet->suspects += !mark->is_suspect;
	mark->is_suspect = true;
}

/* A sweep that was cut did not return the session. */
static void note_absent(struct fleet *fleet, const struct coverage *coverage, uint32_t position)
{
	struct mark *mark = &fleet->marks[position];

	mark->missed = coverage->number;
	mark->is_absent = true;
	if (session_is_unhealthy(&fleet->list->sessions[position])) {
		suspect(fleet, mark);
	}
}

static void end_for_session(
	struct fleet *fleet, const struct coverage *coverage, uint32_t position, int64_t asof_ms)
{
	const struct session *session = &fleet->list->sessions[position];
	const struct mark *mark = &fleet->marks[position];

	if (is_missed(coverage, session, mark, asof_ms)) {
		if (coverage->is_cut) {
			note_absent(fleet, coverage, position);
		} else {
			count_miss(fleet, coverage, position);
		}
	} else if (!coverage->is_cut && is_current(coverage, session, mark)) {
		struct session before = *session;

		fleet_age(fleet, position, &before, asof_ms);
	}
}

void fleet_end_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t asof_ms)
{
	if (coverage->is_cut && coverage->is_delta) {
		return;
	}
	/* Backwards, because the last session moves to the position of a dropped one. */
	for (uint32_t i = (uint32_t)fleet->count; i-- > 0;) {
		if (coverage_includes(coverage, &fleet->list->sessions[i])) {
			end_for_session(fleet, coverage, i, asof_ms);
		}
	}
	fleet_limit_unverified(fleet);
	if (!coverage->is_delta) {
		coverage_note(coverage, &fleet->covered, &fleet->services);
	}
	fleet_pack(fleet);
}

void fleet_end_partial_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t from_ms,
	int64_t to_ms, int64_t asof_ms)
{
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->list->sessions[i];
		struct mark *mark = &fleet->marks[i];
		bool is_shown = session->polled_at_ms >= from_ms && session->polled_at_ms < to_ms;

		if (is_shown && coverage_includes(coverage, session) &&
			is_missed(coverage, session, mark, asof_ms)) {
			suspect(fleet, mark);
		}
	}
	fleet_limit_unverified(fleet);
}

/* Counts active sessions before a cut and paused ones after it. */
static size_t count_misplaced(const struct fleet *fleet, int64_t cut_ms)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->list->sessions[i];
		bool is_after = session->polled_at_ms >= cut_ms;

		count += session->polled_at_ms != SESSION_NO_TIME &&
			 ((session->active == ACTIVE_ON && !is_after) ||
				 (session->active == ACTIVE_OFF && is_after));
	}
	return count;
}

int64_t fleet_find_cut(const struct fleet *fleet, int64_t latest_ms)
{
	static const int64_t ages_s[] = {0, 60, 300, 600, 1800, 3600, 6 * 3600, 86400, 7 * 86400};
	int64_t best_ms = latest_ms / 1000 * 1000;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < ARRAY_LEN(ages_s); i++) {
		int64_t cut_ms = (latest_ms / 1000 - ages_s[i]) * 1000;
		size_t count = count_misplaced(fleet, cut_ms);

		if (count < least) {
			least = count;
			best_ms = cut_ms;
		}
	}
	return best_ms;
}

bool fleet_has_suspects(const struct fleet *fleet)
{
	return fleet->suspects > 0;
}
