/* SPDX-License-Identifier: MIT */
/*
 * Alerts for users who are not looking at the screen: the window title has the number of critical
 * and never-polled sessions, and a bell rings when it rises. Plain data, any thread.
 */
#ifndef BEYATOP_ALERT_H
#define BEYATOP_ALERT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* The minimum time between two bells. */
#define ALERT_QUIET_MS 30000

#define ALERT_TITLE_SIZE 80

/* Start with {0}. */
struct alert {
	/* the counts of the last complete read, if there was one; never -1: unknown */
	bool has_seen;
	int64_t critical, never;
	/* the counts have risen, and the bell has not rung yet */
	bool is_due;
	int64_t quiet_until_mono_ms;
};

/*
 * Compares a snapshot with the one before; incomplete ones are ignored. totals are those of the
 * snapshot without acknowledged sessions, which do not alert.
 */
void alert_update(
	struct alert *alert, const struct snapshot *snapshot, const struct summary *totals);

/* True if the bell must ring now; then false until the counts rise again. */
bool alert_take(struct alert *alert, int64_t now_mono_ms);

/* Milliseconds until alert_take() returns true; -1: no alert is due. */
int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms);

/* "beyatop: 39 critical, 6 never polled". totals NULL: nothing was read yet. */
void alert_format_title(const struct summary *totals, bool is_stale, char title[ALERT_TITLE_SIZE]);

#endif
