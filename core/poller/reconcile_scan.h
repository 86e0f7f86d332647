/* SPDX-License-Identifier: MIT */
/*
 * The sessions that are in no index, those without lastPollAt: a slow Scan of the base table every
 * --reconcile, and on command. Network thread only.
 */
#ifndef BEYATOP_RECONCILE_SCAN_H
#define BEYATOP_RECONCILE_SCAN_H

#include "poller/plan_readers.h"
#include "poller/read_steps.h"

struct reconcile_scan {
	int64_t due_mono_ms;
	/* on command */
	bool is_wanted;
	/* end of the last whole Scan; -1: none yet */
	int64_t ended_mono_ms;
	/* why the last one failed; "" if it did not */
	char refusal[200];
	/* for the publisher, which clears it */
	bool is_changed;
};

/* A whole Scan has ended, whichever read made it. every_ms: until the next; 0: never. */
void reconcile_scan_end(struct reconcile_scan *reconcile, int64_t every_ms);

/*
 * Takes the end of a Scan, if one has ended; true when it was complete. One that failed for now is
 * repeated after interval_ms.
 */
bool reconcile_scan_settle(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct settings *settings, int64_t interval_ms);

/* Reads what is due; may_begin: a new Scan too. Returns milliseconds until more is due. */
int64_t reconcile_scan_advance(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct read_source *source, bool may_begin);

#endif
