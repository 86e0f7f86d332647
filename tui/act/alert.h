/* SPDX-License-Identifier: MIT */
/*
 * Alerts for users who are not looking at the screen: the window title has the number of critical
 * and never-polled sessions, and the terminal tells when one of them rises or has fallen to 0, and
 * what happens to what is watched. Plain data, any thread.
 */
#ifndef BEYATOP_ALERT_H
#define BEYATOP_ALERT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* The minimum time between two alerts about counts. */
#define ALERT_QUIET_MS 30000

#define ALERT_TITLE_SIZE 80
#define ALERT_TEXT_SIZE  640

/* Start with {0}. */
struct alert {
	/* the counts of the last complete read, if there was one; never -1: unknown */
	bool has_seen;
	int64_t critical, never;
	/* not in these counts: if there are more of them, less of the others is no recovery */
	uint32_t acknowledged;
	/* what to say about them, not before .quiet_until_mono_ms; "": nothing */
	char counts[ALERT_TITLE_SIZE];
	int64_t quiet_until_mono_ms;
	/* what to say at once; "": nothing */
	char message[ALERT_TEXT_SIZE];
};

/*
 * Compares the counts of a snapshot with those before; incomplete ones are ignored. totals are
 * those of the snapshot without acknowledged sessions, which do not alert.
 */
void alert_update(
	struct alert *alert, const struct snapshot *snapshot, const struct summary *totals);

/* Sends a message at once, instead of one that is still waiting. */
void alert_send(struct alert *alert, const char *message);

/*
 * True if an alert is due now, whose text is set: what happened to the counts, if has_counts, and
 * the message. Then false until there is something else.
 */
bool alert_take(
	struct alert *alert, bool has_counts, int64_t now_mono_ms, char text[ALERT_TEXT_SIZE]);

/* Milliseconds until the next message is due; -1: none is. */
int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms);

/* "beyatop: 39 critical, 6 never polled". totals NULL: nothing was read yet. */
void alert_format_title(const struct summary *totals, bool is_stale, char title[ALERT_TITLE_SIZE]);

#endif
