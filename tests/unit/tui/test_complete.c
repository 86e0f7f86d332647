/* SPDX-License-Identifier: MIT */
#include "act/complete.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void agreement(void **state)
{
	static const struct {
		const char *word, *offers[5], *agreed, *names;
	} cases[] = {
		{"", {"late", "age"}, "", "late  age"},
		{"re", {"refresh", "sweep", "reconcile", "resume"}, "re",
			"refresh  reconcile  resume"},
		{"ref", {"refresh", "reconcile"}, "refresh", "refresh"},
		{"p", {"prod", "prod-eu", "prod-us"}, "prod", "prod  prod-eu  prod-us"},
		{"x", {"late"}, "", ""},
		{"late", {"late"}, "late", "late"},
		/* Who cannot type it has no use for it. */
		{"", {"two words", "", "caf\xC3\xA9", "\033[2J", "good"}, "good", "good"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct complete complete = {.word = cases[i].word};

		for (size_t j = 0; j < ARRAY_LEN(cases[i].offers) && cases[i].offers[j]; j++) {
			complete_offer(&complete, cases[i].offers[j]);
		}
		assert_string_equal(complete.agreed, cases[i].agreed);
		assert_string_equal(complete_names(&complete), cases[i].names);
		complete_fini(&complete);
	}
}

static void as_many_as_a_message_holds(void **state)
{
	struct complete complete = {.word = "s"};
	char name[2 * COMPLETE_SIZE];

	(void)state;
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "service-%03d", i);
		complete_offer(&complete, name);
	}
	memset(name, 's', sizeof(name));
	name[COMPLETE_SIZE] = '\0';
	complete_offer(&complete, name); /* too long by one */
	assert_int_equal(complete.count, 500);
	assert_string_equal(complete.agreed, "service-");
	const char *names = complete_names(&complete);

	assert_in_range(strlen(names), 200, 320);
	assert_non_null(strstr(names, "  and 479 more"));
	complete_fini(&complete);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agreement),
		cmocka_unit_test(as_many_as_a_message_holds),
	};

	return cmocka_run_group_tests_name("complete", tests, NULL, NULL);
}
