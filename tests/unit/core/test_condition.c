/* SPDX-License-Identifier: MIT */
#include "condition.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct summary summary = {
	.sessions = 110,
	.active = 100,
	.paused = 10,
	.states = {[STATE_CRITICAL] = 2,
		[STATE_LATE] = 5,
		[STATE_NEVER_POLLED] = 1,
		[STATE_FUTURE] = 0,
		[STATE_UNKNOWN] = 3,
		[STATE_ON_TIME] = 89,
		[STATE_PAUSED] = 10},
	.erroring = 7,
	.worst_late = 18.5,
	.p50_age_ms = 10000,
	.p95_age_ms = -1,
};

static void assert_result(const char *text, enum condition_result expected)
{
	struct condition condition;

	if (!condition_parse(&condition, text)) {
		fail_msg("\"%s\" is not a condition", text);
	}
	enum condition_result is = condition_evaluate(&condition, &summary, false);

	if (is != expected) {
		fail_msg("\"%s\" evaluates to %d", text, (int)is);
	}
}

static void test_every_word(void **state)
{
	static const char *const lines[] = {"sessions=110", "active=100", "paused=10", "critical=2",
		"late=5", "future=0", "unknown=3", "on_time=89", "erroring=7", "worst_late=18.5",
		"p50_age=10s"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_result(lines[i], CONDITION_TRUE);
		char other[40];

		strcpy(other, lines[i]);
		*strchr(other, '=') = '<';
		assert_result(other, CONDITION_FALSE);
	}
	/* Messages list exactly the known words. */
	char words[] = SUMMARY_WORDS;
	size_t count = 0;

	for (char *rest = NULL, *word = strtok_r(words, ", ", &rest); word;
		word = strtok_r(NULL, ", ", &rest)) {
		struct condition condition;
		char text[40];

		snprintf(text, sizeof(text), "%s>1%s", word, strstr(word, "_age") ? "s" : "");
		assert_true(condition_parse(&condition, text));
		count++;
	}
	assert_int_equal(count, ARRAY_LEN(lines) + 2); /* unknown in this summary */
}

static void test_relations(void **state)
{
	(void)state;
	assert_result("late<6", CONDITION_TRUE);
	assert_result("late<5", CONDITION_FALSE);
	assert_result("late<=5", CONDITION_TRUE);
	assert_result("late<=4", CONDITION_FALSE);
	assert_result("late>4", CONDITION_TRUE);
	assert_result("late>5", CONDITION_FALSE);
	assert_result("late >= 5", CONDITION_TRUE);
	assert_result("late >= 6", CONDITION_FALSE);
	assert_result("late!=5", CONDITION_FALSE);
	assert_result("late!=4", CONDITION_TRUE);
	assert_result("late>=5%", CONDITION_TRUE);
	assert_result("critical>=2.5%", CONDITION_FALSE);
	assert_result("on_time > 88.9%", CONDITION_TRUE);
	assert_result("worst_late>18.4", CONDITION_TRUE);
	assert_result("p50_age<11s", CONDITION_TRUE);
	assert_result("p50_age<9999ms", CONDITION_FALSE);
}

static void test_connectives(void **state)
{
	(void)state;
	assert_result("late>9 or critical>1", CONDITION_TRUE);
	assert_result("late>1 and critical>9", CONDITION_FALSE);
	assert_result("late>9 and late>1 or critical>1", CONDITION_TRUE);
	assert_result("critical>1 or late>9 and late>1", CONDITION_TRUE);
	assert_result("late>9 or critical>9 or late>1 and critical>1", CONDITION_TRUE);
	assert_result("late>1 and critical>1 and paused>10", CONDITION_FALSE);
}

/* never_polled and p95_age are unknown in this summary. */
static void test_unknown(void **state)
{
	(void)state;
	assert_result("never_polled>0", CONDITION_UNKNOWN);
	assert_result("p95_age<1h", CONDITION_UNKNOWN);
	assert_result("never_polled>0 or critical>0", CONDITION_TRUE);
	assert_result("critical>9 or never_polled>0", CONDITION_UNKNOWN);
	assert_result("never_polled=0 and critical>9", CONDITION_FALSE);
	assert_result("never_polled=0 and critical=2", CONDITION_UNKNOWN);

	struct condition condition;

	assert_true(condition_parse(&condition, "never_polled=1"));
	assert_int_equal(condition_evaluate(&condition, &summary, true), CONDITION_TRUE);
}

static void test_no_session(void **state)
{
	const struct summary nobody = {.worst_late = NAN, .p50_age_ms = -1, .p95_age_ms = -1};
	struct condition condition;

	(void)state;
	assert_true(condition_parse(&condition, "late<=5% and worst_late<2 and p95_age<1m"));
	assert_int_equal(condition_evaluate(&condition, &nobody, true), CONDITION_TRUE);
}

static void test_malformed(void **state)
{
	static const char *const texts[] = {"", " ", "late", "late>", "late>x", ">5", "bogus>5",
		"late>5 or", "or late>5", "late>5 late>6", "late>5 nor late>6", "late=>5",
		"late>-5", "late>5%%", "late>%", "late>0x5", "late>1e3", "late>.", "late>inf",
		"worst_late>5%", "p50_age>5x", "p50_age>", "late>5;", "LATE>5", "late>5 AND late>6",
		"late>5andlate>6x", "a_word_that_is_longer_than_any_word_there_is_in_here>5"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct condition condition = {.count = 77};

		if (condition_parse(&condition, texts[i])) {
			fail_msg("\"%s\" was accepted", texts[i]);
		}
		assert_int_equal(condition.count, 77);
	}
	char many[CONDITION_MAX_TERMS * 20 + 40] = "late>5";
	struct condition condition;

	for (int i = 1; i < CONDITION_MAX_TERMS; i++) {
		strcat(many, " or late>5");
	}
	assert_true(condition_parse(&condition, many));
	strcat(many, " or late>5");
	assert_false(condition_parse(&condition, many));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_word),
		cmocka_unit_test(test_relations),
		cmocka_unit_test(test_connectives),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_no_session),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
