/* SPDX-License-Identifier: MIT */
#include "dynamodb/retry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SEEDS 1000

static struct error error_of(enum error_kind kind)
{
	struct error err;

	error_set(&err, kind, "for a test");
	return err;
}

/* Delays are random below a limit that doubles, and differ between machines. */
static void test_delays(void **state)
{
	(void)state;
	static const struct {
		enum error_kind kind;
		unsigned attempt;
		int64_t most_ms;
	} cases[] = {
		{ERROR_SERVICE, 1, 25},
		{ERROR_SERVICE, 2, 50},
		{ERROR_NETWORK, 3, 100},
		{ERROR_THROTTLED, 1, 1000},
		{ERROR_THROTTLED, 2, 2000},
		{ERROR_THROTTLED, 3, 4000},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct error err = error_of(cases[i].kind);
		int in_lower_half = 0;

		for (uint64_t seed = 0; seed < SEEDS; seed++) {
			struct retry retry;
			int64_t delay_ms = -1;

			retry_init(&retry, seed);
			assert_true(retry_after(&retry, &err, cases[i].attempt, &delay_ms));
			assert_true(delay_ms >= 0 && delay_ms < cases[i].most_ms);
			in_lower_half += delay_ms < cases[i].most_ms / 2;
		}
		assert_in_range(in_lower_half, SEEDS * 4 / 10, SEEDS * 6 / 10);
	}
}

static void test_throttle_delay(void **state)
{
	(void)state;
	static const int64_t most_ms[] = {1000, 2000, 4000, 8000, 16000, 20000, 20000};
	const struct error throttled = error_of(ERROR_THROTTLED);
	struct retry retry;

	retry_init(&retry, 1);
	for (unsigned attempt = 1; attempt <= ARRAY_LEN(most_ms); attempt++) {
		int64_t longest_ms = 0;

		for (int i = 0; i < SEEDS; i++) {
			int64_t delay_ms = retry_throttle_delay(&retry, &throttled, attempt);

			assert_true(delay_ms >= 0 && delay_ms < most_ms[attempt - 1]);
			longest_ms = delay_ms > longest_ms ? delay_ms : longest_ms;
		}
		assert_true(longest_ms > most_ms[attempt - 1] * 9 / 10);
	}
	/* However often it has been throttled. */
	assert_in_range(retry_throttle_delay(&retry, &throttled, UINT32_MAX), 0, 20000);
}

static void test_what_is_worth_it(void **state)
{
	(void)state;
	for (enum error_kind kind = ERROR_NONE; kind < ERROR_KIND_COUNT; kind++) {
		struct error err = error_of(kind);
		struct retry retry;
		int64_t delay_ms;

		retry_init(&retry, 7);
		assert_int_equal(retry_after(&retry, &err, 1, &delay_ms), error_is_transient(&err));
		/* The fourth attempt was the last. */
		assert_int_equal(retry_after(&retry, &err, 3, &delay_ms), error_is_transient(&err));
		assert_false(retry_after(&retry, &err, 4, &delay_ms));
	}
}

/* An outage does not cause a storm of requests. */
static void test_budget(void **state)
{
	(void)state;
	const struct error fault = error_of(ERROR_SERVICE), throttled = error_of(ERROR_THROTTLED);
	struct retry retry;
	int64_t delay_ms;
	int faults = 0, throttles = 0, more = 0;

	retry_init(&retry, 7);
	while (retry_after(&retry, &fault, 1, &delay_ms)) {
		faults++;
	}
	assert_int_equal(faults, 500 / 14);
	while (retry_after(&retry, &throttled, 1, &delay_ms)) {
		throttles++;
	}
	assert_int_equal(throttles, 500 % 14 / 5);

	/* Each success adds a token; one at a second attempt returns what that has cost. */
	retry_succeeded(&retry, 2);
	assert_true(retry_after(&retry, &fault, 1, &delay_ms));
	assert_false(retry_after(&retry, &fault, 1, &delay_ms));
	for (int i = 0; i < 14; i++) {
		retry_succeeded(&retry, 1);
	}
	assert_true(retry_after(&retry, &fault, 1, &delay_ms));
	assert_false(retry_after(&retry, &fault, 1, &delay_ms));

	/* Never more than at the start. */
	for (int i = 0; i < 10000; i++) {
		retry_succeeded(&retry, 1);
	}
	while (retry_after(&retry, &fault, 1, &delay_ms)) {
		more++;
	}
	assert_int_equal(more, faults);
}

/* A server may prolong our own delay, but not without limit. */
static void test_server_asks(void **state)
{
	(void)state;
	const struct error err = error_of(ERROR_THROTTLED);
	static const int64_t asked_ms[] = {
		INT64_MIN, -5, 0, 1, 500, 3000, 5000, 5900, 60000, INT64_MAX};

	for (size_t i = 0; i < ARRAY_LEN(asked_ms); i++) {
		struct retry alone, asked;
		int64_t ours_ms, delay_ms;

		retry_init(&alone, i);
		retry_init(&asked, i);
		assert_true(retry_after(&alone, &err, 1, &ours_ms));
		struct error asking = err;

		asking.retry_after_ms = asked_ms[i];
		assert_true(retry_after(&asked, &asking, 1, &delay_ms));
		int64_t expected_ms = asked_ms[i] < ours_ms          ? ours_ms
				      : asked_ms[i] > ours_ms + 5000 ? ours_ms + 5000
								     : asked_ms[i];

		assert_int_equal(delay_ms, expected_ms);
		/* Also where the reader slows down instead. */
		retry_init(&alone, i);
		assert_int_equal(retry_throttle_delay(&alone, &asking, 1), expected_ms);
	}
}

int main(void)
{
	const struct CMUnitTest retry[] = {
		cmocka_unit_test(test_delays),
		cmocka_unit_test(test_throttle_delay),
		cmocka_unit_test(test_what_is_worth_it),
		cmocka_unit_test(test_budget),
		cmocka_unit_test(test_server_asks),
	};

	return cmocka_run_group_tests(retry, NULL, NULL);
}
