/* SPDX-License-Identifier: MIT */
/*
 * Reads many sessions into the fleet: Queries or a Scan, one after the other, page by page, paced,
 * with at most one request in flight. Throttling is not a failure: the page is requested again at a
 * lower rate. Network thread only.
 *
 * An index is read from the oldest lastPollAt on, and each poll moves a session to its end. So if
 * sessions are polled faster than they are read, the end is never reached. Therefore a Query is cut
 * once it has passed the time at which it began: what is left has been polled since, and is what
 * the next tick reads. This is not an upper bound in the key condition, because sessions whose
 * writers' clocks are ahead would never be read, and because the form of lastPollAt is unknown
 * before the first page.
 */
#ifndef BEYATOP_READER_H
#define BEYATOP_READER_H

#include "base/arena.h"
#include "buf.h"
#include "dynamodb/ddb.h"
#include "dynamodb/pacer.h"
#include "dynamodb/stored_format.h"
#include "fleet/fleet.h"

#include <stdbool.h>

/*
 * All pages of one Query or Scan, or one item. Strings are borrowed until the read has ended: see
 * reader_keep().
 */
struct reader_step {
	/* NULL: the base table */
	const char *index;
	/* the partition key; NULL: a Scan */
	const char *key_name, *key_type, *key_value;
	/* of the base table: a GetItem of this service's item instead of a Query; NULL: a Query */
	const char *service;
	/* set of enum item_attribute that the index does not project */
	uint32_t absent;
	/* attribute to read in addition; NULL: none */
	const char *shadow;
	/* type of `since`: "S" or "N"; NULL: no restriction by lastPollAt */
	const char *since_type;
	/* read only sessions with a lastPollAt after it */
	char since[STORED_FORMAT_SINCE_SIZE];
	/* up to `since` instead of after it */
	bool is_until;
	/* `since` as a time, for fleet_end_partial_sweep(); 0: fleet_end_sweep() */
	int64_t part_ms;
	struct pacer *pacer;
	struct coverage coverage;
	/* belongs to the same sweep as the step before it */
	bool continues_sweep;
};

enum reader_state { READER_IDLE, READER_RUNNING, READER_DONE, READER_FAILED };

struct reader {
	/* all borrowed */
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	/* learns the table's formats from each item */
	struct stored_format *stored_format;
	/* read units to leave to more urgent reads */
	double reserve;
	/* maximum number of sessions in the fleet */
	size_t max_items;
	/* a step with part_ms stops after this many read units */
	double max_step_units;

	enum reader_state state;
	/* READER_FAILED: the reason; is_throttled: the server's message */
	struct error err;
	/* the last response was throttled; the page is requested again */
	bool is_throttled;
	/* throttled responses in a row */
	unsigned throttles;
	/* owned; .at is the index of the current one */
	struct reader_step *steps;
	size_t steps_count, steps_capacity, at;
	/* holds strings of the steps */
	struct arena arena;
	/* a page is in flight */
	bool is_in_flight;
	/* ExclusiveStartKey of the next page; "": the first */
	struct buf start_key;
	/* an earlier key, to detect repeating keys; and the number of keys in this step */
	struct buf earlier_key;
	uint32_t keys;
	/* the current step's items and cost so far, and the lastPollAt it has reached */
	uint32_t step_items;
	double step_units;
	int64_t step_polled_ms;
	/* the newest poll that it has returned, except by writers whose clocks are ahead */
	int64_t step_newest_ms;
	/* if the sweep stopped early: it is complete up to this lastPollAt */
	int64_t covered_ms;
	/* coverage of the current sweep */
	struct coverage coverage;
	/* a sweep of this read was cut, see follows_polls() */
	bool is_cut;
	int64_t begun_mono_ms;
	/* the same in server time, see note_time() */
	int64_t begun_ms;
	/* time of the newest page: server time and our clock */
	int64_t page_ms, page_mono_ms;
	uint32_t pages, items;
	/* number of items without a readable key */
	uint32_t unreadable;
	double read_units;
};

/* All pointers are borrowed. */
void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table,
	struct stored_format *stored_format);

/* Call it when the ddb has been freed or has no calls of this reader in flight. */
void reader_fini(struct reader *reader);

/* Removes the steps for a new read. The reader must not be running. */
void reader_clear(struct reader *reader);
void reader_add(struct reader *reader, const struct reader_step *step);

/* Copies a string for a step; it lives until reader_clear(). */
const char *reader_keep(struct reader *reader, const char *text) MUST_USE;
void reader_begin(struct reader *reader);

/*
 * Requests the next page if it is due. Returns milliseconds until it is; INT64_MAX while waiting
 * for a response.
 */
int64_t reader_advance(struct reader *reader);

#endif
