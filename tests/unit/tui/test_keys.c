/* SPDX-License-Identifier: MIT */
#include "act/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Messages name keys as the table does. */
static void expect_names(const struct key_binding *row)
{
	char text[KEY_TEXT_SIZE], names[8 * KEY_TEXT_SIZE] = "";

	for (size_t k = 0; k < BINDING_MAX_KEYS && row->keys[k] != KEY_NONE; k++) {
		strcat(names, k > 0 ? " " : "");
		strcat(names, key_format(row->keys[k], text));
	}
	assert_string_equal(row->name, names);
}

static void test_rows_are_whole(void **state)
{
	const struct key_binding *row;

	(void)state;
	for (row = keys_table; row->name; row++) {
		assert_int_not_equal(row->keys[0], KEY_NONE);
		assert_true(strlen(row->name) > 0);
		assert_in_range(strlen(row->help), 1, 48);
		assert_in_range(strlen(row->name), 1, 22);
		expect_names(row);
		assert_non_null(row->run);
		assert_int_equal(row->views & ~IN_ALL, 0);
		assert_int_not_equal(row->views, 0);
		assert_int_equal(row->footers & ~row->views, 0);
		assert_int_equal(row->footers != 0, row->label != NULL);
	}
}

/* The first row with a key in a view counts: a second one would never run. */
static size_t rows_with(enum view_id view, int key)
{
	const struct key_binding *row;
	size_t count = 0;

	for (row = keys_table; row->name; row++) {
		for (size_t k = 0; k < BINDING_MAX_KEYS && row->keys[k] != KEY_NONE; k++) {
			count += (row->views & IN_VIEW(view)) && row->keys[k] == key;
		}
	}
	return count;
}

static void test_keys_are_unique(void **state)
{
	(void)state;
	for (int view = 0; view < VIEW_COUNT; view++) {
		for (int key = 1; key <= KEY_IS_OTHER; key++) {
			assert_in_range(rows_with(view, key), 0, 1);
		}
	}
}

/* Each letter sorts by one column of each table. */
static void test_letters_that_sort(void **state)
{
	const struct field_table *tables[] = {&field_services, &field_sessions};
	const struct key_binding *row = keymap_find(keys_table, IN_LISTS, 'S');

	(void)state;
	assert_non_null(row);
	for (size_t k = 0; k < BINDING_MAX_KEYS && row->keys[k] != KEY_NONE; k++) {
		for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
			size_t count = 0;

			for (size_t i = 0; i < tables[t]->count; i++) {
				const struct field *field = &tables[t]->fields[i];

				count += field->letter == row->keys[k] && field->sorted;
				assert_true(!field->letter || keymap_find(keys_table, IN_LISTS,
								      field->letter) == row);
			}
			assert_int_equal(count, 1);
		}
	}
}

/* Flow control, the prefix key of screen, and the answer to a dialog. */
static void test_keys_left_alone(void **state)
{
	static const int keys[] = {KEY_CTRL('s'), KEY_CTRL('q'), KEY_CTRL('a'), DIALOG_CONFIRM_KEY};

	(void)state;
	for (int view = 0; view < VIEW_COUNT; view++) {
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			assert_null(keymap_find(keys_table, IN_VIEW(view), keys[i]));
		}
	}
}

/* The letters of three keyboards, row by row, each row shifted to the right by half a key. */
static const char *const keyboards[][3] = {
	{"qwertyuiop", "asdfghjkl", "zxcvbnm"},
	{"qwertzuiop", "asdfghjkl", "yxcvbnm"},
	{"azertyuiop", "qsdfghjklm", "wxcvbn"},
};

static bool are_adjacent(const char *const rows[3], char a, char b)
{
	int x[2] = {0}, y[2] = {0};

	for (int row = 0; row < 3; row++) {
		for (int column = 0; rows[row][column]; column++) {
			for (int i = 0; i < 2; i++) {
				if (rows[row][column] == (i ? b : a)) {
					x[i] = 2 * column + row;
					y[i] = row;
				}
			}
		}
	}
	return abs(x[0] - x[1]) <= 2 && abs(y[0] - y[1]) <= 1;
}

/* A slip beside a key that opens the dialog confirms nothing; nor does a letter of a word. */
static void test_confirmation_is_deliberate(void **state)
{
	static const char opening[] = "tu";
	char letter = DIALOG_CONFIRM_KEY | 0x60;

	(void)state;
	assert_in_range(DIALOG_CONFIRM_KEY, 1, ' ' - 1);
	assert_true(are_adjacent(keyboards[0], 't', 'y'));
	assert_true(are_adjacent(keyboards[1], 't', 'z'));
	for (size_t i = 0; i < ARRAY_LEN(keyboards); i++) {
		for (const char *key = opening; *key; key++) {
			assert_false(are_adjacent(keyboards[i], *key, letter));
		}
	}
}

/* The help of what a key does in a view; "" where it does nothing. */
static const char *help(enum view_id view, int key)
{
	const struct key_binding *binding = keymap_find(keys_table, IN_VIEW(view), key);

	return binding ? binding->help : "";
}

static void test_keys_depend_on_the_view(void **state)
{
	(void)state;
	assert_string_equal(help(VIEW_OVERVIEW, 'q'), "quit (from the overview)");
	assert_string_equal(help(VIEW_SESSIONS, 'q'), "back to the previous view");
	assert_string_equal(help(VIEW_SESSIONS, KEY_IS_ENTER), "open the selected line or cell");
	assert_string_equal(help(VIEW_DETAIL, KEY_IS_ENTER), "fold or unfold a map or list");
	assert_string_equal(help(VIEW_HELP, 't'), "");
	for (int view = 0; view < VIEW_COUNT; view++) {
		assert_string_equal(help(view, 'Q'), "quit (from any view)");
		assert_string_equal(help(view, KEY_CTRL('c')), "quit (from any view)");
		assert_string_equal(help(view, '?'), "open or close this help");
		assert_string_equal(help(view, KEY_NONE), "");
	}
	assert_string_equal(keymap_find(keys_table, IN_ALL, 'F')->name, "F");
	assert_null(keymap_find(keys_table, IN_ALL, KEY_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_keys_are_unique),
		cmocka_unit_test(test_letters_that_sort),
		cmocka_unit_test(test_keys_left_alone),
		cmocka_unit_test(test_confirmation_is_deliberate),
		cmocka_unit_test(test_keys_depend_on_the_view),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
