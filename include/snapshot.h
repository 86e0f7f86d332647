/* SPDX-License-Identifier: MIT */
/*
 * What the network thread knows, as one immutable value. The network thread creates a snapshot and
 * posts it to the mailbox; the UI thread takes it, owns it and frees it. Everything it points to
 * lives as long as the snapshot and does not change after it is posted.
 */
#ifndef BEYATOP_SNAPSHOT_H
#define BEYATOP_SNAPSHOT_H

#include "error.h"
#include "session.h"
#include "write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Figures about a set of sessions; see SUMMARY_FIGURES in summary.h. */
struct summary {
	uint32_t sessions;
	/* by isActive; a session whose isActive is unreadable is in neither */
	uint32_t active, paused;
	uint32_t states[STATE_COUNT];
	/*
	 * unhealthy sessions that the user has acknowledged: they are counted in no state. Set by
	 * diagnosis_without() only
	 */
	uint32_t acknowledged;
	/* errorCount > 0, except paused ones */
	uint32_t erroring;
	/* highest lateness of an active session; NAN: unknown */
	double worst_late;
	/* of active sessions; -1: unknown */
	int64_t p50_age_ms, p95_age_ms;
	/* the oldest session_asof_ms() of an active session; 0: none active */
	int64_t asof_ms;
};

/*
 * Anyone who can write to the table can give each item a service of its own. Lists show at most
 * this many services, and only this many, those found first, have samples.
 */
#define SERVICES_MAX_SHOWN 1000

/* How many samples of a service are kept, one per tick. */
#define SERVICE_SAMPLES_KEPT 120

/* Forms of unreadable attributes that are distinguished; all others are counted as one. */
#define UNREADABLE_FORMS 16

struct service_sample {
	/* server time */
	int64_t at_ms;
	/* share of its active sessions that are late by their age, 0 to 1; NAN: none active */
	float late_share;
	/* sessions polled per second since the previous sample; NAN: the first */
	float poll_rate;
};

struct service_summary {
	/* serviceType as stored, not sanitised */
	const char *name;
	struct summary summary;
	/* oldest first */
	const struct service_sample *samples;
	/* at most SERVICE_SAMPLES_KEPT; 0 beyond SERVICES_MAX_SHOWN */
	size_t samples_count;
	/*
	 * 99 in 100 of its polls are late by at most this; -1: unknown, because fewer than about 20
	 * polls have been seen, or none beyond SERVICES_MAX_SHOWN
	 */
	int64_t usual_delay_ms;
};

/*
 * What changed from one refresh to the next.
 * X(NAME, word in logs and recordings, words on screens, after the session or a number of sessions)
 */
#define CHANGE_KINDS(X)                                                                            \
	/* by its age */                                                                           \
	X(LATE, "late", "became late")                                                             \
	/* only in recordings of versions without findings: several that became late at once */    \
	X(STOPPED, "stopped", "stopped")                                                           \
	/* was late, critical or polled in the future, and is on time again */                     \
	X(RECOVERED, "recovered", "recovered")                                                     \
	/* errorCount was 0: unusually many of a service within a minute */                        \
	X(FIRST_ERRORS, "first_errors", "began to have errors")                                    \
	/* errorCount rose past a threshold */                                                     \
	X(ERRORS, "errors", "failing")                                                             \
	/* lastPollAt went into the future, or back */                                             \
	X(CLOCK_AHEAD, "clock_ahead", "with lastPollAt ahead")                                     \
	X(CLOCK_BACK, "clock_back", "set to an earlier lastPollAt")                                \
	/* an attribute became unreadable, or readable */                                          \
	X(UNREADABLE, "unreadable", "became unreadable")                                           \
	X(READABLE, "readable", "became readable")                                                 \
	/* isActive was changed, but not by us */                                                  \
	X(PAUSED, "paused", "paused by others")                                                    \
	X(RESUMED, "resumed", "resumed by others")                                                 \
	/* a session that was not there before; full sweeps no longer show it */                   \
	X(NEW, "new", "new")                                                                       \
	X(GONE, "gone", "gone")                                                                    \
	/* a finding began, changed its kind or absorbed another, came back, or is over */         \
	X(BEGAN, "finding_began", "began")                                                         \
	X(UPDATED, "finding_updated", "updated")                                                   \
	X(BACK, "finding_back", "back")                                                            \
	X(OVER, "finding_over", "over")

#define CHANGE_ENUM(NAME, word, words) CHANGE_##NAME,
enum change_kind { CHANGE_KINDS(CHANGE_ENUM) CHANGE_KIND_COUNT };
#undef CHANGE_ENUM

static inline bool change_is_of_finding(enum change_kind kind)
{
	return kind >= CHANGE_BEGAN && kind <= CHANGE_OVER;
}

/* A line in the list of changes: one or more sessions of a service that changed alike. */
struct change {
	/* increases with each line, so that a reader can tell which are new */
	uint64_t number;
	enum change_kind kind;
	/*
	 * server times of the read that found the change and of the read before, between which it
	 * happened; after_ms is 0 if there was none before
	 */
	int64_t at_ms, after_ms;
	/* as stored, not sanitised; "": of several services */
	const char *service;
	/* NULL: several sessions */
	const char *user_id;
	uint32_t sessions;
	/*
	 * how many of them, and how much of .amount, are new since the line had another number, if
	 * that is known; else 0
	 */
	uint32_t added;
	int64_t added_amount;
	/* CHANGE_STOPPED: time between the earliest and latest last poll */
	int64_t span_ms;
	/* CHANGE_STOPPED: the earliest last poll */
	int64_t polled_at_ms;
	/*
	 * CHANGE_ERRORS, CHANGE_FIRST_ERRORS: increase of errorCount, summed over the sessions;
	 * CHANGE_CLOCK_AHEAD, CHANGE_CLOCK_BACK: milliseconds, of the session that is furthest off
	 */
	int64_t amount;
	/* change_is_of_finding(): its number and what was known of it; else 0 and NULL */
	uint64_t finding;
	const char *text;
};

/* A mass change is of interest for this long. */
#define MASS_CHANGE_MS INT64_C(900000)

/* Many sessions whose isActive others have changed at about the same time. */
struct mass_change {
	/* never 0 */
	uint32_t number;
	/* what it was changed to */
	enum session_active active;
	/* server times: after the first, SESSION_NO_TIME if unknown, and no later than the second
	 */
	int64_t after_ms, before_ms;
	/* how many, and how many of them were critical before */
	uint32_t sessions, were_critical;
};

/* Where the sessions are read from. */
enum poll_source {
	/* nothing has been read yet */
	SOURCE_NONE,
	/* Active-Sessions-Index */
	SOURCE_ACTIVE_INDEX,
	/* ServiceType-Index, a Query per service */
	SOURCE_SERVICE_INDEX,
	/* no index is usable: a Scan of the base table */
	SOURCE_SCAN,
	/* --user: only the sessions of one user, by a Query of the base table */
	SOURCE_USER,
};

/* True for reads of the base table, which has every session, unlike the indexes. */
static inline bool poll_source_is_table(enum poll_source source)
{
	return source == SOURCE_SCAN || source == SOURCE_USER;
}

enum poll_phase { PHASE_STARTING, PHASE_READING, PHASE_IDLE };

struct poll_status {
	/* "" when unknown */
	const char *table, *region, *endpoint, *profile;
	enum poll_source source;
	enum poll_phase phase;
	int64_t interval_ms;
	/* duration of the last complete refresh; -1: none yet */
	int64_t took_ms;
	/* server clock minus ours */
	int64_t skew_ms;
	bool skew_known;
	/* consumed since the start */
	double read_units;
	/* in the last 60 s */
	double minute_read_units;
	/* read budgets of the index that ticks read and of the base table, added; RCU/s */
	double budget;
	/* the last response was a throttling error; reads continue at a lower budget */
	bool is_throttled;
	/* reason and index; "" if not throttled */
	char throttled[200];
	/* consumed by the last complete refresh */
	double refresh_read_units;
	/* pages read by the current or the last full sweep */
	uint32_t pages;
	/* a full sweep is under way */
	bool is_sweeping;
	/* its progress, 0 to 1; negative: unknown */
	double sweep_share;
	/* its remaining time at the current budget; -1: unknown */
	int64_t sweep_left_ms;
	/*
	 * when the last full sweep began; values that only sweeps refresh may be this old. -1: none
	 * yet
	 */
	int64_t swept_mono_ms;
	/* number of SESSION_UNFILLED sessions */
	uint32_t unfilled;
	/* reading their items failed; it will be retried */
	bool cannot_fill;
	/*
	 * sessions that their age would make late, critical or never polled: they stay as they were
	 * until their items have been read, for 5 s at most
	 */
	uint32_t unverified;
	/*
	 * items that are in no index, from DescribeTable's counts, which are up to 6 h old; -1:
	 * unknown
	 */
	int64_t unindexed;
	/* every session has been read, and nothing has failed since */
	bool is_complete;
	/*
	 * sessions are polled faster than the budget can read: late ones are known, but the values
	 * of others are only read now and then
	 */
	bool is_behind;
	/*
	 * when the last complete Scan began: what only a Scan finds is known as of then. -1: none
	 * yet, see snapshot_knows_never_polled()
	 */
	int64_t reconciled_mono_ms;
	bool is_reconciling;
	/* why the last Scan failed; "" if it did not */
	char reconcile_failure[200];
	/* the user on the screen, see COMMAND_FOCUS; "": none */
	const char *focus_user_id;
	/* all sessions of that user have been read */
	bool has_focus_user;
	/* a problem of the table, such as a missing index; "": none */
	char notice[480];
	bool can_write;
	/* why can_write is false */
	char write_refusal[200];
	/* writes are refused only because they are not armed, see COMMAND_ARM */
	bool is_disarmed;
	/* writes that earlier runs left unfinished: WRITE_UNKNOWN in .write_records */
	unsigned unfinished_writes;
	/* when the credentials expire; 0: never, or unknown */
	int64_t credentials_expiry_mono_ms;
	/* details of a credentials error, from facts_put_text(); "" */
	const char *credentials_facts;
	/* why the last credentials refresh failed while they are still valid; "" */
	char credentials_error[400];
};

/* A line of the open item: an attribute, or a member of a map or list. */
struct item_node {
	/* 0: an attribute */
	int depth;
	/* name of the attribute or member, as stored, not sanitised; "[3]" in a list */
	const char *name;
	/* type descriptor: "S", "M"…; static */
	const char *type;
	/* the value of a scalar, "" for M and L; as stored */
	const char *text;
	/* number of direct members of an M or L */
	uint32_t children;
	/* number of nodes inside this one; they follow it */
	uint32_t descendants;
};

enum item_status { ITEM_NONE, ITEM_LOADING, ITEM_PRESENT, ITEM_MISSING, ITEM_FAILED };

/* Another session of the open session's user. */
struct item_sibling {
	/* as stored, not sanitised */
	const char *service;
	/* its .service is not set */
	struct session session;
};

/* The item of the open session, read by a strongly consistent GetItem. */
struct item_detail {
	enum item_status status;
	/* its key; NULL for ITEM_NONE */
	const char *user_id, *service;
	const struct item_node *nodes;
	size_t nodes_count;
	/* estimated item size by DynamoDB's rules */
	size_t bytes;
	/* server time */
	int64_t read_at_ms;
	/* for ITEM_FAILED */
	struct error error;
	/* the user's other sessions, sorted by service; read once a minute */
	const struct item_sibling *siblings;
	size_t siblings_count;
	/* the siblings have been read */
	bool has_siblings;
};

/* The position in the recording; all zero for a live snapshot. */
struct replay_status {
	bool is_replay;
	/* frozen by the user; at the last frame */
	bool is_frozen, is_over;
	/* playback speed; 1: as recorded */
	unsigned speed;
	/* server time of the frame */
	int64_t at_ms;
	/* server times of the first and the last frame */
	int64_t begin_ms, end_ms;
	/*
	 * In a replay, every _mono_ms in the snapshot is on the recording's clock, except
	 * posted_mono_ms: our clock when the recording's was at mono_ms. The next frame is due at
	 * until_mono_ms.
	 */
	int64_t mono_ms, posted_mono_ms, until_mono_ms;
};

struct snapshot {
	/* increases with each snapshot */
	uint64_t number;
	/* server time of the last complete read; 0: none. Ages refer to each session's own asof */
	int64_t asof_ms;
	/* the same instant on our monotonic clock */
	int64_t asof_mono_ms;
	/* in no particular order */
	const struct session *sessions;
	size_t sessions_count;
	/* indexed by session.service; some may have no sessions */
	const struct service_summary *services;
	size_t services_count;
	struct summary totals;
	/*
	 * the forms of attributes that could not be read: lastPollAt S "99/99/9999 99:99".
	 * UNREADABLE_FORMS of them, indexed by session.unreadable; sanitised. NULL in a replay
	 */
	const char *const *unreadable;
	/* computed together with the snapshot */
	const struct diagnosis *diagnosis;
	/* computed after it; see finding.h */
	const struct findings *findings;
	/* the newest changes, oldest first */
	const struct change *changes;
	size_t changes_count;
	/* oldest first; they may be older than MASS_CHANGE_MS */
	const struct mass_change *mass_changes;
	size_t mass_changes_count;
	/*
	 * for each session, the number of the mass change that it belongs to, as long as it is what
	 * that made it; 0: none. NULL if there are no mass changes
	 */
	const uint32_t *mass_change_of;
	struct poll_status status;
	/* the current error; ERROR_NONE: none */
	struct error error;
	/* when it began */
	int64_t error_mono_ms;
	struct item_detail item;
	struct write_result write_result;
	struct write_progress write_progress;
	/* the newest records of the audit log, oldest first */
	const struct write_record *write_records;
	/* at most WRITE_RECORDS_KEPT */
	size_t write_records_count;
	struct replay_status replay;
	/* for snapshot_free() */
	struct snapshot_memory *memory;
};

/*
 * False before the first full read of the base table: sessions without lastPollAt are in no index,
 * so their count is unknown until then.
 */
bool snapshot_knows_never_polled(const struct snapshot *snapshot);

/*
 * False while sessions, or some of their attributes, are still being read for the first time:
 * counts may rise, and what is not found may still appear.
 */
bool snapshot_has_all(const struct snapshot *snapshot);

/*
 * Counts the sessions of a service (UINT32_MAX: of all) that have each unreadable form. Returns the
 * most frequent form; 0, which stands for none, if every attribute that is there could be read.
 */
uint32_t snapshot_count_unreadable(
	const struct snapshot *snapshot, uint32_t service, uint32_t counts[UNREADABLE_FORMS]);

/* Frees the snapshot and everything it points to. NULL is allowed. Any thread. */
void snapshot_free(struct snapshot *snapshot);

#endif
