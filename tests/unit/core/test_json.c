/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct json *parse(const char *text)
{
	return json_parse(text, strlen(text));
}

static void test_one_document_or_none(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_document;
	} cases[] = {
		{"{}", true},
		{"[]", true},
		{" \r\n\t{\"a\":1} \r\n\t", true},
		{"\"text\"", true},
		{"null", true},
		{"-12.5e3", true},
		{"", false},
		{" ", false},
		{"{", false},
		{"{\"a\":}", false},
		{"{\"a\":1", false},
		{"{\"a\":1}x", false},
		{"{}{}", false},
		{"<html><body>Not Found</body></html>", false},
		{"\"text", false},
		{"nul", false},
		{"{\"a\":\"\\u12\"}", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		/* Not NUL-terminated: only the length says where it ends. */
		size_t length = strlen(cases[i].text);
		char *bytes = base_alloc(length + 1);

		memcpy(bytes, cases[i].text, length);
		bytes = base_realloc(bytes, length ? length : 1, 1);
		struct json *document = json_parse(bytes, length);

		if (!!document != cases[i].is_document) {
			fail_msg("%s", cases[i].text);
		}
		json_free(document);
		free(bytes);
	}
}

static void test_nul_behind(void **state)
{
	(void)state;
	assert_null(json_parse("{}", 3));
}

static void test_members(void **state)
{
	(void)state;
	struct json *document =
		parse("{\"Name\":\"x\",\"name\":\"y\",\"list\":[1,\"two\",true,null],"
		      "\"yes\":true,\"no\":false,\"number\":-2.5,\"inner\":{}}");

	assert_true(json_is_object(document));
	assert_false(json_is_array(document));
	assert_int_equal(json_count(document), 7);
	assert_string_equal(json_string(json_get(document, "Name")), "x");
	assert_string_equal(json_string(json_get(document, "name")), "y");
	assert_null(json_get(document, "NAME"));
	assert_int_equal(json_bool(json_get(document, "yes")), 1);
	assert_int_equal(json_bool(json_get(document, "no")), 0);
	assert_true(json_number(json_get(document, "number"), 7) == -2.5);

	const struct json *list = json_get(document, "list");

	assert_true(json_is_array(list));
	assert_int_equal(json_count(list), 4);
	const struct json *first = json_first(list);

	assert_null(json_name(first));
	assert_true(json_number(first, 0) == 1);
	assert_string_equal(json_string(json_next(first)), "two");
	assert_null(json_next(json_next(json_next(json_next(first)))));
	assert_string_equal(json_name(list), "list");
	assert_null(json_first(json_get(document, "inner")));
	json_free(document);
}

/* Asking a value for something that it is not is not an error. */
static void test_other_types(void **state)
{
	(void)state;
	static const char *const texts[] = {"\"1\"", "1", "true", "null", "[]", "{}"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct json *value = parse(texts[i]);

		assert_non_null(value);
		assert_int_equal(json_string(value) != NULL, i == 0);
		assert_true(json_number(value, -7) == (i == 1 ? 1 : -7));
		assert_int_equal(json_bool(value), i == 2 ? 1 : -1);
		assert_int_equal(json_is_array(value), i == 4);
		assert_int_equal(json_is_object(value), i == 5);
		assert_null(json_get(value, "a"));
		assert_null(json_first(value));
		assert_null(json_next(value));
		assert_null(json_name(value));
		assert_int_equal(json_count(value), 0);
		json_free(value);
	}
	assert_null(json_get(NULL, "a"));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_null(json_name(NULL));
	assert_null(json_string(NULL));
	assert_false(json_is_object(NULL));
	assert_false(json_is_array(NULL));
	assert_true(json_number(NULL, 3) == 3);
	struct json *huge = parse("[1e999,-1e999,1e300]");

	assert_true(json_number(json_first(huge), 3) == 3);
	assert_true(json_number(json_next(json_first(huge)), 3) == 3);
	assert_true(json_number(json_next(json_next(json_first(huge))), 3) == 1e300);
	json_free(huge);
	assert_int_equal(json_bool(NULL), -1);
	assert_int_equal(json_count(NULL), 0);
	json_free(NULL);
	/* An array has no members, whatever they are called. */
	struct json *list = parse("[{\"a\":1}]");

	assert_null(json_get(list, "a"));
	json_free(list);
}

static void assert_printed(const char *text, const char *wanted)
{
	struct buf out = {0};
	struct json *document = parse(text);

	assert_non_null(document);
	buf_puts(&out, "> ");
	json_print(document, &out);
	assert_string_equal(buf_text(&out) + 2, wanted);
	buf_fini(&out);
	json_free(document);
}

static void test_print(void **state)
{
	(void)state;
	assert_printed(" { \"a\" : [ 1 , \"x\" , true , null ] } ", "{\"a\":[1,\"x\",true,null]}");
	assert_printed("{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}");
	assert_printed("\"q\\\"\\\\ \\n \\u00e9 \\ud83d\\ude00 \\u001b\"",
		"\"q\\\"\\\\ \\n \xc3\xa9 \xf0\x9f\x98\x80 \\u001b\"");
	assert_printed("\"12345678901234567890.123\"", "\"12345678901234567890.123\"");
}

/*
 * Strings end at a NUL, so an escaped NUL would turn a key into another, shorter key. With JSON_NUL
 * it is a key that does not exist.
 */
static void test_escaped_nul(void **state)
{
	(void)state;
	static const struct {
		const char *text, *string;
	} cases[] = {
		{"\"a\\u0000b\"", "a" JSON_NUL "b"},
		{"\"\\u0000\"", JSON_NUL},
		{"\"\\u0000\\u0000\"", JSON_NUL JSON_NUL},
		/* A backslash and five characters. */
		{"\"a\\\\u0000b\"", "a\\u0000b"},
		{"\"a\\\\\\u0000b\"", "a\\" JSON_NUL "b"},
		{"\"\\u00001\"", JSON_NUL "1"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *value = parse(cases[i].text);

		assert_non_null(value);
		assert_string_equal(json_string(value), cases[i].string);
		json_free(value);
	}
}

static char *nest(size_t depth)
{
	char *text = base_alloc(2 * depth + 1);

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	text[2 * depth] = '\0';
	return text;
}

static void test_nesting(void **state)
{
	(void)state;
	static const struct {
		size_t depth;
		bool is_document;
	} cases[] = {{1, true}, {900, true}, {1100, false}, {1000000, false}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = nest(cases[i].depth);
		struct json *document = parse(text);

		assert_int_equal(document != NULL, cases[i].is_document);
		json_free(document);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest json[] = {
		cmocka_unit_test(test_one_document_or_none),
		cmocka_unit_test(test_nul_behind),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_other_types),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_escaped_nul),
		cmocka_unit_test(test_nesting),
	};

	return cmocka_run_group_tests(json, NULL, NULL);
}
