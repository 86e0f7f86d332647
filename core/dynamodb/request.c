/* SPDX-License-Identifier: MIT */
#include "dynamodb/request.h"

#include "dynamodb/item.h"
#include "json_put.h"
#include "model/schema.h"

#include <string.h>

static void put_key(struct buf *out, const struct item_key *key)
{
	buf_puts(out, "{\"" SCHEMA_USER_ID "\":");
	item_put_value(out, "S", key->user_id);
	buf_puts(out, ",\"" SCHEMA_SERVICE "\":");
	item_put_value(out, "S", key->service);
	buf_putc(out, '}');
}

/*
 * Reads only the attributes that lists show, never webhookUrl and serviceState, which are large and
 * may hold secrets. Omits attributes that the index lacks, because some servers reject those.
 */
static void put_projection(struct buf *out, uint32_t absent, const char *further)
{
	buf_puts(out, "\"ProjectionExpression\":\"" SCHEMA_USER_ID "," SCHEMA_SERVICE
		      "," SCHEMA_LAST_POLL_AT);
	for (size_t i = 0; i < ITEM_ATTRIBUTES; i++) {
		if (!(absent & 1u << i)) {
			buf_printf(out, ",%s", item_attribute_names[i]);
		}
	}
	buf_printf(out, "%s\"", further);
}

static void begin(struct buf *out, const char *table)
{
	buf_putc(out, '{');
	json_put_string(out, "TableName", table);
}

void request_describe_table(struct buf *out, const char *table)
{
	begin(out, table);
	buf_putc(out, '}');
}

/* #key is the partition key, #poll the sort key of an index. */
static void put_key_condition(struct buf *out, const struct request_read *read)
{
	if (read->index) {
		json_put_string(out, "IndexName", read->index);
	}
	buf_puts(out, ",\"KeyConditionExpression\":\"#key = :key");
	if (read->since) {
		buf_puts(out, read->is_until ? " AND #poll <= :since" : " AND #poll > :since");
	}
	buf_putc(out, '"');
	buf_puts(out, ",\"ExpressionAttributeValues\":{\":key\":");
	item_put_value(out, read->key_type, read->key_value);
	if (read->since) {
		buf_puts(out, ",\":since\":");
		item_put_value(out, read->since_type, read->since);
	}
	buf_putc(out, '}');
}

static void put_read_names(struct buf *out, const struct request_read *read)
{
	if (!read->key_name && !read->shadow) {
		return;
	}
	buf_puts(out, ",\"ExpressionAttributeNames\":{");
	if (read->key_name) {
		json_put_string(out, "#key", read->key_name);
	}
	if (read->since) {
		json_put_string(out, "#poll", SCHEMA_LAST_POLL_AT);
	}
	if (read->shadow) {
		json_put_string(out, "#shadow", read->shadow);
	}
	buf_putc(out, '}');
}

void request_read(struct buf *out, const struct request_read *read)
{
	begin(out, read->table);
	buf_putc(out, ',');
	put_projection(out, read->absent, read->shadow ? ",#shadow" : "");
	buf_puts(out, ",\"ReturnConsumedCapacity\":\"TOTAL\"");
	if (read->key_name) {
		put_key_condition(out, read);
	}
	put_read_names(out, read);
	if (read->limit > 0) {
		buf_printf(out, ",\"Limit\":%u", read->limit);
	}
	if (read->exclusive_start_key && read->exclusive_start_key[0]) {
		buf_printf(out, ",\"ExclusiveStartKey\":%s", read->exclusive_start_key);
	}
	buf_putc(out, '}');
}

void request_get_item(struct buf *out, const char *table, const struct item_key *key)
{
	begin(out, table);
	buf_puts(out, ",\"Key\":");
	put_key(out, key);
	buf_puts(out, ",\"ConsistentRead\":true,\"ReturnConsumedCapacity\":\"TOTAL\"}");
}

/* The attributes that lists show, and the shadow, if any. */
static void put_row_projection(struct buf *out, const char *shadow)
{
	put_projection(out, 0, shadow ? ",#shadow" : "");
	if (shadow) {
		buf_puts(out, ",\"ExpressionAttributeNames\":{");
		json_put_string(out, "#shadow", shadow);
		buf_putc(out, '}');
	}
}

void request_get_row(
	struct buf *out, const char *table, const struct item_key *key, const char *shadow)
{
	begin(out, table);
	buf_puts(out, ",\"Key\":");
	put_key(out, key);
	buf_putc(out, ',');
	put_row_projection(out, shadow);
	buf_puts(out, ",\"ReturnConsumedCapacity\":\"TOTAL\"}");
}

void request_get_items(struct buf *out, const char *table, const struct item_key *keys,
	size_t keys_count, const char *shadow)
{
	buf_puts(out, "{\"RequestItems\":{");
	json_put_name(out, table);
	buf_puts(out, "{\"Keys\":[");
	for (size_t i = 0; i < keys_count; i++) {
		json_put_comma(out);
		put_key(out, &keys[i]);
	}
	buf_puts(out, "],");
	put_row_projection(out, shadow);
	buf_puts(out, "}},\"ReturnConsumedCapacity\":\"TOTAL\"}");
}

void request_user(struct buf *out, const char *table, const char *user_id, unsigned limit)
{
	struct request_read read = {
		.table = table,
		.key_name = SCHEMA_USER_ID,
		.key_type = "S",
		.key_value = user_id,
		.limit = limit,
	};

	request_read(out, &read);
}

static void put_update(struct buf *out, const struct request_shadow *shadow)
{
	buf_puts(out, ",\"UpdateExpression\":\"SET " SCHEMA_ACTIVE " = :wanted");
	if (shadow) {
		buf_puts(out, shadow->wanted[0] ? ", #shadow = :shadow_wanted" : " REMOVE #shadow");
	}
	buf_puts(out, "\",\"ConditionExpression\":\"attribute_exists(" SCHEMA_USER_ID
		      ") AND " SCHEMA_ACTIVE " = :seen");
	if (shadow) {
		buf_puts(out, shadow->seen[0] ? " AND #shadow = :shadow_seen"
					      : " AND attribute_not_exists(#shadow)");
	}
	buf_putc(out, '"');
}

static void put_shadow_values(struct buf *out, const struct request_shadow *shadow)
{
	if (shadow->wanted[0]) {
		buf_puts(out, ",\":shadow_wanted\":");
		item_put_value(out, shadow->type, shadow->wanted);
	}
	if (shadow->seen[0]) {
		buf_puts(out, ",\":shadow_seen\":");
		item_put_value(out, shadow->type, shadow->seen);
	}
}

void request_set_active(struct buf *out, const struct request_set_active *set)
{
	begin(out, set->table);
	buf_puts(out, ",\"Key\":");
	put_key(out, &set->key);
	put_update(out, set->shadow);
	if (set->shadow) {
		buf_puts(out, ",\"ExpressionAttributeNames\":{");
		json_put_string(out, "#shadow", set->shadow->name);
		buf_putc(out, '}');
	}
	buf_puts(out, ",\"ExpressionAttributeValues\":{\":wanted\":");
	item_put_value(out, set->type, set->wanted);
	buf_puts(out, ",\":seen\":");
	item_put_value(out, set->type, set->seen);
	if (set->shadow) {
		put_shadow_values(out, set->shadow);
	}
	buf_puts(out, "},\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\""
		      ",\"ReturnConsumedCapacity\":\"INDEXES\"}");
}
