/* SPDX-License-Identifier: MIT */
#include "wire/server_calls.h"

#include "schema.h"
#include "text.h"
#include "wire/server_expression.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PAGE_BYTES     (1u << 20)
#define UNIT_BYTES     4096
#define MAX_BATCH_KEYS 100

PRINTF_LIKE(3, 4)
static bool refuse(struct server_call *call, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(call->refusal.message, sizeof(call->refusal.message), format, args);
	va_end(args);
	call->refusal.code = code;
	return false;
}

static const char *string_in(const struct json *object, const char *name)
{
	const char *text = json_string(json_get(object, name));
	return text ? text : "";
}

static bool is_consistent(const struct json *request)
{
	return json_bool(json_get(request, "ConsistentRead")) == 1;
}

/* Eventually consistent reads cost half a unit for each 4 kB, and nothing costs as much as one. */
static double units_of(size_t bytes, bool is_consistent_read)
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
	return strcmp(string_in(call->request, "ReturnConsumedCapacity"), "TOTAL") == 0;
}

/* ConsumedCapacity, where it is wanted; before is "," after another member. */
static void put_consumed(struct server_call *call, double units, const char *before)
{
	if (wants_capacity(call)) {
		buf_printf(&call->reply, "%s\"ConsumedCapacity\":", before);
		put_capacity(call, units);
	}
}

/* --- Pages ---------------------------------------------------------------------------------- */

/* What of a source a Query or Scan goes through. */
struct range {
	struct server_operand partition; /* type NULL: all of it */
	const char *lower, *upper;       /* of the sort key; NULL: open */
	bool is_above, is_below;         /* without lower, without upper */
	struct server_term filters[SERVER_MAX_TERMS];
	int filters_count;
	unsigned attributes;
	size_t limit;
};

static const char *sort_name(const struct server_call *call)
{
	return call->source == SERVER_TABLE ? SCHEMA_SERVICE : SCHEMA_LAST_POLL_AT;
}

static const char *sort_value(const struct server_call *call, const struct server_item *item)
{
	return call->source == SERVER_TABLE ? item->service : item->polled_at;
}

static const char *partition_name(const struct server_call *call)
{
	return call->source == SERVER_TABLE ? SCHEMA_USER_ID
					    : server_table_attribute_name(server_table_partition(
						      call->table, call->source));
}

static const char *partition_value(const struct server_call *call, const struct server_item *item)
{
	return call->source == SERVER_TABLE
		       ? item->user_id
		       : server_table_partition_value(call->table, item, call->source);
}

static const char *partition_type(const struct server_call *call)
{
	return call->source == SERVER_TABLE
		       ? "S"
		       : server_table_partition_type(call->table, call->source);
}

static void bound_sort_key(struct range *range, const struct server_term *term)
{
	const char *text = term->operand.text;
	switch (term->comparison) {
	case COMPARES_EQUAL:
		range->lower = range->upper = text;
		break;
	case COMPARES_BELOW:
	case COMPARES_AT_MOST:
		range->upper = text;
		range->is_below = term->comparison == COMPARES_BELOW;
		break;
	case COMPARES_ABOVE:
	case COMPARES_AT_LEAST:
		range->lower = text;
		range->is_above = term->comparison == COMPARES_ABOVE;
		break;
	case COMPARES_BETWEEN:
		range->lower = text;
		range->upper = term->upper.text;
		break;
	case COMPARES_EXISTS:
	case COMPARES_NOT_EXISTS:
		break;
	}
}

static bool read_key_condition(struct server_call *call, struct range *range)
{
	struct server_term terms[SERVER_MAX_TERMS];
	int count = server_expression_condition(
		call->request, "KeyConditionExpression", terms, &call->refusal);
	for (int i = 0; i < count; i++) {
		const struct server_term *term = &terms[i];
		bool is_partition = strcmp(term->name, partition_name(call)) == 0;
		const char *expected = is_partition ? partition_type(call) : "S";
		if (!is_partition && strcmp(term->name, sort_name(call)) != 0) {
			return refuse(call, "ValidationException",
				"Query condition missed key schema element: %s",
				partition_name(call));
		}
		if (!term->operand.type || strcmp(term->operand.type, expected) != 0) {
			return refuse(call, "ValidationException",
				"One or more parameter values were invalid: Condition parameter "
				"type does not match schema type");
		}
		if (!is_partition) {
			bound_sort_key(range, term);
		} else if (term->comparison == COMPARES_EQUAL) {
			range->partition = term->operand;
		}
	}
	if (count >= 0 && !range->partition.type) {
		return refuse(call, "ValidationException",
			"Query condition missed key schema element: %s", partition_name(call));
	}
	return count >= 0;
}

static bool read_filters(struct server_call *call, struct range *range)
{
	range->filters_count = server_expression_condition(
		call->request, "FilterExpression", range->filters, &call->refusal);
	for (int i = 0; i < range->filters_count; i++) {
		const struct server_term *filter = &range->filters[i];
		if (strcmp(filter->name, partition_name(call)) == 0 ||
			strcmp(filter->name, sort_name(call)) == 0) {
			return refuse(call, "ValidationException",
				"Filter Expression can only contain non-primary key attributes: "
				"Primary key attribute: %s",
				filter->name);
		}
		if (filter->comparison != COMPARES_EXISTS &&
			filter->comparison != COMPARES_NOT_EXISTS) {
			return refuse(call, "ValidationException",
				"Invalid FilterExpression: only attribute_exists and "
				"attribute_not_exists are known here");
		}
	}
	return range->filters_count >= 0;
}

static bool read_projection(struct server_call *call, struct range *range)
{
	if (!server_expression_projection(call->request, &range->attributes, &call->refusal)) {
		return false;
	}
	unsigned projected = server_table_projected(call->table, call->source);
	bool is_asked = json_get(call->request, "ProjectionExpression");
	for (unsigned i = 0; is_asked && i < ATTRIBUTE_COUNT; i++) {
		if (range->attributes & ~projected & 1u << i) {
			return refuse(call, "ValidationException",
				"One or more parameter values were invalid: Global secondary index "
				"%s does not project [%s]",
				server_table_source_name(call->source),
				server_table_attribute_name(i));
		}
	}
	range->attributes &= projected;
	return true;
}

static bool check_index(struct server_call *call)
{
	const char *name = string_in(call->request, "IndexName");
	bool is_ours = call->source != SERVER_TABLE;
	if (name[0] && (!is_ours || call->table->indexes[call->source] == SERVER_INDEX_ABSENT)) {
		return refuse(call, "ValidationException",
			"The table does not have the specified index: %s", name);
	}
	if (is_ours && call->table->indexes[call->source] != SERVER_INDEX_ACTIVE) {
		return refuse(call, "ValidationException",
			"Cannot read from backfilling global secondary index: %s", name);
	}
	if (is_ours && is_consistent(call->request)) {
		return refuse(call, "ValidationException",
			"Consistent reads are not supported on global secondary indexes");
	}
	return true;
}

static bool read_range(struct server_call *call, struct range *range)
{
	double limit = json_number(json_get(call->request, "Limit"), 0);
	*range = (struct range){.limit = limit > 0 ? (size_t)limit : SIZE_MAX};
	if (json_get(call->request, "Limit") && limit < 1) {
		return refuse(call, "ValidationException",
			"1 validation error detected: Value at 'limit' failed to satisfy "
			"constraint: Member must have value greater than or equal to 1");
	}
	return check_index(call) &&
	       (call->operation == SERVER_SCAN || read_key_condition(call, range)) &&
	       read_filters(call, range) && read_projection(call, range);
}

/* An item that stands where the partition and sort key would. */
static bool make_probe(const struct server_call *call, const char *partition, const char *sort,
	struct server_item *probe)
{
	*probe = (struct server_item){.user_id = "", .service = ""};
	if (call->source == SERVER_TABLE) {
		probe->user_id = partition;
		probe->service = sort;
		return true;
	}
	snprintf(probe->polled_at, sizeof(probe->polled_at), "%s", sort);
	if (call->source == SERVER_SERVICE_INDEX) {
		probe->service = partition;
		return true;
	}
	struct server_value *value =
		server_table_has_shadow(call->table) ? &probe->shadow : &probe->active;
	snprintf(value->type, sizeof(value->type), "%s", partition_type(call));
	/* No item has a longer one. */
	return snprintf(value->text, sizeof(value->text), "%s", partition) <
	       (int)sizeof(value->text);
}

/* The key members of ExclusiveStartKey; all of them must be there and no others. */
static bool read_start_key(
	struct server_call *call, const struct range *range, struct server_item *probe)
{
	const struct json *key = json_get(call->request, "ExclusiveStartKey");
	const char *user_id = server_expression_operand(json_get(key, SCHEMA_USER_ID)).text;
	const char *service = server_expression_operand(json_get(key, SCHEMA_SERVICE)).text;
	const char *sort = server_expression_operand(json_get(key, sort_name(call))).text;
	const char *partition = server_expression_operand(json_get(key, partition_name(call))).text;
	size_t members = call->source == SERVER_TABLE           ? 2
			 : call->source == SERVER_SERVICE_INDEX ? 3
								: 4;
	if (!user_id || !service || !sort || !partition || json_count(key) != members ||
		(range->partition.text && strcmp(partition, range->partition.text) != 0) ||
		!make_probe(call, partition, sort, probe)) {
		return refuse(call, "ValidationException", "The provided starting key is invalid");
	}
	probe->user_id = user_id;
	probe->service = service;
	return true;
}

/* The first node of the range; *is_empty when there cannot be one. */
static bool find_start(
	struct server_call *call, const struct range *range, const struct server_node **node)
{
	const struct server_list *list = call->table->lists[call->source];
	struct server_item probe;
	if (json_get(call->request, "ExclusiveStartKey")) {
		if (!read_start_key(call, range, &probe)) {
			return false;
		}
		*node = server_list_seek(list, &probe, true);
	} else if (!range->partition.type) {
		*node = server_list_first(list);
	} else if (make_probe(
			   call, range->partition.text, range->lower ? range->lower : "", &probe)) {
		*node = server_list_seek(list, &probe, false);
	} else {
		*node = NULL;
	}
	return true;
}

/* False past the end of the range. */
static bool is_within(
	const struct server_call *call, const struct range *range, const struct server_item *item)
{
	if (range->partition.type &&
		strcmp(partition_value(call, item), range->partition.text) != 0) {
		return false;
	}
	int order = range->upper ? strcmp(sort_value(call, item), range->upper) : -1;
	return order < 0 || (order == 0 && !range->is_below);
}

/* False before the lower bound, where a start key or a made-up one may lie. */
static bool is_reached(
	const struct server_call *call, const struct range *range, const struct server_item *item)
{
	int order = range->lower ? strcmp(sort_value(call, item), range->lower) : 1;
	return order > 0 || (order == 0 && !range->is_above);
}

static bool passes_filters(const struct range *range, const struct server_item *item)
{
	for (int i = 0; i < range->filters_count; i++) {
		int attribute = server_table_attribute(range->filters[i].name);
		bool has =
			attribute >= 0 && server_table_has(item, (enum server_attribute)attribute);
		if (has != (range->filters[i].comparison == COMPARES_EXISTS)) {
			return false;
		}
	}
	return true;
}

static void put_last_key(struct server_call *call, const struct server_item *item)
{
	unsigned keys = 1u << ATTRIBUTE_USER_ID | 1u << ATTRIBUTE_SERVICE;
	if (call->source != SERVER_TABLE) {
		keys |= 1u << ATTRIBUTE_POLLED_AT |
			1u << server_table_partition(call->table, call->source);
	}
	buf_puts(&call->reply, ",\"LastEvaluatedKey\":");
	server_table_print(item, keys, &call->reply);
}

/* A key that no item has, before all of the range, with a number in it. */
static void put_made_up_key(struct server_call *call, const struct range *range, unsigned number)
{
	char user_id[32];
	struct server_item probe;
	snprintf(user_id, sizeof(user_id), " %u", number);
	if (!make_probe(
		    call, range->partition.text ? range->partition.text : user_id, " ", &probe)) {
		return;
	}
	if (call->source != SERVER_TABLE) {
		probe.user_id = user_id;
	}
	put_last_key(call, &probe);
}

/* The number of the made-up key from which the request goes on; 0: from none. */
static unsigned made_up_number(const struct server_call *call)
{
	const struct json *key = json_get(call->request, "ExclusiveStartKey");
	const char *user_id = server_expression_operand(json_get(key, SCHEMA_USER_ID)).text;
	unsigned number;
	return user_id && sscanf(user_id, " %u", &number) == 1 && user_id[0] == ' ' ? number : 0;
}

static void put_page_end(struct server_call *call, size_t count, size_t scanned, size_t bytes)
{
	call->read_units = units_of(bytes, is_consistent(call->request));
	buf_printf(&call->reply, "],\"Count\":%zu,\"ScannedCount\":%zu", count, scanned);
	put_consumed(call, call->read_units, ",");
}

static bool run_read(struct server_call *call)
{
	struct range range;
	const struct server_node *node;
	if (!read_range(call, &range) || !find_start(call, &range, &node)) {
		return false;
	}
	size_t count = 0, scanned = 0, bytes = 0;
	unsigned made_up = made_up_number(call);
	bool is_empty_page = call->empty_pages > made_up &&
			     (made_up > 0 || !json_get(call->request, "ExclusiveStartKey"));
	const struct server_item *last = NULL;
	buf_puts(&call->reply, "{\"Items\":[");
	for (; !is_empty_page && node && is_within(call, &range, node->item) &&
		scanned < range.limit && bytes < PAGE_BYTES;
		node = node->next[0]) {
		if (!is_reached(call, &range, node->item)) {
			continue;
		}
		last = node->item;
		scanned++;
		bytes += server_table_bytes(call->table, last, call->source);
		if (passes_filters(&range, last)) {
			buf_puts(&call->reply, count++ ? "," : "");
			server_table_print(last, range.attributes, &call->reply);
		}
	}
	bool has_more =
		last && (scanned == range.limit || (node && is_within(call, &range, node->item)));
	put_page_end(call, count, scanned, bytes);
	if (is_empty_page) {
		put_made_up_key(call, &range, made_up + 1);
	} else if (call->key_circle > 0) {
		put_made_up_key(call, &range, 1 + call->circled++ % (unsigned)call->key_circle);
	} else if (has_more) {
		put_last_key(call, last);
	}
	buf_putc(&call->reply, '}');
	return true;
}

/* --- Single items --------------------------------------------------------------------------- */

static bool find_item(struct server_call *call, const struct json *key, struct server_item **item)
{
	const char *user_id = server_expression_operand(json_get(key, SCHEMA_USER_ID)).text;
	const char *service = server_expression_operand(json_get(key, SCHEMA_SERVICE)).text;
	if (!user_id || !service || json_count(key) != 2) {
		return refuse(call, "ValidationException",
			"The provided key element does not match the schema");
	}
	*item = server_table_find(call->table, user_id, service);
	return true;
}

static double item_units(const struct server_item *item, bool is_consistent_read)
{
	return units_of(item ? item->bytes : 0, is_consistent_read);
}

static bool run_get_item(struct server_call *call)
{
	struct server_item *item = NULL;
	unsigned attributes;
	if (!find_item(call, json_get(call->request, "Key"), &item) ||
		!server_expression_projection(call->request, &attributes, &call->refusal)) {
		return false;
	}
	call->read_units = item_units(item, is_consistent(call->request));
	buf_putc(&call->reply, '{');
	if (item) {
		buf_puts(&call->reply, "\"Item\":");
		server_table_print(item, attributes, &call->reply);
	}
	put_consumed(call, call->read_units, item ? "," : "");
	buf_putc(&call->reply, '}');
	return true;
}

static bool has_duplicates(struct server_call *call, const struct json *keys)
{
	for (const struct json *key = json_first(keys); key; key = json_next(key)) {
		const char *user_id = server_expression_operand(json_get(key, SCHEMA_USER_ID)).text;
		const char *service = server_expression_operand(json_get(key, SCHEMA_SERVICE)).text;
		for (const struct json *other = json_next(key); other; other = json_next(other)) {
			struct server_operand user =
				server_expression_operand(json_get(other, SCHEMA_USER_ID));
			struct server_operand same =
				server_expression_operand(json_get(other, SCHEMA_SERVICE));
			if (user_id && service && user.text && same.text &&
				strcmp(user.text, user_id) == 0 &&
				strcmp(same.text, service) == 0) {
				return !refuse(call, "ValidationException",
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
		return refuse(call, "ResourceNotFoundException", "Requested resource not found");
	}
	if (json_count(keys) == 0 || json_count(keys) > MAX_BATCH_KEYS) {
		return refuse(call, "ValidationException",
			json_count(keys) ? "Too many items requested for the BatchGetItem call"
					 : "1 validation error detected: Keys must not be empty");
	}
	return !has_duplicates(call, keys) && server_expression_uses_all(asked, &call->refusal);
}

/* Keys from this one on, with the same options as were asked for. */
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
	unsigned attributes;
	if (!check_batch(call, asked) ||
		!server_expression_projection(asked, &attributes, &call->refusal)) {
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
		call->read_units += item_units(item, is_consistent(asked));
		if (item) {
			buf_puts(&call->reply, before);
			server_table_print(item, attributes, &call->reply);
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

/* --- UpdateItem ----------------------------------------------------------------------------- */

static bool is_true(const struct server_item *item, const struct server_term *term)
{
	int attribute = server_table_attribute(term->name);
	bool has =
		attribute >= 0 && item && server_table_has(item, (enum server_attribute)attribute);
	if (term->comparison == COMPARES_EXISTS || term->comparison == COMPARES_NOT_EXISTS) {
		return has == (term->comparison == COMPARES_EXISTS);
	}
	const struct server_value *value = attribute == ATTRIBUTE_ACTIVE   ? &item->active
					   : attribute == ATTRIBUTE_SHADOW ? &item->shadow
									   : NULL;
	return has && value && term->comparison == COMPARES_EQUAL &&
	       strcmp(value->type, term->operand.type) == 0 &&
	       strcmp(value->text, term->operand.text) == 0;
}

/* Refuses what an index cannot have as its key. */
static bool check_set(struct server_call *call, const struct server_term *term)
{
	int attribute = server_table_attribute(term->name);
	enum server_source index = SERVER_ACTIVE_INDEX;
	const char *type = server_table_partition_type(call->table, index);
	if (attribute != ATTRIBUTE_ACTIVE && attribute != ATTRIBUTE_SHADOW) {
		return refuse(call, "ValidationException",
			"only isActive and its shadow are written here, not %s", term->name);
	}
	if (term->comparison == COMPARES_NOT_EXISTS) {
		return true;
	}
	if (call->table->indexes[index] != SERVER_INDEX_ABSENT &&
		(enum server_attribute)attribute == server_table_partition(call->table, index) &&
		strcmp(term->operand.type, type) != 0) {
		return refuse(call, "ValidationException",
			"One or more parameter values were invalid: Type mismatch for Index Key %s "
			"Expected: %s Actual: %s IndexName: %s",
			term->name, type, term->operand.type, server_table_source_name(index));
	}
	return strlen(term->operand.text) < sizeof(((struct server_value *)0)->text) ||
	       refuse(call, "ValidationException", "the value is too long for this server");
}

static void set(struct server_item *item, const struct server_term *term)
{
	struct server_value *value = server_table_attribute(term->name) == ATTRIBUTE_ACTIVE
					     ? &item->active
					     : &item->shadow;
	if (term->comparison == COMPARES_NOT_EXISTS) {
		*value = (struct server_value){0};
		return;
	}
	snprintf(value->type, sizeof(value->type), "%s", term->operand.type);
	snprintf(value->text, sizeof(value->text), "%s", term->operand.text);
}

static bool refuse_condition(struct server_call *call, const struct server_item *item)
{
	const char *wanted = string_in(call->request, "ReturnValuesOnConditionCheckFailure");
	if (item && strcmp(wanted, "ALL_OLD") == 0) {
		buf_puts(&call->reply, ",\"Item\":");
		server_table_print(item, ATTRIBUTE_ALL, &call->reply);
	}
	return refuse(call, "ConditionalCheckFailedException", "The conditional request failed");
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
		if (!is_true(item, &conditions[i])) {
			return refuse_condition(call, item);
		}
	}
	for (int i = 0; i < sets_count; i++) {
		if (!check_set(call, &sets[i])) {
			return false;
		}
	}
	if (!item) {
		return refuse(call, "ValidationException",
			"an UpdateItem without attribute_exists would have created an item");
	}
	server_table_take_out(call->table, item);
	for (int i = 0; i < sets_count; i++) {
		set(item, &sets[i]);
	}
	server_table_put_back(call->table, item);
	buf_puts(&call->reply, "{\"Attributes\":{}");
	put_consumed(call, 4, ","); /* 1 for the table, 2 and 1 for its indexes */
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
	[SERVER_QUERY] = {"Query", run_read},
	[SERVER_SCAN] = {"Scan", run_read},
	[SERVER_GET_ITEM] = {"GetItem", run_get_item},
	[SERVER_BATCH_GET_ITEM] = {"BatchGetItem", run_batch_get_item},
	[SERVER_UPDATE_ITEM] = {"UpdateItem", run_update_item},
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
		if (strcmp(string_in(request, "IndexName"), server_table_source_name(i)) == 0) {
			return i;
		}
	}
	return SERVER_TABLE;
}

bool server_calls_run(struct server_call *call)
{
	const char *table = string_in(call->request, "TableName");
	bool is_named =
		strcmp(table, call->table->name) == 0 || call->operation == SERVER_BATCH_GET_ITEM;
	if (!call->table->exists || !is_named) {
		return refuse(call, "ResourceNotFoundException",
			"Requested resource not found: Table: %s not found", table);
	}
	return server_expression_uses_all(call->request, &call->refusal) &&
	       operations[call->operation].run(call);
}
