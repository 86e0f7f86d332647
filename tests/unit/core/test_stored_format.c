/* SPDX-License-Identifier: MIT */
#include "dynamodb/stored_format.h"

#include "kit/quoted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define POLLED INT64_C(1705314900500) /* 2024-01-15T10:35:00.5Z */

static void learn(struct stored_format *stored_format, const char *attributes, int times)
{
	struct buf text = {0};

	buf_printf(&text, "{'userId':{'S':'u'},'serviceType':{'S':'s'}%s%s}",
		attributes[0] ? "," : "", attributes);
	struct json *item = quoted_json(text.data);
	struct item row;

	assert_true(item_decode(item, NULL, 0, &row));
	for (int i = 0; i < times; i++) {
		stored_format_learn(stored_format, item, &row, true);
	}
	json_free(item);
	buf_fini(&text);
}

#define ON(shadow)  "'isActive':{'BOOL':true}" shadow
#define OFF(shadow) "'isActive':{'BOOL':false}" shadow

static struct stored_format with_shadow(void)
{
	struct stored_format stored_format = {0};

	stored_format_set_shadow(&stored_format, "activeKey", "S");
	return stored_format;
}

static void assert_keys(
	const struct stored_format *stored_format, enum session_active active, const char *expected)
{
	const char *keys[STORED_FORMAT_MAX_TEXTS];
	size_t count = stored_format_keys(stored_format, active, keys);
	struct buf text = {0};

	for (size_t i = 0; i < count; i++) {
		buf_printf(&text, "%s%s", i > 0 ? " " : "", keys[i]);
	}
	assert_string_equal(buf_text(&text), expected);
	buf_fini(&text);
}

static void assert_refused(const struct stored_format *stored_format, const char *word)
{
	char why[200];

	stored_format_explain_refusal(stored_format, why, sizeof(why));
	if (word) {
		assert_non_null(strstr(why, word));
	} else {
		assert_string_equal(why, "");
	}
}

static void no_shadow_refuses_nothing(void **state)
{
	(void)state;
	struct stored_format stored_format = {0};
	char why[200];

	learn(&stored_format, ON(""), 1);
	assert_refused(&stored_format, NULL);
	stored_format_explain_gaps(&stored_format, "Index", why, sizeof(why));
	assert_string_equal(why, "");
}

static void dense_shadow(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();
	const char *text;

	assert_keys(&stored_format, ACTIVE_ON, "");
	assert_refused(&stored_format, "active");
	learn(&stored_format, ON(",'activeKey':{'S':'yes'}"), 1);
	assert_keys(&stored_format, ACTIVE_ON, "yes");
	/* The usual counterpart, though it was not seen. */
	assert_keys(&stored_format, ACTIVE_OFF, "no");
	assert_false(stored_format_is_dense(&stored_format));
	assert_refused(&stored_format, "paused");
	learn(&stored_format, OFF(",'activeKey':{'S':'never'}"), 1);
	assert_keys(&stored_format, ACTIVE_OFF, "never");
	assert_true(stored_format_is_dense(&stored_format));
	assert_refused(&stored_format, NULL);
	assert_true(stored_format_find(&stored_format, ACTIVE_OFF, &text));
	assert_string_equal(text, "never");
	char why[200];

	stored_format_explain_gaps(&stored_format, "Index", why, sizeof(why));
	assert_string_equal(why, "");
}

static void sparse_shadow(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();
	const char *text;
	char why[200];

	learn(&stored_format, ON(",'activeKey':{'S':'x'}"), 1);
	learn(&stored_format, OFF(""), 1);
	assert_keys(&stored_format, ACTIVE_ON, "x");
	assert_keys(&stored_format, ACTIVE_OFF, "");
	assert_false(stored_format_is_dense(&stored_format));
	assert_refused(&stored_format, NULL);
	assert_true(stored_format_find(&stored_format, ACTIVE_OFF, &text));
	assert_string_equal(text, "");
	stored_format_explain_gaps(&stored_format, "Index", why, sizeof(why));
	assert_string_equal(why, "Index does not contain paused sessions without activeKey");
}

/* A few other values were seen between two writes; many make the value unknown. */
static void disagreement(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();
	const char *text;

	learn(&stored_format, ON(",'activeKey':{'S':'yes'}"), 39);
	learn(&stored_format, OFF(",'activeKey':{'S':'no'}"), 39);
	learn(&stored_format, OFF(",'activeKey':{'S':'yes'}"), 1);
	assert_true(stored_format_find(&stored_format, ACTIVE_OFF, &text));
	assert_string_equal(text, "no");
	/* A value that both states have is queried once. */
	assert_keys(&stored_format, ACTIVE_OFF, "no");
	learn(&stored_format, OFF(",'activeKey':{'S':'yes'}"), 1);
	assert_false(stored_format_find(&stored_format, ACTIVE_OFF, &text));
	assert_refused(&stored_format, "have different values of");
}

static void too_many_or_odd_values(void **state)
{
	(void)state;
	static const char *const odd[] = {
		ON(",'activeKey':{'N':'1'}"),
		ON(",'activeKey':{'M':{}}"),
		ON(",'activeKey':{'S':'0123456789012345678901234567890123456789012345678901234567"
		   "890123456789'}"),
	};

	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct stored_format stored_format = with_shadow();

		learn(&stored_format, odd[i], 1);
		learn(&stored_format, ON(",'activeKey':{'S':'yes'}"), 100);
		learn(&stored_format, OFF(",'activeKey':{'S':'no'}"), 1);
		assert_refused(&stored_format, "active");
		assert_false(stored_format_is_dense(&stored_format));
	}
	struct stored_format stored_format = with_shadow();

	learn(&stored_format, ON(",'activeKey':{'S':'a'}"), 1);
	learn(&stored_format, ON(",'activeKey':{'S':'b'}"), 1);
	learn(&stored_format, ON(",'activeKey':{'S':'c'}"), 1);
	learn(&stored_format, ON(",'activeKey':{'S':'d'}"), 1);
	assert_keys(&stored_format, ACTIVE_ON, "a b c d");
	assert_false(stored_format.on.is_cut);
	learn(&stored_format, ON(",'activeKey':{'S':'e'}"), 1);
	assert_true(stored_format.on.is_cut);
}

static void what_teaches_nothing(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();

	learn(&stored_format, "'isActive':{'S':'perhaps'},'activeKey':{'S':'yes'}", 1);
	learn(&stored_format, "'activeKey':{'S':'yes'}", 1);
	struct json *item = quoted_json("{'userId':{'S':'u'},'serviceType':{'S':'s'},"
					"'isActive':{'BOOL':true}}");
	struct item row;

	assert_true(item_decode(item, NULL, 0, &row));
	stored_format_learn(&stored_format, item, &row, false);
	json_free(item);
	assert_int_equal(stored_format.on.count + stored_format.off.count, 0);
}

/* An assumed value is queried but never written. */
static void assumption(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();
	const char *text;

	stored_format_assume(&stored_format, ACTIVE_OFF, "0");
	assert_keys(&stored_format, ACTIVE_ON, "1");
	assert_keys(&stored_format, ACTIVE_OFF, "0");
	assert_false(stored_format_find(&stored_format, ACTIVE_OFF, &text));
}

static void another_shadow_starts_anew(void **state)
{
	(void)state;
	struct stored_format stored_format = with_shadow();

	learn(&stored_format, ON(",'activeKey':{'S':'yes'}"), 1);
	stored_format_set_shadow(&stored_format, "activeKey", "S");
	assert_keys(&stored_format, ACTIVE_ON, "yes");
	stored_format_set_shadow(&stored_format, "activeKey", "N");
	assert_keys(&stored_format, ACTIVE_ON, "");
}

static void assert_since_ms(
	int64_t time_ms, const char *polled, const char *type, const char *expected)
{
	struct stored_format stored_format = {0};
	char since[STORED_FORMAT_SINCE_SIZE];

	for (; *polled; polled += strlen(polled) + 1) {
		learn(&stored_format, polled, 1);
	}
	stored_format_print_since(&stored_format, type, time_ms, since);
	assert_string_equal(since, expected);
}

static void assert_since(const char *polled, const char *type, const char *expected)
{
	assert_since_ms(POLLED, polled, type, expected);
}

#define TEXT(time)   "'lastPollAt':{'S':'" time "'}\0"
#define NUMBER(time) "'lastPollAt':{'N':'" time "'}\0"

static void since(void **state)
{
	(void)state;
	assert_since("", "S", "2024-01-15T10:35:00");
	assert_since(TEXT("2024-01-15T10:35:00Z") TEXT("2024-01-15T10:35:00.5Z"), "S",
		"2024-01-15T10:35:00");
	/* These do not sort by time. */
	assert_since(TEXT("2024-01-15T12:35:00+02:00"), "S", "2024-01-14");
	assert_since(TEXT("2024-01-15T10:35:00Z") TEXT("2024-01-15 10:35:00Z"), "S",
		"2024-01-15 10:35:00");
	assert_since(TEXT("2024-01-15 10:35:00"), "S", "2024-01-15 10:35:00");
	assert_since(TEXT("2024-01-15T10:35:00") TEXT("2024-01-15T10:35:00+0000"), "S",
		"2024-01-15T10:35:00");
	assert_since(TEXT("20240115T103500Z"), "S", "20240115T103500");
	assert_since(TEXT("20240115103500"), "S", "20240115103500");
	assert_since(NUMBER("20240115103500"), "N", "20240115103500");
	assert_since(TEXT("1705314900"), "S", "1705314900");
	assert_since(TEXT("1705314900000"), "S", "1705314900500");
	assert_since(TEXT("1705314900") TEXT("2024-01-15T10:35:00Z"), "S", "1705314900");
	assert_since(NUMBER("1705314900500000"), "N", "1705314900500000");
	assert_since(NUMBER("1705314900500000000") NUMBER("20240115103500"), "N", "20240115103500");
	/* What is not a key of the index does not matter. */
	assert_since(TEXT("1 Jan 2024 10:35:00") NUMBER("1705314900"), "N", "1705314900");
	assert_since(TEXT("2024-01-15T10:35:00Z") NUMBER("1705314900"), "S", "2024-01-15T10:35:00");
	assert_since(TEXT("Mon, 15 Jan 2024 10:35:00 GMT"), "S", "\x01");
	assert_since(TEXT(" 2024-01-15T10:35:00Z") TEXT("2024-01-15T10:35:00Z"), "S", "\x01");
	assert_since("", "N", "1705314900");
	assert_since(NUMBER("1705314900"), "N", "1705314900");
	assert_since(NUMBER("1705314900500"), "N", "1705314900500");
	assert_since(NUMBER("1705314900500") NUMBER("1705314900"), "N", "1705314900");
	assert_since(TEXT("yesterday"), "S", "2024-01-15T10:35:00");
	/* before 1970, where the longer number is the smaller one */
	assert_since_ms(-5000, NUMBER("1705314900500") NUMBER("1705314900"), "N", "-5000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_shadow_refuses_nothing),
		cmocka_unit_test(dense_shadow),
		cmocka_unit_test(sparse_shadow),
		cmocka_unit_test(disagreement),
		cmocka_unit_test(too_many_or_odd_values),
		cmocka_unit_test(what_teaches_nothing),
		cmocka_unit_test(assumption),
		cmocka_unit_test(another_shadow_starts_anew),
		cmocka_unit_test(since),
	};

	return cmocka_run_group_tests_name("stored_format", tests, NULL, NULL);
}
