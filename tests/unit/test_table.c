/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct settings settings = {
	.table = "sessions",
	.index_active = "Active-Sessions-Index",
	.index_service = "ServiceType-Index",
};

/* A reply of DescribeTable, part by part; NULL: as the specification has it, "" none. JSON with ' for ". */
struct reply {
	const char *status, *keys, *attributes, *active, *service, *throughput;
};

#define KEYS(hash, range)                                                                          \
	"'KeySchema':[{'AttributeName':'" hash "','KeyType':'HASH'},"                              \
	"{'AttributeName':'" range "','KeyType':'RANGE'}]"
#define ALL                   "'Projection':{'ProjectionType':'ALL'}"
#define UNITS(read)           "'ProvisionedThroughput':{'ReadCapacityUnits':" read ",'WriteCapacityUnits':5}"
#define ATTRIBUTE(name, type) "{'AttributeName':'" name "','AttributeType':'" type "'}"
#define ATTRIBUTES(active_type)                                                                    \
	ATTRIBUTE("userId", "S")                                                                   \
	"," ATTRIBUTE("serviceType", "S") "," ATTRIBUTE("lastPollAt", "S") "," ATTRIBUTE(          \
		"isActive", active_type)
#define ACTIVE(status, rest)                                                                       \
	"{'IndexName':'Active-Sessions-Index','IndexStatus':'" status "'," rest "}"
#define SERVICE(status, rest)                                                                      \
	"{'IndexName':'ServiceType-Index','IndexStatus':'" status "'," rest "}"
#define ACTIVE_KEYS  KEYS("isActive", "lastPollAt")
#define SERVICE_KEYS KEYS("serviceType", "lastPollAt")

static const char *or_else(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static struct json *parse_text(const char *text)
{
	char *json = base_strdup(text);
	for (char *at = json; *at; at++) {
		*at = *at == '\'' ? '"' : *at;
	}
	struct json *document = json_parse(json, strlen(json));
	if (!document) {
		fail_msg("no JSON: %s", text);
	}
	free(json);
	return document;
}

static struct json *build(const struct reply *reply)
{
	struct buf text = {0};
	const char *active =
		or_else(reply->active, ACTIVE("ACTIVE", ACTIVE_KEYS "," ALL "," UNITS("5")));
	const char *service =
		or_else(reply->service, SERVICE("ACTIVE", SERVICE_KEYS "," ALL "," UNITS("7")));
	buf_printf(&text,
		"{'Table':{'TableName':'sessions','TableStatus':'%s',%s,'AttributeDefinitions':[%s]"
		","
		"'GlobalSecondaryIndexes':[%s%s%s],%s}}",
		or_else(reply->status, "ACTIVE"),
		or_else(reply->keys, KEYS("userId", "serviceType")),
		or_else(reply->attributes, ATTRIBUTES("S")), active,
		active[0] && service[0] ? "," : "", service,
		or_else(reply->throughput, UNITS("10")));
	struct json *document = parse_text(buf_text(&text));
	buf_fini(&text);
	return document;
}

static struct table parse(const struct reply *reply)
{
	struct json *document = build(reply);
	struct table table;
	struct error err;
	memset(&table, 0xA5, sizeof(table));
	if (!table_parse(document, &settings, &table, &err)) {
		fail_msg("%s", err.text);
	}
	json_free(document);
	return table;
}

static void test_as_specified(void **state)
{
	(void)state;
	struct table table = parse(&(struct reply){0});
	assert_true(table.active.is_usable);
	assert_string_equal(table.active.why_not, "");
	assert_string_equal(table.active.key_type, "S");
	assert_true(table.active.read_capacity == 5);
	assert_true(table.service.is_usable);
	assert_string_equal(table.service.key_type, "S");
	assert_true(table.service.read_capacity == 7);
	assert_true(table.read_capacity == 10);
	assert_true(table.can_write);
	assert_string_equal(table.write_refusal, "");
}

static void test_on_demand(void **state)
{
	(void)state;
	struct table table = parse(&(struct reply){
		.throughput = "'BillingModeSummary':{'BillingMode':'PAY_PER_REQUEST'}",
		.active = ACTIVE("ACTIVE", ACTIVE_KEYS "," ALL "," UNITS("0")),
		.service = SERVICE("ACTIVE", SERVICE_KEYS "," ALL),
	});
	assert_true(table.read_capacity == 0);
	assert_true(table.active.read_capacity == 0);
	assert_true(table.service.read_capacity == 0);
	assert_true(table.active.is_usable && table.service.is_usable);
}

static void test_key_types(void **state)
{
	(void)state;
	static const struct {
		const char *attributes;
		const char *key_type; /* NULL: not usable */
	} cases[] = {
		{ATTRIBUTES("S"), "S"},
		{ATTRIBUTES("N"), "N"},
		{ATTRIBUTES("B"), NULL},
		{ATTRIBUTES("BOOL"), NULL},
		{ATTRIBUTES(""), NULL},
		{ATTRIBUTE("userId", "S"), NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct table table = parse(&(struct reply){.attributes = cases[i].attributes});
		assert_int_equal(table.active.is_usable, cases[i].key_type != NULL);
		assert_string_equal(
			table.active.key_type, cases[i].key_type ? cases[i].key_type : "");
		assert_int_equal(table.active.why_not[0] != '\0', cases[i].key_type == NULL);
		assert_true(table.can_write);
	}
	struct table table = parse(&(struct reply){.attributes = ATTRIBUTES("B")});
	assert_string_equal(table.active.why_not,
		"Active-Sessions-Index is keyed by isActive as B, which tells no value to ask for");
}

#define INCLUDE(attributes)                                                                        \
	"'Projection':{'ProjectionType':'INCLUDE','NonKeyAttributes':[" attributes "]}"

/* Why an index is of no use; NULL where it is. */
static void test_index_reasons(void **state)
{
	(void)state;
	static const struct {
		const char *index, *why_not;
	} cases[] = {
		{"", "the table has no index ServiceType-Index"},
		{"{'IndexName':'Other','IndexStatus':'ACTIVE'," SERVICE_KEYS "," ALL "}",
			"the table has no index ServiceType-Index"},
		{SERVICE("ACTIVE", SERVICE_KEYS "," ALL), NULL},
		{SERVICE("UPDATING", SERVICE_KEYS "," ALL), NULL},
		{SERVICE("CREATING", SERVICE_KEYS "," ALL), "ServiceType-Index is CREATING"},
		{SERVICE("DELETING", SERVICE_KEYS "," ALL), "ServiceType-Index is DELETING"},
		{"{'IndexName':'ServiceType-Index'," SERVICE_KEYS "," ALL "}",
			"ServiceType-Index is in no known state"},
		{SERVICE("ACTIVE", KEYS("service", "lastPollAt") "," ALL),
			"ServiceType-Index is keyed by service and lastPollAt, not serviceType and "
			"lastPollAt"},
		{SERVICE("ACTIVE", KEYS("serviceType", "createdAt") "," ALL),
			"ServiceType-Index is keyed by serviceType and createdAt, not serviceType "
			"and "
			"lastPollAt"},
		{SERVICE("ACTIVE",
			 "'KeySchema':[{'AttributeName':'serviceType','KeyType':'HASH'}]," ALL),
			"ServiceType-Index is keyed by serviceType alone, not serviceType and "
			"lastPollAt"},
		{SERVICE("ACTIVE", SERVICE_KEYS ",'Projection':{'ProjectionType':'KEYS_ONLY'}"),
			"ServiceType-Index does not project every attribute of a list"},
		{SERVICE("ACTIVE", SERVICE_KEYS),
			"ServiceType-Index does not project every attribute of a list"},
		{SERVICE("ACTIVE",
			 SERVICE_KEYS "," INCLUDE("'errorCount','createdAt','pollingIntervalMs'")),
			"ServiceType-Index does not project every attribute of a list"},
		{SERVICE("ACTIVE", SERVICE_KEYS "," INCLUDE("7,null")),
			"ServiceType-Index does not project every attribute of a list"},
		{SERVICE("ACTIVE", SERVICE_KEYS "," INCLUDE("'errorCount','createdAt',"
							    "'pollingIntervalMs','isActive','x'")),
			NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct table table = parse(&(struct reply){.service = cases[i].index});
		assert_string_equal(
			table.service.why_not, cases[i].why_not ? cases[i].why_not : "");
		assert_int_equal(table.service.is_usable, cases[i].why_not == NULL);
		assert_true(table.active.is_usable);
	}
}

/* The index's own key needs no projection. */
static void test_active_index_projects_its_key(void **state)
{
	(void)state;
	struct table table = parse(&(struct reply){
		.active = ACTIVE("ACTIVE",
			ACTIVE_KEYS "," INCLUDE("'errorCount','createdAt','pollingIntervalMs'"))});
	assert_true(table.active.is_usable);
	table = parse(&(struct reply){
		.active = ACTIVE("ACTIVE", ACTIVE_KEYS "," INCLUDE("'errorCount','createdAt'"))});
	assert_false(table.active.is_usable);
}

/* BOOL beside a second attribute that is the key: neither to be read by it nor written. */
static void test_shadow_key(void **state)
{
	(void)state;
	struct table table = parse(&(struct reply){
		.active = ACTIVE("ACTIVE", KEYS("activeShard", "lastPollAt") "," ALL)});
	assert_false(table.active.is_usable);
	assert_string_equal(table.active.why_not,
		"Active-Sessions-Index is keyed by activeShard and lastPollAt, not isActive and "
		"lastPollAt");
	assert_false(table.can_write);
	assert_non_null(strstr(table.write_refusal, "keyed by activeShard instead of isActive"));

	/* BOOL without that index can be written. */
	table = parse(&(struct reply){.active = ""});
	assert_false(table.active.is_usable);
	assert_true(table.can_write);
	assert_string_equal(table.write_refusal, "");
}

static void test_hostile_names(void **state)
{
	(void)state;
	struct table table = parse(&(struct reply){
		.active = ACTIVE("ACTIVE", KEYS("\\u001b[31m\\u202e", "lastPollAt") "," ALL),
		.service = SERVICE("\\u0007BEEP", SERVICE_KEYS "," ALL)});
	const char *const texts[] = {
		table.active.why_not, table.service.why_not, table.write_refusal};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		assert_true(texts[i][0]);
		for (const char *at = texts[i]; *at; at++) {
			assert_false((unsigned char)*at < 0x20);
		}
		assert_null(strstr(texts[i], "\xe2\x80\xae"));
	}
}

/* Names of 255 characters, the longest that DynamoDB has, only shorten the sentence. */
static void test_long_names(void **state)
{
	(void)state;
	char name[256], index[1000];
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	snprintf(index, sizeof(index),
		"{'IndexName':'Active-Sessions-Index','IndexStatus':'ACTIVE','KeySchema':"
		"[{'AttributeName':'%s','KeyType':'HASH'},{'AttributeName':'%s','KeyType':'RANGE'}]"
		"}",
		name, name);
	struct table table = parse(&(struct reply){.active = index});
	assert_int_equal(strlen(table.active.why_not), sizeof(table.active.why_not) - 1);
	assert_false(table.can_write);
	assert_int_equal(strlen(table.write_refusal), sizeof(table.write_refusal) - 1);
}

static void assert_refused(struct json *document, const char *said)
{
	struct table table, before;
	struct error err;
	memset(&table, 0xA5, sizeof(table));
	before = table;
	assert_false(table_parse(document, &settings, &table, &err));
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	if (!strstr(err.text, said)) {
		fail_msg("\"%s\" does not say \"%s\"", err.text, said);
	}
	assert_non_null(strstr(err.text, "sessions"));
	assert_memory_equal(&table, &before, sizeof(table));
	json_free(document);
}

static void test_table_states(void **state)
{
	(void)state;
	assert_refused(build(&(struct reply){.status = "CREATING"}), "is CREATING");
	assert_refused(build(&(struct reply){.status = "DELETING"}), "is DELETING");
	assert_refused(build(&(struct reply){.status = ""}), "is in no known state");
	struct table table = parse(&(struct reply){.status = "UPDATING"});
	assert_true(table.active.is_usable);
}

static void test_other_tables(void **state)
{
	(void)state;
	static const char *const keys[] = {
		KEYS("id", "serviceType"),
		KEYS("userId", "sessionId"),
		KEYS("serviceType", "userId"),
		"'KeySchema':[{'AttributeName':'userId','KeyType':'HASH'}]",
		"'KeySchema':[]",
		"'KeySchema':'userId'",
		"'KeySchema':[[],7,null,{'KeyType':7}]",
	};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		assert_refused(build(&(struct reply){.keys = keys[i]}),
			"its primary key is not userId and serviceType");
	}
}

static void test_malformed_replies(void **state)
{
	(void)state;
	static const char *const replies[] = {
		"{}",
		"[]",
		"null",
		"7",
		"{'Table':null}",
		"{'Table':[]}",
		"{'Table':{}}",
		"{'Table':{'TableStatus':7}}",
		"{'Table':{'TableStatus':['ACTIVE']}}",
	};
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		assert_refused(parse_text(replies[i]), "is in no known state");
	}
	assert_refused(NULL, "is in no known state");
}

/* What else may be wrong leaves a table that is read by Scan. */
static void test_malformed_parts(void **state)
{
	(void)state;
	static const char *const indexes[] = {
		"7",
		"null",
		"[]",
		"{}",
		"{'IndexName':7}",
		"{'IndexName':'ServiceType-Index'}",
		"{'IndexName':'ServiceType-Index','IndexStatus':{},'KeySchema':{},'Projection':[]}",
	};
	for (size_t i = 0; i < ARRAY_LEN(indexes); i++) {
		struct table table = parse(&(struct reply){.service = indexes[i],
			.active = "",
			.throughput = "'ProvisionedThroughput':['x']"});
		assert_false(table.service.is_usable);
		assert_true(table.service.why_not[0]);
		assert_true(table.read_capacity == 0);
	}
	struct json *document =
		parse_text("{'Table':{'TableStatus':'ACTIVE'," KEYS("userId", "serviceType") "}}");
	struct table table;
	struct error err;
	assert_true(table_parse(document, &settings, &table, &err));
	assert_false(table.active.is_usable || table.service.is_usable);
	assert_true(table.can_write);
	json_free(document);
}

int main(void)
{
	const struct CMUnitTest table[] = {
		cmocka_unit_test(test_as_specified),
		cmocka_unit_test(test_on_demand),
		cmocka_unit_test(test_key_types),
		cmocka_unit_test(test_index_reasons),
		cmocka_unit_test(test_active_index_projects_its_key),
		cmocka_unit_test(test_shadow_key),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_table_states),
		cmocka_unit_test(test_other_tables),
		cmocka_unit_test(test_malformed_replies),
		cmocka_unit_test(test_malformed_parts),
	};

	return cmocka_run_group_tests(table, NULL, NULL);
}
