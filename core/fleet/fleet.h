/* SPDX-License-Identifier: MIT */
/*
 * The fleet: a map from (userId, serviceType) to the session as of its newest read. Network thread
 * only.
 *
 * Items come from sweeps with a known coverage: a session that a full sweep should have returned
 * but did not is removed. Changes are gathered and become lines in the list of changes when a
 * refresh ends.
 */
#ifndef BEYATOP_FLEET_H
#define BEYATOP_FLEET_H

#include "finding.h"
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

/*
 * Uses the thresholds of settings_limits() for each service. settings is borrowed. Call it before
 * the first item.
 */
void fleet_set_limits(struct fleet *fleet, const struct settings *settings);

/* The position of a service, which is added if it is new. Positions never change. */
uint32_t fleet_service(struct fleet *fleet, const char *name);
size_t fleet_services_count(const struct fleet *fleet);

/* The service's name. Lives as long as the fleet. */
const char *fleet_service_name(const struct fleet *fleet, uint32_t service);

/* Number of sessions. */
size_t fleet_count(const struct fleet *fleet);

/* No more than this is kept, because a server could send new sessions and services forever. */
#define FLEET_MAX_SESSIONS  1000000
#define FLEET_MAX_KEY_BYTES ((size_t)256 << 20)

/* True if there is no room for another session or service: new sessions are ignored. */
bool fleet_is_full(const struct fleet *fleet);

/* The encodings of isActive found in its sessions, as a set of 1 << encoding. */
uint32_t fleet_encodings(const struct fleet *fleet);

/*
 * One counter, which may be shared with the ddb, numbers requests and sweeps. Of two reads of a
 * session, the one requested later wins, in whatever order the responses arrive.
 * fleet_next_request() takes the next number.
 */
void fleet_share_counter(struct fleet *fleet, uint32_t *counter);
uint32_t fleet_next_request(struct fleet *fleet);

/* --- Items ----------------------------------------------------------------------------------- */

/*
 * Adds or updates the session of an item that was read at server time asof_ms. Attributes that the
 * read did not return (item->absent) keep the value of an earlier read. As long as one has never
 * been read, the session is SESSION_UNFILLED. A new one is ignored if the fleet is full.
 */
void fleet_put(struct fleet *fleet, const struct item *item, int64_t asof_ms);

/*
 * Removes a session that does not exist according to the response to that request; 0: the newest of
 * all.
 */
void fleet_remove(
	struct fleet *fleet, const char *user_id, const char *service, uint32_t request_number);

/* --- Our own writes -------------------------------------------------------------------------- */

/*
 * While isActive is being written, reads may return the value from before or after the write, so
 * they are ignored. Ends with is_writing false or one of the next two functions.
 */
void fleet_mark_writing(
	struct fleet *fleet, const char *user_id, const char *service, bool is_writing);

/* If an index still shows the old value after this time, the value is accepted. */
#define FLEET_PENDING_MS 60000

/*
 * Sets isActive after we wrote it at server time until_ms - FLEET_PENDING_MS. The session is
 * SESSION_PENDING until a read agrees or until_ms has passed. Reads requested before now are
 * ignored.
 */
void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms);

/* Our write was overwritten: accept the next read, whatever its value. */
void fleet_forget_write(struct fleet *fleet, const char *user_id, const char *service);

/*
 * True if the list of changes says that someone else paused or resumed the session; sets *seen_ms
 * to the server time at which we noticed.
 */
bool fleet_find_active_change(const struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t *seen_ms);

/* --- Sweeps ---------------------------------------------------------------------------------- */

/* Numbers a sweep. Call it before the first page is requested. */
void fleet_begin_sweep(struct fleet *fleet, struct coverage *coverage);

/*
 * Ends a sweep, whose last page was read at server time asof_ms. A full sweep of an index reads the
 * oldest lastPollAt first, so a session polled during the sweep is returned again at the end: all
 * sessions it returned are current as of asof_ms. After a tick, so are all active sessions it
 * covers, because those not returned were not polled. Sessions read from the base table stay
 * current as of their own page.
 *
 * A sweep that was cut (coverage->is_cut) has not read the polls made since it began, so its
 * sessions, too, stay current as of their own page. A session that it did not return has been
 * polled since or is gone: the next tick that is not cut decides, because it returns it in the
 * first case. Until then, an unhealthy one is a suspect, see below. A tick that was cut says
 * nothing about sessions that it did not return.
 *
 * A session that a full sweep should have returned but did not is removed: at once after a read of
 * the base table, but only the second time in a row after a sweep of an index (SESSION_MISSED in
 * between), because an index is eventually consistent and a session may have moved between its
 * partitions. A session that, according to the sweep, is worse than it was becomes unverified.
 */
void fleet_end_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t asof_ms);

/*
 * Ends a sweep of the part of an index with from_ms <= lastPollAt < to_ms. A session that should
 * have been in it but was not has been polled, paused, resumed or deleted: it becomes a suspect,
 * and fleet_pick_items() returns its item early. Removes nothing.
 */
void fleet_end_partial_sweep(struct fleet *fleet, const struct coverage *coverage, int64_t from_ms,
	int64_t to_ms, int64_t asof_ms);

/*
 * The lastPollAt, a whole second and at most latest_ms, that best separates paused sessions (before
 * it) from active ones (after it), so that the fewest are on the wrong side.
 */
int64_t fleet_find_cut(const struct fleet *fleet, int64_t latest_ms);

/* True while there are suspects whose items have not been read. */
bool fleet_has_suspects(const struct fleet *fleet);

/* --- Sessions that become worse with age ------------------------------------------------------ */

/*
 * A session that a sweep did not return may have been paused or deleted rather than not polled, and
 * one that was read from an index that lacks isActive may have been paused. So before its age makes
 * it late, critical or never polled, its item is read: until then it is unverified and keeps its
 * previous state, as of the time when that was true. At most this many sessions may be unverified;
 * if more become worse at once, none waits. 0, the default: none ever waits.
 */
void fleet_set_verifiable(struct fleet *fleet, size_t most);

/* Number of unverified sessions. fleet_pick_items() returns them first. */
size_t fleet_unverified(const struct fleet *fleet);

/* Stops waiting: all unverified sessions become what their age makes them. */
void fleet_accept_unverified(struct fleet *fleet);

/* --- Items to read ---------------------------------------------------------------------------- */

/* Number of SESSION_UNFILLED sessions. */
size_t fleet_unfilled(const struct fleet *fleet);

/* fleet_pick_items(): no stale items. */
#define FLEET_NO_STALE INT64_MIN

/*
 * Sets keys to at most count items to read next, most urgent first; returns how many. They are
 * borrowed until the fleet changes. Order: unverified sessions; suspects; unfilled sessions of the
 * focus service (NULL: none); other unfilled ones with a problem; active ones; the rest, each group
 * by oldest lastPollAt; then stale items.
 *
 * An item is stale if it was read before stale_before_ms and may have changed unseen, because its
 * session has not been polled since: it has a problem or is overdue, and a poller may count errors
 * without setting lastPollAt. So is one that an index does not project in full, an hour later. Of
 * items read at about the same time the most severe come first, else those read longest ago. Takes
 * time linear in the sessions.
 */
size_t fleet_pick_items(const struct fleet *fleet, const char *focus_service,
	int64_t stale_before_ms, struct item_key *keys, size_t count);

/* --- Changes and snapshots -------------------------------------------------------------------- */

/* Starts recording changes. Call it when the first full sweep is complete. */
void fleet_start_changes(struct fleet *fleet);

/*
 * Call it when a refresh has ended, at server time asof_ms: turns the gathered changes into lines
 * and frees the memory of removed sessions.
 */
void fleet_flush_changes(struct fleet *fleet, int64_t asof_ms);

/*
 * Takes a sample of each service, up to SERVICES_MAX_SHOWN, as of server time asof_ms. Call it once
 * per tick.
 */
void fleet_sample(struct fleet *fleet, int64_t asof_ms);

/*
 * From now on, fleet_flush_changes() waits for fleet_note_findings(), because a finding may say the
 * same; and only findings tell which sessions stopped together.
 */
void fleet_hold_changes(struct fleet *fleet);

/*
 * Takes the findings of a snapshot that fleet_copy() has made, before the fleet changes, and turns
 * the held changes into lines, except what a finding says of its sessions. Call it for each
 * snapshot.
 */
void fleet_note_findings(struct fleet *fleet, const struct snapshot *snapshot);

/* Adds a line about a finding to the changes: what happened to it, and a text, which is copied. */
void fleet_add_finding(struct fleet *fleet, enum change_kind kind, const struct finding *finding,
	const char *text, int64_t asof_ms);

/* Sets the snapshot's changes again. */
void fleet_copy_changes(const struct fleet *fleet, struct snapshot *snapshot);

/*
 * Sets the snapshot's sessions, services with their samples, totals and changes. The sessions are
 * shared: the fleet copies them before it next changes one.
 */
void fleet_copy(struct fleet *fleet, struct snapshot *snapshot);

#endif
