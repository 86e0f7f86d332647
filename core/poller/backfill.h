/* SPDX-License-Identifier: MIT */
/*
 * Fills in what an index does not project: reads from the base table, by BatchGetItem, the sessions
 * that the fleet calls unfilled, the most urgent first. An item costs 0.5 RCU so, over ten times as
 * much as in a page: each call is paced, and never more than one is in flight. Network thread only.
 */
#ifndef BEYATOP_BACKFILL_H
#define BEYATOP_BACKFILL_H

#include "base/arena.h"
#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/request.h"
#include "dynamodb/spelling.h"
#include "fleet/fleet.h"

#include <stdbool.h>
#include <stdint.h>

#define BACKFILL_MAX_KEYS 100 /* BatchGetItem takes no more */

struct backfill {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	struct spelling *spelling;
	/* the base table's */
	struct pacer *pacer;
	/* read units to leave to what is more urgent */
	double reserve;
	/* of the last call; ERROR_NONE when it went well */
	struct error err;
	/* the last answer said so; the rest is asked for again */
	bool is_throttled;
	/* the last answer was one that asking again does not mend */
	bool is_refused;
	/* consumed since the start */
	double read_units;
	/* items read since the start */
	uint64_t filled;
	/* for the one who publishes; cleared by them */
	bool is_changed;

	/* a call is on its way, for these keys, */
	bool is_asking;
	struct request_key keys[BACKFILL_MAX_KEYS];
	bool is_answered[BACKFILL_MAX_KEYS];
	size_t keys_count;
	/* of the keys' texts */
	struct arena arena;
	/* in a row */
	unsigned failures, throttles;
	/* nothing is asked for before */
	int64_t retry_mono_ms;
	/* when to look for old ones again */
	int64_t refill_mono_ms;
};

/* All but the ddb may be changed by others meanwhile; all are borrowed. */
void backfill_init(struct backfill *backfill, struct ddb *ddb, struct fleet *fleet,
	const char *table, struct spelling *spelling, struct pacer *pacer);

/* Not before the ddb is freed. */
void backfill_fini(struct backfill *backfill);

/*
 * Asks for the next items when there are any and it is due; those of focus_service (NULL: none)
 * come first. Returns the milliseconds until it wants to be called again, INT64_MAX when only an
 * answer or a change of the fleet can change anything. A call that failed is tried again by itself,
 * one that was refused only after backfill_ask_again().
 */
int64_t backfill_advance(struct backfill *backfill, const char *focus_service);

/* Somebody may have mended what was refused. */
void backfill_ask_again(struct backfill *backfill);

#endif
