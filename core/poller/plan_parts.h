/* SPDX-License-Identifier: MIT */
/*
 * The plan from the inside, shared by its files: plan.c (sweeps and ticks), plan_steps.c (which
 * queries a read consists of) and plan_beside.c (what is read beside them). Network thread only.
 */
#ifndef BEYATOP_PLAN_PARTS_H
#define BEYATOP_PLAN_PARTS_H

#include "poller/poller_state.h"

/* --- Readers: plan.c ---------------------------------------------------------------------- */

/* A new read without steps, which keeps what the last one has consumed. It must not be running. */
void plan_clear_reader(struct poller *poller, struct reader *reader);

bool plan_is_running(const struct reader *reader);

/* reader_advance(), as long as not too many requests are in flight. */
int64_t plan_advance_reader(struct poller *poller, struct reader *reader);

/* --- Steps: plan_steps.c ------------------------------------------------------------------ */

/* is_delta: only what was polled since the last tick began, with some overlap. */

/* The sessions of the active index that are active, or those that are not: a sweep a spelling. */
void plan_steps_active(
	struct poller *poller, struct reader *reader, enum session_active active, bool is_delta);

/* Those of a service, by its index: whole services, a sweep each. */
void plan_steps_service(
	struct poller *poller, struct reader *reader, uint32_t service, bool is_delta);
void plan_steps_services(struct poller *poller, struct reader *reader, bool is_delta);

/* All of the base table. */
void plan_steps_scan(struct poller *poller, struct reader *reader);

/*
 * Makes the steps from one up to another, which must not be deltas, read one side of a cut through
 * lastPollAt: up to it, or after it.
 */
void plan_steps_cut(
	const struct poller *poller, struct reader *reader, size_t from, size_t to, bool is_until);

/* --- Beside sweeps and ticks: plan_beside.c ----------------------------------------------- */

/*
 * The service on the screen through its own index, which also has the sessions without a readable
 * isActive: after each tick what was polled since, whole at first and as often as all is swept.
 * Returns the milliseconds until something is due.
 */
int64_t plan_beside_focus(struct poller *poller);

/* The sessions that are in no index, by a Scan of the base table, at leisure. Returns the same. */
int64_t plan_beside_reconcile(struct poller *poller, int64_t now_mono_ms);

/* Takes the end of such a read, if there is one. */
void plan_beside_settle_focus(struct poller *poller);
void plan_beside_settle_reconcile(struct poller *poller);

/* A whole Scan has ended, of whichever read. */
void plan_beside_reconciled(struct poller *poller);

#endif
