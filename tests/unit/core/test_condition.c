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

static void parse(struct predicate *condition, const char *text)
{
	struct predicate_error error;

	if (!condition_parse(condition, text, &error)) {
		fail_msg("\"%s\" at %zu: %s", text, error.at, error.reason);
	}
}

static void assert_result(const char *text, enum predicate_result expected)
{
	struct predicate condition;

	parse(&condition, text);
	enum predicate_result is = condition_evaluate(&condition, &summary, false);

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
		assert_result(lines[i], PREDICATE_TRUE);
		char other[40];

		strcpy(other, lines[i]);
		*strchr(other, '=') = '<';
		assert_result(other, PREDICATE_FALSE);
	}
	for (unsigned i = 0; i < FIGURE_COUNT; i++) {
		const char *word = summary_figure_info(i)->word;
		char text[40];

		snprintf(text, sizeof(text), "%s>1%s", word, strstr(word, "_age") ? "s" : "");
		parse(&(struct predicate){0}, text);
	}
	assert_int_equal(FIGURE_COUNT, ARRAY_LEN(lines) + 2); /* unknown in this summary */
}

static void test_relations(void **state)
{
	(void)state;
	assert_result("late<6", PREDICATE_TRUE);
	assert_result("late<5", PREDICATE_FALSE);
	assert_result("late<=5", PREDICATE_TRUE);
	assert_result("late<=4", PREDICATE_FALSE);
	assert_result("late>4", PREDICATE_TRUE);
	assert_result("late>5", PREDICATE_FALSE);
	assert_result("late >= 5", PREDICATE_TRUE);
	assert_result("late >= 6", PREDICATE_FALSE);
	assert_result("late!=5", PREDICATE_FALSE);
	assert_result("late!=4", PREDICATE_TRUE);
	assert_result("late>=5%", PREDICATE_TRUE);
	assert_result("critical>=2.5%", PREDICATE_FALSE);
	assert_result("on_time > 88.9%", PREDICATE_TRUE);
	assert_result("worst_late>18.4", PREDICATE_TRUE);
	assert_result("p50_age<11s", PREDICATE_TRUE);
	assert_result("p50_age<9999ms", PREDICATE_FALSE);
}

static void test_connectives(void **state)
{
	(void)state;
	assert_result("late>9 or critical>1", PREDICATE_TRUE);
	assert_result("late>1 and critical>9", PREDICATE_FALSE);
	assert_result("late>9 and late>1 or critical>1", PREDICATE_TRUE);
	assert_result("critical>1 or late>9 and late>1", PREDICATE_TRUE);
	assert_result("late>9 or critical>9 or late>1 and critical>1", PREDICATE_TRUE);
	assert_result("late>1 and critical>1 and paused>10", PREDICATE_FALSE);
	assert_result("late>1 critical>9", PREDICATE_FALSE);
	assert_result("late>9 OR critical>1 AND late>1", PREDICATE_TRUE);
	assert_result("(late>9 or critical>1) and paused>10", PREDICATE_FALSE);
	assert_result("late>9 or (critical>1 and paused=10)", PREDICATE_TRUE);
	assert_result("not late>9", PREDICATE_TRUE);
	assert_result("!(late>9 or critical>1)", PREDICATE_FALSE);
	assert_result("late>9 or critical>1 and not (late>1 and not critical>9)", PREDICATE_FALSE);
}

/* never_polled and p95_age are unknown in this summary. */
static void test_unknown(void **state)
{
	(void)state;
	assert_result("never_polled>0", PREDICATE_UNKNOWN);
	assert_result("p95_age<1h", PREDICATE_UNKNOWN);
	assert_result("never_polled>0 or critical>0", PREDICATE_TRUE);
	assert_result("critical>9 or never_polled>0", PREDICATE_UNKNOWN);
	assert_result("never_polled=0 and critical>9", PREDICATE_FALSE);
	assert_result("never_polled=0 and critical=2", PREDICATE_UNKNOWN);
	assert_result("critical=2 and never_polled=0", PREDICATE_UNKNOWN);
	assert_result("not never_polled=0", PREDICATE_UNKNOWN);
	assert_result("never_polled!=0", PREDICATE_UNKNOWN);
	assert_result("not (never_polled=0 and critical>9)", PREDICATE_TRUE);
	assert_result("never_polled:?", PREDICATE_TRUE);
	assert_result("p95_age:? and not critical:?", PREDICATE_TRUE);

	struct predicate condition;

	parse(&condition, "never_polled=1");
	assert_int_equal(condition_evaluate(&condition, &summary, true), PREDICATE_TRUE);
}

static void test_no_session(void **state)
{
	const struct summary nobody = {.worst_late = NAN, .p50_age_ms = -1, .p95_age_ms = -1};
	struct predicate condition;

	(void)state;
	parse(&condition, "late<=5% and worst_late<2 and p95_age<1m");
	assert_int_equal(condition_evaluate(&condition, &nobody, true), PREDICATE_TRUE);
}

static void test_malformed(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		const char *reason; /* the beginning */
	} cases[] = {
		{"", 0, "a comparison is missing here"},
		{" ", 0, "a comparison is missing here"},
		{"late", 0, "late takes a number or a percentage, as in late>5%"},
		{"late>", 5, "late takes a number"},
		{"late>x", 5, "late takes a number"},
		{">5", 0, "> needs a figure before it"},
		{"bogus>5", 0, "no figure bogus: use sessions active paused critical late"},
		{"crit>5", 0, "no figure crit: did you mean critical?"},
		{"late>5 or late>1 or lates>5", 20, "no figure lates: did you mean late?"},
		{"LATE>5", 0, "no figure LATE: use sessions active"},
		{"late>5 or", 7, "a comparison is missing after or"},
		{"or late>5", 0, "a comparison is missing before or"},
		{"late>5 and or late>5", 11, "a comparison is missing before or"},
		{"late>5 nor late>6", 7, "no figure nor: "},
		{"late=>5", 5, "late takes a number"},
		{"late>-5", 5, "late takes a number"},
		{"late>5%%", 5, "late takes a number"},
		{"late>%", 5, "late takes a number"},
		{"late>0x5", 5, "late takes a number"},
		{"late>1e3", 5, "late takes a number"},
		{"late>.", 5, "late takes a number"},
		{"late>inf", 5, "late takes a number"},
		{"late>5;", 5, "late takes a number"},
		{"late>5andlate>6x", 5, "late takes a number"},
		{"worst_late>5%", 11, "worst_late takes a number of intervals"},
		{"p50_age>5x", 8, "p50_age takes a time"},
		{"p50_age>", 8, "p50_age takes a time"},
		{"(late>5", 0, "this parenthesis is not closed"},
		{"late>5)", 6, "no parenthesis is open here"},
		{"late>5 and ()", 11, "a comparison is missing after ("},
		{"not", 0, "a comparison is missing after not"},
		{"/late/", 0, "a comparison is expected here"},
		{"a_word_that_is_longer_than_any_word_there_is_in_here>5", 0, "no figure a_word_"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct predicate condition = {.count = 77};
		struct predicate_error error = {0};

		if (condition_parse(&condition, cases[i].text, &error)) {
			fail_msg("\"%s\" was accepted", cases[i].text);
		}
		assert_int_equal(condition.count, 77);
		if (error.at != cases[i].at ||
			strncmp(error.reason, cases[i].reason, strlen(cases[i].reason)) != 0) {
			fail_msg("\"%s\" at %zu: %s", cases[i].text, error.at, error.reason);
		}
	}
}

static void test_limit(void **state)
{
	char many[PREDICATE_TEXT_SIZE + 40] = "late>5";
	struct predicate condition;
	struct predicate_error error;

	(void)state;
	for (int i = 1; i < PREDICATE_MAX_TERMS; i++) {
		strcat(many, " or late>5");
	}
	parse(&condition, many);
	strcat(many, " or late>5");
	assert_false(condition_parse(&condition, many, &error));
	assert_string_equal(error.reason, "more than 32 comparisons");
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
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
