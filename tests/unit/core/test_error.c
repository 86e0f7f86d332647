/* SPDX-License-Identifier: MIT */
#include "error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_set_clears_the_rest(void **state)
{
	struct error err;

	(void)state;
	memset(&err, 'x', sizeof(err));
	error_set(&err, ERROR_NOT_FOUND, "no table %s in %s", "sessions", "eu-west-1");
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(err.http_status, 0);
	assert_string_equal(err.aws_code, "");
	assert_string_equal(err.request_id, "");
	assert_string_equal(err.text, "no table sessions in eu-west-1");
}

static void test_set_may_wrap_its_own_text(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, ERROR_NETWORK, "refused");
	error_set(&err, ERROR_CREDENTIALS, "profile prod: %s", err.text);
	assert_int_equal(err.kind, ERROR_CREDENTIALS);
	assert_string_equal(err.text, "profile prod: refused");
}

static void test_set_cuts_on_a_character(void **state)
{
	char longer[sizeof(((struct error *)NULL)->text) + 10];
	struct error err;

	(void)state;
	for (size_t before = 0; before < 3; before++) {
		/* The euro sign's three bytes straddle the end at every offset. */
		memset(longer, 'a', sizeof(longer));
		memcpy(longer + sizeof(err.text) - 1 - before, "\xE2\x82\xAC", 3);
		longer[sizeof(longer) - 1] = '\0';
		error_set(&err, ERROR_NETWORK, "%s", longer);
		assert_int_equal(strlen(err.text), sizeof(err.text) - 1 - before);
		assert_memory_equal(err.text, longer, strlen(err.text));
	}
	memset(longer, 'a', sizeof(longer) - 1);
	error_set(&err, ERROR_NETWORK, "%s", longer);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
}

static void test_clear(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, ERROR_SERVICE, "failed");
	err.http_status = 503;
	error_clear(&err);
	assert_int_equal(err.kind, ERROR_NONE);
	assert_int_equal(err.http_status, 0);
	assert_string_equal(err.text, "");
}

static void test_kinds(void **state)
{
	static const struct {
		enum error_kind kind;
		int exit_status;
		bool is_transient;
	} cases[] = {
		{ERROR_USAGE, 64, false},
		{ERROR_CONFIG, 78, false},
		{ERROR_CREDENTIALS, 77, false},
		{ERROR_DENIED, 77, false},
		{ERROR_NETWORK, 69, true},
		{ERROR_THROTTLED, 1, true},
		{ERROR_SERVICE, 1, true},
		{ERROR_PROTOCOL, 1, false},
		{ERROR_NOT_FOUND, 1, false},
		{ERROR_VALIDATION, 1, false},
		{ERROR_CONFLICT, 1, false},
		{ERROR_STOPPED, 1, false},
	};
	struct error err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		error_set(&err, cases[i].kind, "text");
		assert_int_equal(error_exit_status(&err), cases[i].exit_status);
		assert_int_equal(error_is_transient(&err), cases[i].is_transient);
	}
}

static void test_each_kind_has_its_own_word(void **state)
{
	(void)state;
	for (enum error_kind kind = 0; kind < ERROR_KIND_COUNT; kind++) {
		assert_non_null(error_kind_word(kind));
		assert_string_not_equal(error_kind_word(kind), "");
		for (enum error_kind other = 0; other < kind; other++) {
			assert_string_not_equal(error_kind_word(kind), error_kind_word(other));
		}
	}
}

int main(void)
{
	const struct CMUnitTest error[] = {
		cmocka_unit_test(test_set_clears_the_rest),
		cmocka_unit_test(test_set_may_wrap_its_own_text),
		cmocka_unit_test(test_set_cuts_on_a_character),
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_each_kind_has_its_own_word),
	};

	return cmocka_run_group_tests(error, NULL, NULL);
}
