/* SPDX-License-Identifier: MIT */
#include "list/counted.h"

#include "base.h"

#include <math.h>
#include <stdlib.h>

static void copy_summaries(struct counted *counted, const struct snapshot *snapshot)
{
	if (snapshot->services_count > counted->capacity) {
		counted->capacity = snapshot->services_count;
		counted->services = base_realloc(
			counted->services, counted->capacity, sizeof(*counted->services));
	}
	for (size_t i = 0; i < snapshot->services_count; i++) {
		counted->services[i] = snapshot->services[i].summary;
	}
	counted->totals = snapshot->totals;
	counted->acked_count = 0;
}

static void leave_out(struct summary *summary, const struct session *session)
{
	if (session_state_info(session->state)->severity > 0 &&
		summary->states[session->state] > 0) {
		summary->states[session->state]--;
	}
	summary->erroring -= session->error_count > 0 && summary->erroring > 0;
}

static void add_acked(struct counted *counted, const struct snapshot *snapshot, uint32_t row)
{
	const struct session *session = &snapshot->sessions[row];

	if (counted->acked_count == counted->acked_capacity) {
		counted->acked_capacity =
			counted->acked_capacity ? 2 * counted->acked_capacity : 16;
		counted->acked = base_realloc(
			counted->acked, counted->acked_capacity, sizeof(*counted->acked));
	}
	counted->acked[counted->acked_count++] = row;
	leave_out(&counted->totals, session);
	leave_out(&counted->services[session->service], session);
}

static void take_worse(struct summary *summary, const struct session *session)
{
	if (session->active == ACTIVE_ON) {
		summary->worst_late = fmax(
			summary->worst_late, session_lateness(session, session_asof_ms(session)));
	}
}

void counted_take(struct counted *counted, const struct snapshot *snapshot, const struct acks *acks,
	int64_t now_ms)
{
	copy_summaries(counted, snapshot);
	if (acks->keys.count == 0) {
		return;
	}
	counted->totals.worst_late = NAN;
	for (size_t i = 0; i < snapshot->services_count; i++) {
		counted->services[i].worst_late = NAN;
	}
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		struct session_id id = {
			snapshot->services[session->service].name, session->user_id};

		if (acks_find(acks, &id, now_ms)) {
			add_acked(counted, snapshot, (uint32_t)i);
		} else {
			take_worse(&counted->totals, session);
			take_worse(&counted->services[session->service], session);
		}
	}
}

bool counted_is_acked(const struct counted *counted, uint32_t row)
{
	size_t low = 0, high = counted->acked_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (counted->acked[middle] < row) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < counted->acked_count && counted->acked[low] == row;
}

void counted_fini(struct counted *counted)
{
	free(counted->services);
	free(counted->acked);
	*counted = (struct counted){0};
}
