/* SPDX-License-Identifier: MIT */
#include "publish.h"

#include "clock.h"
#include "plan.h"
#include "snapshot_memory.h"

#include <stdio.h>
#include <string.h>

#define PUBLISH_EVERY_MS 250 /* while pages come in */

/* What people should know about the table, beside errors. */
static void fill_notice(const struct poller *poller, char *text, size_t size)
{
	const char *why = poller->table.active.why_not;
	text[0] = '\0';
	if (!poller->has_table) {
		return;
	}
	if (poller->source == SOURCE_SERVICE_INDEX) {
		snprintf(text, size, "%s: reading %s, one query a service", why,
			poller->settings->index_service);
	} else if (poller->source == SOURCE_SCAN && poller->table.service.is_usable) {
		snprintf(text, size, "%s: one Scan of the base table tells the services", why);
	} else if (poller->source == SOURCE_SCAN) {
		snprintf(text, size, "%s; %s: reading the base table by Scan", why,
			poller->table.service.why_not);
	} else if (poller->refresh.unreadable > 0) {
		snprintf(text, size, "%u items have no readable key and are not shown",
			poller->refresh.unreadable);
	}
}

static void fill_write_status(const struct poller *poller, struct poll_status *status)
{
	status->can_write = plan_can_write(poller);
	const char *why = !poller->writer && poller->settings->read_only
		? "read-only: started with --read-only"
		: poller->write_refusal[0] ? poller->write_refusal
		: !poller->has_table       ? "the table was not described yet"
					   : poller->table.write_refusal;
	snprintf(status->write_refusal, sizeof(status->write_refusal), "%s",
		status->can_write ? "" : why);
}

static void fill_status(const struct poller *poller, struct arena *arena, struct poll_status *status)
{
	const struct reader *refresh = &poller->refresh;
	bool is_reading = refresh->state == READER_RUNNING;
	*status = (struct poll_status){
		.table = poller->settings->table, /* outlives every snapshot */
		.region = arena_strdup(arena, poller->endpoint.region),
		.endpoint = arena_strdup(arena, poller->endpoint.url),
		.profile = arena_strdup(arena, poller->profile),
		.source = poller->source,
		.phase = is_reading ? PHASE_READING
			: poller->has_table ? PHASE_IDLE : PHASE_STARTING,
		.interval_ms = poller->interval_ms,
		.took_ms = poller->took_ms,
		.read_units = poller->spent_read_units + refresh->read_units +
			poller->focus.read_units + poller->reconcile.read_units +
			poller->opened.read_units,
		.refresh_read_units = poller->refresh_read_units,
		.pages = refresh->pages,
		.is_complete = poller->was_completed && poller->error.kind == ERROR_NONE,
		.reconciled_mono_ms = poller->reconciled_mono_ms,
		.is_reconciling = poller->reconcile.state == READER_RUNNING,
	};
	memcpy(status->reconcile_refusal, poller->reconcile_refusal,
		sizeof(status->reconcile_refusal));
	if (poller->ddb) {
		status->skew_known = ddb_skew_ms(poller->ddb, &status->skew_ms);
	}
	fill_notice(poller, status->notice, sizeof(status->notice));
	fill_write_status(poller, status);
}

static void fill_write(const struct poller *poller, struct arena *arena, struct write_result *write)
{
	if (!poller->writer) {
		return;
	}
	*write = *writer_result(poller->writer);
	if (write->user_id) {
		write->user_id = arena_strdup(arena, write->user_id);
		write->service = arena_strdup(arena, write->service);
	}
}

void publish_now(struct poller *poller)
{
	struct snapshot *snapshot = snapshot_new();
	struct arena *arena = &snapshot->memory->arena;
	fleet_copy(poller->fleet, arena, &snapshot->memory->strings, snapshot);
	if (!poller->was_completed && poller->refresh.pages > 0) {
		poller->asof_ms = ddb_server_ms(poller->ddb);
		poller->asof_mono_ms = clock_mono_ms();
	}
	snapshot->number = ++poller->published;
	snapshot->asof_ms = poller->asof_ms;
	snapshot->asof_mono_ms = poller->asof_mono_ms;
	snapshot->error = poller->error;
	snapshot->error_mono_ms = poller->error_mono_ms;
	fill_status(poller, arena, &snapshot->status);
	opened_copy(&poller->opened, arena, &snapshot->item);
	fill_write(poller, arena, &snapshot->write);
	poller->opened.is_changed = false;
	poller->is_dirty = false;
	poller->pages_published = poller->refresh.pages;
	poller->published_mono_ms = clock_mono_ms();
	mailbox_post(&poller->mailbox, snapshot);
}

int64_t publish_if_due(struct poller *poller)
{
	if (poller->is_dirty || poller->opened.is_changed) {
		publish_now(poller);
	}
	if (poller->refresh.pages == poller->pages_published) {
		return INT64_MAX;
	}
	int64_t due_ms = poller->published_mono_ms + PUBLISH_EVERY_MS - clock_mono_ms();
	if (due_ms > 0) {
		return due_ms;
	}
	publish_now(poller);
	return INT64_MAX;
}

