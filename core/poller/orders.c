/* SPDX-License-Identifier: MIT */
#include "poller/orders.h"

#include "clock.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* While an order is under way its progress is shown so often. */
#define SHOW_EVERY_MS 1000

/* What a flip of isActive takes: a put, or in an index whose key it is a delete and a put. */
#define TABLE_UNITS         1.0
#define ACTIVE_INDEX_UNITS  2.0
#define SERVICE_INDEX_UNITS 1.0

void orders_init(struct poller *poller, struct ddb *ddb)
{
	const struct settings *settings = poller->settings;
	struct audit_place place = {
		.table = settings->table,
		.region = poller->endpoint.region,
		.endpoint = poller->endpoint.url,
		.is_read_only = settings->read_only || settings->once,
		.has_syslog = settings->audit_syslog,
		.own_encodings = &settings->own_encodings,
	};

	poller->audit = audit_new(&place);
	unfinished_init(&poller->unfinished, ddb, poller->audit, settings->table);
	if (place.is_read_only) {
		return;
	}
	struct writer_place writer_place = {
		.ddb = ddb,
		.fleet = poller->fleet,
		.table = settings->table,
		.spelling = &poller->spelling,
		.audit = poller->audit,
	};

	poller->writer = writer_new(&writer_place);
	writer_set_armed(poller->writer, settings->arm_for_ms == 0);
}

void orders_fini(struct poller *poller)
{
	command_free_all(&poller->orders);
	order_run_fini(&poller->order_run);
	writer_free(poller->writer);
	audit_free(poller->audit);
}

/* The next order, once the one before it is over. */
static void begin_order(struct poller *poller)
{
	bool has_turn = poller->writer && !order_run_is_running(&poller->order_run);

	if (!has_turn || !poller->orders.first) {
		return;
	}
	struct command *command = command_take(&poller->orders);

	order_run_begin(&poller->order_run, command->order);
	command->order = NULL;
	command_free(command);
	poller->is_dirty = true;
}

void orders_add(struct poller *poller, struct command *command)
{
	poller->orders_taken++;
	command_add(&poller->orders, command);
	/* At once, so that a stop right behind it finds something to stop. */
	begin_order(poller);
}

/*
 * What was refused and is held until there are other keys is not on its way any more. At once, for
 * the keys may be the next that comes.
 */
static void let_go_of_unwanted(struct poller *poller)
{
	bool is_wanted = !poller->order_run.is_stopping && writer_is_armed(poller->writer);

	if (poller->order_run.is_in_flight && !is_wanted) {
		ddb_fail_waiting(poller->ddb, NULL);
	}
}

void orders_stop(struct poller *poller)
{
	command_free_all(&poller->orders);
	order_run_stop(&poller->order_run, "you stopped it");
	if (poller->writer) {
		let_go_of_unwanted(poller);
	}
	poller->is_dirty = true;
}

void orders_resume(struct poller *poller)
{
	poller->orders_taken++;
	order_run_resume(&poller->order_run, clock_mono_ms());
	poller->is_dirty = true;
}

void orders_arm(struct poller *poller, bool is_armed)
{
	if (poller->writer) {
		writer_set_armed(poller->writer, is_armed);
		let_go_of_unwanted(poller);
		poller->is_dirty = true;
	}
}

const char *orders_refusal(const struct poller *poller)
{
	if (!poller->writer) {
		return poller->settings->read_only ? "started with --read-only"
						   : "not connected yet";
	}
	const char *refusal = writer_refusal(poller->writer);

	return refusal[0]                 ? refusal
	       : !poller->has_table       ? "the table was not described yet"
	       : !poller->table.can_write ? poller->table.write_refusal
					  : poller->shadow_refusal;
}

static double least_rate(double rate, double capacity)
{
	return capacity > 0 && capacity < rate ? capacity : rate;
}

/* The table or index in which a write takes the longest share of a second. */
static void find_pace(struct poller *poller)
{
	const struct table_description *table = &poller->table;
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
		double rate = least_rate(poller->settings->write_rate, targets[i].capacity);

		if (targets[i].is_touched &&
			targets[i].units / rate > slowest_units / slowest_rate) {
			slowest_units = targets[i].units;
			slowest_rate = rate;
		}
	}
	order_run_set_pace(&poller->order_run, slowest_units, slowest_rate);
}

/* What a result means beyond its session. */
static void take_result(struct poller *poller, const struct write_result *result)
{
	if (result->outcome == WRITE_SENT) {
		return;
	}
	if (result->outcome == WRITE_FAILED && result->error.kind == ERROR_DENIED) {
		char text[sizeof(result->error.text) + 50];

		snprintf(text, sizeof(text), "read-only since a write was refused: %s",
			result->error.text);
		writer_deny(poller->writer, text);
	}
	open_session_refresh(&poller->open_session);
	if (poller->order_run.is_in_flight) {
		order_run_take(&poller->order_run, result, writer_write_units(poller->writer),
			clock_mono_ms());
	}
}

static void settle(struct poller *poller)
{
	const struct write_result *result = writer_result(poller->writer);

	if (result->number == poller->write_number_seen) {
		return;
	}
	poller->write_number_seen = result->number;
	take_result(poller, result);
	bool is_shown_later = poller->order_run.phase == WRITES_RUNNING &&
			      poller->order_run.at > 0 &&
			      clock_mono_ms() - poller->published_mono_ms < SHOW_EVERY_MS;

	poller->is_dirty |= !is_shown_later;
}

/* Once it is known whose table it is. */
static void advance_unfinished(struct poller *poller)
{
	/* Whoever looks once does not look at that. */
	if (poller->has_table && !poller->settings->once) {
		audit_set_account(poller->audit, poller->table.account);
		unfinished_advance(&poller->unfinished);
	}
	poller->is_dirty |= poller->unfinished.is_changed;
	poller->unfinished.is_changed = false;
}

int64_t orders_advance(struct poller *poller)
{
	struct order_run *group = &poller->order_run;

	advance_unfinished(poller);
	if (!poller->writer) {
		command_free_all(&poller->orders);
		return INT64_MAX;
	}
	let_go_of_unwanted(poller);
	settle(poller);
	spelling_explain_refusal(
		&poller->spelling, poller->shadow_refusal, sizeof(poller->shadow_refusal));
	begin_order(poller);
	find_pace(poller);
	int64_t wait_ms = INT64_MAX;
	const struct write_target *key;

	while ((key = order_run_next(group, clock_mono_ms(), &wait_ms))) {
		const char *refusal = orders_refusal(poller);

		if (refusal[0]) {
			writer_refuse(poller->writer, key, refusal, group->order->number);
		} else {
			writer_toggle(
				poller->writer, key, group->order->reason, group->order->number);
		}
		settle(poller);
	}
	int64_t settle_ms = writer_advance(poller->writer);

	return settle_ms < wait_ms ? settle_ms : wait_ms;
}

void orders_copy(struct poller *poller, struct arena *arena, struct snapshot *snapshot)
{
	struct poll_status *status = &snapshot->status;
	const char *refusal = orders_refusal(poller);

	status->can_write = !refusal[0];
	status->is_disarmed = poller->writer && !writer_is_armed(poller->writer);
	text_sanitize(refusal, status->write_refusal, sizeof(status->write_refusal));
	if (poller->audit) {
		audit_copy(poller->audit, arena, snapshot);
	}
	if (!poller->writer) {
		snapshot->write_progress.taken = poller->orders_taken;
		return;
	}
	struct write_result *write = &snapshot->write_result;

	*write = *writer_result(poller->writer);
	if (write->user_id) {
		write->user_id = arena_strdup(arena, write->user_id);
		write->service = arena_strdup(arena, write->service);
	}
	struct write_progress *writing = &snapshot->write_progress;

	order_run_describe(&poller->order_run, writing);
	writing->taken = poller->orders_taken;
	if (write->is_settling) {
		/* Until the item can be read, nothing goes on. */
		writing->phase = WRITES_WAITING;
		snprintf(writing->why, sizeof(writing->why), "an answer was lost: %.*s",
			(int)sizeof(writing->why) - 30, write->error.text);
	}
	if (writing->count > 0) {
		uint8_t *outcomes = arena_alloc(arena, writing->count);

		memcpy(outcomes, writing->outcomes, writing->count);
		writing->outcomes = outcomes;
	}
}
