/* SPDX-License-Identifier: MIT */
#include "list/trail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A session is known by its hash alone: of 8,192 two share one in a fleet of 10^11. */
struct trail_slot {
	/* 0: free */
	uint64_t hash;
	uint8_t marks[TRAIL_SAMPLES];
	/* the tick of its newest mark */
	uint32_t seen : 31;
	/* errors_before is of the baseline, or else of its first mark */
	uint32_t is_rebased : 1;
	int32_t errors_before;
};

_Static_assert(sizeof(struct trail_slot) * 2 * TRAIL_MAX_SESSIONS < 2300000, "see the header");

#define STEPS_PER_OCTAVE 8

int64_t trail_age_ms(uint8_t mark)
{
	return mark < TRAIL_AGE
		       ? -1
		       : (int64_t)(1000 * exp2((double)(mark - TRAIL_AGE) / STEPS_PER_OCTAVE) -
				   1000);
}

static uint8_t mark_of_age(int64_t age_ms)
{
	double steps = STEPS_PER_OCTAVE * log2((double)age_ms / 1000 + 1) + 0.5;
	double most = UINT8_MAX - TRAIL_AGE;

	return (uint8_t)(TRAIL_AGE + (steps < most ? steps : most));
}

static uint8_t mark_of(const struct session *session)
{
	int64_t age_ms;

	if (session->state == STATE_PAUSED) {
		return TRAIL_PAUSED;
	}
	if (session->state == STATE_NEVER_POLLED) {
		return TRAIL_NEVER_POLLED;
	}
	if (session->state == STATE_FUTURE) {
		return TRAIL_FUTURE;
	}
	if (!session_age(session, session_asof_ms(session), &age_ms)) {
		return TRAIL_UNKNOWN;
	}
	return mark_of_age(age_ms > 0 ? age_ms : 0);
}

/* FNV-1a of both names with their NULs; never 0. */
static uint64_t hash_of(const char *service, const char *user_id)
{
	const char *names[] = {service, user_id};
	uint64_t hash = 0xCBF29CE484222325u;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *name = names[i];

		do {
			hash = (hash ^ (unsigned char)*name) * 0x100000001B3u;
		} while (*name++);
	}
	return hash ? hash : 1;
}

/* The slot of a hash, or the free one where it belongs. The table is never full. */
static struct trail_slot *find_slot(const struct trails *trails, uint64_t hash)
{
	size_t at = hash & (trails->capacity - 1);

	while (trails->slots[at].hash != 0 && trails->slots[at].hash != hash) {
		at = (at + 1) & (trails->capacity - 1);
	}
	return &trails->slots[at];
}

/* Makes room for so many more, forgetting those that have no mark left. */
static void make_room(struct trails *trails, size_t more)
{
	struct trails before = *trails;

	if (2 * (trails->count + more) <= trails->capacity) {
		return;
	}
	trails->capacity = 64;
	trails->count = 0;
	for (size_t i = 0; i < before.capacity; i++) {
		bool is_kept = before.slots[i].hash != 0 &&
			       (size_t)before.slots[i].seen + TRAIL_SAMPLES > before.ticks;

		trails->count += is_kept;
		before.slots[i].hash = is_kept ? before.slots[i].hash : 0;
	}
	while (trails->capacity < 2 * (trails->count + more)) {
		trails->capacity *= 2;
	}
	trails->slots = base_calloc(trails->capacity, sizeof(*trails->slots));
	for (size_t i = 0; i < before.capacity; i++) {
		if (before.slots[i].hash != 0) {
			*find_slot(trails, before.slots[i].hash) = before.slots[i];
		}
	}
	free(before.slots);
}

/* The time of the newest refresh; 0: there was none yet. */
static int64_t refreshed_at_ms(const struct snapshot *snapshot)
{
	int64_t newest_ms = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		const struct service_summary *service = &snapshot->services[i];
		size_t count = service->samples_count;

		if (count > 0 && service->samples[count - 1].at_ms > newest_ms) {
			newest_ms = service->samples[count - 1].at_ms;
		}
	}
	return newest_ms;
}

static void add_mark(struct trails *trails, const char *service, const struct session *session)
{
	uint64_t hash = hash_of(service, session->user_id);
	struct trail_slot *slot = find_slot(trails, hash);

	if (slot->hash == 0) {
		slot->hash = hash;
		slot->errors_before = session->error_count;
		slot->is_rebased = false;
		trails->count++;
	}
	slot->marks[trails->ticks % TRAIL_SAMPLES] = mark_of(session);
	slot->seen = trails->ticks & INT32_MAX;
}

/* Which sessions are watched: of all services, of one, or none. */
struct watch {
	bool all;
	uint32_t service;
	size_t sessions;
};

static struct watch choose(const struct snapshot *snapshot, const char *service)
{
	struct watch watch = {.all = snapshot->sessions_count <= TRAIL_MAX_SESSIONS};

	if (watch.all) {
		watch.sessions = snapshot->sessions_count;
		return watch;
	}
	for (size_t i = 0; service && i < snapshot->services_count; i++) {
		size_t sessions = snapshot->services[i].summary.sessions;

		if (strcmp(snapshot->services[i].name, service) == 0 &&
			sessions <= TRAIL_MAX_SESSIONS) {
			watch.service = (uint32_t)i;
			watch.sessions = sessions;
		}
	}
	return watch;
}

void trail_take(struct trails *trails, const struct snapshot *snapshot, const char *service)
{
	int64_t at_ms = refreshed_at_ms(snapshot);
	struct watch watch = choose(snapshot, service);

	if (at_ms == 0 || (trails->ticks > 0 &&
				  at_ms <= trails->at_ms[(trails->ticks - 1) % TRAIL_SAMPLES])) {
		return;
	}
	make_room(trails, watch.sessions);
	for (size_t i = 0; i < trails->capacity; i++) {
		trails->slots[i].marks[trails->ticks % TRAIL_SAMPLES] = TRAIL_NONE;
	}
	for (size_t i = 0; watch.sessions > 0 && i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (watch.all || session->service == watch.service) {
			add_mark(trails, snapshot->services[session->service].name, session);
		}
	}
	trails->at_ms[trails->ticks++ % TRAIL_SAMPLES] = at_ms;
}

void trail_rebase(struct trails *trails, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < trails->capacity; i++) {
		trails->slots[i].errors_before = -1;
		trails->slots[i].is_rebased = true;
	}
	trails->rebased_at_ms = snapshot->asof_ms;
	for (size_t i = 0; trails->count > 0 && i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		const char *service = snapshot->services[session->service].name;
		struct trail_slot *slot = find_slot(trails, hash_of(service, session->user_id));

		slot->errors_before = session->error_count; /* of a free one it says nothing */
	}
}

void trail_find(
	const struct trails *trails, const char *service, const char *user_id, struct trail *trail)
{
	size_t taken = trails->ticks < TRAIL_SAMPLES ? trails->ticks : TRAIL_SAMPLES;

	trail->count = trail->first_tick = 0;
	trail->errors_before = -1;
	trail->before_ms = 0;
	if (trails->capacity == 0) {
		return;
	}
	const struct trail_slot *slot = find_slot(trails, hash_of(service, user_id));

	if (slot->hash != 0) {
		trail->errors_before = slot->errors_before;
		trail->before_ms = slot->is_rebased ? trails->rebased_at_ms : 0;
	}
	for (size_t tick = trails->ticks - taken; slot->hash != 0 && tick < trails->ticks; tick++) {
		uint8_t mark = slot->marks[tick % TRAIL_SAMPLES];

		if (mark == TRAIL_NONE && trail->count == 0) {
			continue;
		}
		trail->first_tick = trail->count == 0 ? tick : trail->first_tick;
		trail->marks[trail->count] = mark;
		trail->at_ms[trail->count++] = trails->at_ms[tick % TRAIL_SAMPLES];
	}
}

void trail_fini(struct trails *trails)
{
	free(trails->slots);
	*trails = (struct trails){0};
}
