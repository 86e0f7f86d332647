/* SPDX-License-Identifier: MIT */
/*
 * The fleet from the inside, shared by its files: fleet.c (the map), fleet_pass.c (what a whole
 * read tells about the rows it shows and those it does not) and fleet_view.c (what others get
 * to see of it).
 */
#ifndef BEYATOP_FLEET_STATE_H
#define BEYATOP_FLEET_STATE_H

#include "base/hash_table.h"
#include "fleet/changes.h"
#include "fleet/fleet.h"
#include "fleet/services.h"
#include "model/rows.h"

/* What the fleet remembers of a row and no snapshot shows. */
struct mark {
	/* the newest request that told of it, see fleet_ask() */
	uint32_t seen;
	/* the newest pass that should have shown it and did not */
	uint32_t missed;
	/* server time when all its attributes were last read */
	uint32_t filled_s;
	/* SESSION_PENDING: server time */
	uint32_t pending_until_s;
	/* passes in a row that should have shown it */
	uint8_t misses;
	/* set of enum item_attribute: no read has shown them */
	uint8_t unknown;
	/* some read has left attributes out */
	bool is_partial : 1;
	/* the index had it and has it no more, where it was */
	bool is_suspect : 1;
	/* a write of ours is on its way */
	bool is_held : 1;
};

struct fleet {
	struct session_thresholds limits;
	/* shared with snapshots: only fleet_edit() gives one to change */
	struct rows *rows;
	/* beside each row, with the same capacity */
	struct mark *marks;
	size_t count;
	size_t suspects;
	/* of the rows' strings, those that are in use */
	size_t live_bytes;
	struct hash_table by_key;
	struct services services;
	struct changes changes;
	bool is_watching;
	/* a whole Scan has ended, */
	bool has_scanned;
	/* or whole passes by enum session_active: 1 << encoding */
	uint32_t swept_encodings[3];
	/* the newest number of a request or pass; may be the caller's */
	uint32_t own_count, *request_number;
	/* server time of the last sample; 0: none */
	int64_t sampled_ms;
};

/* The row, for changing it; until the next fleet_edit() or fleet_copy(). */
struct session *fleet_edit(struct fleet *fleet, uint32_t position);

/* Sets the row's state at server time asof_ms, and gathers what changed since `before`. */
void fleet_judge(struct fleet *fleet, struct session *session, const struct session *before,
	int64_t asof_ms);

/* The row's session is gone. The last row takes its position. */
void fleet_drop(struct fleet *fleet, uint32_t position);

/* Gives back the memory of rows that are gone when it is worth it. */
void fleet_pack(struct fleet *fleet);

/* A write of ours to it may not be visible yet. */
bool fleet_is_pending(const struct session *session, const struct mark *mark, int64_t asof_ms);

/* True for a row that was not there when a whole read had covered its like. */
bool fleet_is_newcomer(const struct fleet *fleet, const struct session *session);

#endif
