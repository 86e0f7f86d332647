/* SPDX-License-Identifier: MIT */
/*
 * One read of many sessions: queries or a Scan, one after the other, page after page, each page
 * paced, into the fleet. Never more than one request in flight. Throttling is no failure: the page
 * is asked for again, more slowly. Network thread only.
 */
#ifndef BEYATOP_READER_H
#define BEYATOP_READER_H

#include "buf.h"
#include "ddb.h"
#include "fleet.h"
#include "pacer.h"
#include "vocabulary.h"

#include <stdbool.h>

/* One query with all its pages. Strings are borrowed until the read has ended. */
struct reader_step {
	const char *index; /* NULL: Scan of the base table */
	const char *key_name, *key_type, *key_value;
	uint32_t absent;                   /* set of enum item_attribute that the index has not */
	const char *shadow;                /* attribute to be shown too; NULL: none */
	const char *since_type;            /* of `since`: S or N; NULL: all, whenever polled */
	char since[VOCABULARY_SINCE_SIZE]; /* only sessions polled after it, */
	bool is_until;                     /* or up to it */
	int64_t part_ms; /* the same as a time, for fleet_end_part() instead of fleet_end(); 0: not */
	struct pacer *pacer;
	struct fleet_pass pass;
	bool continues_pass; /* part of the pass that the step before began */
};

enum reader_state { READER_IDLE, READER_RUNNING, READER_DONE, READER_FAILED };

struct reader {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	struct vocabulary *vocabulary; /* learns from each item */
	double reserve;                /* read units to leave to what is more urgent */
	size_t max_items;              /* sessions that the fleet may hold */
	double max_step_units;         /* a step of a part stops after so many read units */
	enum reader_state state;
	struct error err;          /* READER_FAILED; while is_throttled: what the server says */
	bool is_throttled;         /* the last answer said so; it is asked again */
	unsigned throttles;        /* in a row */
	struct reader_step *steps; /* owned */
	size_t steps_count, steps_capacity, at;
	bool is_asking;         /* a page is on its way */
	struct buf start_key;   /* ExclusiveStartKey of the next page; "" */
	struct buf earlier_key; /* one of those before, to see when they go round in a circle */
	uint32_t keys;          /* of the step */
	double step_units;      /* that it took so far */
	int64_t step_polled_ms; /* the newest lastPollAt that it has come to */
	int64_t covered_ms;     /* before which the pass has shown all, if it stopped early */
	struct fleet_pass pass; /* under way */
	int64_t begun_mono_ms;
	int64_t begun_ms;              /* server time, never later than the newest page tells */
	int64_t page_ms, page_mono_ms; /* of the newest page, on both clocks */
	uint32_t pages, items;
	uint32_t unreadable; /* items without a readable key */
	double read_units;
};

/* All are borrowed. */
void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table,
	struct vocabulary *vocabulary);

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
