/* SPDX-License-Identifier: MIT */
#include "poller/orders.h"

#include "clock.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often an order's progress is published. */
#define SHOW_EVERY_MS 1000

/* How often the audit log is read, to show what other programs have appended. */
#define REFRESH_EVERY_MS 2000

/* WCU per write: one put, or a delete and a put in an index whose key is isActive. */
#define TABLE_UNITS         1.0
#define ACTIVE_INDEX_UNITS  2.0
#define SERVICE_INDEX_UNITS 1.0

void orders_init(struct orders *orders, const struct settings *settings, struct fleet *fleet,
	const struct table_info *info)
{
	*orders = (struct orders){.settings = settings, .fleet = fleet, .info = info};
}

void orders_connect(struct orders *orders, struct ddb *ddb, const struct endpoint *endpoint)
{
	const struct settings *settings = orders->settings;
	struct audit_options options = {
		.table = settings->table,
		.region = endpoint->region,
		.endpoint = endpoint->url,
		.is_read_only = settings->read_only || settings->once,
		.has_syslog = settings->audit_syslog,
		.own_encodings = &settings->own_encodings,
	};

	orders->ddb = ddb;
	orders->audit = audit_new(&options);
	unfinished_init(&orders->unfinished, ddb, orders->audit, settings->table);
	if (options.is_read_only) {
		return;
	}
	struct writer_parts writer_parts = {
		.ddb = ddb,
		.fleet = orders->fleet,
		.table = settings->table,
		.stored_format = &orders->info->stored_format,
		.audit = orders->audit,
	};

	orders->writer = writer_new(&writer_parts);
	orders->writer->is_armed = settings->arm_for_ms == 0;
}

static void drop_waiting(struct orders *orders)
{
	for (size_t i = 0; i < orders->waiting_count; i++) {
		write_order_free(orders->waiting[i]);
	}
	orders->waiting_count = 0;
}

void orders_fini(struct orders *orders)
{
	drop_waiting(orders);
	free(orders->waiting);
	order_run_fini(&orders->run);
	writer_free(orders->writer);
	audit_free(orders->audit);
}

/* --- Commands ------------------------------------------------------------------------------ */

/* Starts the next order if none is running. */
static void begin_order(struct orders *orders)
{
	bool is_free = orders->writer && !order_run_is_running(&orders->run);

	if (!is_free || orders->waiting_count == 0) {
		return;
	}
	order_run_begin(&orders->run, orders->waiting[0]);
	orders->waiting_count--;
	memmove(&orders->waiting[0], &orders->waiting[1],
		orders->waiting_count * sizeof(orders->waiting[0]));
	orders->is_changed = true;
}

void orders_add(struct orders *orders, struct write_order *order)
{
	orders->taken++;
	orders->waiting = base_realloc(
		orders->waiting, orders->waiting_count + 1, sizeof(orders->waiting[0]));
	orders->waiting[orders->waiting_count++] = order;
	/* Begin at once, so that a stop command that follows directly finds a running order. */
	begin_order(orders);
}

/*
 * A write whose credentials were rejected waits for new ones, which may come at any time. If the
 * order has been stopped or writes are disarmed meanwhile, the write must end at once.
 */
static void end_waiting_write(struct orders *orders)
{
	bool is_wanted = !orders->run.is_stopping && orders->writer->is_armed;

	if (orders->run.is_in_flight && !is_wanted) {
		ddb_fail_waiting(orders->ddb, NULL);
	}
}

void orders_stop(struct orders *orders)
{
	drop_waiting(orders);
	order_run_stop(&orders->run, "stopped by you");
	if (orders->writer) {
		end_waiting_write(orders);
	}
	orders->is_changed = true;
}

void orders_finish(struct orders *orders)
{
	orders_stop(orders);
	if (orders->writer) {
		orders_arm(orders, false);
	}
}

bool orders_is_in_flight(const struct orders *orders)
{
	return orders->writer && orders->writer->write.is_busy;
}

void orders_resume(struct orders *orders)
{
	orders->taken++;
	order_run_resume(&orders->run, clock_mono_ms());
	orders->is_changed = true;
}

void orders_arm(struct orders *orders, bool is_armed)
{
	if (orders->writer) {
		orders->writer->is_armed = is_armed;
		end_waiting_write(orders);
		orders->is_changed = true;
	}
}

/* --- Writes -------------------------------------------------------------------------------- */

/* Why an order would be refused, for the user; "" if it would not. */
static const char *find_refusal(const struct orders *orders)
{
	const struct table_info *info = orders->info;

	if (!orders->writer) {
		return orders->settings->read_only ? "started with --read-only"
						   : "not connected yet";
	}
	const char *refusal = writer_refusal(orders->writer);

	return refusal[0]               ? refusal
	       : !info->is_known        ? "the table has not been described yet"
	       : !info->table.can_write ? info->table.write_refusal
					: orders->shadow_refusal;
}

/* Sets the pace by the table or index that limits the rate most. */
static void set_pace(struct orders *orders)
{
	const struct table_description *table = &orders->info->table;
	const struct {
		bool is_touched;
		double units, capacity;
	} targets[] = {
		{true, TABLE_UNITS, table->write_capacity},
		{table->active.key_name[0], ACTIVE_INDEX_UNITS, table->active.write_capacity},
		{table->service.key_name[0], SERVICE_INDEX_UNITS, table->service.write_capacity},
	};
	double slowest_units = 0, slowest_rate = 1;

	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		double capacity = targets[i].capacity, rate = orders->settings->write_rate;

		rate = capacity > 0 && capacity < rate ? capacity : rate;
		if (targets[i].is_touched &&
			targets[i].units / rate > slowest_units / slowest_rate) {
			slowest_units = targets[i].units;
			slowest_rate = rate;
		}
	}
	orders->run.units_per_write = slowest_units;
	orders->run.rate = slowest_rate;
}

/* After a denied write, refuses all further ones: they would be denied, too. */
static void deny_further_writes(struct orders *orders, const struct error *err)
{
	char text[sizeof(err->text) + 50];

	snprintf(text, sizeof(text), "read-only since a write was denied: %s", err->text);
	writer_deny(orders->writer, text);
}

static void take_result(struct orders *orders, const struct write_result *result)
{
	if (result->outcome == WRITE_SENT) {
		return;
	}
	if (result->outcome == WRITE_FAILED && result->error.kind == ERROR_DENIED) {
		deny_further_writes(orders, &result->error);
	}
	orders->has_written = true;
	if (orders->run.is_in_flight) {
		order_run_take(
			&orders->run, result, orders->writer->write.write_units, clock_mono_ms());
	}
}

static void take_new_result(struct orders *orders)
{
	const struct write_result *result = &orders->writer->write.result;

	if (result->number == orders->result_number) {
		return;
	}
	orders->result_number = result->number;
	take_result(orders, result);
	bool is_shown_later = orders->run.progress.phase == WRITES_RUNNING && orders->run.at > 0 &&
			      clock_mono_ms() - orders->copied_mono_ms < SHOW_EVERY_MS;

	orders->is_changed |= !is_shown_later;
}

/*
 * Follows the audit log, and resolves unfinished writes once the table's account is known. Does
 * nothing for reports. Returns milliseconds until the log is to be read again.
 */
static int64_t advance_audit(struct orders *orders)
{
	int64_t now_mono_ms = clock_mono_ms();

	if (orders->settings->once) {
		return INT64_MAX;
	}
	if (now_mono_ms >= orders->refresh_mono_ms) {
		orders->refresh_mono_ms = now_mono_ms + REFRESH_EVERY_MS;
		orders->is_changed |= audit_refresh(orders->audit);
	}
	if (orders->info->is_known) {
		audit_set_account(orders->audit, orders->info->table.account);
		unfinished_advance(&orders->unfinished);
	}
	orders->is_changed |= orders->unfinished.is_changed;
	orders->unfinished.is_changed = false;
	return orders->refresh_mono_ms - now_mono_ms;
}

static void send(struct orders *orders, const struct write_target *target)
{
	const struct write_order *order = orders->run.order;
	const char *refusal = find_refusal(orders);

	if (refusal[0]) {
		writer_refuse(orders->writer, target, refusal, order->number);
	} else {
		writer_toggle(orders->writer, target, order->reason, order->number);
	}
}

int64_t orders_advance(struct orders *orders)
{
	const struct write_target *target;
	int64_t wait_ms = INT64_MAX, refresh_ms = advance_audit(orders);

	if (!orders->writer) {
		drop_waiting(orders);
		return refresh_ms;
	}
	end_waiting_write(orders);
	take_new_result(orders);
	stored_format_explain_refusal(&orders->info->stored_format, orders->shadow_refusal,
		sizeof(orders->shadow_refusal));
	begin_order(orders);
	set_pace(orders);
	while ((target = order_run_next(&orders->run, clock_mono_ms(), &wait_ms))) {
		send(orders, target);
		take_new_result(orders);
	}
	wait_ms = clock_earlier(wait_ms, writer_settle_advance(&orders->writer->write));
	return clock_earlier(wait_ms, refresh_ms);
}

/* --- Snapshots ----------------------------------------------------------------------------- */

static void copy_result(
	const struct orders *orders, struct arena *arena, struct write_result *result)
{
	*result = orders->writer->write.result;
	if (result->user_id) {
		result->user_id = arena_strdup(arena, result->user_id);
		result->service = arena_strdup(arena, result->service);
	}
}

static void copy_progress(const struct orders *orders, struct arena *arena,
	const struct write_result *result, struct write_progress *progress)
{
	*progress = order_run_progress(&orders->run);
	progress->taken = orders->taken;
	if (result->is_settling) {
		/* The order waits until the item can be read. */
		progress->phase = WRITES_WAITING;
		snprintf(progress->why, sizeof(progress->why), "a response was lost: %.*s",
			(int)sizeof(progress->why) - 30, result->error.text);
	}
	if (progress->count > 0) {
		uint8_t *outcomes = arena_alloc(arena, progress->count);

		memcpy(outcomes, progress->outcomes, progress->count);
		progress->outcomes = outcomes;
	}
}

void orders_copy(struct orders *orders, struct arena *arena, struct snapshot *snapshot)
{
	struct poll_status *status = &snapshot->status;
	const char *refusal = find_refusal(orders);

	orders->copied_mono_ms = clock_mono_ms();
	status->can_write = !refusal[0];
	status->is_disarmed = orders->writer && !orders->writer->is_armed;
	text_sanitize(refusal, status->write_refusal, sizeof(status->write_refusal));
	if (orders->audit) {
		audit_copy(orders->audit, arena, snapshot);
	}
	snapshot->write_progress.taken = orders->taken;
	if (orders->writer) {
		copy_result(orders, arena, &snapshot->write_result);
		copy_progress(orders, arena, &snapshot->write_result, &snapshot->write_progress);
	}
}
