/* SPDX-License-Identifier: MIT */
#include "dynamodb/request.h"

#include "dynamodb/item.h"
#include "kit/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_body(struct buf *body, const char *expected)
{
	struct buf text = quoted_text(expected);

	assert_string_equal(buf_text(body), buf_text(&text));
	/* Whatever it is, it is JSON. */
	struct json *document = json_parse(body->data, body->length);

	assert_non_null(document);
	json_free(document);
	buf_fini(&text);
	buf_fini(body);
}

#define LISTED "userId,serviceType,lastPollAt,isActive,pollingIntervalMs,createdAt,errorCount"

static void query(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {
		.table = "t",
		.index = "Index",
		.key_name = "isActive",
		.key_type = "S",
		.key_value = "tr\"ue",
		.limit = 25,
		.exclusive_start_key = "{\"userId\":{\"S\":\"u\"}}",
	};

	request_read(&body, &read);
	assert_body(&body, "{'TableName':'t','ProjectionExpression':'" LISTED
			   "','ReturnConsumedCapacity':'TOTAL','IndexName':'Index',"
			   "'KeyConditionExpression':'#key = :key',"
			   "'ExpressionAttributeValues':{':key':{'S':'tr\\'ue'}},"
			   "'ExpressionAttributeNames':{'#key':'isActive'},'Limit':25,"
			   "'ExclusiveStartKey':{'userId':{'S':'u'}}}");
}

static void query_of_what_the_index_has(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {
		.table = "t",
		.index = "Index",
		.key_name = "activeKey",
		.key_type = "N",
		.key_value = "1",
		.since = "1705314900",
		.since_type = "N",
		.absent = ITEM_ALL & ~ITEM_ERRORS,
		.shadow = "activeKey",
	};

	request_read(&body, &read);
	assert_body(&body,
		"{'TableName':'t','ProjectionExpression':'userId,serviceType,lastPollAt,errorCount,"
		"#shadow','ReturnConsumedCapacity':'TOTAL','IndexName':'Index',"
		"'KeyConditionExpression':'#key = :key AND #poll > :since',"
		"'ExpressionAttributeValues':{':key':{'N':'1'},':since':{'N':'1705314900'}},"
		"'ExpressionAttributeNames':{'#key':'activeKey','#poll':'lastPollAt',"
		"'#shadow':'activeKey'}}");
}

static void scan(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {.table = "t", .exclusive_start_key = ""};

	request_read(&body, &read);
	assert_body(&body, "{'TableName':'t','ProjectionExpression':'" LISTED
			   "','ReturnConsumedCapacity':'TOTAL'}");
}

static void batch(void **state)
{
	(void)state;
	struct buf body = {0};
	const struct item_key keys[] = {{"u1", "gmail"}, {"u2", "slack"}};

	request_get_items(&body, "t", keys, ARRAY_LEN(keys), NULL);
	assert_body(&body,
		"{'RequestItems':{'t':{'Keys':["
		"{'userId':{'S':'u1'},'serviceType':{'S':'gmail'}},"
		"{'userId':{'S':'u2'},'serviceType':{'S':'slack'}}],"
		"'ProjectionExpression':'" LISTED "'}},'ReturnConsumedCapacity':'TOTAL'}");
	request_get_items(&body, "t", keys, 1, "activeKey");
	assert_body(&body,
		"{'RequestItems':{'t':{'Keys':[{'userId':{'S':'u1'},'serviceType':{'S':'gmail'}}],"
		"'ProjectionExpression':'" LISTED ",#shadow',"
		"'ExpressionAttributeNames':{'#shadow':'activeKey'}}},"
		"'ReturnConsumedCapacity':'TOTAL'}");
}

static void user(void **state)
{
	(void)state;
	struct buf body = {0};

	request_user(&body, "t", "u1", 100);
	assert_body(&body, "{'TableName':'t','ProjectionExpression':'" LISTED
			   "','ReturnConsumedCapacity':'TOTAL',"
			   "'KeyConditionExpression':'#key = :key',"
			   "'ExpressionAttributeValues':{':key':{'S':'u1'}},"
			   "'ExpressionAttributeNames':{'#key':'userId'},'Limit':100}");
}

/* One session as lists show it: no large attributes, and not a consistent read, which costs twice.
 */
static void get_row(void **state)
{
	(void)state;
	struct buf body = {0};
	struct item_key key = {"u1", "gmail"};

	request_get_row(&body, "t", &key, NULL);
	assert_body(&body,
		"{'TableName':'t','Key':{'userId':{'S':'u1'},'serviceType':{'S':'gmail'}},"
		"'ProjectionExpression':'" LISTED "','ReturnConsumedCapacity':'TOTAL'}");
	request_get_row(&body, "t", &key, "activeKey");
	assert_body(&body,
		"{'TableName':'t','Key':{'userId':{'S':'u1'},'serviceType':{'S':'gmail'}},"
		"'ProjectionExpression':'" LISTED ",#shadow',"
		"'ExpressionAttributeNames':{'#shadow':'activeKey'},"
		"'ReturnConsumedCapacity':'TOTAL'}");
}

#define UPDATE_HEAD "{'TableName':'t','Key':{'userId':{'S':'u'},'serviceType':{'S':'s'}},"
#define UPDATE_TAIL                                                                                \
	",'ReturnValuesOnConditionCheckFailure':'ALL_OLD','ReturnConsumedCapacity':'INDEXES'}"

static void assert_update(const struct request_shadow *shadow, const char *expected)
{
	struct buf body = {0};
	struct request_set_active set = {
		.table = "t",
		.key = {"u", "s"},
		.type = "BOOL",
		.seen = "true",
		.wanted = "false",
		.shadow = shadow,
	};

	request_set_active(&body, &set);
	assert_body(&body, expected);
}

static void update(void **state)
{
	(void)state;
	assert_update(NULL,
		UPDATE_HEAD "'UpdateExpression':'SET isActive = :wanted',"
			    "'ConditionExpression':'attribute_exists(userId) AND isActive = :seen',"
			    "'ExpressionAttributeValues':{':wanted':{'BOOL':false},"
			    "':seen':{'BOOL':true}}" UPDATE_TAIL);
}

static void update_of_a_dense_shadow(void **state)
{
	(void)state;
	const struct request_shadow shadow = {"activeKey", "S", "yes", "no"};

	assert_update(&shadow, UPDATE_HEAD
		"'UpdateExpression':'SET isActive = :wanted, #shadow = :shadow_wanted',"
		"'ConditionExpression':'attribute_exists(userId) AND isActive = :seen"
		" AND #shadow = :shadow_seen','ExpressionAttributeNames':{'#shadow':'activeKey'},"
		"'ExpressionAttributeValues':{':wanted':{'BOOL':false},':seen':{'BOOL':true},"
		"':shadow_wanted':{'S':'no'},':shadow_seen':{'S':'yes'}}" UPDATE_TAIL);
}

static void update_of_a_sparse_shadow(void **state)
{
	(void)state;
	const struct request_shadow leaves = {"activeKey", "N", "1", ""};

	assert_update(&leaves, UPDATE_HEAD
		"'UpdateExpression':'SET isActive = :wanted REMOVE #shadow',"
		"'ConditionExpression':'attribute_exists(userId) AND isActive = :seen"
		" AND #shadow = :shadow_seen','ExpressionAttributeNames':{'#shadow':'activeKey'},"
		"'ExpressionAttributeValues':{':wanted':{'BOOL':false},':seen':{'BOOL':true},"
		"':shadow_seen':{'N':'1'}}" UPDATE_TAIL);
	const struct request_shadow comes = {"activeKey", "N", "", "1"};

	assert_update(&comes, UPDATE_HEAD
		"'UpdateExpression':'SET isActive = :wanted, #shadow = :shadow_wanted',"
		"'ConditionExpression':'attribute_exists(userId) AND isActive = :seen"
		" AND attribute_not_exists(#shadow)',"
		"'ExpressionAttributeNames':{'#shadow':'activeKey'},"
		"'ExpressionAttributeValues':{':wanted':{'BOOL':false},':seen':{'BOOL':true},"
		"':shadow_wanted':{'N':'1'}}" UPDATE_TAIL);
}

/* Strange names of users and services stay values, and never become part of an expression. */
static const char *const names[] = {
	"user123",
	"",
	"O'Brien \"the\" \\ user",
	"\",\"ConditionExpression\":\"attribute_exists(userId)",
	"a\nb\tc\rd\be\ff\x01\x1f\x7f",
	"\x1b[31mred\x1b[0m",
	"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
	"\xe2\x80\xaereversed", /* right-to-left override */
	"\xe2\x80\xa8\xc2\x85", /* line separator, C1 */
	"100% %s %n",
	"{}[]:,",
	"</script>",
};

static void assert_key(const struct json *key, const char *user_id, const char *service)
{
	assert_int_equal(json_count(key), 2);
	assert_string_equal(json_string(json_get(json_get(key, "userId"), "S")), user_id);
	assert_string_equal(json_string(json_get(json_get(key, "serviceType"), "S")), service);
}

/* Frees the body, which has that many members. */
static struct json *take_document(struct buf *body, size_t members)
{
	struct json *document = json_parse(buf_text(body), body->length);

	assert_int_equal(json_count(document), members);
	buf_fini(body);
	return document;
}

static void hostile_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct item_key key = {names[i], names[ARRAY_LEN(names) - 1 - i]};
		struct buf body = {0};

		request_get_item(&body, "my \"table\"", &key);
		struct json *document = take_document(&body, 4);

		assert_string_equal(json_string(json_get(document, "TableName")), "my \"table\"");
		assert_int_equal(json_bool(json_get(document, "ConsistentRead")), 1);
		assert_key(json_get(document, "Key"), key.user_id, key.service);
		json_free(document);

		const struct request_set_active set = {
			.table = "t", .key = key, .type = "N", .seen = "0", .wanted = "1"};

		request_set_active(&body, &set);
		document = take_document(&body, 7);
		assert_key(json_get(document, "Key"), key.user_id, key.service);
		assert_string_equal(json_string(json_get(document, "ConditionExpression")),
			"attribute_exists(userId) AND isActive = :seen");
		json_free(document);

		request_get_items(&body, "t", &key, 1, NULL);
		document = take_document(&body, 2);
		const struct json *table = json_get(json_get(document, "RequestItems"), "t");

		assert_key(json_first(json_get(table, "Keys")), key.user_id, key.service);
		json_free(document);

		request_user(&body, "t", key.user_id, 1);
		document = take_document(&body, 7);
		const struct json *values = json_get(document, "ExpressionAttributeValues");

		assert_string_equal(
			json_string(json_get(json_get(values, ":key"), "S")), key.user_id);
		json_free(document);
		request_get_row(&body, "t", &key, NULL);
		document = take_document(&body, 4);
		assert_key(json_get(document, "Key"), key.user_id, key.service);
		json_free(document);
	}
}

static void describe_table(void **state)
{
	(void)state;
	struct buf body = {0};

	request_describe_table(&body, "my-table");
	assert_body(&body, "{'TableName':'my-table'}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(describe_table),
		cmocka_unit_test(query),
		cmocka_unit_test(query_of_what_the_index_has),
		cmocka_unit_test(scan),
		cmocka_unit_test(batch),
		cmocka_unit_test(user),
		cmocka_unit_test(get_row),
		cmocka_unit_test(update),
		cmocka_unit_test(update_of_a_dense_shadow),
		cmocka_unit_test(update_of_a_sparse_shadow),
		cmocka_unit_test(hostile_names),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
