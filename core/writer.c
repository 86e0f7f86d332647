/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include "item.h"
#include "request.h"
#include "schema.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define WRITE_TIMEOUT_MS 10000
/* An index that has not caught up after this long is believed rather than our write. */
#define PENDING_MS 60000

struct writer {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	char *user_id, *service;
	uint8_t encoding;
	bool is_busy;
	struct write_result result;
};

struct writer *writer_new(struct ddb *ddb, struct fleet *fleet, const char *table)
{
	struct writer *writer = base_calloc(1, sizeof(*writer));
	writer->ddb = ddb;
	writer->fleet = fleet;
	writer->table = table;
	return writer;
}

void writer_free(struct writer *writer)
{
	if (writer) {
		free(writer->user_id);
		free(writer->service);
		free(writer);
	}
}

bool writer_is_busy(const struct writer *writer)
{
	return writer->is_busy;
}

const struct write_result *writer_result(const struct writer *writer)
{
	return &writer->result;
}

static void settle(struct writer *writer, enum write_outcome outcome)
{
	writer->result.outcome = outcome;
	writer->result.number++;
	writer->is_busy = false;
}

static void settle_with_error(
	struct writer *writer, enum write_outcome outcome, const struct error *err)
{
	writer->result.error = *err;
	settle(writer, outcome);
}

/* isActive with its type, for people: S "false". */
static void describe_active(const struct json *item, char *text, size_t size)
{
	const char *value;
	const char *type = item_value(json_get(item, SCHEMA_ACTIVE), &value);
	if (!type) {
		snprintf(text, size, "missing");
		return;
	}
	char printable[40];
	text_sanitize(value ? value : "", printable, sizeof(printable));
	snprintf(text, size, "%s \"%s\"", type, printable);
}

/* The condition did not hold: says what the item is now, and shows it in the fleet. */
static void settle_conflict(struct writer *writer, const struct json *item)
{
	struct item_row row;
	if (!json_first(item)) {
		fleet_remove(writer->fleet, writer->user_id, writer->service);
		settle(writer, WRITE_GONE);
		return;
	}
	describe_active(item, writer->result.now, sizeof(writer->result.now));
	if (item_decode(item, &row)) {
		/* Read consistently, so it is believed over a write of ours that is still pending. */
		fleet_remove(writer->fleet, writer->user_id, writer->service);
		fleet_put(writer->fleet, &row, ddb_server_ms(writer->ddb));
	}
	settle(writer, WRITE_CONFLICT);
}

static void on_item_now(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	if (reply) {
		settle_conflict(writer, json_get(reply, "Item"));
	} else {
		/* That the condition failed is certain; only what is there now is not. */
		snprintf(writer->result.now, sizeof(writer->result.now), "unknown (%s)",
			error_kind_word(err->kind));
		settle(writer, WRITE_CONFLICT);
	}
}

/* Not every server gives the item back with a failed condition. */
static void ask_item_now(struct writer *writer)
{
	struct buf body = {0};
	request_get_item(&body, writer->table, writer->user_id, writer->service);
	ddb_call(writer->ddb, "GetItem", &body, WRITE_TIMEOUT_MS, on_item_now, writer);
	buf_fini(&body);
}

static void on_written(void *user, const struct json *reply, const struct error *err)
{
	struct writer *writer = user;
	const struct json *item = json_get(reply, "Item");
	if (err->kind == ERROR_NONE) {
		fleet_set_active(writer->fleet, writer->user_id, writer->service,
			writer->result.wanted, ddb_server_ms(writer->ddb) + PENDING_MS);
		settle(writer, WRITE_DONE);
	} else if (err->kind == ERROR_CONFLICT && json_first(item)) {
		settle_conflict(writer, item);
	} else if (err->kind == ERROR_CONFLICT) {
		ask_item_now(writer);
	} else if (err->kind == ERROR_NETWORK || err->kind == ERROR_SERVICE ||
		err->kind == ERROR_PROTOCOL) {
		settle_with_error(writer, WRITE_UNKNOWN, err);
	} else {
		settle_with_error(writer, WRITE_FAILED, err);
	}
}

/* The only place that sends UpdateItem. */
static void send_update(struct writer *writer, enum session_active seen)
{
	const struct session_encoding *encoding = session_encoding(writer->encoding);
	bool is_on = seen == ACTIVE_ON;
	struct request_set_active set = {
		.table = writer->table,
		.user_id = writer->user_id,
		.service = writer->service,
		.type = encoding->type,
		.seen = is_on ? encoding->on : encoding->off,
		.wanted = is_on ? encoding->off : encoding->on,
	};
	struct buf body = {0};
	request_set_active(&body, &set);
	ddb_call(writer->ddb, "UpdateItem", &body, WRITE_TIMEOUT_MS, on_written, writer);
	buf_fini(&body);
}

void writer_toggle(struct writer *writer, const char *user_id, const char *service,
	uint8_t encoding, enum session_active seen)
{
	free(writer->user_id);
	free(writer->service);
	writer->user_id = base_strdup(user_id);
	writer->service = base_strdup(service);
	writer->encoding = encoding;
	writer->is_busy = true;
	writer->result = (struct write_result){
		.number = writer->result.number + 1,
		.outcome = WRITE_SENT,
		.user_id = writer->user_id,
		.service = writer->service,
		.wanted = seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON,
	};
	if (!session_encoding(encoding) || seen == ACTIVE_UNKNOWN) {
		struct error err;
		error_set(&err, ERROR_VALIDATION,
			"isActive is stored in a way that cannot be written back");
		settle_with_error(writer, WRITE_FAILED, &err);
		return;
	}
	send_update(writer, seen);
}
