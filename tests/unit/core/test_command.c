/* SPDX-License-Identifier: MIT */
/* The queue of commands while nothing takes them. */
#include "poller/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void add(struct command_queue *queue, enum poller_command_kind kind, const char *user_id)
{
	struct write_order order = {.reason = ""};

	command_add(queue, command_new(&(struct poller_command){.kind = kind,
				   .user_id = user_id,
				   .service = "slack",
				   .order = kind == COMMAND_WRITE ? &order : NULL}));
}

/* Takes the oldest. */
static void expect(struct command_queue *queue, enum poller_command_kind kind, const char *user_id)
{
	assert_non_null(queue->first);
	struct command *command = command_take(queue);

	assert_int_equal(command->sent.kind, kind);
	if (user_id) {
		assert_string_equal(command->sent.user_id, user_id);
	}
	command_free(command);
}

static void test_repeated(void **state)
{
	struct command_queue queue = {0};

	(void)state;
	for (int i = 0; i < 1000; i++) {
		add(&queue, COMMAND_REFRESH, NULL);
		add(&queue, COMMAND_SWEEP, NULL);
		add(&queue, COMMAND_OPEN, "u1");
		add(&queue, COMMAND_ARM, NULL);
		add(&queue, COMMAND_INTERVAL, NULL);
		add(&queue, COMMAND_RECONCILE, NULL);
		add(&queue, COMMAND_FOCUS, NULL);
		add(&queue, COMMAND_STOP_WRITES, NULL);
		add(&queue, COMMAND_DISARM, NULL);
		add(&queue, COMMAND_CLOSE, NULL);
		add(&queue, COMMAND_OPEN, "u2");
	}
	expect(&queue, COMMAND_REFRESH, NULL);
	expect(&queue, COMMAND_SWEEP, NULL);
	expect(&queue, COMMAND_INTERVAL, NULL);
	expect(&queue, COMMAND_RECONCILE, NULL);
	expect(&queue, COMMAND_FOCUS, NULL);
	expect(&queue, COMMAND_STOP_WRITES, NULL);
	expect(&queue, COMMAND_DISARM, NULL);
	expect(&queue, COMMAND_OPEN, "u2");
	assert_null(queue.first);
}

/* Nothing overtakes a write, and no write is lost. */
static void test_writes(void **state)
{
	struct command_queue queue = {0};

	(void)state;
	add(&queue, COMMAND_ARM, NULL);
	add(&queue, COMMAND_WRITE, NULL);
	add(&queue, COMMAND_DISARM, NULL);
	add(&queue, COMMAND_WRITE, NULL);
	expect(&queue, COMMAND_ARM, NULL);
	expect(&queue, COMMAND_WRITE, NULL);
	expect(&queue, COMMAND_DISARM, NULL);
	expect(&queue, COMMAND_WRITE, NULL);
	/* The UI waits for a resumption as for a write: stopping it must not lose it. */
	add(&queue, COMMAND_RESUME_WRITES, NULL);
	add(&queue, COMMAND_STOP_WRITES, NULL);
	expect(&queue, COMMAND_RESUME_WRITES, NULL);
	expect(&queue, COMMAND_STOP_WRITES, NULL);
	add(&queue, COMMAND_ARM, NULL);
	add(&queue, COMMAND_DISARM, NULL);
	expect(&queue, COMMAND_DISARM, NULL);
	assert_null(queue.first);
}

/* Each step of a replay counts. */
static void test_steps(void **state)
{
	struct command_queue queue = {0};

	(void)state;
	add(&queue, COMMAND_STEP, NULL);
	add(&queue, COMMAND_STEP, NULL);
	add(&queue, COMMAND_FREEZE, NULL);
	add(&queue, COMMAND_FREEZE, NULL);
	expect(&queue, COMMAND_STEP, NULL);
	expect(&queue, COMMAND_STEP, NULL);
	command_free_all(&queue);
	assert_null(queue.first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_repeated),
		cmocka_unit_test(test_writes),
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
