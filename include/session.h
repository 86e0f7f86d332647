/* SPDX-License-Identifier: MIT */
/*
 * One session, its state, and how tables encode isActive. Views, not this module, map states to
 * colours. Plain data and pure functions, any thread.
 */
#ifndef BEYATOP_SESSION_H
#define BEYATOP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order in which they are tested. For the order of urgency see severity. */
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
	/* shown with every state, so that screens work without colour */
	char letter;
	/* in every output: "never_polled" */
	const char *word;
	/* on screens: "never polled" */
	const char *title;
	/* one line for the help and the manual page */
	const char *meaning;
	/* over 0: a problem. Lists show the highest first */
	int severity;
};

/* Static, never NULL for a state of the enum. */
const struct session_state_info *session_state_info(enum session_state state);

/* The state of a rank: 0 is the severest, STATE_COUNT - 1 the least. */
enum session_state session_state_by_severity(size_t rank);

enum session_active { ACTIVE_UNKNOWN, ACTIVE_ON, ACTIVE_OFF };

/*
 * One way to store isActive. Keys of DynamoDB's indexes can only be S, N or B, so tables store it
 * as S or N, or as BOOL when no index is keyed by it.
 */
struct session_encoding {
	/* the attribute value's type descriptor: "BOOL", "S" or "N" */
	const char *type;
	/* its text when active: "true" */
	const char *on;
	const char *off;
};

/*
 * Encodings given by --active-value and --paused-value, which are tried before the usual ones: type
 * S and, if the values are numbers, also type N.
 */
struct own_encodings {
	struct session_encoding list[2];
	unsigned count;
};

/*
 * The encoding with an index from session_decode_active(); NULL for 0 (none) or out of range.
 * Static or part of *own. own may be NULL.
 */
const struct session_encoding *session_encoding(const struct own_encodings *own, unsigned index);

/*
 * Decodes isActive, an attribute value of that type and text (BOOL as "true" or "false"; NULL: the
 * attribute is missing). Sets *encoding to the index of its encoding, 0 when it is unreadable. own
 * may be NULL.
 */
enum session_active session_decode_active(
	const struct own_encodings *own, const char *type, const char *text, uint8_t *encoding);

/* A time whose attribute is missing. */
#define SESSION_NO_TIME INT64_MIN

enum session_flag {
	/* lastPollAt is there but unreadable */
	SESSION_BAD_POLLED = 1 << 0,
	/* pollingIntervalMs is there but unreadable */
	SESSION_BAD_INTERVAL = 1 << 1,
	/* errorCount is there but unreadable */
	SESSION_BAD_ERRORS = 1 << 2,
	/* we wrote isActive, but the index does not show the new value yet */
	SESSION_PENDING = 1 << 3,
	/* some attributes are not in the index and have not been read yet: they are unknown */
	SESSION_UNFILLED = 1 << 4,
	/* the last full sweep did not show it; removed if the next one does not either */
	SESSION_MISSED = 1 << 5,
	/* when its last poll came, it had been seen at least half an interval past its due time */
	SESSION_WAS_OVERDUE = 1 << 6,
};

/* Kept to 40 bytes, some times in seconds, because there may be 100,000 of them. */
struct session {
	/* as stored, not sanitised; lives as long as its snapshot */
	const char *user_id;
	/* lastPollAt, or SESSION_NO_TIME */
	int64_t polled_at_ms;
	/* createdAt; 0: missing or unreadable. See session_created_at_ms() */
	uint32_t created_at_s;
	/* server time at which these values were current; ages are relative to it */
	uint32_t asof_s;
	/* pollingIntervalMs; 0: missing or unreadable; UINT32_MAX: 49 days or more */
	uint32_t interval_ms;
	/* errorCount; -1 when missing or unreadable */
	int32_t error_count;
	/* index into the snapshot's services */
	uint32_t service;
	/* enum session_state at session_asof_ms() */
	uint8_t state : 4;
	/* enum session_active */
	uint8_t active : 4;
	/* how isActive is stored: an index for session_encoding() */
	uint8_t encoding;
	/* enum session_flag */
	uint8_t flags;
	/* fraction digits of lastPollAt as stored, 0 to 3 */
	uint8_t polled_digits : 2;
	/* which of the snapshot's unreadable forms it has, see session_has_unreadable(); 0: none */
	uint8_t unreadable : 6;
};

/*
 * Server time at which the session's values were current. Rounded down by less than a second, so
 * that no age is too long.
 */
int64_t session_asof_ms(const struct session *session);

/* createdAt to the second, or SESSION_NO_TIME. Times outside 1970 to 2106 are clamped. */
int64_t session_created_at_ms(const struct session *session);

/* When a session counts as late or critical. */
struct session_thresholds {
	/* age in polling intervals */
	double late, critical;
	/* consecutive errors */
	int32_t errors_late, errors_critical;
	/* a session is not late before its age exceeds interval + grace */
	int64_t grace_ms;
	/* STATE_FUTURE if lastPollAt is further ahead of the server's clock */
	int64_t future_ms;
};
#define SESSION_THRESHOLDS_DEFAULT                                                                 \
	{                                                                                          \
		.late = 2, .critical = 5, .errors_late = 3, .errors_critical = 10,                 \
		.grace_ms = 30000, .future_ms = 5000                                               \
	}

/*
 * The session's state at now_ms, server time. An active session whose lateness is unknown, because
 * it has no readable interval or is unfilled, is never on time, nor is one whose errors are
 * unreadable: it is unknown unless what is known makes it late or critical.
 */
enum session_state session_state_at(
	const struct session *session, const struct session_thresholds *limits, int64_t now_ms);

/*
 * True for a session that was late or critical by its age at session_asof_ms(); false for one that
 * is late or critical only by its errors.
 */
bool session_is_late(const struct session *session, const struct session_thresholds *limits);

/* How bad an errorCount is: 0 (no errors), 1 (from 1), 2 (3), 3 (6), 4 (10), 5 (20); -1: unknown.
 */
int session_error_degree(int32_t error_count);

/* True in a state of some severity: late, critical, never polled, unknown or in the future. */
bool session_is_unhealthy(const struct session *session);

/* True if isActive, lastPollAt, pollingIntervalMs or errorCount is there but unreadable. */
bool session_has_unreadable(const struct session *session);

/*
 * Milliseconds since the last poll; negative when that is at least a second in the future. False
 * when unknown.
 */
bool session_age(const struct session *session, int64_t now_ms, int64_t *age_ms);

/* Age in polling intervals; NAN when unknown. */
double session_lateness(const struct session *session, int64_t now_ms);

/* True for a session that was created less than 2 intervals ago and was never polled. */
bool session_is_new(const struct session *session, int64_t now_ms);

#endif
