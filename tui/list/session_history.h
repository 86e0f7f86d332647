/* SPDX-License-Identifier: MIT */
/*
 * The age of each session over time, one sample per refresh. Histories are not part of snapshots:
 * in a large fleet they would take more memory than the rows. They are kept for all sessions of a
 * fleet of up to SESSION_HISTORY_MAX_SESSIONS; in a larger one only for the service or user on the
 * screen, and only if that is small enough. UI thread.
 */
#ifndef BEYATOP_SESSION_HISTORY_H
#define BEYATOP_SESSION_HISTORY_H

#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

#define SESSION_HISTORY_SAMPLES 120

/* Limits the memory to 2.2 MB. */
#define SESSION_HISTORY_MAX_SESSIONS 8192

/* A sample is one byte. Ages are on a logarithmic scale, 8 steps per doubling: within 5 %. */
enum {
	/* the session did not exist, or its history was not kept */
	SAMPLE_NONE,
	SAMPLE_PAUSED,
	SAMPLE_NEVER_POLLED,
	SAMPLE_FUTURE,
	SAMPLE_UNKNOWN,
	/* the lowest age; greater samples are older */
	SAMPLE_AGE
};

/* The age that a sample stands for; -1: it is not an age. */
int64_t session_history_age_ms(uint8_t sample);

/* The samples of one session, oldest first. */
struct session_history {
	size_t count;
	/* number of the first sample's refresh, so that charts can move by steps */
	size_t first_tick;
	uint8_t samples[SESSION_HISTORY_SAMPLES];
	/* server time */
	int64_t at_ms[SESSION_HISTORY_SAMPLES];
	/* errorCount at before_ms; -1: unknown */
	int32_t errors_before;
	/* server time of the baseline; 0: the session was first seen after it */
	int64_t before_ms;
};

struct session_history_slot;

/* Start with {0}. */
struct session_histories {
	/* hash table with open addressing */
	struct session_history_slot *slots;
	size_t capacity, count;
	/* refreshes sampled so far */
	size_t ticks;
	int64_t rebased_at_ms;
	int64_t at_ms[SESSION_HISTORY_SAMPLES];
};

/*
 * Samples each session whose history is kept, unless the refresh of this snapshot was sampled
 * before. service and user_id are those on the screen; NULL: none.
 */
void session_history_sample(struct session_histories *histories, const struct snapshot *snapshot,
	const char *service, const char *user_id);

/* Makes the snapshot the baseline of errors_before, which becomes unknown for other sessions. */
void session_history_rebase(struct session_histories *histories, const struct snapshot *snapshot);

/* Copies the history of a session; empty if none is kept. It never begins with SAMPLE_NONE. */
void session_history_find(const struct session_histories *histories, const char *service,
	const char *user_id, struct session_history *history);

void session_history_fini(struct session_histories *histories);

#endif
