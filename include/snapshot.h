/* SPDX-License-Identifier: MIT */
/*
 * What the network thread knows, handed to the screen as one immutable value.
 * A snapshot is made by the network thread, taken from the mailbox by the UI
 * thread, and freed by whoever holds it. Everything it points at lives exactly
 * as long. Nothing in it changes after it was posted.
 */
#ifndef BEYATOP_SNAPSHOT_H
#define BEYATOP_SNAPSHOT_H

#include "error.h"
#include "session.h"
#include "write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts over a set of sessions, with each session's state as of the snapshot. */
struct summary {
	uint32_t sessions;
	/* isActive; neither where it is unreadable */
	uint32_t active, paused;
	uint32_t states[STATE_COUNT];
	/* errorCount > 0 */
	uint32_t erroring;
	/* highest lateness of an active session; NAN: unknown */
	double worst_late;
	/* of active sessions; -1: unknown */
	int64_t p50_age_ms, p95_age_ms;
	/* the oldest server time that an active one is true for; 0: none active */
	int64_t asof_ms;
};

/* The newest samples of a service, one a tick; what happened before we looked is not there. */
#define SERVICE_SAMPLES_KEPT 120

struct service_sample {
	/* server time */
	int64_t at_ms;
	/* of its active sessions, critical and late ones; 0 to 1, NAN: none active */
	float late_share;
	/* sessions polled a second since the sample before; NAN: the first */
	float poll_rate;
};

struct service_summary {
	/* serviceType as stored, not sanitised */
	const char *name;
	struct summary summary;
	/* oldest first */
	const struct service_sample *samples;
	/* at most SERVICE_SAMPLES_KEPT */
	size_t samples_count;
};

/* What changed from one look at the table to the next. */
enum change_kind {
	/* was well, is late or critical */
	CHANGE_LATE,
	/* several became late that had polled within the same seconds: a cohort */
	CHANGE_STOPPED,
	/* was late or critical, is on time */
	CHANGE_RECOVERED,
	/* errorCount rose past a threshold, by .amount in all */
	CHANGE_ERRORS,
	/* isActive became false, and not by us */
	CHANGE_PAUSED,
	/* isActive became true, and not by us */
	CHANGE_RESUMED,
	/* a session that was not there before */
	CHANGE_NEW,
	/* a whole sweep did not show it any more */
	CHANGE_GONE,
	CHANGE_KIND_COUNT
};

/* One line of the list of changes; sessions of one service and kind are folded into one line. */
struct change {
	/* grows by one with each, so that a reader knows what it has seen */
	uint64_t number;
	enum change_kind kind;
	/* server time at which we saw it */
	int64_t at_ms;
	/* as stored, not sanitised */
	const char *service;
	/* of the only session; NULL when there are several */
	const char *user_id;
	uint32_t sessions;
	/* CHANGE_STOPPED: between the first and the last of their last polls */
	int64_t span_ms;
	/* CHANGE_STOPPED: the first of them */
	int64_t polled_at_ms;
	/* CHANGE_ERRORS: errors more, over all sessions */
	int64_t amount;
};

/* Where the rows come from. */
enum poll_source {
	/* nothing was read yet */
	SOURCE_NONE,
	/* Active-Sessions-Index */
	SOURCE_ACTIVE_INDEX,
	/* ServiceType-Index, one query a service */
	SOURCE_SERVICE_INDEX,
	/* no usable index: Scan of the base table */
	SOURCE_SCAN,
};

enum poll_phase { PHASE_STARTING, PHASE_READING, PHASE_IDLE };

struct poll_status {
	/* "" when unknown */
	const char *table, *region, *endpoint, *profile;
	enum poll_source source;
	enum poll_phase phase;
	int64_t interval_ms;
	/* the last complete refresh; -1: none yet */
	int64_t took_ms;
	/* server clock - ours */
	int64_t skew_ms;
	bool skew_known;
	/* consumed since the start */
	double read_units;
	/* in the last 60 s */
	double minute_read_units;
	/* RCU/s that we allow ourselves on the index of the ticks, now */
	double budget;
	/* the last answer said so: the budget is lowered, reading goes on */
	bool is_throttled;
	/* by what and on which index; "" if not throttled */
	char throttled[200];
	/* by the last complete refresh */
	double refresh_read_units;
	/* of the sweep under way, or of the last */
	uint32_t pages;
	/* The sweep of all sessions that is under way. */
	bool is_sweeping;
	/* done of it, 0 to 1; negative: unknown */
	double sweep_share;
	/* until it should be done at our budget; -1: unknown */
	int64_t sweep_left_ms;
	/* begin of the last whole sweep, for what it has shown is no older; -1: none yet */
	int64_t swept_mono_ms;
	/* sessions of which the index has only a part, not read yet */
	uint32_t unfilled;
	/* the rest of them was refused; it is tried again */
	bool cannot_fill;
	/* items in no index, by DescribeTable's counts, about 6 h old; -1: unknown */
	int64_t unindexed;
	/* a refresh has seen every page, and nothing failed since */
	bool is_complete;
	/* end of the last whole Scan; -1: none: sessions that are in no index are not counted */
	int64_t reconciled_mono_ms;
	bool is_reconciling;
	/* why the last Scan failed; "" if it did not */
	char reconcile_refusal[200];
	/* about the table: an index missing, CREATING…; "" if none */
	char notice[480];
	bool can_write;
	/* why not, when can_write is false */
	char write_refusal[200];
	/* it is for want of COMMAND_ARM only */
	bool is_disarmed;
	unsigned
		/* earlier runs' writes that were cut off: WRITE_UNKNOWN in .write_records */
		unfinished_writes;
	/* when the credentials expire; 0: never, as far as is known */
	int64_t credentials_expiry_mono_ms;
	/* with an error of credentials: lines of facts_put_text(); "" */
	const char *credentials_facts;
	/* why the last refresh failed, while they are still valid; "" */
	char credentials_error[400];
};

/* One line of an opened item: an attribute, or a member of a map or list. */
struct item_node {
	/* 0: an attribute */
	int depth;
	/* attribute or member; "[3]" in a list; as stored, not sanitised */
	const char *name;
	/* type descriptor: "S", "M"…; static */
	const char *type;
	/* the value of a scalar, "" for M and L; as stored */
	const char *text;
	/* members of an M or L, direct ones */
	uint32_t children;
	/* nodes that follow and lie inside this one */
	uint32_t descendants;
};

enum item_status { ITEM_NONE, ITEM_LOADING, ITEM_PRESENT, ITEM_MISSING, ITEM_FAILED };

/* Another session of the opened one's user. */
struct item_sibling {
	/* as stored, not sanitised */
	const char *service;
	/* its .service is not set */
	struct session session;
};

/* The opened session, read by a strongly consistent GetItem. */
struct item_detail {
	enum item_status status;
	/* its key; NULL for ITEM_NONE */
	const char *user_id, *service;
	const struct item_node *nodes;
	size_t nodes_count;
	/* estimate of the item's size by DynamoDB's rules */
	size_t bytes;
	/* server time */
	int64_t read_at_ms;
	/* for ITEM_FAILED */
	struct error error;
	/* of the same user, by service; read once a minute */
	const struct item_sibling *siblings;
	size_t siblings_count;
	/* they have been read: without it a count of 0 says nothing */
	bool has_siblings;
};

/* Where in a recording a snapshot is from; all zero when it is live. */
struct replay_status {
	bool is_replay;
	/* it stands still; it is at the last frame */
	bool is_held, is_over;
	/* times as fast as it was */
	unsigned speed;
	/* server time of the frame */
	int64_t at_ms;
	/* of the first and of the last */
	int64_t begin_ms, end_ms;
	/*
	 * All _mono_ms of the snapshot are the recording's, whose clock stood at mono_ms when ours
	 * stood at posted_mono_ms, and goes on to until_mono_ms, where the next frame is due.
	 */
	int64_t mono_ms, posted_mono_ms, until_mono_ms;
};

struct snapshot {
	/* grows by one with each */
	uint64_t number;
	/* server time of the last good read; 0: none. Ages refer to each row's own */
	int64_t asof_ms;
	/* the same instant on CLOCK_MONOTONIC */
	int64_t asof_mono_ms;
	/* in no particular order */
	const struct session *sessions;
	size_t sessions_count;
	const struct service_summary
		/* session.service indexes it; may have empty ones */
		*services;
	size_t services_count;
	struct summary totals;
	/* what is wrong with all that; made by whoever makes the snapshot */
	const struct diagnosis *diagnosis;
	/* the newest, oldest first */
	const struct change *changes;
	size_t changes_count;
	struct poll_status status;
	/* the fault that lasts; ERROR_NONE when all is well */
	struct error error;
	/* since when */
	int64_t error_mono_ms;
	struct item_detail item;
	struct write_result write_result;
	struct write_progress write_progress;
	/* of the audit log, the newest, oldest first */
	const struct write_record *write_records;
	/* at most WRITE_RECORDS_KEPT */
	size_t write_records_count;
	struct replay_status replay;
	/* what snapshot_free() frees; the maker's business */
	struct snapshot_memory *memory;
};

/*
 * False before the first full Scan: sessions without lastPollAt are in no index, so a count of 0
 * says nothing.
 */
bool snapshot_knows_never_polled(const struct snapshot *snapshot);

/* Frees it and all it points at. NULL is allowed. Any thread, once. */
void snapshot_free(struct snapshot *snapshot);

#endif
