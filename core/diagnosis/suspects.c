/* SPDX-License-Identifier: MIT */
#include "diagnosis/suspects.h"

#include "base.h"
#include "base/hash_table.h"
#include "diagnosis.h"
#include "diagnosis/mass_changes.h"

#include <stdlib.h>
#include <string.h>

/* A session is dead after so many intervals without a poll, and so long after its due time. */
#define DEAD_INTERVALS 20
#define DEAD_MS        INT64_C(3600000)

/* Nothing counts as overdue sooner: clocks, reads and times in seconds are no more exact. */
#define LEAST_TOLERANCE_MS 5000

static int64_t at_most(int64_t value, int64_t limit)
{
	return value < limit ? value : limit;
}

/* How long past its due time a session may be before it counts as overdue. */
static int64_t tolerance_ms(const struct snapshot *snapshot, const struct session *session)
{
	int64_t usual_ms = snapshot->services[session->service].usual_delay_ms;
	int64_t share_ms = usual_ms > 0 ? at_most(usual_ms, session->interval_ms / 2)
					: session->interval_ms / 4;

	return share_ms > LEAST_TOLERANCE_MS ? share_ms : LEAST_TOLERANCE_MS;
}

int64_t suspects_delay_ms(const struct snapshot *snapshot, const struct session *session)
{
	int64_t usual_ms = snapshot->services[session->service].usual_delay_ms;

	return usual_ms > 0 ? at_most(usual_ms, session->interval_ms / 5)
			    : session->interval_ms / 10;
}

bool suspects_is_overdue(const struct snapshot *snapshot, const struct session *session)
{
	int64_t age_ms;

	return session->active == ACTIVE_ON && session->interval_ms > 0 &&
	       session_age(session, session_asof_ms(session), &age_ms) &&
	       age_ms > session->interval_ms + tolerance_ms(snapshot, session);
}

static void set_overdue(struct suspect *suspect, const struct snapshot *snapshot)
{
	const struct session *session = &snapshot->sessions[suspect->row];
	int64_t due_ms = session->polled_at_ms + session->interval_ms;
	double late = session_lateness(session, session_asof_ms(session));

	suspect->is_overdue = true;
	suspect->overdue_ms = due_ms + tolerance_ms(snapshot, session);
	suspect->stopped = (struct bracket){
		session->polled_at_ms, due_ms + suspects_delay_ms(snapshot, session)};
	suspect->is_late =
		session_is_late(session, &snapshot->diagnosis->services[session->service].limits);
	suspect->is_old = late > SUSPECT_OLD_INTERVALS;
	suspect->is_dead = late > DEAD_INTERVALS && session_asof_ms(session) - due_ms > DEAD_MS;
	suspect->is_stale = suspect->is_late || late > 2;
}

/* What to look at more closely, as cheaply as possible: there may be a million. */
static bool may_be_suspect(const struct session *session)
{
	if (session->active == ACTIVE_OFF) {
		return false;
	}
	return session_is_unhealthy(session) ||
	       (session->polled_at_ms != SESSION_NO_TIME &&
		       session_asof_ms(session) - session->interval_ms - LEAST_TOLERANCE_MS >
			       session->polled_at_ms);
}

static void add_suspects(struct suspects *suspects, const struct snapshot *snapshot)
{
	size_t capacity = 0;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (!may_be_suspect(session) || mass_changes_explain(snapshot, (uint32_t)i)) {
			continue;
		}
		const struct session_thresholds *limits =
			&snapshot->diagnosis->services[session->service].limits;
		struct suspect suspect = {.row = (uint32_t)i,
			.service = session->service,
			.interval_ms = session->interval_ms,
			.owner = SUSPECT_FREE};

		if (suspects_is_overdue(snapshot, session)) {
			set_overdue(&suspect, snapshot);
		}
		suspect.is_failing =
			session->active == ACTIVE_ON && session->error_count >= limits->errors_late;
		if (suspect.is_overdue || session_is_unhealthy(session)) {
			suspects->list = base_grow(suspects->list, suspects->count, &capacity,
				sizeof(*suspects->list));
			suspects->list[suspects->count++] = suspect;
			suspects->overdue_count += suspect.is_overdue;
		}
	}
}

/* Sorts by service in linear time: counts, then fills each service's part. */
static void group_overdue(struct suspects *suspects, size_t services)
{
	uint32_t *begins = base_calloc(services + 2, sizeof(*begins));

	suspects->overdue =
		base_realloc(NULL, suspects->overdue_count + 1, sizeof(*suspects->overdue));
	for (size_t i = 0; i < suspects->count; i++) {
		begins[suspects->list[i].service + 2] += suspects->list[i].is_overdue;
	}
	for (size_t i = 2; i < services + 2; i++) {
		begins[i] += begins[i - 1];
	}
	/* Now begins[i + 1] is where service i's part begins; filling moves it to its end. */
	for (size_t i = 0; i < suspects->count; i++) {
		if (suspects->list[i].is_overdue) {
			suspects->overdue[begins[suspects->list[i].service + 1]++] = (uint32_t)i;
		}
	}
	suspects->overdue_begins = begins;
}

struct user_search {
	const struct snapshot *snapshot;
	const struct suspect *list;
	const char *user_id;
};

static bool is_of_user(const void *user, uint32_t position)
{
	const struct user_search *search = user;
	uint32_t row = search->list[position].row;

	return strcmp(search->snapshot->sessions[row].user_id, search->user_id) == 0;
}

static void number_users(struct suspects *suspects, const struct snapshot *snapshot)
{
	struct hash_table firsts = {0};

	for (size_t i = 0; i < suspects->count; i++) {
		struct suspect *suspect = &suspects->list[i];
		struct user_search search = {
			snapshot, suspects->list, snapshot->sessions[suspect->row].user_id};
		uint32_t hash = hash_table_hash(0, search.user_id);
		uint32_t first = hash_table_find(&firsts, hash, is_of_user, &search);

		if (first == HASH_TABLE_NONE) {
			suspect->user = suspects->users++;
			hash_table_add(&firsts, hash, (uint32_t)i);
		} else {
			suspect->user = suspects->list[first].user;
		}
	}
	hash_table_fini(&firsts);
}

void suspects_init(struct suspects *suspects, const struct snapshot *snapshot)
{
	*suspects = (struct suspects){0};
	add_suspects(suspects, snapshot);
	group_overdue(suspects, snapshot->services_count);
	number_users(suspects, snapshot);
}

void suspects_fini(struct suspects *suspects)
{
	free(suspects->list);
	free(suspects->overdue);
	free(suspects->overdue_begins);
	*suspects = (struct suspects){0};
}

const uint32_t *suspects_of_service(
	const struct suspects *suspects, uint32_t service, size_t *count)
{
	uint32_t begin = suspects->overdue_begins[service];

	*count = suspects->overdue_begins[service + 1] - begin;
	return suspects->overdue + begin;
}
