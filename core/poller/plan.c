/* SPDX-License-Identifier: MIT */
#include "poller/plan.h"

#include "clock.h"

/* Sweeps leave this many seconds of an index's rate for ticks. */
#define RESERVE_S 5
/* Share of the read units between two ticks that a toggle check may use. */
#define TOGGLE_CHECK_SHARE 0.25

void plan_init(struct plan *plan, const struct settings *settings, struct fleet *fleet,
	struct table_info *info, struct backoff *backoff)
{
	*plan = (struct plan){
		.backoff = backoff,
		.source = {.settings = settings, .fleet = fleet, .info = info},
		.reconcile.begun_mono_ms = -1,
		.interval_ms = settings->interval_ms,
		.is_sweep_due = true,
		.is_paused_due = true,
		.swept_mono_ms = -1,
		.took_ms = -1,
	};
}

void plan_connect(struct plan *plan, struct ddb *ddb)
{
	const struct settings *settings = plan->source.settings;
	struct reader idle;

	plan->ddb = ddb;
	reader_init(
		&idle, ddb, plan->source.fleet, settings->table, &plan->source.info->stored_format);
	idle.max_items = (size_t)settings->max_items;
	plan_readers_init(&plan->readers, &idle);
}

void plan_fini(struct plan *plan)
{
	plan_readers_fini(&plan->readers);
	focus_fini(&plan->focus);
}

static bool is_running(const struct plan *plan, enum plan_read read)
{
	return plan_readers_is_running(&plan->readers, read);
}

static int64_t advance_read(struct plan *plan, enum plan_read read)
{
	return plan_readers_advance(&plan->readers, read);
}

static double pace(const struct plan *plan)
{
	return read_steps_pacer(&plan->source)->rate;
}

/* With --user, the table is read before it is described, so its keys may be others. */
static void explain_keys(const struct settings *settings, struct error *err)
{
	const struct error given = *err;

	if (settings->user && err->kind == ERROR_VALIDATION) {
		error_set(err, ERROR_VALIDATION,
			"table %s cannot be read by userId and serviceType: check --table (%.200s)",
			settings->table, given.text);
	}
}

/* Like plan_readers_take_end(); also reports a failure and marks the plan as changed. */
static enum reader_state take_end(struct plan *plan, enum plan_read read)
{
	enum reader_state state = plan_readers_take_end(&plan->readers, read);

	if (state == READER_FAILED) {
		explain_keys(plan->source.settings, &plan->readers.all[read].err);
		table_info_fail(plan->source.info, &plan->readers.all[read].err);
	}
	plan->is_changed |= state == READER_DONE || state == READER_FAILED;
	return state;
}

/* --- Sweeps ------------------------------------------------------------------------------ */

/* True if the services are known: named by -s or found by a Scan. */
static bool knows_services(const struct plan *plan)
{
	return fleet_services_count(plan->source.fleet) > 0 &&
	       (plan->source.settings->services_count > 0 || plan->reconcile.begun_mono_ms >= 0);
}

/* False if the index only has the active sessions, because paused ones would look deleted. */
static bool has_all_in_active_index(const struct table_info *info)
{
	return info->table.active.is_usable &&
	       (!info->table.shadow[0] || stored_format_is_dense(&info->stored_format));
}

static enum poll_source choose_source(const struct plan *plan)
{
	const struct settings *settings = plan->source.settings;
	const struct table_info *info = plan->source.info;
	bool avoids_active = (settings->polls_services || settings->only_services) &&
			     info->table.service.is_usable;

	if (settings->user) {
		return SOURCE_USER;
	}
	if (!avoids_active && has_all_in_active_index(info)) {
		return SOURCE_ACTIVE_INDEX;
	}
	return info->table.service.is_usable && knows_services(plan) ? SOURCE_SERVICE_INDEX
								     : SOURCE_SCAN;
}

/* --user: all sessions of that user or, in a report about one service, only that session. */
static void add_user_steps(const struct plan *plan, struct reader *sweep)
{
	const struct settings *settings = plan->source.settings;
	bool is_single = settings->only_services && settings->services_count == 1;

	read_steps_user(
		&plan->source, sweep, settings->user, is_single ? settings->services[0] : NULL);
}

/*
 * A sweep leaves part of the budget, so that a tick need not wait. But a tick that takes longer
 * than the time between ticks shares the budget with the sweep: both then read page by page.
 */
static int64_t advance_sweep_read(struct plan *plan, enum plan_read read, int64_t now)
{
	const struct reader *tick = &plan->readers.all[READ_TICK];
	bool is_tick_long =
		is_running(plan, READ_TICK) && now - tick->begun_mono_ms > plan->interval_ms;
	bool has_all_budget = !plan->has_swept || is_tick_long;

	plan->readers.all[read].reserve = has_all_budget ? 0 : pace(plan) * RESERVE_S;
	return advance_read(plan, read);
}

static bool is_sweeping(const struct plan *plan)
{
	return is_running(plan, READ_SWEEP) || is_running(plan, READ_PAUSED);
}

static void request_sweep(struct plan *plan)
{
	plan->is_sweep_due = plan->is_paused_due = true;
}

/* Ticks during the first sweep read what is polled meanwhile. */
static void begin_ticks(struct plan *plan)
{
	const struct reader *sweep = &plan->readers.all[READ_SWEEP];

	plan->source.watermark_ms = sweep->begun_ms;
	plan->next_tick_mono_ms = sweep->begun_mono_ms + plan->interval_ms;
}

static int64_t begin_sweep(struct plan *plan)
{
	struct reader *sweep = plan_readers_clear(&plan->readers, READ_SWEEP);

	plan_readers_clear(
		&plan->readers, READ_PAUSED); /* its pages count for the previous sweep */
	plan->source.kind = choose_source(plan);
	switch (plan->source.kind) {
	case SOURCE_ACTIVE_INDEX:
		read_steps_active(&plan->source, sweep, ACTIVE_ON, false);
		break;
	case SOURCE_SERVICE_INDEX:
		read_steps_services(&plan->source, sweep, false);
		break;
	case SOURCE_USER:
		add_user_steps(plan, sweep);
		break;
	case SOURCE_SCAN:
	case SOURCE_NONE:
		read_steps_scan(&plan->source, sweep);
		break;
	}
	plan->is_sweep_due = false;
	reader_begin(sweep);
	if (!plan->has_swept) {
		begin_ticks(plan);
	}
	return advance_sweep_read(plan, READ_SWEEP, sweep->begun_mono_ms);
}

static void begin_paused(struct plan *plan)
{
	struct reader *paused = plan_readers_clear(&plan->readers, READ_PAUSED);

	read_steps_active(&plan->source, paused, ACTIVE_OFF, false);
	reader_begin(paused);
	plan->is_paused_due = false;
}

/* A tick or sweep has succeeded: the data are as of now. */
static void succeed(struct plan *plan, enum plan_read read)
{
	const struct reader *reader = &plan->readers.all[read];
	int64_t now = clock_mono_ms(), *watermark_ms = &plan->source.watermark_ms;

	plan->took_ms = now - reader->begun_mono_ms;
	plan->refresh_read_units = reader->read_units;
	plan->asof_ms = ddb_server_ms(plan->ddb);
	plan->asof_mono_ms = now;
	/*
	 * Ticks during a sweep may already have moved the watermark past its begin. A watermark in
	 * the future is wrong, because the clock was set.
	 */
	if (*watermark_ms < reader->begun_ms || *watermark_ms > plan->asof_ms) {
		*watermark_ms = reader->begun_ms;
	}
	plan->next_tick_mono_ms = now + plan->interval_ms;
	plan->focus.is_due = plan->focus.service;
	plan->is_refreshed = true;
	backoff_succeed(plan->backoff);
	fleet_flush_changes(plan->source.fleet, plan->asof_ms);
	fleet_sample(plan->source.fleet, plan->asof_ms);
}

/* Every session has been read, so one that is seen for the first time from now on is new. */
static void note_all_read(struct plan *plan)
{
	if (!plan->has_read_all) {
		plan->has_read_all = true;
		fleet_start_changes(plan->source.fleet);
	}
}

/* A full sweep, including paused sessions, has ended. */
static void finish_sweep(struct plan *plan)
{
	plan->swept_mono_ms = plan->readers.all[READ_SWEEP].begun_mono_ms;
	plan->ticks = 0;
	if (!plan->is_tail_missing) {
		note_all_read(plan);
	}
	if (poll_source_is_table(plan->source.kind)) {
		reconcile_scan_end(
			&plan->reconcile, plan->swept_mono_ms, plan->source.settings->reconcile_ms);
	}
}

static void settle_sweep(struct plan *plan)
{
	enum reader_state sweep = take_end(plan, READ_SWEEP);
	enum reader_state paused = take_end(plan, READ_PAUSED);

	if (sweep == READER_DONE) {
		plan->has_swept = true;
		plan->is_tail_missing = plan->readers.all[READ_SWEEP].is_cut;
		succeed(plan, READ_SWEEP);
		if (plan->is_tail_missing) {
			plan->next_tick_mono_ms = 0;
		}
		if (plan->source.kind != SOURCE_ACTIVE_INDEX) {
			finish_sweep(plan);
		} else if (plan->is_paused_due) {
			begin_paused(plan);
		}
	}
	if (paused == READER_DONE) {
		plan->is_tail_missing |= plan->readers.all[READ_PAUSED].is_cut;
		fleet_flush_changes(plan->source.fleet, ddb_server_ms(plan->ddb));
		finish_sweep(plan);
	}
	if (sweep == READER_FAILED || paused == READER_FAILED) {
		request_sweep(plan);
	}
}

static int64_t advance_sweep(struct plan *plan, int64_t now)
{
	if (is_sweeping(plan)) {
		return advance_sweep_read(
			plan, is_running(plan, READ_SWEEP) ? READ_SWEEP : READ_PAUSED, now);
	}
	if (!plan->is_sweep_due) {
		return INT64_MAX;
	}
	int64_t wait_ms = backoff_wait_ms(plan->backoff, now);

	return wait_ms > 0 ? wait_ms : begin_sweep(plan);
}

/* --- Ticks ------------------------------------------------------------------------------- */

static int64_t begin_tick(struct plan *plan)
{
	struct reader *tick = plan_readers_clear(&plan->readers, READ_TICK);

	if (plan->source.kind == SOURCE_ACTIVE_INDEX) {
		read_steps_active(&plan->source, tick, ACTIVE_ON, true);
		read_steps_active(&plan->source, tick, ACTIVE_OFF, true);
	} else {
		read_steps_services(&plan->source, tick, true);
	}
	return plan_readers_begin(&plan->readers, READ_TICK);
}

/*
 * A tick was cut: a sweep reads at least the sessions that are late. It reads paused ones only as
 * often as there would be full sweeps otherwise.
 */
static void fall_behind(struct plan *plan)
{
	int64_t now = clock_mono_ms();

	plan->is_behind = true;
	plan->next_tick_mono_ms = now + plan->interval_ms;
	if (!is_sweeping(plan)) {
		plan->is_sweep_due = true;
		plan->is_paused_due |= now - plan->swept_mono_ms >=
				       plan->source.settings->full_every * plan->interval_ms;
	}
}

static void settle_tick(struct plan *plan)
{
	if (take_end(plan, READ_TICK) != READER_DONE) {
		return;
	}
	if (plan->readers.all[READ_TICK].is_cut) {
		fall_behind(plan);
		return;
	}
	succeed(plan, READ_TICK);
	plan->is_behind = false;
	plan->is_toggle_check_due = true;
	if (is_sweeping(plan)) {
		return;
	}
	plan->is_tail_missing = false;
	if (plan->swept_mono_ms >= 0) {
		note_all_read(plan);
	}
	if (++plan->ticks >= plan->source.settings->full_every) {
		request_sweep(plan);
	}
}

static int64_t advance_tick(struct plan *plan, int64_t now)
{
	int64_t due_mono_ms = plan->next_tick_mono_ms > plan->backoff->retry_mono_ms
				      ? plan->next_tick_mono_ms
				      : plan->backoff->retry_mono_ms;

	if (is_running(plan, READ_TICK)) {
		return advance_read(plan, READ_TICK);
	}
	if (!plan->has_swept && !is_running(plan, READ_SWEEP)) {
		return INT64_MAX;
	}
	if (now < due_mono_ms) {
		return due_mono_ms - now;
	}
	if (poll_source_is_table(plan->source.kind) || plan->source.kind != choose_source(plan)) {
		/*
		 * The base table cannot select what was polled since the last tick, and after a
		 * change of source everything must be read again.
		 */
		if (!is_sweeping(plan)) {
			request_sweep(plan);
		}
		plan->next_tick_mono_ms = now + plan->interval_ms;
		return 0;
	}
	return begin_tick(plan);
}

/* --- Sessions toggled by others, after each tick ------------------------------------------- */

/*
 * Finds sessions that others have paused or resumed. A tick does not return them, because
 * lastPollAt has not changed: they only move from one partition of the active index to the other.
 * So there is a cut, a lastPollAt: most active sessions are above it, most paused ones below. The
 * few on the other side are where toggled sessions appear. After each tick both partitions are read
 * on that side of the cut, for a limited share of the budget. A session that is missing there is
 * read by itself. Without the active index, only the sessions with the oldest lastPollAt are read
 * again.
 */
static int64_t begin_toggle_check(struct plan *plan)
{
	struct reader *check = plan_readers_clear(&plan->readers, READ_TOGGLE_CHECK);
	double budget = pace(plan) * (double)plan->interval_ms / 1000 * TOGGLE_CHECK_SHARE;

	if (plan->source.kind == SOURCE_ACTIVE_INDEX) {
		read_steps_active(&plan->source, check, ACTIVE_ON, false);
		size_t count = check->steps_count;

		read_steps_active(&plan->source, check, ACTIVE_OFF, false);
		read_steps_cut(&plan->source, check, 0, count, true);
		read_steps_cut(&plan->source, check, count, check->steps_count, false);
	} else {
		read_steps_services(&plan->source, check, false);
		read_steps_cut(&plan->source, check, 0, check->steps_count, true);
	}
	check->max_step_units = budget / (double)(check->steps_count + 1);
	check->reserve = pace(plan) * RESERVE_S;
	return plan_readers_begin(&plan->readers, READ_TOGGLE_CHECK);
}

static void settle_toggle_check(struct plan *plan)
{
	if (take_end(plan, READ_TOGGLE_CHECK) == READER_DONE) {
		fleet_flush_changes(plan->source.fleet, ddb_server_ms(plan->ddb));
	}
}

static int64_t advance_toggle_check(struct plan *plan)
{
	if (is_running(plan, READ_TOGGLE_CHECK)) {
		return advance_read(plan, READ_TOGGLE_CHECK);
	}
	/* A sweep finds toggled sessions, too. */
	if (!plan->is_toggle_check_due || is_running(plan, READ_SWEEP) ||
		is_running(plan, READ_TICK)) {
		return INT64_MAX;
	}
	plan->is_toggle_check_due = false;
	if (!stored_format_sorts_by_time(&plan->source.info->stored_format)) {
		return INT64_MAX;
	}
	return begin_toggle_check(plan);
}

/* --- All of it --------------------------------------------------------------------------- */

/* During the first sweep, the data are as of its newest page. */
static void note_first_pages(struct plan *plan)
{
	const struct reader *sweep = &plan->readers.all[READ_SWEEP];

	if (!plan->has_swept && sweep->pages > 0 && sweep->page_ms > plan->asof_ms) {
		plan->asof_ms = sweep->page_ms;
		plan->asof_mono_ms = sweep->page_mono_ms;
	}
}

/* Handles reads that have ended. Afterwards any read may be due. */
static void settle(struct plan *plan)
{
	note_first_pages(plan);
	/* Ticks first: one that has ended together with a sweep may not have caught up with it. */
	settle_tick(plan);
	settle_sweep(plan);
	settle_toggle_check(plan);
	focus_settle(&plan->focus, &plan->readers, plan->interval_ms);
	if (reconcile_scan_settle(
		    &plan->reconcile, &plan->readers, plan->source.settings, plan->interval_ms)) {
		note_all_read(plan);
		fleet_flush_changes(plan->source.fleet, ddb_server_ms(plan->ddb));
	}
}

int64_t plan_advance(struct plan *plan)
{
	int64_t now = clock_mono_ms();
	const struct settings *settings = plan->source.settings;

	/* A report about a user needs no DescribeTable: the keys of the base table are known. */
	if (!settings->user || !settings->once) {
		table_info_advance(plan->source.info);
	}
	settle(plan);
	int64_t pause_ms = backoff_wait_ms(plan->backoff, now);
	int64_t wait_ms = pause_ms > 0 ? pause_ms : INT64_MAX;

	if (!plan->source.info->is_known && !settings->user) {
		return wait_ms;
	}
	wait_ms = clock_earlier(wait_ms, advance_tick(plan, now));
	wait_ms = clock_earlier(wait_ms, advance_toggle_check(plan));
	wait_ms = clock_earlier(wait_ms, advance_sweep(plan, now));
	wait_ms = clock_earlier(wait_ms, focus_advance(&plan->focus, &plan->readers, &plan->source,
						 !is_running(plan, READ_TICK)));
	/* Sweeps of the base table find what a Scan would. */
	bool may_scan = plan->swept_mono_ms >= 0 && !poll_source_is_table(plan->source.kind);

	return clock_earlier(wait_ms,
		reconcile_scan_advance(&plan->reconcile, &plan->readers, &plan->source, may_scan));
}

void plan_set_focus(struct plan *plan, const char *service, const char *user_id)
{
	/* With --user, each tick reads everything. */
	if (!plan->source.settings->user) {
		focus_set(&plan->focus, plan->source.fleet, service, user_id);
	}
}

void plan_set_interval(struct plan *plan, int64_t interval_ms)
{
	plan->next_tick_mono_ms -= plan->interval_ms - interval_ms;
	plan->focus.user_due_mono_ms -= plan->interval_ms - interval_ms;
	plan->interval_ms = interval_ms;
	plan->backoff->longest_ms = interval_ms;
	plan->is_changed = true;
}

void plan_tick_now(struct plan *plan)
{
	plan->next_tick_mono_ms = 0;
	plan->focus.user_due_mono_ms = 0;
	plan->backoff->retry_mono_ms = 0;
}

void plan_sweep_now(struct plan *plan)
{
	request_sweep(plan);
	plan->source.info->is_due = true; /* there may be new indexes */
	plan->backoff->retry_mono_ms = 0;
}

void plan_reconcile_now(struct plan *plan)
{
	plan->reconcile.is_requested = true;
}
