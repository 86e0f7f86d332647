/* SPDX-License-Identifier: MIT */
#include "summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void take_older(struct summary *summary, int64_t asof_ms)
{
	if (asof_ms > 0 && (summary->asof_ms == 0 || asof_ms < summary->asof_ms)) {
		summary->asof_ms = asof_ms;
	}
}

static void add(struct summary *summary, const struct session *session)
{
	summary->sessions++;
	summary->states[session->state]++;
	summary->active += session->active == ACTIVE_ON;
	summary->paused += session->active == ACTIVE_OFF;
	summary->erroring += session->error_count > 0 && session->active != ACTIVE_OFF;
	if (session->active == ACTIVE_ON) {
		take_older(summary, session_asof_ms(session));
	}
	double late = session_lateness(session, session_asof_ms(session));

	if (session->active == ACTIVE_ON && !isnan(late) &&
		(isnan(summary->worst_late) || late > summary->worst_late)) {
		summary->worst_late = late;
	}
}

static void add_summary(struct summary *totals, const struct summary *summary)
{
	totals->sessions += summary->sessions;
	totals->active += summary->active;
	totals->paused += summary->paused;
	totals->erroring += summary->erroring;
	take_older(totals, summary->asof_ms);
	for (int i = 0; i < STATE_COUNT; i++) {
		totals->states[i] += summary->states[i];
	}
	totals->worst_late = fmax(totals->worst_late, summary->worst_late);
}

static void swap(int64_t *a, int64_t *b)
{
	int64_t kept = *a;

	*a = *b;
	*b = kept;
}

/*
 * Quickselect: returns the value that would be at position if the array were sorted. Values below
 * low must already be in their sorted place; on return, those up to position are. Linear on
 * average.
 */
static int64_t select_at(int64_t *values, size_t low, size_t high, size_t position)
{
	while (high - low > 1) {
		swap(&values[low + (high - low) / 2], &values[high - 1]);
		int64_t pivot = values[high - 1];
		size_t below = low, equal_end = high - 1;

		/* Three-way partition, so that many equal ages do not make it quadratic. */
		for (size_t i = low; i < equal_end;) {
			if (values[i] < pivot) {
				swap(&values[below++], &values[i++]);
			} else if (values[i] > pivot) {
				swap(&values[i], &values[--equal_end]);
			} else {
				i++;
			}
		}
		swap(&values[equal_end], &values[high - 1]);
		if (position < below) {
			high = below;
		} else if (position > equal_end) {
			low = equal_end + 1;
		} else {
			return pivot;
		}
	}
	return values[low];
}

/*
 * Nearest rank: position of the least value with at least that percentage of values at or below it.
 */
static size_t rank(size_t count, unsigned percent)
{
	return (count * percent + 99) / 100 - 1;
}

/* False if the age is unknown. A last poll in the future counts as now. */
static bool active_age(const struct session *session, int64_t *age_ms)
{
	if (session->active != ACTIVE_ON ||
		!session_age(session, session_asof_ms(session), age_ms)) {
		return false;
	}
	*age_ms = *age_ms < 0 ? 0 : *age_ms;
	return true;
}

static void set_quantiles(struct summary *summary, int64_t *ages, size_t count)
{
	if (count == 0) {
		summary->p50_age_ms = summary->p95_age_ms = -1;
		return;
	}
	size_t p50 = rank(count, 50), p95 = rank(count, 95);

	summary->p50_age_ms = select_at(ages, 0, count, p50);
	summary->p95_age_ms = select_at(ages, p50, count, p95);
}

/* Groups the ages by service in one array: first counts them, then fills each service's part. */
static void fill_quantiles(const struct session *sessions, size_t sessions_count,
	struct service_summary *services, size_t services_count, struct summary *totals)
{
	int64_t *ages = base_realloc(NULL, sessions_count + 1, sizeof(*ages));
	size_t *ends = base_calloc(services_count + 1, sizeof(*ends));
	int64_t age_ms;

	for (size_t i = 0; i < sessions_count; i++) {
		ends[sessions[i].service + 1] += active_age(&sessions[i], &age_ms);
	}
	for (size_t i = 1; i <= services_count; i++) {
		ends[i] += ends[i - 1];
	}
	/* Now ends[i] is where service i's part begins; filling moves it to its end. */
	for (size_t i = 0; i < sessions_count; i++) {
		if (active_age(&sessions[i], &age_ms)) {
			ages[ends[sessions[i].service]++] = age_ms;
		}
	}
	size_t begin = 0;

	for (size_t i = 0; i < services_count; i++) {
		set_quantiles(&services[i].summary, ages + begin, ends[i] - begin);
		begin = ends[i];
	}
	set_quantiles(totals, ages, begin);
	free(ends);
	free(ages);
}

void summary_fill(const struct session *sessions, size_t sessions_count,
	struct service_summary *services, size_t services_count, struct summary *totals)
{
	memset(totals, 0, sizeof(*totals));
	totals->worst_late = NAN;
	for (size_t i = 0; i < services_count; i++) {
		services[i].summary = *totals;
	}
	for (size_t i = 0; i < sessions_count; i++) {
		add(&services[sessions[i].service].summary, &sessions[i]);
	}
	for (size_t i = 0; i < services_count; i++) {
		add_summary(totals, &services[i].summary);
	}
	fill_quantiles(sessions, sessions_count, services, services_count, totals);
}

static const struct {
	struct summary_figure_info info;
	/*
	 * of the member in struct summary; its type, uint32_t, double or int64_t, follows from the
	 * unit
	 */
	size_t offset;
} figures[FIGURE_COUNT] = {
#define ROW(name, word, unit, member, metric, help)                                                \
	[FIGURE_##name] = {{word, SUMMARY_##unit, metric, help}, offsetof(struct summary, member)},
	SUMMARY_FIGURES(ROW)
#undef ROW
};

const struct summary_figure_info *summary_figure_info(enum summary_figure figure)
{
	return &figures[figure].info;
}

enum session_state summary_worst_state(const struct summary *summary)
{
	for (size_t i = 0; i < STATE_COUNT; i++) {
		if (summary->states[session_state_by_severity(i)] > 0) {
			return session_state_by_severity(i);
		}
	}
	return STATE_PAUSED;
}

int summary_compare(const struct summary *a, const struct summary *b)
{
	bool is_unhealthy = session_state_info(summary_worst_state(a))->severity > 0;
	int order = 0;

	for (size_t i = 0; !order && i < STATE_COUNT; i++) {
		enum session_state state = session_state_by_severity(i);
		uint32_t in_a = a->states[state], in_b = b->states[state];

		if (session_state_info(state)->severity <= 0) {
			break;
		}
		order = (in_a < in_b) - (in_a > in_b);
	}
	if (order || !is_unhealthy) {
		return order;
	}
	/* Lateness only matters for unhealthy services; unknown comes last. */
	order = isnan(a->worst_late) - isnan(b->worst_late);
	return order ? order : (a->worst_late < b->worst_late) - (a->worst_late > b->worst_late);
}

static double age_of(int64_t age_ms)
{
	return age_ms < 0 ? NAN : (double)age_ms;
}

double summary_figure(
	const struct summary *summary, enum summary_figure figure, bool knows_never_polled)
{
	const void *at = (const char *)summary + figures[figure].offset;

	if (figure == FIGURE_NEVER_POLLED && !knows_never_polled) {
		return NAN;
	}
	switch (figures[figure].info.unit) {
	case SUMMARY_COUNT:
		return *(const uint32_t *)at;
	case SUMMARY_INTERVALS:
		return *(const double *)at;
	case SUMMARY_AGE_MS:
		return age_of(*(const int64_t *)at);
	}
	return NAN;
}
