/* SPDX-License-Identifier: MIT */
/*
 * The ages of single sessions as we saw them, a mark a refresh. Snapshots do not carry them, for in
 * a large fleet they would cost more than the rows: they are kept here, for all sessions of a small
 * fleet, of a larger one for those of the service on the screen, and of a service that is too large
 * for none. UI thread.
 */
#ifndef BEYATOP_TRAIL_H
#define BEYATOP_TRAIL_H

#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

#define TRAIL_SAMPLES 120

/* They take 2.2 MB at most, whatever the size of the fleet. */
#define TRAIL_MAX_SESSIONS 8192

/* What a mark says. Ages are kept on a scale of eighths of an octave: to 5 per cent. */
enum {
	/* not there, or not watched */
	TRAIL_NONE,
	TRAIL_PAUSED,
	TRAIL_NEVER_POLLED,
	TRAIL_FUTURE,
	TRAIL_UNKNOWN,
	/* this and all above */
	TRAIL_AGE
};

/* Milliseconds, of a mark that is an age; -1 of another. */
int64_t trail_age_ms(uint8_t mark);

/* The marks of one session, oldest first, each with the time at which all were taken. */
struct trail {
	size_t count;
	/* number of the first mark's refresh, for what moves by steps */
	size_t first_tick;
	uint8_t marks[TRAIL_SAMPLES];
	/* server time */
	int64_t at_ms[TRAIL_SAMPLES];
	/* errorCount at before_ms; -1: unknown */
	int32_t errors_before;
	/* of the baseline; 0: when it was first seen, after that */
	int64_t before_ms;
};

struct trail_slot;

/* Start with {0}. */
struct trails {
	/* a hash table with open addressing */
	struct trail_slot *slots;
	size_t capacity, count;
	/* samples ever taken */
	size_t ticks;
	int64_t rebased_at_ms;
	int64_t at_ms[TRAIL_SAMPLES];
};

/*
 * Takes a sample of each session, if the snapshot is of another refresh than the one before.
 * service is the one on the screen, NULL for none.
 */
void trail_take(struct trails *trails, const struct snapshot *snapshot, const char *service);

/* Takes the errorCount of each session as the one to compare with. One that is not there has none.
 */
void trail_rebase(struct trails *trails, const struct snapshot *snapshot);

/* The marks of a session; none of one that was not watched. The first is not TRAIL_NONE. */
void trail_find(
	const struct trails *trails, const char *service, const char *user_id, struct trail *trail);

void trail_fini(struct trails *trails);

#endif
