/* SPDX-License-Identifier: MIT */
/*
 * Reads items of the base table by BatchGetItem, the most urgent first: those of sessions that
 * would turn late, to verify that they still exist; those of suspects; those that an index does not
 * project in full; and, from the spare budget, stale ones, see fleet_pick_items(). An item costs
 * 0.5 RCU this way, over ten times as much as in a page, so calls are paced, and only one is in
 * flight at a time. Network thread only.
 */
#ifndef BEYATOP_BACKFILL_H
#define BEYATOP_BACKFILL_H

#include "base/arena.h"
#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/request.h"
#include "dynamodb/stored_format.h"
#include "fleet/fleet.h"

#include <stdbool.h>
#include <stdint.h>

#define BACKFILL_MAX_KEYS 100 /* BatchGetItem's limit */

struct backfill {
	/* all borrowed; the pacer is the base table's */
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	struct stored_format *stored_format;
	struct pacer *pacer;
	/* error of the last call; ERROR_NONE if it succeeded */
	struct error err;
	/* the last response was throttled; the rest is requested again */
	bool is_throttled;
	/* read units consumed since the start */
	double read_units;
	/* items read since the start */
	uint64_t filled;
	/* for the publisher, which clears it */
	bool is_changed;

	/* a call for keys is in flight; is_mentioned: its response mentions the key */
	bool is_in_flight;
	struct item_key keys[BACKFILL_MAX_KEYS];
	bool is_mentioned[BACKFILL_MAX_KEYS];
	size_t keys_count;
	/* holds the keys' strings */
	struct arena arena;
	/* failures in a row */
	unsigned failures, throttles;
	/* earliest time of the next call */
	int64_t retry_mono_ms;
	/* when to look for stale items again */
	int64_t look_mono_ms;
	/* since when there have been unverified sessions; -1: there are none */
	int64_t unverified_mono_ms;
};

/* All pointers are borrowed. */
void backfill_init(struct backfill *backfill, struct ddb *ddb, struct fleet *fleet,
	const char *table, struct stored_format *stored_format, struct pacer *pacer);

/* Call it after the ddb has been freed. */
void backfill_fini(struct backfill *backfill);

/*
 * Requests the next items if a call is due; unfilled ones of focus_service (NULL: none) come before
 * others, and items are stale after two ticks, which are interval_ms apart. Returns milliseconds
 * until the next call is due; INT64_MAX if that depends on a response. A call that failed, even
 * because it is not allowed, is repeated, in a minute at the latest.
 *
 * Also tells the fleet how many sessions can be verified soon, and accepts the unverified ones if
 * calls fail or after a few seconds, so that no alarm has to wait for the budget.
 */
int64_t backfill_advance(struct backfill *backfill, const char *focus_service, int64_t interval_ms);

#endif
