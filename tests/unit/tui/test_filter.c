/* SPDX-License-Identifier: MIT */
#include "list/filter.h"

#include "base.h"

#include "kit/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_S 1790000000

static const struct service_summary services[] = {{.name = "slack"}, {.name = "My \"odd\" One"}};

/* A letter for each, by which the cases name what passes. */
static const struct session sessions[] = {
	/* a: 18x late for 6 min, with errors */
	{.user_id = "u-Alpha",
		.service = 0,
		.state = STATE_CRITICAL,
		.active = ACTIVE_ON,
		.interval_ms = 20000,
		.error_count = 27,
		.asof_s = ASOF_S,
		.polled_at_ms = (ASOF_S - 360) * INT64_C(1000)},
	/* b: well */
	{.user_id = "u-beta",
		.service = 0,
		.state = STATE_ON_TIME,
		.active = ACTIVE_ON,
		.interval_ms = 60000,
		.error_count = 0,
		.asof_s = ASOF_S,
		.polled_at_ms = (ASOF_S - 30) * INT64_C(1000)},
	/* c: paused for a day, errors unknown */
	{.user_id = "err",
		.service = 1,
		.state = STATE_PAUSED,
		.active = ACTIVE_OFF,
		.interval_ms = 60000,
		.error_count = -1,
		.asof_s = ASOF_S,
		.polled_at_ms = (ASOF_S - 86400) * INT64_C(1000)},
	/* d: never polled */
	{.user_id = "a b:c",
		.service = 1,
		.state = STATE_NEVER_POLLED,
		.active = ACTIVE_ON,
		.interval_ms = 60000,
		.error_count = 5,
		.asof_s = ASOF_S,
		.polled_at_ms = SESSION_NO_TIME},
	/* e: nothing is known, but its name */
	{.user_id = "\xC3\xA9t\xC3\xA9",
		.service = 0,
		.state = STATE_UNKNOWN,
		.active = ACTIVE_UNKNOWN,
		.error_count = -1,
		.asof_s = ASOF_S,
		.polled_at_ms = SESSION_NO_TIME},
};

static const struct snapshot snapshot = {.sessions = sessions,
	.sessions_count = ARRAY_LEN(sessions),
	.services = services,
	.services_count = ARRAY_LEN(services)};

static const char *passing(const struct predicate *filter)
{
	static char letters[ARRAY_LEN(sessions) + 1];
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(sessions); i++) {
		if (filter_passes(filter, &snapshot, &sessions[i])) {
			letters[count++] = (char)('a' + i);
		}
	}
	letters[count] = '\0';
	return letters;
}

/* What a report need not read: see main.c. */
static void what_it_selects(void **state)
{
	static const struct {
		const char *text, *user;
		bool has_never_polled;
	} cases[] = {
		{"", NULL, false},
		{"user=u1", "u1", false},
		{"err>5 user=\"a b\" state:CN", "a b", true},
		{"user:u1", NULL, false},
		{"!user=u1", NULL, false},
		{"svc=u1 u1", NULL, false},
		{"state:never_polled", NULL, true},
		{"state:C", NULL, false},
		{"!state:N", NULL, false},
		{"user=a or err>5", NULL, false},
		{"user=a or user=a err>5", "a", false},
		{"user=a or user=b", NULL, false},
		{"(err>5 or user=b) and user=a", "a", false},
		{"not user=a", NULL, false},
		{"not (user!=a or err>5)", "a", false},
		{"not (user!=a and err>5)", NULL, false},
		{"!!user=a", "a", false},
		{"user=/a/", NULL, false},
		{"err>5 or state:N", NULL, true},
		{"not (err>5 or state:N)", NULL, false},
		{"not (err>5 or state!=N)", NULL, true},
		{"(user=a or user=a) state:CN", "a", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct predicate filter;
		struct predicate_error error;

		assert_true(filter_parse(&filter, cases[i].text, &error));
		const char *user = filter_only_user(&filter);

		assert_int_equal(!user, !cases[i].user);
		if (user) {
			assert_string_equal(user, cases[i].user);
		}
		assert_int_equal(filter_selects_state(&filter, STATE_NEVER_POLLED),
			cases[i].has_never_polled);
		predicate_fini(&filter);
	}
}

static void what_passes(void **state)
{
	static const struct {
		const char *text, *letters;
	} cases[] = {
		{"", "abcde"},
		{"   ", "abcde"},
		{"alpha", "a"},
		{"ALPHA", "a"},
		{"u-", "ab"},
		{"!u-", "cde"},
		{"slack", "abe"},
		{"odd", "cd"},
		{"u- slack !beta", "a"},
		{"user:A", "abd"},
		{"user=u-alpha", ""},
		{"user=u-Alpha", "a"},
		{"!user=u-Alpha", "bcde"},
		{"svc:one", "cd"},
		{"svc=slack", "abe"},
		{"svc:my svc:one", "cd"},
		{"svc:\"my \"\"odd\"", "cd"},
		{"\"a b\"", "d"},
		{"\"b:c\"", "d"},
		{"\"err\"", "c"},
		{"err", "c"},
		{"a\" \"b", "d"},
		{"b:c", NULL},
		{"\xC3\xA9t", "e"},
		{"err>5", "a"},
		{"err>=5", "ad"},
		{"err<5", "b"},
		{"err<=5", "bd"},
		{"err=5", "d"},
		{"err:5", "d"},
		{"!err>5", "bcde"},
		{"err:?", "ce"},
		{"!err:?", "abd"},
		{"late>3", "a"},
		{"late>17.9x", "a"},
		{"late>18", ""},
		{"late>=18", "a"},
		{"late<3", "b"}, /* a paused one is not late */
		{"late:?", "cde"},
		{"age>10m", "c"},
		{"age>5m59s", "ac"},
		{"age<1m", "b"},
		{"age>30", "ac"},
		{"age:?", "de"},
		{"every>=1m", "bcd"},
		{"every=20s", "a"},
		{"every:?", "e"},
		{"state:C", "a"},
		{"state:cn", "ad"},
		{"state:.-?", "bce"},
		{"state:critical", "a"},
		{"state:never_polled", "d"},
		{"state:\"never polled\"", "d"},
		{"state:Paused", "c"},
		{"!state:C", "bcde"},
		{"act:on", "abd"},
		{"act:OFF", "c"},
		{"act=?", "e"},
		{"act:on err>=5 !state:N", "a"},
		/* connectives */
		{"err>5 or state:N", "ad"},
		{"alpha or beta or odd", "abcd"},
		{"slack alpha or odd", "acd"},
		{"odd or slack alpha", "acd"},
		{"slack and (alpha or odd)", "a"},
		{"slack (alpha OR beta) And not err>5", "b"},
		{"not slack", "cd"},
		{"NOT(slack or odd)", ""},
		{"! (alpha or odd)", "be"},
		{"!!slack", "abe"},
		{"not not slack", "abe"},
		{"!(!alpha)", "a"},
		{"not alpha slack", "be"},
		{"not (alpha slack)", "bcde"},
		{"((a) (b))", "bd"},
		{"\"or\"", ""},
		{"orange or android", ""},
		{"user!=u-Alpha", "bcde"},
		{"state!=CN", "bce"},
		{"err!=5", "abce"}, /* as !err=5 */
		{"err!=?", "abd"},
		/* blanks around relations */
		{"err > 5", "a"},
		{"err>= 5 or late :?", "acde"},
		{"user = u-Alpha\tslack", "a"},
		/* regular expressions */
		{"/^u-/", "ab"},
		{"/^U-A/", "a"},
		{"/^(slack|my.*)$/", "abcde"},
		{"user:/a$/", "ab"},
		{"!user:/a$/", "cde"},
		{"svc:/^my \"odd\"/", "cd"},
		{"svc=/slack/", "abe"},
		{"svc=/lac/", ""},
		{"svc=/lac|slac./", "abe"},
		{"user!=/u-.*/", "cde"},
		{"user:/[0-9]/", ""},
		{"user:/[[:space:]](b|c):c/ or /^err/", "cd"},
		{"(/^u-/ or odd) and not beta", "acd"},
		{"/u\\/x/", ""},
		{"user:\"/^u-/\"", ""},
		{"err>5/2/", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct predicate filter = {0};
		struct predicate_error fault = {0};

		if (!filter_parse(&filter, cases[i].text, &fault)) {
			if (cases[i].letters) {
				fail_msg("%s: at %zu: %s", cases[i].text, fault.at, fault.reason);
			}
		} else if (!cases[i].letters || strcmp(passing(&filter), cases[i].letters) != 0) {
			fail_msg("%s lets pass %s", cases[i].text, passing(&filter));
		} else {
			assert_string_equal(filter.text, cases[i].text);
		}
		predicate_fini(&filter);
	}
}

static void what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *text;
		size_t at, length;
		const char *reason; /* the beginning */
	} cases[] = {
		{"err>", 4, 1, "err takes a whole number"},
		{"slack err>x", 10, 1, "err takes a whole number"},
		{"err>5x", 4, 2, "err takes a whole number"},
		{"err>-1", 4, 2, "err takes a whole number"},
		{"err>?", 4, 1, "err takes a whole number"},
		{"late>", 5, 1, "late takes < or > and a number"},
		{"late=3", 5, 1, "late takes < or > and a number"},
		{"late>1.2.3", 5, 5, "late takes < or > and a number"},
		{"late>x", 5, 1, "late takes < or > and a number"},
		{"late>inf", 5, 3, "late takes < or > and a number"},
		{"age>ten", 4, 3, "age takes < or > and a time"},
		{"age:10m", 4, 3, "age takes < or > and a time"},
		{"every>soon", 6, 4, "every takes a time"},
		{"state:X", 6, 1, "state takes a state, or letters"},
		{"state:", 6, 1, "state takes a state, or letters"},
		{"state>C", 0, 6, "state takes a state, or letters"},
		{"user<x", 0, 5, "user takes part of the text"},
		{"user:", 5, 1, "user takes part of the text"},
		{"act:maybe", 4, 5, "act takes on, off or ?"},
		{"a foo:bar", 2, 3, "no field foo: use user svc late age"},
		{"Err>5", 0, 3, "no field Err: did you mean err?"},
		{"err>5 or stat:C", 9, 4, "no field stat: did you mean state?"},
		{"sv=slack", 0, 2, "no field sv: did you mean svc?"},
		{">5", 0, 1, "> needs a field before it"},
		{"!", 0, 1, "a word is missing"},
		{"a !", 2, 1, "a word is missing"},
		{"\"\"", 0, 2, "a word is missing"},
		{"a \"b c", 2, 4, "this quote is not closed"},
		{"user:\"b", 5, 2, "this quote is not closed"},
		{"or", 0, 2, "a word is missing before or"},
		{"a and", 2, 3, "a word is missing after and"},
		{"a or and b", 5, 3, "a word is missing before and"},
		{"a not", 2, 3, "a word is missing after not"},
		{"a or (b or c", 5, 1, "this parenthesis is not closed"},
		{"(a or ) b", 3, 2, "a word is missing after or"},
		{"a b) c", 3, 1, "no parenthesis is open here"},
		{"()", 0, 1, "a word is missing after ("},
		{"user=a(b)", 6, 1, "quote a text that contains a parenthesis"},
		{"a /b", 2, 2, "this regular expression is not closed"},
		{"a //", 2, 2, "this regular expression is empty"},
		{"/a/b", 0, 3, "a space must follow this"},
		{"a user:/[a/", 7, 4, "Unmatched ["},
		{"/(a/ b", 0, 4, "Unmatched ("},
		{"/(a)\\1/", 0, 7, "back-references are not supported"},
		{"/(a{200}){200}/", 0, 15, "too many repetitions"},
		{"a ((((((((((((((((((b", 18, 1, "more than 16 parentheses"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct predicate filter = {.count = 99};
		struct predicate_error fault = {0};

		if (filter_parse(&filter, cases[i].text, &fault)) {
			fail_msg("%s is taken", cases[i].text);
		}
		assert_int_equal(filter.count, 99);
		if (fault.at != cases[i].at || fault.length != cases[i].length ||
			strncmp(fault.reason, cases[i].reason, strlen(cases[i].reason)) != 0) {
			fail_msg("%s: at %zu, %zu: %s", cases[i].text, fault.at, fault.length,
				fault.reason);
		}
	}
}

static void limits(void **state)
{
	char text[PREDICATE_TEXT_SIZE + 1];
	struct predicate filter;
	struct predicate_error fault;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[PREDICATE_TEXT_SIZE - 1] = '\0';
	assert_true(filter_parse(&filter, text, &fault));
	text[PREDICATE_TEXT_SIZE - 1] = 'x';
	text[PREDICATE_TEXT_SIZE] = '\0';
	assert_false(filter_parse(&filter, text, &fault));
	assert_int_equal(fault.at, PREDICATE_TEXT_SIZE - 1);
	text[0] = '\0';
	for (int i = 0; i < PREDICATE_MAX_TERMS; i++) {
		strcat(text, "a ");
	}
	assert_true(filter_parse(&filter, text, &fault));
	assert_int_equal(filter.count, PREDICATE_MAX_TERMS);
	strcat(text, "a");
	assert_false(filter_parse(&filter, text, &fault));
	assert_int_equal(fault.at, 2 * PREDICATE_MAX_TERMS);
	assert_string_equal(fault.reason, "more than 32 words");
}

/* --- Random expressions ---------------------------------------------------------------------- */

/* A bit for each session, by the rules of logic and not by the parser. */
static unsigned put_alternatives(char *text, int depth);

static unsigned put_factor(char *text, int depth)
{
	static const struct {
		const char *text;
		unsigned sessions;
	} atoms[] = {
		{"slack", 0x13},
		{"/^u-/", 0x03},
		{"err>=5", 0x09},
		{"state!=CN", 0x16},
		{"user = \"a b:c\"", 0x08},
		{"act:?", 0x10},
	};
	int kind = rand() % (depth > 0 ? 8 : 5);

	if (kind < 5) {
		size_t atom = (size_t)rand() % ARRAY_LEN(atoms);

		strcat(text, atoms[atom].text);
		return atoms[atom].sessions;
	}
	if (kind == 5) {
		strcat(text, rand() % 2 ? "!" : "not ");
		return ~put_factor(text, depth - 1) & 0x1F;
	}
	strcat(text, "(");
	unsigned sessions_in_it = put_alternatives(text, depth - 1);

	strcat(text, ")");
	return sessions_in_it;
}

static unsigned put_all(char *text, int depth)
{
	unsigned all = put_factor(text, depth);

	while (rand() % 3 == 0) {
		strcat(text, rand() % 2 ? " and " : " ");
		all &= put_factor(text, depth);
	}
	return all;
}

static unsigned put_alternatives(char *text, int depth)
{
	unsigned any = put_all(text, depth);

	while (rand() % 3 == 0) {
		strcat(text, " or ");
		any |= put_all(text, depth);
	}
	return any;
}

static void random_expressions(void **state)
{
	long checked = 0, count = rounds(5000);

	(void)state;
	srand(11);
	for (long i = 0; i < count; i++) {
		char text[16 * 1024] = "", expected[ARRAY_LEN(sessions) + 1] = "";
		struct predicate filter = {0};
		struct predicate_error error;
		unsigned passing_bits = put_alternatives(text, 4);

		for (size_t s = 0; s < ARRAY_LEN(sessions); s++) {
			char letter[] = {(char)('a' + s), '\0'};

			strcat(expected, passing_bits >> s & 1 ? letter : "");
		}
		if (!filter_parse(&filter, text, &error)) {
			assert_true(strlen(text) >= PREDICATE_TEXT_SIZE ||
				    strncmp(error.reason, "more than", 9) == 0);
			continue;
		}
		checked++;
		if (strcmp(passing(&filter), expected) != 0) {
			fail_msg("%s lets pass %s, not %s", text, passing(&filter), expected);
		}
		predicate_fini(&filter);
	}
	assert_true(checked > count / 2);
}

/* What the help shows is right, word by word. */
static void examples(void **state)
{
	(void)state;
	for (size_t i = 0; filter_example(i); i++) {
		struct predicate filter;
		struct predicate_error fault;

		if (!filter_parse(&filter, filter_example(i)->text, &fault)) {
			fail_msg("%s: %s", filter_example(i)->text, fault.reason);
		}
		predicate_fini(&filter);
		assert_in_range(strlen(filter_example(i)->text), 1, 22);
		assert_in_range(strlen(filter_example(i)->meaning), 1, 48);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_passes),
		cmocka_unit_test(what_it_selects),
		cmocka_unit_test(what_is_wrong_and_where),
		cmocka_unit_test(limits),
		cmocka_unit_test(random_expressions),
		cmocka_unit_test(examples),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
