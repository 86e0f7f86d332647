/* SPDX-License-Identifier: MIT */
/* Sessions that stopped together, tagged, paused and resumed: the real program on a real table. */
#include "kit/binary.h"

#include "kit/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT 6

/* A cohort, and a session that stopped three minutes before it. */
static void put_sessions(struct scratch *scratch)
{
	for (int i = 0; i < COUNT; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u-%d", i % 10);
		scratch_put(scratch, &(struct scratch_item){.user_id = user_id,
					     .service = "slack",
					     .is_active = true,
					     .polled_ago_ms = 10 * MINUTE_MS + i * 1000,
					     .interval_ms = MINUTE_MS});
	}
	scratch_put(scratch, &(struct scratch_item){.user_id = "u-before",
				     .service = "slack",
				     .is_active = true,
				     .polled_ago_ms = 13 * MINUTE_MS,
				     .interval_ms = MINUTE_MS});
}

static void assert_active(struct scratch *scratch, const char *user_id, bool is_active)
{
	char expected[40];
	struct buf value = {0};

	snprintf(expected, sizeof(expected),
		scratch->form == FORM_BOOL ? "{\"BOOL\":%s}" : "{\"S\":\"%s\"}",
		is_active ? "true" : "false");
	scratch_read_active(scratch, user_id, "slack", &value);
	assert_string_equal(buf_text(&value), expected);
	buf_fini(&value);
}

static void assert_cohort_active(struct scratch *scratch, bool is_active)
{
	for (int i = 0; i < COUNT; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u-%d", i % 10);
		assert_active(scratch, user_id, is_active);
	}
	assert_active(scratch, "u-before", true);
}

static void check_form(enum form form)
{
	static const char *const flags[] = {"--interval", "1s", "--write-rate", "1000", NULL};
	struct scratch scratch;

	scratch_open(&scratch, form);
	put_sessions(&scratch);
	struct pty *pty = binary_start(&(struct binary){
		.url = scratch.url, .table = scratch.table, .flags = flags, .pty = {.cols = 120}});

	binary_expect(pty, "scanned <");
	binary_type(pty, ":service slack\r", "u-before");
	/* The one that stopped first is at the top, and not of the cohort. */
	binary_type(pty, "j=", "tagged 6");
	binary_type(pty, "t", "6 tagged sessions");
	binary_expect(pty, "Type 6 and Enter");
	/* on the number pad, in application mode */
	binary_type(pty, "\033Ov\033OM", "6 written, 0 conflicts, 0 failed");
	assert_cohort_active(&scratch, false);
	binary_type(pty, "u", "Type 6 and Enter");
	/* Another number does not confirm. */
	binary_type(pty, "8\r\033", "!Type 6 and Enter");
	assert_cohort_active(&scratch, false);
	binary_type(pty, "u", "Type 6 and Enter");
	binary_type(pty, "6\r", "6 written, 0 conflicts, 0 failed");
	assert_cohort_active(&scratch, true);
	binary_quit(pty);
	scratch_close(&scratch);
}

static void test_strings(void **state)
{
	(void)state;
	check_form(FORM_S);
}

static void test_booleans(void **state)
{
	(void)state;
	check_form(FORM_BOOL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_booleans),
	};

	return cmocka_run_group_tests_name("cohort", tests, NULL, NULL);
}
