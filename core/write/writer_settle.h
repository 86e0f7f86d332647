/* SPDX-License-Identifier: MIT */
/*
 * Finds out how a write sent by writer.c ended: by the response or, if that is lost, by reading the
 * item. Then sets the result, logs it to the audit log and updates the fleet. Network thread only.
 */
#ifndef BEYATOP_WRITER_SETTLE_H
#define BEYATOP_WRITER_SETTLE_H

#include "dynamodb/ddb.h"
#include "dynamodb/stored_format.h"
#include "fleet/fleet.h"
#include "write.h"
#include "write/audit.h"

#include <stdbool.h>

#define WRITER_TIMEOUT_MS 10000

/* What a write needs; all borrowed. stored_format names the shadow attribute, if there is one. */
struct writer_parts {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	const struct stored_format *stored_format;
	struct audit *audit;
};

/* The current or last write. */
struct writer_settle {
	struct writer_parts parts;
	/*
	 * an order of one target, which owns the strings of .result and .audited; NULL: no write
	 * yet
	 */
	struct write_order *order;
	struct audit_write audited;
	/* it has no outcome yet */
	bool is_busy;
	/* WCU that it cost the table or the index that paid most; 0: unknown */
	double write_units;
	struct write_result result;
	/* why the response was lost; ERROR_NONE if it was not */
	struct error lost;
	/* an earlier attempt at this session got no response and may still be executed */
	bool may_come_late;
	unsigned settle_attempts;
	/* time of the next read; -1: none */
	int64_t settle_mono_ms;
};

/* The target of the write. */
const struct write_target *writer_settle_target(const struct writer_settle *write);

/* Begins a write of one session. Copies its arguments. */
void writer_settle_begin(struct writer_settle *write, const struct write_target *target,
	const char *reason, uint64_t order);

/* Sends a strongly consistent GetItem of the session. */
void writer_settle_read_item(struct writer_settle *write, ddb_done_fn *done, void *user);

/* Handles the response to UpdateItem. Pass it to ddb_call(), with the write as user. */
ddb_done_fn writer_settle_response;

/* Ends a write of which nothing was sent or executed. */
void writer_settle_fail(struct writer_settle *write, const struct error *err);

/* Ends a write whose item is not as expected. json NULL or empty: the session no longer exists. */
void writer_settle_conflict(
	struct writer_settle *write, const struct json *item, const char *request_id);

/* Sends the read that settles a lost response when it is due. Returns milliseconds until then. */
int64_t writer_settle_advance(struct writer_settle *write);

#endif
