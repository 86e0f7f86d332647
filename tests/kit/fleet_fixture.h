/* SPDX-License-Identifier: MIT */
/* A fleet under test, items to put into it, and what its snapshots show. */
#ifndef BEYATOP_TESTS_FLEET_FIXTURE_H
#define BEYATOP_TESTS_FLEET_FIXTURE_H

#include "fleet/fleet.h"
#include "model/snapshot_memory.h"

#include <string.h>

#define NOW    INT64_C(1705314900000) /* 2024-01-15T10:35:00Z */
#define SECOND INT64_C(1000)
#define EVERY  20000

/* Setup and teardown for cmocka. */
static inline int open_fleet(void **state)
{
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	*state = fleet_new(&limits);
	return 0;
}

static inline int close_fleet(void **state)
{
	fleet_free(*state);
	return 0;
}

static inline uint8_t text_encoding(void)
{
	uint8_t encoding;

	session_decode_active(NULL, "S", "true", &encoding);
	return encoding;
}

/* An active session polled at that time, due every 20 s. */
static inline struct item item_of(const char *user_id, int64_t polled_at_ms)
{
	return (struct item){
		.user_id = user_id,
		.service = "gmail",
		.session =
			{
				.polled_at_ms = polled_at_ms,
				.created_at_s = (uint32_t)(NOW / 1000 - 86400),
				.interval_ms = EVERY,
				.active = ACTIVE_ON,
				.encoding = text_encoding(),
			},
	};
}

static inline void put(
	struct fleet *fleet, const char *user_id, int64_t polled_at_ms, int64_t asof_ms)
{
	struct item item = item_of(user_id, polled_at_ms);

	fleet_put(fleet, &item, asof_ms);
}

/* A sweep of the active sessions, with isActive stored as text. */
static inline struct coverage active_coverage(bool is_delta)
{
	return (struct coverage){
		.kind = COVER_ENCODING,
		.encodings = 1u << text_encoding(),
		.active = ACTIVE_ON,
		.is_delta = is_delta,
	};
}

/* A full sweep, or a tick, that shows no session. */
static inline void sweep_nothing(struct fleet *fleet, struct coverage coverage, int64_t asof_ms)
{
	fleet_begin_sweep(fleet, &coverage);
	fleet_end_sweep(fleet, &coverage, asof_ms);
}

/* Free by snapshot_free(). */
static inline struct snapshot *publish(struct fleet *fleet)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(fleet, snapshot);
	return snapshot;
}

/* The session of "gmail" as a snapshot shows it, without its user_id; false when there is none. */
static inline bool look(struct fleet *fleet, const char *user_id, struct session *session)
{
	struct snapshot *snapshot = publish(fleet);
	bool is_there = false;

	*session = (struct session){0};
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (strcmp(snapshot->sessions[i].user_id, user_id) == 0) {
			*session = snapshot->sessions[i];
			session->user_id = NULL;
			is_there = true;
		}
	}
	snapshot_free(snapshot);
	return is_there;
}

#endif
