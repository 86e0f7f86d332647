/* SPDX-License-Identifier: MIT */
#include "server/server_read.h"

#include "model/schema.h"
#include "server/server_expression.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_BYTES (1u << 20)

/* After every text. */
#define LAST_TEXT "\xff"

/* What of a source a Query or Scan goes through. */
struct range {
	/* NULL: all of it */
	const char *partition;
	/* of the sort key; NULL: open */
	const char *lower, *upper;
	/* without lower, without upper */
	bool is_above, is_below;
	/* from upper to lower */
	bool is_backward;
	struct server_term filters[SERVER_MAX_TERMS];
	int filters_count;
	uint64_t attributes;
	/* no items, but their number */
	bool is_count;
	size_t limit;
};

static const char *name_of(const struct server_call *call, enum server_attribute attribute)
{
	return call->table->names.names[attribute];
}

static const char *sort_name(const struct server_call *call)
{
	return name_of(call, server_table_sort(call->source));
}

static const char *partition_name(const struct server_call *call)
{
	return name_of(call, server_table_partition(call->table, call->source));
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
		const char *expected =
			is_partition ? server_table_partition_type(call->table, call->source) : "S";

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
			range->partition = term->operand.text;
		}
	}
	if (count >= 0 && !range->partition) {
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
	}
	return range->filters_count >= 0;
}

static bool read_projection(struct server_call *call, struct range *range)
{
	if (!server_expression_projection(
		    call->request, &call->table->names, &range->attributes, &call->refusal)) {
		return false;
	}
	uint64_t projected = server_table_projected(call->table, call->source);
	bool is_asked = json_get(call->request, "ProjectionExpression");

	for (unsigned i = 0; is_asked && i < call->table->names.count; i++) {
		if (range->attributes & ~projected & ATTRIBUTE_BIT(i)) {
			return server_calls_refuse(call, "ValidationException",
				"One or more parameter values were invalid: Global secondary index "
				"%s does not project [%s]",
				server_table_source_name(call->source), name_of(call, i));
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

	*range = (struct range){
		.limit = limit > 0 ? (size_t)limit : SIZE_MAX,
		.is_backward = json_bool(json_get(call->request, "ScanIndexForward")) == 0,
		.is_count = strcmp(server_calls_string(call->request, "Select"), "COUNT") == 0,
	};
	if (json_get(call->request, "Limit") && limit < 1) {
		return server_calls_refuse(call, "ValidationException",
			"1 validation error detected: Value at 'limit' failed to satisfy "
			"constraint: Member must have value greater than or equal to 1");
	}
	return check_index(call) &&
	       (call->operation == SERVER_SCAN || read_key_condition(call, range)) &&
	       read_filters(call, range) && read_projection(call, range);
}

/* An item with only the keys of the source, which stand for a place in it; free by free(). */
static struct server_item *probe_of(const struct server_call *call, struct server_draft *draft)
{
	return server_item_new(&call->table->names, draft, NULL);
}

/* The place before all of the range or, backward, after it. */
static struct server_item *probe_edge(const struct server_call *call, const struct range *range)
{
	const char *edge = range->is_backward ? LAST_TEXT : "";
	const char *bound = range->is_backward ? range->upper : range->lower;
	struct server_draft draft = {
		.values = {[ATTRIBUTE_USER_ID] = {"S", edge}, [ATTRIBUTE_SERVICE] = {"S", edge}}};

	draft.values[server_table_sort(call->source)] =
		(struct server_value){"S", bound ? bound : edge};
	draft.values[server_table_partition(call->table, call->source)] =
		(struct server_value){"S", range->partition};
	return probe_of(call, &draft);
}

/* The item of ExclusiveStartKey: all keys of the source and nothing else. NULL with the refusal. */
static struct server_item *probe_start_key(struct server_call *call, const struct range *range)
{
	const struct json *key = json_get(call->request, "ExclusiveStartKey");
	unsigned partition = server_table_partition(call->table, call->source);
	uint64_t keys = server_table_keys(call->table, call->source);
	struct server_draft draft = {0};
	size_t found = 0;
	bool is_good = true;

	for (unsigned i = 0; i < ATTRIBUTE_KNOWN; i++) {
		if (keys & ATTRIBUTE_BIT(i)) {
			draft.values[i] = server_value_scalar(json_get(key, name_of(call, i)));
			is_good = is_good && draft.values[i].type;
			found++;
		}
	}
	if (!is_good || json_count(key) != found ||
		(range->partition && strcmp(draft.values[partition].text, range->partition) != 0)) {
		server_calls_refuse(
			call, "ValidationException", "The provided starting key is invalid");
		return NULL;
	}
	return probe_of(call, &draft);
}

/* Sets *node to where the range starts; NULL: nowhere. */
static bool find_start(
	struct server_call *call, const struct range *range, const struct server_node **node)
{
	const struct server_list *list = call->table->lists[call->source];
	bool goes_on = json_get(call->request, "ExclusiveStartKey");

	if (!goes_on && !range->partition) {
		*node = server_list_first(list);
		return true;
	}
	struct server_item *probe =
		goes_on ? probe_start_key(call, range) : probe_edge(call, range);

	if (!probe) {
		return false;
	}
	*node = range->is_backward ? server_list_seek_back(list, probe, goes_on)
				   : server_list_seek(list, probe, goes_on);
	free(probe);
	return true;
}

static const struct server_node *step(const struct range *range, const struct server_node *node)
{
	return range->is_backward ? node->previous : node->next[0];
}

static bool is_below_range(const struct range *range, const char *sort)
{
	int order = range->lower ? strcmp(sort, range->lower) : 1;

	return order < 0 || (order == 0 && range->is_above);
}

static bool is_above_range(const struct range *range, const char *sort)
{
	int order = range->upper ? strcmp(sort, range->upper) : -1;

	return order > 0 || (order == 0 && range->is_below);
}

/* False past the end of the range. */
static bool is_within(
	const struct server_call *call, const struct range *range, const struct server_item *item)
{
	unsigned partition = server_table_partition(call->table, call->source);
	const char *sort = server_item_get(item, server_table_sort(call->source)).text;

	if (range->partition &&
		strcmp(server_item_get(item, partition).text, range->partition) != 0) {
		return false;
	}
	return range->is_backward ? !is_below_range(range, sort) : !is_above_range(range, sort);
}

/* False before the range begins, where a start key may lie. */
static bool is_reached(
	const struct server_call *call, const struct range *range, const struct server_item *item)
{
	const char *sort = server_item_get(item, server_table_sort(call->source)).text;

	return range->is_backward ? !is_above_range(range, sort) : !is_below_range(range, sort);
}

static bool passes_filters(
	const struct server_call *call, const struct range *range, const struct server_item *item)
{
	for (int i = 0; i < range->filters_count; i++) {
		if (!server_expression_holds(&range->filters[i], item, &call->table->names)) {
			return false;
		}
	}
	return true;
}

static void put_last_key(struct server_call *call, const struct server_item *item)
{
	buf_puts(&call->reply, ",\"LastEvaluatedKey\":");
	server_item_print(item, &call->table->names, server_table_keys(call->table, call->source),
		&call->reply);
}

/* A key that no item has, before all of the range, with a number in it. */
static void put_made_up_key(struct server_call *call, const struct range *range, unsigned number)
{
	char user_id[32];
	struct server_draft draft = {
		.values = {[ATTRIBUTE_USER_ID] = {"S", user_id}, [ATTRIBUTE_SERVICE] = {"S", " "}}};

	snprintf(user_id, sizeof(user_id), " %u", number);
	draft.values[server_table_sort(call->source)] = (struct server_value){"S", " "};
	draft.values[server_table_partition(call->table, call->source)] =
		(struct server_value){server_table_partition_type(call->table, call->source),
			range->partition ? range->partition : user_id};
	struct server_item *probe = probe_of(call, &draft);

	put_last_key(call, probe);
	free(probe);
}

/* The number of the made-up key from which the request goes on; 0: from none. */
static unsigned made_up_number(const struct server_call *call)
{
	const struct json *key = json_get(call->request, "ExclusiveStartKey");
	const char *user_id = server_value_scalar(json_get(key, SCHEMA_USER_ID)).text;
	unsigned number;

	return user_id && sscanf(user_id, " %u", &number) == 1 && user_id[0] == ' ' ? number : 0;
}

/* How much of a page there is. */
struct page {
	size_t count, scanned, bytes;
	/* NULL: there is none */
	const struct server_item *last;
	bool has_more;
};

/* Reads from the node on until the page or the range ends; appends the items. */
static struct page read_page(
	struct server_call *call, const struct range *range, const struct server_node *node)
{
	struct page page = {0};

	for (; node && is_within(call, range, node->item) && page.scanned < range->limit &&
		page.bytes < PAGE_BYTES;
		node = step(range, node)) {
		if (!is_reached(call, range, node->item)) {
			continue;
		}
		page.last = node->item;
		page.scanned++;
		page.bytes += server_table_bytes(call->table, page.last, call->source);
		if (!passes_filters(call, range, page.last)) {
			continue;
		}
		if (!range->is_count) {
			buf_puts(&call->reply, page.count ? "," : "");
			server_item_print(
				page.last, &call->table->names, range->attributes, &call->reply);
		}
		page.count++;
	}
	page.has_more = page.last && (page.scanned == range->limit ||
					     (node && is_within(call, range, node->item)));
	return page;
}

bool server_read_run(struct server_call *call)
{
	struct range range;
	const struct server_node *node;

	if (!read_range(call, &range) || !find_start(call, &range, &node)) {
		return false;
	}
	unsigned made_up = made_up_number(call);
	bool is_empty_page = call->empty_pages > made_up &&
			     (made_up > 0 || !json_get(call->request, "ExclusiveStartKey"));

	buf_puts(&call->reply, range.is_count ? "{" : "{\"Items\":[");
	struct page page = read_page(call, &range, is_empty_page ? NULL : node);

	call->read_units =
		server_calls_units(page.bytes, server_calls_is_consistent(call->request));
	buf_printf(&call->reply, "%s\"Count\":%zu,\"ScannedCount\":%zu", range.is_count ? "" : "],",
		page.count, page.scanned);
	server_calls_put_consumed(call, call->read_units, ",");
	if (is_empty_page) {
		put_made_up_key(call, &range, made_up + 1);
	} else if (call->key_circle > 0) {
		put_made_up_key(call, &range, 1 + call->circled++ % (unsigned)call->key_circle);
	} else if (page.has_more) {
		put_last_key(call, page.last);
	}
	buf_putc(&call->reply, '}');
	return true;
}
