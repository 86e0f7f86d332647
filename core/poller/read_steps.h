/* SPDX-License-Identifier: MIT */
/* Which queries a read consists of. Network thread only. */
#ifndef BEYATOP_READ_STEPS_H
#define BEYATOP_READ_STEPS_H

#include "poller/reader.h"
#include "poller/table_info.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>

/* Where sessions are read from, and since when. The pointers are borrowed. */
struct read_source {
	const struct settings *settings;
	struct fleet *fleet;
	struct table_info *info;
	/* of sweeps and ticks */
	enum poll_source kind;
	/* server time at which the last tick or sweep began */
	int64_t watermark_ms;
};

/* is_delta: only what was polled since the watermark, with some overlap. */

/* The active sessions by the active index, or the paused ones: a sweep for each spelling. */
void read_steps_active(const struct read_source *source, struct reader *reader,
	enum session_active active, bool is_delta);

/* One service by the service index, or every known service: a sweep for each. */
void read_steps_service(
	const struct read_source *source, struct reader *reader, uint32_t service, bool is_delta);
void read_steps_services(const struct read_source *source, struct reader *reader, bool is_delta);

/* The whole base table. */
void read_steps_scan(const struct read_source *source, struct reader *reader);

/*
 * Restricts the steps from one up to another, which must not be deltas, to one side of a cut
 * through lastPollAt: up to it, or after it.
 */
void read_steps_cut(const struct read_source *source, struct reader *reader, size_t from, size_t to,
	bool is_until);

/* What paces sweeps and ticks: the pacer of the index they read, or of the base table. */
const struct pacer *read_steps_pacer(const struct read_source *source);

#endif
