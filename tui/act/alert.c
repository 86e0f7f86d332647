/* SPDX-License-Identifier: MIT */
#include "act/alert.h"

#include <inttypes.h>
#include <stdio.h>

/* -1: unknown. */
static int64_t count_never(const struct snapshot *snapshot, const struct summary *totals)
{
	return snapshot_knows_never_polled(snapshot) ? (int64_t)totals->states[STATE_NEVER_POLLED]
						     : -1;
}

void alert_update(
	struct alert *alert, const struct snapshot *snapshot, const struct summary *totals)
{
	int64_t critical = totals->states[STATE_CRITICAL];
	int64_t never = count_never(snapshot, totals);

	if (!snapshot->status.is_complete) {
		return;
	}
	if (alert->has_seen &&
		(critical > alert->critical || (alert->never >= 0 && never > alert->never))) {
		alert->is_due = true;
	}
	alert->has_seen = true;
	alert->critical = critical;
	alert->never = never;
}

int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms)
{
	int64_t left_ms = alert->quiet_until_mono_ms - now_mono_ms;

	if (!alert->is_due) {
		return -1;
	}
	return left_ms > 0 ? left_ms : 0;
}

bool alert_take(struct alert *alert, int64_t now_mono_ms)
{
	if (alert_next_ms(alert, now_mono_ms) != 0) {
		return false;
	}
	alert->is_due = false;
	alert->quiet_until_mono_ms = now_mono_ms + ALERT_QUIET_MS;
	return true;
}

void alert_format_title(const struct summary *totals, bool is_stale, char title[ALERT_TITLE_SIZE])
{
	char never[32] = "";

	if (!totals) {
		snprintf(title, ALERT_TITLE_SIZE, "beyatop");
		return;
	}
	if (totals->states[STATE_NEVER_POLLED] > 0) {
		snprintf(never, sizeof(never), ", %" PRIu32 " never polled",
			totals->states[STATE_NEVER_POLLED]);
	}
	snprintf(title, ALERT_TITLE_SIZE, "beyatop: %" PRIu32 " critical%s%s",
		totals->states[STATE_CRITICAL], never, is_stale ? " (stale data)" : "");
}
