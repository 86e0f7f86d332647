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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts over a set of sessions, with each session's state as of the snapshot. */
struct summary {
	uint32_t sessions;
	uint32_t active, paused;      /* isActive; neither where it is unreadable */
	uint32_t states[STATE_COUNT];
	uint32_t erroring;            /* errorCount > 0 */
	double worst_late;            /* highest lateness of an active session; NAN: unknown */
	int64_t p50_age_ms, p95_age_ms; /* of active sessions; -1: unknown */
};

struct service_summary {
	const char *name; /* serviceType as stored, not sanitised */
	struct summary summary;
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
	int64_t took_ms;           /* the last complete refresh; -1: none yet */
	int64_t skew_ms;           /* server clock - ours */
	bool skew_known;
	double read_units;         /* consumed since the start */
	double refresh_read_units; /* by the last complete refresh */
	uint32_t pages;            /* of the refresh under way, or of the last */
	bool is_complete;          /* a refresh has seen every page, and nothing failed since */
	int64_t reconciled_mono_ms; /* end of the last whole Scan; -1: none: sessions that are in no index are not counted */
	bool is_reconciling;
	char reconcile_refusal[200]; /* why the last Scan failed; "" if it did not */
	char notice[400];          /* about the table: an index missing, CREATING…; "" if none */
	bool can_write;
	char write_refusal[200];   /* why not, when can_write is false */
};

/* One line of an opened item: an attribute, or a member of a map or list. */
struct item_node {
	int depth;        /* 0: an attribute */
	const char *name; /* attribute or member; "[3]" in a list; as stored, not sanitised */
	const char *type; /* type descriptor: "S", "M"…; static */
	const char *text; /* the value of a scalar, "" for M and L; as stored */
	uint32_t children; /* members of an M or L, direct ones */
	uint32_t descendants; /* nodes that follow and lie inside this one */
};

enum item_status { ITEM_NONE, ITEM_LOADING, ITEM_PRESENT, ITEM_MISSING, ITEM_FAILED };

/* The opened session, read by a strongly consistent GetItem. */
struct item_detail {
	enum item_status status;
	const char *user_id, *service; /* its key; NULL for ITEM_NONE */
	const struct item_node *nodes;
	size_t nodes_count;
	size_t bytes;           /* estimate of the item's size by DynamoDB's rules */
	int64_t read_at_ms;     /* server time */
	struct error error;     /* for ITEM_FAILED */
};

enum write_outcome {
	WRITE_NONE,
	WRITE_SENT,     /* on its way */
	WRITE_DONE,     /* isActive is now what was asked for */
	WRITE_CONFLICT, /* it was not what the screen had shown; nothing was written */
	WRITE_GONE,     /* the session no longer exists; nothing was written */
	WRITE_FAILED,   /* refused; nothing was written */
	WRITE_UNKNOWN,  /* no answer: it may have been written */
};

/* The newest toggle. number grows whenever its outcome changes, so that the UI shows each once. */
struct write_result {
	uint64_t number;
	enum write_outcome outcome;
	const char *user_id, *service; /* NULL for WRITE_NONE */
	enum session_active wanted;
	char now[80];       /* WRITE_CONFLICT: what isActive is now, "S \"false\"" */
	struct error error; /* WRITE_FAILED, WRITE_UNKNOWN */
};

struct snapshot {
	uint64_t number;          /* grows by one with each */
	int64_t asof_ms;          /* server time of the last good read; 0: none. Ages refer to each row's own */
	int64_t asof_mono_ms;     /* the same instant on CLOCK_MONOTONIC */
	const struct session *sessions; /* in no particular order */
	size_t sessions_count;
	const struct service_summary *services; /* session.service indexes it; may have empty ones */
	size_t services_count;
	struct summary totals;
	struct poll_status status;
	struct error error;       /* the fault that lasts; ERROR_NONE when all is well */
	int64_t error_mono_ms;    /* since when */
	struct item_detail item;
	struct write_result write;
	struct snapshot_memory *memory; /* what snapshot_free() frees; the maker's business */
};

/* Frees it and all it points at. NULL is allowed. Any thread, once. */
void snapshot_free(struct snapshot *snapshot);

#endif
