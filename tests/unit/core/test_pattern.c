/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_matches(void **state)
{
	static const struct {
		const char *pattern, *value;
		bool is_part, is_all;
	} cases[] = {
		{"b+", "aBBc", true, false},
		{"a(b|bc)", "ABC", true, true}, /* the longest of the leftmost */
		{"^b", "ab", false, false},
		{"a*", "", true, true},
		{"[^[:digit:]]{2}", "1x", false, false},
		{"[]/{9}]", "{", true, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char reason[PATTERN_REASON_SIZE];
		struct pattern *pattern = pattern_new(cases[i].pattern, reason);

		assert_non_null(pattern);
		assert_int_equal(pattern_matches_part(pattern, cases[i].value), cases[i].is_part);
		assert_int_equal(pattern_matches_all(pattern, cases[i].value), cases[i].is_all);
		pattern_free(pattern);
	}
}

/* What glibc would take gigabytes or hours for, and what only looks like it. */
static void test_refused(void **state)
{
	static const struct {
		const char *pattern, *reason; /* NULL: it is taken */
	} cases[] = {
		{"a{200}", NULL},
		{"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", NULL},
		{"(a{30}b{30}){10}", NULL},
		{"[({200}]{200}", NULL},
		{"[^]{999}]{9}[[:alpha:]{999}]", NULL},
		{"\\{999\\}{9}", NULL},
		{"(a{200}){200}", "too many repetitions"},
		{"(a{,200}b){6,}", "too many repetitions"},
		{"a{200}{200}", "too many repetitions"},
		{"(a{200})*{200}", "too many repetitions"},
		{"(a{20}){3}{20}", "too many repetitions"},
		{"((a{12}b){12}c){12}", "too many repetitions"},
		{"([)]a{200}){200}", "too many repetitions"},
		{"([])]a{200}){200}", "too many repetitions"},
		{"([[:alpha:])]a{200}){200}", "too many repetitions"},
		{"(\\)a{200}){200}", "too many repetitions"},
		{"a{99999999999999999999}", "too many repetitions"},
		{"(a|b)\\1", "back-references are not supported"},
		{"a)(b", "this ) has no matching ("},
		{"(a", "Unmatched ( or \\("},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char reason[PATTERN_REASON_SIZE] = "";
		struct pattern *pattern = pattern_new(cases[i].pattern, reason);

		if (!pattern != !!cases[i].reason) {
			fail_msg("%s: %s", cases[i].pattern, reason);
		}
		if (!pattern) {
			assert_string_equal(reason, cases[i].reason);
		}
		pattern_free(pattern);
	}
}

/* Only so much of a value is searched, and it does not end there. */
static void test_long_value(void **state)
{
	char value[2049], reason[PATTERN_REASON_SIZE];
	struct pattern *end = pattern_new("a$", reason);
	struct pattern *begin = pattern_new("^a+", reason);
	struct pattern *slow = pattern_new("a.*b", reason);

	(void)state;
	memset(value, 'a', sizeof(value));
	value[sizeof(value) - 1] = '\0';
	assert_true(pattern_matches_part(begin, value));
	assert_false(pattern_matches_all(begin, value));
	assert_false(pattern_matches_part(end, value));
	/* Without the bound, each of these takes the time of four million steps. */
	for (int i = 0; i < 100; i++) {
		assert_false(pattern_matches_part(slow, value));
	}
	value[PATTERN_SEARCHED_BYTES] = '\0';
	assert_true(pattern_matches_all(begin, value));
	assert_true(pattern_matches_part(end, value));
	pattern_free(end);
	pattern_free(begin);
	pattern_free(slow);
}

/* Compiled anew from time to time, it finds the same. */
static void test_many_values(void **state)
{
	char value[64], reason[PATTERN_REASON_SIZE];
	struct pattern *pattern = pattern_new("^u-.*(07|93)$", reason);
	int found = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		snprintf(value, sizeof(value), "u-%020d", i);
		found += pattern_matches_part(pattern, value);
	}
	assert_int_equal(found, 400);
	pattern_free(pattern);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_long_value),
		cmocka_unit_test(test_many_values),
	};

	return cmocka_run_group_tests_name("pattern", tests, NULL, NULL);
}
