/* SPDX-License-Identifier: MIT */
#include "order.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1790000000000)

static const struct service_summary no_summaries[] = {{.name = "github"}, {.name = "slack"}};

static struct session late_session(
	const char *user_id, uint32_t service, enum session_state state, double late)
{
	return (struct session){.user_id = user_id,
		.service = service,
		.state = (uint8_t)state,
		.interval_ms = 1000,
		.asof_s = (uint32_t)(NOW_MS / 1000),
		.polled_at_ms = isnan(late) ? SESSION_NO_TIME : NOW_MS - (int64_t)(late * 1000)};
}

/* The order as a string of the users' names, which have one letter each. */
static const char *sorted_users(const struct session *sessions, size_t count)
{
	static char text[16];
	const struct snapshot snapshot = {.asof_ms = NOW_MS,
		.sessions = sessions,
		.sessions_count = count,
		.services = no_summaries,
		.services_count = 2};
	uint32_t indexes[sizeof(text)];

	for (uint32_t i = 0; i < count; i++) {
		indexes[i] = i;
	}
	order_sessions(&snapshot, indexes, count);
	for (size_t i = 0; i < count; i++) {
		text[i] = sessions[indexes[i]].user_id[0];
	}
	text[count] = '\0';
	return text;
}

static void test_severity_decides_first(void **state)
{
	const struct session sessions[] = {
		late_session("p", 0, STATE_PAUSED, 900),
		late_session("o", 0, STATE_ON_TIME, 1.9),
		late_session("f", 0, STATE_FUTURE, -50),
		late_session("u", 0, STATE_UNKNOWN, NAN),
		late_session("w", 0, STATE_LATE, 4),
		late_session("n", 0, STATE_NEVER_POLLED, NAN),
		late_session("c", 0, STATE_CRITICAL, 0.1),
	};

	(void)state;
	assert_string_equal(sorted_users(sessions, 7), "cnwufop");
}

/* They would change places at each poll. */
static void test_well_sessions_stand_by_name(void **state)
{
	struct session sessions[] = {
		late_session("b", 0, STATE_ON_TIME, 0.1),
		late_session("a", 0, STATE_ON_TIME, 0.9),
		late_session("c", 0, STATE_ON_TIME, 1.5),
	};

	(void)state;
	sessions[1].error_count = 2;
	assert_string_equal(sorted_users(sessions, 3), "abc");
}

static void test_lateness_then_errors_then_keys(void **state)
{
	struct session sessions[] = {
		late_session("b", 1, STATE_CRITICAL, 7),
		late_session("a", 1, STATE_CRITICAL, 7),
		late_session("z", 0, STATE_CRITICAL, 7),
		late_session("e", 1, STATE_CRITICAL, 7),
		late_session("x", 0, STATE_CRITICAL, NAN),
		late_session("l", 1, STATE_CRITICAL, 8),
	};

	(void)state;
	sessions[3].error_count = 9;
	assert_string_equal(sorted_users(sessions, 6), "lezabx");
}

static void test_services_by_their_worst(void **state)
{
	const struct service_summary services[] = {
		{.name = "idle", .summary = {.states = {[STATE_ON_TIME] = 900}, .worst_late = NAN}},
		{.name = "many-late",
			.summary = {.states = {[STATE_LATE] = 50}, .worst_late = 4.5}},
		{.name = "b-one-critical",
			.summary = {.states = {[STATE_CRITICAL] = 1}, .worst_late = 9}},
		{.name = "a-one-critical",
			.summary = {.states = {[STATE_CRITICAL] = 1}, .worst_late = 9}},
		{.name = "one-later",
			.summary = {.states = {[STATE_CRITICAL] = 1}, .worst_late = 10}},
		{.name = "calm", .summary = {.states = {[STATE_ON_TIME] = 3}, .worst_late = 1.1}},
	};
	const struct snapshot snapshot = {.services = services, .services_count = 6};
	uint32_t indexes[] = {0, 1, 2, 3, 4, 5};
	const uint32_t wanted[] = {4, 3, 2, 1, 5, 0};

	(void)state;
	order_services(&snapshot, indexes, 6);
	assert_memory_equal(indexes, wanted, sizeof(wanted));
}

static void test_worst_state(void **state)
{
	const struct summary sick = {.states = {[STATE_ON_TIME] = 9, [STATE_LATE] = 1}};
	const struct summary well = {.states = {[STATE_ON_TIME] = 1, [STATE_PAUSED] = 5}};
	const struct summary paused = {.states = {[STATE_PAUSED] = 5}};

	(void)state;
	assert_int_equal(order_worst_state(&sick), STATE_LATE);
	assert_int_equal(order_worst_state(&well), STATE_ON_TIME);
	assert_int_equal(order_worst_state(&paused), STATE_PAUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_severity_decides_first),
		cmocka_unit_test(test_well_sessions_stand_by_name),
		cmocka_unit_test(test_lateness_then_errors_then_keys),
		cmocka_unit_test(test_services_by_their_worst),
		cmocka_unit_test(test_worst_state),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
