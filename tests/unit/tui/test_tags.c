/* SPDX-License-Identifier: MIT */
#include "list/tags.h"

#include "base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void keys_are_both_parts(void **state)
{
	struct tags tags = {0};
	char service[] = "slack", user[] = "u";
	const struct session_id id = {service, user};

	(void)state;
	assert_false(tags_has(&tags, &id));
	tags_set(&tags, &id, true);
	tags_set(&tags, &id, true);
	assert_int_equal(tags.keys.count, 1);
	assert_false(tags_has(&tags, &(struct session_id){"slack", "v"}));
	assert_false(tags_has(&tags, &(struct session_id){"slac", "ku"}));
	assert_false(tags_has(&tags, &(struct session_id){"u", "slack"}));
	/* The strings are its own. */
	service[0] = user[0] = 'x';
	assert_true(tags_has(&tags, &(struct session_id){"slack", "u"}));
	assert_string_equal(tags.keys.ids[0].service, "slack");
	assert_string_equal(tags.keys.ids[0].user_id, "u");
	tags_set(&tags, &(struct session_id){"slack", "u"}, false);
	tags_set(&tags, &(struct session_id){"slack", "u"}, false);
	assert_int_equal(tags.keys.count, 0);
	tags_clear(&tags);
}

#define KEYS 600

/* A long random history of tagging against an array of what is tagged. */
static void random_history(void **state)
{
	static char users[KEYS][16];
	bool is_tagged[KEYS] = {false};
	struct tags tags = {0};
	size_t count = 0;

	(void)state;
	srand(3);
	for (size_t i = 0; i < KEYS; i++) {
		snprintf(users[i], sizeof(users[i]), "u-%zu", i / 2);
	}
	for (int step = 0; step < 40000; step++) {
		size_t i = (size_t)rand() % KEYS;
		struct session_id id = {i % 2 ? "slack" : "gmail", users[i]};
		bool wanted = rand() % 1000 < (step / 4000 % 2 ? 300 : 700);

		assert_int_equal(tags_has(&tags, &id), is_tagged[i]);
		tags_set(&tags, &id, wanted);
		count += (size_t)(wanted - is_tagged[i]);
		is_tagged[i] = wanted;
		assert_int_equal(tags.keys.count, count);
	}
	for (size_t i = 0; i < KEYS; i++) {
		struct session_id id = {i % 2 ? "slack" : "gmail", users[i]};

		assert_int_equal(tags_has(&tags, &id), is_tagged[i]);
	}
	/* Each that is tagged is gone through once. */
	for (size_t i = 0; i < tags.keys.count; i++) {
		size_t place = session_set_find(&tags.keys, &tags.keys.ids[i]);

		assert_int_equal(place, i);
	}
	tags_clear(&tags);
	assert_int_equal(tags.keys.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_both_parts),
		cmocka_unit_test(random_history),
	};

	return cmocka_run_group_tests_name("tags", tests, NULL, NULL);
}
