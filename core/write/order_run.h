/* SPDX-License-Identifier: MIT */
/*
 * Runs an order as a state machine: which session is next and when, how each ended, and when to
 * stop. Sends nothing and reads no clock. Network thread only.
 */
#ifndef BEYATOP_ORDER_RUN_H
#define BEYATOP_ORDER_RUN_H

#include "write.h"

#include <stdbool.h>

/* Start with {0}. */
struct order_run {
	/* owned; NULL: none yet */
	struct write_order *order;
	/* enum write_outcome of each target, owned */
	uint8_t *outcomes;
	/* use order_run_progress(), which completes it */
	struct write_progress progress;
	/* index of the target that is next or in flight; the order's count if all have ended */
	size_t at;
	/* the current target has been sent */
	bool is_in_flight;
	/* stop as soon as the current target has an outcome */
	bool is_stopping;
	/* failed attempts at the current target */
	unsigned attempts;
	/* earliest time of the next request */
	int64_t due_mono_ms;
	/* WRITES_WAITING */
	int64_t waiting_since_mono_ms;
	/* set by the owner: WCU that a write costs the table or index that limits the rate */
	double units_per_write;
	/* write budget on that table or index, WCU/s */
	double rate;
};

void order_run_fini(struct order_run *run);

/* Takes over the order and starts it. The previous one must not be running. */
void order_run_begin(struct order_run *run, struct write_order *order);

/* True while a target must be sent or is in flight. */
bool order_run_is_running(const struct order_run *run);

/*
 * Returns the target to send now, which then counts as in flight. NULL if there is none; then sets
 * *wait_ms to the time until there may be one, INT64_MAX while waiting for a result.
 */
const struct write_target *order_run_next(
	struct order_run *run, int64_t now_mono_ms, int64_t *wait_ms);

/*
 * Takes the outcome of the target in flight. write_units is its highest cost on the table or an
 * index; 0: unknown.
 */
void order_run_take(struct order_run *run, const struct write_result *result, double write_units,
	int64_t now_mono_ms);

/* Stops the order after the target in flight. */
void order_run_stop(struct order_run *run, const char *why);

/* Continues a stopped order. False if none was stopped. */
bool order_run_resume(struct order_run *run, int64_t now_mono_ms);

/* The current progress; .outcomes is borrowed. */
struct write_progress order_run_progress(const struct order_run *run);

#endif
