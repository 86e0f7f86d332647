/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include "clock.h"
#include "item.h"
#include "request.h"
#include "schema.h"
#include "text.h"
#include "units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITE_TIMEOUT_MS 10000

/* The read that settles a lost answer is tried again after so long, and then twice as long. */
#define SETTLE_FIRST_MS 500
#define SETTLE_LAST_MS  8000

struct writer {
	struct writer_place place;
	bool is_armed;
	char refusal[300]; /* "" if it may write */

	/* The write under way, or the last. */
	struct write_order *order; /* of one key: the copies of its strings */
	struct audit_write audited;
	bool is_busy;
	double write_units;
	struct write_result result;
	struct error lost; /* why there was no answer; ERROR_NONE: there was, or it is not over */
	unsigned settle_tries;
	int64_t settle_mono_ms; /* of the next read; -1: none is to come */
};

struct writer *writer_new(const struct writer_place *place)
{
	struct writer *writer = base_calloc(1, sizeof(*writer));
	writer->place = *place;
	writer->is_armed = true;
	writer->settle_mono_ms = -1;
	return writer;
}

void writer_free(struct writer *writer)
{
	if (writer) {
		write_order_free(writer->order);
		free(writer);
	}
}

void writer_deny(struct writer *writer, const char *why)
{
	text_sanitize(why, writer->refusal, sizeof(writer->refusal));
}

void writer_set_armed(struct writer *writer, bool is_armed)
{
	writer->is_armed = is_armed;
}

bool writer_is_armed(const struct writer *writer)
{
	return writer->is_armed;
}

const char *writer_refusal(const struct writer *writer)
{
	if (writer->refusal[0]) {
		return writer->refusal;
	}
	return writer->is_armed ? audit_refusal(writer->place.audit)
				: "writes are not armed: press w first";
}

bool writer_is_busy(const struct writer *writer)
{
	return writer->is_busy;
}

const struct write_result *writer_result(const struct writer *writer)
{
	return &writer->result;
}

double writer_write_units(const struct writer *writer)
{
	return writer->write_units;
}

/* The key of the write under way. */
static const struct write_key *key_of(const struct writer *writer)
{
	return &writer->order->keys[0];
}

static const struct session_encoding *find_encoding(
	const struct writer *writer, const struct write_key *key)
{
	return session_encoding(writer->place.vocabulary->own, key->encoding);
}

/* How the encoding spells a state. */
static const char *spell(const struct session_encoding *encoding, enum session_active active)
{
	return active == ACTIVE_ON ? encoding->on : encoding->off;
}

/* What the audit log says beside the outcome. */
static const char *detail_of(const struct writer *writer)
{
	const struct write_result *result = &writer->result;
	switch (result->outcome) {
	case WRITE_CONFLICT:
		return result->now;
	case WRITE_FAILED:
	case WRITE_UNKNOWN:
		return result->error.text;
	case WRITE_DONE:
		return writer->lost.kind ? "its answer was lost; a read has shown it" : "";
	case WRITE_NONE:
	case WRITE_SENT:
	case WRITE_GONE:
	case WRITE_OUTCOME_COUNT:
		break;
	}
	return "";
}

static void settle(struct writer *writer, enum write_outcome outcome, const char *request_id)
{
	struct error err;
	bool was_tried = writer->audited.id[0] || outcome != WRITE_FAILED;
	fleet_hold_active(writer->place.fleet, key_of(writer)->user_id, key_of(writer)->service, false);
	writer->result.outcome = outcome;
	writer->result.is_settling = false;
	writer->result.number++;
	writer->is_busy = false;
	/* Without its line the intent stays open, and the log refuses the next. */
	if (was_tried && !audit_conclude(writer->place.audit, &writer->audited, outcome, request_id,
				 detail_of(writer), &err)) {
		writer->result.error = err;
	}
}

static void settle_with_error(
	struct writer *writer, enum write_outcome outcome, const struct error *err)
{
	writer->result.error = *err;
	settle(writer, outcome, err->request_id);
}

/* Who is known to have made it what it is now, since it was as the screen has shown it. */
static void find_who(struct writer *writer, enum session_active active)
{
	struct write_result *result = &writer->result;
	const struct write_key *key = key_of(writer);
	int64_t skew_ms = ddb_server_ms(writer->place.ddb) - clock_wall_ms(), seen_ms;
	/* The index may have shown what was so no more. */
	int64_t since_ms = key->seen_ms - skew_ms - FLEET_PENDING_MS;
	if (audit_find(writer->place.audit, key->user_id, key->service, active, since_ms,
		    result->by, sizeof(result->by))) {
		return;
	}
	if (fleet_find_flip(writer->place.fleet, key->user_id, key->service, active, &seen_ms) &&
		seen_ms >= key->seen_ms) {
		char when[UNITS_TEXT_SIZE];
		units_format_clock(seen_ms, ddb_server_ms(writer->place.ddb), when);
		snprintf(result->by, sizeof(result->by), "elsewhere, seen at %s", when);
	}
}

/* The condition did not hold: says what the item is now, and shows it in the fleet. */
static void settle_conflict(struct writer *writer, const struct json *item, const char *request_id)
{
	const struct write_key *key = key_of(writer);
	struct fleet *fleet = writer->place.fleet;
	struct item_row row;
	if (!json_first(item)) {
		fleet_remove(fleet, key->user_id, key->service);
		settle(writer, WRITE_GONE, request_id);
		return;
	}
	item_describe_active(item, writer->result.now, sizeof(writer->result.now));
	if (item_decode(item, writer->place.vocabulary->own, 0, &row)) {
		find_who(writer, row.session.active);
		/* Read consistently, so it is believed over a write of ours that is still pending. */
		fleet_forget_write(fleet, key->user_id, key->service);
		fleet_put(fleet, &row, ddb_server_ms(writer->place.ddb));
	}
	settle(writer, WRITE_CONFLICT, request_id);
}

static void settle_done(struct writer *writer, const char *request_id)
{
	const struct write_key *key = key_of(writer);
	fleet_set_active(writer->place.fleet, key->user_id, key->service, writer->result.wanted,
		ddb_server_ms(writer->place.ddb) + FLEET_PENDING_MS);
	settle(writer, WRITE_DONE, request_id);
}

static void on_item_now(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	if (reply) {
		settle_conflict(writer, json_get(reply, "Item"), err->request_id);
	} else {
		/* That the condition failed is certain; only what is there now is not. */
		snprintf(writer->result.now, sizeof(writer->result.now), "unknown (%s)",
			error_kind_word(err->kind));
		settle(writer, WRITE_CONFLICT, err->request_id);
	}
}

static void ask_item(struct writer *writer, ddb_done_fn *done)
{
	struct buf body = {0};
	struct request_key key = {key_of(writer)->user_id, key_of(writer)->service};
	request_get_item(&body, writer->place.table, &key);
	ddb_call(writer->place.ddb, "GetItem", &body, WRITE_TIMEOUT_MS, done, writer);
	buf_fini(&body);
}

/* --- A lost answer ------------------------------------------------------------------------- */

/* Whether it was written: nothing is said before a read has told. */
static void settle_lost(struct writer *writer, const struct json *item)
{
	const struct write_key *key = key_of(writer);
	const struct session_encoding *encoding = find_encoding(writer, key);
	if (item_has_value(
		    item, SCHEMA_ACTIVE, encoding->type, spell(encoding, writer->result.wanted))) {
		settle_done(writer, "");
	} else if (item_has_value(item, SCHEMA_ACTIVE, encoding->type, spell(encoding, key->seen))) {
		settle_with_error(writer, WRITE_FAILED, &writer->lost);
	} else {
		settle_conflict(writer, item, "");
	}
}

static void settle_later(struct writer *writer)
{
	int64_t wait_ms = SETTLE_LAST_MS;
	if (writer->settle_tries < 4) {
		wait_ms = SETTLE_FIRST_MS << writer->settle_tries;
	}
	writer->settle_tries++;
	writer->settle_mono_ms = clock_mono_ms() + wait_ms;
}

static void on_settling_read(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	if (reply) {
		settle_lost(writer, json_get(reply, "Item"));
		return;
	}
	writer->result.error = *err;
	writer->result.number++;
	if (error_is_transient(err) || err->kind == ERROR_CREDENTIALS ||
		err->kind == ERROR_PROTOCOL) {
		settle_later(writer);
	} else {
		settle_with_error(writer, WRITE_UNKNOWN, err);
	}
}

static void begin_settling(struct writer *writer, const struct error *err)
{
	writer->lost = *err;
	writer->result.error = *err;
	writer->result.is_settling = true;
	writer->result.number++;
	writer->settle_tries = 0;
	writer->settle_mono_ms = clock_mono_ms();
}

int64_t writer_advance(struct writer *writer)
{
	if (writer->settle_mono_ms < 0) {
		return INT64_MAX;
	}
	int64_t wait_ms = writer->settle_mono_ms - clock_mono_ms();
	if (wait_ms > 0) {
		return wait_ms;
	}
	writer->settle_mono_ms = -1;
	ask_item(writer, on_settling_read);
	return INT64_MAX;
}

/* --- The write ----------------------------------------------------------------------------- */

/* The table and each index have a capacity of their own: what counts is the one that pays most. */
static double costliest(const struct json *reply)
{
	const struct json *capacity = json_get(reply, "ConsumedCapacity");
	double most = json_number(json_get(json_get(capacity, "Table"), "CapacityUnits"), 0);
	const struct json *index = json_first(json_get(capacity, "GlobalSecondaryIndexes"));
	for (; index; index = json_next(index)) {
		double units = json_number(json_get(index, "CapacityUnits"), 0);
		most = units > most ? units : most;
	}
	return most;
}

/* It was sent and may have been done, whatever the answer is. */
static bool is_lost(const struct error *err)
{
	return !err->is_unsent && (err->kind == ERROR_NETWORK || err->kind == ERROR_SERVICE ||
					  err->kind == ERROR_PROTOCOL);
}

static void on_written(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	const struct json *item = json_get(reply, "Item");
	writer->write_units = costliest(reply);
	if (err->kind == ERROR_NONE) {
		settle_done(writer, err->request_id);
	} else if (err->kind == ERROR_CONFLICT && json_first(item)) {
		settle_conflict(writer, item, err->request_id);
	} else if (err->kind == ERROR_CONFLICT) {
		/* Not every server gives the item back with a failed condition. */
		ask_item(writer, on_item_now);
	} else if (is_lost(err)) {
		begin_settling(writer, err);
	} else {
		settle_with_error(writer, WRITE_FAILED, err);
	}
}

/* Whether anything may be written, on the one way to the table. */
static bool may_write(struct writer *writer, struct error *err)
{
	const char *refusal = writer_refusal(writer);
	if (refusal[0]) {
		error_set(err, ERROR_CONFIG, "%s", refusal);
		return false;
	}
	return audit_intend(writer->place.audit, &writer->audited, err);
}

/* The only place that sends UpdateItem. */
static void send_update(struct writer *writer, const struct request_shadow *shadow)
{
	const struct write_key *key = key_of(writer);
	struct error err;
	if (!may_write(writer, &err)) {
		settle_with_error(writer, WRITE_FAILED, &err);
		return;
	}
	struct request_set_active set = {
		.table = writer->place.table,
		.key = {key->user_id, key->service},
		.type = writer->audited.type,
		.seen = writer->audited.from,
		.wanted = writer->audited.to,
		.shadow = shadow,
	};
	struct buf body = {0};
	request_set_active(&body, &set);
	ddb_call(writer->place.ddb, "UpdateItem", &body, WRITE_TIMEOUT_MS, on_written, writer);
	buf_fini(&body);
}

static void fail_for_shadow(struct writer *writer)
{
	struct error err;
	char why_not[300];
	vocabulary_refuse(writer->place.vocabulary, why_not, sizeof(why_not));
	error_set(&err, ERROR_VALIDATION, "%s",
		why_not[0] ? why_not : "the active index's key is of a type that was not expected");
	settle_with_error(writer, WRITE_FAILED, &err);
}

/* isActive is as the screen showed it: writes it, with the shadow. */
static void send_with_shadow(struct writer *writer, const struct json *item)
{
	const struct vocabulary *vocabulary = writer->place.vocabulary;
	const char *text = "", *wanted;
	const struct json *value = json_get(item, vocabulary->shadow);
	const char *type = item_value(value, &text);
	bool is_readable = !value || (type && text && strcmp(type, vocabulary->shadow_type) == 0);
	if (!is_readable || !vocabulary_find(vocabulary, writer->result.wanted, &wanted)) {
		fail_for_shadow(writer);
		return;
	}
	struct request_shadow shadow = {
		.name = vocabulary->shadow,
		.type = vocabulary->shadow_type,
		.seen = value ? text : "",
		.wanted = wanted,
	};
	send_update(writer, &shadow);
}

static void on_item_before(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	if (!reply) {
		settle_with_error(writer, WRITE_FAILED, err);
		return;
	}
	const struct json *item = json_get(reply, "Item");
	if (item_has_value(item, SCHEMA_ACTIVE, writer->audited.type, writer->audited.from)) {
		send_with_shadow(writer, item);
	} else {
		settle_conflict(writer, item, err->request_id);
	}
}

static void begin(
	struct writer *writer, const struct write_key *key, const char *reason, uint64_t order)
{
	struct write_order one = {.number = order, .reason = reason, .keys = NULL, .count = 1};
	struct write_key copied = *key;
	one.keys = &copied;
	write_order_free(writer->order);
	writer->order = write_order_copy(&one);
	key = key_of(writer);
	writer->is_busy = true;
	writer->write_units = 0;
	error_clear(&writer->lost);
	writer->result = (struct write_result){
		.number = writer->result.number + 1,
		.order = order,
		.outcome = WRITE_SENT,
		.user_id = key->user_id,
		.service = key->service,
		.wanted = key->seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON,
	};
	const struct session_encoding *encoding = find_encoding(writer, key);
	writer->audited = (struct audit_write){
		.user_id = key->user_id,
		.service = key->service,
		.type = encoding ? encoding->type : "S",
		.from = encoding ? spell(encoding, key->seen) : "",
		.to = encoding ? spell(encoding, writer->result.wanted) : "",
		.reason = writer->order->reason,
		.order = order,
	};
}

/* Nothing of it goes to the audit log, for nothing was tried. */
void writer_refuse(
	struct writer *writer, const struct write_key *key, const char *why, uint64_t order)
{
	begin(writer, key, "", order);
	error_set(&writer->result.error, ERROR_CONFIG, "%s", why);
	writer->result.outcome = WRITE_FAILED;
	writer->result.number++;
	writer->is_busy = false;
}

void writer_toggle(
	struct writer *writer, const struct write_key *key, const char *reason, uint64_t order)
{
	if (!find_encoding(writer, key) || key->seen == ACTIVE_UNKNOWN) {
		writer_refuse(writer, key,
			"isActive is stored in a way that cannot be written back", order);
		return;
	}
	begin(writer, key, reason, order);
	fleet_hold_active(writer->place.fleet, key_of(writer)->user_id, key_of(writer)->service, true);
	if (writer->place.vocabulary->shadow[0]) {
		ask_item(writer, on_item_before);
	} else {
		send_update(writer, NULL);
	}
}
