/* SPDX-License-Identifier: MIT */
#include "fleet/fleet_state.h"

void fleet_begin(struct fleet *fleet, struct fleet_pass *pass)
{
	pass->number = fleet_ask(fleet);
}

/* Both indexes are sorted by lastPollAt, so an item without one is in neither. */
static bool is_indexed(const struct session *session)
{
	return session->polled_at_ms != SESSION_NO_TIME || (session->flags & SESSION_BAD_POLLED);
}

/* In what the pass reads, if only it is indexed. */
static bool is_in_reach(const struct fleet_pass *pass, const struct session *session)
{
	if (pass->active != ACTIVE_UNKNOWN && session->active != pass->active) {
		return false;
	}
	switch (pass->cover) {
	case COVER_ALL:
		return true;
	case COVER_ENCODING:
		return pass->encodings & 1u << session->encoding;
	case COVER_SERVICE:
		return session->service == pass->service;
	}
	return false;
}

/* Whether the row is known to be as it is at the end of the pass. */
static bool is_true_now(
	const struct fleet_pass *pass, const struct session *session, const struct mark *mark)
{
	if (pass->cover == COVER_ALL) {
		return false;
	}
	if (pass->is_delta) {
		return session->active == ACTIVE_ON;
	}
	/* Who was never polled would have come into the index. */
	return mark->seen >= pass->number || !is_indexed(session);
}

static bool is_missed(const struct fleet_pass *pass, const struct session *session,
	const struct mark *mark, int64_t asof_ms)
{
	return !pass->is_delta && mark->seen < pass->number &&
	       (pass->cover == COVER_ALL || is_indexed(session)) && !mark->is_held &&
	       !fleet_is_pending(session, mark, asof_ms);
}

static void miss(struct fleet *fleet, const struct fleet_pass *pass, uint32_t position)
{
	unsigned allowed = pass->cover == COVER_ALL ? 0 : 1;

	fleet->marks[position].missed = pass->number;
	if (++fleet->marks[position].misses > allowed) {
		fleet_drop(fleet, position);
	} else {
		fleet_edit(fleet, position)->flags |= SESSION_MISSED;
	}
}

static void end_row(
	struct fleet *fleet, const struct fleet_pass *pass, uint32_t position, int64_t asof_ms)
{
	const struct session *session = &fleet->rows->sessions[position];
	const struct mark *mark = &fleet->marks[position];

	if (is_true_now(pass, session, mark)) {
		struct session before = *session;

		fleet_judge(fleet, fleet_edit(fleet, position), &before, asof_ms);
	} else if (is_missed(pass, session, mark, asof_ms)) {
		miss(fleet, pass, position);
	}
}

void fleet_end_part(struct fleet *fleet, const struct fleet_pass *pass, int64_t from_ms,
	int64_t to_ms, int64_t asof_ms)
{
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->rows->sessions[i];
		struct mark *mark = &fleet->marks[i];
		bool is_shown = session->polled_at_ms >= from_ms && session->polled_at_ms < to_ms;

		if (is_shown && is_in_reach(pass, session) && !mark->is_suspect &&
			is_missed(pass, session, mark, asof_ms)) {
			mark->is_suspect = true;
			fleet->suspects++;
		}
	}
}

/* Rows that lie on the seldom side of a cut. */
static size_t count_beyond(const struct fleet *fleet, int64_t cut_ms)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->rows->sessions[i];
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
		size_t count = count_beyond(fleet, cut_ms);

		if (count < least) {
			least = count;
			best_ms = cut_ms;
		}
	}
	return best_ms;
}

/* Remembers what a whole pass has covered. */
static void note_swept(struct fleet *fleet, const struct fleet_pass *pass)
{
	for (unsigned active = ACTIVE_UNKNOWN; active <= ACTIVE_OFF; active++) {
		if (pass->active != ACTIVE_UNKNOWN && pass->active != active) {
			continue;
		}
		switch (pass->cover) {
		case COVER_ALL:
			fleet->has_scanned = true;
			break;
		case COVER_ENCODING:
			fleet->swept_encodings[active] |= pass->encodings;
			break;
		case COVER_SERVICE:
			fleet->services.list[pass->service].swept |= (uint8_t)(1u << active);
			break;
		}
	}
}

bool fleet_is_newcomer(const struct fleet *fleet, const struct session *session)
{
	if (fleet->has_scanned) {
		return true;
	}
	return is_indexed(session) &&
	       ((fleet->swept_encodings[session->active] & 1u << session->encoding) ||
		       (fleet->services.list[session->service].swept & 1u << session->active));
}

void fleet_end(struct fleet *fleet, const struct fleet_pass *pass, int64_t asof_ms)
{
	/* Downwards, for the place of a row that is dropped is taken by the last. */
	for (uint32_t i = (uint32_t)fleet->count; i-- > 0;) {
		if (is_in_reach(pass, &fleet->rows->sessions[i])) {
			end_row(fleet, pass, i, asof_ms);
		}
	}
	if (!pass->is_delta) {
		note_swept(fleet, pass);
	}
	fleet_pack(fleet);
}
