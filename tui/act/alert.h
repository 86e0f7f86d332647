/* SPDX-License-Identifier: MIT */
/*
 * Alerts for users who do not look at the screen: critical and never-polled sessions are counted in
 * the window title, and a bell rings when there are more of them. Plain data, any thread.
 */
#ifndef BEYATOP_ALERT_H
#define BEYATOP_ALERT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Between two bells. */
#define ALERT_QUIET_MS 30000

#define ALERT_TITLE_SIZE 80

/* Start with {0}. */
struct alert {
	/* a complete read was seen, with these counts; never -1: unknown */
	bool has_seen;
	int64_t critical, never;
	/* there are more than before, and the bell has not rung yet */
	bool is_due;
	int64_t quiet_until_mono_ms;
};

/*
 * Compares a snapshot with the one before; incomplete ones are ignored. totals are those of the
 * snapshot without acknowledged sessions, which do not alert.
 */
void alert_update(
	struct alert *alert, const struct snapshot *snapshot, const struct summary *totals);

/* True, once, when the bell should ring now. */
bool alert_take(struct alert *alert, int64_t now_mono_ms);

/* Milliseconds until alert_take() will be true; -1: nothing is due. */
int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms);

/* "beyatop: 39 critical, 6 never polled". totals NULL: nothing was read yet. */
void alert_format_title(const struct summary *totals, bool is_stale, char title[ALERT_TITLE_SIZE]);

#endif
