/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include "item.h"
#include "request.h"
#include "schema.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITE_TIMEOUT_MS 10000
/* An index that has not caught up after this long is believed rather than our write. */
#define PENDING_MS 60000

struct writer {
	struct ddb *ddb;
	struct fleet *fleet;
	const char *table;
	const struct vocabulary *vocabulary;
	char *user_id, *service;
	uint8_t encoding;
	enum session_active seen;
	bool is_busy;
	struct write_result result;
};

struct writer *writer_new(struct ddb *ddb, struct fleet *fleet, const char *table,
	const struct vocabulary *vocabulary)
{
	struct writer *writer = base_calloc(1, sizeof(*writer));
	writer->ddb = ddb;
	writer->fleet = fleet;
	writer->table = table;
	writer->vocabulary = vocabulary;
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
	if (item_decode(item, writer->vocabulary->own, 0, &row)) {
		/* Read consistently, so it is believed over a write of ours that is still pending. */
		fleet_forget_write(writer->fleet, writer->user_id, writer->service);
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

static void ask_item(struct writer *writer, ddb_done_fn *done)
{
	struct buf body = {0};
	struct request_key key = {writer->user_id, writer->service};
	request_get_item(&body, writer->table, &key);
	ddb_call(writer->ddb, "GetItem", &body, WRITE_TIMEOUT_MS, done, writer);
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
		/* Not every server gives the item back with a failed condition. */
		ask_item(writer, on_item_now);
	} else if (!err->is_unsent && (err->kind == ERROR_NETWORK || err->kind == ERROR_SERVICE ||
					      err->kind == ERROR_PROTOCOL)) {
		settle_with_error(writer, WRITE_UNKNOWN, err);
	} else {
		settle_with_error(writer, WRITE_FAILED, err);
	}
}

/* How the encoding spells a state. */
static const char *spell(const struct session_encoding *encoding, enum session_active active)
{
	return active == ACTIVE_ON ? encoding->on : encoding->off;
}

static const struct session_encoding *find_encoding(const struct writer *writer)
{
	return session_encoding(writer->vocabulary->own, writer->encoding);
}

/* The only place that sends UpdateItem. */
static void send_update(struct writer *writer, const struct request_shadow *shadow)
{
	const struct session_encoding *encoding = find_encoding(writer);
	struct request_set_active set = {
		.table = writer->table,
		.key = {writer->user_id, writer->service},
		.type = encoding->type,
		.seen = spell(encoding, writer->seen),
		.wanted = spell(encoding, writer->result.wanted),
		.shadow = shadow,
	};
	struct buf body = {0};
	request_set_active(&body, &set);
	ddb_call(writer->ddb, "UpdateItem", &body, WRITE_TIMEOUT_MS, on_written, writer);
	buf_fini(&body);
}

/* True when the attribute has that type and text; "" stands for a missing one. */
static bool has_value(const struct json *item, const char *name, const char *type, const char *text)
{
	const char *found_text;
	const struct json *value = json_get(item, name);
	const char *found_type = item_value(value, &found_text);
	if (!value) {
		return !text[0];
	}
	return found_type && found_text && strcmp(found_type, type) == 0 &&
	       strcmp(found_text, text) == 0;
}

static void fail_for_shadow(struct writer *writer)
{
	struct error err;
	char why_not[300];
	vocabulary_refuse(writer->vocabulary, why_not, sizeof(why_not));
	error_set(&err, ERROR_VALIDATION, "%s",
		why_not[0] ? why_not : "the active index's key is of a type that was not expected");
	settle_with_error(writer, WRITE_FAILED, &err);
}

/* isActive is as the screen showed it: writes it, with the shadow. */
static void send_with_shadow(struct writer *writer, const struct json *item)
{
	const struct vocabulary *vocabulary = writer->vocabulary;
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
	const struct session_encoding *encoding = find_encoding(writer);
	if (has_value(item, SCHEMA_ACTIVE, encoding->type, spell(encoding, writer->seen))) {
		send_with_shadow(writer, item);
	} else {
		settle_conflict(writer, item);
	}
}

static void begin(
	struct writer *writer, const char *user_id, const char *service, enum session_active seen)
{
	free(writer->user_id);
	free(writer->service);
	writer->user_id = base_strdup(user_id);
	writer->service = base_strdup(service);
	writer->seen = seen;
	writer->is_busy = true;
	writer->result = (struct write_result){
		.number = writer->result.number + 1,
		.outcome = WRITE_SENT,
		.user_id = writer->user_id,
		.service = writer->service,
		.wanted = seen == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON,
	};
}

void writer_refuse(struct writer *writer, const char *user_id, const char *service,
	enum session_active seen, const char *why)
{
	struct error err;
	error_set(&err, ERROR_VALIDATION, "%s", why);
	begin(writer, user_id, service, seen);
	settle_with_error(writer, WRITE_FAILED, &err);
}

void writer_toggle(struct writer *writer, const char *user_id, const char *service,
	uint8_t encoding, enum session_active seen)
{
	if (!session_encoding(writer->vocabulary->own, encoding) || seen == ACTIVE_UNKNOWN) {
		writer_refuse(writer, user_id, service, seen,
			"isActive is stored in a way that cannot be written back");
		return;
	}
	begin(writer, user_id, service, seen);
	writer->encoding = encoding;
	if (writer->vocabulary->shadow[0]) {
		ask_item(writer, on_item_before);
	} else {
		send_update(writer, NULL);
	}
}
