/* SPDX-License-Identifier: MIT */
/*
 * The inside of the fleet, for its own files: fleet.c (the map), fleet_sweep.c (what the end of a
 * sweep says about sessions), fleet_fill.c (which items to read) and fleet_snapshot.c.
 */
#ifndef BEYATOP_FLEET_STATE_H
#define BEYATOP_FLEET_STATE_H

#include "base/hash_table.h"
#include "fleet/changes.h"
#include "fleet/coverage.h"
#include "fleet/services.h"
#include "model/session_list.h"

/* What the fleet knows of a session and no snapshot shows. */
struct mark {
	/* number of the newest request that has shown it */
	uint32_t seen;
	/* number of the newest full sweep that should have shown it but did not */
	uint32_t missed;
	/* server time when all its attributes were last read */
	uint32_t filled_s;
	/* SESSION_PENDING: server time */
	uint32_t pending_until_s;
	/* full sweeps in a row that should have shown it */
	uint8_t misses;
	/* set of enum item_attribute that no read has shown yet */
	uint8_t unknown;
	/* some read has left out attributes */
	bool is_partial : 1;
	/* a partial sweep should have shown it but did not */
	bool is_suspect : 1;
	/* a write of ours is under way */
	bool is_writing : 1;
};

struct fleet {
	struct session_thresholds limits;
	/* shared with snapshots: change it through fleet_edit() only */
	struct session_list *list;
	/* of each session, with the same capacity */
	struct mark *marks;
	size_t count;
	size_t suspects;
	/* of the list's strings, those in use */
	size_t live_bytes;
	struct hash_table by_key;
	struct services services;
	struct changes changes;
	bool has_changes;
	struct covered covered;
	/* numbers requests and sweeps; the counter may be the caller's */
	uint32_t own_counter, *counter;
	/* server time of the last sample; 0: none */
	int64_t sampled_ms;
};

/* The session, for changing it; valid until the next fleet_edit() or fleet_copy(). */
struct session *fleet_edit(struct fleet *fleet, uint32_t position);

/* Sets the session's state as of server time asof_ms, and gathers what changed since `before`. */
void fleet_update_state(struct fleet *fleet, struct session *session, const struct session *before,
	int64_t asof_ms);

/* Removes a session that is gone. The last one takes its position. */
void fleet_drop(struct fleet *fleet, uint32_t position);

/* Frees the memory of sessions that are gone when there is enough of it. */
void fleet_pack(struct fleet *fleet);

/* True when a write of ours may not be visible in reads yet. */
bool fleet_is_pending(const struct session *session, const struct mark *mark, int64_t asof_ms);

#endif
