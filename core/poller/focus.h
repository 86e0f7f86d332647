/* SPDX-License-Identifier: MIT */
/*
 * Reads the service on the screen through ServiceType-Index, which also has sessions without a
 * readable isActive. Reads it completely at first and then as often as there are full sweeps; in
 * between, after each tick, only what was polled since. Network thread only.
 */
#ifndef BEYATOP_FOCUS_H
#define BEYATOP_FOCUS_H

#include "poller/plan_readers.h"
#include "poller/read_steps.h"

/* Start with {0}. */
struct focus {
	/* borrowed from the fleet; NULL: none */
	const char *service;
	/* a tick has ended since the last read */
	bool is_due;
	/* reads since the last complete one; 0: the next one is complete */
	int64_t reads;
	/* why the last read failed */
	struct error error;
	int64_t error_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* Sets the service on the screen; NULL: none. */
void focus_set(struct focus *focus, struct fleet *fleet, const char *service);

/* Handles the end of a read, if one has ended. */
void focus_settle(struct focus *focus, struct plan_readers *readers);

/*
 * Continues the current read or, if may_begin, starts one that is due. Returns milliseconds until
 * more is due.
 */
int64_t focus_advance(struct focus *focus, struct plan_readers *readers,
	const struct read_source *source, bool may_begin);

#endif
