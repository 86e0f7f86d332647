/* SPDX-License-Identifier: MIT */
/*
 * Finds what no other read does, by a slow Scan of the base table: sessions that are in no index,
 * because they have no lastPollAt, and, without the active index, new services. --reconcile passes
 * between the end of a Scan and the start of the next. All but the first and those that were
 * requested use only what more urgent reads leave of the table's budget. Network thread only.
 */
#ifndef BEYATOP_RECONCILE_SCAN_H
#define BEYATOP_RECONCILE_SCAN_H

#include "poller/plan_readers.h"
#include "poller/read_steps.h"

struct reconcile_scan {
	int64_t due_mono_ms;
	/* the user has requested a Scan */
	bool is_requested;
	/* when the last complete Scan began: whatever existed then has been seen; -1: none yet */
	int64_t begun_mono_ms;
	/* why the last Scan failed; "" if it did not */
	char failure[200];
	/* for the publisher, which clears it */
	bool is_changed;
};

/*
 * Call it when a complete Scan that began at begun_mono_ms has ended, even if it was a sweep. The
 * next one is due after pause_ms.
 */
void reconcile_scan_end(struct reconcile_scan *reconcile, int64_t begun_mono_ms, int64_t pause_ms);

/*
 * Handles the end of a Scan, if one has ended. True if it was complete. After a transient error it
 * is repeated in interval_ms.
 */
bool reconcile_scan_settle(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct settings *settings, int64_t interval_ms);

/*
 * Continues the current Scan or, if may_begin, starts one that is due. Returns milliseconds until
 * more is due.
 */
int64_t reconcile_scan_advance(struct reconcile_scan *reconcile, struct plan_readers *readers,
	const struct read_source *source, bool may_begin);

#endif
