/* SPDX-License-Identifier: MIT */
#include "dynamodb/item.h"

#include "kit/quoted.h"
#include "timestamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NONE SESSION_NO_TIME

/* An item with a key and one more attribute, "" for none. */
static struct json *item_with(const char *attribute)
{
	struct buf text = {0};

	buf_printf(&text, "{'userId':{'S':'u-1'},'serviceType':{'S':'gmail'}%s%s}",
		attribute[0] ? "," : "", attribute);
	struct json *item = quoted_json(buf_text(&text));

	buf_fini(&text);
	return item;
}

static void test_whole_item(void **state)
{
	(void)state;
	struct json *item = quoted_json(
		"{'userId':{'S':'user123'},'serviceType':{'S':'gmail'},'sessionId':{'S':'x'},"
		"'isActive':{'S':'true'},'pollingIntervalMs':{'N':'30000'},"
		"'createdAt':{'S':'2024-01-15T10:30:00Z'},"
		"'lastPollAt':{'S':'2024-01-15T10:35:00.25Z'},'errorCount':{'N':'2'},"
		"'serviceState':{'M':{'lastHistoryId':{'S':'123456789'}}}}");
	struct item row;

	memset(&row, 0xA5, sizeof(row));
	assert_true(item_decode(item, NULL, 0, &row));
	assert_string_equal(row.user_id, "user123");
	assert_string_equal(row.service, "gmail");
	assert_int_equal(row.session.active, ACTIVE_ON);
	assert_string_equal(session_encoding(NULL, row.session.encoding)->type, "S");
	assert_int_equal(row.session.interval_ms, 30000);
	assert_int_equal(session_created_at_ms(&row.session), 1705314600000);
	assert_int_equal(row.session.polled_at_ms, 1705314900250);
	assert_int_equal(row.session.polled_digits, 2);
	assert_int_equal(row.session.error_count, 2);
	assert_int_equal(row.session.flags, 0);
	json_free(item);
}

static void test_keys(void **state)
{
	(void)state;
	static const struct {
		const char *item;
		bool is_row;
	} cases[] = {
		{"{'userId':{'S':'u'},'serviceType':{'S':'s'}}", true},
		{"{}", false},
		{"[]", false},
		{"'text'", false},
		{"null", false},
		{"{'userId':{'S':'u'}}", false},
		{"{'serviceType':{'S':'s'}}", false},
		{"{'userId':{'N':'1'},'serviceType':{'S':'s'}}", false},
		{"{'userId':'u','serviceType':'s'}", false},
		{"{'userId':{},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':7},'serviceType':{'S':'s'}}", false},
		{"{'userId':['u'],'serviceType':['s']}", false},
		{"{'userId':{'S':['u']},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':'u\\u0000'},'serviceType':{'S':'\\u0000'}}", true},
		{"{'userId':{'S':'\\ud800'},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':'u'},'serviceType':{'S':'a\\udc00b'}}", false},
		{"{'userId':{'S':'\xC0\x80'},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':'\xFF'},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':''},'serviceType':{'S':'s'}}", false},
		{"{'userId':{'S':'u'},'serviceType':{'S':''}}", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *item = quoted_json(cases[i].item);
		struct item row;

		if (item_decode(item, NULL, 0, &row) != cases[i].is_row) {
			fail_msg("%s", cases[i].item);
		}
		json_free(item);
	}
	struct item row;

	assert_false(item_decode(NULL, NULL, 0, &row));
}

/* DynamoDB's 2,048 bytes, each a NUL; a longer key is not DynamoDB's. */
static void test_long_keys(void **state)
{
	(void)state;
	for (size_t nuls = 2048; nuls <= 2049; nuls++) {
		struct buf text = {0};
		struct item item;

		buf_puts(&text, "{'serviceType':{'S':'s'},'userId':{'S':'");
		for (size_t i = 0; i < nuls; i++) {
			buf_puts(&text, "\\u0000");
		}
		buf_puts(&text, "'}}");
		struct json *json = quoted_json(buf_text(&text));

		assert_int_equal(item_decode(json, NULL, 0, &item), nuls == 2048);
		json_free(json);
		buf_fini(&text);
	}
}

static void test_active(void **state)
{
	(void)state;
	static const struct {
		const char *attribute;
		enum session_active active;
		const char *type; /* of the encoding; NULL: none */
	} cases[] = {
		{"'isActive':{'BOOL':true}", ACTIVE_ON, "BOOL"},
		{"'isActive':{'BOOL':false}", ACTIVE_OFF, "BOOL"},
		{"'isActive':{'S':'true'}", ACTIVE_ON, "S"},
		{"'isActive':{'S':'false'}", ACTIVE_OFF, "S"},
		{"'isActive':{'S':'ACTIVE'}", ACTIVE_ON, "S"},
		{"'isActive':{'S':'INACTIVE'}", ACTIVE_OFF, "S"},
		{"'isActive':{'S':'Yes'}", ACTIVE_ON, "S"},
		{"'isActive':{'S':'OFF'}", ACTIVE_OFF, "S"},
		{"'isActive':{'S':'disabled'}", ACTIVE_OFF, "S"},
		{"'isActive':{'S':'y'}", ACTIVE_ON, "S"},
		{"'isActive':{'S':'aCTIVE'}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'S':'true '}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'N':'1'}", ACTIVE_ON, "N"},
		{"'isActive':{'N':'0'}", ACTIVE_OFF, "N"},
		{"", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'N':'2'}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'S':''}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'S':'maybe'}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'NULL':true}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'BOOL':'true'}", ACTIVE_ON, "BOOL"},
		{"'isActive':{'S':true}", ACTIVE_ON, "S"},
		{"'isActive':{'M':{}}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'SS':['true']}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{'X':'true'}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':{}", ACTIVE_UNKNOWN, NULL},
		{"'isActive':true", ACTIVE_UNKNOWN, NULL},
		{"'isActive':['true']", ACTIVE_UNKNOWN, NULL},
		{"'isActive':null", ACTIVE_UNKNOWN, NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *item = item_with(cases[i].attribute);
		struct item row;

		assert_true(item_decode(item, NULL, 0, &row));
		const struct session_encoding *encoding =
			session_encoding(NULL, row.session.encoding);

		if (row.session.active != cases[i].active || !encoding != !cases[i].type ||
			(encoding && strcmp(encoding->type, cases[i].type) != 0)) {
			fail_msg("%s", cases[i].attribute);
		}
		json_free(item);
	}
}

/* A time, and its flags: set only when it is there but unreadable. */
static const struct time_case {
	const char *value;
	int64_t time_ms;
	bool is_bad;
	uint8_t digits;
	/* of timestamp_forms; -1: none */
	int8_t form;
} time_cases[] = {
	{"{'S':'2024-01-15T10:35:00Z'}", 1705314900000, false, 0, 0},
	{"{'S':'2024-01-15T10:35:00.500Z'}", 1705314900500, false, 3, 0},
	{"{'S':'2024-01-15T11:35:00+01:00'}", 1705314900000, false, 0, 2},
	{"{'S':'2024-01-15T10:35:00+00:00'}", 1705314900000, false, 0, 0},
	{"{'S':'2024-01-15 10:35:00Z'}", 1705314900000, false, 0, 1},
	{"{'S':'2024-01-15t10:35:00z'}", 1705314900000, false, 0, 2},
	{"{'N':'1705314900'}", 1705314900000, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'1705314900000'}", 1705314900000, false, 0, TIMESTAMP_MS},
	{"{'N':'1705314900.25'}", 1705314900250, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'1705314900.123'}", 1705314900123, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'1.7053149E9'}", 1705314900000, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'0'}", 0, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'-1'}", -1000, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'99999999999'}", 99999999999000, false, 0, TIMESTAMP_SECONDS},
	{"{'N':'100000000000'}", 100000000000, false, 0, TIMESTAMP_MS},
	{"{'N':'-9000000000000000'}", -9000000000000000000, false, 0, TIMESTAMP_SECONDS},
	{"{'S':''}", NONE, false, 0, -1},
	{"{'NULL':true}", NONE, false, 0, -1},
	{"{'S':'yesterday'}", NONE, true, 0, -1},
	{"{'S':'1705314900'}", 1705314900000, false, 0, TIMESTAMP_SECONDS},
	{"{'S':' 2024-01-15T10:35:00Z'}", 1705314900000, false, 0, TIMESTAMP_INDENTED},
	{"{'N':'1705314900123456'}", 1705314900123, false, 0, TIMESTAMP_US},
	{"{'N':'1705314900123456789'}", 1705314900123, false, 0, TIMESTAMP_NS},
	{"{'N':'20240115103500'}", 1705314900000, false, 0, 4},
	{"{'S':'20240115'}", NONE, true, 0, -1},
	{"{'N':'0x65A50B54'}", NONE, true, 0, -1},
	{"{'S':'2024-13-45T10:35:00Z'}", NONE, true, 0, -1},
	{"{'N':''}", NONE, true, 0, -1},
	{"{'N':'12x'}", NONE, true, 0, -1},
	{"{'N':'nan'}", NONE, true, 0, -1},
	{"{'N':'inf'}", NONE, true, 0, -1},
	{"{'N':'1E125'}", NONE, true, 0, -1},
	{"{'N':'-1E125'}", NONE, true, 0, -1},
	{"{'N':1705314900}", NONE, true, 0, -1},
	{"{'BOOL':true}", NONE, true, 0, -1},
	{"{'B':'AAAA'}", NONE, true, 0, -1},
	{"{'M':{'S':{'S':'2024-01-15T10:35:00Z'}}}", NONE, true, 0, -1},
	{"{'L':[]}", NONE, true, 0, -1},
	{"{}", NONE, true, 0, -1},
	{"['2024-01-15T10:35:00Z']", NONE, true, 0, -1},
	{"'2024-01-15T10:35:00Z'", NONE, true, 0, -1},
	{"null", NONE, true, 0, -1},
};

/* createdAt is kept in whole seconds from 1970 to 2106, and has no flag for unreadable. */
static int64_t created_at_ms(int64_t time_ms)
{
	if (time_ms == NONE) {
		return NONE;
	}
	int64_t time_s = time_ms < 1000 ? 1 : time_ms / 1000;

	return (time_s < UINT32_MAX ? time_s : UINT32_MAX) * 1000;
}

static void check_time(const struct time_case *c)
{
	struct buf attributes = {0};

	buf_printf(&attributes, "'lastPollAt':%s,'createdAt':%s", c->value, c->value);
	struct json *item = item_with(buf_text(&attributes));
	struct item row;

	assert_true(item_decode(item, NULL, 0, &row));
	if (row.session.polled_at_ms != c->time_ms ||
		row.polled_form != (c->form < 0 ? 0 : 1u << c->form) ||
		row.session.flags != (c->is_bad ? SESSION_BAD_POLLED : 0) ||
		row.session.polled_digits != c->digits) {
		fail_msg("%s: %lld, flags %d", c->value, (long long)row.session.polled_at_ms,
			row.session.flags);
	}
	assert_int_equal(session_created_at_ms(&row.session), created_at_ms(c->time_ms));
	json_free(item);
	buf_fini(&attributes);
}

static void test_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(time_cases); i++) {
		check_time(&time_cases[i]);
	}
}

static void test_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *attribute;
		int64_t interval_ms, error_count;
		unsigned flags;
	} cases[] = {
		{"", 0, -1, 0},
		{"'pollingIntervalMs':{'N':'30000'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'N':'3E4'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'N':'30000.0'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'N':'1'}", 1, -1, 0},
		{"'pollingIntervalMs':{'N':'4294967295'}", UINT32_MAX, -1, 0},
		{"'pollingIntervalMs':{'N':'4294967296'}", UINT32_MAX, -1, 0},
		{"'pollingIntervalMs':{'N':'9223372036854775808'}", UINT32_MAX, -1, 0},
		{"'pollingIntervalMs':{'N':'1E125'}", UINT32_MAX, -1, 0},
		{"'pollingIntervalMs':{'S':'1E999'}", UINT32_MAX, -1, 0},
		{"'pollingIntervalMs':{'N':'300000.5'}", 300000, -1, 0},
		{"'pollingIntervalMs':{'N':'1.99'}", 1, -1, 0},
		{"'pollingIntervalMs':{'S':'30000'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'S':' +30000.0 '}", 30000, -1, 0},
		{"'pollingIntervalMs':{'S':'0030000'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'S':'3e4'}", 30000, -1, 0},
		{"'pollingIntervalMs':{'NULL':true}", 0, -1, 0},
		{"'pollingIntervalMs':{'N':'0'}", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':{'N':'-5'}", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':{'N':'0.5'}", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':{'N':'thirty'}", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':{'BOOL':true}", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':['30000']", 0, -1, SESSION_BAD_INTERVAL},
		{"'pollingIntervalMs':30000", 0, -1, SESSION_BAD_INTERVAL},
		{"'errorCount':{'N':'0'}", 0, 0, 0},
		{"'errorCount':{'N':'7'}", 0, 7, 0},
		{"'errorCount':{'N':'2147483647'}", 0, INT32_MAX, 0},
		{"'errorCount':{'NULL':true}", 0, -1, 0},
		{"'errorCount':{'N':'-1'}", 0, 0, 0},
		{"'errorCount':{'N':'-9223372036854775809'}", 0, 0, 0},
		{"'errorCount':{'N':'2147483648'}", 0, INT32_MAX, 0},
		{"'errorCount':{'N':'18446744073709551616'}", 0, INT32_MAX, 0},
		{"'errorCount':{'S':'99999999999999999999'}", 0, INT32_MAX, 0},
		{"'errorCount':{'N':'1.5'}", 0, 1, 0},
		{"'errorCount':{'N':'-0'}", 0, 0, 0},
		{"'errorCount':{'S':'12'}", 0, 12, 0},
		{"'errorCount':{'S':'+12'}", 0, 12, 0},
		{"'errorCount':{'S':'012'}", 0, 12, 0},
		{"'errorCount':{'S':' 12\\n'}", 0, 12, 0},
		{"'errorCount':{'S':'1.2E1'}", 0, 12, 0},
		{"'errorCount':{'S':'.5'}", 0, 0, 0},
		{"'errorCount':{'S':'-1'}", 0, 0, 0},
		{"'errorCount':{'S':''}", 0, -1, 0},
		{"'pollingIntervalMs':{'S':''}", 0, -1, 0},
		{"'errorCount':{'S':' '}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'NaN'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'Infinity'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'0x12'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'12 errors'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'1,234'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'S':'many'}", 0, -1, SESSION_BAD_ERRORS},
		{"'errorCount':{'L':[{'N':'1'}]}", 0, -1, SESSION_BAD_ERRORS},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *item = item_with(cases[i].attribute);
		struct item row;

		assert_true(item_decode(item, NULL, 0, &row));
		if (row.session.interval_ms != cases[i].interval_ms ||
			row.session.error_count != cases[i].error_count ||
			row.session.flags != cases[i].flags) {
			fail_msg("%s: %lld, %d, flags %u", cases[i].attribute,
				(long long)row.session.interval_ms, row.session.error_count,
				row.session.flags);
		}
		json_free(item);
	}
}

/* The first that is unreadable, in a form that a writer can be found by, without its value. */
static void test_unreadable_forms(void **state)
{
	(void)state;
	static const struct {
		const char *attributes, *form;
	} cases[] = {
		{"", ""},
		{"'lastPollAt':{'NULL':true},'isActive':{'NULL':true}", ""},
		{"'lastPollAt':{'S':'01/12/2026 08:08'}", "lastPollAt S \"99/99/9999 99:99\""},
		{"'lastPollAt':{'S':'gestern \u00e9'}", "lastPollAt S \"aaaaaaa \u00e9\""},
		{"'lastPollAt':{'N':'1E99'}", "lastPollAt N \"9a99\""},
		{"'lastPollAt':{'BOOL':true}", "lastPollAt BOOL \"aaaa\""},
		{"'lastPollAt':{'M':{}}", "lastPollAt of type M"},
		{"'lastPollAt':7", "lastPollAt of type ?"},
		{"'isActive':{'S':'ENABLED\\u001b[2J'}", "isActive S \"ENABLED\uFFFD[2J\""},
		{"'isActive':{'N':'2'}", "isActive N \"2\""},
		{"'pollingIntervalMs':{'S':'30s'}", "pollingIntervalMs S \"99a\""},
		{"'errorCount':{'S':'-x1'}", "errorCount S \"-a9\""},
		{"'pollingIntervalMs':{'N':'0'}", "pollingIntervalMs N \"9\""},
		{"'errorCount':{'S':'x'},'isActive':{'S':'maybe'},'lastPollAt':{'S':'12.5.26'}",
			"isActive S \"maybe\""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *item = item_with(cases[i].attributes);
		struct item row;

		assert_true(item_decode(item, NULL, 0, &row));
		assert_string_equal(row.unreadable, cases[i].form);
		json_free(item);
	}
	struct buf longest = {0};

	buf_puts(&longest, "'lastPollAt':{'S':'");
	for (int i = 0; i < 1000; i++) {
		buf_puts(&longest, "\u00e9x");
	}
	buf_puts(&longest, "'}");
	struct json *item = item_with(buf_text(&longest));
	struct item row;

	assert_true(item_decode(item, NULL, 0, &row));
	assert_true(strlen(row.unreadable) < ITEM_UNREADABLE_SIZE);
	json_free(item);
	buf_fini(&longest);
}

/* Every combination of bad attributes still gives a session with a state. */
static void test_all_bad_at_once(void **state)
{
	(void)state;
	struct json *item =
		item_with("'isActive':{'M':{}},'lastPollAt':{'BOOL':true},'createdAt':7,"
			  "'pollingIntervalMs':[[]],'errorCount':{'N':'x'}");
	struct item row;

	assert_true(item_decode(item, NULL, 0, &row));
	assert_int_equal(
		row.session.flags, SESSION_BAD_POLLED | SESSION_BAD_INTERVAL | SESSION_BAD_ERRORS);
	struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

	assert_int_equal(session_state_at(&row.session, &limits, 0), STATE_UNKNOWN);
	json_free(item);
}

/* What the index lacks is unknown, unless the item has it after all. */
static void test_absent(void **state)
{
	(void)state;
	static const struct {
		const char *attributes;
		uint32_t lacking, absent;
	} cases[] = {
		{"", 0, 0},
		{"", ITEM_ALL, ITEM_ALL},
		{"'isActive':{'BOOL':true},'errorCount':{'N':'1'}", ITEM_ACTIVE | ITEM_INTERVAL,
			ITEM_INTERVAL},
		{"'createdAt':{'NULL':true}", ITEM_CREATED, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *item = item_with(cases[i].attributes);
		struct item row;

		assert_true(item_decode(item, NULL, cases[i].lacking, &row));
		assert_int_equal(row.absent, cases[i].absent);
		json_free(item);
	}
}

/* One line a node: depth, name, type, text, children, descendants. */
static void list_nodes(const struct item_detail *detail, struct buf *out)
{
	buf_puts(out, "");
	for (size_t i = 0; i < detail->nodes_count; i++) {
		const struct item_node *node = &detail->nodes[i];

		buf_printf(out, "%d %s %s '%s' %u %u\n", node->depth, node->name, node->type,
			node->text, node->children, node->descendants);
	}
}

static size_t assert_flat(const char *text, const char *wanted)
{
	struct arena arena = {0};
	struct buf listed = {0};
	struct item_detail detail = {.status = ITEM_PRESENT};
	struct json *item = quoted_json(text);

	item_flatten(item, &arena, &detail);
	json_free(item);
	/* The nodes outlive the JSON. */
	list_nodes(&detail, &listed);
	assert_string_equal(buf_text(&listed), wanted);
	assert_int_equal(detail.status, ITEM_PRESENT);
	buf_fini(&listed);
	arena_fini(&arena);
	return detail.bytes;
}

static void test_flatten_order_and_counts(void **state)
{
	(void)state;
	assert_flat(
		"{'zeta':{'S':'z'},'state':{'M':{'b':{'N':'1'},'a':{'M':{'deep':{'BOOL':false}}}}},"
		"'Alpha':{'NULL':true},'list':{'L':[{'S':'x'},{'M':{}},{'L':[{'N':'2'}]}]}}",
		"0 Alpha NULL 'true' 0 0\n"
		"0 list L '' 3 4\n"
		"1 [0] S 'x' 0 0\n"
		"1 [1] M '' 0 0\n"
		"1 [2] L '' 1 1\n"
		"2 [0] N '2' 0 0\n"
		"0 state M '' 2 3\n"
		"1 a M '' 1 1\n"
		"2 deep BOOL 'false' 0 0\n"
		"1 b N '1' 0 0\n"
		"0 zeta S 'z' 0 0\n");
	/* A list keeps its order, also beyond nine elements. */
	assert_flat("{'l':{'L':[{'N':'9'},{'N':'8'},{'N':'7'},{'N':'6'},{'N':'5'},{'N':'4'},"
		    "{'N':'3'},{'N':'2'},{'N':'1'},{'N':'0'},{'N':'-1'}]}}",
		"0 l L '' 11 11\n1 [0] N '9' 0 0\n1 [1] N '8' 0 0\n1 [2] N '7' 0 0\n"
		"1 [3] N '6' 0 0\n1 [4] N '5' 0 0\n1 [5] N '4' 0 0\n1 [6] N '3' 0 0\n"
		"1 [7] N '2' 0 0\n1 [8] N '1' 0 0\n1 [9] N '0' 0 0\n1 [10] N '-1' 0 0\n");
}

static void test_flatten_sets(void **state)
{
	(void)state;
	assert_flat("{'b':{'BS':['AAAA']},'n':{'NS':['2','1']},'s':{'SS':['x','a']}}",
		"0 b BS '' 1 1\n"
		"1 [0] B 'AAAA' 0 0\n"
		"0 n NS '' 2 2\n"
		"1 [0] N '2' 0 0\n"
		"1 [1] N '1' 0 0\n"
		"0 s SS '' 2 2\n"
		"1 [0] S 'x' 0 0\n"
		"1 [1] S 'a' 0 0\n");
}

static void test_flatten_malformed(void **state)
{
	(void)state;
	static const struct {
		const char *item, *nodes;
	} cases[] = {
		{"{}", ""},
		{"null", ""},
		{"'text'", ""},
		{"['text']", ""},
		{"[{'S':'x'}]", ""},
		{"{'a':'bare'}", "0 a ? '' 0 0\n"},
		{"{'a':{}}", "0 a ? '' 0 0\n"},
		{"{'a':['x']}", "0 a ? '' 0 0\n"},
		{"{'a':{'X':'x'}}", "0 a ? '' 0 0\n"},
		{"{'a':{'N':7}}", "0 a N '' 0 0\n"},
		{"{'a':{'M':'x'}}", "0 a M 'x' 0 0\n"},
		{"{'a':{'M':null}}", "0 a M '' 0 0\n"},
		{"{'a':{'SS':[1,{}]}}", "0 a SS '' 2 2\n1 [0] S '' 0 0\n1 [1] S '' 0 0\n"},
		{"{'a':{'L':['x',[],7]}}",
			"0 a L '' 3 3\n1 [0] ? '' 0 0\n1 [1] ? '' 0 0\n1 [2] ? '' 0 0\n"},
		{"{'a':{'L':[['x']]}}", "0 a L '' 1 1\n1 [0] ? '' 0 0\n"},
		{"{'a':{'S':{'b':{'S':'c'}}}}", "0 a S '' 1 1\n1 b S 'c' 0 0\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_flat(cases[i].item, cases[i].nodes);
	}
	struct arena arena = {0};
	struct item_detail detail = {0};

	item_flatten(NULL, &arena, &detail);
	assert_int_equal(detail.nodes_count, 0);
	assert_int_equal(detail.bytes, 0);
	arena_fini(&arena);
}

/* "DynamoDB item sizes and formats": names and values, 3 bytes and 1 an element for containers. */
static void test_bytes(void **state)
{
	(void)state;
	assert_int_equal(assert_flat("{'name':{'S':'value'}}", "0 name S 'value' 0 0\n"), 4 + 5);
	assert_int_equal(assert_flat("{'a':{'BOOL':true}}", "0 a BOOL 'true' 0 0\n"), 1 + 1);
	assert_int_equal(assert_flat("{'a':{'NULL':true}}", "0 a NULL 'true' 0 0\n"), 1 + 1);
	assert_int_equal(assert_flat("{'a':{'N':'1234'}}", "0 a N '1234' 0 0\n"), 1 + 3);
	assert_int_equal(assert_flat("{'a':{'B':'AAAA'}}", "0 a B 'AAAA' 0 0\n"), 1 + 3);
	assert_int_equal(assert_flat("{'a':{'M':{}}}", "0 a M '' 0 0\n"), 1 + 3);
	assert_int_equal(
		assert_flat("{'a':{'L':[{'S':'xy'}]}}", "0 a L '' 1 1\n1 [0] S 'xy' 0 0\n"),
		1 + 3 + 1 + 2);
	/* A member's name is stored too. */
	assert_int_equal(
		assert_flat("{'a':{'M':{'key':{'S':'xy'}}}}", "0 a M '' 1 1\n1 key S 'xy' 0 0\n"),
		1 + 3 + 1 + 3 + 2);
}

/* As deep as the parser allows: each level is two of JSON, within the item. DynamoDB allows 32. */
static void test_deep_nesting(void **state)
{
	(void)state;
	enum { DEPTH = JSON_MAX_DEPTH / 2 - 1 };
	struct buf text = {0};

	buf_puts(&text, "{'a':");
	for (int i = 0; i < DEPTH; i++) {
		buf_puts(&text, "{'L':[");
	}
	buf_puts(&text, "{'S':'x'}");
	for (int i = 0; i < DEPTH; i++) {
		buf_puts(&text, "]}");
	}
	buf_puts(&text, "}");
	struct json *item = quoted_json(buf_text(&text));
	struct arena arena = {0};
	struct item_detail detail = {0};

	item_flatten(item, &arena, &detail);
	assert_int_equal(detail.nodes_count, DEPTH + 1);
	for (int i = 0; i < DEPTH; i++) {
		assert_int_equal(detail.nodes[i].depth, i);
		assert_int_equal(detail.nodes[i].descendants, DEPTH - i);
	}
	assert_string_equal(detail.nodes[DEPTH].text, "x");
	arena_fini(&arena);
	json_free(item);
	buf_fini(&text);
}

static void test_value(void **state)
{
	(void)state;
	static const struct {
		const char *value, *type, *text;
	} cases[] = {
		{"{'S':'x'}", "S", "x"},
		{"{'S':''}", "S", ""},
		{"{'BOOL':false}", "BOOL", "false"},
		{"{'NULL':true}", "NULL", "true"},
		{"{'M':{}}", "M", NULL},
		{"{'s':'x'}", NULL, "x"},
		{"['x']", NULL, "x"},
		{"{}", NULL, NULL},
		{"7", NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *text = "unset";
		struct json *value = quoted_json(cases[i].value);
		const char *type = item_value(value, &text);

		assert_string_equal(
			type ? type : "(none)", cases[i].type ? cases[i].type : "(none)");
		if (cases[i].type) {
			assert_string_equal(
				text ? text : "(none)", cases[i].text ? cases[i].text : "(none)");
		}
		json_free(value);
	}
	const char *text = "unset";

	assert_null(item_value(NULL, &text));
	assert_null(text);
}

int main(void)
{
	const struct CMUnitTest item[] = {
		cmocka_unit_test(test_whole_item),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_long_keys),
		cmocka_unit_test(test_active),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_unreadable_forms),
		cmocka_unit_test(test_all_bad_at_once),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_flatten_order_and_counts),
		cmocka_unit_test(test_flatten_sets),
		cmocka_unit_test(test_flatten_malformed),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_deep_nesting),
		cmocka_unit_test(test_value),
	};

	return cmocka_run_group_tests(item, NULL, NULL);
}
