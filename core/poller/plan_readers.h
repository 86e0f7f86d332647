/* SPDX-License-Identifier: MIT */
/* The readers of the poll plan. They share a limit on requests in flight. Network thread only. */
#ifndef BEYATOP_PLAN_READERS_H
#define BEYATOP_PLAN_READERS_H

#include "poller/reader.h"

enum plan_read {
	/* sessions polled since the last tick */
	READ_TICK,
	/* sessions that others may have paused or resumed since */
	READ_TOGGLE_CHECK,
	/* all active sessions */
	READ_SWEEP,
	/* all paused sessions */
	READ_PAUSED,
	/* the service on the screen, through its own index */
	READ_FOCUS,
	/* the base table, for sessions in no index */
	READ_RECONCILE,
	PLAN_READS
};

/* Start with {0}. */
struct plan_readers {
	struct reader all[PLAN_READS];
	/* read units of all reads before each reader's current or last one */
	double spent_read_units;
};

/* Makes all readers copies of an idle one, see reader_init(). */
void plan_readers_init(struct plan_readers *readers, const struct reader *idle);

/* Call it after the ddb has been freed. */
void plan_readers_fini(struct plan_readers *readers);

bool plan_readers_is_running(const struct plan_readers *readers, enum plan_read read);

/* Resets a reader that is not running, and returns it so that steps can be added. */
struct reader *plan_readers_clear(struct plan_readers *readers, enum plan_read read);

/* Calls reader_advance() unless too many requests are in flight. */
int64_t plan_readers_advance(struct plan_readers *readers, enum plan_read read);

/* Calls reader_begin(), then plan_readers_advance(). */
int64_t plan_readers_begin(struct plan_readers *readers, enum plan_read read);

/* The reader's state. READER_DONE and READER_FAILED are returned once per read. */
enum reader_state plan_readers_take_end(struct plan_readers *readers, enum plan_read read);

/* Read units consumed since the start. */
double plan_readers_read_units(const struct plan_readers *readers);

/* Pages of the current or last full sweep. */
uint32_t plan_readers_sweep_pages(const struct plan_readers *readers);

/* A running reader whose last response was throttled; NULL: none. */
const struct reader *plan_readers_find_throttled(const struct plan_readers *readers);

#endif
