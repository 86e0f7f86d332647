/* SPDX-License-Identifier: MIT */
/*
 * The only module that can change the table, one session at a time. With --read-only there is no
 * writer, no other module sends UpdateItem, and none is sent without a line in the audit log.
 *
 * From the key to the table and back:
 *   the dialog makes a struct write_order, whose targets are sessions with their isActive as shown;
 *   orders (core/poller) takes it from COMMAND_WRITE, and runs one order after the other;
 *   order_run says which of its targets is next, and when;
 *   writer notes the intent in the audit log and sends UpdateItem;
 *   writer_settle finds out how it ended, notes that in the log, and updates the fleet;
 *   order_run counts the outcome and goes on, waits or stops;
 *   the snapshot carries it back as write_result, write_progress and write_records.
 *
 * Network thread only.
 */
#ifndef BEYATOP_WRITER_H
#define BEYATOP_WRITER_H

#include "write.h"
#include "write/writer_settle.h"

#include <stdbool.h>

struct writer;

/* It may write until it is denied or disarmed. */
struct writer *writer_new(const struct writer_place *place) MUST_USE;

/* Not before the ddb is freed. NULL is allowed. */
void writer_free(struct writer *writer);

/* Refuses every write from now on, for good, and says why. */
void writer_deny(struct writer *writer, const char *why);

/* Refuses every write while it is not armed. */
void writer_set_armed(struct writer *writer, bool is_armed);
bool writer_is_armed(const struct writer *writer);

/* Why a write would be refused, for people; "" if it would not. */
const char *writer_refusal(const struct writer *writer);

/* True while a write has no outcome yet. */
bool writer_is_busy(const struct writer *writer);

/*
 * Sets isActive of an existing item from target->seen to the other value, both as the encoding
 * stores them, if it is still as seen. A shadow attribute is read first and written in the same
 * request, on condition that it is as read. Sent once: when the response is lost, a strongly
 * consistent read, tried until it gets a response, finds out whether it was written:
 * WRITE_WRITTEN, or WRITE_FAILED with the error that lost the response. The writer must not be
 * busy. All is copied.
 */
void writer_toggle(struct writer *writer, const struct write_target *target, const char *reason,
	uint64_t order);

/* The result of a toggle that is not sent: WRITE_FAILED, and why. The writer must not be busy. */
void writer_refuse(
	struct writer *writer, const struct write_target *target, const char *why, uint64_t order);

/* Sends the read that settles a lost response when it is due. Returns milliseconds until then. */
int64_t writer_advance(struct writer *writer);

/* The newest write; its strings live until the next writer_toggle(). */
const struct write_result *writer_result(const struct writer *writer);

/* WCU that the newest write cost the table or the index that paid most; 0: unknown. */
double writer_write_units(const struct writer *writer);

#endif
