/* SPDX-License-Identifier: MIT */
/*
 * One session as lists show it, its health, and the ways in which tables store
 * isActive. The model never names a colour: views map a state to a role.
 * Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_SESSION_H
#define BEYATOP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

/* Worst last is not the order here: this is the order in which they are tested. */
enum session_state {
	STATE_PAUSED,
	STATE_UNKNOWN,
	STATE_NEVER_POLLED,
	STATE_CRITICAL,
	STATE_FUTURE,
	STATE_LATE,
	STATE_ON_TIME,
	STATE_COUNT
};

struct session_state_info {
	/* on every screen, so that colour is never needed */
	char letter;
	/* in every output: "never_polled" */
	const char *word;
	/* for people: "never polled" */
	const char *title;
	/* one line for the help */
	const char *meaning;
	/* over 0: needs a look; lists put the highest first */
	int severity;
};

/* The row of a state; static, never NULL for a state of the enum. */
const struct session_state_info *session_state_info(enum session_state state);

enum session_active { ACTIVE_UNKNOWN, ACTIVE_ON, ACTIVE_OFF };

/*
 * One way to store isActive. DynamoDB's index keys may only be S, N or B, so real
 * tables hold it as S or N, or as BOOL where no index is keyed by it.
 */
struct session_encoding {
	/* the attribute value's type descriptor: "BOOL", "S" or "N" */
	const char *type;
	/* its text when active: "true" */
	const char *on;
	const char *off;
};

/* A table's own way to spell it, which counts before the usual ones: as S and, where it can be one,
 * as N. */
struct own_encodings {
	struct session_encoding list[2];
	unsigned count;
};

/* By the texts of an active and of a paused session, which are borrowed; none unless there are
 * both. */
struct own_encodings session_own_encodings(const char *active_value, const char *paused_value);

/*
 * The encoding of an index from session_decode_active() with the same spellings, NULL for 0 (none)
 * or out of range; static, or of *own. own may be NULL: there are none.
 */
const struct session_encoding *session_encoding(const struct own_encodings *own, unsigned index);

/*
 * Decodes an isActive attribute value of the given type and text (BOOL as "true" or
 * "false"). Sets *encoding to the index of how it is stored, 0 when it is not readable.
 * A type or text of NULL means that the item has no such attribute. own may be NULL.
 */
enum session_active session_decode_active(
	const struct own_encodings *own, const char *type, const char *text, uint8_t *encoding);

/* In a time below: the attribute is missing. */
#define SESSION_NO_TIME INT64_MIN

enum session_flag {
	/* lastPollAt is there but unreadable */
	SESSION_BAD_POLLED = 1 << 0,
	/* pollingIntervalMs is there but unreadable */
	SESSION_BAD_INTERVAL = 1 << 1,
	/* errorCount is there but unreadable */
	SESSION_BAD_ERRORS = 1 << 2,
	/* we wrote isActive; the index does not show it yet */
	SESSION_PENDING = 1 << 3,
	/* the index lacks attributes that were not read yet: unknown */
	SESSION_UNFILLED = 1 << 4,
	/* the last whole sweep did not show it: about to be gone */
	SESSION_MISSED = 1 << 5,
};

/* 40 bytes, for there may be a hundred thousand of them, in several snapshots: hence seconds. */
struct session {
	/* as stored, not sanitised; lives as long as its snapshot */
	const char *user_id;
	/* lastPollAt, or SESSION_NO_TIME */
	int64_t polled_at_ms;
	/* createdAt; 0: missing or unreadable; session_created_at_ms() */
	uint32_t created_at_s;
	/* server time that the row is true for, to which its age refers */
	uint32_t asof_s;
	/* pollingIntervalMs; 0: missing, unreadable or over 49 days */
	uint32_t interval_ms;
	/* errorCount; -1 when missing or unreadable */
	int32_t error_count;
	/* index into the snapshot's services */
	uint32_t service;
	/* enum session_state at session_asof_ms() */
	uint8_t state : 4;
	/* enum session_active */
	uint8_t active : 4;
	/* how isActive is stored: see session_encoding() */
	uint8_t encoding;
	/* enum session_flag */
	uint8_t flags;
	/* digits of lastPollAt's fraction, 0 to 3 */
	uint8_t polled_digits;
};

/* Server time that the row is true for, up to a second ahead so that no age is cut short. */
int64_t session_asof_ms(const struct session *session);
void session_set_asof(struct session *session, int64_t asof_ms);

/* createdAt to the second, or SESSION_NO_TIME; what lies outside 1970 to 2106 is moved to its ends.
 */
int64_t session_created_at_ms(const struct session *session);
void session_set_created_at(struct session *session, int64_t created_at_ms);

/* When a session is late or failing. The defaults are SESSION_THRESHOLDS_DEFAULT. */
struct session_thresholds {
	/* age in polling intervals */
	double late, critical;
	/* consecutive errors */
	int32_t errors_late, errors_critical;
	/* and age over interval + grace */
	int64_t grace_ms;
	/* lastPollAt ahead of the server by more */
	int64_t future_ms;
};
#define SESSION_THRESHOLDS_DEFAULT                                                                 \
	{                                                                                          \
		.late = 2, .critical = 5, .errors_late = 3, .errors_critical = 10,                 \
		.grace_ms = 30000, .future_ms = 5000                                               \
	}

/*
 * The session's health at now_ms (server time): the one definition behind the screen,
 * --once and --check. An active session whose lateness cannot be known (no readable
 * interval) and whose errors say nothing is unknown, never on time; nor is an unfilled one.
 */
enum session_state session_state_at(
	const struct session *session, const struct session_thresholds *limits, int64_t now_ms);

/*
 * True for a session that is late or critical by its age; not for one that is so by its errors
 * alone. Of its state as of the row's own time.
 */
bool session_is_late(const struct session *session, const struct session_thresholds *limits);

/* Milliseconds since the last poll; negative when that lies ahead. False when unknown. */
bool session_age(const struct session *session, int64_t now_ms, int64_t *age_ms);

/* Age in polling intervals; not a number when unknown. */
double session_lateness(const struct session *session, int64_t now_ms);

/* True for a session that was created less than 2 intervals ago and has no lastPollAt. */
bool session_is_new(const struct session *session, int64_t now_ms);

#endif
