/* SPDX-License-Identifier: MIT */
#include "request.h"

#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What users and services may be called. */
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

static struct json *parse(const struct buf *body)
{
	struct json *document = json_parse(buf_text(body), body->length);
	if (!document) {
		fail_msg("no JSON: %s", buf_text(body));
	}
	return document;
}

/* The text at a path of members, "Key.userId.S"; NULL if there is none. */
static const struct json *at(const struct json *value, const char *path)
{
	char name[64];
	while (value && *path) {
		size_t length = strcspn(path, ".");
		assert_true(length < sizeof(name));
		memcpy(name, path, length);
		name[length] = '\0';
		value = json_get(value, name);
		path += length + (path[length] == '.');
	}
	return value;
}

static void assert_text(const struct json *document, const char *path, const char *wanted)
{
	const char *text = json_string(at(document, path));
	assert_non_null(text);
	assert_string_equal(text, wanted);
}

static void test_describe_table(void **state)
{
	(void)state;
	struct buf body = {0};
	request_describe_table(&body, "my \"table\"");
	struct json *document = parse(&body);
	assert_text(document, "TableName", "my \"table\"");
	assert_int_equal(json_count(document), 1);
	json_free(document);
	buf_fini(&body);
}

static void assert_projects_a_list(const struct json *document)
{
	assert_text(document, "ProjectionExpression",
		"userId, serviceType, isActive, pollingIntervalMs, createdAt, lastPollAt, "
		"errorCount");
	assert_text(document, "ReturnConsumedCapacity", "TOTAL");
}

static void test_query(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {
		.table = "t",
		.index = "Active-Sessions-Index",
		.key_name = "isActive",
		.key_type = "N",
		.key_value = "1",
		.exclusive_start_key = "",
	};
	request_read(&body, &read);
	struct json *document = parse(&body);
	assert_text(document, "TableName", "t");
	assert_text(document, "IndexName", "Active-Sessions-Index");
	assert_text(document, "KeyConditionExpression", "#key = :key");
	assert_text(document, "ExpressionAttributeNames.#key", "isActive");
	assert_text(document, "ExpressionAttributeValues.:key.N", "1");
	assert_projects_a_list(document);
	/* Oldest first is DynamoDB's default; an index knows no consistent reads. */
	assert_null(at(document, "ScanIndexForward"));
	assert_null(at(document, "ConsistentRead"));
	assert_null(at(document, "FilterExpression"));
	assert_null(at(document, "Limit"));
	assert_null(at(document, "ExclusiveStartKey"));
	json_free(document);
	buf_fini(&body);
}

static void test_next_page(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {
		.table = "t",
		.index = "ServiceType-Index",
		.key_name = "serviceType",
		.key_type = "S",
		.key_value = "gm\"ail",
		.limit = 4000000000u,
		.exclusive_start_key =
			"{\"userId\":{\"S\":\"u\\\"1\"},\"lastPollAt\":{\"S\":\"x\"}}",
	};
	request_read(&body, &read);
	struct json *document = parse(&body);
	assert_text(document, "ExpressionAttributeValues.:key.S", "gm\"ail");
	assert_true(json_number(at(document, "Limit"), 0) == 4000000000.0);
	assert_text(document, "ExclusiveStartKey.userId.S", "u\"1");
	assert_text(document, "ExclusiveStartKey.lastPollAt.S", "x");
	json_free(document);
	buf_fini(&body);
}

static void test_scan(void **state)
{
	(void)state;
	struct buf body = {0};
	struct request_read read = {.table = "t", .limit = 25, .exclusive_start_key = ""};
	request_read(&body, &read);
	struct json *document = parse(&body);
	assert_text(document, "TableName", "t");
	assert_projects_a_list(document);
	assert_true(json_number(at(document, "Limit"), 0) == 25);
	assert_null(at(document, "IndexName"));
	assert_null(at(document, "KeyConditionExpression"));
	assert_null(at(document, "ExpressionAttributeNames"));
	assert_null(at(document, "ExpressionAttributeValues"));
	json_free(document);
	buf_fini(&body);
}

static void test_get_item(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *service = names[ARRAY_LEN(names) - 1 - i];
		struct buf body = {0};
		request_get_item(&body, "t", names[i], service);
		struct json *document = parse(&body);
		assert_text(document, "Key.userId.S", names[i]);
		assert_text(document, "Key.serviceType.S", service);
		assert_int_equal(json_count(at(document, "Key")), 2);
		assert_int_equal(json_bool(at(document, "ConsistentRead")), 1);
		assert_null(at(document, "ProjectionExpression"));
		assert_int_equal(json_count(document), 4);
		json_free(document);
		buf_fini(&body);
	}
}

/* Nothing from outside gets into an expression. */
static void assert_expressions(const struct json *document)
{
	assert_text(document, "UpdateExpression", "SET isActive = :wanted");
	assert_text(
		document, "ConditionExpression", "attribute_exists(userId) AND isActive = :seen");
	assert_text(document, "ReturnValuesOnConditionCheckFailure", "ALL_OLD");
	assert_int_equal(json_count(document), 7);
	assert_int_equal(json_count(at(document, "ExpressionAttributeValues")), 2);
	assert_int_equal(json_count(at(document, "Key")), 2);
}

static void test_set_active(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct buf body = {0};
		struct request_set_active set = {
			.table = "t",
			.user_id = names[i],
			.service = names[ARRAY_LEN(names) - 1 - i],
			.type = "S",
			.seen = "true",
			.wanted = "false",
		};
		request_set_active(&body, &set);
		struct json *document = parse(&body);
		assert_text(document, "TableName", "t");
		assert_text(document, "Key.userId.S", set.user_id);
		assert_text(document, "Key.serviceType.S", set.service);
		assert_text(document, "ExpressionAttributeValues.:wanted.S", "false");
		assert_text(document, "ExpressionAttributeValues.:seen.S", "true");
		assert_expressions(document);
		json_free(document);
		buf_fini(&body);
	}
}

static void test_set_active_types(void **state)
{
	(void)state;
	struct request_set_active set = {.table = "t", .user_id = "u", .service = "s"};
	struct buf body = {0};

	set.type = "N";
	set.seen = "0";
	set.wanted = "1";
	request_set_active(&body, &set);
	struct json *document = parse(&body);
	assert_text(document, "ExpressionAttributeValues.:wanted.N", "1");
	assert_text(document, "ExpressionAttributeValues.:seen.N", "0");
	assert_expressions(document);
	json_free(document);
	buf_clear(&body);

	set.type = "BOOL";
	set.seen = "false";
	set.wanted = "true";
	request_set_active(&body, &set);
	document = parse(&body);
	assert_int_equal(json_bool(at(document, "ExpressionAttributeValues.:wanted.BOOL")), 1);
	assert_int_equal(json_bool(at(document, "ExpressionAttributeValues.:seen.BOOL")), 0);
	assert_expressions(document);
	json_free(document);
	buf_fini(&body);
}

int main(void)
{
	const struct CMUnitTest request[] = {
		cmocka_unit_test(test_describe_table),
		cmocka_unit_test(test_query),
		cmocka_unit_test(test_next_page),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_get_item),
		cmocka_unit_test(test_set_active),
		cmocka_unit_test(test_set_active_types),
	};

	return cmocka_run_group_tests(request, NULL, NULL);
}
