/* SPDX-License-Identifier: MIT */
#include "fleet/fleet.h"
#include "fleet/fleet_state.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <math.h>

/* Counts each service's active sessions, and how many of them are late by their age. */
static void count_late(struct fleet *fleet)
{
	for (size_t i = 0; i < fleet->services.count; i++) {
		fleet->services.list[i].active = fleet->services.list[i].late = 0;
	}
	for (size_t i = 0; i < fleet->count; i++) {
		const struct session *session = &fleet->list->sessions[i];
		struct service *service = &fleet->services.list[session->service];
		const struct session_thresholds *limits =
			service->limits ? service->limits : &fleet->limits;

		service->active += session->active == ACTIVE_ON;
		service->late += session_is_late(session, limits);
	}
}

void fleet_sample(struct fleet *fleet, int64_t asof_ms)
{
	if (asof_ms == fleet->sampled_ms) {
		return;
	}
	/* The first sample has no rate, nor has one after the server's clock was set back. */
	bool has_rate = fleet->sampled_ms && asof_ms > fleet->sampled_ms;
	double seconds = has_rate ? (double)(asof_ms - fleet->sampled_ms) / 1000 : NAN;

	count_late(fleet);
	for (size_t i = 0; i < fleet->services.count && i < SERVICES_MAX_SHOWN; i++) {
		struct service *service = &fleet->services.list[i];
		struct service_sample sample = {
			.at_ms = asof_ms,
			.late_share = service->active
					      ? (float)service->late / (float)service->active
					      : NAN,
			.poll_rate = (float)(service->polls / seconds),
		};

		service_samples_add(&service->samples, &sample);
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
		service_samples_copy(&service->samples, arena, &copies[i]);
		copies[i].usual_delay_ms = usual_delay_ms(&service->delay);
	}
	return copies;
}

static enum session_active find_active(const struct snapshot *snapshot, uint32_t number)
{
	for (size_t i = 0; number > 0 && i < snapshot->mass_changes_count; i++) {
		if (snapshot->mass_changes[i].number == number) {
			return snapshot->mass_changes[i].active;
		}
	}
	return ACTIVE_UNKNOWN;
}

static void copy_mass_changes(
	const struct fleet *fleet, struct arena *arena, struct snapshot *snapshot)
{
	toggles_copy(&fleet->toggles, arena, snapshot);
	if (snapshot->mass_changes_count == 0) {
		return;
	}
	uint32_t *numbers = arena_alloc(arena, fleet->count * sizeof(*numbers) + 1);

	for (size_t i = 0; i < fleet->count; i++) {
		uint32_t number = fleet->marks[i].toggled;
		enum session_active active = find_active(snapshot, number);

		numbers[i] = active != ACTIVE_UNKNOWN && active == fleet->list->sessions[i].active
				     ? number
				     : 0;
	}
	snapshot->mass_change_of = numbers;
}

void fleet_copy_changes(const struct fleet *fleet, struct snapshot *snapshot)
{
	changes_copy(&fleet->changes, &snapshot->memory->arena, snapshot);
}

void fleet_copy(struct fleet *fleet, struct snapshot *snapshot)
{
	struct arena *arena = &snapshot->memory->arena;
	struct service_summary *services = copy_services(fleet, arena);

	snapshot->memory->list = session_list_ref(fleet->list);
	snapshot->sessions = fleet->list->sessions;
	snapshot->sessions_count = fleet->count;
	snapshot->services = services;
	snapshot->services_count = fleet->services.count;
	summary_fill(snapshot->sessions, snapshot->sessions_count, services,
		snapshot->services_count, &snapshot->totals);
	unreadable_forms_copy(&fleet->unreadable, snapshot);
	fleet_copy_changes(fleet, snapshot);
	copy_mass_changes(fleet, arena, snapshot);
}
