/* SPDX-License-Identifier: MIT */
/*
 * The fleet: all sessions by (userId, serviceType), each as the newest read has shown it. Network
 * thread only.
 *
 * Items come from sweeps, which know what they cover: a session that a full sweep should have shown
 * but did not is gone. What changes is gathered and becomes lines of the list of changes when a
 * refresh ends.
 */
#ifndef BEYATOP_FLEET_H
#define BEYATOP_FLEET_H

#include "fleet/coverage.h"
#include "model/item.h"
#include "session.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fleet;

struct fleet *fleet_new(const struct session_thresholds *limits) MUST_USE;
void fleet_free(struct fleet *fleet);

/* From now on each service has the thresholds of settings_limits(). settings is borrowed. Call it
 * before the first item. */
void fleet_set_limits(struct fleet *fleet, const struct settings *settings);

/* The position of a service, which is added when it is new. Positions never change. */
uint32_t fleet_service(struct fleet *fleet, const char *name);
size_t fleet_services_count(const struct fleet *fleet);

/* Lives as long as the fleet. */
const char *fleet_service_name(const struct fleet *fleet, uint32_t service);

/* Sessions in the fleet. */
size_t fleet_count(const struct fleet *fleet);

/* The encodings of isActive that its sessions have, as a set of 1 << encoding. */
uint32_t fleet_encodings(const struct fleet *fleet);

/*
 * Requests and sweeps are numbered by one counter, which the caller may share with its ddb: of two
 * reads of a session the one with the later request counts, whichever response comes first.
 * fleet_next_request() takes the next number.
 */
void fleet_share_counter(struct fleet *fleet, uint32_t *counter);
uint32_t fleet_next_request(struct fleet *fleet);

/* --- Items ----------------------------------------------------------------------------------- */

/*
 * Takes an item that was read at server time asof_ms: adds its session or updates it. Attributes
 * that the read left out (item->absent) keep the values of an earlier read; while one has none, the
 * session is SESSION_UNFILLED.
 */
void fleet_put(struct fleet *fleet, const struct item *item, int64_t asof_ms);

/* Removes a session that does not exist, by the response to that request; 0: the newest of all. */
void fleet_remove(
	struct fleet *fleet, const char *user_id, const char *service, uint32_t request_number);

/* --- Our own writes -------------------------------------------------------------------------- */

/*
 * We are writing isActive: what reads show of it may be older or newer than the write, and is
 * ignored until one of the two functions below, or false here, ends that.
 */
void fleet_mark_writing(
	struct fleet *fleet, const char *user_id, const char *service, bool is_writing);

/* After this long an index that still shows the old value is believed. */
#define FLEET_PENDING_MS 60000

/*
 * We wrote isActive at server time until_ms - FLEET_PENDING_MS. Shown at once; SESSION_PENDING
 * until a read agrees or until_ms has passed. Reads requested before are ignored.
 */
void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms);

/* What we wrote was overwritten: the next read counts even if it shows another value. */
void fleet_forget_write(struct fleet *fleet, const char *user_id, const char *service);

/* True when the list of changes has the session paused or resumed by someone else; *seen_ms is the
 * server time at which we saw it. */
bool fleet_find_active_change(const struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t *seen_ms);

/* --- Sweeps ---------------------------------------------------------------------------------- */

/* Call before the first page is requested. */
void fleet_begin_sweep(struct fleet *fleet, struct coverage *coverage);

/*
 * Every page was read, the last at server time asof_ms.
 *
 * A full sweep through an index reads oldest lastPollAt first, so a session that is polled
 * meanwhile shows up again at the end: all that it has shown is now as of asof_ms. After a tick all
 * active sessions that it covers are: those not shown were not polled. Sessions read by a Scan stay
 * as of when each was read.
 *
 * A session that a full sweep should have shown but did not is gone: after a Scan at once, through
 * an index the second time in a row, SESSION_MISSED in between, because an index is eventually
 * consistent and a session may move between its partitions meanwhile. A tick makes nothing gone.
 */
void fleet_end_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t asof_ms);

/*
 * A partial sweep through an index has shown only sessions polled from from_ms on and before to_ms.
 * A session that should have been among them was polled, paused, resumed or deleted: it becomes a
 * suspect, whose item fleet_pick_unfilled() gives out first. Nothing is gone.
 */
void fleet_end_partial_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t from_ms,
	int64_t to_ms, int64_t asof_ms);

/*
 * The lastPollAt, at most latest_ms, that best separates paused sessions (before it) from active
 * ones (after it): the fewest are on the other side. A whole second.
 */
int64_t fleet_find_cut(const struct fleet *fleet, int64_t latest_ms);

/* True while suspects have not been read. */
bool fleet_has_suspects(const struct fleet *fleet);

/* --- Filling what an index leaves out --------------------------------------------------------- */

/* How many sessions are SESSION_UNFILLED. */
size_t fleet_unfilled(const struct fleet *fleet);

struct fleet_key {
	/* borrowed until the fleet changes */
	const char *user_id, *service;
};

/*
 * The items to read next, most urgent first: up to count keys; returns how many. In order:
 * suspects; unfilled sessions of the focus service (NULL: none), then those with a problem, active
 * ones, the rest, within each the longest unpolled first; then sessions filled before server time
 * filled_before_ms (INT64_MIN: none), the oldest first. Takes time linear in the sessions.
 */
size_t fleet_pick_unfilled(const struct fleet *fleet, const char *focus_service,
	int64_t filled_before_ms, struct fleet_key *keys, size_t count);

/* --- Changes and snapshots -------------------------------------------------------------------- */

/* The first full sweep is complete: from now on differences are changes. */
void fleet_start_changes(struct fleet *fleet);

/*
 * A refresh has ended at server time asof_ms: what has changed since the last becomes lines of the
 * list of changes. Also frees the memory of sessions that are gone.
 */
void fleet_flush_changes(struct fleet *fleet, int64_t asof_ms);

/* Takes a sample of each service as of server time asof_ms; once a tick. */
void fleet_sample(struct fleet *fleet, int64_t asof_ms);

/*
 * Sets the snapshot's sessions, services with their samples, totals and changes. The sessions are
 * shared, not copied: the fleet copies them itself before it next changes one.
 */
void fleet_copy(struct fleet *fleet, struct snapshot *snapshot);

#endif
