/* SPDX-License-Identifier: MIT */
#include "diagnosis/stop_window.h"

#include "fleet/chance.h"
#include "kit/rounds.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MOST 40

static size_t count_at(const struct bracket *brackets, size_t count, int64_t time_ms)
{
	size_t containing = 0;

	for (size_t i = 0; i < count; i++) {
		containing += brackets[i].after_ms < time_ms && time_ms <= brackets[i].before_ms;
	}
	return containing;
}

/* The largest number of brackets that contain one time, by trying each end. */
static size_t count_most(const struct bracket *brackets, size_t count)
{
	size_t most = 0;

	for (size_t i = 0; i < count; i++) {
		size_t here = count_at(brackets, count, brackets[i].before_ms);

		most = here > most ? here : most;
	}
	return most;
}

/* A bracket without any time, as of a session whose interval is unknown, counts as none. */
static void test_empty(void **state)
{
	const struct bracket brackets[] = {{100, 100}, {100, 90}, {100, 110}};

	(void)state;
	assert_int_equal(stop_window_find(brackets, 0).brackets, 0);
	assert_int_equal(stop_window_find(brackets, 1).brackets, 0);
	assert_int_equal(stop_window_find(brackets, 2).brackets, 0);
	assert_int_equal(stop_window_find(brackets, 3).brackets, 1);
	assert_int_equal(stop_window_find(brackets, 3).bracket.before_ms, 110);
}

static void test_random(void **state)
{
	struct chance chance = {.state = 11};

	(void)state;
	for (long round = 0; round < rounds(2000); round++) {
		struct bracket brackets[MOST];
		size_t count = chance_below(&chance, MOST + 1);

		for (size_t i = 0; i < count; i++) {
			brackets[i].after_ms = (int64_t)chance_below(&chance, 200);
			brackets[i].before_ms =
				brackets[i].after_ms + (int64_t)chance_below(&chance, 60) - 5;
		}
		struct stop_window window = stop_window_find(brackets, count);

		assert_int_equal(window.brackets, count_most(brackets, count));
		if (window.brackets > 0) {
			assert_int_equal(count_at(brackets, count, window.bracket.before_ms),
				window.brackets);
			assert_int_equal(count_at(brackets, count, window.bracket.after_ms + 1),
				window.brackets);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("stop_window", tests, NULL, NULL);
}
