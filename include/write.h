/* SPDX-License-Identifier: MIT */
/*
 * Writes of isActive, as both halves see them: what the screen orders, how far it is, how each
 * one ended, and what the audit log has of earlier ones. Plain data, any thread.
 */
#ifndef BEYATOP_WRITE_H
#define BEYATOP_WRITE_H

#include "error.h"
#include "session.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sessions that one order may have: over half an hour at the default rate. */
#define WRITE_MAX_TARGETS 10000

/* The newest writes of the audit log that a snapshot shows. */
#define WRITE_RECORDS_KEPT 200

/* A session, and its isActive as it was shown when the user said yes. */
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

/* What one yes in a dialog means. */
struct write_order {
	/* the orderer's, which grows with each order; over 0 */
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
	/* not tried yet, or not since it was refused for the whole group's sake */
	WRITE_PENDING,
	/* on its way, or its lost answer is being settled by a read */
	WRITE_SENT,
	/* isActive is now what was asked for */
	WRITE_WRITTEN,
	/* it was not what the screen had shown; nothing was written */
	WRITE_CONFLICT,
	/* the session no longer exists; nothing was written */
	WRITE_GONE,
	/* refused; nothing was written */
	WRITE_FAILED,
	/* we were ended before its answer came: it may have been written */
	WRITE_UNKNOWN,
	WRITE_OUTCOME_COUNT
};

/* The word of an outcome in the audit log and in lists: "written"; static. */
const char *write_outcome_word(enum write_outcome outcome);

/* The newest write. number grows whenever its outcome changes, so that the UI shows each once. */
struct write_result {
	uint64_t number;
	/* its order's number */
	uint64_t order;
	enum write_outcome outcome;
	/* NULL for WRITE_PENDING */
	const char *user_id, *service;
	enum session_active wanted;
	/* WRITE_SENT: no answer came, the item is being read */
	bool is_settling;
	/* WRITE_CONFLICT: what isActive is now, "S \"false\"" */
	char now[80];
	/* WRITE_CONFLICT: who is known to have changed it; "" if nobody is */
	char by[160];
	/* WRITE_FAILED; WRITE_SENT while it is settling */
	struct error error;
};

enum write_phase {
	/* nothing was ordered yet */
	WRITES_NONE,
	WRITES_RUNNING,
	/* for the network or for credentials; .why */
	WRITES_WAITING,
	/* before its end; .why; can be resumed */
	WRITES_STOPPED,
	/* every session has its outcome */
	WRITES_FINISHED,
};

/* The newest order: how far it is. */
struct write_progress {
	/* of the order; 0: none yet */
	uint64_t number;
	/* orders and resumptions that have come so far */
	uint64_t taken;
	enum write_phase phase;
	enum session_active wanted;
	/* sessions */
	uint32_t count;
	uint32_t outcomes_count[WRITE_OUTCOME_COUNT];
	/* enum write_outcome of each, in the order's order */
	const uint8_t *outcomes;
	/* until its end at our rate */
	int64_t left_ms;
	/* for people; "" if there is nothing to say */
	char why[400];
};

/* One write in the audit log, by whichever dashboard of this user on this machine. */
struct write_record {
	/* by this machine's clock */
	int64_t at_ms;
	const char *user_id, *service;
	enum session_active wanted;
	enum write_outcome
		/* WRITE_SENT: by another dashboard, which waits for its answer */
		outcome;
	/* written by this run of the program */
	bool is_ours;
	/* "alice on pts/3" */
	const char *who;
	/* "" if none was given */
	const char *reason;
	/* what it is now, or the error; "" if there is nothing to say */
	const char *detail;
};

#endif
