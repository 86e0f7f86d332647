/* SPDX-License-Identifier: MIT */
#include "request.h"

#include "schema.h"
#include "text.h"

#include <string.h>

static void put_member(struct buf *out, const char *name, const char *value)
{
	text_put_json(out, name);
	buf_putc(out, ':');
	text_put_json(out, value);
}

/* {"S":"text"}; a BOOL's value is a bare word. */
static void put_value(struct buf *out, const char *type, const char *text)
{
	if (strcmp(type, "BOOL") == 0) {
		buf_printf(out, "{\"BOOL\":%s}", text);
		return;
	}
	buf_putc(out, '{');
	put_member(out, type, text);
	buf_putc(out, '}');
}

static void put_key(struct buf *out, const char *user_id, const char *service)
{
	buf_puts(out, ",\"Key\":{\"" SCHEMA_USER_ID "\":");
	put_value(out, "S", user_id);
	buf_puts(out, ",\"" SCHEMA_SERVICE "\":");
	put_value(out, "S", service);
	buf_putc(out, '}');
}

static void begin(struct buf *out, const char *table)
{
	buf_putc(out, '{');
	put_member(out, "TableName", table);
}

void request_describe_table(struct buf *out, const char *table)
{
	begin(out, table);
	buf_putc(out, '}');
}

void request_read(struct buf *out, const struct request_read *read)
{
	begin(out, read->table);
	buf_puts(out, ",\"ProjectionExpression\":\"" SCHEMA_LISTED "\"");
	buf_puts(out, ",\"ReturnConsumedCapacity\":\"TOTAL\"");
	if (read->index) {
		buf_puts(out, ",\"IndexName\":");
		text_put_json(out, read->index);
		buf_puts(out, ",\"KeyConditionExpression\":\"#key = :key\""
			      ",\"ExpressionAttributeNames\":{\"#key\":");
		text_put_json(out, read->key_name);
		buf_puts(out, "},\"ExpressionAttributeValues\":{\":key\":");
		put_value(out, read->key_type, read->key_value);
		buf_putc(out, '}');
	}
	if (read->limit > 0) {
		buf_printf(out, ",\"Limit\":%u", read->limit);
	}
	if (read->exclusive_start_key[0]) {
		buf_printf(out, ",\"ExclusiveStartKey\":%s", read->exclusive_start_key);
	}
	buf_putc(out, '}');
}

void request_get_item(
	struct buf *out, const char *table, const char *user_id, const char *service)
{
	begin(out, table);
	put_key(out, user_id, service);
	buf_puts(out, ",\"ConsistentRead\":true,\"ReturnConsumedCapacity\":\"TOTAL\"}");
}

void request_set_active(struct buf *out, const struct request_set_active *set)
{
	begin(out, set->table);
	put_key(out, set->user_id, set->service);
	buf_puts(out, ",\"UpdateExpression\":\"SET " SCHEMA_ACTIVE " = :wanted\""
		      ",\"ConditionExpression\":\"attribute_exists(" SCHEMA_USER_ID
		      ") AND " SCHEMA_ACTIVE " = :seen\""
		      ",\"ExpressionAttributeValues\":{\":wanted\":");
	put_value(out, set->type, set->wanted);
	buf_puts(out, ",\":seen\":");
	put_value(out, set->type, set->seen);
	buf_puts(out, "},\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\""
		      ",\"ReturnConsumedCapacity\":\"TOTAL\"}");
}
