/* SPDX-License-Identifier: MIT */
/*
 * Which sessions a sweep returns if it reads every page, and which ones full sweeps have returned
 * so far. Plain data, network thread only.
 */
#ifndef BEYATOP_COVERAGE_H
#define BEYATOP_COVERAGE_H

#include "fleet/services.h"
#include "session.h"

#include <stdbool.h>
#include <stdint.h>

enum coverage_kind {
	/* Scan of the base table: all sessions */
	COVER_ALL,
	/* the active index: sessions with these encodings of isActive that have a lastPollAt */
	COVER_ENCODING,
	/* the service index: sessions of a service that have a lastPollAt */
	COVER_SERVICE,
	/* Query of the base table: all sessions of a user */
	COVER_USER,
};

struct coverage {
	enum coverage_kind kind;
	/* COVER_ENCODING: a set of 1 << encoding */
	uint32_t encodings;
	/* COVER_SERVICE */
	uint32_t service;
	/* COVER_USER; borrowed */
	const char *user_id;
	/* enum session_active: only sessions with that value; ACTIVE_UNKNOWN: all */
	uint8_t active;
	/* a tick: only sessions polled since some lastPollAt */
	bool is_delta;
	/* it ended before it had caught up with the polls, see fleet_end_sweep() */
	bool is_cut;
	/* number of the sweep, set by fleet_begin_sweep() */
	uint32_t number;
};

/* Start with {0}. */
struct covered {
	bool has_scanned;
	/*
	 * encodings that full sweeps of the active index have covered, by enum session_active: sets
	 * of 1 << encoding
	 */
	uint32_t encodings[3];
};

/* True for a sweep of the base table, which also has sessions that are in no index. */
bool coverage_is_of_table(const struct coverage *coverage);

/* True if the session is in the indexes, whose sort key is lastPollAt. */
bool coverage_is_indexed(const struct session *session);

/* True if the sweep returns the session, provided that it is in what was read. */
bool coverage_includes(const struct coverage *coverage, const struct session *session);

/* Records a full sweep that has ended, also in the service that it covers. */
void coverage_note(
	const struct coverage *coverage, struct covered *covered, struct services *services);

/* True if a full sweep would have returned the session had it existed then. */
bool coverage_has_shown(const struct covered *covered, const struct services *services,
	const struct session *session);

#endif
