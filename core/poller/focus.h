/* SPDX-License-Identifier: MIT */
/*
 * Reads what is on the screen, in addition to sweeps and ticks. A service: through
 * ServiceType-Index, which also has sessions without a readable isActive; completely at first and
 * then as often as there are full sweeps; in between, after each tick, only what was polled since.
 * A user: all sessions by a Query of the base table, once per interval. Network thread only.
 */
#ifndef BEYATOP_FOCUS_H
#define BEYATOP_FOCUS_H

#include "poller/plan_readers.h"
#include "poller/read_steps.h"

/* Start with {0}. */
struct focus {
	/* borrowed from the fleet; NULL: none */
	const char *service;
	/* owned; NULL: none. At most one of the two is set */
	char *user_id;
	/* service: a tick has ended since the last read */
	bool is_due;
	/* service: reads since the last complete one; 0: the next one is complete */
	int64_t reads;
	/* user: when to read next, and whether all sessions have been read */
	int64_t user_due_mono_ms;
	bool has_user;
	/* why the last read failed */
	struct error error;
	int64_t error_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

void focus_fini(struct focus *focus);

/* Sets the service or the user on the screen; both NULL: none. */
void focus_set(struct focus *focus, struct fleet *fleet, const char *service, const char *user_id);

/* Handles the end of a read, if one has ended. A user is read again in interval_ms. */
void focus_settle(struct focus *focus, struct plan_readers *readers, int64_t interval_ms);

/*
 * Continues the current read or, if may_begin, starts one that is due. Returns milliseconds until
 * more is due.
 */
int64_t focus_advance(struct focus *focus, struct plan_readers *readers,
	const struct read_source *source, bool may_begin);

#endif
