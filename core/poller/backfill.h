/* SPDX-License-Identifier: MIT */
/*
 * Fills in what an index does not project: reads incomplete sessions of the fleet from the base
 * table by BatchGetItem, the most urgent first. An item costs 0.5 RCU this way, over ten times as
 * much as in a page, so each call is paced, and only one is in flight. Network thread only.
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

#define BACKFILL_MAX_KEYS 100 /* BatchGetItem takes no more */

struct backfill {
	/* all borrowed; the pacer is the base table's */
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	struct stored_format *stored_format;
	struct pacer *pacer;
	/* of the last call; ERROR_NONE when it succeeded */
	struct error err;
	/* the last response said so; the rest is requested again */
	bool is_throttled;
	/* the last call failed for a reason that does not pass by itself */
	bool is_refused;
	/* consumed since the start */
	double read_units;
	/* items read since the start */
	uint64_t filled;
	/* for the publisher, which clears it */
	bool is_changed;

	/* a call is in flight, for these keys; which of them the response mentions */
	bool is_in_flight;
	struct item_key keys[BACKFILL_MAX_KEYS];
	bool is_mentioned[BACKFILL_MAX_KEYS];
	size_t keys_count;
	/* of the keys' strings */
	struct arena arena;
	/* in a row */
	unsigned failures, throttles;
	/* nothing is sent before */
	int64_t retry_mono_ms;
	/* when to look for items that were filled in long ago */
	int64_t refill_mono_ms;
};

/* All pointers are borrowed. */
void backfill_init(struct backfill *backfill, struct ddb *ddb, struct fleet *fleet,
	const char *table, struct stored_format *stored_format, struct pacer *pacer);

/* Not before the ddb is freed. */
void backfill_fini(struct backfill *backfill);

/*
 * Requests the next items when there are any and a call is due; those of focus_service (NULL: none)
 * come first. Returns milliseconds until more is due, INT64_MAX when only a response or a change of
 * the fleet can make it so. A call that failed for now is repeated, one that was refused only after
 * backfill_retry().
 */
int64_t backfill_advance(struct backfill *backfill, const char *focus_service);

/* Tries again after a refusal: its cause may be gone. */
void backfill_retry(struct backfill *backfill);

#endif
