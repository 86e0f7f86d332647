/* SPDX-License-Identifier: MIT */
#include "write/writer_settle.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "model/schema.h"
#include "text.h"
#include "timestamp.h"

#include <stdio.h>

/* The read that settles a lost answer is tried again after so long, and then twice as long. */
#define SETTLE_FIRST_MS 500
#define SETTLE_LAST_MS  8000

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
	case WRITE_WRITTEN:
		if (writer->lost.kind) {
			return "its answer was lost; a read has shown it";
		}
		return writer->may_come_late
			       ? "an earlier try, whose answer was lost, may have done it"
			       : "";
	case WRITE_PENDING:
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

	fleet_mark_writing(writer->place.fleet, writer_key(writer)->user_id,
		writer_key(writer)->service, false);
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

void outcome_fail(struct writer *writer, const struct error *err)
{
	settle_with_error(writer, WRITE_FAILED, err);
}

/* Who is known to have made it what it is now, since it was as the screen has shown it. */
static void find_who(struct writer *writer, enum session_active active)
{
	struct write_result *result = &writer->result;
	const struct write_target *key = writer_key(writer);
	int64_t skew_ms = ddb_server_ms(writer->place.ddb) - clock_wall_ms(), seen_ms;
	/* The index may have shown what was so no more. */
	int64_t since_ms = key->seen_ms - skew_ms - FLEET_PENDING_MS;

	if (audit_find(writer->place.audit, key->user_id, key->service, active, since_ms,
		    result->by, sizeof(result->by))) {
		return;
	}
	if (fleet_find_active_change(
		    writer->place.fleet, key->user_id, key->service, active, &seen_ms) &&
		seen_ms >= key->seen_ms) {
		char when[TIMESTAMP_SIZE];

		timestamp_format_short(seen_ms, ddb_server_ms(writer->place.ddb), when);
		snprintf(result->by, sizeof(result->by), "elsewhere, seen at %s", when);
	}
}

static void settle_done(struct writer *writer, const char *request_id)
{
	const struct write_target *key = writer_key(writer);

	fleet_set_active(writer->place.fleet, key->user_id, key->service, writer->result.wanted,
		ddb_server_ms(writer->place.ddb) + FLEET_PENDING_MS);
	settle(writer, WRITE_WRITTEN, request_id);
}

/* isActive is as the screen has shown it, but the attribute that is written along is not. */
static void fail_for_another(struct writer *writer)
{
	struct error err;
	char name[SPELLING_NAME_SIZE];

	text_sanitize(writer->place.spelling->shadow, name, sizeof(name));
	if (name[0]) {
		error_set(&err, ERROR_VALIDATION,
			"isActive is as shown, but %s was changed meanwhile", name);
	} else {
		error_set(&err, ERROR_VALIDATION,
			"refused, though isActive is as shown: was it changed twice meanwhile?");
	}
	outcome_fail(writer, &err);
}

static bool is_active(const struct writer *writer, const struct json *item, const char *text)
{
	return item_has_value(item, SCHEMA_ACTIVE, writer->audited.type, text);
}

/* Says what the item is now, and shows it in the fleet. */
void outcome_conflict(struct writer *writer, const struct json *item, const char *request_id)
{
	const struct write_target *key = writer_key(writer);
	struct fleet *fleet = writer->place.fleet;
	struct item decoded;

	if (!json_first(item)) {
		fleet_remove(fleet, key->user_id, key->service, 0);
		settle(writer, WRITE_GONE, request_id);
		return;
	}
	if (is_active(writer, item, writer->audited.from)) {
		fail_for_another(writer);
		return;
	}
	if (writer->may_come_late && is_active(writer, item, writer->audited.to)) {
		settle_done(writer, request_id);
		return;
	}
	item_describe_active(item, writer->result.now, sizeof(writer->result.now));
	if (item_decode(item, writer->place.spelling->own, 0, &decoded)) {
		find_who(writer, decoded.session.active);
		/* Read consistently, so it is believed over a write of ours that is still pending.
		 */
		fleet_forget_write(fleet, key->user_id, key->service);
		fleet_put(fleet, &decoded, ddb_server_ms(writer->place.ddb));
	}
	settle(writer, WRITE_CONFLICT, request_id);
}

static void on_item_now(void *user, const struct json *response, const struct error *err)
{
	struct writer *writer = user;

	if (response) {
		outcome_conflict(writer, json_get(response, "Item"), err->request_id);
	} else {
		/* That the condition failed is certain; only what is there now is not. */
		snprintf(writer->result.now, sizeof(writer->result.now), "unknown (%s)",
			error_kind_word(err->kind));
		settle(writer, WRITE_CONFLICT, err->request_id);
	}
}

/* --- A lost answer ------------------------------------------------------------------------- */

/* Whether it was written: nothing is said before a read has told. */
static void settle_lost(struct writer *writer, const struct json *item)
{
	if (is_active(writer, item, writer->audited.to)) {
		settle_done(writer, "");
	} else if (is_active(writer, item, writer->audited.from)) {
		outcome_fail(writer, &writer->lost);
	} else {
		outcome_conflict(writer, item, "");
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

static void on_settling_read(void *user, const struct json *response, const struct error *err)
{
	struct writer *writer = user;

	if (response) {
		settle_lost(writer, json_get(response, "Item"));
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
	writer_ask_item(writer, on_settling_read);
	return INT64_MAX;
}

/* --- The answer ---------------------------------------------------------------------------- */

/* The table and each index have a capacity of their own: what counts is the one that pays most. */
static double costliest(const struct json *response)
{
	const struct json *capacity = json_get(response, "ConsumedCapacity");
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

void outcome_on_written(void *user, const struct json *response, const struct error *err)
{
	struct writer *writer = user;
	const struct json *item = json_get(response, "Item");

	writer->write_units = costliest(response);
	if (err->kind == ERROR_NONE) {
		writer->may_come_late = false; /* the condition held: it was this try */
		settle_done(writer, err->request_id);
	} else if (err->kind == ERROR_CONFLICT && json_first(item)) {
		outcome_conflict(writer, item, err->request_id);
	} else if (err->kind == ERROR_CONFLICT) {
		/* Not every server gives the item back with a failed condition. */
		writer_ask_item(writer, on_item_now);
	} else if (is_lost(err)) {
		begin_settling(writer, err);
	} else {
		outcome_fail(writer, err);
	}
}
