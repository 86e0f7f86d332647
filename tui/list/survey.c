/* SPDX-License-Identifier: MIT */
#include "list/survey.h"

#include "list/sort.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)

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

/* Groups the last polls of the late ones by service, each service's run after the other's. */
static void find_cohorts(
	struct survey *survey, const struct snapshot *snapshot, const uint32_t *late)
{
	int64_t *times = base_calloc(2 * (size_t)survey->late + 1, sizeof(*times));
	int64_t *spare = times + survey->late;
	size_t *ends = base_calloc(snapshot->services_count + 1, sizeof(*ends));
	size_t end = 0;

	for (size_t i = 0; i < snapshot->services_count; i++) {
		ends[i] = end; /* where it begins, until it is filled */
		end += survey->services[i].late;
	}
	for (size_t i = 0; i < survey->late; i++) {
		const struct session *session = &snapshot->sessions[late[i]];

		times[ends[session->service]++] = session->polled_at_ms;
	}
	for (size_t i = 0; i < snapshot->services_count; i++) {
		size_t count = survey->services[i].late;

		survey->services[i].cohort = cohort_find(times + ends[i] - count, spare, count);
	}
	free(ends);
	free(times);
}

static void join(struct cohort *cohort, int64_t polled_at_ms)
{
	cohort->acked += cohort->sessions > 0 && cohort_join(cohort, polled_at_ms);
}

static void join_acked(struct survey *survey, const struct snapshot *snapshot,
	const struct session_thresholds *const *limits, const struct counted *counted)
{
	for (size_t i = 0; i < counted->acked_count; i++) {
		const struct session *session = &snapshot->sessions[counted->acked[i]];

		if (session_is_late(session, limits[session->service])) {
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
	if (session_is_late(session, limits)) {
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
