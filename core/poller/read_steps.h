/* SPDX-License-Identifier: MIT */
/* Builds the steps (Queries, a Scan, a GetItem) that a read consists of. Network thread only. */
#ifndef BEYATOP_READ_STEPS_H
#define BEYATOP_READ_STEPS_H

#include "poller/reader.h"
#include "poller/table_info.h"
#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>

/* Where sessions are read from, and since when. All pointers are borrowed. */
struct read_source {
	const struct settings *settings;
	struct fleet *fleet;
	struct table_info *info;
	/* the source of sweeps and ticks */
	enum poll_source kind;
	/* server time at which the last tick or sweep began */
	int64_t watermark_ms;
};

/* is_delta: only what was polled since the watermark, with some overlap. */

/*
 * Adds steps for the active or the paused sessions through the active index: a sweep per encoding.
 */
void read_steps_active(const struct read_source *source, struct reader *reader,
	enum session_active active, bool is_delta);

/*
 * Adds steps for one service, or all known services, through the service index: a sweep per
 * service.
 */
void read_steps_service(
	const struct read_source *source, struct reader *reader, uint32_t service, bool is_delta);
void read_steps_services(const struct read_source *source, struct reader *reader, bool is_delta);

/* Adds a Scan of the base table. */
void read_steps_scan(const struct read_source *source, struct reader *reader);

/*
 * Adds a Query of the base table for a user's sessions or, if service is not NULL, a GetItem of one
 * of them. An item of up to 4 KB costs 0.5 RCU, and all items of a user together hardly more.
 */
void read_steps_user(const struct read_source *source, struct reader *reader, const char *user_id,
	const char *service);

/*
 * Restricts the steps from `from` to before `to`, which must not be deltas, to lastPollAt up to a
 * cut or after it.
 */
void read_steps_cut(const struct read_source *source, struct reader *reader, size_t from, size_t to,
	bool is_until);

/* The pacer of sweeps and ticks: that of the index they read, or of the base table. */
const struct pacer *read_steps_pacer(const struct read_source *source);

#endif
