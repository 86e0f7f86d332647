/* SPDX-License-Identifier: MIT */
#include "dynamodb/table_description.h"

#include "dynamodb/item.h"
#include "kit/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ATTRIBUTE(name, type) "{'AttributeName':'" name "','AttributeType':'" type "'}"
#define KEYS(hash, range)                                                                          \
	"'KeySchema':[{'AttributeName':'" hash "','KeyType':'HASH'},"                              \
	"{'AttributeName':'" range "','KeyType':'RANGE'}]"
#define ALL "'Projection':{'ProjectionType':'ALL'}"

static const struct settings settings = {
	.table = "sessions",
	.index_active = "Active-Sessions-Index",
	.index_service = "ServiceType-Index",
};

/* A table with those definitions beside its own keys', and those indexes. */
static bool parse(const char *definitions, const char *indexes, struct table_description *table,
	struct error *err)
{
	struct buf text = {0};

	buf_printf(&text,
		"{'Table':{'TableStatus':'ACTIVE',%s,'ItemCount':12,"
		"'TableArn':'arn:aws:dynamodb:eu-west-1:111122223333:table/sessions',"
		"'ProvisionedThroughput':{'ReadCapacityUnits':5},"
		"'AttributeDefinitions':[%s," ATTRIBUTE("userId", "S") "," ATTRIBUTE(
			"serviceType", "S") "],'GlobalSecondaryIndexes':[%s]}}",
		KEYS("userId", "serviceType"), definitions, indexes);
	struct json *reply = quoted_json(text.data);

	memset(table, 0, sizeof(*table));
	bool is_good = table_description_parse(reply, &settings, table, err);

	json_free(reply);
	buf_fini(&text);
	return is_good;
}

static struct table_description parsed(const char *definitions, const char *indexes)
{
	struct table_description table;
	struct error err;

	assert_true(parse(definitions, indexes, &table, &err));
	return table;
}

#define USUAL ATTRIBUTE("isActive", "S") "," ATTRIBUTE("lastPollAt", "S")

static struct table_description with_active_index(const char *definitions, const char *rest)
{
	struct buf index = {0};

	buf_printf(&index, "{'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE',%s}", rest);
	struct table_description table = parsed(definitions, index.data);

	buf_fini(&index);
	return table;
}

static void account_of_the_table(void **state)
{
	(void)state;
	struct table_description table = parsed(USUAL, "");

	assert_string_equal(table.account, "111122223333");
}

static void projections(void **state)
{
	(void)state;
	static const struct {
		const char *projection;
		uint32_t absent;
	} cases[] = {
		{"'ProjectionType':'ALL'", 0},
		{"'ProjectionType':'KEYS_ONLY'", ITEM_INTERVAL | ITEM_CREATED | ITEM_ERRORS},
		{"'ProjectionType':'INCLUDE','NonKeyAttributes':['errorCount','other']",
			ITEM_INTERVAL | ITEM_CREATED},
		{"'ProjectionType':'INCLUDE','NonKeyAttributes':['errorCount',"
		 "'pollingIntervalMs','createdAt']",
			0},
		{"'ProjectionType':'SOMETHING'", ITEM_INTERVAL | ITEM_CREATED | ITEM_ERRORS},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf rest = {0};

		buf_printf(&rest, KEYS("isActive", "lastPollAt") ",'Projection':{%s}",
			cases[i].projection);
		struct table_description table = with_active_index(USUAL, rest.data);

		assert_true(table.active.is_usable);
		assert_int_equal(table.active.absent, cases[i].absent);
		buf_fini(&rest);
	}
}

static void key_types(void **state)
{
	(void)state;
	struct table_description table =
		with_active_index(USUAL, KEYS("isActive", "lastPollAt") "," ALL);

	assert_string_equal(table.active.key_name, "isActive");
	assert_string_equal(table.active.key_type, "S");
	assert_string_equal(table.active.poll_type, "S");
	assert_string_equal(table.shadow, "");
	assert_true(table.can_write);
	assert_true(table.items == 12 && table.read_capacity == 5);

	table = with_active_index(ATTRIBUTE("isActive", "N") "," ATTRIBUTE("lastPollAt", "N"),
		KEYS("isActive", "lastPollAt") "," ALL);
	assert_true(table.active.is_usable);
	assert_string_equal(table.active.key_type, "N");
	assert_string_equal(table.active.poll_type, "N");
}

static void shadow(void **state)
{
	(void)state;
	struct table_description table = parsed(
		ATTRIBUTE("activeKey", "N") "," ATTRIBUTE("lastPollAt", "S"),
		"{'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS("activeKey",
			"lastPollAt") ",'Projection':{'ProjectionType':'KEYS_ONLY'}},"
				      "{'IndexName':'ServiceType-Index','IndexStatus':'ACTIVE'"
				      "," KEYS("serviceType", "lastPollAt") "," ALL "}");

	assert_true(table.active.is_usable);
	assert_string_equal(table.active.key_name, "activeKey");
	assert_string_equal(table.shadow, "activeKey");
	assert_string_equal(table.shadow_type, "N");
	assert_int_equal(table.active.absent, ITEM_ALL);
	assert_true(table.active.shows_shadow);
	assert_true(table.service.shows_shadow);
	assert_true(table.can_write);

	table = parsed(ATTRIBUTE("activeKey", "S") "," ATTRIBUTE("lastPollAt", "S"),
		"{'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS("activeKey",
			"lastPollAt") "," ALL "},"
				      "{'IndexName':'ServiceType-Index','IndexStatus':'ACTIVE'"
				      "," KEYS("serviceType",
					      "lastPollAt") ",'Projection':{'ProjectionType':'"
							    "INCLUDE',"
							    "'NonKeyAttributes':['isActive']}}");
	assert_false(table.service.shows_shadow);
	assert_int_equal(table.service.absent, ITEM_ALL & ~ITEM_ACTIVE);
}

/* A shadow that cannot be read must not be left out of a write. */
static void binary_shadow_refuses_writing(void **state)
{
	(void)state;
	struct table_description table =
		with_active_index(ATTRIBUTE("activeKey", "B") "," ATTRIBUTE("lastPollAt", "S"),
			KEYS("activeKey", "lastPollAt") "," ALL);

	assert_false(table.active.is_usable);
	assert_false(table.can_write);
	assert_non_null(strstr(table.write_refusal, "activeKey"));
}

static void unusable_indexes(void **state)
{
	(void)state;
	static const struct {
		const char *definitions, *index, *why;
	} cases[] = {
		{USUAL, "'IndexName':'Other','IndexStatus':'ACTIVE'",
			"the table has no index Active-Sessions-Index"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'CREATING',"
			"'Backfilling':true," KEYS("isActive", "lastPollAt"),
			"Active-Sessions-Index is new and still being backfilled"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'CREATING',"
			"'Backfilling':false," KEYS("isActive", "lastPollAt"),
			"Active-Sessions-Index is CREATING"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'DELETING'," KEYS(
				"isActive", "lastPollAt"),
			"Active-Sessions-Index is DELETING"},
		{USUAL, "'IndexName':'Active-Sessions-Index'," KEYS("isActive", "lastPollAt"),
			"Active-Sessions-Index is in an unknown state"},
		{ATTRIBUTE("isActive", "B") "," ATTRIBUTE("lastPollAt", "S"),
			"'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS(
				"isActive", "lastPollAt"),
			"Active-Sessions-Index is keyed by isActive, which is binary: its values "
			"are unknown"},
		{ATTRIBUTE("isActive", "S") "," ATTRIBUTE("lastPollAt", "B"),
			"'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS(
				"isActive", "lastPollAt"),
			"Active-Sessions-Index is sorted by lastPollAt, which is binary"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS(
				"isActive", "createdAt"),
			"Active-Sessions-Index is sorted by createdAt, not lastPollAt"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE',"
			"'KeySchema':[{'AttributeName':'isActive','KeyType':'HASH'}]",
			"Active-Sessions-Index is sorted by nothing, not lastPollAt"},
		{USUAL,
			"'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE'," KEYS(
				"serviceType", "lastPollAt"),
			"Active-Sessions-Index is keyed by serviceType, not isActive"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf index = {0};

		buf_printf(&index, "{%s}", cases[i].index);
		struct table_description table = parsed(cases[i].definitions, index.data);

		assert_false(table.active.is_usable);
		assert_string_equal(table.active.why_not, cases[i].why);
		assert_true(table.can_write);
		buf_fini(&index);
	}
}

/* A shadow must be written while its index is still being created. */
static void shadow_of_a_new_index(void **state)
{
	(void)state;
	struct table_description table =
		parsed(ATTRIBUTE("activeKey", "S") "," ATTRIBUTE("lastPollAt", "S"),
			"{'IndexName':'Active-Sessions-Index','IndexStatus':'CREATING'," KEYS(
				"activeKey", "lastPollAt") "," ALL "}");

	assert_false(table.active.is_usable);
	assert_string_equal(table.shadow, "activeKey");
	assert_string_equal(table.shadow_type, "S");
}

static void other_tables_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *reply, *said;
	} cases[] = {
		{"{}", "is in an unknown state"},
		{"[]", "is in an unknown state"},
		{"null", "is in an unknown state"},
		{"{'Table':null}", "is in an unknown state"},
		{"{'Table':[]}", "is in an unknown state"},
		{"{'Table':{'TableStatus':7}}", "is in an unknown state"},
		{"{'Table':{'TableStatus':['ACTIVE']}}", "is in an unknown state"},
		{"{'Table':{'TableStatus':'CREATING'}}", "is CREATING"},
		{"{'Table':{'TableStatus':'DELETING'}}", "is DELETING"},
		{"{'Table':{'TableStatus':'ACTIVE'}}", "primary key is not userId"},
		{"{'Table':{'TableStatus':'UPDATING'," KEYS("id", "serviceType") "}}",
			"primary key is not userId"},
		{"{'Table':{'TableStatus':'ACTIVE'," KEYS("userId", "sessionId") "}}",
			"primary key is not userId"},
		{"{'Table':{'TableStatus':'ACTIVE'," KEYS("serviceType", "userId") "}}",
			"primary key is not userId"},
		{"{'Table':{'TableStatus':'ACTIVE','KeySchema':"
		 "[{'AttributeName':'userId','KeyType':'HASH'}]}}",
			"primary key is not userId"},
		{"{'Table':{'TableStatus':'ACTIVE','KeySchema':'userId'}}",
			"primary key is not userId"},
		{"{'Table':{'TableStatus':'ACTIVE','KeySchema':[[],7,null,{'KeyType':7}]}}",
			"primary key is not userId"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct table_description table = {.items = 77};
		struct error err;
		struct json *reply = quoted_json(cases[i].reply);

		assert_false(table_description_parse(reply, &settings, &table, &err));
		assert_int_equal(err.kind, ERROR_NOT_FOUND);
		assert_non_null(strstr(err.text, "sessions"));
		assert_non_null(strstr(err.text, cases[i].said));
		assert_true(table.items == 77);
		json_free(reply);
	}
}

static void assumption(void **state)
{
	(void)state;
	struct table_description table = {0};

	table_description_assume(&settings, &table);
	assert_true(table.is_assumed && table.can_write);
	assert_true(table.active.is_usable && table.service.is_usable);
	assert_int_equal(table.active.absent, 0);
	assert_true(table.items < 0 && table.service.items < 0 && table.read_capacity == 0);
	assert_non_null(strstr(table.notice, "DescribeTable is denied"));
	/* What was found since stays. */
	table_description_reject_index(&table.active, "it is %s", "not there");
	table_description_assume(&settings, &table);
	assert_string_equal(table.active.why_not, "it is not there");
}

static void capacities(void **state)
{
	(void)state;
	struct table_description table = with_active_index(USUAL,
		KEYS("isActive", "lastPollAt") "," ALL ",'ItemCount':7,"
					       "'ProvisionedThroughput':{'ReadCapacityUnits':9}");

	assert_true(table.active.read_capacity == 9 && table.active.items == 7);
	assert_true(table.service.items < 0);
	/* On demand it is zero or missing. */
	table = with_active_index(USUAL,
		KEYS("isActive", "lastPollAt") "," ALL
					       ",'ProvisionedThroughput':{'ReadCapacityUnits':0}");
	assert_true(table.active.is_usable && table.active.read_capacity == 0);
	table = with_active_index(USUAL, KEYS("isActive", "lastPollAt") "," ALL);
	assert_true(table.active.is_usable && table.active.read_capacity == 0);
	assert_true(table.active.items < 0);
}

static void assert_harmless(const char *text)
{
	assert_true(text[0]);
	for (const char *at = text; *at; at++) {
		assert_false((unsigned char)*at < 0x20);
	}
	assert_null(strstr(text, "\xe2\x80\xae"));
}

static void hostile_names(void **state)
{
	(void)state;
	struct table_description table = with_active_index(
		ATTRIBUTE("\\u001b[31m\\u202e", "B") "," ATTRIBUTE("lastPollAt", "S"),
		KEYS("\\u001b[31m\\u202e", "lastPollAt") "," ALL);

	assert_harmless(table.active.why_not);
	assert_harmless(table.write_refusal);
	table = parsed(USUAL,
		"{'IndexName':'Active-Sessions-Index','IndexStatus':'\\u0007BEEP\\u202e'," KEYS(
			"isActive", "lastPollAt") "," ALL "}");
	assert_harmless(table.active.why_not);
}

/* Names of 255 characters, the longest that DynamoDB has, only shorten the sentence. */
static void long_names(void **state)
{
	(void)state;
	char name[TABLE_KEY_NAME_SIZE];
	struct buf rest = {0};

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	buf_printf(&rest,
		"'KeySchema':[{'AttributeName':'%s','KeyType':'HASH'},"
		"{'AttributeName':'%s','KeyType':'RANGE'}]",
		name, name);
	struct table_description table = with_active_index(USUAL, rest.data);

	assert_int_equal(strlen(table.active.why_not), sizeof(table.active.why_not) - 1);
	assert_string_equal(table.shadow, name);
	assert_false(table.can_write);
	assert_non_null(strstr(table.write_refusal, "cannot be written without it"));
	buf_fini(&rest);
}

/* With any other defect the table is read by Scan. */
static void malformed_parts(void **state)
{
	(void)state;
	static const char *const indexes[] = {
		"7",
		"null",
		"[]",
		"{}",
		"{'IndexName':7}",
		"{'IndexName':'Active-Sessions-Index'}",
		("{'IndexName':'Active-Sessions-Index','IndexStatus':{},'KeySchema':{},"
		 "'Projection':[],'ProvisionedThroughput':['x'],'ItemCount':'many'}"),
	};

	for (size_t i = 0; i < ARRAY_LEN(indexes); i++) {
		struct table_description table = parsed(USUAL, indexes[i]);

		assert_false(table.active.is_usable || table.service.is_usable);
		assert_true(table.active.why_not[0] && table.service.why_not[0]);
		assert_true(table.active.read_capacity == 0 && table.active.items < 0);
		assert_true(table.can_write);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(account_of_the_table),
		cmocka_unit_test(projections),
		cmocka_unit_test(key_types),
		cmocka_unit_test(shadow),
		cmocka_unit_test(binary_shadow_refuses_writing),
		cmocka_unit_test(unusable_indexes),
		cmocka_unit_test(shadow_of_a_new_index),
		cmocka_unit_test(other_tables_are_refused),
		cmocka_unit_test(assumption),
		cmocka_unit_test(capacities),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(long_names),
		cmocka_unit_test(malformed_parts),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
