/* SPDX-License-Identifier: MIT */
#include "dynamodb/table_description.h"

#include "dynamodb/item.h"
#include "model/schema.h"
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *string_in(const struct json *object, const char *name)
{
	const char *text = json_string(json_get(object, name));

	return text ? text : "";
}

/* The array element whose member of that name has that text. */
static const struct json *find_in(const struct json *array, const char *name, const char *text)
{
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (strcmp(string_in(at, name), text) == 0) {
			return at;
		}
	}
	return NULL;
}

/* The name of the HASH or RANGE attribute of a table or an index; "" if it has none. */
static const char *key_of(const struct json *description, const char *role)
{
	const struct json *schema = json_get(description, "KeySchema");

	return string_in(find_in(schema, "KeyType", role), "AttributeName");
}

/* "ReadCapacityUnits" or "WriteCapacityUnits" of a table or an index; 0: on demand. */
static double capacity_of(const struct json *description, const char *units)
{
	return json_number(json_get(json_get(description, "ProvisionedThroughput"), units), 0);
}

static bool has_string(const struct json *array, const char *text)
{
	for (const struct json *at = json_first(array); at; at = json_next(at)) {
		if (json_string(at) && strcmp(json_string(at), text) == 0) {
			return true;
		}
	}
	return false;
}

void table_description_reject_index(struct index_description *index, const char *format, ...)
{
	char text[sizeof(index->why_not)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text_sanitize(text, index->why_not, sizeof(index->why_not));
	index->is_usable = false;
}

/* True if the index projects the attribute. The table's keys are in every index. */
static bool is_projected(const struct json *index, const char *attribute)
{
	const struct json *projection = json_get(index, "Projection");

	return strcmp(string_in(projection, "ProjectionType"), "ALL") == 0 ||
	       has_string(json_get(projection, "NonKeyAttributes"), attribute) ||
	       strcmp(key_of(index, "HASH"), attribute) == 0 ||
	       strcmp(key_of(index, "RANGE"), attribute) == 0;
}

static uint32_t find_absent(const struct json *index)
{
	uint32_t absent = 0;

	for (size_t i = 0; i < ITEM_ATTRIBUTES; i++) {
		absent |= is_projected(index, item_attribute_names[i]) ? 0 : 1u << i;
	}
	return absent;
}

/* Looks up a key's type in AttributeDefinitions. False unless it is "S" or "N". */
static bool find_key_type(const struct json *description, const char *name, char type[2])
{
	const struct json *definitions = json_get(description, "AttributeDefinitions");
	const char *found = string_in(find_in(definitions, "AttributeName", name), "AttributeType");

	if (strcmp(found, "S") != 0 && strcmp(found, "N") != 0) {
		return false;
	}
	memcpy(type, found, 2);
	return true;
}

/* Sets the index's keys. False, with the reason set, if we cannot query by them. */
static bool parse_keys(const struct json *description, const struct json *found, const char *name,
	struct index_description *index)
{
	const char *key_name = key_of(found, "HASH"), *sort_key = key_of(found, "RANGE");

	snprintf(index->key_name, sizeof(index->key_name), "%s", key_name);
	if (!find_key_type(description, key_name, index->key_type)) {
		table_description_reject_index(index,
			"%s is keyed by %s, which is binary: its values are unknown", name,
			key_name);
	} else if (strcmp(sort_key, SCHEMA_LAST_POLL_AT) != 0) {
		table_description_reject_index(index,
			"%s is sorted by %s, not " SCHEMA_LAST_POLL_AT, name,
			sort_key[0] ? sort_key : "nothing");
	} else if (!find_key_type(description, SCHEMA_LAST_POLL_AT, index->poll_type)) {
		table_description_reject_index(
			index, "%s is sorted by " SCHEMA_LAST_POLL_AT ", which is binary", name);
	} else {
		return true;
	}
	return false;
}

/* True if the index can be read in its current status. */
static bool check_status(
	const struct json *found, const char *name, struct index_description *index)
{
	const char *status = string_in(found, "IndexStatus");

	if (strcmp(status, "ACTIVE") == 0 || strcmp(status, "UPDATING") == 0) {
		return true;
	}
	if (json_bool(json_get(found, "Backfilling")) == 1) {
		table_description_reject_index(index, "%s is new and still being backfilled", name);
	} else {
		table_description_reject_index(
			index, "%s is %s", name, status[0] ? status : "in an unknown state");
	}
	return false;
}

static void parse_index(
	const struct json *description, const char *name, struct index_description *index)
{
	const struct json *indexes = json_get(description, "GlobalSecondaryIndexes");
	const struct json *found = find_in(indexes, "IndexName", name);

	*index = (struct index_description){.items = -1};
	if (!found) {
		table_description_reject_index(index, "the table has no index %s", name);
		return;
	}
	index->is_usable =
		parse_keys(description, found, name, index) && check_status(found, name, index);
	index->absent = find_absent(found);
	index->read_capacity = capacity_of(found, "ReadCapacityUnits");
	index->write_capacity = capacity_of(found, "WriteCapacityUnits");
	index->items = json_number(json_get(found, "ItemCount"), -1);
}

/* Keys of a session table that cannot be the shadow of isActive. */
static bool is_other_key(const char *name)
{
	return strcmp(name, SCHEMA_USER_ID) == 0 || strcmp(name, SCHEMA_SERVICE) == 0 ||
	       strcmp(name, SCHEMA_LAST_POLL_AT) == 0;
}

/* Takes the active index's partition key for the shadow, unless it is isActive itself. */
static void parse_shadow(const struct json *description, const struct settings *settings,
	struct table_description *table)
{
	struct index_description *active = &table->active;

	if (!active->key_name[0] || strcmp(active->key_name, SCHEMA_ACTIVE) == 0) {
		return;
	}
	if (is_other_key(active->key_name)) {
		table_description_reject_index(active, "%s is keyed by %s, not " SCHEMA_ACTIVE,
			settings->index_active, active->key_name);
		return;
	}
	memcpy(table->shadow, active->key_name, sizeof(table->shadow));
	memcpy(table->shadow_type, active->key_type, sizeof(table->shadow_type));
	active->shows_shadow = true;
	table->service.shows_shadow =
		is_projected(find_in(json_get(description, "GlobalSecondaryIndexes"), "IndexName",
				     settings->index_service),
			table->shadow);
}

static void check_service_key(const struct settings *settings, struct index_description *service)
{
	if (service->is_usable && strcmp(service->key_name, SCHEMA_SERVICE) != 0) {
		table_description_reject_index(service, "%s is keyed by %s, not " SCHEMA_SERVICE,
			settings->index_service, service->key_name);
	}
}

/*
 * Refuses writes if the shadow's values cannot be known, because isActive and the shadow would
 * disagree.
 */
static void check_writing(const struct settings *settings, struct table_description *table)
{
	table->can_write = !table->shadow[0] || table->shadow_type[0];
	if (!table->can_write) {
		char text[sizeof(table->write_refusal)];

		snprintf(text, sizeof(text),
			"%s is keyed by %.100s, which is binary: " SCHEMA_ACTIVE
			" cannot be written without it",
			settings->index_active, table->shadow);
		text_sanitize(text, table->write_refusal, sizeof(table->write_refusal));
	}
}

/* False if we cannot read the table. */
static bool check_table(
	const struct json *description, const struct settings *settings, struct error *err)
{
	const char *status = string_in(description, "TableStatus");

	if (strcmp(status, "ACTIVE") != 0 && strcmp(status, "UPDATING") != 0) {
		char word[32];

		text_sanitize(status, word, sizeof(word));
		return error_set(err, ERROR_NOT_FOUND,
			"table %s is %s; waiting for it to become ACTIVE", settings->table,
			word[0] ? word : "in an unknown state");
	}
	if (strcmp(key_of(description, "HASH"), SCHEMA_USER_ID) != 0 ||
		strcmp(key_of(description, "RANGE"), SCHEMA_SERVICE) != 0) {
		return error_set(err, ERROR_NOT_FOUND,
			"table %s is not a session table: its primary key is not %s and %s; "
			"check --table",
			settings->table, SCHEMA_USER_ID, SCHEMA_SERVICE);
	}
	return true;
}

bool table_description_parse(const struct json *response, const struct settings *settings,
	struct table_description *table, struct error *err)
{
	const struct json *description = json_get(response, "Table");

	if (!check_table(description, settings, err)) {
		return false;
	}
	*table = (struct table_description){
		.read_capacity = capacity_of(description, "ReadCapacityUnits"),
		.write_capacity = capacity_of(description, "WriteCapacityUnits"),
		.items = json_number(json_get(description, "ItemCount"), -1),
	};
	credentials_copy_account(string_in(description, "TableArn"), table->account);
	parse_index(description, settings->index_active, &table->active);
	parse_index(description, settings->index_service, &table->service);
	parse_shadow(description, settings, table);
	check_service_key(settings, &table->service);
	check_writing(settings, table);
	return true;
}

void table_description_assume(const struct settings *settings, struct table_description *table)
{
	if (table->is_assumed) {
		return;
	}
	*table = (struct table_description){
		.active = {.is_usable = true,
			.key_name = SCHEMA_ACTIVE,
			.key_type = "S",
			.poll_type = "S",
			.items = -1},
		.service = {.is_usable = true,
			.key_name = SCHEMA_SERVICE,
			.key_type = "S",
			.poll_type = "S",
			.items = -1},
		.items = -1,
		.is_assumed = true,
		.can_write = true,
	};
	snprintf(table->notice, sizeof(table->notice),
		"DescribeTable is denied: assuming that %s is billed per request and its indexes "
		"have all attributes",
		settings->table);
}

void table_description_explain_missing(
	struct error *err, const struct settings *settings, const struct endpoint *endpoint)
{
	if (strcmp(err->aws_code, "ResourceNotFoundException") == 0) {
		error_set(err, ERROR_NOT_FOUND,
			"table %s does not exist in %s at %s: check --table, --region and "
			"--profile",
			settings->table, endpoint->region, endpoint->url);
	}
}
