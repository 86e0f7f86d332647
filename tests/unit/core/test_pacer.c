/* SPDX-License-Identifier: MIT */
#include "dynamodb/pacer.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BURST_S 60
#define START   INT64_C(1000000)

static void assert_near(double value, double wanted)
{
	if (value < wanted - 1e-6 || value > wanted + 1e-6) {
		fail_msg("%g instead of %g", value, wanted);
	}
}

/* In pages, because no single page costs that much. */
static void spend(struct pacer *pacer, double read_units)
{
	for (; read_units > 100; read_units -= 100) {
		pacer_spend(pacer, 100, 500);
	}
	pacer_spend(pacer, read_units, 500);
}

static void test_starts_full(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 2.5, START);
	assert_near(pacer.tokens, 2.5 * BURST_S);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 0);
	/* It cannot hold more. */
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + 3600 * 1000), 0);
	assert_near(pacer.tokens, 2.5 * BURST_S);
}

static void test_debt_is_waited_off(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 2, START);
	spend(&pacer, 2 * BURST_S + 20);
	int64_t wait_ms = pacer_wait_ms(&pacer, 0, START);

	assert_in_range(wait_ms, 10000, 10001);
	/* Waiting costs nothing, and ends when promised. */
	assert_in_range(pacer_wait_ms(&pacer, 0, START + 4000), 6000, 6001);
	assert_true(pacer_wait_ms(&pacer, 0, START + 9999) > 0);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + wait_ms), 0);
}

/* An empty bucket must not give a wait of 0 for ever. */
static void test_empty_bucket_waits(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 1, START);
	spend(&pacer, BURST_S);
	int64_t wait_ms = pacer_wait_ms(&pacer, 0, START);

	assert_in_range(wait_ms, 1, 10);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + wait_ms), 0);
}

/* Absurd costs in responses must not stop reading for ever. */
static void test_absurd_costs(void **state)
{
	(void)state;
	static const double costs[] = {1e9, 1e300, -1e300, -1, 0};

	for (size_t i = 0; i < ARRAY_LEN(costs); i++) {
		struct pacer pacer;

		pacer_init(&pacer, 2.5, START);
		pacer_spend(&pacer, costs[i], 100);
		int64_t wait_ms = pacer_wait_ms(&pacer, 0, START);

		assert_in_range(wait_ms, 0, 3600 * 1000);
		assert_int_equal(pacer_wait_ms(&pacer, 0, START + wait_ms), 0);
		assert_in_range(pacer_limit(&pacer), 25, 20000);
		assert_true(pacer.tokens <= 2.5 * BURST_S);
	}
}

static void test_absurd_rate(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 1e-300, START);
	pacer_spend(&pacer, 10, 100);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 24 * 3600 * 1000);
	assert_int_equal(pacer_limit(&pacer), 25);
}

static void test_limit(void **state)
{
	(void)state;
	static const struct {
		double rate, read_units;
		unsigned items, limit;
	} cases[] = {
		{2.5, 10, 200, 199},   /* 0.05 an item: four seconds of 2.5 */
		{2.5, 1, 100, 999},    /* small items, larger pages */
		{2.5, 128, 25, 25},    /* never too small to make progress */
		{1e6, 10, 200, 20000}, /* never more than a page can hold */
		{0.0001, 0.5, 100, 25}, {2.5, 0, 100, 20000}, /* costs are unknown */
		{2.5, 0.5, 1, 200}, /* one item is too few to learn from */
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pacer pacer;

		pacer_init(&pacer, cases[i].rate, START);
		pacer_spend(&pacer, cases[i].read_units, cases[i].items);
		assert_int_equal(pacer_limit(&pacer), cases[i].limit);
	}
}

static void test_rate_change(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 10, START);
	spend(&pacer, 10 * BURST_S);
	/* Four seconds at the old rate, then ten at the new one. */
	pacer_set_rate(&pacer, 1, START + 4000);
	assert_near(pacer.tokens, 40);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + 14000), 0);
	assert_near(pacer.tokens, 50);
	/* A lower rate lowers the limit, */
	pacer_set_rate(&pacer, 0.5, START + 14000);
	assert_near(pacer.tokens, 0.5 * BURST_S);
	/* a higher one does not fill the bucket, */
	pacer_set_rate(&pacer, 100, START + 14000);
	assert_near(pacer.tokens, 0.5 * BURST_S);
	/* and a debt stays a debt. */
	spend(&pacer, 0.5 * BURST_S + 1000);
	pacer_set_rate(&pacer, 1, START + 14000);
	assert_in_range(pacer_wait_ms(&pacer, 0, START + 14000), 1000000, 1000001);
}

/* What is less urgent waits until the reserve is there, and no longer. */
static void test_reserve(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 2, START);
	assert_int_equal(pacer_wait_ms(&pacer, 10, START), 0);
	spend(&pacer, 2 * BURST_S - 4);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 0);
	int64_t wait_ms = pacer_wait_ms(&pacer, 10, START);

	assert_in_range(wait_ms, 3000, 3001);
	assert_int_equal(pacer_wait_ms(&pacer, 10, START + wait_ms), 0);
}

/* What is available soon: savings and income, nothing in debt or while throttled. */
static void test_available(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 2, START);
	assert_near(pacer_available(&pacer, 5000, START), 2 * BURST_S + 10);
	spend(&pacer, 2 * BURST_S + 4);
	assert_near(pacer_available(&pacer, 5000, START), 6);
	assert_near(pacer_available(&pacer, 1000, START), 0);
	assert_near(pacer_available(&pacer, 1000, START + 2000), 2);
	pacer_throttle(&pacer, 1000, START + 2000);
	assert_near(pacer_available(&pacer, 5000, START + 2999), 0);
	assert_true(pacer_available(&pacer, 5000, START + 3000) > 0);
}

/* Reads that can wait leave a third of a full bucket to urgent ones. */
static void test_spare_reserve(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 2, START);
	double reserve = pacer_spare_reserve(&pacer);

	assert_near(reserve, 2 * BURST_S / 3.0);
	spend(&pacer, 2 * BURST_S * 2 / 3.0 + 1);
	assert_true(pacer_wait_ms(&pacer, reserve, START) > 0);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 0);
}

static void test_throttling_halves_the_rate(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 10, START);
	assert_int_equal(pacer_limit(&pacer), 800);
	pacer_throttle(&pacer, 700, START);
	assert_near(pacer.rate, 5);
	assert_near(pacer.target, 10);
	assert_int_equal(pacer_limit(&pacer), 400);
	/* No page meanwhile, and the saved tokens are gone. */
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 700);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + 300), 400);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START + 700), 0);
	assert_true(pacer.tokens < 10);
	/* A debt stays a debt. */
	spend(&pacer, 100);
	double debt = pacer.tokens;

	pacer_throttle(&pacer, 0, START + 700);
	assert_near(pacer.tokens, debt);
	assert_true(pacer_wait_ms(&pacer, 0, START + 700) > 10000);
}

/* Back at the target within a minute from any rate, and never above it. */
static void test_recovery(void **state)
{
	(void)state;
	for (int times = 1; times <= 20; times++) {
		struct pacer pacer;
		double last = 0;

		pacer_init(&pacer, 10, START);
		for (int i = 0; i < times; i++) {
			pacer_throttle(&pacer, 0, START);
		}
		/* Never so low that it makes no progress. */
		assert_true(pacer.rate >= 10.0 / 64);
		assert_true(pacer.rate <= 10.0 / 2);
		for (int64_t now = START; now < START + 60 * 1000; now += 1000) {
			pacer_wait_ms(&pacer, 0, now);
			assert_true(pacer.rate >= last && pacer.rate <= 10);
			last = pacer.rate;
		}
		assert_near(pacer.target, 10);
		pacer_wait_ms(&pacer, 0, START + 60 * 1000);
		assert_near(pacer.rate, 10);
		pacer_wait_ms(&pacer, 0, START + 3600 * 1000);
		assert_near(pacer.rate, 10);
		assert_near(pacer.tokens, 10 * BURST_S);
	}
}

/* The rate recovers while a debt is waited off, and the wait that is promised counts on that. */
static void test_debt_while_throttled(void **state)
{
	(void)state;
	struct pacer once, often;

	pacer_init(&once, 2.5, START);
	spend(&once, 2.5 * BURST_S + 10);
	for (int i = 0; i < 10; i++) {
		pacer_throttle(&once, 0, START);
	}
	often = once;
	int64_t wait_ms = pacer_wait_ms(&once, 0, START);

	assert_in_range(wait_ms, 20000, 22000);
	for (int64_t now = START; now < START + wait_ms - 1000; now += 1000) {
		assert_true(pacer_wait_ms(&often, 0, now) > 0);
	}
	assert_int_equal(pacer_wait_ms(&often, 0, START + wait_ms), 0);
	assert_int_equal(pacer_wait_ms(&once, 0, START + wait_ms), 0);
	assert_near(once.tokens, often.tokens);
}

/* A change of capacity does not undo throttling. */
static void test_rate_change_while_throttled(void **state)
{
	(void)state;
	struct pacer pacer;

	pacer_init(&pacer, 10, START);
	pacer_throttle(&pacer, 500, START);
	pacer_set_rate(&pacer, 20, START);
	assert_near(pacer.rate, 10);
	assert_near(pacer.target, 20);
	assert_int_equal(pacer_wait_ms(&pacer, 0, START), 500);
	pacer_wait_ms(&pacer, 0, START + 30 * 1000);
	assert_near(pacer.rate, 20);
}

/* Reads whenever allowed, for an hour, with pages of any cost. */
static void test_hour_stays_within_budget(void **state)
{
	(void)state;
	static const double rates[] = {0.1, 2.5, 25, 500};

	for (size_t i = 0; i < ARRAY_LEN(rates); i++) {
		struct pacer pacer;
		double spent = 0, last = 0;
		uint32_t chance = 1;
		int64_t now = START, end = START + 3600 * 1000;

		pacer_init(&pacer, rates[i], now);
		while (now < end) {
			int64_t wait_ms = pacer_wait_ms(&pacer, 0, now);

			if (wait_ms > 0) {
				now += wait_ms;
				continue;
			}
			chance = chance * 1664525u + 1013904223u;
			unsigned items = pacer_limit(&pacer) * ((chance >> 16) % 100) / 100;

			last = 0.5 + items * 0.001 * ((chance >> 24) % 100);
			last = last < 128 ? last : 128;
			pacer_spend(&pacer, last, items);
			spent += last;
			assert_true(spent <= rates[i] * BURST_S +
						     rates[i] * (double)(now - START) / 1000 +
						     last + 1e-6);
			now += 20;
		}
		/* The budget is used up. */
		assert_true(spent >= rates[i] * 3500);
	}
}

int main(void)
{
	const struct CMUnitTest pacer[] = {
		cmocka_unit_test(test_starts_full),
		cmocka_unit_test(test_debt_is_waited_off),
		cmocka_unit_test(test_empty_bucket_waits),
		cmocka_unit_test(test_absurd_costs),
		cmocka_unit_test(test_absurd_rate),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_rate_change),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_available),
		cmocka_unit_test(test_spare_reserve),
		cmocka_unit_test(test_throttling_halves_the_rate),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_debt_while_throttled),
		cmocka_unit_test(test_rate_change_while_throttled),
		cmocka_unit_test(test_hour_stays_within_budget),
	};

	return cmocka_run_group_tests(pacer, NULL, NULL);
}
