/* SPDX-License-Identifier: MIT */
#include "ui/verb.h"

#include "act/app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void rows_are_whole(void **state)
{
	const struct verb_row *row;
	bool is_listed[VERB_COUNT] = {false};

	(void)state;
	for (size_t i = 0; (row = verb_row(i)) != NULL; i++) {
		assert_in_range(strlen(row->name), 1, 15);
		assert_in_range(strlen(row->help), 1, 40);
		assert_true(app_runs(row->verb));
		is_listed[row->verb] = true;
	}
	for (size_t i = 0; i < VERB_COUNT; i++) {
		assert_true(is_listed[i]);
	}
	assert_false(app_runs(VERB_COUNT));
}

/* The name that was found, or the complaint. */
static const char *parse(const char *typed, const char **argument)
{
	static char line[300], complaint[VERB_MESSAGE_SIZE];

	snprintf(line, sizeof(line), "%s", typed);
	const struct verb_row *row = verb_parse(line, argument, complaint);

	return row ? row->name : complaint;
}

static void parsing(void **state)
{
	static const struct {
		const char *typed, *result, *argument;
	} cases[] = {
		{"", "", ""},
		{"   ", "", ""},
		{"sweep", "sweep", ""},
		{"  sweep  ", "sweep", ""},
		{"sw", "sweep", ""},
		{"filter", "filter", ""},
		{"filter err>5 x", "filter", "err>5 x"},
		{"interval 30s", "interval", "30s"},
		{" int   1m30s  ", "interval", "1m30s"},
		{"interval 30 s", "interval", "30 s"},
		{"interval", ":interval wants more, as in :interval 30s.", ""},
		{"interval  ", ":interval wants more, as in :interval 30s.", ""},
		{"quit now", ":quit takes nothing after it.", "now"},
		{"re", "No command \"re\"; Tab lists them.", ""},
		{"sweeps", "No command \"sweeps\"; Tab lists them.", ""},
		{"Sweep", "No command \"Sweep\"; Tab lists them.", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *argument = NULL;

		assert_string_equal(parse(cases[i].typed, &argument), cases[i].result);
		assert_string_equal(argument, cases[i].argument);
	}
}

static void long_lines_are_cut(void **state)
{
	char typed[290];
	const char *argument;

	(void)state;
	memset(typed, 'x', sizeof(typed) - 1);
	typed[sizeof(typed) - 1] = '\0';
	assert_in_range(strlen(parse(typed, &argument)), 1, VERB_MESSAGE_SIZE - 1);
}

static void beginnings(void **state)
{
	static const struct {
		const char *typed, *name;
	} cases[] = {
		{"sort", "sort"},
		{"sw", "sweep"},
		{"s", NULL},
		{"", NULL},
		{"sorts", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct verb_row *row = verb_find(cases[i].typed, strlen(cases[i].typed));

		assert_string_equal(
			row ? row->name : "none", cases[i].name ? cases[i].name : "none");
	}
	assert_ptr_equal(verb_find("sort age", 4), verb_find("sort", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(parsing),
		cmocka_unit_test(long_lines_are_cut),
		cmocka_unit_test(beginnings),
	};

	return cmocka_run_group_tests_name("verb", tests, NULL, NULL);
}
