/* SPDX-License-Identifier: MIT */
#include "list/list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct list list_of(size_t count, size_t rows)
{
	struct list list = {0};

	list_set_rows(&list, rows);
	list_set_count(&list, count);
	return list;
}

static void test_moves_stop_at_the_ends(void **state)
{
	struct list list = list_of(10, 4);

	(void)state;
	list_move(&list, -1);
	assert_int_equal(list.selected, 0);
	list_move(&list, 4);
	assert_int_equal(list.selected, 4);
	assert_int_equal(list.top, 1);
	list_move(&list, 1000);
	assert_int_equal(list.selected, 9);
	assert_int_equal(list.top, 6);
	assert_int_equal(list_end(&list), 10);
	list_move(&list, -1000);
	assert_int_equal(list.top, 0);
}

static void test_shrinking_keeps_the_cursor_inside(void **state)
{
	struct list list = list_of(10, 4);

	(void)state;
	list_select(&list, 9);
	list_set_count(&list, 3);
	assert_int_equal(list.selected, 2);
	assert_int_equal(list.top, 0);
	list_set_count(&list, 0);
	assert_int_equal(list.selected, 0);
	assert_int_equal(list_end(&list), 0);
	list_move(&list, 1);
	assert_int_equal(list.selected, 0);
}

static void test_resizing_leaves_no_gap(void **state)
{
	struct list list = list_of(10, 4);

	(void)state;
	list_select(&list, 9);
	list_set_rows(&list, 8);
	assert_int_equal(list.top, 2);
	list_set_rows(&list, 0);
	list_set_rows(&list, 1);
	assert_int_equal(list.top, 9);
	assert_int_equal(list.selected, 9);
}

static void test_scrolling(void **state)
{
	struct list list = list_of(10, 4);

	(void)state;
	list_scroll(&list, 3);
	assert_int_equal(list.top, 3);
	list_scroll(&list, 100);
	assert_int_equal(list.top, 6);
	list_scroll(&list, -100);
	assert_int_equal(list.top, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_stop_at_the_ends),
		cmocka_unit_test(test_shrinking_keeps_the_cursor_inside),
		cmocka_unit_test(test_resizing_leaves_no_gap),
		cmocka_unit_test(test_scrolling),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
