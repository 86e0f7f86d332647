/* SPDX-License-Identifier: MIT */
#include "write/writer.h"

#include "dynamodb/item.h"
#include "dynamodb/request.h"
#include "model/schema.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

struct writer *writer_new(const struct writer_parts *parts)
{
	struct writer *writer = base_calloc(1, sizeof(*writer));

	writer->write.parts = *parts;
	writer->write.settle_mono_ms = -1;
	writer->is_armed = true;
	return writer;
}

void writer_free(struct writer *writer)
{
	if (writer) {
		write_order_free(writer->write.order);
		free(writer);
	}
}

void writer_deny(struct writer *writer, const char *why)
{
	text_sanitize(why, writer->refusal, sizeof(writer->refusal));
}

const char *writer_refusal(const struct writer *writer)
{
	if (writer->refusal[0]) {
		return writer->refusal;
	}
	return writer->is_armed ? audit_refusal(writer->write.parts.audit)
				: "writes are not armed: press w first";
}

/* Checks whether writes are allowed. Every write passes here. */
static bool may_write(struct writer *writer, struct error *err)
{
	const char *refusal = writer_refusal(writer);

	if (refusal[0]) {
		return error_set(err, ERROR_CONFIG, "%s", refusal);
	}
	return audit_intend(writer->write.parts.audit, &writer->write.audited, err);
}

/* The only place that sends UpdateItem. */
static void send_update(struct writer *writer, const struct request_shadow *shadow)
{
	struct writer_settle *write = &writer->write;
	const struct write_target *target = writer_settle_target(write);
	struct error err;

	if (!may_write(writer, &err)) {
		writer_settle_fail(write, &err);
		return;
	}
	struct request_set_active set = {
		.table = write->parts.table,
		.key = {target->user_id, target->service},
		.type = write->audited.type,
		.seen = write->audited.from,
		.wanted = write->audited.to,
		.shadow = shadow,
	};
	struct buf body = {0};

	request_set_active(&body, &set);
	ddb_call(write->parts.ddb, "UpdateItem", &body, WRITER_TIMEOUT_MS, writer_settle_response,
		write);
}

/* --- With a shadow attribute ---------------------------------------------------------------- */

static void fail_unknown_shadow(struct writer *writer)
{
	struct error err;
	char why_not[300];

	stored_format_explain_refusal(writer->write.parts.stored_format, why_not, sizeof(why_not));
	error_set(&err, ERROR_VALIDATION, "%s",
		why_not[0] ? why_not : "the key of the active index has an unexpected type");
	writer_settle_fail(&writer->write, &err);
}

/* Writes isActive, which is still as shown, together with the shadow. */
static void send_with_shadow(struct writer *writer, const struct json *item)
{
	const struct stored_format *stored_format = writer->write.parts.stored_format;
	const char *text = "", *wanted;
	const struct json *value = json_get(item, stored_format->shadow);
	const char *type = item_value(value, &text);
	bool is_readable =
		!value || (type && text && strcmp(type, stored_format->shadow_type) == 0);

	if (!is_readable ||
		!stored_format_find(stored_format, writer->write.result.wanted, &wanted)) {
		fail_unknown_shadow(writer);
		return;
	}
	struct request_shadow shadow = {
		.name = stored_format->shadow,
		.type = stored_format->shadow_type,
		.seen = value ? text : "",
		.wanted = wanted,
	};

	send_update(writer, &shadow);
}

static void on_item_before(void *user, const struct json *response, const struct error *err)
{
	struct writer *writer = user;
	struct writer_settle *write = &writer->write;

	if (!response) {
		writer_settle_fail(write, err);
		return;
	}
	const struct json *item = json_get(response, "Item");

	if (item_has_value(item, SCHEMA_ACTIVE, write->audited.type, write->audited.from)) {
		send_with_shadow(writer, item);
	} else {
		writer_settle_conflict(write, item, err->request_id);
	}
}

/* --- Toggles ------------------------------------------------------------------------------- */

/* Not in the audit log, because nothing was attempted. */
void writer_refuse(
	struct writer *writer, const struct write_target *target, const char *why, uint64_t order)
{
	struct writer_settle *write = &writer->write;

	writer_settle_begin(write, target, "", order);
	error_set(&write->result.error, ERROR_CONFIG, "%s", why);
	write->result.outcome = WRITE_FAILED;
	write->result.number++;
	write->is_busy = false;
}

void writer_toggle(struct writer *writer, const struct write_target *target, const char *reason,
	uint64_t order)
{
	struct writer_settle *write = &writer->write;
	const struct stored_format *stored_format = write->parts.stored_format;

	if (!session_encoding(stored_format->own, target->encoding) ||
		target->seen == ACTIVE_UNKNOWN) {
		writer_refuse(writer, target,
			"isActive is stored in a form that beyatop cannot write", order);
		return;
	}
	writer_settle_begin(write, target, reason, order);
	fleet_mark_writing(write->parts.fleet, write->result.user_id, write->result.service, true);
	if (stored_format->shadow[0]) {
		writer_settle_read_item(write, on_item_before, writer);
	} else {
		send_update(writer, NULL);
	}
}
