/* SPDX-License-Identifier: MIT */
#include "poller/plan.h"

#include "clock.h"
#include "poller/orders.h"
#include "poller/plan_parts.h"
#include "poller/setup.h"

#include <string.h>

#define FIRST_RETRY_MS 1000
/* Sweeps leave so many seconds of an index's rate to the ticks. */
#define RESERVE_S 5
/* Of what may be taken from tick to tick, for those who were not polled but moved. */
#define TOGGLE_CHECK_SHARE 0.25
/* Of the readers' requests so many are in flight; one more each for the open session and a write.
 */
#define MAX_READS_IN_FLIGHT 2

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void plan_set_error(struct poller *poller, const struct error *err)
{
	if (poller->error.kind != err->kind) {
		poller->error_mono_ms = clock_mono_ms();
	}
	poller->error = *err;
	poller->is_dirty = true;
	table_description_explain_missing(&poller->error, poller->settings, &poller->endpoint);
}

void plan_fail(struct poller *poller, const struct error *err)
{
	plan_set_error(poller, err);
	int64_t wait_ms = FIRST_RETRY_MS << (poller->failures < 10 ? poller->failures : 10);

	poller->failures++;
	poller->retry_mono_ms = clock_mono_ms() + earlier(wait_ms, poller->interval_ms);
	/* The table or its indexes may not be what they were. */
	poller->needs_description |= !error_is_transient(err);
}

/* --- Readers ----------------------------------------------------------------------------- */

void plan_clear_reader(struct poller *poller, struct reader *reader)
{
	poller->spent_read_units += reader->read_units;
	reader_clear(reader);
}

bool plan_is_running(const struct reader *reader)
{
	return reader->state == READER_RUNNING;
}

int64_t plan_advance_reader(struct poller *poller, struct reader *reader)
{
	const struct reader *readers[] = {&poller->sweep, &poller->paused, &poller->tick,
		&poller->toggle_check, &poller->focus, &poller->reconcile};
	int in_flight = 0;

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		in_flight += readers[i]->is_asking;
	}
	if (reader->state == READER_DONE) {
		return 0; /* there was nothing to ask for */
	}
	return in_flight < MAX_READS_IN_FLIGHT ? reader_advance(reader) : INT64_MAX;
}

/* The end of a read, told once; READER_RUNNING while there is none. */
static enum reader_state take_end(struct poller *poller, struct reader *reader)
{
	enum reader_state state = reader->state;

	if (state == READER_FAILED) {
		plan_fail(poller, &reader->err);
	}
	if (state == READER_DONE || state == READER_FAILED) {
		reader->state = READER_IDLE;
		poller->is_dirty = true;
	}
	return state;
}

/* --- Sweeps ------------------------------------------------------------------------------ */

/* The services are known when somebody named them or a Scan has seen them. */
static bool knows_services(const struct poller *poller)
{
	return fleet_services_count(poller->fleet) > 0 &&
	       (poller->settings->services_count > 0 || poller->reconciled_mono_ms >= 0);
}

/* An index that has only the active sessions would make the paused ones look gone. */
static bool has_all_in_active_index(const struct poller *poller)
{
	return poller->table.active.is_usable &&
	       (!poller->table.shadow[0] || spelling_is_dense(&poller->spelling));
}

const struct pacer *plan_pacer(const struct poller *poller)
{
	return poller->source == SOURCE_SERVICE_INDEX ? &poller->service_pacer
	       : poller->source == SOURCE_SCAN        ? &poller->table_pacer
						      : &poller->active_pacer;
}

static enum poll_source choose_source(const struct poller *poller)
{
	bool avoids_active = poller->settings->polls_services && poller->table.service.is_usable;

	if (!avoids_active && has_all_in_active_index(poller)) {
		return SOURCE_ACTIVE_INDEX;
	}
	return poller->table.service.is_usable && knows_services(poller) ? SOURCE_SERVICE_INDEX
									 : SOURCE_SCAN;
}

static void begin_sweep(struct poller *poller)
{
	plan_clear_reader(poller, &poller->sweep);
	plan_clear_reader(poller, &poller->paused); /* its pages were the last sweep's */
	poller->source = choose_source(poller);
	switch (poller->source) {
	case SOURCE_ACTIVE_INDEX:
		plan_steps_active(poller, &poller->sweep, ACTIVE_ON, false);
		break;
	case SOURCE_SERVICE_INDEX:
		plan_steps_services(poller, &poller->sweep, false);
		break;
	case SOURCE_SCAN:
	case SOURCE_NONE:
		plan_steps_scan(poller, &poller->sweep);
		break;
	}
	poller->is_sweep_due = false;
	poller->sweep.reserve = poller->has_swept ? plan_pacer(poller)->rate * RESERVE_S : 0;
	reader_begin(&poller->sweep);
	poller->pages_published = 0;
}

static void begin_paused(struct poller *poller)
{
	plan_clear_reader(poller, &poller->paused);
	plan_steps_active(poller, &poller->paused, ACTIVE_OFF, false);
	poller->paused.reserve = poller->active_pacer.rate * RESERVE_S;
	reader_begin(&poller->paused);
}

/* The data are as of now, as far as the read that has just ended shows them. */
static void succeed(struct poller *poller, const struct reader *reader)
{
	int64_t now = clock_mono_ms();

	poller->took_ms = now - reader->begun_mono_ms;
	poller->refresh_read_units = reader->read_units;
	poller->asof_ms = ddb_server_ms(poller->ddb);
	poller->asof_mono_ms = now;
	/* A tick has seen what a sweep has that began before it; but what lies ahead saw nothing.
	 */
	if (poller->watermark_ms < reader->begun_ms || poller->watermark_ms > poller->asof_ms) {
		poller->watermark_ms = reader->begun_ms;
	}
	poller->next_tick_mono_ms = now + poller->interval_ms;
	poller->failures = 0;
	poller->is_focus_due = poller->focus_service;
	error_clear(&poller->error);
	open_session_refresh(&poller->open_session);
	backfill_ask_again(&poller->backfill);
	fleet_flush_changes(poller->fleet, poller->asof_ms);
	fleet_sample(poller->fleet, poller->asof_ms);
}

/* Every session has been seen. */
static void finish_sweeping(struct poller *poller)
{
	poller->swept_mono_ms = poller->sweep.begun_mono_ms;
	poller->ticks = 0;
	fleet_start_changes(poller->fleet);
	if (poller->source == SOURCE_SCAN) {
		plan_beside_reconciled(poller);
	}
}

static void settle_sweep(struct poller *poller)
{
	enum reader_state sweep = take_end(poller, &poller->sweep);
	enum reader_state paused = take_end(poller, &poller->paused);

	if (sweep == READER_DONE) {
		poller->has_swept = true;
		succeed(poller, &poller->sweep);
		if (poller->source == SOURCE_ACTIVE_INDEX) {
			begin_paused(poller);
		} else {
			finish_sweeping(poller);
		}
	}
	if (paused == READER_DONE) {
		fleet_flush_changes(poller->fleet, ddb_server_ms(poller->ddb));
		finish_sweeping(poller);
	}
	if (sweep == READER_FAILED || paused == READER_FAILED) {
		poller->is_sweep_due = true;
	}
}

static int64_t advance_sweep(struct poller *poller, int64_t now)
{
	if (plan_is_running(&poller->sweep)) {
		return plan_advance_reader(poller, &poller->sweep);
	}
	if (plan_is_running(&poller->paused)) {
		return plan_advance_reader(poller, &poller->paused);
	}
	if (!poller->is_sweep_due) {
		return INT64_MAX;
	}
	if (now < poller->retry_mono_ms) {
		return poller->retry_mono_ms - now;
	}
	begin_sweep(poller);
	return plan_advance_reader(poller, &poller->sweep);
}

/* --- Ticks ------------------------------------------------------------------------------- */

static void begin_tick(struct poller *poller)
{
	plan_clear_reader(poller, &poller->tick);
	if (poller->source == SOURCE_ACTIVE_INDEX) {
		plan_steps_active(poller, &poller->tick, ACTIVE_ON, true);
		plan_steps_active(poller, &poller->tick, ACTIVE_OFF, true);
	} else {
		plan_steps_services(poller, &poller->tick, true);
	}
	reader_begin(&poller->tick);
}

static void settle_tick(struct poller *poller)
{
	if (take_end(poller, &poller->tick) != READER_DONE) {
		return;
	}
	succeed(poller, &poller->tick);
	poller->is_toggle_check_due = true;
	if (++poller->ticks >= poller->settings->full_every) {
		poller->is_sweep_due = true;
	}
}

static int64_t advance_tick(struct poller *poller, int64_t now)
{
	if (plan_is_running(&poller->tick)) {
		return plan_advance_reader(poller, &poller->tick);
	}
	if (!poller->has_swept) {
		return INT64_MAX;
	}
	int64_t due_mono_ms = poller->next_tick_mono_ms > poller->retry_mono_ms
				      ? poller->next_tick_mono_ms
				      : poller->retry_mono_ms;

	if (now < due_mono_ms) {
		return due_mono_ms - now;
	}
	if (poller->source == SOURCE_SCAN || poller->source != choose_source(poller)) {
		/* Nothing tells what was polled since, or it must be read elsewhere now: all again.
		 */
		poller->is_sweep_due |=
			!plan_is_running(&poller->sweep) && !plan_is_running(&poller->paused);
		poller->next_tick_mono_ms = now + poller->interval_ms;
		return 0;
	}
	begin_tick(poller);
	return plan_advance_reader(poller, &poller->tick);
}

/* --- Those who moved, after each tick ------------------------------------------------------ */

/*
 * A tick shows who was polled. Who is paused or resumed by others was not: it goes, with its old
 * lastPollAt, from one partition of the active index to the other. Where it comes to, it is on the
 * seldom side of a cut through lastPollAt, active and stale or paused and lately polled, or it has
 * left that side, and few are there: so after each tick both partitions are read on that side, for
 * a share of the budget at most. Who is not where it was is read itself. Without that index only
 * the stalest are read again.
 */
static void begin_toggle_check(struct poller *poller)
{
	struct reader *toggle_check = &poller->toggle_check;

	plan_clear_reader(poller, toggle_check);
	if (poller->source == SOURCE_ACTIVE_INDEX) {
		plan_steps_active(poller, toggle_check, ACTIVE_ON, false);
		size_t count = toggle_check->steps_count;

		plan_steps_active(poller, toggle_check, ACTIVE_OFF, false);
		plan_steps_cut(poller, toggle_check, 0, count, true);
		plan_steps_cut(poller, toggle_check, count, toggle_check->steps_count, false);
	} else {
		plan_steps_services(poller, toggle_check, false);
		plan_steps_cut(poller, toggle_check, 0, toggle_check->steps_count, true);
	}
	double budget =
		plan_pacer(poller)->rate * (double)poller->interval_ms / 1000 * TOGGLE_CHECK_SHARE;

	toggle_check->max_step_units = budget / (double)(toggle_check->steps_count + 1);
	toggle_check->reserve = plan_pacer(poller)->rate * RESERVE_S;
	reader_begin(toggle_check);
}

static void settle_toggle_check(struct poller *poller)
{
	if (take_end(poller, &poller->toggle_check) == READER_DONE) {
		fleet_flush_changes(poller->fleet, ddb_server_ms(poller->ddb));
	}
}

static int64_t advance_toggle_check(struct poller *poller)
{
	if (plan_is_running(&poller->toggle_check)) {
		return plan_advance_reader(poller, &poller->toggle_check);
	}
	/* A sweep shows the same and more. */
	if (!poller->is_toggle_check_due || plan_is_running(&poller->sweep) ||
		plan_is_running(&poller->tick)) {
		return INT64_MAX;
	}
	poller->is_toggle_check_due = false;
	if (!spelling_sorts_by_time(&poller->spelling)) {
		return INT64_MAX;
	}
	begin_toggle_check(poller);
	return plan_advance_reader(poller, &poller->toggle_check);
}

/* --- All of it --------------------------------------------------------------------------- */

int64_t plan_advance(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	/* Before the opened session, which is read again after a write. */
	int64_t writing_ms = orders_advance(poller);

	setup_advance(poller);
	/* First what has ended, for that may make anything due. */
	settle_sweep(poller);
	settle_tick(poller);
	settle_toggle_check(poller);
	plan_beside_settle_focus(poller);
	plan_beside_settle_reconcile(poller);
	int64_t wait_ms = earlier(writing_ms, open_session_advance(&poller->open_session));

	if (now < poller->retry_mono_ms) {
		wait_ms = earlier(wait_ms, poller->retry_mono_ms - now);
	}
	if (poller->has_table) {
		wait_ms = earlier(wait_ms, advance_tick(poller, now));
		wait_ms = earlier(wait_ms, advance_toggle_check(poller));
		wait_ms = earlier(wait_ms, advance_sweep(poller, now));
		wait_ms = earlier(wait_ms, plan_beside_focus(poller));
		wait_ms = earlier(wait_ms, plan_beside_reconcile(poller, now));
		wait_ms = earlier(
			wait_ms, backfill_advance(&poller->backfill, poller->focus_service));
	}
	return wait_ms;
}

void plan_set_interval(struct poller *poller, int64_t interval_ms)
{
	poller->next_tick_mono_ms -= poller->interval_ms - interval_ms;
	poller->interval_ms = interval_ms;
	poller->is_dirty = true;
}

void plan_tick_now(struct poller *poller)
{
	poller->next_tick_mono_ms = 0;
	poller->retry_mono_ms = 0;
}

void plan_sweep_now(struct poller *poller)
{
	poller->is_sweep_due = true;
	poller->needs_description = true; /* for indexes that are new */
	poller->retry_mono_ms = 0;
}
