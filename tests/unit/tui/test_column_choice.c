/* SPDX-License-Identifier: MIT */
#include "ui/column_choice.h"

#include "list/sort.h"
#include "view/column_layout.h"
#include "view/service_columns.h"
#include "view/session_columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* What a text becomes when it is printed again; "!word" for one that is refused. */
static const char *parse(struct column_choice *choice, const char *text)
{
	static char printed[200];
	struct buf out = {0};
	const char *wrong = "";
	size_t length = 0;

	if (column_choice_parse(choice, session_columns(), text, &wrong, &length)) {
		column_choice_print(choice, session_columns(), &out);
	} else {
		buf_printf(&out, "!%.*s", (int)length, wrong);
	}
	snprintf(printed, sizeof(printed), "%s", buf_text(&out));
	buf_fini(&out);
	return printed;
}

static void parsing(void **state)
{
	static const struct {
		const char *text, *printed;
	} cases[] = {
		{"late", "late"},
		{"age,late", "age,late"},
		{" , age  late,,", "age,late"},
		{"late,age,late", "late,age"},
		{"", "default"},
		{" default", "default"},
		{"late,default", "!default"},
		{"late,siz,age", "!siz"},
		{"user,late worst", "late"},
		{"user", "default"},
		{"LATE", "!LATE"},
		{"lat", "!lat"},
		{"late,age,every,err,newerr,act,poll,trend,created,state,late,late,late,late,late,"
		 "late,late,late",
			"late,age,every,err,newerr,act,poll,trend,created,state"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct column_choice choice = {0};

		assert_string_equal(parse(&choice, cases[i].text), cases[i].printed);
	}
}

static void refused_is_unchanged(void **state)
{
	struct column_choice choice = {0}, before;

	(void)state;
	parse(&choice, "late,age");
	before = choice;
	parse(&choice, "age,nothing");
	assert_memory_equal(&choice, &before, sizeof(before));
}

/* At every width: the marks and the user first, then as many as fit, none of them cut. */
static void what_fits_is_shown(void **state)
{
	const struct column_table *all = session_columns();
	struct column_choice choice = {0};
	struct column room[COLUMN_MAX];

	(void)state;
	struct column_table shown = column_choice_apply(&choice, all, 80, room);

	assert_ptr_equal(shown.columns, all->columns);
	parse(&choice, "state,trend,late,err");
	for (int cols = 1; cols < 200; cols++) {
		int x = COLUMN_MARKER_COLS;

		shown = column_choice_apply(&choice, all, cols, room);
		for (size_t i = 0; i < shown.count; i++) {
			const struct column *column =
				i < 2 ? &all->columns[i] : &all->columns[choice.places[i - 2]];

			assert_string_equal(shown.columns[i].title, column->title);
			assert_int_equal(shown.columns[i].from_cols, 0);
			x += shown.columns[i].width_cols + 1;
		}
		assert_true(x <= cols + 1);
	}
	assert_int_equal(shown.count, 6);
}

/* What is sorted by a column is called like it. */
static void check_names(const struct column_table *table, const struct sort_info *(*info)(int by))
{
	for (int by = 0; info(by); by++) {
		size_t i = 0;

		while (i < table->count && strcmp(table->columns[i].title, info(by)->title) != 0) {
			i++;
		}
		assert_true(i < table->count);
		assert_string_equal(table->columns[i].name, info(by)->name);
	}
}

static void names_are_those_of_orders(void **state)
{
	(void)state;
	check_names(session_columns(), sort_info);
	check_names(service_columns(), sort_services_info);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parsing),
		cmocka_unit_test(refused_is_unchanged),
		cmocka_unit_test(what_fits_is_shown),
		cmocka_unit_test(names_are_those_of_orders),
	};

	return cmocka_run_group_tests_name("column_choice", tests, NULL, NULL);
}
