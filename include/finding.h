/* SPDX-License-Identifier: MIT */
/*
 * Findings: what is wrong, for whom, since when, and how it develops. One cause makes one finding,
 * and a session is a member of at most one. The network thread computes them with each snapshot
 * and stores them there, so that screens and reports agree. Plain data and pure functions, any
 * thread.
 */
#ifndef BEYATOP_FINDING_H
#define BEYATOP_FINDING_H

#include "base.h"
#include "buf.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, word in every output, meaning: one line for the help and the manual page) */
#define FINDING_KINDS(X)                                                                           \
	X(COHORT_STOPPED, "cohort_stopped", "sessions that stopped polling at the same time")      \
	X(SERVICE_LATE, "service_late", "sessions of a service behind since different times")      \
	X(PROVIDER_FAILING, "provider_failing", "errors in a row although polling continues")      \
	X(USER_BEHIND, "user_behind", "sessions of one user behind in all its services")           \
	X(NEVER_POLLED, "never_polled", "never polled since they were created")                    \
	X(CLOCK_AHEAD, "clock_ahead", "lastPollAt in the future: a writer's clock is ahead")       \
	X(MASS_PAUSE, "mass_pause", "many sessions paused at once by others")                      \
	X(MASS_RESUME, "mass_resume", "many sessions resumed at once by others")                   \
	X(UNKNOWN_DATA, "unknown_data", "attributes that are missing or unreadable")               \
	X(TABLE_TROUBLE, "table_trouble", "the table cannot be read, or not all of it")

#define FINDING_ENUM(NAME, word, meaning) FINDING_##NAME,
enum finding_kind { FINDING_KINDS(FINDING_ENUM) FINDING_KIND_COUNT };
#undef FINDING_ENUM

enum finding_outlook {
	/* fewer than three samples, or none of its kind */
	OUTLOOK_UNKNOWN,
	OUTLOOK_GROWING,
	OUTLOOK_RECOVERING,
	OUTLOOK_STALLED,
	OUTLOOK_OVER,
	OUTLOOK_COUNT
};

/* The worst first. */
enum finding_severity { SEVERITY_CRITICAL, SEVERITY_WARNING, SEVERITY_INFO, SEVERITY_COUNT };

/* .service of a finding in several services, or in none. */
#define FINDING_NO_SERVICE UINT32_MAX

/* An ended finding stays listed as over for this long. */
#define FINDING_OVER_MS INT64_C(900000)

/* Sizes at some of the last refreshes, from which the outlook is computed. */
#define FINDING_SAMPLES 16

struct finding_sample {
	/* server time */
	int64_t at_ms;
	/* members and paused */
	uint32_t members;
};

/* What has happened to a finding since the previous snapshot: a set. */
enum finding_event {
	/* it is new */
	FINDING_EVENT_BEGAN = 1 << 0,
	/* it was there when everything had been read for the first time */
	FINDING_EVENT_FOUND = 1 << 1,
	/* its kind has changed, or it has absorbed another finding */
	FINDING_EVENT_UPDATED = 1 << 2,
	/* it was over */
	FINDING_EVENT_BACK = 1 << 3,
	FINDING_EVENT_OVER = 1 << 4,
	/* its outlook or severity is another */
	FINDING_EVENT_OUTLOOK = 1 << 5,
	FINDING_EVENT_SEVERITY = 1 << 6,
};

/* All times are server times; SESSION_NO_TIME: unknown. */
struct finding {
	/* its identity: stays the same from refresh to refresh; never 0 */
	uint64_t number;
	enum finding_kind kind;
	enum finding_severity severity;
	/* members have missed their second due time, but none is late yet */
	bool is_young;
	/*
	 * FINDING_SERVICE_LATE: its members may have stopped at one instant, but are too few to say
	 * that they did
	 */
	bool is_simultaneous;
	/*
	 * FINDING_SERVICE_LATE: of sessions that have been dead for more than an hour, and of what
	 * has lasted in a service where many are
	 */
	bool is_dead;

	/*
	 * Its scope. Of what stopped or fails together, that of its peak: an incident that shrinks
	 * is still the one that it was.
	 */
	/* index into the snapshot's services, or FINDING_NO_SERVICE */
	uint32_t service;
	/* the user whom all members belong to, as stored; NULL: several. Part of the findings */
	const char *user_id;
	/* how many services and users it has; users may be 0: not counted */
	uint32_t services, users;

	/* members: indexes into the snapshot's sessions, ascending. Empty when it is over */
	const uint32_t *rows;
	uint32_t members;
	/* sessions that the user has acknowledged: not members, see findings_select() */
	uint32_t acked;
	/* active sessions in its scope: of the service, user or fleet; 0: not known */
	uint32_t of;
	/* members by state; the rest are in other states */
	uint32_t critical, late;
	/* members whose errorCount has reached the warning threshold, whatever their state */
	uint32_t failing;
	/* FINDING_PROVIDER_FAILING of a service: others with errors, but fewer than that */
	uint32_t few_errors;
	/* of the members: sum and maximum of errorCount */
	uint64_t errors;
	uint32_t max_errors;
	/* the highest lateness of a member; NAN: unknown */
	double worst_late;

	/*
	 * FINDING_COHORT_STOPPED, FINDING_USER_BEHIND: the others in its scope: sessions polled
	 * since began_before_ms, and sessions that are not due yet, so that they may have stopped,
	 * too; the last of those is due at not_due_until_ms
	 */
	uint32_t still_polling, not_due;
	int64_t not_due_until_ms;
	/*
	 * FINDING_COHORT_STOPPED: at its peak, next to none of the others was polled, which points
	 * to the whole service, not to one worker
	 */
	bool is_whole;
	/*
	 * sessions in its services that are behind, too, but not members; unless it is a cohort,
	 * those that are failing as well
	 */
	uint32_t others_behind;

	/* it began after the first and no later than the second */
	int64_t began_after_ms, began_before_ms;
	/* the refresh that found it first */
	int64_t found_ms;
	/* its largest size so far, and when */
	uint32_t peak;
	int64_t peak_ms;
	/* the first refresh without it, once there were two in a row; SESSION_NO_TIME: not over */
	int64_t ended_ms;
	/* how many times it came back after a refresh without it, or stopped again before that */
	uint32_t flaps;
	/* former members that have been paused since, and still are: they have not recovered */
	uint32_t paused;
	/* a set of enum finding_event; young ones make none */
	unsigned events;
	/* internal: refreshes in a row without it; the first of them; it is or was not young */
	uint32_t missed;
	int64_t missed_ms;
	bool is_announced;
	/*
	 * members that it has lost lately because they were polled, fading with their interval;
	 * internal: tells slow sessions from stopped ones
	 */
	double polled_again;

	enum finding_outlook outlook;
	/* rounded change of members and paused per minute, never negative; NAN: unknown, or slow */
	double per_minute;
	/* rounded time until it is over, if it recovers; -1: unknown */
	int64_t left_ms;
	struct finding_sample samples[FINDING_SAMPLES];
	uint32_t samples_count;

	/* .is_dead: after when the latest of them stopped; SESSION_NO_TIME: all at once */
	int64_t latest_ms;
	/* FINDING_CLOCK_AHEAD: how far the clock is ahead, milliseconds; else 0 */
	int64_t offset_ms;
	/* FINDING_MASS_PAUSE: how many were critical before */
	uint32_t were_critical;
	/* FINDING_UNKNOWN_DATA: the most frequent form; FINDING_TABLE_TROUBLE: what is wrong.
	 * Sanitised; "" for none. Part of the findings */
	const char *detail;
};

struct findings {
	/*
	 * those that are current, what matters most first (see finding_weight_compare()), then
	 * those that are over, newest first
	 */
	const struct finding *list;
	size_t count;
	/* how many are current */
	size_t current;
	/* sessions past their due time by more than is usual for their service; members included */
	uint32_t overdue;
	/* of those that are in no finding, the highest lateness; NAN: none */
	double overdue_worst_late;
	/*
	 * too little has been read to conclude anything about sessions: of the current findings,
	 * only those about the table are there
	 */
	bool is_partial;
	/* the snapshot's; it tells refreshes apart */
	int64_t asof_ms;
	/* the newest number given */
	uint64_t number;
	/* internal: what was read is no older than the refresh; everything has been read once */
	bool is_complete, has_read_all;
	/* internal: in what findings_follow() keeps, the sessions of each finding; else NULL */
	const struct finding_trace *traces;
};

/*
 * Finds what is wrong in a snapshot, which must have its diagnosis and outlive the result's rows
 * and services. before: what findings_follow() has kept of the snapshot before this one, whose
 * services must have the same indexes; NULL: none. A finding that was there before keeps its
 * number, peak and times. It is over after two refreshes without it, and stays current without
 * members until then; a refresh that failed or was throttled proves nothing. Takes time linear in
 * the sessions. Free with findings_free().
 */
struct findings *findings_new(
	const struct snapshot *snapshot, const struct findings *before) MUST_USE;

/*
 * The same for one snapshot after the other: sets snapshot->findings, which it returns as the
 * caller's, and replaces *before (NULL at first) by what the next call needs. That refers to no
 * snapshot; free it with findings_free() to forget it.
 */
struct findings *findings_follow(struct snapshot *snapshot, struct findings **before) MUST_USE;

/*
 * The snapshot's findings with fewer members: only the sessions that pass (indexed like the
 * snapshot's sessions; NULL: all), and without the acknowledged ones (indexes, ascending), which
 * are counted in .acked. Counts, severity and order follow; a finding without any session left is
 * omitted if it had some. Outlook, peak and times stay those of the whole finding: an
 * acknowledgement is no recovery. Free with findings_free().
 */
struct findings *findings_select(const struct snapshot *snapshot, const bool *passes,
	const uint32_t *acked_rows, size_t acked_count) MUST_USE;

/* NULL is allowed. */
void findings_free(struct findings *findings);

/* The current finding that a session, an index into the snapshot's, is a member of; NULL: none. */
const struct finding *findings_find(const struct findings *findings, uint32_t row);

/* "cohort_stopped", "critical", "growing"; static, never NULL. */
const char *finding_kind_word(enum finding_kind kind);
const char *finding_severity_word(enum finding_severity severity);
const char *finding_outlook_word(enum finding_outlook outlook);

/* The severest state of its members, whose letter and colour stand for it. */
enum session_state finding_state(const struct snapshot *snapshot, const struct finding *finding);

/*
 * True for sessions of a service that are behind because they are polled too seldom: many of them
 * are, and they are polled now and then.
 */
bool finding_is_slow(const struct finding *finding);

static inline bool finding_is_over(const struct finding *finding)
{
	return finding->ended_ms != SESSION_NO_TIME;
}

/*
 * The words of a finding, appended to a buffer, without a line break. Names from the table are
 * appended as stored: the caller sanitises the text before it shows it.
 */

/* Whom it concerns: "slack", "user heavy-corp", "6 services". */
void finding_put_scope(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/* What happened: "20 of 75 stopped between 08:05:58Z and 08:06:10Z". */
void finding_put_fact(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/* The same without figures that change although nothing happens, such as errors in a row. */
void finding_put_stable_fact(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/* What supports it, and the likely cause: "55 still polling. Likely one worker or shard." */
void finding_put_evidence(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/* "growing 2/min", "recovering 4/min, ~7m", "stalled", "over after 12m"; nothing if unknown. */
void finding_put_outlook(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/* All of these in one or more sentences, as in reports: "slack: 20 of 75 stopped between ...". */
void finding_put_text(
	struct buf *out, const struct snapshot *snapshot, const struct finding *finding);

/*
 * The verdict: one sentence about the whole fleet, such as "3 incidents: 46 sessions behind since
 * 08:05:58Z, 27 failing since 07:50Z" or "All 4,818 sessions are on time." It concludes nothing
 * from what has not been read. Returns the severity of the worst current finding; SEVERITY_COUNT
 * when all is well or nothing is known. findings and totals: the snapshot's, or those without
 * acknowledged sessions.
 */
enum finding_severity finding_put_verdict(struct buf *out, const struct snapshot *snapshot,
	const struct findings *findings, const struct summary *totals);

#endif
