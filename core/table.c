/* SPDX-License-Identifier: MIT */
#include "table.h"

#include "schema.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

static const char *string_in(const struct json *object, const char *name)
{
	const char *text = json_string(json_get(object, name));
	return text ? text : "";
}

/* The element of an array whose member of that name has that text. */
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

static double read_capacity(const struct json *description)
{
	const struct json *throughput = json_get(description, "ProvisionedThroughput");
	return json_number(json_get(throughput, "ReadCapacityUnits"), 0);
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

/* True when a page of the index has all that a list shows. */
static bool projects_all(const struct json *index)
{
	static const char *const needed[] = {
		SCHEMA_ACTIVE, SCHEMA_INTERVAL, SCHEMA_CREATED_AT, SCHEMA_ERRORS,
	};
	const struct json *projection = json_get(index, "Projection");
	if (strcmp(string_in(projection, "ProjectionType"), "ALL") == 0) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		if (!has_string(json_get(projection, "NonKeyAttributes"), needed[i]) &&
			strcmp(key_of(index, "HASH"), needed[i]) != 0) {
			return false;
		}
	}
	return true;
}

/* Why the index cannot be read for our purpose, into why_not; true when it can. */
static bool check_index(const struct json *description, const char *name, const char *partition_key,
	char *why_not, size_t size)
{
	const struct json *indexes = json_get(description, "GlobalSecondaryIndexes");
	const struct json *index = find_in(indexes, "IndexName", name);
	const char *status = string_in(index, "IndexStatus");
	const char *hash = key_of(index, "HASH"), *range = key_of(index, "RANGE");
	if (!index) {
		snprintf(why_not, size, "the table has no index %s", name);
	} else if (strcmp(hash, partition_key) != 0 || strcmp(range, SCHEMA_LAST_POLL_AT) != 0) {
		snprintf(why_not, size, "%s is keyed by %s%s%s, not %s and %s", name, hash,
			range[0] ? " and " : " alone", range, partition_key, SCHEMA_LAST_POLL_AT);
	} else if (strcmp(status, "ACTIVE") != 0 && strcmp(status, "UPDATING") != 0) {
		snprintf(why_not, size, "%s is %s", name, status[0] ? status : "in no known state");
	} else if (!projects_all(index)) {
		snprintf(why_not, size, "%s does not project every attribute of a list", name);
	} else {
		return true;
	}
	return false;
}

static void parse_index(const struct json *description, const char *name,
	const char *partition_key, struct table_index *index)
{
	const struct json *attribute = find_in(
		json_get(description, "AttributeDefinitions"), "AttributeName", partition_key);
	const char *type = string_in(attribute, "AttributeType");
	memset(index, 0, sizeof(*index));
	char why_not[sizeof(index->why_not)];
	index->is_usable =
		check_index(description, name, partition_key, why_not, sizeof(why_not));
	if (!index->is_usable) {
		text_sanitize(why_not, index->why_not, sizeof(index->why_not));
		return;
	}
	if (strcmp(type, "S") != 0 && strcmp(type, "N") != 0) {
		index->is_usable = false;
		snprintf(index->why_not, sizeof(index->why_not),
			"%s is keyed by %s as %s, which tells no value to ask for", name,
			partition_key, type);
		return;
	}
	memcpy(index->key_type, type, sizeof(index->key_type));
	index->read_capacity = read_capacity(
		find_in(json_get(description, "GlobalSecondaryIndexes"), "IndexName", name));
}

/*
 * isActive beside a second attribute that is the real key of the index: writing the one
 * would leave the index with the other.
 */
static void check_writing(
	const struct json *description, const struct settings *settings, struct table *table)
{
	const struct json *index = find_in(json_get(description, "GlobalSecondaryIndexes"),
		"IndexName", settings->index_active);
	table->can_write = !index || strcmp(key_of(index, "HASH"), SCHEMA_ACTIVE) == 0;
	table->write_refusal[0] = '\0';
	if (!table->can_write) {
		char text[sizeof(table->write_refusal)];
		snprintf(text, sizeof(text),
			"%s is keyed by %s instead of " SCHEMA_ACTIVE
			"; writing the one without the other would part them",
			settings->index_active, key_of(index, "HASH"));
		text_sanitize(text, table->write_refusal, sizeof(table->write_refusal));
	}
}

bool table_parse(const struct json *reply, const struct settings *settings, struct table *table,
	struct error *err)
{
	const struct json *description = json_get(reply, "Table");
	const char *status = string_in(description, "TableStatus");
	if (strcmp(status, "ACTIVE") != 0 && strcmp(status, "UPDATING") != 0) {
		char word[32];
		text_sanitize(status, word, sizeof(word));
		error_set(err, ERROR_NOT_FOUND,
			"table %s is %s; reading starts by itself when it is ACTIVE",
			settings->table, word[0] ? word : "in no known state");
		return false;
	}
	if (strcmp(key_of(description, "HASH"), SCHEMA_USER_ID) != 0 ||
		strcmp(key_of(description, "RANGE"), SCHEMA_SERVICE) != 0) {
		error_set(err, ERROR_NOT_FOUND,
			"table %s is no table of sessions: its primary key is not %s and %s; check "
			"--table",
			settings->table, SCHEMA_USER_ID, SCHEMA_SERVICE);
		return false;
	}
	parse_index(description, settings->index_active, SCHEMA_ACTIVE, &table->active);
	parse_index(description, settings->index_service, SCHEMA_SERVICE, &table->service);
	table->read_capacity = read_capacity(description);
	check_writing(description, settings, table);
	return true;
}
