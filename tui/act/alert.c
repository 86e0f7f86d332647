/* SPDX-License-Identifier: MIT */
#include "act/alert.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "beyatop: "

/* -1: unknown. */
static int64_t count_never(const struct snapshot *snapshot, const struct summary *totals)
{
	return snapshot_knows_never_polled(snapshot) ? (int64_t)totals->states[STATE_NEVER_POLLED]
						     : -1;
}

static bool has_fallen_to_0(int64_t before, int64_t now)
{
	return before > 0 && now == 0;
}

void alert_update(
	struct alert *alert, const struct snapshot *snapshot, const struct summary *totals)
{
	int64_t critical = totals->states[STATE_CRITICAL];
	int64_t never = count_never(snapshot, totals);
	char title[ALERT_TITLE_SIZE];

	if (!snapshot->status.is_complete) {
		return;
	}
	bool is_worse = critical > alert->critical || (alert->never >= 0 && never > alert->never);
	bool is_better = totals->acknowledged <= alert->acknowledged &&
			 (has_fallen_to_0(alert->critical, critical) ||
				 has_fallen_to_0(alert->never, never));

	if (alert->has_seen && (is_worse || is_better)) {
		alert_format_title(totals, false, title);
		snprintf(alert->counts, sizeof(alert->counts), "%s%.60s",
			is_worse ? "" : "recovered, ", title + strlen(PREFIX));
	}
	alert->has_seen = true;
	alert->critical = critical;
	alert->never = never;
	alert->acknowledged = totals->acknowledged;
}

void alert_send(struct alert *alert, const char *message)
{
	snprintf(alert->message, sizeof(alert->message), "%s", message);
}

int64_t alert_next_ms(const struct alert *alert, int64_t now_mono_ms)
{
	int64_t left_ms = alert->quiet_until_mono_ms - now_mono_ms;

	if (*alert->message) {
		return 0;
	}
	if (!*alert->counts) {
		return -1;
	}
	return left_ms > 0 ? left_ms : 0;
}

bool alert_take(
	struct alert *alert, bool has_counts, int64_t now_mono_ms, char text[ALERT_TEXT_SIZE])
{
	bool is_quiet = now_mono_ms < alert->quiet_until_mono_ms;
	const char *counts = has_counts && !is_quiet ? alert->counts : "";
	bool has_both = *counts && *alert->message;
	bool is_due = *counts || *alert->message;

	if (is_due) {
		snprintf(text, ALERT_TEXT_SIZE, PREFIX "%s%s%.500s", counts, has_both ? "; " : "",
			alert->message);
	}
	if (!is_quiet && *alert->counts) {
		alert->quiet_until_mono_ms = now_mono_ms + ALERT_QUIET_MS;
		alert->counts[0] = '\0';
	}
	alert->message[0] = '\0';
	return is_due;
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
	snprintf(title, ALERT_TITLE_SIZE, PREFIX "%" PRIu32 " critical%s%s",
		totals->states[STATE_CRITICAL], never, is_stale ? " (stale data)" : "");
}
