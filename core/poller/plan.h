/* SPDX-License-Identifier: MIT */
/*
 * The poll plan: what is read when. First a sweep of every active session, the stalest first, then
 * one of the paused ones. Then a tick every interval, counted from the end of the last: only what
 * was polled since; and after it those who may have been paused or resumed by others. Every so many
 * ticks a sweep again. Beside them the service on the screen, a Scan of the base table now and
 * then, the open session, and the writes. Network thread only.
 */
#ifndef BEYATOP_PLAN_H
#define BEYATOP_PLAN_H

#include "poller/poller_state.h"

/* Starts whatever is due. Returns the milliseconds until something will be. Needs the ddb. */
int64_t plan_advance(struct poller *poller);

/* Puts the service on the screen; NULL: none. */
void plan_set_focus(struct poller *poller, const char *service);

void plan_set_interval(struct poller *poller, int64_t interval_ms);

/* Makes the next tick, sweep or Scan due now. */
void plan_tick_now(struct poller *poller);
void plan_sweep_now(struct poller *poller);
void plan_reconcile_now(struct poller *poller);

/* What paces the sweeps and ticks: of the index that they read, or of the base table. */
const struct pacer *plan_pacer(const struct poller *poller);

/* A fault that lasts, for the banner. */
void plan_set_error(struct poller *poller, const struct error *err);

/* A read failed: as above; backs off, and asks again for whatever may be the cause. */
void plan_fail(struct poller *poller, const struct error *err);

#endif
