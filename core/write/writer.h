/* SPDX-License-Identifier: MIT */
/*
 * The only module that can change the table, one session at a time. With --read-only there is no
 * writer. No other module sends UpdateItem, and none is sent without a line in the audit log.
 *
 * The path of a write:
 *   the dialog creates a struct write_order: sessions, with isActive as shown;
 *   orders (core/poller) receives it as COMMAND_WRITE and runs one order after the other;
 *   order_run chooses the next target and the time to send it;
 *   writer logs the intent to the audit log and sends UpdateItem;
 *   writer_settle finds out how the write ended, logs that and updates the fleet;
 *   order_run counts the outcome and continues, waits or stops;
 *   the snapshot returns it to the UI as write_result, write_progress and write_records.
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
	/* false: writes are refused */
	bool is_armed;
	/* reason given to writer_deny(); "" if writes are allowed */
	char refusal[300];
};

/* Creates a writer. It may write until writer_deny() or until disarmed. */
struct writer *writer_new(const struct writer_parts *parts) MUST_USE;

/* Call it after the ddb has been freed. NULL is allowed. */
void writer_free(struct writer *writer);

/* Permanently refuses writes from now on, for that reason. */
void writer_deny(struct writer *writer, const char *why);

/* Why a write would be refused, for the user; "" if it would not. */
const char *writer_refusal(const struct writer *writer);

/*
 * Sets isActive of an existing item from target->seen to the other state, in the target's encoding,
 * on condition that it is still target->seen. A shadow attribute is read first and then written in
 * the same request, on condition that it is unchanged. The request is sent once. If its response is
 * lost, a strongly consistent read, repeated until it gets a response, finds out whether it was
 * executed: WRITE_WRITTEN, or WRITE_FAILED with the error that lost the response. The writer must
 * not be busy. Copies its arguments.
 */
void writer_toggle(struct writer *writer, const struct write_target *target, const char *reason,
	uint64_t order);

/*
 * Sets the result of a write that is not sent: WRITE_FAILED and the reason. The writer must not be
 * busy.
 */
void writer_refuse(
	struct writer *writer, const struct write_target *target, const char *why, uint64_t order);

#endif
