/* SPDX-License-Identifier: MIT */
/*
 * What the network thread knows, handed to the screen as one immutable value. The network thread
 * makes a snapshot, the UI thread takes it from the mailbox, and whoever holds it frees it. All
 * that it points at lives exactly as long. Nothing in it changes once it has been posted.
 */
#ifndef BEYATOP_SNAPSHOT_H
#define BEYATOP_SNAPSHOT_H

#include "error.h"
#include "session.h"
#include "write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Figures of a set of sessions; see SUMMARY_FIGURES in summary.h. */
struct summary {
	uint32_t sessions;
	/* isActive is true, false; neither when it is unreadable */
	uint32_t active, paused;
	uint32_t states[STATE_COUNT];
	/* errorCount > 0 */
	uint32_t erroring;
	/* highest lateness of an active session; NAN: unknown */
	double worst_late;
	/* of active sessions; -1: unknown */
	int64_t p50_age_ms, p95_age_ms;
	/* the oldest server time that an active session is as of; 0: none active */
	int64_t asof_ms;
};

/* Newest samples of a service that are kept, one a tick. */
#define SERVICE_SAMPLES_KEPT 120

struct service_sample {
	/* server time */
	int64_t at_ms;
	/* share of its active sessions that are late or critical, 0 to 1; NAN: none active */
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
	/* at most SERVICE_SAMPLES_KEPT */
	size_t samples_count;
};

/* What changed from one refresh to the next. */
enum change_kind {
	/* became late or critical, by its age */
	CHANGE_LATE,
	/* a cohort: several became late that had been polled within the same seconds */
	CHANGE_STOPPED,
	/* was late or critical, is on time again */
	CHANGE_RECOVERED,
	/* errorCount rose past a threshold */
	CHANGE_ERRORS,
	/* isActive became false, but not by us */
	CHANGE_PAUSED,
	/* isActive became true, but not by us */
	CHANGE_RESUMED,
	/* a session that was not there before */
	CHANGE_NEW,
	/* full sweeps no longer show it */
	CHANGE_GONE,
	CHANGE_KIND_COUNT
};

/* A line of the list of changes: sessions of one service with the same kind of change. */
struct change {
	/* counts up, so that a reader can tell which lines are new */
	uint64_t number;
	enum change_kind kind;
	/* server time at which we saw it */
	int64_t at_ms;
	/* as stored, not sanitised */
	const char *service;
	/* of a single session; NULL: several */
	const char *user_id;
	uint32_t sessions;
	/* CHANGE_STOPPED: from the first to the last of their last polls */
	int64_t span_ms;
	/* CHANGE_STOPPED: the first of their last polls */
	int64_t polled_at_ms;
	/* CHANGE_ERRORS: the rise of errorCount, summed over the sessions */
	int64_t amount;
};

/* Where the sessions were read. */
enum poll_source {
	/* nothing has been read yet */
	SOURCE_NONE,
	/* Active-Sessions-Index */
	SOURCE_ACTIVE_INDEX,
	/* ServiceType-Index, a Query per service */
	SOURCE_SERVICE_INDEX,
	/* no index is usable: a Scan of the base table */
	SOURCE_SCAN,
};

enum poll_phase { PHASE_STARTING, PHASE_READING, PHASE_IDLE };

struct poll_status {
	/* "" when unknown */
	const char *table, *region, *endpoint, *profile;
	enum poll_source source;
	enum poll_phase phase;
	int64_t interval_ms;
	/* duration of the last complete refresh; -1: none yet */
	int64_t took_ms;
	/* server clock - ours */
	int64_t skew_ms;
	bool skew_known;
	/* consumed since the start */
	double read_units;
	/* in the last 60 s */
	double minute_read_units;
	/* what we currently allow ourselves on the index that ticks read, RCU/s */
	double budget;
	/* the last response was a throttling error: reading goes on with a lower budget */
	bool is_throttled;
	/* why, and on which index; "": not throttled */
	char throttled[200];
	/* consumed by the last complete refresh */
	double refresh_read_units;
	/* of the full sweep under way, or of the last one */
	uint32_t pages;
	/* a full sweep is under way */
	bool is_sweeping;
	/* how much of it is done, 0 to 1; negative: unknown */
	double sweep_share;
	/* its remaining time at our budget; -1: unknown */
	int64_t sweep_left_ms;
	/* when the last full sweep began, which is how old what it has shown may be; -1: none yet
	 */
	int64_t swept_mono_ms;
	/* sessions that are SESSION_UNFILLED */
	uint32_t unfilled;
	/* reading the rest of them failed; it is tried again */
	bool cannot_fill;
	/* items in no index, by DescribeTable's counts, about 6 h old; -1: unknown */
	int64_t unindexed;
	/* a refresh has read every page and nothing has failed since */
	bool is_complete;
	/* when the last full Scan ended; -1: none, see snapshot_knows_never_polled() */
	int64_t reconciled_mono_ms;
	bool is_reconciling;
	/* why the last Scan failed; "": it did not */
	char reconcile_refusal[200];
	/* about the table, such as a missing index; "": none */
	char notice[480];
	bool can_write;
	/* why not, when can_write is false */
	char write_refusal[200];
	/* only because COMMAND_ARM was not given */
	bool is_disarmed;
	/* writes that earlier runs did not finish: WRITE_UNKNOWN in .write_records */
	unsigned unfinished_writes;
	/* when the credentials expire; 0: never, or unknown */
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
	/* direct members of an M or L */
	uint32_t children;
	/* nodes inside this one, which follow it */
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
	/* false while they have not been read */
	bool has_siblings;
};

/* Where in a recording a snapshot is from; all zero when it is live. */
struct replay_status {
	bool is_replay;
	/* frozen; at the last frame */
	bool is_frozen, is_over;
	/* how many times as fast as recorded */
	unsigned speed;
	/* server time of the frame */
	int64_t at_ms;
	/* of the first and of the last */
	int64_t begin_ms, end_ms;
	/*
	 * All _mono_ms in the snapshot are the recording's clock, which was at mono_ms when ours
	 * was at posted_mono_ms. The next frame is due at until_mono_ms of it.
	 */
	int64_t mono_ms, posted_mono_ms, until_mono_ms;
};

struct snapshot {
	/* counts up */
	uint64_t number;
	/* server time of the last good read; 0: none. Ages refer to each session's own asof */
	int64_t asof_ms;
	/* the same instant on CLOCK_MONOTONIC */
	int64_t asof_mono_ms;
	/* in no particular order */
	const struct session *sessions;
	size_t sessions_count;
	/* indexed by session.service; some may have no sessions */
	const struct service_summary *services;
	size_t services_count;
	struct summary totals;
	/* what is wrong with all that, made together with the snapshot */
	const struct diagnosis *diagnosis;
	/* the newest, oldest first */
	const struct change *changes;
	size_t changes_count;
	struct poll_status status;
	/* the current fault; ERROR_NONE: none */
	struct error error;
	/* since when */
	int64_t error_mono_ms;
	struct item_detail item;
	struct write_result write_result;
	struct write_progress write_progress;
	/* the newest of the audit log, oldest first */
	const struct write_record *write_records;
	/* at most WRITE_RECORDS_KEPT */
	size_t write_records_count;
	struct replay_status replay;
	/* for snapshot_free() */
	struct snapshot_memory *memory;
};

/* False before the first full Scan: sessions without lastPollAt are in no index, so that a count of
 * never-polled sessions says nothing. */
bool snapshot_knows_never_polled(const struct snapshot *snapshot);

/* Frees it and all that it points at. NULL is allowed. Any thread. */
void snapshot_free(struct snapshot *snapshot);

#endif
