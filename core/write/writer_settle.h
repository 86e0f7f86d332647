/* SPDX-License-Identifier: MIT */
/*
 * One write on its way to its outcome. It is sent by writer.c; the response, or when that is lost a
 * read of the item, ends it: with a result, a line in the audit log and a change of the fleet.
 * Network thread only.
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

/* Where writes go. All is borrowed; the spelling names the shadow attribute, if there is one. */
struct writer_parts {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	const struct stored_format *stored_format;
	struct audit *audit;
};

/* The write under way, or the last one. */
struct writer_settle {
	struct writer_parts parts;
	/* of one target, which owns the strings of .result and .audited; NULL: no write yet */
	struct write_order *order;
	struct audit_write audited;
	/* it has no outcome yet */
	bool is_busy;
	/* WCU that it cost the table or the index that paid most; 0: unknown */
	double write_units;
	struct write_result result;
	/* why the response was lost; ERROR_NONE: it was not */
	struct error lost;
	/* an earlier attempt at this session got no response: it may still be carried out */
	bool may_come_late;
	unsigned settle_attempts;
	/* of the next read; -1: none is due */
	int64_t settle_mono_ms;
};

/* The session of the write. */
const struct write_target *writer_settle_target(const struct writer_settle *write);

/* Starts on a write of one session; all is copied. */
void writer_settle_begin(struct writer_settle *write, const struct write_target *target,
	const char *reason, uint64_t order);

/* GetItem of the session, strongly consistent. */
void writer_settle_read_item(struct writer_settle *write, ddb_done_fn *done, void *user);

/* The response to UpdateItem, for ddb_call(); user is the write. */
ddb_done_fn writer_settle_response;

/* Nothing was sent, or all of it was refused. */
void writer_settle_fail(struct writer_settle *write, const struct error *err);

/* The item is not as the order expected; NULL or empty: the session no longer exists. */
void writer_settle_conflict(
	struct writer_settle *write, const struct json *item, const char *request_id);

/* Sends the read that settles a lost response when it is due. Returns milliseconds until then. */
int64_t writer_settle_advance(struct writer_settle *write);

#endif
