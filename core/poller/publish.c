/* SPDX-License-Identifier: MIT */
#include "poller/publish.h"

#include "clock.h"
#include "diagnosis.h"
#include "model/snapshot_memory.h"
#include "poller/orders.h"
#include "poller/plan.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

#define PUBLISH_EVERY_MS 250 /* while pages come in */
#define MAX_COUNT        9e15

static bool cannot_fill(const struct poller *poller)
{
	return poller->backfill.err.kind != ERROR_NONE && !poller->backfill.is_throttled;
}

/* What people should know about the table, beside errors. */
static void fill_notice(const struct poller *poller, char *text, size_t size)
{
	char doubt[180];

	spelling_explain_gaps(
		&poller->spelling, poller->settings->index_active, doubt, sizeof(doubt));
	const char *why = poller->settings->polls_services ? "as --poll-index=service asks"
			  : poller->table.active.is_usable ? doubt
							   : poller->table.active.why_not;

	text[0] = '\0';
	if (poller->recorder && *recorder_complaint(poller->recorder)) {
		snprintf(text, size, "%s", recorder_complaint(poller->recorder));
		return;
	}
	if (poller->elsewhere[0]) {
		text_sanitize(poller->elsewhere, text, size);
		return;
	}
	if (!poller->has_table) {
		return;
	}
	if (poller->table.notice[0]) {
		snprintf(text, size, "%s%s%s", poller->table.notice, why[0] ? "; " : "", why);
	} else if (poller->source == SOURCE_SERVICE_INDEX) {
		snprintf(text, size, "%s: reading %s, one query a service", why,
			poller->settings->index_service);
	} else if (poller->source == SOURCE_SCAN && poller->table.service.is_usable) {
		snprintf(text, size, "%s: one Scan of the base table tells the services", why);
	} else if (poller->source == SOURCE_SCAN) {
		snprintf(text, size, "%s; %s: reading the base table by Scan", why,
			poller->table.service.why_not);
	} else if (cannot_fill(poller)) {
		snprintf(text, size, "what the index has not cannot be read: %s",
			poller->backfill.err.text);
	} else if (poller->sweep.unreadable > 0) {
		snprintf(text, size, "%u items have no readable key and are not shown",
			poller->sweep.unreadable);
	}
}

/* Consumed since the start. */
static double read_units(const struct poller *poller)
{
	return poller->spent_read_units + poller->sweep.read_units + poller->paused.read_units +
	       poller->tick.read_units + poller->toggle_check.read_units +
	       poller->focus.read_units + poller->reconcile.read_units +
	       poller->open_session.read_units + poller->probe.read_units +
	       poller->backfill.read_units;
}

/* The reader that sweeps, NULL when none does. */
static const struct reader *find_sweeper(const struct poller *poller)
{
	return poller->sweep.state == READER_RUNNING    ? &poller->sweep
	       : poller->paused.state == READER_RUNNING ? &poller->paused
							: NULL;
}

/* Of what servers count, which may be absurd. */
static int64_t to_integer(double number)
{
	return number < MAX_COUNT ? (int64_t)number : (int64_t)MAX_COUNT;
}

/* How far a sweep is, measured by DescribeTable's count of the index. */
static void fill_sweep(const struct poller *poller, struct poll_status *status)
{
	const struct reader *sweeper = find_sweeper(poller);
	double items = poller->source == SOURCE_ACTIVE_INDEX    ? poller->table.active.items
		       : poller->source == SOURCE_SERVICE_INDEX ? poller->table.service.items
								: poller->table.items;

	status->sweep_share = -1;
	status->sweep_left_ms = -1;
	status->is_sweeping = sweeper;
	status->swept_mono_ms = poller->swept_mono_ms;
	status->pages = poller->sweep.pages + poller->paused.pages;
	if (!sweeper || items <= 0) {
		return;
	}
	double done = poller->sweep.items + (sweeper == &poller->paused ? sweeper->items : 0);
	const struct pacer *pacer = sweeper->steps[0].pacer;
	double left = done < items ? items - done : 0;

	status->sweep_share = done < items ? done / items : 1;
	status->sweep_left_ms = to_integer(left * pacer->units_per_item / pacer->rate * 1000);
}

/* The reader to which the last answer was that the server is out of capacity; NULL: none. */
static const struct reader *find_throttled(const struct poller *poller)
{
	const struct reader *readers[] = {&poller->tick, &poller->toggle_check, &poller->sweep,
		&poller->paused, &poller->focus, &poller->reconcile};

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		if (readers[i]->is_throttled && readers[i]->state == READER_RUNNING) {
			return readers[i];
		}
	}
	return NULL;
}

static void fill_throttling(const struct poller *poller, struct poll_status *status)
{
	const struct reader *reader = find_throttled(poller);

	status->is_throttled = reader;
	text_sanitize(reader ? reader->err.text : "", status->throttled, sizeof(status->throttled));
}

/* Items that are in no index: those without lastPollAt, which were never polled. */
static int64_t count_unindexed(const struct poller *poller)
{
	const struct table_description *table = &poller->table;
	double indexed = table->service.is_usable ? table->service.items : table->active.items;
	/* Some servers do not count what an index has. */
	bool is_counted = indexed > 0 || table->items == 0;

	return poller->has_table && is_counted && table->items >= indexed
		       ? to_integer(table->items - indexed)
		       : -1;
}

/* Keys that are still good, but cannot be renewed. */
static void fill_credentials(const struct poller *poller, struct poll_status *status)
{
	bool is_good = poller->ddb && poller->error.kind != ERROR_CREDENTIALS;

	status->credentials_expiry_mono_ms = poller->credentials_expiry_mono_ms;
	text_sanitize(is_good ? poller->credentials_error.text : "", status->credentials_error,
		sizeof(status->credentials_error));
}

static void fill_status(struct poller *poller, struct arena *arena, struct poll_status *status)
{
	*status = (struct poll_status){
		.table = poller->settings->table, /* outlives every snapshot */
		.region = arena_strdup(arena, poller->endpoint.region),
		.endpoint = arena_strdup(arena, poller->endpoint.url),
		.profile = arena_strdup(arena, poller->profile),
		.source = poller->source,
		.phase = !poller->has_table          ? PHASE_STARTING
			 : poller->swept_mono_ms < 0 ? PHASE_READING
						     : PHASE_IDLE,
		.interval_ms = poller->interval_ms,
		.took_ms = poller->took_ms,
		.read_units = read_units(poller),
		.minute_read_units = minute_sum_total(&poller->meter, clock_mono_ms()),
		.refresh_read_units = poller->refresh_read_units,
		.budget = plan_pacer(poller)->rate,
		.is_complete = poller->swept_mono_ms >= 0 && poller->error.kind == ERROR_NONE,
		.unfilled = (uint32_t)fleet_unfilled(poller->fleet),
		.cannot_fill = cannot_fill(poller),
		.unindexed = count_unindexed(poller),
		.reconciled_mono_ms = poller->reconciled_mono_ms,
		.is_reconciling = poller->reconcile.state == READER_RUNNING,
	};
	memcpy(status->reconcile_refusal, poller->reconcile_refusal,
		sizeof(status->reconcile_refusal));
	if (poller->ddb) {
		status->skew_known = ddb_skew_ms(poller->ddb, &status->skew_ms);
	}
	fill_sweep(poller, status);
	fill_throttling(poller, status);
	fill_notice(poller, status->notice, sizeof(status->notice));
	fill_credentials(poller, status);
}

void publish_now(struct poller *poller)
{
	struct snapshot *snapshot = snapshot_new();
	struct arena *arena = &snapshot->memory->arena;

	fleet_copy(poller->fleet, snapshot);
	if (!poller->has_swept && poller->sweep.pages > 0) {
		poller->asof_ms = poller->sweep.page_ms;
		poller->asof_mono_ms = poller->sweep.page_mono_ms;
	}
	snapshot->number = ++poller->published;
	snapshot->asof_ms = poller->asof_ms;
	snapshot->asof_mono_ms = poller->asof_mono_ms;
	bool is_focus_error = poller->error.kind == ERROR_NONE;

	snapshot->error = is_focus_error ? poller->focus_error : poller->error;
	snapshot->error_mono_ms =
		is_focus_error ? poller->focus_error_mono_ms : poller->error_mono_ms;
	fill_status(poller, arena, &snapshot->status);
	bool is_about_credentials = snapshot->error.kind == ERROR_CREDENTIALS;

	snapshot->status.credentials_facts = arena_strdup(
		arena, is_about_credentials ? buf_text(&poller->credentials_facts) : "");
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, poller->settings);
	open_session_copy(&poller->open_session, arena, &snapshot->item);
	orders_copy(poller, arena, snapshot);
	poller->open_session.is_changed = false;
	poller->backfill.is_changed = false;
	poller->is_dirty = false;
	poller->is_throttling_published = find_throttled(poller);
	poller->pages_published = poller->sweep.pages + poller->paused.pages;
	poller->published_mono_ms = clock_mono_ms();
	event_log_take(poller->log, snapshot);
	if (poller->recorder) {
		recorder_snapshot(poller->recorder, snapshot);
	}
	mailbox_post(&poller->mailbox, snapshot);
}

int64_t publish_if_due(struct poller *poller)
{
	double consumed = read_units(poller);

	minute_sum_add(&poller->meter, consumed - poller->metered_read_units, clock_mono_ms());
	poller->metered_read_units = consumed;
	bool is_throttled = find_throttled(poller);

	if (poller->is_dirty || is_throttled != poller->is_throttling_published ||
		poller->open_session.is_changed || poller->backfill.is_changed) {
		publish_now(poller);
	}
	if (poller->sweep.pages + poller->paused.pages == poller->pages_published) {
		return INT64_MAX;
	}
	int64_t due_ms = poller->published_mono_ms + PUBLISH_EVERY_MS - clock_mono_ms();

	if (due_ms > 0) {
		return due_ms;
	}
	publish_now(poller);
	return INT64_MAX;
}
