/* SPDX-License-Identifier: MIT */
#include "server/server_calls.h"

#include "model/schema.h"
#include "server/server_expression.h"
#include "server/server_read.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define UNIT_BYTES       4096
#define MAX_BATCH_KEYS   100
#define MAX_BATCH_WRITES 25

bool server_calls_refuse(struct server_call *call, const char *code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(call->refusal.message, sizeof(call->refusal.message), format, args);
	va_end(args);
	call->refusal.code = code;
	return false;
}

const char *server_calls_string(const struct json *object, const char *name)
{
	const char *text = json_string(json_get(object, name));

	return text ? text : "";
}

bool server_calls_is_consistent(const struct json *request)
{
	return json_bool(json_get(request, "ConsistentRead")) == 1;
}

double server_calls_units(size_t bytes, bool is_consistent_read)
{
	size_t blocks = (bytes + UNIT_BYTES - 1) / UNIT_BYTES;

	return (double)(blocks ? blocks : 1) * (is_consistent_read ? 1.0 : 0.5);
}

/* {"TableName":…,"CapacityUnits":…} */
static void put_capacity(struct server_call *call, double units)
{
	buf_puts(&call->reply, "{\"TableName\":");
	text_put_json(&call->reply, call->table->name);
	buf_printf(&call->reply, ",\"CapacityUnits\":%.1f}", units);
}

static bool wants_capacity(const struct server_call *call)
{
	return strcmp(server_calls_string(call->request, "ReturnConsumedCapacity"), "TOTAL") == 0;
}

void server_calls_put_consumed(struct server_call *call, double units, const char *before)
{
	if (wants_capacity(call)) {
		buf_printf(&call->reply, "%s\"ConsumedCapacity\":", before);
		put_capacity(call, units);
	}
}

/* --- Single items --------------------------------------------------------------------------- */

static bool find_item(struct server_call *call, const struct json *key, struct server_item **item)
{
	const char *user_id = server_value_scalar(json_get(key, SCHEMA_USER_ID)).text;
	const char *service = server_value_scalar(json_get(key, SCHEMA_SERVICE)).text;

	if (!user_id || !service || json_count(key) != 2) {
		return server_calls_refuse(call, "ValidationException",
			"The provided key element does not match the schema");
	}
	*item = server_table_find(call->table, user_id, service);
	return true;
}

static double item_units(const struct server_item *item, bool is_consistent_read)
{
	return server_calls_units(item ? item->bytes : 0, is_consistent_read);
}

static bool run_get_item(struct server_call *call)
{
	struct server_item *item = NULL;
	uint64_t attributes;

	if (!find_item(call, json_get(call->request, "Key"), &item) ||
		!server_expression_projection(
			call->request, &call->table->names, &attributes, &call->refusal)) {
		return false;
	}
	call->read_units = item_units(item, server_calls_is_consistent(call->request));
	buf_putc(&call->reply, '{');
	if (item) {
		buf_puts(&call->reply, "\"Item\":");
		server_item_print(item, &call->table->names, attributes, &call->reply);
	}
	server_calls_put_consumed(call, call->read_units, item ? "," : "");
	buf_putc(&call->reply, '}');
	return true;
}

static bool has_duplicates(struct server_call *call, const struct json *keys)
{
	for (const struct json *key = json_first(keys); key; key = json_next(key)) {
		const char *user_id = server_value_scalar(json_get(key, SCHEMA_USER_ID)).text;
		const char *service = server_value_scalar(json_get(key, SCHEMA_SERVICE)).text;

		for (const struct json *other = json_next(key); other; other = json_next(other)) {
			struct server_value user =
				server_value_scalar(json_get(other, SCHEMA_USER_ID));
			struct server_value same =
				server_value_scalar(json_get(other, SCHEMA_SERVICE));

			if (user_id && service && user.text && same.text &&
				strcmp(user.text, user_id) == 0 &&
				strcmp(same.text, service) == 0) {
				return !server_calls_refuse(call, "ValidationException",
					"Provided list of item keys contains duplicates");
			}
		}
	}
	return false;
}

static bool check_batch(struct server_call *call, const struct json *asked)
{
	const struct json *keys = json_get(asked, "Keys");

	if (!asked || json_count(json_get(call->request, "RequestItems")) != 1) {
		return server_calls_refuse(
			call, "ResourceNotFoundException", "Requested resource not found");
	}
	if (json_count(keys) == 0 || json_count(keys) > MAX_BATCH_KEYS) {
		return server_calls_refuse(call, "ValidationException",
			json_count(keys) ? "Too many items requested for the BatchGetItem call"
					 : "1 validation error detected: Keys must not be empty");
	}
	return !has_duplicates(call, keys) && server_expression_uses_all(asked, &call->refusal);
}

/* The keys from this one on, with the options of the request. */
static void put_unprocessed(
	struct server_call *call, const struct json *asked, const struct json *key)
{
	const char *before = "";

	buf_puts(&call->reply, ",\"UnprocessedKeys\":{");
	if (key) {
		text_put_json(&call->reply, call->table->name);
		buf_puts(&call->reply, ":{");
		const struct json *option = json_first(asked);

		for (; option; option = json_next(option)) {
			if (strcmp(json_name(option), "Keys") != 0) {
				text_put_json(&call->reply, json_name(option));
				buf_putc(&call->reply, ':');
				json_print(option, &call->reply);
				buf_putc(&call->reply, ',');
			}
		}
		buf_puts(&call->reply, "\"Keys\":[");
		for (; key; key = json_next(key), before = ",") {
			buf_puts(&call->reply, before);
			json_print(key, &call->reply);
		}
		buf_puts(&call->reply, "]}");
	}
	buf_putc(&call->reply, '}');
}

static bool run_batch_get_item(struct server_call *call)
{
	const struct json *asked =
		json_get(json_get(call->request, "RequestItems"), call->table->name);
	uint64_t attributes;

	if (!check_batch(call, asked) || !server_expression_projection(asked, &call->table->names,
						 &attributes, &call->refusal)) {
		return false;
	}
	const struct json *key = json_first(json_get(asked, "Keys"));
	const char *before = "";
	int64_t left = call->keys_served >= 0 ? call->keys_served : MAX_BATCH_KEYS;

	buf_puts(&call->reply, "{\"Responses\":{");
	text_put_json(&call->reply, call->table->name);
	buf_puts(&call->reply, ":[");
	for (; key && left > 0; key = json_next(key), left--) {
		struct server_item *item = NULL;

		if (!find_item(call, key, &item)) {
			return false;
		}
		call->read_units += item_units(item, server_calls_is_consistent(asked));
		if (item) {
			buf_puts(&call->reply, before);
			server_item_print(item, &call->table->names, attributes, &call->reply);
			before = ",";
		}
	}
	buf_puts(&call->reply, "]}");
	put_unprocessed(call, asked, key);
	if (wants_capacity(call)) {
		buf_puts(&call->reply, ",\"ConsumedCapacity\":[");
		put_capacity(call, call->read_units);
		buf_putc(&call->reply, ']');
	}
	buf_putc(&call->reply, '}');
	return true;
}

/* --- BatchWriteItem ------------------------------------------------------------------------- */

static bool put_item(struct server_call *call, const struct json *attributes)
{
	struct server_draft draft = {0};
	struct arena texts = {0};
	const char *name;
	bool is_good = server_draft_read(&draft, &call->table->names, attributes, &texts, &name);

	if (!is_good) {
		server_calls_refuse(call, "ValidationException",
			"One or more parameter values were invalid: attribute %s", name);
	}
	is_good = is_good && server_table_check(call->table, &draft, &call->refusal);
	if (is_good) {
		server_table_put_item(call->table, &draft);
	}
	arena_fini(&texts);
	return is_good;
}

/* Puts and deletes; unlike DynamoDB, those before a bad one are done. */
static bool run_batch_write_item(struct server_call *call)
{
	const struct json *requests =
		json_get(json_get(call->request, "RequestItems"), call->table->name);

	if (json_count(requests) == 0 || json_count(requests) > MAX_BATCH_WRITES) {
		return server_calls_refuse(call, "ValidationException",
			"Between 1 and %d requests on table %s are expected", MAX_BATCH_WRITES,
			call->table->name);
	}
	for (const struct json *at = json_first(requests); at; at = json_next(at)) {
		const struct json *key = json_get(json_get(at, "DeleteRequest"), "Key");
		struct server_item *item = NULL;

		if (!key) {
			if (!put_item(call, json_get(json_get(at, "PutRequest"), "Item"))) {
				return false;
			}
		} else if (!find_item(call, key, &item)) {
			return false;
		} else if (item) {
			server_table_remove(call->table, item);
		}
	}
	buf_puts(&call->reply, "{\"UnprocessedItems\":{}}");
	return true;
}

/* --- UpdateItem ----------------------------------------------------------------------------- */

/* Applies what SET and REMOVE say of an attribute to the draft. */
static bool apply(
	struct server_call *call, const struct server_term *term, struct server_draft *draft)
{
	int attribute = server_names_find(&call->table->names, term->name);

	if (attribute < 0) {
		return server_calls_refuse(call, "ValidationException",
			"no item here has an attribute %s to update", term->name);
	}
	if (attribute == ATTRIBUTE_USER_ID || attribute == ATTRIBUTE_SERVICE) {
		return server_calls_refuse(call, "ValidationException",
			"One or more parameter values were invalid: Cannot update attribute %s. "
			"This attribute is part of the key",
			term->name);
	}
	draft->values[attribute] = term->operand;
	return true;
}

static bool refuse_condition(struct server_call *call, const struct server_item *item)
{
	const char *wanted =
		server_calls_string(call->request, "ReturnValuesOnConditionCheckFailure");

	if (item && strcmp(wanted, "ALL_OLD") == 0) {
		buf_puts(&call->reply, ",\"Item\":");
		server_item_print(item, &call->table->names, ATTRIBUTE_ALL, &call->reply);
	}
	return server_calls_refuse(
		call, "ConditionalCheckFailedException", "The conditional request failed");
}

static bool run_update_item(struct server_call *call)
{
	struct server_term sets[SERVER_MAX_TERMS], conditions[SERVER_MAX_TERMS];
	struct server_item *item = NULL;
	int sets_count = server_expression_update(call->request, sets, &call->refusal);
	int conditions_count = server_expression_condition(
		call->request, "ConditionExpression", conditions, &call->refusal);

	if (sets_count < 0 || conditions_count < 0 ||
		!find_item(call, json_get(call->request, "Key"), &item)) {
		return false;
	}
	for (int i = 0; i < conditions_count; i++) {
		if (!server_expression_holds(&conditions[i], item, &call->table->names)) {
			return refuse_condition(call, item);
		}
	}
	if (!item) {
		return server_calls_refuse(call, "ValidationException",
			"an UpdateItem without attribute_exists would have created an item");
	}
	struct server_draft draft;

	server_item_load(item, &draft);
	for (int i = 0; i < sets_count; i++) {
		if (!apply(call, &sets[i], &draft)) {
			return false;
		}
	}
	if (!server_table_check(call->table, &draft, &call->refusal)) {
		return false;
	}
	server_table_put_item(call->table, &draft);
	buf_puts(&call->reply, "{\"Attributes\":{}");
	server_calls_put_consumed(call, 4, ","); /* 1 for the table, 2 and 1 for its indexes */
	buf_putc(&call->reply, '}');
	return true;
}

static bool run_describe_table(struct server_call *call)
{
	server_table_describe(call->table, &call->reply);
	return true;
}

/* --- Which --------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool (*run)(struct server_call *call);
} operations[SERVER_OPERATION_COUNT] = {
	[SERVER_DESCRIBE_TABLE] = {"DescribeTable", run_describe_table},
	[SERVER_QUERY] = {"Query", server_read_run},
	[SERVER_SCAN] = {"Scan", server_read_run},
	[SERVER_GET_ITEM] = {"GetItem", run_get_item},
	[SERVER_BATCH_GET_ITEM] = {"BatchGetItem", run_batch_get_item},
	[SERVER_UPDATE_ITEM] = {"UpdateItem", run_update_item},
	[SERVER_BATCH_WRITE_ITEM] = {"BatchWriteItem", run_batch_write_item},
};

int server_calls_operation(const char *name)
{
	for (int i = 0; i < SERVER_OPERATION_COUNT; i++) {
		if (strcmp(operations[i].name, name) == 0) {
			return i;
		}
	}
	return -1;
}

const char *server_calls_operation_name(enum server_operation operation)
{
	return operations[operation].name;
}

enum server_source server_calls_source(const struct json *request)
{
	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		if (strcmp(server_calls_string(request, "IndexName"),
			    server_table_source_name(i)) == 0) {
			return i;
		}
	}
	return SERVER_TABLE;
}

bool server_calls_run(struct server_call *call)
{
	const char *table = server_calls_string(call->request, "TableName");
	bool is_named = strcmp(table, call->table->name) == 0 ||
			call->operation == SERVER_BATCH_GET_ITEM ||
			call->operation == SERVER_BATCH_WRITE_ITEM;

	if (!call->table->exists || !is_named) {
		return server_calls_refuse(call, "ResourceNotFoundException",
			"Requested resource not found: Table: %s not found", table);
	}
	return server_expression_uses_all(call->request, &call->refusal) &&
	       operations[call->operation].run(call);
}
