/* SPDX-License-Identifier: MIT */
#include "diagnosis/finding_outlook.h"

#include "fleet/chance.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)

/* Adds a size and judges, at each refresh. */
static void refresh(struct finding *finding, int64_t at_s, uint32_t members)
{
	finding->members = members;
	finding_outlook_add(finding, at_s * SECOND_MS, members);
	finding_outlook_judge(finding);
}

static struct finding blank(void)
{
	return (struct finding){.per_minute = NAN, .left_ms = -1};
}

/* A finding whose sizes, every 5 s, are these; -1 ends them. */
static struct finding play(const int *sizes)
{
	struct finding finding = blank();

	for (int i = 0; sizes[i] >= 0; i++) {
		refresh(&finding, 1000 + 5 * i, (uint32_t)sizes[i]);
	}
	return finding;
}

static void test_words(void **state)
{
	(void)state;
	static const struct {
		enum finding_outlook outlook;
		int sizes[32];
	} cases[] = {
		/* Two samples say nothing, three do. */
		{OUTLOOK_UNKNOWN, {5, 9, -1}},
		{OUTLOOK_GROWING, {5, 7, 9, -1}},
		{OUTLOOK_RECOVERING, {9, 7, 5, -1}},
		{OUTLOOK_STALLED, {9, 9, 9, -1}},
		/* One of twenty comes and goes. */
		{OUTLOOK_STALLED, {20, 21, 20, 20, 19, 20, 21, 20, 19, 20, -1}},
		{OUTLOOK_STALLED, {20, 20, 20, 20, 20, 20, 20, 20, 21, -1}},
		{OUTLOOK_STALLED, {20, 20, 20, 20, 20, 20, 20, 20, 19, -1}},
		/* One of three is a third of it. */
		{OUTLOOK_RECOVERING, {3, 3, 3, 3, 2, -1}},
		/* A jump. */
		{OUTLOOK_GROWING, {10, 10, 10, 10, 10, 10, 20, -1}},
		{OUTLOOK_RECOVERING, {80, 80, 80, 80, 80, 80, 60, -1}},
		/* It grew until it did not. */
		{OUTLOOK_STALLED, {2, 6, 10, 14, 18, 18, 18, 18, 18, -1}},
		/* It grew, and now recovers; or has begun to grow again. */
		{OUTLOOK_RECOVERING, {2, 6, 10, 14, 18, 18, 15, 12, 9, 6, 3, -1}},
		{OUTLOOK_GROWING, {18, 14, 10, 6, 6, 9, 12, 15, 18, 21, -1}},
		/* Slowly: one in 25 s. */
		{OUTLOOK_RECOVERING, {20, 20, 20, 20, 20, 19, 19, 19, 19, 19, 18, 18, 18, 18, 18,
					     17, 17, 17, -1}},
		/* With some that come back. */
		{OUTLOOK_RECOVERING, {40, 37, 35, 36, 32, 29, 30, 26, 22, 23, 19, -1}},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (play(cases[i].sizes).outlook != cases[i].outlook) {
			fail_msg("case %zu: %s instead of %s", i,
				finding_outlook_word(play(cases[i].sizes).outlook),
				finding_outlook_word(cases[i].outlook));
		}
	}
}

/* Stragglers: others each time, as many as chance has it. */
static void test_stragglers(void **state)
{
	(void)state;
	static const int sizes[] = {23, 25, 21, 18, 17, 15, 18, 20, 22, 19, 24, 21};
	struct finding finding = blank();

	finding.kind = FINDING_SERVICE_LATE;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		refresh(&finding, 15 * (int64_t)i, (uint32_t)sizes[i]);
		assert_true(i < 2 || finding.outlook == OUTLOOK_STALLED);
	}
	/* A slow worker makes more of them. */
	for (int i = 0; i < 4; i++) {
		refresh(&finding, 200 + 15 * i, 30 + 10 * (uint32_t)i);
	}
	assert_int_equal(finding.outlook, OUTLOOK_GROWING);
}

static void test_rate(void **state)
{
	(void)state;
	/* 12 a minute, then 24 are left. */
	struct finding fast = play((const int[]){
		34, 34, 34, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, -1});

	assert_int_equal(fast.outlook, OUTLOOK_RECOVERING);
	assert_true(fast.per_minute == 10 || fast.per_minute == 15);
	assert_int_equal(fast.left_ms, 2 * 60 * SECOND_MS);

	struct finding growing = play((const int[]){10, 20, 30, 40, -1});

	assert_true(growing.per_minute == 100 || growing.per_minute == 150);
	assert_int_equal(growing.left_ms, -1);

	/* Nothing is said to grow by 0 a minute, or without end. */
	struct finding slow = blank();

	for (int i = 0; i < 10; i++) {
		refresh(&slow, 300 * i, 20 - (uint32_t)i);
	}
	assert_int_equal(slow.outlook, OUTLOOK_RECOVERING);
	assert_true(isnan(slow.per_minute));
	assert_int_equal(slow.left_ms, 60 * 60 * SECOND_MS);

	struct finding stalled = play((const int[]){9, 9, 9, 9, -1});

	assert_true(isnan(stalled.per_minute));
	assert_int_equal(stalled.left_ms, -1);
}

static void test_rounding(void **state)
{
	(void)state;
	static const double pairs[][2] = {{0.8, 1}, {1, 1}, {1.3, 1}, {1.6, 2}, {6.1, 7}, {8, 7},
		{9, 10}, {13, 15}, {17, 15}, {44, 40}, {99, 100}, {130, 150}, {1234, 1500}};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		assert_true(finding_outlook_round(pairs[i][0]) == pairs[i][1]);
	}
}

/* The word and the rate stay although the samples vary. */
static void test_hysteresis(void **state)
{
	(void)state;
	struct chance chance = {7};
	struct finding finding = blank();
	unsigned words = 0, rates = 0;

	for (int i = 0; i < 200; i++) {
		struct finding before = finding;

		/* 6 a minute, give or take one. */
		refresh(&finding, 5 * i,
			300 - (uint32_t)(i / 2) - (uint32_t)chance_below(&chance, 2));
		if (i > 30) {
			words += finding.outlook != before.outlook;
			rates += finding.per_minute != before.per_minute;
			assert_int_equal(finding.outlook, OUTLOOK_RECOVERING);
			assert_true(finding.per_minute >= 4 && finding.per_minute <= 10);
		}
	}
	assert_int_equal(words, 0);
	assert_true(rates < 20);
}

/* At any interval: 10 samples that go one way, with the sign of the slope. */
static void test_monotonic(void **state)
{
	(void)state;
	struct chance chance = {11};

	for (int round = 0; round < 2000; round++) {
		struct finding finding = blank();
		bool grows = chance_of(&chance, 0.5);
		int64_t every_s = 1 + (int64_t)chance_below(&chance, 60);
		uint32_t step = 1 + (uint32_t)chance_below(&chance, 20), size = 1000;

		for (int i = 0; i < 10; i++) {
			uint32_t by = step + (uint32_t)chance_below(&chance, step);

			size = grows ? size + by : size - by;
			refresh(&finding, every_s * i, size);
			if (i < 2) {
				assert_int_equal(finding.outlook, OUTLOOK_UNKNOWN);
			} else {
				assert_int_equal(finding.outlook,
					grows ? OUTLOOK_GROWING : OUTLOOK_RECOVERING);
				assert_true(finding.per_minute > 0);
			}
		}
	}
}

/* Many refreshes in little time leave samples of two minutes, the oldest first. */
static void test_samples(void **state)
{
	(void)state;
	struct finding finding = blank();

	for (int i = 0; i < 1000; i++) {
		refresh(&finding, i, 5);
		assert_true(finding.samples_count <= FINDING_SAMPLES);
		for (uint32_t k = 1; k < finding.samples_count; k++) {
			assert_true(finding.samples[k - 1].at_ms < finding.samples[k].at_ms);
		}
	}
	assert_in_range(finding.samples[0].at_ms, 879 * SECOND_MS, 920 * SECOND_MS);
	assert_int_equal(finding.samples[finding.samples_count - 1].at_ms, 999 * SECOND_MS);
	/* The clock is set back. */
	refresh(&finding, 500, 5);
	assert_int_equal(finding.samples_count, 1);
	assert_int_equal(finding.outlook, OUTLOOK_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_stragglers),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_rounding),
		cmocka_unit_test(test_hysteresis),
		cmocka_unit_test(test_monotonic),
		cmocka_unit_test(test_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
