/* SPDX-License-Identifier: MIT */
#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "model/schema.h"
#include "text.h"
#include "write/writer_settle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

const struct write_target *writer_key(const struct writer *writer)
{
	return &writer->order->targets[0];
}

static const struct session_encoding *find_encoding(
	const struct writer *writer, const struct write_target *key)
{
	return session_encoding(writer->place.spelling->own, key->encoding);
}

/* How the encoding spells a state. */
static const char *spell(const struct session_encoding *encoding, enum session_active active)
{
	return active == ACTIVE_ON ? encoding->on : encoding->off;
}

void writer_ask_item(struct writer *writer, ddb_done_fn *done)
{
	struct buf body = {0};
	struct request_key key = {writer_key(writer)->user_id, writer_key(writer)->service};

	request_get_item(&body, writer->place.table, &key);
	ddb_call(writer->place.ddb, "GetItem", &body, WRITER_TIMEOUT_MS, done, writer);
	buf_fini(&body);
}

/* --- The write ----------------------------------------------------------------------------- */

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
	const struct write_target *key = writer_key(writer);
	struct error err;

	if (!may_write(writer, &err)) {
		outcome_fail(writer, &err);
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
	ddb_call(writer->place.ddb, "UpdateItem", &body, WRITER_TIMEOUT_MS, outcome_on_written,
		writer);
	buf_fini(&body);
}

static void fail_for_shadow(struct writer *writer)
{
	struct error err;
	char why_not[300];

	spelling_explain_refusal(writer->place.spelling, why_not, sizeof(why_not));
	error_set(&err, ERROR_VALIDATION, "%s",
		why_not[0] ? why_not : "the active index's key is of a type that was not expected");
	outcome_fail(writer, &err);
}

/* isActive is as the screen showed it: writes it, with the shadow. */
static void send_with_shadow(struct writer *writer, const struct json *item)
{
	const struct spelling *spelling = writer->place.spelling;
	const char *text = "", *wanted;
	const struct json *value = json_get(item, spelling->shadow);
	const char *type = item_value(value, &text);
	bool is_readable = !value || (type && text && strcmp(type, spelling->shadow_type) == 0);

	if (!is_readable || !spelling_find(spelling, writer->result.wanted, &wanted)) {
		fail_for_shadow(writer);
		return;
	}
	struct request_shadow shadow = {
		.name = spelling->shadow,
		.type = spelling->shadow_type,
		.seen = value ? text : "",
		.wanted = wanted,
	};

	send_update(writer, &shadow);
}

static void on_item_before(void *user, const struct json *response, const struct error *err)
{
	struct writer *writer = user;

	if (!response) {
		outcome_fail(writer, err);
		return;
	}
	const struct json *item = json_get(response, "Item");

	if (item_has_value(item, SCHEMA_ACTIVE, writer->audited.type, writer->audited.from)) {
		send_with_shadow(writer, item);
	} else {
		outcome_conflict(writer, item, err->request_id);
	}
}

/* The last one failed, and is tried again. */
static bool is_again(const struct writer *writer, const struct write_target *key, uint64_t order)
{
	return writer->result.outcome == WRITE_FAILED && writer->result.order == order &&
	       strcmp(writer->result.user_id, key->user_id) == 0 &&
	       strcmp(writer->result.service, key->service) == 0;
}

static void begin(
	struct writer *writer, const struct write_target *key, const char *reason, uint64_t order)
{
	struct write_order one = {.number = order, .reason = reason, .targets = NULL, .count = 1};
	struct write_target copied = *key;

	one.targets = &copied;
	/* A try without an answer may yet be done, though a read did not show it. */
	writer->may_come_late =
		is_again(writer, key, order) && (writer->may_come_late || writer->lost.kind);
	write_order_free(writer->order);
	writer->order = write_order_copy(&one);
	key = writer_key(writer);
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
	struct writer *writer, const struct write_target *key, const char *why, uint64_t order)
{
	begin(writer, key, "", order);
	error_set(&writer->result.error, ERROR_CONFIG, "%s", why);
	writer->result.outcome = WRITE_FAILED;
	writer->result.number++;
	writer->is_busy = false;
}

void writer_toggle(
	struct writer *writer, const struct write_target *key, const char *reason, uint64_t order)
{
	if (!find_encoding(writer, key) || key->seen == ACTIVE_UNKNOWN) {
		writer_refuse(writer, key,
			"isActive is stored in a way that cannot be written back", order);
		return;
	}
	begin(writer, key, reason, order);
	fleet_mark_writing(writer->place.fleet, writer_key(writer)->user_id,
		writer_key(writer)->service, true);
	if (writer->place.spelling->shadow[0]) {
		writer_ask_item(writer, on_item_before);
	} else {
		send_update(writer, NULL);
	}
}
