/* SPDX-License-Identifier: MIT */
/*
 * What the terminal says when nobody looks at it: how many sessions are critical or were never
 * polled, in its title, and a bell when there are more of them. Plain data, any thread.
 */
#ifndef BEYATOP_ALERT_H
#define BEYATOP_ALERT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* At most one bell in this time. */
#define ALERT_QUIET_MS 30000

#define ALERT_TITLE_SIZE 80

/* Start with {0}. */
struct alert {
	/* a table that was read completely */
	bool has_seen;
	/* in it */
	int64_t critical;
	/* the same; -1: it was not known */
	int64_t never;
	/* there are more than before, and no bell yet */
	bool is_due;
	int64_t quiet_until_mono_ms;
};

/*
 * Compares a snapshot with the one before; one that is not complete says nothing. totals: what is
 * counted of it, without those acknowledged, which alert nobody.
 */
void alert_see(struct alert *alert, const struct snapshot *snapshot, const struct summary *totals);

/* True when it is to ring now: once, and not until ALERT_QUIET_MS after the last. */
bool alert_take(struct alert *alert, int64_t now_mono_ms);

/* Milliseconds until alert_take() would be true; -1: never, as it is. */
int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms);

/* "beyatop: 39 critical, 6 never polled". totals NULL: nothing was read yet; is_stale: it is old.
 */
void alert_format_title(const struct summary *totals, bool is_stale, char title[ALERT_TITLE_SIZE]);

#endif
