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
#define STATE_BYTES 55 /* 3 for the map, 1 for each member, names and texts */

static const char *const attribute_names[ATTRIBUTE_COUNT] = {
	[ATTRIBUTE_USER_ID] = SCHEMA_USER_ID,
	[ATTRIBUTE_SERVICE] = SCHEMA_SERVICE,
	[ATTRIBUTE_SESSION_ID] = "sessionId",
	[ATTRIBUTE_WEBHOOK] = "webhookUrl",
	[ATTRIBUTE_ACTIVE] = SCHEMA_ACTIVE,
	[ATTRIBUTE_SHADOW] = SERVER_SHADOW,
	[ATTRIBUTE_INTERVAL] = SCHEMA_INTERVAL,
	[ATTRIBUTE_CREATED_AT] = SCHEMA_CREATED_AT,
	[ATTRIBUTE_POLLED_AT] = SCHEMA_LAST_POLL_AT,
	[ATTRIBUTE_ERRORS] = SCHEMA_ERRORS,
	[ATTRIBUTE_STATE] = "serviceState",
};

#define BIT(attribute)  (1u << (attribute))
#define TABLE_KEYS      (BIT(ATTRIBUTE_USER_ID) | BIT(ATTRIBUTE_SERVICE))
#define SOME_ATTRIBUTES (BIT(ATTRIBUTE_ERRORS) | BIT(ATTRIBUTE_ACTIVE) | BIT(ATTRIBUTE_INTERVAL))
#define SOME_NAMES      "[\"" SCHEMA_ERRORS "\",\"" SCHEMA_ACTIVE "\",\"" SCHEMA_INTERVAL "\"]"

/* --- Order ---------------------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct server_item *left = a, *right = b;
	int order = strcmp(left->user_id, right->user_id);

	return order ? order : strcmp(left->service, right->service);
}

static int compare_polls(const struct server_item *left, const struct server_item *right)
{
	int order = strcmp(left->polled_at, right->polled_at);

	return order ? order : compare_keys(left, right);
}

static int compare_services(const void *a, const void *b)
{
	const struct server_item *left = a, *right = b;
	int order = strcmp(left->service, right->service);

	return order ? order : compare_polls(left, right);
}

static int compare_active(const void *a, const void *b)
{
	const struct server_item *left = a, *right = b;
	int order = strcmp(left->active.text, right->active.text);

	return order ? order : compare_polls(left, right);
}

static int compare_shadows(const void *a, const void *b)
{
	const struct server_item *left = a, *right = b;
	int order = strcmp(left->shadow.text, right->shadow.text);

	return order ? order : compare_polls(left, right);
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
	const struct server_table *table, enum server_source index)
{
	if (index == SERVER_SERVICE_INDEX) {
		return ATTRIBUTE_SERVICE;
	}
	return server_table_has_shadow(table) ? ATTRIBUTE_SHADOW : ATTRIBUTE_ACTIVE;
}

const char *server_table_partition_type(const struct server_table *table, enum server_source index)
{
	return index == SERVER_ACTIVE_INDEX && table->form == SERVER_FORM_N ? "N" : "S";
}

const char *server_table_partition_value(
	const struct server_table *table, const struct server_item *item, enum server_source index)
{
	if (!item->polled_at[0]) {
		return NULL;
	}
	if (index == SERVER_SERVICE_INDEX) {
		return item->service;
	}
	const struct server_value *value =
		server_table_has_shadow(table) ? &item->shadow : &item->active;
	const char *type = server_table_partition_type(table, index);

	return strcmp(value->type, type) == 0 ? value->text : NULL;
}

/* --- Attributes ----------------------------------------------------------------------------- */

const char *server_table_attribute_name(enum server_attribute attribute)
{
	return attribute_names[attribute];
}

int server_table_attribute(const char *name)
{
	for (int i = 0; i < ATTRIBUTE_COUNT; i++) {
		if (strcmp(attribute_names[i], name) == 0) {
			return i;
		}
	}
	return -1;
}

bool server_table_has(const struct server_item *item, enum server_attribute attribute)
{
	switch (attribute) {
	case ATTRIBUTE_ACTIVE:
		return item->active.type[0];
	case ATTRIBUTE_SHADOW:
		return item->shadow.type[0];
	case ATTRIBUTE_POLLED_AT:
		return item->polled_at[0];
	case ATTRIBUTE_USER_ID:
	case ATTRIBUTE_SERVICE:
	case ATTRIBUTE_SESSION_ID:
	case ATTRIBUTE_WEBHOOK:
	case ATTRIBUTE_INTERVAL:
	case ATTRIBUTE_CREATED_AT:
	case ATTRIBUTE_ERRORS:
	case ATTRIBUTE_STATE:
	case ATTRIBUTE_COUNT:
		break;
	}
	return true;
}

static size_t number_bytes(int64_t number)
{
	char digits[24];

	return (size_t)snprintf(digits, sizeof(digits), "%lld", (long long)number) / 2 + 1;
}

static size_t value_bytes(const struct server_item *item, enum server_attribute attribute)
{
	switch (attribute) {
	case ATTRIBUTE_USER_ID:
		return strlen(item->user_id);
	case ATTRIBUTE_SERVICE:
		return strlen(item->service);
	case ATTRIBUTE_SESSION_ID:
		return strlen(item->user_id) + 1 + strlen(item->service);
	case ATTRIBUTE_WEBHOOK:
		return strlen(WEBHOOK);
	case ATTRIBUTE_ACTIVE:
		return item->active.type[0] == 'S' ? strlen(item->active.text) : 1;
	case ATTRIBUTE_SHADOW:
		return strlen(item->shadow.text);
	case ATTRIBUTE_INTERVAL:
		return number_bytes(item->interval_ms);
	case ATTRIBUTE_CREATED_AT:
		return strlen(CREATED_AT);
	case ATTRIBUTE_POLLED_AT:
		return strlen(item->polled_at);
	case ATTRIBUTE_ERRORS:
		return number_bytes(item->error_count);
	case ATTRIBUTE_STATE:
		return STATE_BYTES;
	case ATTRIBUTE_COUNT:
		break;
	}
	return 0;
}

static size_t attributes_bytes(const struct server_item *item, unsigned attributes)
{
	size_t bytes = 0;

	for (unsigned i = 0; i < ATTRIBUTE_COUNT; i++) {
		if ((attributes & BIT(i)) && server_table_has(item, i)) {
			bytes += strlen(attribute_names[i]) + value_bytes(item, i);
		}
	}
	return bytes;
}

static unsigned index_keys(const struct server_table *table, enum server_source index)
{
	return TABLE_KEYS | BIT(ATTRIBUTE_POLLED_AT) | BIT(server_table_partition(table, index));
}

unsigned server_table_projected(const struct server_table *table, enum server_source source)
{
	if (source == SERVER_TABLE || table->projection == SERVER_PROJECTS_ALL) {
		return ATTRIBUTE_ALL;
	}
	return index_keys(table, source) |
	       (table->projection == SERVER_PROJECTS_SOME ? SOME_ATTRIBUTES : 0);
}

size_t server_table_bytes(
	const struct server_table *table, const struct server_item *item, enum server_source source)
{
	if (source == SERVER_TABLE || table->projection == SERVER_PROJECTS_ALL) {
		return item->bytes;
	}
	return table->projection == SERVER_PROJECTS_SOME ? item->some_bytes : item->keys_bytes;
}

/* For the active index, whose keys are the larger ones. */
static void measure(const struct server_table *table, struct server_item *item)
{
	unsigned keys = index_keys(table, SERVER_ACTIVE_INDEX);

	item->bytes = (uint32_t)attributes_bytes(item, ATTRIBUTE_ALL);
	item->keys_bytes = (uint32_t)attributes_bytes(item, keys);
	item->some_bytes = (uint32_t)attributes_bytes(item, keys | SOME_ATTRIBUTES);
}

/* --- Items ---------------------------------------------------------------------------------- */

void server_table_put_back(struct server_table *table, struct server_item *item)
{
	measure(table, item);
	server_list_insert(table->lists[SERVER_TABLE], item);
	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		if (server_table_partition_value(table, item, i)) {
			server_list_insert(table->lists[i], item);
		}
	}
}

void server_table_take_out(struct server_table *table, struct server_item *item)
{
	server_list_remove(table->lists[SERVER_TABLE], item);
	for (int i = SERVER_ACTIVE_INDEX; i < SERVER_SOURCE_COUNT; i++) {
		if (server_table_partition_value(table, item, i)) {
			server_list_remove(table->lists[i], item);
		}
	}
}

void server_table_remove(struct server_table *table, struct server_item *item)
{
	server_table_take_out(table, item);
	free(item);
}

struct server_item *server_table_find(
	const struct server_table *table, const char *user_id, const char *service)
{
	struct server_item probe = {.user_id = user_id, .service = service};
	const struct server_node *node =
		server_list_seek(table->lists[SERVER_TABLE], &probe, false);

	if (!node || compare_keys(node->item, &probe) != 0) {
		return NULL;
	}
	return node->item;
}

static void set_active(struct server_item *item, enum server_form form, enum session_active active)
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
	item->active = active == ACTIVE_ON ? forms[form].on : forms[form].off;
	if (form == SERVER_FORM_SHADOW || (form == SERVER_FORM_SPARSE && active == ACTIVE_ON)) {
		item->shadow =
			active == ACTIVE_ON ? forms[SERVER_FORM_S].on : forms[SERVER_FORM_S].off;
	}
}

void server_table_put(struct server_table *table, const struct server_session *session)
{
	struct server_item *old = server_table_find(table, session->user_id, session->service);

	if (old) {
		server_table_remove(table, old);
	}
	size_t user_size = strlen(session->user_id) + 1,
	       service_size = strlen(session->service) + 1;
	struct server_item *item = base_calloc(1, sizeof(*item) + user_size + service_size);
	char *texts = (char *)(item + 1);

	item->user_id = memcpy(texts, session->user_id, user_size);
	item->service = memcpy(texts + user_size, session->service, service_size);
	snprintf(item->polled_at, sizeof(item->polled_at), "%s",
		session->polled_at ? session->polled_at : "");
	item->interval_ms = session->interval_ms;
	item->error_count = session->error_count;
	set_active(item, table->form, session->active);
	server_table_put_back(table, item);
}

/* --- JSON ----------------------------------------------------------------------------------- */

static void put_scalar(struct buf *out, const char *type, const char *text)
{
	if (strcmp(type, "BOOL") == 0) {
		buf_printf(out, "{\"BOOL\":%s}", text);
		return;
	}
	buf_printf(out, "{\"%s\":", type);
	text_put_json(out, text);
	buf_putc(out, '}');
}

static void put_value(
	const struct server_item *item, enum server_attribute attribute, struct buf *out)
{
	char id[600];

	switch (attribute) {
	case ATTRIBUTE_USER_ID:
		put_scalar(out, "S", item->user_id);
		break;
	case ATTRIBUTE_SERVICE:
		put_scalar(out, "S", item->service);
		break;
	case ATTRIBUTE_SESSION_ID:
		snprintf(id, sizeof(id), "%s#%s", item->user_id, item->service);
		put_scalar(out, "S", id);
		break;
	case ATTRIBUTE_WEBHOOK:
		put_scalar(out, "S", WEBHOOK);
		break;
	case ATTRIBUTE_ACTIVE:
		put_scalar(out, item->active.type, item->active.text);
		break;
	case ATTRIBUTE_SHADOW:
		put_scalar(out, item->shadow.type, item->shadow.text);
		break;
	case ATTRIBUTE_INTERVAL:
		buf_printf(out, "{\"N\":\"%lld\"}", (long long)item->interval_ms);
		break;
	case ATTRIBUTE_CREATED_AT:
		put_scalar(out, "S", CREATED_AT);
		break;
	case ATTRIBUTE_POLLED_AT:
		put_scalar(out, "S", item->polled_at);
		break;
	case ATTRIBUTE_ERRORS:
		buf_printf(out, "{\"N\":\"%d\"}", (int)item->error_count);
		break;
	case ATTRIBUTE_STATE:
		buf_puts(out, "{\"M\":" STATE "}");
		break;
	case ATTRIBUTE_COUNT:
		break;
	}
}

void server_table_print(const struct server_item *item, unsigned attributes, struct buf *out)
{
	char before = '{';

	for (unsigned i = 0; i < ATTRIBUTE_COUNT; i++) {
		if ((attributes & BIT(i)) && server_table_has(item, i)) {
			buf_putc(out, before);
			buf_putc(out, '"');
			buf_puts(out, attribute_names[i]);
			buf_puts(out, "\":");
			put_value(item, i, out);
			before = ',';
		}
	}
	buf_puts(out, before == '{' ? "{}" : "}");
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

static size_t source_bytes(const struct server_table *table, enum server_source source)
{
	size_t bytes = 0;
	const struct server_node *node = server_list_first(table->lists[source]);

	for (; node; node = node->next[0]) {
		bytes += server_table_bytes(table, node->item, source);
	}
	return bytes;
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
	put_keys(out, attribute_names[server_table_partition(table, index)], SCHEMA_LAST_POLL_AT);
	put_capacity(out, table);
	buf_printf(out,
		",\"Projection\":{\"ProjectionType\":%s},\"IndexStatus\":%s,"
		"\"ItemCount\":%zu,\"IndexSizeBytes\":%zu}",
		projections[table->projection],
		is_active ? "\"ACTIVE\"" : "\"CREATING\",\"Backfilling\":true",
		is_active ? server_list_count(table->lists[index]) : 0,
		is_active ? source_bytes(table, index) : 0);
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
			attribute_names[server_table_partition(table, SERVER_ACTIVE_INDEX)],
			server_table_partition_type(table, SERVER_ACTIVE_INDEX));
	}
	buf_printf(out, "],\"ItemCount\":%zu,\"TableSizeBytes\":%zu",
		server_list_count(table->lists[SERVER_TABLE]), source_bytes(table, SERVER_TABLE));
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
