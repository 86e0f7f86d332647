/* SPDX-License-Identifier: MIT */
#include "ui/keymap.h"

#include "act/app.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_rows_are_whole(void **state)
{
	const struct key_binding *row;

	(void)state;
	for (size_t i = 0; (row = keymap_row(i)) != NULL; i++) {
		assert_int_not_equal(row->keys[0], KEY_NONE);
		assert_true(strlen(row->name) > 0);
		assert_in_range(strlen(row->help), 1, 36); /* fits beside the name on 60 columns */
		assert_in_range(strlen(row->name), 1, 22);
		assert_true(app_handles(row->action));
		assert_int_equal(row->views & ~IN_ALL, 0);
		assert_int_not_equal(row->views, 0);
		assert_int_equal(row->footers & ~row->views, 0);
		assert_int_equal(row->footers != 0, row->label != NULL);
	}
}

/* The first row that has a key in a view decides: a second one would be dead. */
static size_t rows_with(enum view_id view, int key)
{
	const struct key_binding *row;
	size_t count = 0;

	for (size_t i = 0; (row = keymap_row(i)) != NULL; i++) {
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

static void test_every_action_has_a_key(void **state)
{
	const struct key_binding *row;
	bool is_bound[ACTION_COUNT] = {[ACTION_NONE] = true};

	(void)state;
	for (size_t i = 0; (row = keymap_row(i)) != NULL; i++) {
		is_bound[row->action] = true;
	}
	for (int action = 0; action < ACTION_COUNT; action++) {
		assert_true(is_bound[action]);
	}
}

/* Flow control, and the prefixes of screen and tmux. */
static void test_keys_left_alone(void **state)
{
	static const int keys[] = {
		KEY_CTRL('s'), KEY_CTRL('q'), KEY_CTRL('a'), KEY_CTRL('b'), 0x1C};

	(void)state;
	for (int view = 0; view < VIEW_COUNT; view++) {
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			assert_int_equal(keymap_action(view, keys[i]), ACTION_NONE);
		}
	}
}

static void test_actions(void **state)
{
	(void)state;
	assert_int_equal(keymap_action(VIEW_OVERVIEW, 'q'), ACTION_QUIT);
	assert_int_equal(keymap_action(VIEW_SESSIONS, 'q'), ACTION_BACK);
	assert_int_equal(keymap_action(VIEW_OVERVIEW, KEY_IS_ESCAPE), ACTION_LEAVE);
	assert_int_equal(keymap_action(VIEW_SESSIONS, KEY_IS_ENTER), ACTION_OPEN);
	assert_int_equal(keymap_action(VIEW_DETAIL, KEY_IS_ENTER), ACTION_FOLD);
	assert_int_equal(keymap_action(VIEW_HELP, 't'), ACTION_NONE);
	for (int view = 0; view < VIEW_COUNT; view++) {
		assert_int_equal(keymap_action(view, 'Q'), ACTION_QUIT);
		assert_int_equal(keymap_action(view, KEY_CTRL('c')), ACTION_QUIT);
		assert_int_equal(keymap_action(view, '?'), ACTION_HELP);
		assert_int_equal(keymap_action(view, KEY_NONE), ACTION_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_keys_are_unique),
		cmocka_unit_test(test_every_action_has_a_key),
		cmocka_unit_test(test_keys_left_alone),
		cmocka_unit_test(test_actions),
	};

	return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
