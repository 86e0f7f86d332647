/* SPDX-License-Identifier: MIT */
/*
 * One read of many sessions into the fleet: queries or a Scan, one after the other, page by page,
 * paced. Never more than one request in flight. Throttling is not a failure: the page is requested
 * again, more slowly. Network thread only.
 */
#ifndef BEYATOP_READER_H
#define BEYATOP_READER_H

#include "buf.h"
#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/stored_format.h"
#include "fleet/fleet.h"

#include <stdbool.h>

/* One query, all pages of it. Strings are borrowed until the read has ended. */
struct reader_step {
	/* NULL: Scan of the base table */
	const char *index;
	const char *key_name, *key_type, *key_value;
	/* set of enum item_attribute that the index does not project */
	uint32_t absent;
	/* attribute to be projected too; NULL: none */
	const char *shadow;
	/* type of `since`: "S" or "N"; NULL: no restriction by lastPollAt */
	const char *since_type;
	/* only sessions polled after it, */
	char since[STORED_FORMAT_SINCE_SIZE];
	/* or up to it */
	bool is_until;
	/* `since` as a time, for fleet_end_partial_sweep(); 0: fleet_end_sweep() */
	int64_t part_ms;
	struct pacer *pacer;
	struct coverage coverage;
	/* belongs to the sweep that the step before it began */
	bool continues_sweep;
};

enum reader_state { READER_IDLE, READER_RUNNING, READER_DONE, READER_FAILED };

struct reader {
	/* all borrowed */
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	/* learns from each item */
	struct stored_format *stored_format;
	/* read units to leave to more urgent reads */
	double reserve;
	/* sessions that the fleet may hold */
	size_t max_items;
	/* a step with part_ms stops after this many read units */
	double max_step_units;

	enum reader_state state;
	/* READER_FAILED: why; is_throttled: what the server said */
	struct error err;
	/* the last response said so; the page is requested again */
	bool is_throttled;
	/* in a row */
	unsigned throttles;
	/* owned; .at is the one under way */
	struct reader_step *steps;
	size_t steps_count, steps_capacity, at;
	/* a page is in flight */
	bool is_in_flight;
	/* ExclusiveStartKey of the next page; "": the first */
	struct buf start_key;
	/* an earlier one, to notice keys that repeat; and how many the step had */
	struct buf earlier_key;
	uint32_t keys;
	/* of the step: its cost so far, and the newest lastPollAt it has reached */
	double step_units;
	int64_t step_polled_ms;
	/* the sweep is complete up to this lastPollAt, if it stopped early */
	int64_t covered_ms;
	/* of the sweep under way */
	struct coverage coverage;
	int64_t begun_mono_ms;
	/* the same in server time, never later than the newest page implies */
	int64_t begun_ms;
	/* of the newest page, on both clocks */
	int64_t page_ms, page_mono_ms;
	uint32_t pages, items;
	/* items without a readable key */
	uint32_t unreadable;
	double read_units;
};

/* All are borrowed. */
void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table,
	struct stored_format *stored_format);

/* Not before the ddb is freed or has no calls of this reader in flight. */
void reader_fini(struct reader *reader);

/* A new read without steps; the reader must not be running. */
void reader_clear(struct reader *reader);
void reader_add(struct reader *reader, const struct reader_step *step);
void reader_begin(struct reader *reader);

/*
 * Requests the next page when it is due. Returns milliseconds until one is, INT64_MAX when only a
 * response can change that.
 */
int64_t reader_advance(struct reader *reader);

#endif
