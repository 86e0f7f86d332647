/* SPDX-License-Identifier: MIT */
#include "server/server_read.h"

#include "model/schema.h"
#include "server/server_expression.h"

#include <stdio.h>
#include <string.h>

#define PAGE_BYTES (1u << 20)

/* What of a source a Query or Scan goes through. */
struct range {
	/* type NULL: all of it */
	struct server_operand partition;
	/* of the sort key; NULL: open */
	const char *lower, *upper;
	/* without lower, without upper */
	bool is_above, is_below;
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
			return server_calls_refuse(call, "ValidationException",
				"Query condition missed key schema element: %s",
				partition_name(call));
		}
		if (!term->operand.type || strcmp(term->operand.type, expected) != 0) {
			return server_calls_refuse(call, "ValidationException",
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
		return server_calls_refuse(call, "ValidationException",
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
			return server_calls_refuse(call, "ValidationException",
				"Filter Expression can only contain non-primary key attributes: "
				"Primary key attribute: %s",
				filter->name);
		}
		if (filter->comparison != COMPARES_EXISTS &&
			filter->comparison != COMPARES_NOT_EXISTS) {
			return server_calls_refuse(call, "ValidationException",
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
			return server_calls_refuse(call, "ValidationException",
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
	const char *name = server_calls_string(call->request, "IndexName");
	bool is_ours = call->source != SERVER_TABLE;

	if (name[0] && (!is_ours || call->table->indexes[call->source] == SERVER_INDEX_ABSENT)) {
		return server_calls_refuse(call, "ValidationException",
			"The table does not have the specified index: %s", name);
	}
	if (is_ours && call->table->indexes[call->source] != SERVER_INDEX_ACTIVE) {
		return server_calls_refuse(call, "ValidationException",
			"Cannot read from backfilling global secondary index: %s", name);
	}
	if (is_ours && server_calls_is_consistent(call->request)) {
		return server_calls_refuse(call, "ValidationException",
			"Consistent reads are not supported on global secondary indexes");
	}
	return true;
}

static bool read_range(struct server_call *call, struct range *range)
{
	double limit = json_number(json_get(call->request, "Limit"), 0);

	*range = (struct range){.limit = limit > 0 ? (size_t)limit : SIZE_MAX};
	if (json_get(call->request, "Limit") && limit < 1) {
		return server_calls_refuse(call, "ValidationException",
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
		return server_calls_refuse(
			call, "ValidationException", "The provided starting key is invalid");
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
	call->read_units = server_calls_units(bytes, server_calls_is_consistent(call->request));
	buf_printf(&call->reply, "],\"Count\":%zu,\"ScannedCount\":%zu", count, scanned);
	server_calls_put_consumed(call, call->read_units, ",");
}

bool server_read_run(struct server_call *call)
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
