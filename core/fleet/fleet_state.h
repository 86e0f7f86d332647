/* SPDX-License-Identifier: MIT */
/*
 * The internals of the fleet, for its own files only: fleet.c (the map), fleet_sweep.c (what the
 * end of a sweep implies), fleet_age.c (states, and what waits for its item), fleet_fill.c (which
 * items to read next), fleet_findings.c (what findings report) and fleet_snapshot.c.
 */
#ifndef BEYATOP_FLEET_STATE_H
#define BEYATOP_FLEET_STATE_H

#include "base/hash_table.h"
#include "fleet/changes.h"
#include "fleet/coverage.h"
#include "fleet/services.h"
#include "fleet/toggles.h"
#include "fleet/unreadable_forms.h"
#include "model/session_list.h"

/* What the fleet knows about a session that is not in snapshots. */
struct mark {
	/* number of the newest request that returned it */
	uint32_t seen;
	/* number of the newest full sweep that should have returned it but did not */
	uint32_t missed;
	/* server time when all its attributes were last read, in seconds */
	uint32_t filled_s;
	/* its changes that findings report, a set of 1 << enum change_kind */
	uint32_t reported;
	/* the newest change of its isActive by others, see toggles.h; 0: none */
	uint32_t toggled;
	/* SESSION_PENDING ends at this server time */
	uint32_t pending_until_s;
	/* how many full sweeps in a row should have returned it but did not */
	uint8_t misses;
	/* set of enum item_attribute that no read has returned yet */
	uint8_t unknown;
	/* some read did not return all attributes */
	bool is_partial : 1;
	/* a partial sweep should have returned it but did not */
	bool is_suspect : 1;
	/* its age would make it worse than it is shown, but its item has to be read first */
	bool is_unverified : 1;
	/* the sweep .missed was cut: the session may have been polled, unless it was seen since */
	bool is_absent : 1;
	/* we are writing its isActive */
	bool is_writing : 1;
	/* the last snapshot had it in a finding about a user */
	bool is_of_user : 1;
};

struct fleet {
	struct session_thresholds limits;
	/* shared with snapshots: change it through fleet_edit() only */
	struct session_list *list;
	/* parallel to list's sessions, with the same capacity */
	struct mark *marks;
	size_t count;
	/* FLEET_MAX_SESSIONS and FLEET_MAX_KEY_BYTES; less in tests */
	size_t max_count, max_bytes;
	size_t suspects, unverified;
	/* how many may be unverified, see fleet_set_verifiable() */
	size_t verifiable;
	/* server time as of which the unverified sessions would be worse */
	int64_t aged_ms;
	/* bytes of the list's strings that are still used */
	size_t live_bytes;
	struct hash_table by_key;
	struct services services;
	struct changes changes;
	struct toggles toggles;
	/* changes and toggles are noted: everything has been read once */
	bool has_changes;
	/* see fleet_hold_changes() */
	bool holds_changes;
	/* server time of the last fleet_flush_changes() that is held; 0: none */
	int64_t held_ms;
	struct covered covered;
	struct unreadable_forms unreadable;
	/* counter of requests and sweeps; counter points to own_counter or the caller's */
	uint32_t own_counter, *counter;
	/* server time of the last sample; 0: none */
	int64_t sampled_ms;
};

/* A modifiable session; valid until the next fleet_edit() or fleet_copy(). */
struct session *fleet_edit(struct fleet *fleet, uint32_t position);

/* Sets the session's state as of server time asof_ms and gathers what changed since `before`. */
void fleet_update_state(struct fleet *fleet, struct session *session, const struct session *before,
	int64_t asof_ms);

/*
 * The same without proof that the session is still there and active: a sweep only implies it, or
 * the read lacks isActive. If its age makes it worse than it was before, it keeps its previous
 * state, as of that time, and becomes unverified.
 */
void fleet_age(
	struct fleet *fleet, uint32_t position, const struct session *before, int64_t asof_ms);

/* The position of a session; HASH_TABLE_NONE: it is gone. */
uint32_t fleet_position(const struct fleet *fleet, const char *user_id, uint32_t service);

/* Call it when the item has been read, or the session is removed. */
void fleet_note_verified(struct fleet *fleet, struct mark *mark);

/* Gives up if more sessions are unverified than can be read soon. Call it at the end of a sweep. */
void fleet_limit_unverified(struct fleet *fleet);

/* Removes a session. The last one moves to its position. */
void fleet_drop(struct fleet *fleet, uint32_t position);

/* Frees the memory of removed sessions if there is enough of it. */
void fleet_pack(struct fleet *fleet);

/* True if our write may not be visible in reads yet. */
bool fleet_is_pending(const struct session *session, const struct mark *mark, int64_t asof_ms);

#endif
