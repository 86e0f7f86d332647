/* SPDX-License-Identifier: MIT */
/*
 * The sessions that something may be wrong with: those past their due time and those in an
 * unhealthy state. One pass over the snapshot finds them; everything else looks only at them.
 * Network thread.
 */
#ifndef BEYATOP_SUSPECTS_H
#define BEYATOP_SUSPECTS_H

#include "diagnosis/stop_window.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From how many intervals on a session counts as old. */
#define SUSPECT_OLD_INTERVALS 4

/*
 * The share of a service's sessions that are behind for a moment now and then, because a poller
 * skipped a beat. Nothing follows from so few.
 */
#define SUSPECT_USUAL_SHARE 0.004

/* .owner of a suspect that is in no finding. */
#define SUSPECT_FREE UINT32_MAX

struct suspect {
	/* when it stopped, if it did; only if .is_overdue */
	struct bracket stopped;
	/* from when on it was overdue */
	int64_t overdue_ms;
	uint32_t row, service;
	/* numbers users from 0 */
	uint32_t user;
	uint32_t interval_ms;
	/* position of the finding that it belongs to */
	uint32_t owner;
	/* past its due time by more than is usual for its service */
	bool is_overdue : 1;
	/* past its second due time, too, or late */
	bool is_stale : 1;
	/* so far past it that no poller can merely have skipped one poll */
	bool is_old : 1;
	/* behind for so long that it has nothing to do with what happens now */
	bool is_dead : 1;
	/* session_is_late() */
	bool is_late : 1;
	/* errorCount has reached the warning threshold */
	bool is_failing : 1;
};

struct suspects {
	/* in row order */
	struct suspect *list;
	size_t count;
	/* positions of those that are overdue, by service; see suspects_of_service() */
	uint32_t *overdue;
	uint32_t *overdue_begins;
	size_t overdue_count;
	/* how many users there are */
	uint32_t users;
};

/* Free with suspects_fini(). The snapshot must have its diagnosis. */
void suspects_init(struct suspects *suspects, const struct snapshot *snapshot);
void suspects_fini(struct suspects *suspects);

/* Positions in .list of the overdue sessions of a service, in row order. */
const uint32_t *suspects_of_service(
	const struct suspects *suspects, uint32_t service, size_t *count);

/*
 * True for a session that is past its due time by more than is usual in its service; false if that
 * is not known.
 */
bool suspects_is_overdue(const struct snapshot *snapshot, const struct session *session);

/* By how much a poll may have been late without a reason, when nothing stopped. */
int64_t suspects_delay_ms(const struct snapshot *snapshot, const struct session *session);

#endif
