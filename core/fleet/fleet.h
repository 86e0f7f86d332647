/* SPDX-License-Identifier: MIT */
/*
 * The fleet: the mutable map from (userId, serviceType) to the newest row that
 * any read has shown. Reads are passes: what a whole pass should have shown but
 * did not is gone. What changes between two looks is gathered, and folded into
 * the list of changes when a refresh has ended. Network thread only.
 */
#ifndef BEYATOP_FLEET_H
#define BEYATOP_FLEET_H

#include "model/item_row.h"
#include "session.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fleet;

struct fleet *fleet_new(const struct session_thresholds *limits) MUST_USE;

/* Services are judged by what settings_limits() has for each; settings is borrowed. Before the
 * first row. */
void fleet_set_limits(struct fleet *fleet, const struct settings *settings);

void fleet_free(struct fleet *fleet);

/* The position of a service, which is added when it is new. Positions never change. */
uint32_t fleet_service(struct fleet *fleet, const char *name);
size_t fleet_services_count(const struct fleet *fleet);

/* Lives as long as the fleet. */
const char *fleet_service_name(const struct fleet *fleet, uint32_t service);

/* Sessions in the fleet. */
size_t fleet_count(const struct fleet *fleet);

/* The encodings of isActive that rows have, as a set of 1 << encoding. */
uint32_t fleet_encodings(const struct fleet *fleet);

/*
 * Requests and passes take their numbers from the same counter, the caller's: of two reads of a row
 * the one that was asked for later counts, whichever comes first. fleet_ask() takes the next.
 */
void fleet_share_count(struct fleet *fleet, uint32_t *count);
uint32_t fleet_ask(struct fleet *fleet);

/*
 * A row was read; it is true for server time asof_ms. Inserts or replaces. Attributes that the
 * read left out (row->absent) stay as an earlier read has shown them; where none has, the
 * row is SESSION_UNFILLED.
 */
void fleet_put(struct fleet *fleet, const struct item_row *row, int64_t asof_ms);

/*
 * A write of ours is on its way: what reads show of isActive may be before it or after it, and is
 * not taken until it is told what has become of it, by the two below or by false.
 */
void fleet_hold_active(struct fleet *fleet, const char *user_id, const char *service, bool is_held);

/* An index that has not caught up with a write after so long is believed rather than the write. */
#define FLEET_PENDING_MS 60000

/*
 * We wrote isActive, at server time until_ms - FLEET_PENDING_MS: shown at once, and pending until a
 * read agrees or until then. What was asked for before is not believed.
 */
void fleet_set_active(struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t until_ms);

/* What we wrote has been overwritten: the next read is believed, though it shows another value. */
void fleet_forget_write(struct fleet *fleet, const char *user_id, const char *service);

/*
 * Whether the list of changes has that the session became so elsewhere, and when that was seen, in
 * server time.
 */
bool fleet_find_flip(const struct fleet *fleet, const char *user_id, const char *service,
	enum session_active active, int64_t *seen_ms);

/* The item does not exist, as the request with that number tells; 0: the newest of all. */
void fleet_remove(
	struct fleet *fleet, const char *user_id, const char *service, uint32_t request_number);

/* Which rows a pass shows when it reads every page. */
enum fleet_cover {
	/* Scan of the base table */
	COVER_ALL,
	/* an index of isActive: rows stored so, that have a lastPollAt */
	COVER_ENCODING,
	/* an index of serviceType: its rows that have a lastPollAt */
	COVER_SERVICE,
};

struct fleet_pass {
	enum fleet_cover cover;
	/* COVER_ENCODING: a set of 1 << encoding */
	uint32_t encodings;
	/* COVER_SERVICE */
	uint32_t service;
	/* enum session_active: only rows with that value; ACTIVE_UNKNOWN: all */
	uint8_t active;
	/* an index, from some lastPollAt on: shows who was polled since */
	bool is_delta;
	/* set by fleet_begin() */
	uint32_t number;
};

/* Call before the first page is asked for. */
void fleet_begin(struct fleet *fleet, struct fleet_pass *pass);

/*
 * Every page was read, the last at server time asof_ms. An index is read oldest lastPollAt first,
 * so who was polled meanwhile has come again at its end: the rows that a whole pass has shown are
 * now true for asof_ms. So are after a delta all the active rows that it covers: those that it did
 * not show were not polled. The rows of a Scan stay true for when each was read.
 *
 * A row that a whole pass should have shown but did not is gone: through an index only the second
 * time in a row, SESSION_MISSED between, for an index is eventually consistent and a session
 * may move from one partition to the other meanwhile. A delta misses nobody.
 */
void fleet_end(struct fleet *fleet, const struct fleet_pass *pass, int64_t asof_ms);

/*
 * The pass through an index has shown only who was polled from from_ms on and before to_ms. Who
 * should have been shown and was not was paused or resumed, polled, or deleted: a suspect, whose
 * item itself is to be read, see fleet_pick_unfilled(). Ended so, a pass makes nothing gone.
 */
void fleet_end_part(struct fleet *fleet, const struct fleet_pass *pass, int64_t from_ms,
	int64_t to_ms, int64_t asof_ms);

/*
 * The lastPollAt, at latest_ms or before, at which the fewest sessions lie on the seldom side:
 * active ones before it and paused ones after it. A whole second.
 */
int64_t fleet_find_cut(const struct fleet *fleet, int64_t latest_ms);

/* True while there are suspects that no read has shown since. */
bool fleet_has_suspects(const struct fleet *fleet);

/* The first look is complete: from now on what differs from it is a change. */
void fleet_watch(struct fleet *fleet);

/*
 * A refresh has ended at server time asof_ms: what changed during it is folded into lines of
 * the list. Also gives back the memory of rows that are gone.
 */
void fleet_flush_changes(struct fleet *fleet, int64_t asof_ms);

/* Takes a sample of each service's history, as of server time asof_ms; once a tick. */
void fleet_sample(struct fleet *fleet, int64_t asof_ms);

/* How many rows are SESSION_UNFILLED. */
size_t fleet_unfilled(const struct fleet *fleet);

struct fleet_key {
	/* borrowed until the fleet changes */
	const char *user_id, *service;
};

/*
 * Whose items should be read next, because the index shows only a part of them: up to count keys,
 * the most urgent first; returns how many. Suspects come first of all. Unfilled rows of the focus
 * service (NULL: none) follow, then those in a problem state, the active ones, the rest, the
 * longest unpolled before the others; after them the rows that were filled before server time
 * filled_before_ms, the oldest first (INT64_MIN: none of these). Linear in the rows for a count of
 * a page.
 */
size_t fleet_pick_unfilled(const struct fleet *fleet, const char *focus_service,
	int64_t filled_before_ms, struct fleet_key *keys, size_t count);

/*
 * Fills the snapshot's sessions, services with their history, totals and changes. The rows are
 * shared, not copied: the fleet copies them itself before it next changes one.
 */
void fleet_copy(struct fleet *fleet, struct snapshot *snapshot);

#endif
