/* SPDX-License-Identifier: MIT */
#include "order.h"

#include "base.h"
#include "session.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What two entries are compared by, gathered once instead of in each comparison. */
struct session_key {
	int severity;
	int32_t error_count;
	uint32_t index;
	double late;
	const char *service, *user_id;
};

struct service_key {
	uint32_t counts[STATE_COUNT]; /* severest state first */
	uint32_t index;
	double late;
	const char *name;
};

/* For qsort: the greater comes first. */
#define DESCENDING(a, b) (((a) < (b)) - ((a) > (b)))

static int compare_sessions(const void *left, const void *right)
{
	const struct session_key *a = left, *b = right;
	int order = DESCENDING(a->severity, b->severity);

	if (!order) {
		order = DESCENDING(a->late, b->late);
	}
	if (!order) {
		order = DESCENDING(a->error_count, b->error_count);
	}
	if (!order) {
		order = strcmp(a->service, b->service);
	}
	if (!order) {
		order = strcmp(a->user_id, b->user_id);
	}
	return order;
}

static int compare_services(const void *left, const void *right)
{
	const struct service_key *a = left, *b = right;
	int order = 0;

	for (int i = 0; !order && i < STATE_COUNT; i++) {
		order = DESCENDING(a->counts[i], b->counts[i]);
	}
	if (!order) {
		order = DESCENDING(a->late, b->late);
	}
	return order ? order : strcmp(a->name, b->name);
}

/*
 * A number that compares: what is unknown goes below all that is known. Who was polled in time is
 * ill for another reason, and does not change places at each poll either.
 */
static double late_or_least(double late)
{
	return isnan(late) ? -INFINITY : late < 1 ? 0 : late;
}

void order_sessions(const struct snapshot *snapshot, uint32_t *indexes, size_t count)
{
	struct session_key *keys = base_calloc(count, sizeof(*keys));

	for (size_t i = 0; i < count; i++) {
		const struct session *session = &snapshot->sessions[indexes[i]];
		int severity = session_state_info(session->state)->severity;
		/* Those that are well stand by name, not to change places at each poll. */
		bool is_ill = severity > 0;

		keys[i] = (struct session_key){
			.severity = severity,
			.error_count = is_ill ? session->error_count : 0,
			.index = indexes[i],
			.late = is_ill ? late_or_least(session_lateness(
						 session, session_asof_ms(session)))
				       : 0,
			.service = snapshot->services[session->service].name,
			.user_id = session->user_id,
		};
	}
	qsort(keys, count, sizeof(*keys), compare_sessions);
	for (size_t i = 0; i < count; i++) {
		indexes[i] = keys[i].index;
	}
	free(keys);
}

/* All states, severest first. */
static void rank_states(enum session_state ranked[STATE_COUNT])
{
	for (int i = 0; i < STATE_COUNT; i++) {
		int severity = session_state_info(i)->severity;
		int at = i;

		for (; at > 0 && session_state_info(ranked[at - 1])->severity < severity; at--) {
			ranked[at] = ranked[at - 1];
		}
		ranked[at] = i;
	}
}

enum session_state order_worst_state(const struct summary *summary)
{
	enum session_state ranked[STATE_COUNT];

	rank_states(ranked);
	for (int i = 0; i < STATE_COUNT; i++) {
		bool is_ill = session_state_info(ranked[i])->severity > 0;

		if (is_ill && summary->states[ranked[i]] > 0) {
			return ranked[i];
		}
	}
	return summary->states[STATE_ON_TIME] > 0 ? STATE_ON_TIME : STATE_PAUSED;
}

void order_services(const struct snapshot *snapshot, uint32_t *indexes, size_t count)
{
	struct service_key *keys = base_calloc(count, sizeof(*keys));
	enum session_state ranked[STATE_COUNT];

	rank_states(ranked);
	for (size_t i = 0; i < count; i++) {
		const struct service_summary *service = &snapshot->services[indexes[i]];

		keys[i].index = indexes[i];
		keys[i].name = service->name;
		if (session_state_info(order_worst_state(&service->summary))->severity > 0) {
			keys[i].late = late_or_least(service->summary.worst_late);
		}
		/* Being well is no reason to come first. */
		for (int rank = 0; rank < STATE_COUNT; rank++) {
			if (session_state_info(ranked[rank])->severity > 0) {
				keys[i].counts[rank] = service->summary.states[ranked[rank]];
			}
		}
	}
	qsort(keys, count, sizeof(*keys), compare_services);
	for (size_t i = 0; i < count; i++) {
		indexes[i] = keys[i].index;
	}
	free(keys);
}
