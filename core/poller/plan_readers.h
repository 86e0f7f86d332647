/* SPDX-License-Identifier: MIT */
/* The readers of the poll plan, which share a limit of requests in flight. Network thread only. */
#ifndef BEYATOP_PLAN_READERS_H
#define BEYATOP_PLAN_READERS_H

#include "poller/reader.h"

enum plan_read {
	/* what was polled since the last tick */
	READ_TICK,
	/* what others may have paused or resumed since */
	READ_TOGGLE_CHECK,
	/* every active session */
	READ_SWEEP,
	/* every paused one */
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
	/* by reads before those under way or last */
	double spent_read_units;
};

/* Copies of an idle reader. */
void plan_readers_init(struct plan_readers *readers, const struct reader *idle);

/* Not before the ddb is freed. */
void plan_readers_fini(struct plan_readers *readers);

bool plan_readers_is_running(const struct plan_readers *readers, enum plan_read read);

/* The reader, for a new read without steps. It must not be running. */
struct reader *plan_readers_clear(struct plan_readers *readers, enum plan_read read);

/* reader_advance(), while few enough requests are in flight. */
int64_t plan_readers_advance(struct plan_readers *readers, enum plan_read read);

/* reader_begin() and plan_readers_advance(). */
int64_t plan_readers_begin(struct plan_readers *readers, enum plan_read read);

/* READER_DONE or READER_FAILED once after each end of a read; else what it is. */
enum reader_state plan_readers_take_end(struct plan_readers *readers, enum plan_read read);

/* Consumed since the start. */
double plan_readers_read_units(const struct plan_readers *readers);

/* Of the full sweep under way, or of the last one. */
uint32_t plan_readers_sweep_pages(const struct plan_readers *readers);

/* A running reader whose last page was throttled; NULL: none. */
const struct reader *plan_readers_find_throttled(const struct plan_readers *readers);

#endif
