/* SPDX-License-Identifier: MIT */
/*
 * The poller from the inside, shared by its files: poller.c (the thread and its
 * commands), setup.c (region, keys, the table), plan.c (what is read when), writing.c (what is
 * written) and publish.c (what the screen gets).
 */
#ifndef BEYATOP_POLLER_STATE_H
#define BEYATOP_POLLER_STATE_H

#include "audit.h"
#include "command.h"
#include "ddb.h"
#include "endpoint.h"
#include "event_log.h"
#include "filler.h"
#include "fleet.h"
#include "keeper.h"
#include "leftover.h"
#include "mailbox.h"
#include "meter.h"
#include "opened.h"
#include "pacer.h"
#include "poller.h"
#include "probe.h"
#include "reader.h"
#include "record.h"
#include "replay.h"
#include "table.h"
#include "vocabulary.h"
#include "write_group.h"
#include "writer.h"

#include <pthread.h>

struct poller {
	const struct settings *settings;
	struct mailbox mailbox;
	struct event_log *log; /* NULL: not asked for */
	pthread_t thread;

	/* Shared with the UI thread, under the lock. */
	pthread_mutex_t lock;
	pthread_cond_t wake; /* waited for while there is no ddb to wake */
	bool is_stopping;
	struct command_queue commands;
	struct ddb *ddb; /* set once; NULL until region and credentials are known */
	bool has_news;   /* of the keeper's */

	/* The network thread's own from here on. */
	struct replay *replay;     /* NULL: what is shown is live, */
	struct recorder *recorder; /* and recorded here, if not NULL */
	struct endpoint endpoint;
	struct keeper *keeper;
	uint64_t keys_number;        /* of the keeper's news that were taken last */
	int64_t keys_expiry_mono_ms; /* 0: never */
	struct error keys_error;     /* why they could not be renewed */
	struct buf keys_facts;       /* what is known of them, by whoami_print() */
	char elsewhere[480]; /* where the files in ~/.aws lead now; "": still to .endpoint */
	char profile[128];
	struct fleet *fleet;
	uint32_t asked; /* numbers of requests and passes, shared by .fleet and .ddb */
	struct pacer active_pacer, service_pacer, table_pacer;
	struct table table;
	struct vocabulary vocabulary;
	struct probe probe;
	bool has_table, is_describing;
	bool needs_description; /* something may have changed */
	int64_t described_mono_ms;
	struct reader sweep, paused, tick, relook, focus, reconcile;
	struct filler filler;
	enum poll_source source;
	struct opened opened;
	struct audit *audit; /* NULL: not connected yet */
	struct leftover leftover;
	struct writer *writer;       /* NULL: read-only, or not connected yet */
	struct write_group group;    /* the order under way, or the last */
	struct command_queue orders; /* waiting for it */
	uint64_t orders_taken;       /* so far, resumptions too */
	char shadow_refusal[200];    /* for want of knowing what to write along; "" if none */
	uint64_t write_number_seen;

	const char *focus_service; /* the fleet's; NULL: none */
	bool is_focus_due;
	int64_t focus_reads; /* since the last whole one; 0: a whole one is next */
	int64_t interval_ms;
	int64_t next_tick_mono_ms, next_reconcile_mono_ms;
	int64_t retry_mono_ms; /* after a failure nothing is tried before */
	unsigned failures;     /* in a row */
	bool is_sweep_due, is_relook_due, is_reconcile_wanted;
	bool has_swept;        /* every active session has been seen once */
	int64_t ticks;         /* since the last sweep */
	int64_t swept_mono_ms; /* begin of the last whole sweep, the paused ones included; -1: none */
	int64_t reconciled_mono_ms;
	char reconcile_refusal[200];
	int64_t watermark_ms; /* server time at which the last tick or sweep began */
	int64_t asof_ms, asof_mono_ms, took_ms;
	double refresh_read_units, spent_read_units, metered_read_units;
	struct meter meter;
	struct error error; /* of what all depends on */
	int64_t error_mono_ms;
	struct error focus_error; /* of reading the service on the screen */
	int64_t focus_error_mono_ms;

	uint64_t published;
	int64_t published_mono_ms;
	uint32_t pages_published;
	bool is_throttling_published;
	bool is_dirty; /* to be published at once */
};

#endif
