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
	uint32_t active, paused; /* isActive; neither where it is unreadable */
	uint32_t states[STATE_COUNT];
	uint32_t erroring;              /* errorCount > 0 */
	double worst_late;              /* highest lateness of an active session; NAN: unknown */
	int64_t p50_age_ms, p95_age_ms; /* of active sessions; -1: unknown */
	int64_t asof_ms; /* the oldest server time that an active one is true for; 0: none active */
};

/* The newest samples of a service, one a tick; what happened before we looked is not there. */
#define HISTORY_SAMPLES 120

struct history_sample {
	int64_t at_ms; /* server time */
	float late_share; /* of its active sessions, critical and late ones; 0 to 1, NAN: none active */
	float poll_rate; /* sessions polled a second since the sample before; NAN: the first */
};

struct service_summary {
	const char *name; /* serviceType as stored, not sanitised */
	struct summary summary;
	const struct history_sample *history; /* oldest first */
	size_t history_count;                 /* at most HISTORY_SAMPLES */
};

/* What changed from one look at the table to the next. */
enum change_kind {
	CHANGE_LATE,    /* was well, is late or critical */
	CHANGE_STOPPED, /* several became late that had polled within the same seconds: a cohort */
	CHANGE_RECOVERED, /* was late or critical, is on time */
	CHANGE_ERRORS,    /* errorCount rose past a threshold, by .amount in all */
	CHANGE_PAUSED,    /* isActive became false, and not by us */
	CHANGE_RESUMED,   /* isActive became true, and not by us */
	CHANGE_NEW,       /* a session that was not there before */
	CHANGE_GONE,      /* a whole sweep did not show it any more */
	CHANGE_KIND_COUNT
};

/* One line of the list of changes; sessions of one service and kind are folded into one line. */
struct change {
	uint64_t number; /* grows by one with each, so that a reader knows what it has seen */
	enum change_kind kind;
	int64_t at_ms;       /* server time at which we saw it */
	const char *service; /* as stored, not sanitised */
	const char *user_id; /* of the only session; NULL when there are several */
	uint32_t sessions;
	int64_t span_ms; /* CHANGE_STOPPED: between the first and the last of their last polls */
	int64_t polled_at_ms; /* CHANGE_STOPPED: the first of them */
	int64_t amount;       /* CHANGE_ERRORS: errors more, over all sessions */
};

/* Where the rows come from. */
enum poll_source {
	SOURCE_NONE,          /* nothing was read yet */
	SOURCE_ACTIVE_INDEX,  /* Active-Sessions-Index */
	SOURCE_SERVICE_INDEX, /* ServiceType-Index, one query a service */
	SOURCE_SCAN,          /* no usable index: Scan of the base table */
};

enum poll_phase { PHASE_STARTING, PHASE_READING, PHASE_IDLE };

struct poll_status {
	const char *table, *region, *endpoint, *profile; /* "" when unknown */
	enum poll_source source;
	enum poll_phase phase;
	int64_t interval_ms;
	int64_t took_ms; /* the last complete refresh; -1: none yet */
	int64_t skew_ms; /* server clock - ours */
	bool skew_known;
	double read_units;        /* consumed since the start */
	double minute_read_units; /* in the last 60 s */
	double budget;            /* RCU/s that we allow ourselves on the index of the ticks, now */
	bool is_throttled;   /* the last answer said so: the budget is lowered, reading goes on */
	char throttled[200]; /* by what and on which index; "" if not throttled */
	double refresh_read_units; /* by the last complete refresh */
	uint32_t pages;            /* of the sweep under way, or of the last */
	/* The sweep of all sessions that is under way. */
	bool is_sweeping;
	double sweep_share;    /* done of it, 0 to 1; negative: unknown */
	int64_t sweep_left_ms; /* until it should be done at our budget; -1: unknown */
	int64_t swept_mono_ms; /* begin of the last whole sweep, for what it has shown is no older; -1: none yet */
	uint32_t unfilled; /* sessions of which the index has only a part, not read yet */
	bool cannot_fill;  /* the rest of them was refused; it is tried again */
	int64_t gap; /* items in no index, by DescribeTable's counts, about 6 h old; -1: unknown */
	bool is_complete; /* a refresh has seen every page, and nothing failed since */
	int64_t reconciled_mono_ms; /* end of the last whole Scan; -1: none: sessions that are in no index are not counted */
	bool is_reconciling;
	char reconcile_refusal[200]; /* why the last Scan failed; "" if it did not */
	char notice[480]; /* about the table: an index missing, CREATING…; "" if none */
	bool can_write;
	char write_refusal[200]; /* why not, when can_write is false */
	bool is_disarmed;        /* it is for want of COMMAND_ARM only */
	unsigned
		open_intents; /* earlier runs' writes that were cut off: WRITE_UNKNOWN in .writes */
	int64_t keys_expiry_mono_ms; /* when the credentials expire; 0: never, as far as is known */
	const char *keys_facts;      /* with an error of credentials: lines of whoami_print(); "" */
	char keys_refusal[400]; /* why they could not be renewed, while they are still good; "" */
};

/* One line of an opened item: an attribute, or a member of a map or list. */
struct item_node {
	int depth;            /* 0: an attribute */
	const char *name;     /* attribute or member; "[3]" in a list; as stored, not sanitised */
	const char *type;     /* type descriptor: "S", "M"…; static */
	const char *text;     /* the value of a scalar, "" for M and L; as stored */
	uint32_t children;    /* members of an M or L, direct ones */
	uint32_t descendants; /* nodes that follow and lie inside this one */
};

enum item_status { ITEM_NONE, ITEM_LOADING, ITEM_PRESENT, ITEM_MISSING, ITEM_FAILED };

/* Another session of the opened one's user. */
struct item_other {
	const char *service;    /* as stored, not sanitised */
	struct session session; /* its .service is not set */
};

/* The opened session, read by a strongly consistent GetItem. */
struct item_detail {
	enum item_status status;
	const char *user_id, *service; /* its key; NULL for ITEM_NONE */
	const struct item_node *nodes;
	size_t nodes_count;
	size_t bytes;                    /* estimate of the item's size by DynamoDB's rules */
	int64_t read_at_ms;              /* server time */
	struct error error;              /* for ITEM_FAILED */
	const struct item_other *others; /* of the same user, by service; read once a minute */
	size_t others_count;
	bool has_others; /* they have been read: without it a count of 0 says nothing */
};

/* Where in a recording a snapshot is from; all zero when it is live. */
struct replay_status {
	bool is_replay;
	bool is_held, is_over;    /* it stands still; it is at the last frame */
	unsigned speed;           /* times as fast as it was */
	int64_t at_ms;            /* server time of the frame */
	int64_t begin_ms, end_ms; /* of the first and of the last */
	/*
	 * All _mono_ms of the snapshot are the recording's, whose clock stood at mono_ms when ours
	 * stood at posted_mono_ms, and goes on to until_mono_ms, where the next frame is due.
	 */
	int64_t mono_ms, posted_mono_ms, until_mono_ms;
};

struct snapshot {
	uint64_t number; /* grows by one with each */
	int64_t asof_ms; /* server time of the last good read; 0: none. Ages refer to each row's own */
	int64_t asof_mono_ms;           /* the same instant on CLOCK_MONOTONIC */
	const struct session *sessions; /* in no particular order */
	size_t sessions_count;
	const struct service_summary
		*services; /* session.service indexes it; may have empty ones */
	size_t services_count;
	struct summary totals;
	const struct change *changes; /* the newest, oldest first */
	size_t changes_count;
	struct poll_status status;
	struct error error;    /* the fault that lasts; ERROR_NONE when all is well */
	int64_t error_mono_ms; /* since when */
	struct item_detail item;
	struct write_result write;
	struct write_progress writing;
	const struct write_record *writes; /* of the audit log, the newest, oldest first */
	size_t writes_count;               /* at most WRITE_RECORDS_KEPT */
	struct replay_status replay;
	struct snapshot_memory *memory; /* what snapshot_free() frees; the maker's business */
};

/* Frees it and all it points at. NULL is allowed. Any thread, once. */
void snapshot_free(struct snapshot *snapshot);

#endif
