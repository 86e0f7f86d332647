/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "text.h"

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

/* Converting a double that is out of range is undefined. */
static void test_integers(void **state)
{
	(void)state;
	struct json *list =
		parse("[1, 7, 0, 8, -1, 2.5, 1e300, -1e300, 1e999, 4294967297, \"3\", null]");
	const struct json *value = json_first(list);

	for (int i = 0; value; value = json_next(value), i++) {
		assert_int_equal(json_integer(value, 1, 7, -9), i == 0 ? 1 : i == 1 ? 7 : -9);
	}
	assert_int_equal(json_integer(NULL, 1, 7, 5), 5);
	json_free(list);
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
		"\"q\\\"\\\\ \\u000a \xc3\xa9 \xf0\x9f\x98\x80 \\u001b\"");
	assert_printed("\"12345678901234567890.123\"", "\"12345678901234567890.123\"");
}

/*
 * Strings end at a NUL, so an escaped NUL would turn a key into another, shorter key; half of a
 * surrogate pair would cost the whole document. Each different JSON gives a different string, and
 * is printed as it was.
 */
static void test_every_string_there_and_back(void **state)
{
	(void)state;
	static const struct {
		const char *json, *string;
		bool is_utf8;
	} cases[] = {
		{"\"a\\u0000b\"", "a" TEXT_NUL "b", true},
		{"\"\\u0000\"", TEXT_NUL, true},
		{"\"\\u0000\\u0000\"", TEXT_NUL TEXT_NUL, true},
		{"\"\\u00001\"", TEXT_NUL "1", true},
		/* A backslash and five characters. */
		{"\"a\\\\u0000b\"", "a\\u0000b", true},
		{"\"a\\\\\\u0000b\"", "a\\" TEXT_NUL "b", true},
		{"\"\\\\ud800\"", "\\ud800", true},
		/* What once stood for a NUL, and its neighbours. */
		{"\"\\ufdd0\"", "\xEF\xB7\x90", true},
		{"\"\\uffff\"", "\xEF\xBF\xBF", true},
		{"\"\\ufeff\"", "\xEF\xBB\xBF", true},
		{"\"\\u202e\"", "\xE2\x80\xAE", true},
		{"\"\\u0001\"", "\x01", true},
		{"\"\u00E9\"", "\xC3\xA9", true},
		{"\"e\u0301\"", "e\xCC\x81", true},
		{"\"\U0001F600\"", "\xF0\x9F\x98\x80", true},
		{"\"\\udbff\\udfff\"", "\xF4\x8F\xBF\xBF", true},
		/* Halves. */
		{"\"\\ud800\"", "\xED\xA0\x80", false},
		{"\"\\udfff\"", "\xED\xBF\xBF", false},
		{"\"a\\ud83db\"",
			"a\xED\xA0\xBD"
			"b",
			false},
		{"\"\\ud83d\\u0000\"", "\xED\xA0\xBD" TEXT_NUL, false},
		{"\"\\ude00\\ud83d\"", "\xED\xB8\x80\xED\xA0\xBD", false},
		{"\"\\ud83d\U0001F600\"", "\xED\xA0\xBD\xF0\x9F\x98\x80", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json *value = parse(cases[i].json);

		if (!value) {
			fail_msg("%s", cases[i].json);
		}
		assert_string_equal(json_string(value), cases[i].string);
		assert_int_equal(text_is_utf8(json_string(value)), cases[i].is_utf8);
		assert_printed(cases[i].json, cases[i].json);
		json_free(value);
	}
	assert_printed("{\"a\\u0000\":[{\"\\udc00\":1}]}", "{\"a\\u0000\":[{\"\\udc00\":1}]}");
}

/* Bytes that JSON does not allow are never those of another string. */
static void test_bytes_that_are_not_utf8(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"\"\xC0\x80\"",
		"\"a\xC0\x80\"",
		"\"\xC0\"",
		"\"\xC1\x81\"",
		"\"\xE0\x80\x80\"",
		"\"\xED\xA0\x80\"",
		"\"\xF8\x88\x80\x80\x80\"",
		"\"\xFF\"",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct json *value = parse(texts[i]);

		assert_non_null(value);
		assert_false(text_is_utf8(json_string(value)));
		json_free(value);
	}
	assert_null(json_parse("\"a\0b\"", 5));
	assert_null(json_parse("{}\0", 3));
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
	} cases[] = {
		{1, true}, {JSON_MAX_DEPTH, true}, {JSON_MAX_DEPTH + 1, false}, {1000000, false}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = nest(cases[i].depth);
		struct json *document = parse(text);

		assert_int_equal(document != NULL, cases[i].is_document);
		json_free(document);
		free(text);
	}
}

/* An array of that many elements, "[x,x,x]". */
static void put_array(struct buf *out, const char *element, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_puts(out, i == 0 ? "[" : ",");
		buf_puts(out, element);
	}
	buf_putc(out, ']');
}

/* The array itself is a value too. What is in strings does not count. */
static void test_number_of_values(void **state)
{
	static const struct {
		const char *element;
		size_t values;
	} cases[] = {
		{"0", 1},
		{"\"\"", 1},
		{"\"[{,\\\",,,\\\\\"", 1},
		{"[0,0]", 2},
		{"{\"a\":0,\"b\":[0]}", 3},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		/* An element is preceded by a bracket or a comma, whose value is its own. */
		size_t most =
			(JSON_MAX_VALUES - 1) / (cases[i].values == 1 ? 1 : cases[i].values + 1);

		for (size_t count = most - 1; count <= 2 * most; count += most + 1) {
			struct buf text = {0};

			put_array(&text, cases[i].element, count);
			struct json *document = json_parse(buf_text(&text), text.length);

			if ((document != NULL) != (count < most)) {
				fail_msg(
					"%zu of %s: %d", count, cases[i].element, document != NULL);
			}
			json_free(document);
			buf_fini(&text);
		}
	}
}

int main(void)
{
	const struct CMUnitTest json[] = {
		cmocka_unit_test(test_one_document_or_none),
		cmocka_unit_test(test_nul_behind),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_other_types),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_every_string_there_and_back),
		cmocka_unit_test(test_bytes_that_are_not_utf8),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_number_of_values),
	};

	return cmocka_run_group_tests(json, NULL, NULL);
}
