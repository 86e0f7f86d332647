/* SPDX-License-Identifier: MIT */
/*
 * Writes of isActive: the user's order, its progress, how each write ended, and the audit log's
 * records. Shared by core and tui; core/write/writer.h describes how a write is executed. Plain
 * data, any thread.
 */
#ifndef BEYATOP_WRITE_H
#define BEYATOP_WRITE_H

#include "error.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximum number of sessions in one order: over half an hour at the default rate. */
#define WRITE_MAX_TARGETS 10000

/* How many of the audit log's newest writes a snapshot contains. */
#define WRITE_RECORDS_KEPT 200

/* A session to write, with isActive as shown when the user confirmed. */
struct write_target {
	/* as stored */
	const char *user_id, *service;
	/* ACTIVE_ON or ACTIVE_OFF; the opposite is written */
	enum session_active seen;
	/* server time at which that value was read; 0: unknown */
	int64_t seen_ms;
	/* see session_encoding() */
	uint8_t encoding;
};

/* The writes that the user confirmed in one dialog. */
struct write_order {
	/* increases with each order; at least 1 */
	uint64_t number;
	/* for the audit log; "" if none was given */
	const char *reason;
	struct write_target *targets;
	/* at most WRITE_MAX_TARGETS */
	size_t count;
};

/* A copy that owns its strings. Free with write_order_free(), which allows NULL. */
struct write_order *write_order_copy(const struct write_order *order) MUST_USE;
void write_order_free(struct write_order *order);

enum write_outcome {
	/* not sent yet, or to be sent again because the whole order was interrupted */
	WRITE_PENDING,
	/* in flight, or its response was lost and a read will tell whether it was written */
	WRITE_SENT,
	/* isActive now has the ordered value */
	WRITE_WRITTEN,
	/* isActive had changed since it was shown; nothing was written */
	WRITE_CONFLICT,
	/* the session no longer exists; nothing was written */
	WRITE_GONE,
	/* refused; nothing was written */
	WRITE_FAILED,
	/* the program ended before the response arrived: it may have been written */
	WRITE_UNKNOWN,
	WRITE_OUTCOME_COUNT
};

/* The outcome as a word in the audit log and in lists: "written". Static. */
const char *write_outcome_word(enum write_outcome outcome);

/* The latest write. .number increases with every change, so that the UI shows each once. */
struct write_result {
	uint64_t number;
	/* its order's number */
	uint64_t order;
	enum write_outcome outcome;
	/* NULL for WRITE_PENDING */
	const char *user_id, *service;
	enum session_active wanted;
	/* WRITE_SENT: the response was lost, and the item is being read */
	bool is_settling;
	/* WRITE_CONFLICT: the current isActive, such as S "false" */
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
	/* waiting for the network, the server or credentials; see .why */
	WRITES_WAITING,
	/* stopped before its end, see .why; can be resumed */
	WRITES_STOPPED,
	/* every session has its outcome */
	WRITES_FINISHED,
};

/* Progress of the newest order. */
struct write_progress {
	/* the order's; 0: no order yet */
	uint64_t number;
	/* number of COMMAND_WRITE and COMMAND_RESUME_WRITES received so far */
	uint64_t taken;
	enum write_phase phase;
	enum session_active wanted;
	/* sessions */
	uint32_t count;
	uint32_t outcomes_count[WRITE_OUTCOME_COUNT];
	/* enum write_outcome of each target, indexed like the order's targets */
	const uint8_t *outcomes;
	/* estimated remaining time, from the rate */
	int64_t left_ms;
	/* for people; "" if there is nothing to say */
	char why[400];
};

/* A write in the audit log, by any instance of this user on this machine. */
struct write_record {
	/* by this machine's clock */
	int64_t at_ms;
	const char *user_id, *service;
	enum session_active wanted;
	enum write_outcome
		/* WRITE_SENT: another instance is waiting for the response */
		outcome;
	/* written by this run of the program */
	bool is_ours;
	/* "alice on pts/3" */
	const char *who;
	/* "" if none was given */
	const char *reason;
	/* the value of isActive that was found, or the error; may be "" */
	const char *detail;
};

#endif
