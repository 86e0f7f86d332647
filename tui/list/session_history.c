/* SPDX-License-Identifier: MIT */
#include "list/session_history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Sessions are identified by their hash alone: the odds that two of 8,192 collide are below 10^-11.
 */
struct session_history_slot {
	/* 0: free */
	uint64_t hash;
	uint8_t samples[SESSION_HISTORY_SAMPLES];
	/* the tick of its newest sample */
	uint32_t seen : 31;
	/* errors_before is as of the baseline, not of the first sample */
	uint32_t is_rebased : 1;
	int32_t errors_before;
};

_Static_assert(sizeof(struct session_history_slot) * 2 * SESSION_HISTORY_MAX_SESSIONS < 2300000,
	"see the header");

#define STEPS_PER_OCTAVE 8

int64_t session_history_age_ms(uint8_t sample)
{
	return sample < SAMPLE_AGE
		       ? -1
		       : (int64_t)(1000 * exp2((double)(sample - SAMPLE_AGE) / STEPS_PER_OCTAVE) -
				   1000);
}

static uint8_t sample_of_age(int64_t age_ms)
{
	double steps = STEPS_PER_OCTAVE * log2((double)age_ms / 1000 + 1) + 0.5;
	double most = UINT8_MAX - SAMPLE_AGE;

	return (uint8_t)(SAMPLE_AGE + (steps < most ? steps : most));
}

static uint8_t sample_of(const struct session *session)
{
	int64_t age_ms;

	if (session->state == STATE_PAUSED) {
		return SAMPLE_PAUSED;
	}
	if (session->state == STATE_NEVER_POLLED) {
		return SAMPLE_NEVER_POLLED;
	}
	if (session->state == STATE_FUTURE) {
		return SAMPLE_FUTURE;
	}
	if (!session_age(session, session_asof_ms(session), &age_ms)) {
		return SAMPLE_UNKNOWN;
	}
	return sample_of_age(age_ms > 0 ? age_ms : 0);
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

/* The slot of a hash, or the free slot for it. The table is never full. */
static struct session_history_slot *find_slot(
	const struct session_histories *histories, uint64_t hash)
{
	size_t at = hash & (histories->capacity - 1);

	while (histories->slots[at].hash != 0 && histories->slots[at].hash != hash) {
		at = (at + 1) & (histories->capacity - 1);
	}
	return &histories->slots[at];
}

/* Makes room for that many more sessions; removes those whose samples are all too old. */
static void make_room(struct session_histories *histories, size_t more)
{
	struct session_histories before = *histories;

	if (2 * (histories->count + more) <= histories->capacity) {
		return;
	}
	histories->capacity = 64;
	histories->count = 0;
	for (size_t i = 0; i < before.capacity; i++) {
		bool is_kept =
			before.slots[i].hash != 0 &&
			(size_t)before.slots[i].seen + SESSION_HISTORY_SAMPLES > before.ticks;

		histories->count += is_kept;
		before.slots[i].hash = is_kept ? before.slots[i].hash : 0;
	}
	while (histories->capacity < 2 * (histories->count + more)) {
		histories->capacity *= 2;
	}
	histories->slots = base_calloc(histories->capacity, sizeof(*histories->slots));
	for (size_t i = 0; i < before.capacity; i++) {
		if (before.slots[i].hash != 0) {
			*find_slot(histories, before.slots[i].hash) = before.slots[i];
		}
	}
	free(before.slots);
}

/* The server time of the newest refresh; 0: none yet. */
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

static void add_sample(
	struct session_histories *histories, const char *service, const struct session *session)
{
	uint64_t hash = hash_of(service, session->user_id);
	struct session_history_slot *slot = find_slot(histories, hash);

	if (slot->hash == 0) {
		slot->hash = hash;
		slot->errors_before = session->error_count;
		slot->is_rebased = false;
		histories->count++;
	}
	slot->samples[histories->ticks % SESSION_HISTORY_SAMPLES] = sample_of(session);
	slot->seen = histories->ticks & INT32_MAX;
}

/* The sessions whose histories are kept: all, those of one user or one service, or none. */
struct watch {
	bool all;
	/* NULL: of the service */
	const char *user_id;
	uint32_t service;
	/* upper limit of their number */
	size_t sessions;
};

static struct watch choose(
	const struct snapshot *snapshot, const char *service, const char *user_id)
{
	struct watch watch = {.all = snapshot->sessions_count <= SESSION_HISTORY_MAX_SESSIONS,
		.user_id = user_id};

	if (watch.all) {
		watch.sessions = snapshot->sessions_count;
		return watch;
	}
	if (user_id && snapshot->services_count <= SESSION_HISTORY_MAX_SESSIONS) {
		watch.sessions = snapshot->services_count;
		return watch;
	}
	for (size_t i = 0; service && i < snapshot->services_count; i++) {
		size_t sessions = snapshot->services[i].summary.sessions;

		if (strcmp(snapshot->services[i].name, service) == 0 &&
			sessions <= SESSION_HISTORY_MAX_SESSIONS) {
			watch.service = (uint32_t)i;
			watch.sessions = sessions;
		}
	}
	return watch;
}

static bool is_watched(const struct watch *watch, const struct session *session)
{
	if (watch->all) {
		return true;
	}
	return watch->user_id ? strcmp(session->user_id, watch->user_id) == 0
			      : session->service == watch->service;
}

void session_history_sample(struct session_histories *histories, const struct snapshot *snapshot,
	const char *service, const char *user_id)
{
	int64_t at_ms = refreshed_at_ms(snapshot);
	struct watch watch = choose(snapshot, service, user_id);

	if (at_ms == 0 ||
		(histories->ticks > 0 && at_ms <= histories->at_ms[(histories->ticks - 1) %
								   SESSION_HISTORY_SAMPLES])) {
		return;
	}
	make_room(histories, watch.sessions);
	for (size_t i = 0; i < histories->capacity; i++) {
		histories->slots[i].samples[histories->ticks % SESSION_HISTORY_SAMPLES] =
			SAMPLE_NONE;
	}
	for (size_t i = 0; watch.sessions > 0 && i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (is_watched(&watch, session)) {
			add_sample(histories, snapshot->services[session->service].name, session);
		}
	}
	histories->at_ms[histories->ticks++ % SESSION_HISTORY_SAMPLES] = at_ms;
}

void session_history_rebase(struct session_histories *histories, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < histories->capacity; i++) {
		histories->slots[i].errors_before = -1;
		histories->slots[i].is_rebased = true;
	}
	histories->rebased_at_ms = snapshot->asof_ms;
	for (size_t i = 0; histories->count > 0 && i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		const char *service = snapshot->services[session->service].name;
		struct session_history_slot *slot =
			find_slot(histories, hash_of(service, session->user_id));

		slot->errors_before = session->error_count; /* harmless in a free slot */
	}
}

void session_history_find(const struct session_histories *histories, const char *service,
	const char *user_id, struct session_history *history)
{
	size_t taken = histories->ticks < SESSION_HISTORY_SAMPLES ? histories->ticks
								  : SESSION_HISTORY_SAMPLES;

	history->count = history->first_tick = 0;
	history->errors_before = -1;
	history->before_ms = 0;
	if (histories->capacity == 0) {
		return;
	}
	const struct session_history_slot *slot = find_slot(histories, hash_of(service, user_id));

	if (slot->hash != 0) {
		history->errors_before = slot->errors_before;
		history->before_ms = slot->is_rebased ? histories->rebased_at_ms : 0;
	}
	for (size_t tick = histories->ticks - taken; slot->hash != 0 && tick < histories->ticks;
		tick++) {
		uint8_t sample = slot->samples[tick % SESSION_HISTORY_SAMPLES];

		if (sample == SAMPLE_NONE && history->count == 0) {
			continue;
		}
		history->first_tick = history->count == 0 ? tick : history->first_tick;
		history->samples[history->count] = sample;
		history->at_ms[history->count++] = histories->at_ms[tick % SESSION_HISTORY_SAMPLES];
	}
}

void session_history_fini(struct session_histories *histories)
{
	free(histories->slots);
	*histories = (struct session_histories){0};
}
