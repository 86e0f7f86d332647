/* SPDX-License-Identifier: MIT */
/*
 * The only module that can change the table, one session at a time. A read-only program has no
 * writer, no other module sends UpdateItem, and none is sent without a line in the audit log.
 * Network thread only.
 */
#ifndef BEYATOP_WRITER_H
#define BEYATOP_WRITER_H

#include "dynamodb/ddb.h"
#include "dynamodb/spelling.h"
#include "fleet/fleet.h"
#include "write.h"
#include "write/audit.h"

#include <stdbool.h>

struct writer;

/* All are borrowed; the spelling tells what else is written with isActive. */
struct writer_place {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	const struct spelling *spelling;
	struct audit *audit;
};

/* It may write, until it is denied or disarmed. */
struct writer *writer_new(const struct writer_place *place) MUST_USE;

/* Not before the ddb is freed. NULL is allowed. */
void writer_free(struct writer *writer);

/* Nothing is written from now on, for good, and why. */
void writer_deny(struct writer *writer, const char *why);

/* Nothing is written while it is not armed. */
void writer_set_armed(struct writer *writer, bool is_armed);
bool writer_is_armed(const struct writer *writer);

/* Why nothing would be written, for people; "" if it would. */
const char *writer_refusal(const struct writer *writer);

/* True while a write has no result. */
bool writer_is_busy(const struct writer *writer);

/*
 * Sets isActive of an existing item from key->seen to the other value, both as the encoding stores
 * them, if it still is as seen. A shadow is read first and written in the same request, on
 * condition that it is as read. Sent once: when its answer is lost, a strongly consistent read,
 * tried until it is answered, tells whether it was written: WRITE_WRITTEN, or WRITE_FAILED with the
 * error that lost the answer. The writer must not be busy. All is copied.
 */
void writer_toggle(
	struct writer *writer, const struct write_target *key, const char *reason, uint64_t order);

/* The result of a toggle that is not sent: WRITE_FAILED, and why. The writer must not be busy. */
void writer_refuse(
	struct writer *writer, const struct write_target *key, const char *why, uint64_t order);

/* Reads what is due for settling. Returns the milliseconds until it wants to be called again. */
int64_t writer_advance(struct writer *writer);

/* The newest write; its strings live until the next writer_toggle(). */
const struct write_result *writer_result(const struct writer *writer);

/* WCU that the newest write has taken of the table or of the index that it cost most; 0: unknown.
 */
double writer_write_units(const struct writer *writer);

#endif
