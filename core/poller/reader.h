/* SPDX-License-Identifier: MIT */
/*
 * One read of many sessions: queries or a Scan, one after the other, page after page, each page
 * paced, into the fleet. Never more than one request in flight. Throttling is no failure: the page
 * is asked for again, more slowly. Network thread only.
 */
#ifndef BEYATOP_READER_H
#define BEYATOP_READER_H

#include "buf.h"
#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/spelling.h"
#include "fleet/fleet.h"

#include <stdbool.h>

/* One query with all its pages. Strings are borrowed until the read has ended. */
struct reader_step {
	/* NULL: Scan of the base table */
	const char *index;
	const char *key_name, *key_type, *key_value;
	/* set of enum item_attribute that the index has not */
	uint32_t absent;
	/* attribute to be shown too; NULL: none */
	const char *shadow;
	/* of `since`: S or N; NULL: all, whenever polled */
	const char *since_type;
	/* only sessions polled after it, */
	char since[SPELLING_SINCE_SIZE];
	/* or up to it */
	bool is_until;
	/* the same as a time, for fleet_end_partial_sweep() instead of fleet_end_sweep(); 0: not */
	int64_t part_ms;
	struct pacer *pacer;
	struct coverage coverage;
	/* part of the sweep that the step before began */
	bool continues_sweep;
};

enum reader_state { READER_IDLE, READER_RUNNING, READER_DONE, READER_FAILED };

struct reader {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	/* learns from each item */
	struct spelling *spelling;
	/* read units to leave to what is more urgent */
	double reserve;
	/* sessions that the fleet may hold */
	size_t max_items;
	/* a step of a part stops after so many read units */
	double max_step_units;
	enum reader_state state;
	/* READER_FAILED; while is_throttled: what the server says */
	struct error err;
	/* the last answer said so; it is asked again */
	bool is_throttled;
	/* in a row */
	unsigned throttles;
	/* owned */
	struct reader_step *steps;
	size_t steps_count, steps_capacity, at;
	/* a page is on its way */
	bool is_asking;
	/* ExclusiveStartKey of the next page; "" */
	struct buf start_key;
	/* one of those before, to see when they go round in a circle */
	struct buf earlier_key;
	/* of the step */
	uint32_t keys;
	/* that it took so far */
	double step_units;
	/* the newest lastPollAt that it has come to */
	int64_t step_polled_ms;
	/* before which the sweep has shown all, if it stopped early */
	int64_t covered_ms;
	/* under way */
	struct coverage coverage;
	int64_t begun_mono_ms;
	/* server time, never later than the newest page tells */
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
	struct spelling *spelling);

/* Not before the ddb is freed or has no calls of this reader in flight. */
void reader_fini(struct reader *reader);

/* A new read without steps; the reader must not be running. */
void reader_clear(struct reader *reader);
void reader_add(struct reader *reader, const struct reader_step *step);
void reader_begin(struct reader *reader);

/*
 * Asks for the next page when it is due. Returns the milliseconds until it wants to be called
 * again, INT64_MAX when only an answer can change anything.
 */
int64_t reader_advance(struct reader *reader);

#endif
