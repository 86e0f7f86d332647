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
		{"svc,late", "late"}, /* always shown where there are several */
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

/* The columns in sets of which the least needed are left out, on a screen of that width. */
static size_t apply(const struct column_choice *choice, const char *hidden, int cols,
	const struct field *shown[FIELD_MAX])
{
	size_t count = column_choice_apply(choice, &field_sessions,
		field_find(&field_sessions, hidden, strlen(hidden)), cols, shown);
	int x = COLUMN_MARKER_COLS;

	for (size_t i = 0; i < count; i++) {
		assert_string_not_equal(shown[i]->name, hidden);
		x += shown[i]->width_cols + 1;
	}
	assert_true(x <= cols + 1 || shown[count - 1]->from_cols == FIELD_ALWAYS);
	return count;
}

/* At every width: the marks and the names first, then as many as fit, none of them cut. */
static void what_fits_is_shown(void **state)
{
	static const char *const hidden[] = {FIELD_SERVICE, FIELD_USER, ""};
	struct column_choice choice = {0};
	const struct field *shown[FIELD_MAX];

	(void)state;
	parse(&choice, "state,trend,late,err");
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		size_t names = i < 2 ? 1 : 2, count = 0;

		for (int cols = 1; cols < 200; cols++) {
			count = apply(&choice, hidden[i], cols, shown);
			for (size_t j = names + 1; j < count; j++) {
				assert_ptr_equal(shown[j],
					&field_sessions.fields[choice.places[j - names - 1]]);
			}
		}
		assert_int_equal(count, names + 1 + 4);
	}
}

/* By default the columns keep their order, and wide screens have more of them. */
static void default_columns(void **state)
{
	static const struct {
		const char *hidden;
		int cols;
		const char *names;
	} cases[] = {
		{FIELD_SERVICE, 40, "worst user late age"},
		{FIELD_SERVICE, 60, "worst user late age every err act"},
		{FIELD_SERVICE, 80, "worst user late age every err newerr act poll"},
		{FIELD_USER, 80, "worst svc late age every err newerr act poll"},
		/* The service takes the room of what is needed least. */
		{"", 60, "worst user svc late age every err"},
		{"", 80, "worst user svc late age every err act poll"},
		{"", 160, "worst user svc late age every err newerr act poll trend created state"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct field *shown[FIELD_MAX];
		size_t count =
			apply(&(struct column_choice){0}, cases[i].hidden, cases[i].cols, shown);
		struct buf names = {0};

		for (size_t j = 0; j < count; j++) {
			buf_printf(&names, "%s%s", j > 0 ? " " : "", shown[j]->name);
		}
		assert_string_equal(buf_text(&names), cases[i].names);
		buf_fini(&names);
	}
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
		cmocka_unit_test(default_columns),
		cmocka_unit_test(tables_are_sound),
	};

	return cmocka_run_group_tests_name("column_choice", tests, NULL, NULL);
}
