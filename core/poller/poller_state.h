/* SPDX-License-Identifier: MIT */
/*
 * The poller from the inside, shared by its files: poller.c (the thread and its
 * commands), setup.c (region, credentials, the table), plan.c (what is read when), writing.c (what
 * is written) and publish.c (what the screen gets).
 */
#ifndef BEYATOP_POLLER_STATE_H
#define BEYATOP_POLLER_STATE_H

#include "aws/credentials_refresh.h"
#include "aws/endpoint.h"
#include "dynamodb/ddb.h"
#include "dynamodb/index_probe.h"
#include "dynamodb/minute_sum.h"
#include "dynamodb/pacer.h"
#include "dynamodb/spelling.h"
#include "dynamodb/table_description.h"
#include "fleet/fleet.h"
#include "history/event_log.h"
#include "history/recorder.h"
#include "model/mailbox.h"
#include "poller.h"
#include "poller/backfill.h"
#include "poller/command.h"
#include "poller/open_session.h"
#include "poller/reader.h"
#include "poller/replay.h"
#include "write/audit.h"
#include "write/order_run.h"
#include "write/unfinished.h"
#include "write/writer.h"

#include <pthread.h>

struct poller {
	const struct settings *settings;
	struct mailbox mailbox;
	/* NULL: not asked for */
	struct event_log *log;
	pthread_t thread;

	/* Shared with the UI thread, under the lock. */
	pthread_mutex_t lock;
	/* waited for while there is no ddb to wake */
	pthread_cond_t wake;
	bool is_stopping;
	struct command_queue commands;
	/* set once; NULL until region and credentials are known */
	struct ddb *ddb;
	/* credentials_refresh has an update */
	bool has_new_credentials;

	/* The network thread's own from here on. */
	/* NULL: what is shown is live, */
	struct replay *replay;
	/* and recorded here, if not NULL */
	struct recorder *recorder;
	struct endpoint endpoint;
	struct credentials_refresh *credentials_refresh;
	/* of the last update taken from it */
	uint64_t credentials_number;
	/* 0: never */
	int64_t credentials_expiry_mono_ms;
	/* why the last refresh failed */
	struct error credentials_error;
	/* what is known of them, by facts_put_text() */
	struct buf credentials_facts;
	/* where the files in ~/.aws lead now; "": still to .endpoint */
	char elsewhere[480];
	char profile[128];
	struct fleet *fleet;
	/* numbers of requests and sweeps, shared by .fleet and .ddb */
	uint32_t request_number;
	struct pacer active_pacer, service_pacer, table_pacer;
	struct table_description table;
	struct spelling spelling;
	struct index_probe probe;
	bool has_table, is_describing;
	/* something may have changed */
	bool needs_description;
	int64_t described_mono_ms;
	struct reader sweep, paused, tick, toggle_check, focus, reconcile;
	struct backfill backfill;
	enum poll_source source;
	struct open_session open_session;
	/* NULL: not connected yet */
	struct audit *audit;
	struct unfinished unfinished;
	/* NULL: read-only, or not connected yet */
	struct writer *writer;
	/* the order under way, or the last */
	struct order_run order_run;
	/* waiting for it */
	struct command_queue orders;
	/* so far, resumptions too */
	uint64_t orders_taken;
	/* for want of knowing what to write along; "" if none */
	char shadow_refusal[200];
	uint64_t write_number_seen;

	/* the fleet's; NULL: none */
	const char *focus_service;
	bool is_focus_due;
	/* since the last whole one; 0: a whole one is next */
	int64_t focus_reads;
	int64_t interval_ms;
	int64_t next_tick_mono_ms, next_reconcile_mono_ms;
	/* after a failure nothing is tried before */
	int64_t retry_mono_ms;
	/* in a row */
	unsigned failures;
	bool is_sweep_due, is_toggle_check_due, is_reconcile_wanted;
	/* every active session has been seen once */
	bool has_swept;
	/* since the last sweep */
	int64_t ticks;
	/* begin of the last whole sweep, the paused ones included; -1: none */
	int64_t swept_mono_ms;
	int64_t reconciled_mono_ms;
	char reconcile_refusal[200];
	/* server time at which the last tick or sweep began */
	int64_t watermark_ms;
	int64_t asof_ms, asof_mono_ms, took_ms;
	double refresh_read_units, spent_read_units, metered_read_units;
	struct minute_sum meter;
	/* of what all depends on */
	struct error error;
	int64_t error_mono_ms;
	/* of reading the service on the screen */
	struct error focus_error;
	int64_t focus_error_mono_ms;

	uint64_t published;
	int64_t published_mono_ms;
	uint32_t pages_published;
	bool is_throttling_published;
	/* to be published at once */
	bool is_dirty;
};

#endif
