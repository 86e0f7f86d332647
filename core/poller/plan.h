/* SPDX-License-Identifier: MIT */
/*
 * The poll plan: what is read when. It begins with a full sweep: active sessions, oldest lastPollAt
 * first, then paused ones. From then on, a tick reads what was polled since the last one, also
 * while a sweep is under way; --interval passes between the end of a tick and the next. A toggle
 * check after each tick looks for sessions that others have paused or resumed. Every --full-every
 * ticks there is another full sweep. In between, focus reads the service or user on the screen, and
 * every --reconcile a Scan of the base table finds sessions in no index (reconcile_scan.h). With
 * --user, each tick is instead a Query of all sessions of that user. Network thread only.
 *
 * A sweep that was cut (reader.h) ends before it has caught up with the polls, and leaves those
 * to the next tick. If the fleet is polled faster than the budget allows to read, ticks are cut,
 * too. Then one sweep follows the other: each finds all sessions that are late, because these come
 * first, and some of the others. Which sessions there are is then known from the Scan, which does
 * not depend on polls.
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
	/* is_paused_due: the sweep reads the paused sessions, too */
	bool is_sweep_due, is_paused_due, is_toggle_check_due;
	/* a sweep of the active sessions has ended */
	bool has_swept;
	/*
	 * the last sweep of the active sessions or of the paused ones was cut, and no tick has
	 * caught up with the polls since
	 */
	bool is_tail_missing;
	/* every session has been read once */
	bool has_read_all;
	/* the last tick was cut: the fleet is polled faster than it can be read */
	bool is_behind;
	/* ticks since the last full sweep */
	int64_t ticks;
	/* when the last full sweep, including paused sessions, began; -1: none yet */
	int64_t swept_mono_ms;
	/*
	 * about the last tick or sweep: its end in server time and on our clock; its duration; its
	 * cost
	 */
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

/* Call it after the ddb has been freed. */
void plan_fini(struct plan *plan);

/* Sends requests that are due. Returns milliseconds until more are. Call plan_connect() first. */
int64_t plan_advance(struct plan *plan);

/* Sets the service or the user that is on the screen; both NULL: none. */
void plan_set_focus(struct plan *plan, const char *service, const char *user_id);

void plan_set_interval(struct plan *plan, int64_t interval_ms);

/* Makes the next tick, full sweep or Scan due now. */
void plan_tick_now(struct plan *plan);
void plan_sweep_now(struct plan *plan);
void plan_reconcile_now(struct plan *plan);

#endif
