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
#define WRITE_MAX_KEYS 10000

/* The newest writes of the audit log that a snapshot shows. */
#define WRITE_RECORDS_KEPT 200

/* A session, and its isActive as it was shown when the user said yes. */
struct write_key {
	const char *user_id, *service; /* as stored */
	enum session_active seen;      /* ACTIVE_ON or ACTIVE_OFF: the other one is written */
	int64_t seen_ms;               /* server time for which it was shown; 0: unknown */
	uint8_t encoding;              /* see session_encoding() */
};

/* What one yes in a dialog means. */
struct write_order {
	uint64_t number;    /* the orderer's, which grows with each order; over 0 */
	const char *reason; /* for the audit log; "" if none was given */
	struct write_key *keys;
	size_t count; /* at most WRITE_MAX_KEYS */
};

/* A copy that owns its strings; free by write_order_free(). NULL is allowed there. */
struct write_order *write_order_copy(const struct write_order *order) MUST_USE;
void write_order_free(struct write_order *order);

enum write_outcome {
	WRITE_NONE,     /* not tried yet, or not since it was refused for the whole group's sake */
	WRITE_SENT,     /* on its way, or its lost answer is being settled by a read */
	WRITE_DONE,     /* isActive is now what was asked for */
	WRITE_CONFLICT, /* it was not what the screen had shown; nothing was written */
	WRITE_GONE,     /* the session no longer exists; nothing was written */
	WRITE_FAILED,   /* refused; nothing was written */
	WRITE_UNKNOWN,  /* we were ended before its answer came: it may have been written */
	WRITE_OUTCOME_COUNT
};

/* The word of an outcome in the audit log and in lists: "written"; static. */
const char *write_outcome_word(enum write_outcome outcome);

/* The newest write. number grows whenever its outcome changes, so that the UI shows each once. */
struct write_result {
	uint64_t number;
	uint64_t order; /* its order's number */
	enum write_outcome outcome;
	const char *user_id, *service; /* NULL for WRITE_NONE */
	enum session_active wanted;
	bool is_settling;   /* WRITE_SENT: no answer came, the item is being read */
	char now[80];       /* WRITE_CONFLICT: what isActive is now, "S \"false\"" */
	char by[160];       /* WRITE_CONFLICT: who is known to have changed it; "" if nobody is */
	struct error error; /* WRITE_FAILED; WRITE_SENT while it is settling */
};

enum write_phase {
	WRITING_NOTHING, /* nothing was ordered yet */
	WRITING,
	WRITING_WAITS,   /* for the network or for credentials; .why */
	WRITING_STOPPED, /* before its end; .why; can be resumed */
	WRITING_ENDED,   /* every session has its outcome */
};

/* The newest order: how far it is. */
struct write_progress {
	uint64_t number; /* of the order; 0: none yet */
	uint64_t taken;  /* orders and resumptions that have come so far */
	enum write_phase phase;
	enum session_active wanted;
	uint32_t count; /* sessions */
	uint32_t outcomes_count[WRITE_OUTCOME_COUNT];
	const uint8_t *outcomes; /* enum write_outcome of each, in the order's order */
	int64_t left_ms;         /* until its end at our rate */
	char why[400];           /* for people; "" if there is nothing to say */
};

/* One write in the audit log, by whichever dashboard of this user on this machine. */
struct write_record {
	int64_t at_ms; /* by this machine's clock */
	const char *user_id, *service;
	enum session_active wanted;
	enum write_outcome
		outcome;    /* WRITE_SENT: by another dashboard, which waits for its answer */
	bool is_ours;       /* written by this run of the program */
	const char *who;    /* "alice on pts/3" */
	const char *reason; /* "" if none was given */
	const char *detail; /* what it is now, or the error; "" if there is nothing to say */
};

#endif
