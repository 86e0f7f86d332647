/* SPDX-License-Identifier: MIT */
/*
 * An order's sessions one after the other: whose turn it is and when, what has become of each, and
 * when to stop. It neither sends nor reads clocks. Network thread only.
 */
#ifndef BEYATOP_ORDER_RUN_H
#define BEYATOP_ORDER_RUN_H

#include "write.h"

#include <stdbool.h>

/* Start with {0}. */
struct order_run {
	/* owned; NULL: none yet */
	struct write_order *order;
	/* enum write_outcome of each, owned */
	uint8_t *outcomes;
	uint32_t outcomes_count[WRITE_OUTCOME_COUNT];
	enum write_phase phase;
	char why[400];
	/* whose turn it is; the order's count: nobody's */
	size_t at;
	/* it has been sent */
	bool is_in_flight;
	/* once it has an outcome */
	bool is_stopping;
	/* that failed, of the one whose turn it is */
	unsigned attempts;
	/* nothing is sent before */
	int64_t due_mono_ms;
	/* WRITES_WAITING */
	int64_t waits_since_mono_ms;
	/* WCU of the table or of the index that pays most */
	double units_per_write;
	/* WCU/s that may be taken of it */
	double rate;
};

void order_run_fini(struct order_run *group);

/* Takes over the order, in place of one that is not under way. */
void order_run_begin(struct order_run *group, struct write_order *order);

/* True while something is to be sent, or is on its way. */
bool order_run_is_running(const struct order_run *group);

/* What a write takes of the table or index that pays most for its rate, and that rate. */
void order_run_set_pace(struct order_run *group, double units_per_write, double rate);

/*
 * The session that is to be sent now, which is then in flight; NULL when there is none, with the
 * milliseconds until there may be one, INT64_MAX when only a result can change anything.
 */
const struct write_target *order_run_next(
	struct order_run *group, int64_t now_mono_ms, int64_t *wait_ms);

/* What has become of the one in flight; it took write_units (0: unknown) of what pays most. */
void order_run_take(struct order_run *group, const struct write_result *result, double write_units,
	int64_t now_mono_ms);

/* Stops after the one in flight. */
void order_run_stop(struct order_run *group, const char *why);

/* Goes on with what was stopped; false when there is nothing of the kind. */
bool order_run_resume(struct order_run *group, int64_t now_mono_ms);

/* All but the outcomes of each, which are borrowed. */
void order_run_describe(const struct order_run *group, struct write_progress *progress);

#endif
