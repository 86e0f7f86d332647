/* SPDX-License-Identifier: MIT */
#include "fleet/fleet_state.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t fleet_unfilled(const struct fleet *fleet)
{
	size_t count = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		count += (fleet->rows->sessions[i].flags & SESSION_UNFILLED) != 0;
	}
	return count;
}

/* A row to be filled: the lower rank comes first, within it the earlier time. */
struct pick {
	unsigned rank;
	uint32_t position;
	int64_t time_ms;
};

bool fleet_has_suspects(const struct fleet *fleet)
{
	return fleet->suspects > 0;
}

enum {
	RANK_SUSPECT,
	RANK_FOCUS,
	RANK_PROBLEM,
	RANK_ACTIVE,
	RANK_REST,
	RANK_AGED_FOCUS,
	RANK_AGED,
	RANK_NONE
};

static unsigned rank_unfilled(const struct session *session)
{
	const struct session_state_info *info = session_state_info(session->state);

	/* Unknown is what all of them are while they are unfilled. */
	if (info->severity > 0 && session->state != STATE_UNKNOWN) {
		return RANK_PROBLEM;
	}
	return session->active == ACTIVE_OFF ? RANK_REST : RANK_ACTIVE;
}

static struct pick rank(
	const struct fleet *fleet, uint32_t position, uint32_t focus, int64_t filled_before_ms)
{
	const struct session *session = &fleet->rows->sessions[position];
	const struct mark *mark = &fleet->marks[position];
	struct pick pick = {RANK_NONE, position, session->polled_at_ms};
	int64_t filled_ms = (int64_t)mark->filled_s * 1000;

	if (mark->is_suspect) {
		pick.rank = RANK_SUSPECT;
	} else if (session->flags & SESSION_UNFILLED) {
		pick.rank = session->service == focus ? RANK_FOCUS : rank_unfilled(session);
	} else if (mark->is_partial && filled_ms < filled_before_ms) {
		pick.rank = session->service == focus ? RANK_AGED_FOCUS : RANK_AGED;
		pick.time_ms = filled_ms;
	}
	return pick;
}

static bool comes_before(const struct pick *a, const struct pick *b)
{
	return a->rank != b->rank ? a->rank < b->rank : a->time_ms < b->time_ms;
}

/* Puts it where it belongs among the sorted ones; the last of a full array falls out. */
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

size_t fleet_pick_unfilled(const struct fleet *fleet, const char *focus_service,
	int64_t filled_before_ms, struct fleet_key *keys, size_t count)
{
	if (count == 0) {
		return 0;
	}
	uint32_t focus =
		focus_service ? services_find(&fleet->services, focus_service) : HASH_TABLE_NONE;
	struct pick *picks = base_calloc(count, sizeof(*picks));
	size_t picked = 0;

	for (uint32_t i = 0; i < fleet->count; i++) {
		struct pick pick = rank(fleet, i, focus, filled_before_ms);

		if (pick.rank != RANK_NONE) {
			picked = insert(picks, picked, count, &pick);
		}
	}
	for (size_t i = 0; i < picked; i++) {
		const struct session *session = &fleet->rows->sessions[picks[i].position];

		keys[i] = (struct fleet_key){
			session->user_id, fleet_service_name(fleet, session->service)};
	}
	free(picks);
	return picked;
}

/* Counts the active sessions of each service, and those of them that are late or critical. */
static void count_ill(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->services.count; i++) {
		fleet->services.list[i].active = fleet->services.list[i].ill = 0;
	}
	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->rows->sessions[i];
		struct service *service = &fleet->services.list[session->service];

		service->active += session->active == ACTIVE_ON;
		service->ill += session->state == STATE_LATE || session->state == STATE_CRITICAL;
	}
}

void fleet_sample(struct fleet *fleet, int64_t asof_ms)
{
	if (asof_ms == fleet->sampled_ms) {
		return;
	}
	/* The first sample, and one after the server's clock was set back, has no rate. */
	bool has_rate = fleet->sampled_ms && asof_ms > fleet->sampled_ms;
	double seconds = has_rate ? (double)(asof_ms - fleet->sampled_ms) / 1000 : NAN;

	count_ill(fleet);
	for (size_t i = 0; i < fleet->services.count; i++) {
		struct service *service = &fleet->services.list[i];
		struct history_sample sample = {
			.at_ms = asof_ms,
			.late_share = service->active ? (float)service->ill / (float)service->active
						      : NAN,
			.poll_rate = (float)(service->polls / seconds),
		};

		history_add(&service->history, &sample);
		service->polls = 0;
	}
	fleet->sampled_ms = asof_ms;
}

static struct service_summary *copy_services(const struct fleet *fleet, struct arena *arena)
{
	size_t count = fleet->services.count;
	struct service_summary *copies = arena_alloc(arena, count * sizeof(*copies) + 1);

	for (size_t i = 0; i < count; i++) {
		const struct service *service = &fleet->services.list[i];

		copies[i].name = arena_strdup(arena, service->name);
		history_copy(&service->history, arena, &copies[i]);
	}
	return copies;
}

void fleet_copy(struct fleet *fleet, struct snapshot *snapshot)
{
	struct arena *arena = &snapshot->memory->arena;
	struct service_summary *services = copy_services(fleet, arena);

	snapshot->memory->rows = rows_ref(fleet->rows);
	snapshot->sessions = fleet->rows->sessions;
	snapshot->sessions_count = fleet->count;
	snapshot->services = services;
	snapshot->services_count = fleet->services.count;
	summary_fill(snapshot->sessions, snapshot->sessions_count, services,
		snapshot->services_count, &snapshot->totals);
	changes_copy(&fleet->changes, arena, snapshot);
}
