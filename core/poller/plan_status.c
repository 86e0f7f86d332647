/* SPDX-License-Identifier: MIT */
#include "poller/plan_status.h"

#include "text.h"

#include <stdio.h>
#include <string.h>

#define MAX_COUNT 9e15

static void explain_lag(const struct plan *plan, char *text, size_t size)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length,
		"%ssessions are polled faster than %.1f RCU/s can read: late ones are still found, "
		"but the ages of the others may be minutes old; raise --max-rcu",
		length ? "; " : "", read_steps_pacer(&plan->source)->target);
}

void plan_status_notice(const struct plan *plan, char *text, size_t size)
{
	const struct settings *settings = plan->source.settings;
	const struct table_info *info = plan->source.info;
	const struct table_description *table = &info->table;
	enum poll_source kind = plan->source.kind;
	char doubt[180];

	stored_format_explain_gaps(
		&info->stored_format, settings->index_active, doubt, sizeof(doubt));
	const char *why = settings->polls_services  ? "--poll-index=service"
			  : table->active.is_usable ? doubt
						    : table->active.why_not;

	text[0] = '\0';
	if (kind == SOURCE_USER) {
		return;
	}
	if (table->notice[0]) {
		snprintf(text, size, "%s%s%s", table->notice, why[0] ? "; " : "", why);
	} else if (kind == SOURCE_SERVICE_INDEX && !settings->only_services) {
		snprintf(text, size, "%s: reading %s, one query per service", why,
			settings->index_service);
	} else if (kind == SOURCE_SCAN && table->service.is_usable) {
		snprintf(text, size, "%s: scanning the base table once to find the services", why);
	} else if (kind == SOURCE_SCAN) {
		snprintf(text, size, "%s; %s: reading the base table by Scan", why,
			table->service.why_not);
	}
	if (plan->is_behind) {
		explain_lag(plan, text, size);
	}
}

/* Converts a server's count, which may be out of range. */
static int64_t to_integer(double number)
{
	return number < 0 ? 0 : number < MAX_COUNT ? (int64_t)number : (int64_t)MAX_COUNT;
}

/* DescribeTable's count of the items that a sweep reads. */
static double count_items(const struct read_source *source)
{
	const struct table_description *table = &source->info->table;

	return source->kind == SOURCE_ACTIVE_INDEX    ? table->active.items
	       : source->kind == SOURCE_SERVICE_INDEX ? table->service.items
	       : source->kind == SOURCE_USER          ? 0
						      : table->items;
}

static void fill_sweep(const struct plan *plan, struct poll_status *status)
{
	const struct reader *sweep = &plan->readers.all[READ_SWEEP];
	const struct reader *paused = &plan->readers.all[READ_PAUSED];
	const struct reader *running = sweep->state == READER_RUNNING    ? sweep
				       : paused->state == READER_RUNNING ? paused
									 : NULL;
	double items = count_items(&plan->source);

	status->sweep_share = -1;
	status->sweep_left_ms = -1;
	status->is_sweeping = running;
	status->swept_mono_ms = plan->swept_mono_ms;
	status->pages = plan_readers_sweep_pages(&plan->readers);
	if (!running || items <= 0) {
		return;
	}
	double done = sweep->items + (running == paused ? paused->items : 0);
	const struct pacer *pacer = running->steps[0].pacer;
	double left = done < items ? items - done : 0;

	status->sweep_share = done < items ? done / items : 1;
	status->sweep_left_ms = to_integer(left * pacer->units_per_item / pacer->rate * 1000);
}

static void fill_throttling(const struct plan *plan, struct poll_status *status)
{
	const struct reader *reader = plan_readers_find_throttled(&plan->readers);

	status->is_throttled = reader;
	text_sanitize(reader ? reader->err.text : "", status->throttled, sizeof(status->throttled));
}

/* Counts items in no index: never-polled sessions, which have no lastPollAt. */
static int64_t count_unindexed(const struct table_info *info)
{
	const struct table_description *table = &info->table;
	double indexed = table->service.is_usable ? table->service.items : table->active.items;
	/* Some servers do not count the items in an index. */
	bool is_counted = indexed > 0 || table->items == 0;

	return info->is_known && is_counted && table->items >= indexed
		       ? to_integer(table->items - indexed)
		       : -1;
}

/* Reports the backoff's error or, if there is none, that of the service on the screen. */
static void fill_error(const struct plan *plan, struct snapshot *snapshot)
{
	bool is_good = plan->backoff->error.kind == ERROR_NONE;

	snapshot->error = is_good ? plan->focus.error : plan->backoff->error;
	snapshot->error_mono_ms =
		is_good ? plan->focus.error_mono_ms : plan->backoff->error_mono_ms;
}

/* Sweeps and ticks read an index, items and Scans the base table, which has its own budget. */
static double sum_budgets(const struct read_source *source)
{
	const struct pacer *pacer = read_steps_pacer(source), *table = &source->info->table_pacer;

	return pacer == table ? table->target : pacer->target + table->target;
}

void plan_status_fill(const struct plan *plan, struct snapshot *snapshot)
{
	struct poll_status *status = &snapshot->status;
	const struct reconcile_scan *reconcile = &plan->reconcile;
	bool is_known = plan->source.info->is_known || plan->source.settings->user;
	bool has_swept = plan->swept_mono_ms >= 0;
	bool has_failed = plan->backoff->error.kind != ERROR_NONE;

	snapshot->asof_ms = plan->asof_ms;
	snapshot->asof_mono_ms = plan->asof_mono_ms;
	fill_error(plan, snapshot);
	status->source = plan->source.kind;
	status->phase = !is_known ? PHASE_STARTING : !has_swept ? PHASE_READING : PHASE_IDLE;
	status->interval_ms = plan->interval_ms;
	status->took_ms = plan->took_ms;
	status->refresh_read_units = plan->refresh_read_units;
	status->budget = sum_budgets(&plan->source);
	status->is_complete = has_swept && plan->has_read_all && !has_failed;
	status->is_behind = plan->is_behind;
	status->unindexed = count_unindexed(plan->source.info);
	status->reconciled_mono_ms = reconcile->begun_mono_ms;
	status->is_reconciling = plan_readers_is_running(&plan->readers, READ_RECONCILE);
	memcpy(status->reconcile_failure, reconcile->failure, sizeof(reconcile->failure));
	fill_sweep(plan, status);
	fill_throttling(plan, status);
}
