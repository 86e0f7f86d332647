/* SPDX-License-Identifier: MIT */
/*
 * The poll plan: what is read when. First a full sweep: every active session, the stalest first,
 * then the paused ones. Then a tick every interval, counted from the end of the last one: what was
 * polled since; and after it a check for sessions that others may have paused or resumed. Every so
 * many ticks a sweep again. Beside them the service on the screen, and now and then a Scan of the
 * base table. Network thread only.
 */
#ifndef BEYATOP_PLAN_H
#define BEYATOP_PLAN_H

#include "poller/backoff.h"
#include "poller/focus.h"
#include "poller/plan_readers.h"
#include "poller/read_steps.h"
#include "poller/reconcile_scan.h"
#include "poller/table_info.h"

#include <stdbool.h>

struct plan {
	/* both borrowed; ddb is NULL until plan_connect() */
	struct ddb *ddb;
	struct backoff *backoff;
	struct read_source source;
	struct plan_readers readers;
	struct focus focus;
	struct reconcile_scan reconcile;

	int64_t interval_ms, next_tick_mono_ms;
	bool is_sweep_due, is_toggle_check_due;
	/* every active session has been seen once */
	bool has_swept;
	/* since the last sweep */
	int64_t ticks;
	/* begin of the last full sweep, the paused sessions included; -1: none */
	int64_t swept_mono_ms;
	/* of the last tick or sweep: its end in server time and on our clock, its duration, its
	 * cost */
	int64_t asof_ms, asof_mono_ms, took_ms;
	double refresh_read_units;
	/* a tick or sweep has ended; the poller clears it */
	bool is_refreshed;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* All pointers are borrowed. */
void plan_init(struct plan *plan, const struct settings *settings, struct fleet *fleet,
	struct table_info *info, struct backoff *backoff);
void plan_connect(struct plan *plan, struct ddb *ddb);

/* Not before the ddb is freed. */
void plan_fini(struct plan *plan);

/* Sends what is due. Returns milliseconds until more is due. Needs the ddb. */
int64_t plan_advance(struct plan *plan);

/* Puts a service on the screen; NULL: none. */
void plan_set_focus(struct plan *plan, const char *service);

void plan_set_interval(struct plan *plan, int64_t interval_ms);

/* Makes the next tick, full sweep or Scan due now. */
void plan_tick_now(struct plan *plan);
void plan_sweep_now(struct plan *plan);
void plan_reconcile_now(struct plan *plan);

#endif
