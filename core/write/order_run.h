/* SPDX-License-Identifier: MIT */
/*
 * The sessions of an order, one after the other: which one is next and when, how each ended, and
 * when to stop. It neither sends anything nor reads a clock. Network thread only.
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
	/* complete in order_run_progress() only */
	struct write_progress progress;
	/* the target that is next or in flight; the order's count: all have ended */
	size_t at;
	/* it has been sent */
	bool is_in_flight;
	/* stop as soon as it has an outcome */
	bool is_stopping;
	/* failed attempts at this target */
	unsigned attempts;
	/* nothing is sent before */
	int64_t due_mono_ms;
	/* WRITES_WAITING */
	int64_t waiting_since_mono_ms;
	/* set by the owner: WCU that a write costs the table or index that limits the rate */
	double units_per_write;
	/* WCU/s that may be taken of it */
	double rate;
};

void order_run_fini(struct order_run *run);

/* Takes over the order, in place of one that is not running. */
void order_run_begin(struct order_run *run, struct write_order *order);

/* True while something is to be sent or in flight. */
bool order_run_is_running(const struct order_run *run);

/*
 * The target to send now, which is then in flight; NULL when there is none, with the milliseconds
 * until there may be one, INT64_MAX when only a result can change anything.
 */
const struct write_target *order_run_next(
	struct order_run *run, int64_t now_mono_ms, int64_t *wait_ms);

/* The outcome of the target in flight; it cost write_units (0: unknown) where it cost most. */
void order_run_take(struct order_run *run, const struct write_result *result, double write_units,
	int64_t now_mono_ms);

/* Stops after the target in flight. */
void order_run_stop(struct order_run *run, const char *why);

/* Continues what was stopped; false when nothing was. */
bool order_run_resume(struct order_run *run, int64_t now_mono_ms);

/* How far it is, as of now; .outcomes is borrowed. */
struct write_progress order_run_progress(const struct order_run *run);

#endif
