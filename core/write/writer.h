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

struct writer {
	/* the newest write; the strings of its result live until the next writer_toggle() */
	struct writer_settle write;
	/* else every write is refused */
	bool is_armed;
	/* why, since writer_deny(); "" if it may write */
	char refusal[300];
};

/* It may write until it is denied or disarmed. */
struct writer *writer_new(const struct writer_parts *parts) MUST_USE;

/* Not before the ddb is freed. NULL is allowed. */
void writer_free(struct writer *writer);

/* Refuses every write from now on, for good, and says why. */
void writer_deny(struct writer *writer, const char *why);

/* Why a write would be refused, for people; "" if it would not. */
const char *writer_refusal(const struct writer *writer);

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

#endif
