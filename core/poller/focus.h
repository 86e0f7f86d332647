/* SPDX-License-Identifier: MIT */
/*
 * The service on the screen, read through its own index, which also has the sessions without a
 * readable isActive: after each tick what was polled since, and as a whole at first and as often as
 * there are full sweeps. Network thread only.
 */
#ifndef BEYATOP_FOCUS_H
#define BEYATOP_FOCUS_H

#include "poller/plan_readers.h"
#include "poller/read_steps.h"

/* Start with {0}. */
struct focus {
	/* the fleet's; NULL: none */
	const char *service;
	/* a tick has ended since the last read */
	bool is_due;
	/* since the last whole one; 0: a whole one is next */
	int64_t reads;
	/* why the last read failed */
	struct error error;
	int64_t error_mono_ms;
	/* for the publisher, which clears it */
	bool is_changed;
};

/* NULL: no service is on the screen. */
void focus_set(struct focus *focus, struct fleet *fleet, const char *service);

/* Takes the end of a read, if one has ended. */
void focus_settle(struct focus *focus, struct plan_readers *readers);

/* Reads what is due; may_begin: a new read too. Returns milliseconds until more is due. */
int64_t focus_advance(struct focus *focus, struct plan_readers *readers,
	const struct read_source *source, bool may_begin);

#endif
