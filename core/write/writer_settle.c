/* SPDX-License-Identifier: MIT */
#include "write/writer_settle.h"

#include "clock.h"
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "dynamodb/response.h"
#include "model/schema.h"
#include "text.h"
#include "timestamp.h"

#include <stdio.h>
#include <string.h>

/* Delay before the read that settles a lost response is repeated. Doubles each time. */
#define SETTLE_FIRST_MS 500
#define SETTLE_LAST_MS  8000

const struct write_target *writer_settle_target(const struct writer_settle *write)
{
	return &write->order->targets[0];
}

void writer_settle_read_item(struct writer_settle *write, ddb_done_fn *done, void *user)
{
	const struct write_target *target = writer_settle_target(write);
	struct item_key key = {target->user_id, target->service};
	struct buf body = {0};

	request_get_item(&body, write->parts.table, &key);
	ddb_call(write->parts.ddb, "GetItem", &body, WRITER_TIMEOUT_MS, done, user);
}

/* --- The begin ----------------------------------------------------------------------------- */

/* True if the last write failed and this is another attempt at the same one. */
static bool is_another_attempt(
	const struct writer_settle *write, const struct write_target *target, uint64_t order)
{
	return write->result.outcome == WRITE_FAILED && write->result.order == order &&
	       strcmp(write->result.user_id, target->user_id) == 0 &&
	       strcmp(write->result.service, target->service) == 0;
}

/* The encoding's text for a state. */
static const char *encoded_text(const struct session_encoding *encoding, enum session_active active)
{
	return active == ACTIVE_ON ? encoding->on : encoding->off;
}

void writer_settle_begin(struct writer_settle *write, const struct write_target *target,
	const char *reason, uint64_t order)
{
	struct write_target only = *target;
	struct write_order one = {.number = order, .reason = reason, .targets = &only, .count = 1};
	enum session_active wanted = target->seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON;
	const struct session_encoding *encoding =
		session_encoding(write->parts.stored_format->own, target->encoding);

	/*
	 * An earlier attempt without a response may still be executed, although a read did not show
	 * it.
	 */
	write->may_come_late = is_another_attempt(write, target, order) &&
			       (write->may_come_late || write->lost.kind);
	write_order_free(write->order);
	write->order = write_order_copy(&one);
	target = writer_settle_target(write);
	write->is_busy = true;
	write->write_units = 0;
	error_clear(&write->lost);
	write->result = (struct write_result){
		.number = write->result.number + 1,
		.order = order,
		.outcome = WRITE_SENT,
		.user_id = target->user_id,
		.service = target->service,
		.wanted = wanted,
	};
	write->audited = (struct audit_write){
		.user_id = target->user_id,
		.service = target->service,
		.type = encoding ? encoding->type : "S",
		.from = encoding ? encoded_text(encoding, target->seen) : "",
		.to = encoding ? encoded_text(encoding, wanted) : "",
		.reason = write->order->reason,
		.order = order,
	};
}

/* --- The end ------------------------------------------------------------------------------- */

/* The detail for the audit log. */
static const char *detail_of(const struct writer_settle *write)
{
	const struct write_result *result = &write->result;

	switch (result->outcome) {
	case WRITE_CONFLICT:
		return result->now;
	case WRITE_FAILED:
	case WRITE_UNKNOWN:
		return result->error.text;
	case WRITE_WRITTEN:
		if (write->lost.kind) {
			return "the response was lost; a read shows that it was written";
		}
		return write->may_come_late
			       ? "an earlier attempt, whose response was lost, may have written it"
			       : "";
	case WRITE_PENDING:
	case WRITE_SENT:
	case WRITE_GONE:
	case WRITE_OUTCOME_COUNT:
		break;
	}
	return "";
}

static void settle(struct writer_settle *write, enum write_outcome outcome, const char *request_id)
{
	struct error err;
	bool was_tried = write->audited.id[0] || outcome != WRITE_FAILED;

	fleet_mark_writing(write->parts.fleet, writer_settle_target(write)->user_id,
		writer_settle_target(write)->service, false);
	write->result.outcome = outcome;
	write->result.is_settling = false;
	write->result.number++;
	write->is_busy = false;
	/* If this line cannot be written, the log refuses the next write. */
	if (was_tried &&
		!audit_conclude(write->parts.audit, &write->audited, outcome, request_id,
			detail_of(write), &err) &&
		write->result.error.kind == ERROR_NONE) {
		write->result.error = err;
	}
}

static void settle_with_error(
	struct writer_settle *write, enum write_outcome outcome, const struct error *err)
{
	write->result.error = *err;
	settle(write, outcome, err->request_id);
}

void writer_settle_fail(struct writer_settle *write, const struct error *err)
{
	settle_with_error(write, WRITE_FAILED, err);
}

/* Finds who changed isActive since it was shown, if that is known. */
static void find_writer(struct writer_settle *write, enum session_active active)
{
	struct write_result *result = &write->result;
	const struct write_target *target = writer_settle_target(write);
	int64_t skew_ms = ddb_server_ms(write->parts.ddb) - clock_wall_ms(), seen_ms;
	/* The index may lag behind the table. */
	int64_t since_ms = target->seen_ms - skew_ms - FLEET_PENDING_MS;

	if (audit_find(write->parts.audit, target->user_id, target->service, active, since_ms,
		    result->by, sizeof(result->by))) {
		return;
	}
	if (fleet_find_active_change(
		    write->parts.fleet, target->user_id, target->service, active, &seen_ms) &&
		seen_ms >= target->seen_ms) {
		char when[TIMESTAMP_SIZE];

		timestamp_format_short(seen_ms, ddb_server_ms(write->parts.ddb), when);
		snprintf(result->by, sizeof(result->by), "someone else before %s", when);
	}
}

static void settle_done(struct writer_settle *write, const char *request_id)
{
	const struct write_target *target = writer_settle_target(write);

	fleet_set_active(write->parts.fleet, target->user_id, target->service, write->result.wanted,
		ddb_server_ms(write->parts.ddb) + FLEET_PENDING_MS);
	settle(write, WRITE_WRITTEN, request_id);
}

/* Fails a write whose shadow attribute has changed although isActive has not. */
static void fail_changed_shadow(struct writer_settle *write)
{
	struct error err;
	char name[STORED_FORMAT_NAME_SIZE];

	text_sanitize(write->parts.stored_format->shadow, name, sizeof(name));
	if (name[0]) {
		error_set(&err, ERROR_VALIDATION,
			"isActive is as shown, but %s has changed meanwhile", name);
	} else {
		error_set(&err, ERROR_VALIDATION,
			"refused although isActive is as shown; it may have changed twice");
	}
	writer_settle_fail(write, &err);
}

static bool is_active(const struct writer_settle *write, const struct json *item, const char *text)
{
	return item_has_value(item, SCHEMA_ACTIVE, write->audited.type, text);
}

void writer_settle_conflict(
	struct writer_settle *write, const struct json *item, const char *request_id)
{
	const struct write_target *target = writer_settle_target(write);
	struct fleet *fleet = write->parts.fleet;
	struct item decoded;

	if (!json_first(item)) {
		fleet_remove(fleet, target->user_id, target->service, 0);
		settle(write, WRITE_GONE, request_id);
		return;
	}
	if (is_active(write, item, write->audited.from)) {
		fail_changed_shadow(write);
		return;
	}
	if (write->may_come_late && is_active(write, item, write->audited.to)) {
		settle_done(write, request_id);
		return;
	}
	item_describe_active(item, write->result.now, sizeof(write->result.now));
	if (item_decode(item, write->parts.stored_format->own, 0, &decoded)) {
		find_writer(write, decoded.session.active);
		/* A consistent read is more reliable than our own pending write. */
		fleet_forget_write(fleet, target->user_id, target->service);
		fleet_put(fleet, &decoded, ddb_server_ms(write->parts.ddb));
	}
	settle(write, WRITE_CONFLICT, request_id);
}

static void on_item_now(void *user, const struct json *response, const struct error *err)
{
	struct writer_settle *write = user;

	if (response) {
		writer_settle_conflict(write, json_get(response, "Item"), err->request_id);
	} else {
		/* The condition certainly failed; only the current value is unknown. */
		snprintf(write->result.now, sizeof(write->result.now), "unknown (%s)",
			error_kind_word(err->kind));
		settle(write, WRITE_CONFLICT, err->request_id);
	}
}

/* --- A lost response ----------------------------------------------------------------------- */

/* Decides by the item that was read whether the write was executed. */
static void settle_lost(struct writer_settle *write, const struct json *item)
{
	if (is_active(write, item, write->audited.to)) {
		settle_done(write, "");
	} else if (is_active(write, item, write->audited.from)) {
		writer_settle_fail(write, &write->lost);
	} else {
		writer_settle_conflict(write, item, "");
	}
}

static void settle_later(struct writer_settle *write)
{
	int64_t wait_ms = SETTLE_LAST_MS;

	if (write->settle_attempts < 4) {
		wait_ms = SETTLE_FIRST_MS << write->settle_attempts;
	}
	write->settle_attempts++;
	write->settle_mono_ms = clock_mono_ms() + wait_ms;
}

static void on_settling_read(void *user, const struct json *response, const struct error *err)
{
	struct writer_settle *write = user;

	if (response) {
		settle_lost(write, json_get(response, "Item"));
		return;
	}
	write->result.error = *err;
	write->result.number++;
	if (error_is_transient(err) || err->kind == ERROR_CREDENTIALS ||
		err->kind == ERROR_PROTOCOL) {
		settle_later(write);
	} else {
		settle_with_error(write, WRITE_UNKNOWN, err);
	}
}

static void begin_settling(struct writer_settle *write, const struct error *err)
{
	write->lost = *err;
	write->result.error = *err;
	write->result.is_settling = true;
	write->result.number++;
	write->settle_attempts = 0;
	write->settle_mono_ms = clock_mono_ms();
}

int64_t writer_settle_advance(struct writer_settle *write)
{
	if (write->settle_mono_ms < 0) {
		return INT64_MAX;
	}
	int64_t wait_ms = write->settle_mono_ms - clock_mono_ms();

	if (wait_ms > 0) {
		return wait_ms;
	}
	write->settle_mono_ms = -1;
	writer_settle_read_item(write, on_settling_read, write);
	return INT64_MAX;
}

/* --- The response -------------------------------------------------------------------------- */

/* True if the request was sent and may have been executed. */
static bool is_lost(const struct error *err)
{
	return !err->is_unsent && (err->kind == ERROR_NETWORK || err->kind == ERROR_SERVICE ||
					  err->kind == ERROR_PROTOCOL);
}

void writer_settle_response(void *user, const struct json *response, const struct error *err)
{
	struct writer_settle *write = user;
	const struct json *item = json_get(response, "Item");

	write->write_units = response_write_units(response);
	if (err->kind == ERROR_NONE) {
		write->may_come_late = false; /* the condition was true, so this attempt wrote it */
		settle_done(write, err->request_id);
	} else if (err->kind == ERROR_CONFLICT && json_first(item)) {
		writer_settle_conflict(write, item, err->request_id);
	} else if (err->kind == ERROR_CONFLICT) {
		/* Not every server returns the item if the condition fails. */
		writer_settle_read_item(write, on_item_now, write);
	} else if (is_lost(err)) {
		begin_settling(write, err);
	} else {
		writer_settle_fail(write, err);
	}
}
