/* SPDX-License-Identifier: MIT */
/*
 * One read of many sessions: queries or a Scan, one after the other, page after page,
 * each page paced, into the fleet. Never more than one request in flight.
 * Network thread only.
 */
#ifndef BEYATOP_READER_H
#define BEYATOP_READER_H

#include "buf.h"
#include "ddb.h"
#include "fleet.h"
#include "pacer.h"

#include <stdbool.h>

/* One query with all its pages. Strings are borrowed until the read has ended. */
struct reader_step {
	const char *index;     /* NULL: Scan of the base table */
	const char *key_name, *key_type, *key_value;
	struct pacer *pacer;
	struct fleet_pass pass;
};

enum reader_state { READER_IDLE, READER_RUNNING, READER_DONE, READER_FAILED };

struct reader {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	enum reader_state state;
	struct error err;        /* READER_FAILED */
	struct reader_step *steps; /* owned */
	size_t steps_count, steps_capacity, at;
	bool is_asking;          /* a page is on its way */
	struct buf start_key;    /* ExclusiveStartKey of the next page; "" */
	int64_t begun_mono_ms;
	uint32_t pages;
	uint32_t unreadable;     /* items without a readable key */
	double read_units;
};

void reader_init(struct reader *reader, struct ddb *ddb, struct fleet *fleet, const char *table);

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
