/* SPDX-License-Identifier: MIT */
#include "poller/publisher.h"

#include "clock.h"
#include "diagnosis.h"
#include "finding.h"
#include "model/snapshot_memory.h"
#include "poller/finding_lines.h"
#include "poller/plan_status.h"
#include "text.h"

#include <stdio.h>

/* Minimum time between snapshots while pages arrive. */
#define PUBLISH_EVERY_MS 250

static bool cannot_backfill(const struct backfill *backfill)
{
	return backfill->err.kind != ERROR_NONE && !backfill->is_throttled;
}

/* Sets the notice about how the table is read, if there is anything to tell the user. */
static void fill_notice(const struct publisher *publisher, char *text, size_t size)
{
	const struct publisher_parts *parts = &publisher->parts;
	uint32_t unreadable = parts->plan->readers.all[READ_SWEEP].unreadable +
			      parts->plan->readers.all[READ_PAUSED].unreadable;

	text[0] = '\0';
	if (publisher->recorder && *recorder_failure(publisher->recorder)) {
		snprintf(text, size, "%s", recorder_failure(publisher->recorder));
		return;
	}
	if (parts->connection->config_notice[0]) {
		text_sanitize(parts->connection->config_notice, text, size);
		return;
	}
	if (!parts->plan->source.info->is_known) {
		return;
	}
	if (fleet_is_full(parts->fleet)) {
		snprintf(text, size,
			"only the first %zu sessions found are kept: there is no room for more",
			fleet_count(parts->fleet));
		return;
	}
	plan_status_notice(parts->plan, text, size);
	if (!text[0] && cannot_backfill(parts->backfill) && fleet_unfilled(parts->fleet) > 0) {
		snprintf(text, size, "cannot read the attributes missing from the index: %s",
			parts->backfill->err.text);
	} else if (!text[0] && unreadable > 0) {
		snprintf(text, size, "%u item%s without a readable key %s not shown", unreadable,
			unreadable == 1 ? "" : "s", unreadable == 1 ? "is" : "are");
	}
}

/* Read units consumed since the start. */
static double count_read_units(const struct publisher_parts *parts)
{
	return plan_readers_read_units(&parts->plan->readers) + parts->open_session->read_units +
	       parts->plan->source.info->probe.read_units + parts->backfill->read_units;
}

static void fill_status(struct publisher *publisher, struct arena *arena, struct snapshot *snapshot)
{
	const struct publisher_parts *parts = &publisher->parts;
	const struct focus *focus = &parts->plan->focus;
	struct poll_status *status = &snapshot->status;

	status->table = parts->settings->table; /* outlives all snapshots */
	status->read_units = count_read_units(parts);
	status->minute_read_units = minute_sum_total(&publisher->meter, clock_mono_ms());
	status->unfilled = (uint32_t)fleet_unfilled(parts->fleet);
	status->cannot_fill = cannot_backfill(parts->backfill);
	status->unverified = (uint32_t)fleet_unverified(parts->fleet);
	plan_status_fill(parts->plan, snapshot);
	status->focus_user_id = arena_strdup(arena, focus->user_id ? focus->user_id : "");
	status->has_focus_user = focus->has_user;
	connection_fill(
		parts->connection, snapshot->error.kind == ERROR_CREDENTIALS, arena, status);
	fill_notice(publisher, status->notice, sizeof(status->notice));
}

static struct snapshot *make_snapshot(struct publisher *publisher)
{
	const struct publisher_parts *parts = &publisher->parts;
	struct snapshot *snapshot = snapshot_new();
	struct arena *arena = &snapshot->memory->arena;

	snapshot->number = ++publisher->number;
	fleet_copy(parts->fleet, snapshot);
	fill_status(publisher, arena, snapshot);
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, parts->settings);
	snapshot->memory->findings = findings_follow(snapshot, &publisher->findings);
	finding_lines_add(parts->fleet, snapshot);
	open_session_copy(parts->open_session, arena, &snapshot->item);
	orders_copy(parts->orders, arena, snapshot);
	return snapshot;
}

/* --- When ---------------------------------------------------------------------------------- */

/* True if some part has changed since the last call. */
static bool take_changes(const struct publisher_parts *parts)
{
	struct plan *plan = parts->plan;
	bool *const changes[] = {&plan->is_changed, &plan->focus.is_changed,
		&plan->reconcile.is_changed, &plan->backoff->is_changed,
		&plan->source.info->is_changed, &parts->connection->is_changed,
		&parts->backfill->is_changed, &parts->open_session->is_changed,
		&parts->orders->is_changed};
	bool has_changed = false;

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		has_changed |= *changes[i];
		*changes[i] = false;
	}
	return has_changed;
}

void publisher_post(struct publisher *publisher)
{
	struct snapshot *snapshot = make_snapshot(publisher);

	take_changes(&publisher->parts);
	publisher->published_mono_ms = clock_mono_ms();
	publisher->pages = snapshot->status.pages;
	publisher->is_throttled = snapshot->status.is_throttled;
	event_log_take(publisher->log, snapshot);
	if (publisher->recorder) {
		recorder_snapshot(publisher->recorder, snapshot);
	}
	mailbox_post(publisher->mailbox, snapshot);
}

static void meter_reads(struct publisher *publisher)
{
	double consumed = count_read_units(&publisher->parts);

	minute_sum_add(
		&publisher->meter, consumed - publisher->metered_read_units, clock_mono_ms());
	publisher->metered_read_units = consumed;
}

int64_t publisher_advance(struct publisher *publisher)
{
	const struct plan_readers *readers = &publisher->parts.plan->readers;
	bool is_throttled = plan_readers_find_throttled(readers);

	meter_reads(publisher);
	if (take_changes(&publisher->parts) || is_throttled != publisher->is_throttled) {
		publisher_post(publisher);
	}
	uint32_t pages = plan_readers_sweep_pages(readers);

	if (pages <= publisher->pages) {
		publisher->pages = pages; /* the count restarts at 0 with each sweep */
		return INT64_MAX;
	}
	int64_t wait_ms = publisher->published_mono_ms + PUBLISH_EVERY_MS - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	publisher_post(publisher);
	return INT64_MAX;
}
