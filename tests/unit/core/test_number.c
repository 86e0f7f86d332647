/* SPDX-License-Identifier: MIT */
#include "number.h"

#include "base.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void test_format_late(void **state)
{
	static const struct {
		double late;
		const char *text;
	} cases[] = {
		{0, "0.0x"},
		{0.09, "0.0x"},
		{1, "1.0x"},
		{1.1, "1.1x"},
		{4.99, "4.9x"},
		{5, "5.0x"},
		{18.2, "18.2x"},
		{99.99, "99.9x"},
		{100, "100x"},
		{410.7, "410x"},
		{9999.9, "9999x"},
		{10000, "10kx"},
		{12345, "12kx"},
		{999999, "999kx"},
		{1e6, "1Mx"},
		{9.3e18, "9Ex"},
		{1e300, "999Ex"},
		{-0.01, "0.0x"},
		{-1e300, "0.0x"},
		{-0.0, "0.0x"},
		{NAN, "?"},
		{INFINITY, "?"},
		{-INFINITY, "?"},
	};
	char text[NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		number_format_late(cases[i].late, text);
		assert_string_equal(text, cases[i].text);
		assert_true(strlen(text) <= 5);
	}
}

static void test_format_count(void **state)
{
	static const struct {
		uint64_t count;
		const char *text;
	} cases[] = {
		{0, "0"},
		{999, "999"},
		{1000, "1,000"},
		{4818, "4,818"},
		{99999, "99,999"},
		{100000, "100,000"},
		{1000000, "1,000,000"},
		{UINT64_MAX, "18,446,744,073,709,551,615"},
	};
	char text[NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		number_format_count(cases[i].count, text);
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format_late),
		cmocka_unit_test(test_format_count),
	};

	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
