/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "clock.h"
#include "item.h"
#include "schema.h"
#include "setup.h"
#include "text.h"
#include "writing.h"

#include <stdio.h>
#include <string.h>

#define FIRST_RETRY_MS 1000
/*
 * A tick also reads what was polled this long before the last one began: for writers whose
 * clocks are behind, and for an index that is not yet up to date.
 */
#define OVERLAP_MS 30000
/* Sweeps leave so many seconds of an index's rate to the ticks. */
#define RESERVE_S 5
/* Of what may be taken from tick to tick, for those who were not polled but moved. */
#define RELOOK_SHARE 0.25
/* Of the readers' requests, so many are in flight; one more each for the open session and a write. */
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
	if (strcmp(err->aws_code, "ResourceNotFoundException") == 0) {
		error_set(&poller->error, ERROR_NOT_FOUND,
			"table %s does not exist in %s at %s: check --table, --region and "
			"--profile",
			poller->settings->table, poller->endpoint.region, poller->endpoint.url);
	}
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

/* --- The steps of a read ----------------------------------------------------------------- */

/* The ways to store isActive that may be keys of the index: the usual one, the told one, and those seen in rows. */
static uint32_t index_encodings(const struct poller *poller)
{
	const struct session_spellings *own = poller->vocabulary.own;
	const char *type = poller->table.active.key_type;
	uint8_t usual;
	session_decode_active(own, type, type[0] == 'N' ? "1" : "true", &usual);
	uint32_t seen = fleet_encodings(poller->fleet), set = 1u << usual;
	uint8_t told;
	if (session_decode_active(own, type, poller->settings->active_value, &told) !=
		ACTIVE_UNKNOWN) {
		set |= 1u << told;
	}
	for (unsigned i = 1; session_encoding(own, i); i++) {
		if ((seen & 1u << i) && strcmp(session_encoding(own, i)->type, type) == 0) {
			set |= 1u << i;
		}
	}
	return set;
}

/* Makes the step read only what was polled since the last tick began. */
static void set_since(const struct poller *poller, const char *type, struct reader_step *step)
{
	step->since_type = type;
	step->pass.is_delta = true;
	vocabulary_format_since(
		&poller->vocabulary, type, poller->watermark_ms - OVERLAP_MS, step->since);
}

/* What all steps through an index have in common. */
static struct reader_step index_step(const struct poller *poller, const struct table_index *index,
	const char *name, struct pacer *pacer, bool is_delta)
{
	struct reader_step step = {
		.index = name,
		.key_name = index->key_name,
		.key_type = index->key_type,
		.absent = index->absent,
		.shadow = index->shows_shadow ? poller->table.shadow : NULL,
		.pacer = pacer,
	};
	if (is_delta) {
		set_since(poller, index->poll_type, &step);
	}
	return step;
}

/* The sessions of one state, where another attribute than isActive keys the index: all one pass. */
static void add_shadow_index(struct poller *poller, struct reader *reader, struct reader_step *step,
	enum session_active active)
{
	const char *keys[VOCABULARY_MAX_TEXTS];
	size_t count = vocabulary_keys(&poller->vocabulary, active, keys);
	step->pass.encodings = UINT32_MAX;
	for (size_t i = 0; i < count; i++) {
		step->key_value = keys[i];
		reader_add(reader, step);
		step->continues_pass = true;
	}
}

/* The sessions of the active index that are active, or those that are not: a pass a spelling. */
static void add_active_index(
	struct poller *poller, struct reader *reader, enum session_active active, bool is_delta)
{
	struct reader_step step = index_step(poller, &poller->table.active,
		poller->settings->index_active, &poller->active_pacer, is_delta);
	step.pass.cover = COVER_ENCODING;
	step.pass.active = (uint8_t)active;
	if (poller->table.shadow[0]) {
		add_shadow_index(poller, reader, &step, active);
		return;
	}
	uint32_t encodings = index_encodings(poller);
	const struct session_encoding *encoding;
	for (unsigned i = 1; (encoding = session_encoding(poller->vocabulary.own, i)) != NULL;
		i++) {
		if (encodings & 1u << i) {
			step.key_value = active == ACTIVE_ON ? encoding->on : encoding->off;
			step.pass.encodings = 1u << i;
			reader_add(reader, &step);
		}
	}
}

static void add_service(
	struct poller *poller, struct reader *reader, uint32_t service, bool is_delta)
{
	struct reader_step step = index_step(poller, &poller->table.service,
		poller->settings->index_service, &poller->service_pacer, is_delta);
	step.key_value = fleet_service_name(poller->fleet, service);
	step.pass.cover = COVER_SERVICE;
	step.pass.service = service;
	reader_add(reader, &step);
}

static void add_services(struct poller *poller, struct reader *reader, bool is_delta)
{
	for (uint32_t i = 0; i < fleet_services_count(poller->fleet); i++) {
		add_service(poller, reader, i, is_delta);
	}
}

static void add_scan(struct poller *poller, struct reader *reader)
{
	struct reader_step step = {
		.shadow = poller->table.shadow[0] ? poller->table.shadow : NULL,
		.pacer = &poller->table_pacer,
		.pass = {.cover = COVER_ALL},
	};
	reader_add(reader, &step);
}

/* --- Readers ----------------------------------------------------------------------------- */

static void clear_reader(struct poller *poller, struct reader *reader)
{
	poller->spent_read_units += reader->read_units;
	reader_clear(reader);
}

static bool is_running(const struct reader *reader)
{
	return reader->state == READER_RUNNING;
}

static int64_t advance_reader(struct poller *poller, struct reader *reader)
{
	const struct reader *readers[] = {&poller->sweep, &poller->paused, &poller->tick,
		&poller->relook, &poller->focus, &poller->reconcile};
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

static double find_rate(const struct poller *poller)
{
	return poller->source == SOURCE_ACTIVE_INDEX    ? poller->active_pacer.rate
	       : poller->source == SOURCE_SERVICE_INDEX ? poller->service_pacer.rate
							: poller->table_pacer.rate;
}

/* An index that has only the active sessions would make the paused ones look gone. */
static bool has_all_in_active_index(const struct poller *poller)
{
	return poller->table.active.is_usable &&
	       (!poller->table.shadow[0] || vocabulary_is_dense(&poller->vocabulary));
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
	clear_reader(poller, &poller->sweep);
	clear_reader(poller, &poller->paused); /* its pages were the last sweep's */
	poller->source = choose_source(poller);
	switch (poller->source) {
	case SOURCE_ACTIVE_INDEX:
		add_active_index(poller, &poller->sweep, ACTIVE_ON, false);
		break;
	case SOURCE_SERVICE_INDEX:
		add_services(poller, &poller->sweep, false);
		break;
	case SOURCE_SCAN:
	case SOURCE_NONE:
		add_scan(poller, &poller->sweep);
		break;
	}
	poller->is_sweep_due = false;
	poller->sweep.reserve = poller->has_swept ? find_rate(poller) * RESERVE_S : 0;
	reader_begin(&poller->sweep);
	poller->pages_published = 0;
}

static void begin_paused(struct poller *poller)
{
	clear_reader(poller, &poller->paused);
	add_active_index(poller, &poller->paused, ACTIVE_OFF, false);
	poller->paused.reserve = poller->active_pacer.rate * RESERVE_S;
	reader_begin(&poller->paused);
}

static void finish_reconcile(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	poller->reconciled_mono_ms = now;
	poller->reconcile_refusal[0] = '\0';
	poller->next_reconcile_mono_ms = now + poller->settings->reconcile_ms;
	poller->is_dirty = true;
}

/* The data are as of now, as far as the read that has just ended shows them. */
static void succeed(struct poller *poller, const struct reader *reader)
{
	int64_t now = clock_mono_ms();
	poller->took_ms = now - reader->begun_mono_ms;
	poller->refresh_read_units = reader->read_units;
	poller->asof_ms = ddb_server_ms(poller->ddb);
	poller->asof_mono_ms = now;
	poller->watermark_ms = reader->begun_ms;
	poller->next_tick_mono_ms = now + poller->interval_ms;
	poller->failures = 0;
	poller->is_focus_due = poller->focus_service;
	error_clear(&poller->error);
	opened_refresh(&poller->opened);
	filler_ask_again(&poller->filler);
	fleet_flush_changes(poller->fleet, poller->asof_ms);
	fleet_sample(poller->fleet, poller->asof_ms);
}

/* Every session has been seen. */
static void finish_sweeping(struct poller *poller)
{
	poller->swept_mono_ms = poller->sweep.begun_mono_ms;
	poller->ticks = 0;
	fleet_watch(poller->fleet);
	if (poller->source == SOURCE_SCAN) {
		finish_reconcile(poller);
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
	if (is_running(&poller->sweep)) {
		return advance_reader(poller, &poller->sweep);
	}
	if (is_running(&poller->paused)) {
		return advance_reader(poller, &poller->paused);
	}
	if (!poller->is_sweep_due) {
		return INT64_MAX;
	}
	if (now < poller->retry_mono_ms) {
		return poller->retry_mono_ms - now;
	}
	begin_sweep(poller);
	return advance_reader(poller, &poller->sweep);
}

/* --- Ticks ------------------------------------------------------------------------------- */

static void begin_tick(struct poller *poller)
{
	clear_reader(poller, &poller->tick);
	if (poller->source == SOURCE_ACTIVE_INDEX) {
		add_active_index(poller, &poller->tick, ACTIVE_ON, true);
		add_active_index(poller, &poller->tick, ACTIVE_OFF, true);
	} else {
		add_services(poller, &poller->tick, true);
	}
	reader_begin(&poller->tick);
}

static void settle_tick(struct poller *poller)
{
	if (take_end(poller, &poller->tick) != READER_DONE) {
		return;
	}
	succeed(poller, &poller->tick);
	poller->is_relook_due = true;
	if (++poller->ticks >= poller->settings->full_every) {
		poller->is_sweep_due = true;
	}
}

static int64_t advance_tick(struct poller *poller, int64_t now)
{
	if (is_running(&poller->tick)) {
		return advance_reader(poller, &poller->tick);
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
		/* Nothing tells what was polled since, or it must be read elsewhere now: all again. */
		poller->is_sweep_due |= !is_running(&poller->sweep) && !is_running(&poller->paused);
		poller->next_tick_mono_ms = now + poller->interval_ms;
		return 0;
	}
	begin_tick(poller);
	return advance_reader(poller, &poller->tick);
}

/* --- Those who moved, after each tick ------------------------------------------------------ */

/* Makes steps read one side of the cut. */
static void set_part(
	const struct poller *poller, struct reader *reader, size_t from, size_t to, bool is_until)
{
	bool is_service = poller->source == SOURCE_SERVICE_INDEX;
	int64_t latest_ms = (poller->watermark_ms - OVERLAP_MS) / 1000 * 1000;
	int64_t cut_ms = is_service ? latest_ms : fleet_find_cut(poller->fleet, latest_ms);
	for (size_t i = from; i < to; i++) {
		struct reader_step *step = &reader->steps[i];
		step->since_type = is_service ? poller->table.service.poll_type
					      : poller->table.active.poll_type;
		step->is_until = is_until;
		step->part_ms = cut_ms;
		vocabulary_format_since(&poller->vocabulary, step->since_type, cut_ms, step->since);
	}
}

/*
 * A tick shows who was polled. Who is paused or resumed by others was not: it goes, with its old lastPollAt,
 * from one partition of the active index to the other. Where it comes to, it is on the seldom side of a cut through
 * lastPollAt, active and stale or paused and lately polled, or it has left that side, and few are
 * there: so after each tick both partitions are read on that side, for a share of the budget at most. Who is
 * not where it was is read itself. Without that index only the stalest are read again.
 */
static void begin_relook(struct poller *poller)
{
	struct reader *relook = &poller->relook;
	clear_reader(poller, relook);
	if (poller->source == SOURCE_ACTIVE_INDEX) {
		add_active_index(poller, relook, ACTIVE_ON, false);
		size_t count = relook->steps_count;
		add_active_index(poller, relook, ACTIVE_OFF, false);
		set_part(poller, relook, 0, count, true);
		set_part(poller, relook, count, relook->steps_count, false);
	} else {
		add_services(poller, relook, false);
		set_part(poller, relook, 0, relook->steps_count, true);
	}
	double budget = find_rate(poller) * (double)poller->interval_ms / 1000 * RELOOK_SHARE;
	relook->max_step_units = budget / (double)(relook->steps_count + 1);
	relook->reserve = find_rate(poller) * RESERVE_S;
	reader_begin(relook);
}

static void settle_relook(struct poller *poller)
{
	if (take_end(poller, &poller->relook) == READER_DONE) {
		fleet_flush_changes(poller->fleet, ddb_server_ms(poller->ddb));
	}
}

static int64_t advance_relook(struct poller *poller)
{
	if (is_running(&poller->relook)) {
		return advance_reader(poller, &poller->relook);
	}
	/* A sweep shows the same and more. */
	if (!poller->is_relook_due || is_running(&poller->sweep) || is_running(&poller->tick)) {
		return INT64_MAX;
	}
	poller->is_relook_due = false;
	if (!vocabulary_sorts_by_time(&poller->vocabulary)) {
		return INT64_MAX;
	}
	begin_relook(poller);
	return advance_reader(poller, &poller->relook);
}

/* --- Beside them ------------------------------------------------------------------------- */

static void clear_focus_error(struct poller *poller)
{
	error_clear(&poller->focus_error);
	poller->is_dirty = true;
}

static void settle_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;
	if (focus->state == READER_IDLE || focus->state == READER_RUNNING) {
		return;
	}
	if (focus->state == READER_FAILED) {
		poller->focus_reads = 0;
	}
	if (focus->state == READER_FAILED && poller->focus_service) {
		if (poller->focus_error.kind != focus->err.kind) {
			poller->focus_error_mono_ms = clock_mono_ms();
		}
		poller->focus_error = focus->err;
	} else {
		error_clear(&poller->focus_error);
	}
	focus->state = READER_IDLE;
	poller->is_dirty = true;
}

/*
 * The service on the screen through its own index, which also has the sessions without a readable
 * isActive: after each tick what was polled since, whole at first and as often as all is swept.
 */
static int64_t advance_focus(struct poller *poller)
{
	struct reader *focus = &poller->focus;
	if (is_running(focus)) {
		return advance_reader(poller, focus);
	}
	if (!poller->is_focus_due || !poller->has_swept || is_running(&poller->tick)) {
		return INT64_MAX;
	}
	poller->is_focus_due = false;
	if (poller->source != SOURCE_ACTIVE_INDEX || !poller->table.service.is_usable) {
		clear_focus_error(poller);
		return INT64_MAX;
	}
	clear_reader(poller, focus);
	uint32_t service = fleet_service(poller->fleet, poller->focus_service);
	add_service(poller, focus, service, poller->focus_reads > 0);
	poller->focus_reads = (poller->focus_reads + 1) % poller->settings->full_every;
	reader_begin(focus);
	return advance_reader(poller, focus);
}

static void fail_reconcile(struct poller *poller, int64_t now)
{
	const struct error *err = &poller->reconcile.err;
	text_sanitize(err->text, poller->reconcile_refusal, sizeof(poller->reconcile_refusal));
	poller->next_reconcile_mono_ms =
		now +
		(error_is_transient(err) ? poller->interval_ms : poller->settings->reconcile_ms);
	poller->is_dirty = true;
}

static void settle_reconcile(struct poller *poller)
{
	struct reader *reconcile = &poller->reconcile;
	if (reconcile->state == READER_DONE) {
		finish_reconcile(poller);
		fleet_flush_changes(poller->fleet, ddb_server_ms(poller->ddb));
		reconcile->state = READER_IDLE;
	} else if (reconcile->state == READER_FAILED) {
		fail_reconcile(poller, clock_mono_ms());
		reconcile->state = READER_IDLE;
	}
}

/* The sessions that are in no index, by a Scan of the base table, at leisure. */
static int64_t advance_reconcile(struct poller *poller, int64_t now)
{
	struct reader *reconcile = &poller->reconcile;
	if (is_running(reconcile)) {
		return advance_reader(poller, reconcile);
	}
	if (poller->swept_mono_ms < 0 ||
		(poller->settings->reconcile_ms == 0 && !poller->is_reconcile_wanted)) {
		return INT64_MAX;
	}
	if (now < poller->next_reconcile_mono_ms && !poller->is_reconcile_wanted) {
		return poller->next_reconcile_mono_ms - now;
	}
	poller->is_reconcile_wanted = false;
	clear_reader(poller, reconcile);
	add_scan(poller, reconcile);
	reader_begin(reconcile);
	poller->is_dirty = true;
	return advance_reader(poller, reconcile);
}

/* --- All of it --------------------------------------------------------------------------- */

int64_t plan_advance(struct poller *poller)
{
	int64_t now = clock_mono_ms();
	/* Before the opened session, which is read again after a write. */
	int64_t writing_ms = writing_advance(poller);
	setup_advance(poller);
	/* First what has ended, for that may make anything due. */
	settle_sweep(poller);
	settle_tick(poller);
	settle_relook(poller);
	settle_focus(poller);
	settle_reconcile(poller);
	int64_t wait_ms = earlier(writing_ms, opened_advance(&poller->opened));
	if (now < poller->retry_mono_ms) {
		wait_ms = earlier(wait_ms, poller->retry_mono_ms - now);
	}
	if (poller->has_table) {
		wait_ms = earlier(wait_ms, advance_tick(poller, now));
		wait_ms = earlier(wait_ms, advance_relook(poller));
		wait_ms = earlier(wait_ms, advance_sweep(poller, now));
		wait_ms = earlier(wait_ms, advance_focus(poller));
		wait_ms = earlier(wait_ms, advance_reconcile(poller, now));
		wait_ms = earlier(wait_ms, filler_advance(&poller->filler, poller->focus_service));
	}
	return wait_ms;
}

void plan_set_focus(struct poller *poller, const char *service)
{
	poller->focus_service =
		service ? fleet_service_name(poller->fleet, fleet_service(poller->fleet, service))
			: NULL;
	poller->is_focus_due = service;
	poller->focus_reads = 0;
	clear_focus_error(poller);
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

void plan_reconcile_now(struct poller *poller)
{
	poller->is_reconcile_wanted = true;
}
