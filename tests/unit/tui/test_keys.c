/* SPDX-License-Identifier: MIT */
#include "act/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_rows_are_whole(void **state)
{
	const struct key_binding *row;

	(void)state;
	for (row = keys_table; row->name; row++) {
		assert_int_not_equal(row->keys[0], KEY_NONE);
		assert_true(strlen(row->name) > 0);
		assert_in_range(strlen(row->help), 1, 48);
		assert_in_range(strlen(row->name), 1, 22);
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

/* Flow control, and the prefix keys of screen and tmux. */
static void test_keys_left_alone(void **state)
{
	static const int keys[] = {KEY_CTRL('s'), KEY_CTRL('q'), KEY_CTRL('a'), KEY_CTRL('b')};

	(void)state;
	for (int view = 0; view < VIEW_COUNT; view++) {
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			assert_null(keymap_find(keys_table, IN_VIEW(view), keys[i]));
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
		cmocka_unit_test(test_keys_left_alone),
		cmocka_unit_test(test_keys_depend_on_the_view),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
