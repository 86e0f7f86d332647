/* SPDX-License-Identifier: MIT */
#include "act/commands.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void rows_are_whole(void **state)
{
	(void)state;
	for (const struct typed_command *row = commands_table; row->name; row++) {
		assert_in_range(strlen(row->name), 1, 15);
		assert_in_range(strlen(row->help), 1, 48);
		assert_true((row->run != NULL) == (row->argument == NULL));
		assert_true((row->run_with != NULL) == (row->argument != NULL));
	}
}

/* The name of the command, or the error. */
static const char *parse(const char *typed, const char **argument)
{
	static char line[300], error[TYPED_COMMAND_ERROR_SIZE];

	snprintf(line, sizeof(line), "%s", typed);
	const struct typed_command *row =
		typed_command_parse(commands_table, line, argument, error);

	return row ? row->name : error;
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
		{"interval", ":interval needs an argument, as in :interval 30s.", ""},
		{"interval  ", ":interval needs an argument, as in :interval 30s.", ""},
		{"quit now", ":quit takes no argument.", "now"},
		{"re", "No command or service \"re\". Tab lists them.", ""},
		{"sweeps", "No command or service \"sweeps\". Tab lists them.", ""},
		{"Sweep", "No command or service \"Sweep\". Tab lists them.", ""},
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
	assert_in_range(strlen(parse(typed, &argument)), 1, TYPED_COMMAND_ERROR_SIZE - 1);
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
		const struct typed_command *row =
			typed_command_find(commands_table, cases[i].typed, strlen(cases[i].typed));

		assert_string_equal(
			row ? row->name : "none", cases[i].name ? cases[i].name : "none");
	}
	assert_ptr_equal(typed_command_find(commands_table, "sort age", 4),
		typed_command_find(commands_table, "sort", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_whole),
		cmocka_unit_test(parsing),
		cmocka_unit_test(long_lines_are_cut),
		cmocka_unit_test(beginnings),
	};

	return cmocka_run_group_tests_name("typed command", tests, NULL, NULL);
}
