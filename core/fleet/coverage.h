/* SPDX-License-Identifier: MIT */
/*
 * Which sessions a sweep shows when it reads every page, and which ones full sweeps have shown so
 * far. Plain data, network thread only.
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
};

struct coverage {
	enum coverage_kind kind;
	/* COVER_ENCODING: a set of 1 << encoding */
	uint32_t encodings;
	/* COVER_SERVICE */
	uint32_t service;
	/* enum session_active: only sessions with that value; ACTIVE_UNKNOWN: all */
	uint8_t active;
	/* a tick: only sessions polled since some lastPollAt */
	bool is_delta;
	/* of the sweep, set by fleet_begin_sweep() */
	uint32_t number;
};

/* Start with {0}. */
struct covered {
	bool has_scanned;
	/* full sweeps of the active index, by enum session_active: sets of 1 << encoding */
	uint32_t encodings[3];
};

/* True when the session is in the indexes, which are sorted by lastPollAt. */
bool coverage_is_indexed(const struct session *session);

/* True when the sweep shows the session, provided that it is indexed. */
bool coverage_includes(const struct coverage *coverage, const struct session *session);

/* A full sweep has ended. Also notes it in the service that it covers. */
void coverage_note(
	const struct coverage *coverage, struct covered *covered, struct services *services);

/* True when a full sweep would have shown the session, had it existed. */
bool coverage_has_shown(const struct covered *covered, const struct services *services,
	const struct session *session);

#endif
