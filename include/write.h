/* SPDX-License-Identifier: MIT */
/*
 * Writes of isActive, as both halves see them: what the user ordered, how far it is, how each write
 * ended, and the audit log's records of earlier ones. The way of a write through the program is in
 * core/write/writer.h. Plain data, any thread.
 */
#ifndef BEYATOP_WRITE_H
#define BEYATOP_WRITE_H

#include "error.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sessions in one order, at most: over half an hour at the default rate. */
#define WRITE_MAX_TARGETS 10000

/* The newest writes of the audit log that a snapshot shows. */
#define WRITE_RECORDS_KEPT 200

/* A session to write, with its isActive as shown when the user confirmed. */
struct write_target {
	/* as stored */
	const char *user_id, *service;
	/* ACTIVE_ON or ACTIVE_OFF: the other one is written */
	enum session_active seen;
	/* server time for which it was shown; 0: unknown */
	int64_t seen_ms;
	/* see session_encoding() */
	uint8_t encoding;
};

/* What the user confirmed in one dialog. */
struct write_order {
	/* grows with each order; over 0 */
	uint64_t number;
	/* for the audit log; "" if none was given */
	const char *reason;
	struct write_target *targets;
	/* at most WRITE_MAX_TARGETS */
	size_t count;
};

/* A copy that owns its strings; free by write_order_free(). NULL is allowed there. */
struct write_order *write_order_copy(const struct write_order *order) MUST_USE;
void write_order_free(struct write_order *order);

enum write_outcome {
	/* not sent yet, or to be sent again: what stopped it concerns the whole order */
	WRITE_PENDING,
	/* in flight, or its response was lost and a read is to settle it */
	WRITE_SENT,
	/* isActive is as ordered now */
	WRITE_WRITTEN,
	/* isActive was not as the screen had shown it; nothing was written */
	WRITE_CONFLICT,
	/* the session no longer exists; nothing was written */
	WRITE_GONE,
	/* refused; nothing was written */
	WRITE_FAILED,
	/* the program ended before the response: it may have been written */
	WRITE_UNKNOWN,
	WRITE_OUTCOME_COUNT
};

/* An outcome's word in the audit log and in lists: "written"; static. */
const char *write_outcome_word(enum write_outcome outcome);

/* The newest write. .number grows with each change of it, so that the UI shows each once. */
struct write_result {
	uint64_t number;
	/* its order's number */
	uint64_t order;
	enum write_outcome outcome;
	/* NULL for WRITE_PENDING */
	const char *user_id, *service;
	enum session_active wanted;
	/* WRITE_SENT: the response was lost, the item is being read */
	bool is_settling;
	/* WRITE_CONFLICT: what isActive is now, "S \"false\"" */
	char now[80];
	/* WRITE_CONFLICT: who changed it; "": unknown */
	char by[160];
	/* WRITE_FAILED; while is_settling: why the response was lost */
	struct error error;
};

enum write_phase {
	/* no order yet */
	WRITES_NONE,
	WRITES_RUNNING,
	/* for the network, the server or credentials: .why */
	WRITES_WAITING,
	/* before its end: .why; can be resumed */
	WRITES_STOPPED,
	/* every session has its outcome */
	WRITES_FINISHED,
};

/* How far the newest order is. */
struct write_progress {
	/* the order's; 0: no order yet */
	uint64_t number;
	/* orders and resumptions received so far */
	uint64_t taken;
	enum write_phase phase;
	enum session_active wanted;
	/* sessions */
	uint32_t count;
	uint32_t outcomes_count[WRITE_OUTCOME_COUNT];
	/* enum write_outcome of each target, in the order's sequence */
	const uint8_t *outcomes;
	/* estimated from the rate */
	int64_t left_ms;
	/* for people; "" if there is nothing to say */
	char why[400];
};

/* A write in the audit log, by any dashboard of this user on this machine. */
struct write_record {
	/* by this machine's clock */
	int64_t at_ms;
	const char *user_id, *service;
	enum session_active wanted;
	enum write_outcome
		/* WRITE_SENT: by another dashboard, which waits for the response */
		outcome;
	/* written by this run of the program */
	bool is_ours;
	/* "alice on pts/3" */
	const char *who;
	/* "" if none was given */
	const char *reason;
	/* what isActive was found to be, or the error; "" if there is nothing to say */
	const char *detail;
};

#endif
