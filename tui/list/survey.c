/* SPDX-License-Identifier: MIT */
#include "list/survey.h"

#include "list/sort.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

bool survey_is_late(const struct session *session, const struct session_thresholds *limits)
{
	struct session without_errors = *session;

	if (session->state != STATE_LATE && session->state != STATE_CRITICAL) {
		return false;
	}
	without_errors.error_count = -1;
	enum session_state state =
		session_state_at(&without_errors, limits, session_asof_ms(session));

	return state == STATE_LATE || state == STATE_CRITICAL;
}

bool survey_is_in_cohort(const struct survey_cohort *cohort, const struct session *session)
{
	return cohort->sessions > 0 && session->active == ACTIVE_ON &&
	       session->polled_at_ms >= cohort->first_ms &&
	       session->polled_at_ms <= cohort->last_ms;
}

bool survey_is_together(const struct survey_cohort *a, const struct survey_cohort *b)
{
	int64_t first_ms = a->first_ms < b->first_ms ? a->first_ms : b->first_ms;
	int64_t last_ms = a->first_ms < b->first_ms ? b->first_ms : a->first_ms;

	/* Times in tables may be absurd, so the difference is unsigned. */
	return a->sessions > 0 && b->sessions > 0 &&
	       (uint64_t)last_ms - (uint64_t)first_ms <= SURVEY_COHORT_MS;
}

static int64_t minute_of(int64_t time_ms)
{
	return time_ms / MINUTE_MS - (time_ms % MINUTE_MS < 0);
}

static int64_t first_minute_of(int64_t asof_ms)
{
	int64_t minute = minute_of(asof_ms);
	int64_t step = minute / SURVEY_STEP_MINUTES - (minute % SURVEY_STEP_MINUTES < 0);

	return (step + 1) * SURVEY_STEP_MINUTES - SURVEY_MINUTES;
}

static void count_minute(struct survey *survey, int64_t polled_at_ms)
{
	int64_t minute = minute_of(polled_at_ms) - survey->first_minute;

	if (minute < 0) {
		survey->late_before++;
	} else {
		survey->minutes[minute < SURVEY_MINUTES ? minute : SURVEY_MINUTES - 1]++;
	}
}

/* Times as unsigned numbers of the same order. */
#define SIGN_BIT (UINT64_C(1) << 63)

static uint64_t key_of(int64_t time_ms)
{
	return (uint64_t)time_ms ^ SIGN_BIT;
}

static int64_t time_of(uint64_t key)
{
	return (int64_t)(key ^ SIGN_BIT);
}

/* One pass by the byte at shift. False when all have the same one, so that nothing was moved. */
static bool sort_by_byte(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
	size_t ends[256] = {0}, end = 0;

	for (size_t i = 0; i < count; i++) {
		ends[from[i] >> shift & 0xFF]++;
	}
	if (ends[from[0] >> shift & 0xFF] == count) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t begin = end;

		end += ends[i];
		ends[i] = begin;
	}
	for (size_t i = 0; i < count; i++) {
		to[ends[from[i] >> shift & 0xFF]++] = from[i];
	}
	return true;
}

/*
 * Ascending, in time that is linear even when all of a million are late: by bytes, the lowest
 * first. spare has room for as many. Returns the one of the two that holds the result.
 */
static uint64_t *sort_times(uint64_t *times, uint64_t *spare, size_t count)
{
	for (unsigned shift = 0; count > 1 && shift < 64; shift += 8) {
		if (sort_by_byte(times, spare, count, shift)) {
			uint64_t *sorted = spare;

			spare = times;
			times = sorted;
		}
	}
	return times;
}

/* The largest set of times that lie close together. */
static struct survey_cohort find_cohort(const uint64_t *times, size_t count)
{
	struct survey_cohort cohort = {0};

	for (size_t first = 0, last = 0; last < count; last++) {
		while (times[last] - times[first] > SURVEY_COHORT_MS) {
			first++;
		}
		size_t sessions = last - first + 1;

		if (sessions >= SURVEY_COHORT_MIN && sessions > cohort.sessions) {
			cohort = (struct survey_cohort){
				(uint32_t)sessions, time_of(times[first]), time_of(times[last]), 0};
		}
	}
	return cohort;
}

/* Groups the last polls of the late ones by service, each service's run after the other's. */
static void find_cohorts(
	struct survey *survey, const struct snapshot *snapshot, const uint32_t *late)
{
	uint64_t *times = base_calloc(2 * (size_t)survey->late + 1, sizeof(*times));
	uint64_t *spare = times + survey->late;
	size_t *ends = base_calloc(snapshot->services_count + 1, sizeof(*ends));
	size_t end = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		ends[i] = end; /* where it begins, until it is filled */
		end += survey->services[i].late;
	}
	for (size_t i = 0; i < survey->late; i++) {
		const struct session *session = &snapshot->sessions[late[i]];

		times[ends[session->service]++] = key_of(session->polled_at_ms);
	}
	for (size_t i = 0; i < snapshot->services_count; i++) {
		size_t count = survey->services[i].late;

		survey->services[i].cohort =
			find_cohort(sort_times(times + ends[i] - count, spare, count), count);
	}
	free(ends);
	free(times);
}

/* An acknowledged session belongs to a cohort that it makes no longer than one may be. */
static void join(struct survey_cohort *cohort, int64_t polled_at_ms)
{
	int64_t first_ms = polled_at_ms < cohort->first_ms ? polled_at_ms : cohort->first_ms;
	int64_t last_ms = polled_at_ms > cohort->last_ms ? polled_at_ms : cohort->last_ms;

	if (cohort->sessions > 0 && (uint64_t)last_ms - (uint64_t)first_ms <= SURVEY_COHORT_MS) {
		cohort->sessions++;
		cohort->acked++;
		cohort->first_ms = first_ms;
		cohort->last_ms = last_ms;
	}
}

static void join_acked(struct survey *survey, const struct snapshot *snapshot,
	const struct session_thresholds *const *limits, const struct counted *counted)
{
	for (size_t i = 0; i < counted->acked_count; i++) {
		const struct session *session = &snapshot->sessions[counted->acked[i]];

		if (survey_is_late(session, limits[session->service])) {
			join(&survey->services[session->service].cohort, session->polled_at_ms);
		}
	}
}

static size_t find_worst(const struct snapshot *snapshot, const struct counted *counted)
{
	const struct sort_order worst_first = {.by = SERVICES_WORST};
	uint32_t *services = base_realloc(NULL, snapshot->services_count + 1, sizeof(*services));
	size_t count = 0, worst = SURVEY_NO_SERVICE;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		enum session_state state = sort_worst_state(&counted->services[i]);

		if (session_state_info(state)->severity > 0) {
			services[count++] = (uint32_t)i;
		}
	}
	sort_services(snapshot, counted->services, &worst_first, services, count);
	if (count > 0) {
		worst = services[0];
	}
	free(services);
	return worst;
}

static void add(struct survey *survey, const struct session *session,
	const struct session_thresholds *limits)
{
	struct survey_service *service = &survey->services[session->service];

	if (session->active == ACTIVE_ON && session->error_count > 0 &&
		(uint32_t)session->error_count > service->max_errors) {
		service->max_errors = (uint32_t)session->error_count;
	}
	if (survey_is_late(session, limits)) {
		survey->late++;
		service->late++;
		count_minute(survey, session->polled_at_ms);
	}
}

void survey_take(struct survey *survey, const struct snapshot *snapshot,
	const struct settings *settings, const struct counted *counted)
{
	size_t services = snapshot->services_count;
	const struct session_thresholds **limits = base_calloc(services + 1, sizeof(*limits));
	uint32_t *late = base_realloc(NULL, snapshot->sessions_count + 1, sizeof(*late));

	survey_fini(survey);
	survey->services = base_calloc(services + 1, sizeof(*survey->services));
	survey->first_minute = first_minute_of(snapshot->asof_ms);
	for (size_t i = 0; i < services; i++) {
		limits[i] = settings_limits(settings, snapshot->services[i].name);
	}
	for (size_t i = 0, acked = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (acked < counted->acked_count && counted->acked[acked] == i) {
			acked++;
			continue;
		}
		late[survey->late] = (uint32_t)i; /* which stands if it is counted */
		add(survey, session, limits[session->service]);
	}
	find_cohorts(survey, snapshot, late);
	join_acked(survey, snapshot, limits, counted);
	survey->worst_service = find_worst(snapshot, counted);
	free(late);
	free(limits);
}

void survey_fini(struct survey *survey)
{
	free(survey->services);
	*survey = (struct survey){0};
}
