/* SPDX-License-Identifier: MIT */
#include "write/order_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A server that fails is asked so often for one session; a network that is away, for so long. */
#define MAX_ATTEMPTS  3
#define WAIT_LIMIT_MS 120000
#define RETRY_MS      1000

void order_run_fini(struct order_run *group)
{
	write_order_free(group->order);
	free(group->outcomes);
}

void order_run_begin(struct order_run *group, struct write_order *order)
{
	struct order_run before = *group;

	order_run_fini(group);
	*group = (struct order_run){
		.order = order,
		.outcomes = base_calloc(order->count + 1, sizeof(*group->outcomes)),
		.phase = WRITES_RUNNING,
		/* Two orders in a row are paced as one. */
		.due_mono_ms = before.due_mono_ms,
		.units_per_write = before.units_per_write,
		.rate = before.rate,
	};
	group->outcomes_count[WRITE_PENDING] = (uint32_t)order->count;
	if (order->count == 0) {
		group->phase = WRITES_FINISHED;
	}
}

bool order_run_is_running(const struct order_run *group)
{
	return group->phase == WRITES_RUNNING || group->phase == WRITES_WAITING;
}

void order_run_set_pace(struct order_run *group, double units_per_write, double rate)
{
	group->units_per_write = units_per_write;
	group->rate = rate;
}

static void note(struct order_run *group, enum write_outcome outcome)
{
	group->outcomes_count[group->outcomes[group->at]]--;
	group->outcomes[group->at] = (uint8_t)outcome;
	group->outcomes_count[outcome]++;
}

static void end_with(struct order_run *group, const char *why)
{
	group->phase = WRITES_STOPPED;
	group->is_stopping = false;
	if (why != group->why) {
		snprintf(group->why, sizeof(group->why), "%s", why);
	}
}

const struct write_target *order_run_next(
	struct order_run *group, int64_t now_mono_ms, int64_t *wait_ms)
{
	*wait_ms = INT64_MAX;
	if (!order_run_is_running(group) || group->is_in_flight) {
		return NULL;
	}
	if (now_mono_ms < group->due_mono_ms) {
		*wait_ms = group->due_mono_ms - now_mono_ms;
		return NULL;
	}
	group->is_in_flight = true;
	group->due_mono_ms = now_mono_ms;
	note(group, WRITE_SENT);
	return &group->order->targets[group->at];
}

/* The session has its outcome: the next one's turn. */
static void move_on(struct order_run *group, enum write_outcome outcome)
{
	note(group, outcome);
	group->at++;
	group->attempts = 0;
	group->phase = WRITES_RUNNING;
	if (!group->is_stopping) {
		group->why[0] = '\0';
	}
	if (group->at == group->order->count) {
		group->phase = WRITES_FINISHED;
		group->is_stopping = false;
		group->why[0] = '\0';
	}
}

/* Nothing was written, and it may be by and by: for the network, for new keys, for a server that
 * failed. */
static void wait_for_better(struct order_run *group, const struct error *err, int64_t now_mono_ms)
{
	bool was_waiting = group->phase == WRITES_WAITING;

	if (!was_waiting) {
		group->waits_since_mono_ms = now_mono_ms;
	}
	group->attempts++;
	bool is_over = err->is_unsent || err->kind == ERROR_CREDENTIALS
			       ? now_mono_ms - group->waits_since_mono_ms >= WAIT_LIMIT_MS
			       : group->attempts >= MAX_ATTEMPTS;

	if (is_over) {
		end_with(group, err->text);
		return;
	}
	group->phase = WRITES_WAITING;
	if (!group->is_stopping) {
		snprintf(group->why, sizeof(group->why), "%s", err->text);
	}
	group->due_mono_ms = now_mono_ms + RETRY_MS;
}

/* The write was refused, or never came to be; the session is as it was. */
static void take_failure(struct order_run *group, const struct error *err, int64_t now_mono_ms)
{
	switch (err->kind) {
	case ERROR_VALIDATION: /* of this item */
		move_on(group, WRITE_FAILED);
		break;
	case ERROR_NETWORK:
	case ERROR_SERVICE:
	case ERROR_PROTOCOL:
	case ERROR_CREDENTIALS:
		note(group, WRITE_PENDING);
		wait_for_better(group, err, now_mono_ms);
		break;
	case ERROR_NONE:
	case ERROR_USAGE:
	case ERROR_CONFIG:
	case ERROR_DENIED:
	case ERROR_THROTTLED:
	case ERROR_NOT_FOUND:
	case ERROR_CONFLICT:
	case ERROR_RECORDING:
	case ERROR_STOPPED:
	case ERROR_KIND_COUNT:
		note(group, WRITE_PENDING);
		end_with(group, err->text);
		break;
	}
}

static void pace(struct order_run *group, double write_units)
{
	double units = write_units > group->units_per_write ? write_units : group->units_per_write;

	/* Counted from when it was sent: whatever an answer takes, the rate is never exceeded. */
	group->due_mono_ms += group->rate > 0 ? (int64_t)(units / group->rate * 1000) : 0;
}

void order_run_take(struct order_run *group, const struct write_result *result, double write_units,
	int64_t now_mono_ms)
{
	group->is_in_flight = false;
	pace(group, write_units);
	switch (result->outcome) {
	case WRITE_FAILED:
		take_failure(group, &result->error, now_mono_ms);
		break;
	case WRITE_UNKNOWN:
		move_on(group, WRITE_UNKNOWN);
		if (group->phase != WRITES_FINISHED) {
			end_with(group, result->error.text);
		}
		break;
	case WRITE_PENDING:
	case WRITE_SENT:
	case WRITE_WRITTEN:
	case WRITE_CONFLICT:
	case WRITE_GONE:
	case WRITE_OUTCOME_COUNT:
		move_on(group, result->outcome);
		break;
	}
	if (group->is_stopping && order_run_is_running(group)) {
		end_with(group, group->why);
	}
}

void order_run_stop(struct order_run *group, const char *why)
{
	if (!order_run_is_running(group)) {
		return;
	}
	if (group->is_in_flight) {
		group->is_stopping = true;
		snprintf(group->why, sizeof(group->why), "%s", why);
	} else {
		end_with(group, why);
	}
}

bool order_run_resume(struct order_run *group, int64_t now_mono_ms)
{
	if (group->phase != WRITES_STOPPED) {
		return false;
	}
	group->phase = WRITES_RUNNING;
	group->why[0] = '\0';
	group->attempts = 0;
	if (group->due_mono_ms < now_mono_ms) {
		group->due_mono_ms = now_mono_ms;
	}
	return true;
}

void order_run_describe(const struct order_run *group, struct write_progress *progress)
{
	if (!group->order) {
		return;
	}
	size_t left = group->order->count - group->at;
	double gap_ms = group->rate > 0 ? group->units_per_write / group->rate * 1000 : 0;

	*progress = (struct write_progress){
		.number = group->order->number,
		.phase = group->phase,
		.wanted = group->order->count > 0 && group->order->targets[0].seen == ACTIVE_ON
				  ? ACTIVE_OFF
				  : ACTIVE_ON,
		.count = (uint32_t)group->order->count,
		.outcomes = group->outcomes,
		.left_ms = (int64_t)((double)left * gap_ms),
	};
	memcpy(progress->outcomes_count, group->outcomes_count, sizeof(progress->outcomes_count));
	memcpy(progress->why, group->why, sizeof(progress->why));
}
