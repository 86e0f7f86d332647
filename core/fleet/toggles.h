/* SPDX-License-Identifier: MIT */
/*
 * Changes of isActive by others that come in masses: someone pauses a service, or a script resumes
 * what an incident had stopped. Network thread only.
 *
 * A mass is ten sessions in one refresh, and one in a thousand so that what users do in a large
 * fleet all the time is none; or, in a small fleet, five that are one in fifty.
 */
#ifndef BEYATOP_TOGGLES_H
#define BEYATOP_TOGGLES_H

#include "base/arena.h"
#include "session.h"
#include "snapshot.h"

#include <stddef.h>
#include <stdint.h>

/* Groups that are kept, of both directions. */
#define TOGGLE_GROUPS 16

/* Sessions that became active, or paused, at about the same time. */
struct toggle_group {
	/* never 0 */
	uint32_t number;
	enum session_active active;
	/* server times of the first and the last read that showed it */
	int64_t first_ms, last_ms;
	/*
	 * when a session was last known to be as before: the earliest and the latest such time of
	 * its sessions
	 */
	int64_t earliest_ms, latest_ms;
	uint32_t sessions, were_critical;
};

/* Start with {0}. */
struct toggles {
	/* oldest first */
	struct toggle_group groups[TOGGLE_GROUPS];
	size_t count;
	/* the newest number */
	uint32_t number;
};

/*
 * Counts a change between two reads, the later one at server time asof_ms. Returns the number of
 * its group; 0 if isActive has not changed.
 */
uint32_t toggles_note(struct toggles *toggles, const struct session *before,
	const struct session *now, int64_t asof_ms);

/* The group of that number; NULL: it is not kept any more, or the number is 0. */
const struct toggle_group *toggles_find(const struct toggles *toggles, uint32_t number);

/* Sets the snapshot's mass changes, whose sessions must be there already. */
void toggles_copy(const struct toggles *toggles, struct arena *arena, struct snapshot *snapshot);

#endif
