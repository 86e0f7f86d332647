/* SPDX-License-Identifier: MIT */
#include "diagnosis.h"

#include "diagnosis/histogram.h"
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Memory ------------------------------------------------------------------------------- */

/* A diagnosis under construction. Its arrays follow it in the same memory block. */
struct draft {
	struct diagnosis *diagnosis;
	struct summary *summaries;
	struct diagnosis_service *services;
	uint32_t *worst_services, *unhealthy;
};

/* Allocates a diagnosis without summaries, with room for that many unhealthy sessions. */
static struct draft begin(const struct snapshot *snapshot, size_t unhealthy)
{
	size_t services = snapshot->services_count;
	size_t bytes_a_service = sizeof(struct summary) + sizeof(struct diagnosis_service);
	struct diagnosis *diagnosis =
		base_calloc(1, sizeof(*diagnosis) + services * bytes_a_service +
				       (services + unhealthy) * sizeof(uint32_t));
	struct draft draft = {.diagnosis = diagnosis};

	draft.summaries = (struct summary *)(diagnosis + 1);
	draft.services = (struct diagnosis_service *)(draft.summaries + services);
	draft.worst_services = (uint32_t *)(draft.services + services);
	draft.unhealthy = draft.worst_services + services;
	diagnosis->snapshot = snapshot;
	diagnosis->summaries = draft.summaries;
	diagnosis->services = draft.services;
	diagnosis->worst_services = draft.worst_services;
	return draft;
}

static void copy_summaries(struct draft *draft)
{
	const struct snapshot *snapshot = draft->diagnosis->snapshot;

	draft->diagnosis->totals = snapshot->totals;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		draft->summaries[i] = snapshot->services[i].summary;
	}
}

/* Counts only the sessions that pass. */
static void make_summaries(struct draft *draft, const bool *passes)
{
	const struct snapshot *snapshot = draft->diagnosis->snapshot;
	size_t count = 0, services_count = snapshot->services_count;
	struct session *passing =
		base_realloc(NULL, snapshot->sessions_count + 1, sizeof(*passing));
	struct service_summary *services = base_calloc(services_count + 1, sizeof(*services));

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (passes[i]) {
			passing[count++] = snapshot->sessions[i];
		}
	}
	summary_fill(passing, count, services, services_count, &draft->diagnosis->totals);
	for (size_t i = 0; i < services_count; i++) {
		draft->summaries[i] = services[i].summary;
	}
	free(services);
	free(passing);
}

void diagnosis_free(struct diagnosis *diagnosis)
{
	free(diagnosis);
}

/* --- Sessions ----------------------------------------------------------------------------- */

/* What one pass over the sessions finds. */
struct survey {
	/* in row order */
	uint32_t *unhealthy;
	size_t unhealthy_count;
	/* by service */
	double *healthy_worst_late;
};

/* passes NULL: all do. */
static struct survey survey_sessions(const struct snapshot *snapshot, const bool *passes)
{
	struct survey survey = {
		.unhealthy =
			base_realloc(NULL, snapshot->sessions_count + 1, sizeof(*survey.unhealthy)),
		.healthy_worst_late = base_calloc(
			snapshot->services_count + 1, sizeof(*survey.healthy_worst_late)),
	};

	for (size_t i = 0; i < snapshot->services_count; i++) {
		survey.healthy_worst_late[i] = NAN;
	}
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];

		if (passes && !passes[i]) {
			continue;
		}
		if (session_is_unhealthy(session)) {
			survey.unhealthy[survey.unhealthy_count++] = (uint32_t)i;
		} else if (session->active == ACTIVE_ON) {
			double *worst = &survey.healthy_worst_late[session->service];

			*worst = fmax(*worst, session_lateness(session, session_asof_ms(session)));
		}
	}
	return survey;
}

/* Groups the unhealthy sessions by service. */
static void group(struct draft *draft, const struct survey *survey)
{
	const struct snapshot *snapshot = draft->diagnosis->snapshot;
	uint32_t *begin = draft->unhealthy;

	for (size_t i = 0; i < survey->unhealthy_count; i++) {
		draft->services[snapshot->sessions[survey->unhealthy[i]].service].unhealthy_count++;
	}
	for (size_t i = 0; i < snapshot->services_count; i++) {
		draft->services[i].unhealthy = begin;
		begin += draft->services[i].unhealthy_count;
		draft->services[i].unhealthy_count = 0;
	}
	for (size_t i = 0; i < survey->unhealthy_count; i++) {
		struct diagnosis_service *service =
			&draft->services[snapshot->sessions[survey->unhealthy[i]].service];
		size_t place = (size_t)(service->unhealthy - draft->unhealthy);

		draft->unhealthy[place + service->unhealthy_count++] = survey->unhealthy[i];
	}
}

/* Rows to exclude, in ascending order. */
struct row_set {
	const uint32_t *rows;
	size_t count;
};

static int compare_rows(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static bool has_row(const struct row_set *set, uint32_t row)
{
	return set->count > 0 &&
	       bsearch(&row, set->rows, set->count, sizeof(row), compare_rows) != NULL;
}

/* --- Services ----------------------------------------------------------------------------- */

static void reset_service(struct draft *draft, size_t index)
{
	struct diagnosis_service *service = &draft->services[index];

	service->late = service->late_critical = service->max_errors = 0;
	service->late_since_ms = SESSION_NO_TIME;
	draft->summaries[index].worst_late = service->healthy_worst_late;
}

static void add_unhealthy(struct draft *draft, const struct session *session)
{
	struct diagnosis_service *service = &draft->services[session->service];
	struct summary *summary = &draft->summaries[session->service];
	int64_t polled_at_ms = session->polled_at_ms;

	summary->worst_late =
		fmax(summary->worst_late, session_lateness(session, session_asof_ms(session)));
	if (session->error_count > 0 && (uint32_t)session->error_count > service->max_errors) {
		service->max_errors = (uint32_t)session->error_count;
	}
	if (!session_is_late(session, &service->limits)) {
		return;
	}
	if (service->late == 0 || polled_at_ms < service->late_since_ms) {
		service->late_since_ms = polled_at_ms;
	}
	service->late_critical += session->state == STATE_CRITICAL;
	service->late++;
}

/* Adds the sessions of the given rows, except excluded ones. */
static void add_rows(
	struct draft *draft, const uint32_t *rows, size_t count, const struct row_set *excluded)
{
	const struct snapshot *snapshot = draft->diagnosis->snapshot;

	for (size_t i = 0; i < count; i++) {
		const struct session *session = &snapshot->sessions[rows[i]];

		if (session->active == ACTIVE_ON && !has_row(excluded, rows[i])) {
			add_unhealthy(draft, session);
		}
	}
}

/* A service and what it is sorted by. */
struct rank {
	const struct summary *summary;
	const char *name;
	uint32_t index;
};

static int compare_ranks(const void *left, const void *right)
{
	const struct rank *a = left, *b = right;
	int order = summary_compare(a->summary, b->summary);

	return order ? order : strcmp(a->name, b->name);
}

/* Completes the diagnosis: sorts the services by severity and adds up their late sessions. */
static struct diagnosis *finish(struct draft *draft)
{
	struct diagnosis *diagnosis = draft->diagnosis;
	const struct snapshot *snapshot = diagnosis->snapshot;
	struct rank *ranks = base_calloc(snapshot->services_count + 1, sizeof(*ranks));
	size_t count = 0;

	for (uint32_t i = 0; i < snapshot->services_count; i++) {
		const struct summary *summary = &draft->summaries[i];

		diagnosis->late += draft->services[i].late;
		diagnosis->late_critical += draft->services[i].late_critical;
		if (session_state_info(summary_worst_state(summary))->severity > 0) {
			ranks[count++] = (struct rank){summary, snapshot->services[i].name, i};
		}
	}
	qsort(ranks, count, sizeof(*ranks), compare_ranks);
	for (size_t i = 0; i < count; i++) {
		draft->worst_services[i] = ranks[i].index;
	}
	diagnosis->worst_services_count = count;
	free(ranks);
	return diagnosis;
}

/* By the minute of their last poll. */
static void count_late_minutes(struct draft *draft, const struct survey *survey)
{
	const struct snapshot *snapshot = draft->diagnosis->snapshot;
	struct histogram *histogram = &draft->diagnosis->histogram;

	histogram->first_minute = histogram_first_minute(snapshot->asof_ms);
	for (size_t i = 0; i < survey->unhealthy_count; i++) {
		const struct session *session = &snapshot->sessions[survey->unhealthy[i]];

		if (session_is_late(session, &draft->services[session->service].limits)) {
			++*histogram_count(histogram, session->polled_at_ms);
		}
	}
}

struct diagnosis *diagnosis_select(
	const struct snapshot *snapshot, const struct settings *settings, const bool *passes)
{
	struct survey survey = survey_sessions(snapshot, passes);
	struct draft draft = begin(snapshot, survey.unhealthy_count);

	if (passes) {
		make_summaries(&draft, passes);
	} else {
		copy_summaries(&draft);
	}
	group(&draft, &survey);
	for (size_t i = 0; i < snapshot->services_count; i++) {
		draft.services[i].limits = *settings_limits(settings, snapshot->services[i].name);
		draft.services[i].healthy_worst_late = survey.healthy_worst_late[i];
		reset_service(&draft, i);
	}
	/* Row order is much faster than going service by service. */
	add_rows(&draft, survey.unhealthy, survey.unhealthy_count, &(struct row_set){0});
	count_late_minutes(&draft, &survey);
	free(survey.unhealthy);
	free(survey.healthy_worst_late);
	return finish(&draft);
}

struct diagnosis *diagnosis_new(const struct snapshot *snapshot, const struct settings *settings)
{
	return diagnosis_select(snapshot, settings, NULL);
}

/* --- Without some sessions ---------------------------------------------------------------- */

static void exclude_from_summary(struct summary *summary, const struct session *session)
{
	bool is_unhealthy = session_is_unhealthy(session);

	summary->states[session->state] -= is_unhealthy;
	summary->acknowledged += is_unhealthy;
	summary->erroring -= session->error_count > 0 && session->active != ACTIVE_OFF;
}

/* Takes a session out of the counts. diagnose_rest() recomputes the rest for its service. */
static void exclude(struct draft *draft, const struct session *session)
{
	struct diagnosis *diagnosis = draft->diagnosis;

	exclude_from_summary(&diagnosis->totals, session);
	exclude_from_summary(&draft->summaries[session->service], session);
	if (session_is_late(session, &draft->services[session->service].limits)) {
		--*histogram_count(&diagnosis->histogram, session->polled_at_ms);
	}
}

static void diagnose_rest(struct draft *draft, size_t index, const struct row_set *excluded)
{
	const struct diagnosis_service *service = &draft->services[index];

	reset_service(draft, index);
	add_rows(draft, service->unhealthy, service->unhealthy_count, excluded);
}

struct diagnosis *diagnosis_without(
	const struct diagnosis *whole, const uint32_t *rows, size_t count)
{
	const struct snapshot *snapshot = whole->snapshot;
	const struct row_set excluded = {rows, count};
	struct draft draft = begin(snapshot, 0);
	bool *is_affected = base_calloc(snapshot->services_count + 1, sizeof(*is_affected));

	draft.diagnosis->totals = whole->totals;
	draft.diagnosis->histogram = whole->histogram;
	memcpy(draft.summaries, whole->summaries,
		snapshot->services_count * sizeof(*draft.summaries));
	memcpy(draft.services, whole->services, snapshot->services_count * sizeof(*draft.services));
	for (size_t i = 0; i < count; i++) {
		exclude(&draft, &snapshot->sessions[rows[i]]);
		is_affected[snapshot->sessions[rows[i]].service] = true;
	}
	draft.diagnosis->totals.worst_late = NAN;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		if (is_affected[i]) {
			diagnose_rest(&draft, i, &excluded);
		}
		draft.diagnosis->totals.worst_late =
			fmax(draft.diagnosis->totals.worst_late, draft.summaries[i].worst_late);
	}
	free(is_affected);
	return finish(&draft);
}
