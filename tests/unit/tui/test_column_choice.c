/* SPDX-License-Identifier: MIT */
#include "ui/column_choice.h"

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

	if (column_choice_parse(choice, &field_sessions, text, &wrong, &length)) {
		column_choice_print(choice, &field_sessions, &out);
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
		{"svc", "!svc"}, /* a field to filter by, but not a column */
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
	const struct field_table *all = &field_sessions;
	struct column_choice choice = {0};
	const struct field *shown[FIELD_MAX];
	size_t count = column_choice_apply(&choice, all, 80, shown), by_default = 0;

	(void)state;
	for (size_t i = 0; i < all->count; i++) {
		if (all->fields[i].width_cols > 0 && all->fields[i].from_cols <= 80) {
			assert_ptr_equal(shown[by_default++], &all->fields[i]);
		}
	}
	assert_int_equal(count, by_default);
	parse(&choice, "state,trend,late,err");
	for (int cols = 1; cols < 200; cols++) {
		int x = COLUMN_MARKER_COLS;

		count = column_choice_apply(&choice, all, cols, shown);
		for (size_t i = 0; i < count; i++) {
			assert_ptr_equal(shown[i], &all->fields[i < 2 ? i : choice.places[i - 2]]);
			x += shown[i]->width_cols + 1;
		}
		assert_true(x <= cols + 1);
	}
	assert_int_equal(count, 6);
}

/* A name means one field, and its help fits beside it on a screen of 80 columns. */
static void check_table(const struct field_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field *field = &table->fields[i];

		assert_ptr_equal(field_find(table, field->name, strlen(field->name)), field);
		assert_in_range(strlen(field->help), 1, 48);
		assert_int_equal(field->sorted == NULL, field->reversed == NULL);
		assert_true(field->sorted || i > 0);
	}
}

static void tables_are_sound(void **state)
{
	(void)state;
	check_table(&field_sessions);
	check_table(&field_services);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parsing),
		cmocka_unit_test(refused_is_unchanged),
		cmocka_unit_test(what_fits_is_shown),
		cmocka_unit_test(tables_are_sound),
	};

	return cmocka_run_group_tests_name("column_choice", tests, NULL, NULL);
}
