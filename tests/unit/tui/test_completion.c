/* SPDX-License-Identifier: MIT */
#include "act/completion.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void agreement(void **state)
{
	static const struct {
		const char *word, *offers[5], *common_prefix, *names;
	} cases[] = {
		{"", {"late", "age"}, "", "late  age"},
		{"re", {"refresh", "sweep", "reconcile", "resume"}, "re",
			"refresh  reconcile  resume"},
		{"ref", {"refresh", "reconcile"}, "refresh", "refresh"},
		{"p", {"prod", "prod-eu", "prod-us"}, "prod", "prod  prod-eu  prod-us"},
		{"x", {"late"}, "", ""},
		{"late", {"late"}, "late", "late"},
		/* What cannot be typed is not offered. */
		{"", {"two words", "", "caf\xC3\xA9", "\033[2J", "good"}, "good", "good"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct completion completion = {.word = cases[i].word};

		for (size_t j = 0; j < ARRAY_LEN(cases[i].offers) && cases[i].offers[j]; j++) {
			completion_add(&completion, cases[i].offers[j]);
		}
		assert_string_equal(completion.common_prefix, cases[i].common_prefix);
		assert_string_equal(completion_names(&completion), cases[i].names);
		completion_fini(&completion);
	}
}

static void as_many_as_a_message_holds(void **state)
{
	struct completion completion = {.word = "s"};
	char name[2 * COMPLETION_SIZE];

	(void)state;
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "service-%03d", i);
		completion_add(&completion, name);
	}
	memset(name, 's', sizeof(name));
	name[COMPLETION_SIZE] = '\0';
	completion_add(&completion, name); /* too long by one */
	assert_int_equal(completion.count, 500);
	assert_string_equal(completion.common_prefix, "service-");
	const char *names = completion_names(&completion);

	assert_in_range(strlen(names), 200, 320);
	assert_non_null(strstr(names, "  and 479 more"));
	completion_fini(&completion);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agreement),
		cmocka_unit_test(as_many_as_a_message_holds),
	};

	return cmocka_run_group_tests_name("completion", tests, NULL, NULL);
}
