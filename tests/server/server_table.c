/* SPDX-License-Identifier: MIT */
#include "server/server_table.h"

#include "model/schema.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CREATED_AT "2024-01-15T10:30:00Z"
#define WEBHOOK    "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws/"
#define STATE                                                                                      \
	"{\"lastHistoryId\":{\"S\":\"123456789\"},\"emailAddress\":{\"S\":\"user@company.com\"}}"

#define SOME_ATTRIBUTES                                                                            \
	(ATTRIBUTE_BIT(ATTRIBUTE_ERRORS) | ATTRIBUTE_BIT(ATTRIBUTE_ACTIVE) |                       \
		ATTRIBUTE_BIT(ATTRIBUTE_INTERVAL))
#define SOME_NAMES "[\"" SCHEMA_ERRORS "\",\"" SCHEMA_ACTIVE "\",\"" SCHEMA_INTERVAL "\"]"

/* --- Order ---------------------------------------------------------------------------------- */

/* Of an attribute that the item has. */
static const char *text_of(const struct server_item *item, enum server_attribute attribute)
{
	uint16_t at = item->sorted[attribute];

	return at ? item->packed + at : server_item_get(item, attribute).text;
}

static int compare(
	const struct server_item *left, const struct server_item *right, enum server_attribute by)
{
	return strcmp(text_of(left, by), text_of(right, by));
}

static int compare_keys(const void *left, const void *right)
{
	int order = compare(left, right, ATTRIBUTE_USER_ID);

	return order ? order : compare(left, right, ATTRIBUTE_SERVICE);
}

static int compare_in_index(const void *left, const void *right, enum server_attribute partition)
{
	int order = compare(left, right, partition);

	order = order ? order : compare(left, right, ATTRIBUTE_POLLED_AT);
	return order ? order : compare_keys(left, right);
}

static int compare_services(const void *left, const void *right)
{
	return compare_in_index(left, right, ATTRIBUTE_SERVICE);
}

static int compare_active(const void *left, const void *right)
{
	return compare_in_index(left, right, ATTRIBUTE_ACTIVE);
}

static int compare_shadows(const void *left, const void *right)
{
	return compare_in_index(left, right, ATTRIBUTE_SHADOW);
}

bool server_table_has_shadow(const struct server_table *table)
{
	return table->form == SERVER_FORM_SHADOW || table->form == SERVER_FORM_SPARSE;
}

void server_table_init(struct server_table *table, const struct server_settings *settings)
{
	*table = (struct server_table){
		.name = settings->table,
		.form = settings->form,
		.projection = settings->projection,
		.read_capacity = settings->read_capacity,
		.exists = true,
	};
	table->lists[SERVER_TABLE] = server_list_new(compare_keys);
	table->lists[SERVER_SERVICE_INDEX] = server_list_new(compare_services);
	table->lists[SERVER_ACTIVE_INDEX] =
		server_list_new(server_table_has_shadow(table) ? compare_shadows : compare_active);
	if (settings->form == SERVER_FORM_BOOL) {
		table->indexes[SERVER_ACTIVE_INDEX] = SERVER_INDEX_ABSENT;
	}
	server_names_init(&table->names);
	table->common = server_item_new(&table->names,
		&(struct server_draft){.values = {[ATTRIBUTE_WEBHOOK] = {"S", WEBHOOK},
					       [ATTRIBUTE_CREATED_AT] = {"S", CREATED_AT},
					       [ATTRIBUTE_STATE] = {"M", STATE}}},
		NULL);
}

void server_table_fini(struct server_table *table)
{
	const struct server_node *node = server_list_first(table->lists[SERVER_TABLE]);

	for (; node; node = node->next[0]) {
		free(node->item);
	}
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		server_list_free(table->lists[i]);
	}
	free(table->common);
	server_names_fini(&table->names);
}

/* --- Keys ----------------------------------------------------------------------------------- */

const char *server_table_source_name(enum server_source source)
{
	static const char *const names[SERVER_SOURCE_COUNT] = {
		[SERVER_ACTIVE_INDEX] = "Active-Sessions-Index",
		[SERVER_SERVICE_INDEX] = "ServiceType-Index",
	};

	return names[source];
}

enum server_attribute server_table_partition(
	const struct server_table *table, enum server_source source)
{
	if (source == SERVER_ACTIVE_INDEX) {
		return server_table_has_shadow(table) ? ATTRIBUTE_SHADOW : ATTRIBUTE_ACTIVE;
	}
	return source == SERVER_TABLE ? ATTRIBUTE_USER_ID : ATTRIBUTE_SERVICE;
}

enum server_attribute server_table_sort(enum server_source source)
{
	return source == SERVER_TABLE ? ATTRIBUTE_SERVICE : ATTRIBUTE_POLLED_AT;
}

const char *server_table_partition_type(const struct server_table *table, enum server_source source)
{
	return source == SERVER_ACTIVE_INDEX && table->form == SERVER_FORM_N ? "N" : "S";
}

uint64_t server_table_keys(const struct server_table *table, enum server_source source)
{
	return ATTRIBUTE_BIT(ATTRIBUTE_USER_ID) | ATTRIBUTE_BIT(ATTRIBUTE_SERVICE) |
	       ATTRIBUTE_BIT(server_table_partition(table, source)) |
	       ATTRIBUTE_BIT(server_table_sort(source));
}

static bool is_of_type(const struct server_value *value, const char *type)
{
	return value->type && strcmp(value->type, type) == 0;
}

/* False with the refusal if a value is there that cannot be in the key of the source. */
static bool check_key(const struct server_table *table, enum server_source source,
	const struct server_draft *draft, struct server_refusal *refusal)
{
	const unsigned keys[] = {server_table_partition(table, source), server_table_sort(source)};
	const char *const key_types[] = {server_table_partition_type(table, source), "S"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct server_value *value = &draft->values[keys[i]];

		if (!value->type || (is_of_type(value, key_types[i]) && value->text[0])) {
			continue;
		}
		refusal->code = "ValidationException";
		snprintf(refusal->message, sizeof(refusal->message),
			"One or more parameter values were invalid: Type mismatch for Index Key %s "
			"Expected: %s Actual: %s IndexName: %s",
			table->names.names[keys[i]], key_types[i], value->type,
			server_table_source_name(source));
		return false;
	}
	return true;
}

bool server_table_check(const struct server_table *table, const struct server_draft *draft,
	struct server_refusal *refusal)
{
	if (!is_of_type(&draft->values[ATTRIBUTE_USER_ID], "S") ||
		!is_of_type(&draft->values[ATTRIBUTE_SERVICE], "S")) {
		*refusal = (struct server_refusal){"ValidationException",
			"One or more parameter values were invalid: Missing the key in the item"};
		return false;
	}
	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		if (table->indexes[i] != SERVER_INDEX_ABSENT &&
			!check_key(table, i, draft, refusal)) {
			return false;
		}
	}
	return true;
}

/* --- Sizes ---------------------------------------------------------------------------------- */

uint64_t server_table_projected(const struct server_table *table, enum server_source source)
{
	if (source == SERVER_TABLE || table->projection == SERVER_PROJECTS_ALL) {
		return ATTRIBUTE_ALL;
	}
	return server_table_keys(table, source) |
	       (table->projection == SERVER_PROJECTS_SOME ? SOME_ATTRIBUTES : 0);
}

size_t server_table_bytes(
	const struct server_table *table, const struct server_item *item, enum server_source source)
{
	return server_item_bytes(item, &table->names, server_table_projected(table, source));
}

void server_table_set_projection(struct server_table *table, enum server_projection projection)
{
	table->projection = projection;
	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		const struct server_node *node = server_list_first(table->lists[i]);

		for (table->bytes[i] = 0; node; node = node->next[0]) {
			table->bytes[i] += server_table_bytes(table, node->item, i);
		}
	}
}

/* --- Items ---------------------------------------------------------------------------------- */

static bool is_in(
	const struct server_table *table, const struct server_item *item, enum server_source source)
{
	struct server_value partition =
		server_item_get(item, server_table_partition(table, source));
	struct server_value sort = server_item_get(item, server_table_sort(source));

	return is_of_type(&partition, server_table_partition_type(table, source)) &&
	       is_of_type(&sort, "S");
}

static void insert(struct server_table *table, struct server_item *item)
{
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		if (is_in(table, item, i)) {
			server_list_insert(table->lists[i], item);
			table->bytes[i] += server_table_bytes(table, item, i);
		}
	}
}

void server_table_remove(struct server_table *table, struct server_item *item)
{
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		if (is_in(table, item, i)) {
			server_list_remove(table->lists[i], item);
			table->bytes[i] -= server_table_bytes(table, item, i);
		}
	}
	free(item);
}

struct server_item *server_table_find(
	const struct server_table *table, const char *user_id, const char *service)
{
	struct server_draft key = {.values = {[ATTRIBUTE_USER_ID] = {"S", user_id},
					   [ATTRIBUTE_SERVICE] = {"S", service}}};
	struct server_item *probe = server_item_new(&table->names, &key, NULL);
	const struct server_node *node = server_list_seek(table->lists[SERVER_TABLE], probe, false);
	bool is_it = node && compare_keys(node->item, probe) == 0;

	free(probe);
	return is_it ? node->item : NULL;
}

void server_table_put_item(struct server_table *table, const struct server_draft *draft)
{
	struct server_item *item = server_item_new(&table->names, draft, table->common);
	struct server_item *old = server_table_find(table, draft->values[ATTRIBUTE_USER_ID].text,
		draft->values[ATTRIBUTE_SERVICE].text);

	if (old) {
		server_table_remove(table, old);
	}
	insert(table, item);
}

static void set_active(
	struct server_value *values, enum server_form form, enum session_active active)
{
	static const struct {
		struct server_value on, off;
	} forms[] = {
		[SERVER_FORM_S] = {{"S", "true"}, {"S", "false"}},
		[SERVER_FORM_N] = {{"N", "1"}, {"N", "0"}},
		[SERVER_FORM_BOOL] = {{"BOOL", "true"}, {"BOOL", "false"}},
		[SERVER_FORM_SHADOW] = {{"BOOL", "true"}, {"BOOL", "false"}},
		[SERVER_FORM_SPARSE] = {{"BOOL", "true"}, {"BOOL", "false"}},
	};

	if (active == ACTIVE_UNKNOWN) {
		return;
	}
	values[ATTRIBUTE_ACTIVE] = active == ACTIVE_ON ? forms[form].on : forms[form].off;
	if (form == SERVER_FORM_SHADOW || (form == SERVER_FORM_SPARSE && active == ACTIVE_ON)) {
		values[ATTRIBUTE_SHADOW] =
			active == ACTIVE_ON ? forms[SERVER_FORM_S].on : forms[SERVER_FORM_S].off;
	}
}

void server_table_put(struct server_table *table, const struct server_session *session)
{
	struct server_draft draft;
	struct buf session_id = {0};
	char interval[24], errors[16];

	server_item_load(table->common, &draft);
	snprintf(interval, sizeof(interval), "%lld", (long long)session->interval_ms);
	snprintf(errors, sizeof(errors), "%d", (int)session->error_count);
	buf_printf(&session_id, "%s#%s", session->user_id, session->service);
	draft.values[ATTRIBUTE_USER_ID] = (struct server_value){"S", session->user_id};
	draft.values[ATTRIBUTE_SERVICE] = (struct server_value){"S", session->service};
	draft.values[ATTRIBUTE_SESSION_ID] = (struct server_value){"S", buf_text(&session_id)};
	draft.values[ATTRIBUTE_INTERVAL] = (struct server_value){"N", interval};
	draft.values[ATTRIBUTE_ERRORS] = (struct server_value){"N", errors};
	if (session->polled_at) {
		draft.values[ATTRIBUTE_POLLED_AT] = (struct server_value){"S", session->polled_at};
	}
	set_active(draft.values, table->form, session->active);
	server_table_put_item(table, &draft);
	buf_fini(&session_id);
}

/* --- DescribeTable -------------------------------------------------------------------------- */

static void put_keys(struct buf *out, const char *hash, const char *range)
{
	buf_printf(out,
		"\"KeySchema\":[{\"AttributeName\":\"%s\",\"KeyType\":\"HASH\"},"
		"{\"AttributeName\":\"%s\",\"KeyType\":\"RANGE\"}],"
		"\"ProvisionedThroughput\":{\"NumberOfDecreasesToday\":0,",
		hash, range);
}

static void put_capacity(struct buf *out, const struct server_table *table)
{
	int units = (int)table->read_capacity;

	buf_printf(out, "\"ReadCapacityUnits\":%d,\"WriteCapacityUnits\":%d}", units, units);
}

static void describe_index(
	const struct server_table *table, enum server_source index, struct buf *out)
{
	static const char *const projections[] = {
		[SERVER_PROJECTS_ALL] = "\"ALL\"",
		[SERVER_PROJECTS_SOME] = "\"INCLUDE\",\"NonKeyAttributes\":" SOME_NAMES,
		[SERVER_PROJECTS_KEYS] = "\"KEYS_ONLY\"",
	};
	bool is_active = table->indexes[index] == SERVER_INDEX_ACTIVE;

	buf_printf(out, "{\"IndexName\":\"%s\",", server_table_source_name(index));
	put_keys(
		out, table->names.names[server_table_partition(table, index)], SCHEMA_LAST_POLL_AT);
	put_capacity(out, table);
	buf_printf(out,
		",\"Projection\":{\"ProjectionType\":%s},\"IndexStatus\":%s,"
		"\"ItemCount\":%zu,\"IndexSizeBytes\":%zu}",
		projections[table->projection],
		is_active ? "\"ACTIVE\"" : "\"CREATING\",\"Backfilling\":true",
		is_active ? server_list_count(table->lists[index]) : 0,
		is_active ? table->bytes[index] : 0);
}

void server_table_describe(const struct server_table *table, struct buf *out)
{
	buf_puts(out, "{\"Table\":{\"TableName\":");
	text_put_json(out, table->name);
	buf_puts(out, ",\"TableStatus\":\"ACTIVE\",");
	put_keys(out, SCHEMA_USER_ID, SCHEMA_SERVICE);
	put_capacity(out, table);
	if (table->read_capacity <= 0) {
		buf_puts(out, ",\"BillingModeSummary\":{\"BillingMode\":\"PAY_PER_REQUEST\"}");
	}
	buf_puts(out, ",\"AttributeDefinitions\":["
		      "{\"AttributeName\":\"userId\",\"AttributeType\":\"S\"},"
		      "{\"AttributeName\":\"serviceType\",\"AttributeType\":\"S\"},"
		      "{\"AttributeName\":\"lastPollAt\",\"AttributeType\":\"S\"}");
	if (table->indexes[SERVER_ACTIVE_INDEX] != SERVER_INDEX_ABSENT) {
		buf_printf(out, ",{\"AttributeName\":\"%s\",\"AttributeType\":\"%s\"}",
			table->names.names[server_table_partition(table, SERVER_ACTIVE_INDEX)],
			server_table_partition_type(table, SERVER_ACTIVE_INDEX));
	}
	buf_printf(out, "],\"ItemCount\":%zu,\"TableSizeBytes\":%zu",
		server_list_count(table->lists[SERVER_TABLE]), table->bytes[SERVER_TABLE]);
	const char *before = ",\"GlobalSecondaryIndexes\":[";
	const char *after = "";

	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		if (table->indexes[i] != SERVER_INDEX_ABSENT) {
			buf_puts(out, before);
			describe_index(table, i, out);
			before = ",";
			after = "]";
		}
	}
	buf_printf(out, "%s}}", after);
}
