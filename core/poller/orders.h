/* SPDX-License-Identifier: MIT */
/*
 * The queue of write orders: runs one after the other, one session at a time, within the write
 * budget of the table and its indexes, and reports progress. write/writer.h describes the path of a
 * write. Network thread only.
 */
#ifndef BEYATOP_ORDERS_H
#define BEYATOP_ORDERS_H

#include "base/arena.h"
#include "poller/table_info.h"
#include "settings.h"
#include "snapshot.h"
#include "write/audit.h"
#include "write/order_run.h"
#include "write/unfinished.h"
#include "write/writer.h"

#include <stdbool.h>

struct orders {
	/* all borrowed; ddb is NULL until orders_connect() */
	const struct settings *settings;
	struct fleet *fleet;
	const struct table_info *info;
	struct ddb *ddb;
	/* NULL: not connected yet */
	struct audit *audit;
	struct unfinished unfinished;
	/* NULL: read-only, or not connected yet */
	struct writer *writer;
	/* the current or last order */
	struct order_run run;
	/* queued orders, oldest first; owned */
	struct write_order **waiting;
	size_t waiting_count;
	/* number of orders and resumptions so far */
	uint64_t taken;
	/* set if the value to write to the shadow attribute is unknown; "" otherwise */
	char shadow_refusal[200];
	/* number of the newest result that was taken */
	uint64_t result_number;
	/* time of the last orders_copy() */
	int64_t copied_mono_ms;
	/* when the audit log is to be read again */
	int64_t refresh_mono_ms;
	/* a write has ended, so the open session must be read again; the poller clears it */
	bool has_written;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* All pointers are borrowed. */
void orders_init(struct orders *orders, const struct settings *settings, struct fleet *fleet,
	const struct table_info *info);

/* Opens the audit log, and creates the writer unless settings forbid writes. */
void orders_connect(struct orders *orders, struct ddb *ddb, const struct endpoint *endpoint);

/* Call it after the ddb has been freed. */
void orders_fini(struct orders *orders);

/* Queues the order and takes it over. */
void orders_add(struct orders *orders, struct write_order *order);

/* Stops the current order once its request in flight has ended, and drops queued orders. */
void orders_stop(struct orders *orders);
void orders_resume(struct orders *orders);
void orders_arm(struct orders *orders, bool is_armed);

/* The thread is about to end: stops, and sends no further write. */
void orders_finish(struct orders *orders);

/* True from when a write is sent until its outcome is known. */
bool orders_is_in_flight(const struct orders *orders);

/* Sends what is due. Returns milliseconds until more is due. Needs the ddb. */
int64_t orders_advance(struct orders *orders);

/* Copies progress, the newest result, the audit log and any refusal into the snapshot. */
void orders_copy(struct orders *orders, struct arena *arena, struct snapshot *snapshot);

#endif
