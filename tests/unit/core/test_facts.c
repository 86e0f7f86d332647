/* SPDX-License-Identifier: MIT */
#include "facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct facts *facts;

static int setup(void **state)
{
	(void)state;
	facts = base_calloc(1, sizeof(*facts));
	facts_add(facts, FACT_UNKNOWN, "provider", "", "%s", "");
	facts_add(facts, FACT_PLAIN, "proxy", "", "%s", "");
	facts_add(facts, FACT_PLAIN, "region", "", "eu-west-1");
	strcpy(facts_find(facts, "region")->origin, "--region");
	facts_add(facts, FACT_LOG, "tried", "", "one: no\ntwo: no\n");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(facts);
	return 0;
}

static void assert_text(void (*put)(const struct facts *, struct buf *), const char *expected)
{
	struct buf text = {0};

	put(facts, &text);
	assert_string_equal(buf_text(&text), expected);
	buf_fini(&text);
}

static void add_checks(void)
{
	struct error err;

	facts_add(facts, FACT_NOTE, "a long subject", "do this", "so and so");
	error_set(&err, ERROR_DENIED, "not allowed");
	facts_add_error(facts, "Scan", &err);
	error_set(&err, ERROR_NETWORK, "no \"way\"");
	facts_add_error(facts, "network", &err);
}

static void test_text(void **state)
{
	(void)state;
	assert_text(facts_put_text, "provider    ?\n"
				    "region      eu-west-1 (--region)\n"
				    "tried       one: no\n"
				    "tried       two: no\n");
	add_checks();
	assert_text(facts_put_text, "        provider        ?\n"
				    "        region          eu-west-1 (--region)\n"
				    "        tried           one: no\n"
				    "        tried           two: no\n"
				    "note    a long subject  so and so\n"
				    "                        do this\n"
				    "BAD     Scan            not allowed\n"
				    "BAD     network         no \"way\"\n");
}

static void test_json(void **state)
{
	(void)state;
	add_checks();
	assert_text(facts_put_json,
		"{\"schema\":1,\"kind\":\"access denied\",\"error\":\"Scan: not allowed\",\n"
		"\"provider\":{\"value\":null,\"from\":null},\n"
		"\"proxy\":{\"value\":null,\"from\":null},\n"
		"\"region\":{\"value\":\"eu-west-1\",\"from\":\"--region\"},\n"
		"\"tried\":\"one: no\\u000atwo: no\\u000a\",\n"
		"\"a long subject\":{\"status\":\"note\",\"value\":\"so and so\","
		"\"advice\":\"do this\"},\n"
		"\"Scan\":{\"status\":\"BAD\",\"value\":\"not allowed\",\"advice\":null},\n"
		"\"network\":{\"status\":\"BAD\",\"value\":\"no \\\"way\\\"\","
		"\"advice\":null}}\n");
}

/* The first bad one decides the exit status; denied ones are counted. */
static void test_error(void **state)
{
	(void)state;
	assert_int_equal(error_exit_status(&facts->error), 0);
	add_checks();
	assert_int_equal(error_exit_status(&facts->error), 77);
	assert_int_equal(facts->denied, 1);
	assert_null(facts_find(facts, "nothing"));
	for (int i = 0; i < 2 * FACTS_MAX; i++) {
		facts_add(facts, FACT_OK, "more", "", "of it");
	}
	assert_int_equal(facts->count, FACTS_MAX);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_text),
		TEST(test_json),
		TEST(test_error),
	};

	return cmocka_run_group_tests_name("facts", tests, NULL, NULL);
}
