/* SPDX-License-Identifier: MIT */
/*
 * Snapshots of the poller's parts, no more often than a screen can use them: into the mailbox, the
 * recording and the event log. Network thread only.
 */
#ifndef BEYATOP_PUBLISHER_H
#define BEYATOP_PUBLISHER_H

#include "dynamodb/minute_sum.h"
#include "history/event_log.h"
#include "history/recorder.h"
#include "model/mailbox.h"
#include "poller/backfill.h"
#include "poller/connection.h"
#include "poller/open_session.h"
#include "poller/orders.h"
#include "poller/plan.h"

#include <stdbool.h>
#include <stdint.h>

/* What a snapshot is made of; all borrowed. */
struct publisher_parts {
	const struct settings *settings;
	struct fleet *fleet;
	struct connection *connection;
	struct plan *plan;
	struct backfill *backfill;
	struct open_session *open_session;
	struct orders *orders;
};

/* Start with .parts, and {0} else. */
struct publisher {
	struct publisher_parts parts;
	struct mailbox *mailbox;
	/* NULL: not wanted */
	struct event_log *log;
	struct recorder *recorder;
	/* snapshots so far */
	uint64_t number;
	/* of the newest snapshot */
	int64_t published_mono_ms;
	uint32_t pages;
	bool is_throttled;
	/* read units of the last minute, and the total it was last given */
	struct minute_sum meter;
	double metered_read_units;
};

/* Posts a snapshot now. */
void publisher_post(struct publisher *publisher);

/* Posts one if something has changed; returns milliseconds until one is due. */
int64_t publisher_advance(struct publisher *publisher);

#endif
