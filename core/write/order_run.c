/* SPDX-License-Identifier: MIT */
#include "write/order_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Attempts per session if the server fails, and how long to wait for a network that is down. */
#define MAX_ATTEMPTS  3
#define WAIT_LIMIT_MS 120000
#define RETRY_MS      1000

void order_run_fini(struct order_run *run)
{
	write_order_free(run->order);
	free(run->outcomes);
}

void order_run_begin(struct order_run *run, struct write_order *order)
{
	struct order_run before = *run;

	order_run_fini(run);
	*run = (struct order_run){
		.order = order,
		.outcomes = base_calloc(order->count + 1, sizeof(*run->outcomes)),
		.progress =
			{
				.number = order->number,
				.phase = order->count > 0 ? WRITES_RUNNING : WRITES_FINISHED,
				.wanted = order->count > 0 && order->targets[0].seen == ACTIVE_ON
						  ? ACTIVE_OFF
						  : ACTIVE_ON,
				.count = (uint32_t)order->count,
				.outcomes_count[WRITE_PENDING] = (uint32_t)order->count,
			},
		/* The pace continues from one order to the next. */
		.due_mono_ms = before.due_mono_ms,
		.units_per_write = before.units_per_write,
		.rate = before.rate,
	};
}

bool order_run_is_running(const struct order_run *run)
{
	return run->progress.phase == WRITES_RUNNING || run->progress.phase == WRITES_WAITING;
}

static void note(struct order_run *run, enum write_outcome outcome)
{
	run->progress.outcomes_count[run->outcomes[run->at]]--;
	run->outcomes[run->at] = (uint8_t)outcome;
	run->progress.outcomes_count[outcome]++;
}

static void end_with(struct order_run *run, const char *why)
{
	run->progress.phase = WRITES_STOPPED;
	run->is_stopping = false;
	if (why != run->progress.why) {
		snprintf(run->progress.why, sizeof(run->progress.why), "%s", why);
	}
}

const struct write_target *order_run_next(
	struct order_run *run, int64_t now_mono_ms, int64_t *wait_ms)
{
	*wait_ms = INT64_MAX;
	if (!order_run_is_running(run) || run->is_in_flight) {
		return NULL;
	}
	if (now_mono_ms < run->due_mono_ms) {
		*wait_ms = run->due_mono_ms - now_mono_ms;
		return NULL;
	}
	run->is_in_flight = true;
	run->due_mono_ms = now_mono_ms;
	note(run, WRITE_SENT);
	return &run->order->targets[run->at];
}

/* Records the current target's outcome and goes on to the next. */
static void move_on(struct order_run *run, enum write_outcome outcome)
{
	note(run, outcome);
	run->at++;
	run->attempts = 0;
	run->progress.phase = WRITES_RUNNING;
	if (!run->is_stopping) {
		run->progress.why[0] = '\0';
	}
	if (run->at == run->order->count) {
		run->progress.phase = WRITES_FINISHED;
		run->is_stopping = false;
		run->progress.why[0] = '\0';
	}
}

/* Nothing was written. Tries again when the network, the credentials or the server may be back. */
static void wait_and_retry(struct order_run *run, const struct error *err, int64_t now_mono_ms)
{
	bool was_waiting = run->progress.phase == WRITES_WAITING;

	if (!was_waiting) {
		run->waiting_since_mono_ms = now_mono_ms;
	}
	run->attempts++;
	bool is_over = err->is_unsent || err->kind == ERROR_CREDENTIALS
			       ? now_mono_ms - run->waiting_since_mono_ms >= WAIT_LIMIT_MS
			       : run->attempts >= MAX_ATTEMPTS;

	if (is_over) {
		end_with(run, err->text);
		return;
	}
	run->progress.phase = WRITES_WAITING;
	if (!run->is_stopping) {
		snprintf(run->progress.why, sizeof(run->progress.why), "%s", err->text);
	}
	run->due_mono_ms = now_mono_ms + RETRY_MS;
}

/* Handles a write that was rejected or never sent. The session is unchanged. */
static void take_failure(struct order_run *run, const struct error *err, int64_t now_mono_ms)
{
	switch (err->kind) {
	case ERROR_VALIDATION: /* concerns this item only */
		move_on(run, WRITE_FAILED);
		break;
	case ERROR_NETWORK:
	case ERROR_SERVICE:
	case ERROR_PROTOCOL:
	case ERROR_CREDENTIALS:
		note(run, WRITE_PENDING);
		wait_and_retry(run, err, now_mono_ms);
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
		note(run, WRITE_PENDING);
		end_with(run, err->text);
		break;
	}
}

static void pace(struct order_run *run, double write_units)
{
	double units = write_units > run->units_per_write ? write_units : run->units_per_write;

	/*
	 * Counted from when the request was sent, so that the rate does not depend on the response
	 * time.
	 */
	run->due_mono_ms += run->rate > 0 ? (int64_t)(units / run->rate * 1000) : 0;
}

void order_run_take(struct order_run *run, const struct write_result *result, double write_units,
	int64_t now_mono_ms)
{
	run->is_in_flight = false;
	pace(run, write_units);
	switch (result->outcome) {
	case WRITE_FAILED:
		take_failure(run, &result->error, now_mono_ms);
		break;
	case WRITE_UNKNOWN:
		move_on(run, WRITE_UNKNOWN);
		if (run->progress.phase != WRITES_FINISHED) {
			end_with(run, result->error.text);
		}
		break;
	case WRITE_PENDING:
	case WRITE_SENT:
	case WRITE_WRITTEN:
	case WRITE_CONFLICT:
	case WRITE_GONE:
	case WRITE_OUTCOME_COUNT:
		move_on(run, result->outcome);
		break;
	}
	if (run->is_stopping && order_run_is_running(run)) {
		end_with(run, run->progress.why);
	}
}

void order_run_stop(struct order_run *run, const char *why)
{
	if (!order_run_is_running(run)) {
		return;
	}
	if (run->is_in_flight) {
		run->is_stopping = true;
		snprintf(run->progress.why, sizeof(run->progress.why), "%s", why);
	} else {
		end_with(run, why);
	}
}

bool order_run_resume(struct order_run *run, int64_t now_mono_ms)
{
	if (run->progress.phase != WRITES_STOPPED) {
		return false;
	}
	run->progress.phase = WRITES_RUNNING;
	run->progress.why[0] = '\0';
	run->attempts = 0;
	if (run->due_mono_ms < now_mono_ms) {
		run->due_mono_ms = now_mono_ms;
	}
	return true;
}

struct write_progress order_run_progress(const struct order_run *run)
{
	struct write_progress progress = run->progress;
	size_t left = run->order ? run->order->count - run->at : 0;
	double gap_ms = run->rate > 0 ? run->units_per_write / run->rate * 1000 : 0;

	progress.outcomes = run->outcomes;
	progress.left_ms = (int64_t)((double)left * gap_ms);
	return progress;
}
