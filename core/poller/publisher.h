/* SPDX-License-Identifier: MIT */
/*
 * Makes snapshots of the poller's parts, rate-limited, and passes them to the mailbox, the
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

/* The parts a snapshot is made from; all borrowed. */
struct publisher_parts {
	const struct settings *settings;
	struct fleet *fleet;
	struct connection *connection;
	struct plan *plan;
	struct backfill *backfill;
	struct open_session *open_session;
	struct orders *orders;
};

/* Set .parts; zero the rest. */
struct publisher {
	struct publisher_parts parts;
	struct mailbox *mailbox;
	/* NULL: no log */
	struct event_log *log;
	struct recorder *recorder;
	/* owned; what is kept of the newest snapshot's findings for the next; NULL: none */
	struct findings *findings;
	/* number of snapshots so far */
	uint64_t number;
	/* time of the newest snapshot */
	int64_t published_mono_ms;
	uint32_t pages;
	bool is_throttled;
	/* read units of the last minute, and the total that has been added to it */
	struct minute_sum meter;
	double metered_read_units;
};

/* Posts a snapshot now. */
void publisher_post(struct publisher *publisher);

/* Posts a snapshot if something has changed. Returns milliseconds until one may be due. */
int64_t publisher_advance(struct publisher *publisher);

#endif
