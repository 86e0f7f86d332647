/* SPDX-License-Identifier: MIT */
/*
 * Write orders: takes them from the user, runs one after the other, one session at a time, at the
 * rate that the table and its indexes may take, and reports how far they are. The path of a write
 * is in write/writer.h. Network thread only.
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
	/* the order that runs, or the last one */
	struct order_run run;
	/* those behind it, oldest first; owned */
	struct write_order **waiting;
	size_t waiting_count;
	/* orders and resumptions so far */
	uint64_t taken;
	/* the value to write to the shadow attribute is unknown; "" if it is not */
	char shadow_refusal[200];
	/* of the newest result that was taken */
	uint64_t result_number;
	/* of the last orders_copy() */
	int64_t copied_mono_ms;
	/* a write has ended, so the open session is read again; the poller clears it */
	bool has_written;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* All pointers are borrowed. */
void orders_init(struct orders *orders, const struct settings *settings, struct fleet *fleet,
	const struct table_info *info);

/* Opens the audit log, and makes the writer unless writes are refused for good. */
void orders_connect(struct orders *orders, struct ddb *ddb, const struct endpoint *endpoint);

/* Not before the ddb is freed. */
void orders_fini(struct orders *orders);

/* Takes over the order, which runs after those before it. */
void orders_add(struct orders *orders, struct write_order *order);

/* Stops the order after its request in flight, and drops those behind it. */
void orders_stop(struct orders *orders);
void orders_resume(struct orders *orders);
void orders_arm(struct orders *orders, bool is_armed);

/* Sends what is due. Returns milliseconds until more is due. Needs the ddb. */
int64_t orders_advance(struct orders *orders);

/* Copies progress, the newest result, the audit log and any refusal into the snapshot. */
void orders_copy(struct orders *orders, struct arena *arena, struct snapshot *snapshot);

#endif
