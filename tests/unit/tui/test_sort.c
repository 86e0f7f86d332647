/* SPDX-License-Identifier: MIT */
#include "list/sort.h"

#include "summary.h"

#include "list/lazy_sort.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/* An order as a string of the users' names, which have one letter each. */
static const char *users_by(
	const struct sort_order *order, const struct session *sessions, size_t count)
{
	static char text[16];
	const struct snapshot snapshot = {.asof_ms = NOW_MS,
		.sessions = sessions,
		.sessions_count = count,
		.services = no_summaries,
		.services_count = 2};
	struct sort_keys keys = sort_keys_make(&snapshot, order);
	struct lazy_sort ranking = {0};

	keys.shared_letters = 0;
	lazy_sort_begin(&ranking, &snapshot, count, order->is_inverted);
	for (uint32_t i = 0; i < count; i++) {
		/* A capital letter: acknowledged. */
		bool is_acked = sessions[i].user_id[0] < 'a';

		lazy_sort_add(&ranking, i, sort_key(&keys, &sessions[i], is_acked));
	}
	lazy_sort_range(&ranking, 0, count);
	for (size_t i = 0; i < count; i++) {
		text[i] = sessions[ranking.rows[i]].user_id[0];
	}
	text[count] = '\0';
	sort_keys_fini(&keys);
	lazy_sort_fini(&ranking);
	return text;
}

static const char *sorted_users(const struct session *sessions, size_t count)
{
	return users_by(&(struct sort_order){0}, sessions, count);
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
	assert_string_equal(sorted_users(sessions, 6), "leabzx");
}

static void test_acknowledged_below_their_like(void **state)
{
	const struct session sessions[] = {
		late_session("w", 0, STATE_LATE, 4),
		late_session("C", 0, STATE_CRITICAL, 900),
		late_session("c", 0, STATE_CRITICAL, 6),
	};

	(void)state;
	assert_string_equal(sorted_users(sessions, 3), "cCw");
}

/* What is unknown comes last, whichever way round. */
static void test_columns(void **state)
{
	static const struct {
		const char *order, *users;
	} cases[] = {
		{"user", "abcd"},
		{"-user", "dcba"},
		{"late", "cbad"}, /* d is paused */
		{"-late", "abcd"},
		{"age", "dbac"},
		{"-age", "abdc"},
		{"every", "cabd"},
		{"-every", "bacd"},
		{"err", "bacd"},
		{"-err", "cabd"},
		{"act", "abcd"},
		{"poll", "abdc"},
		{"-poll", "dbac"},
		{"created", "dbca"},
		{"-created", "cbda"},
	};
	const struct session sessions[] = {
		{.user_id = "c",
			.interval_ms = 9000,
			.polled_at_ms = SESSION_NO_TIME,
			.state = STATE_NEVER_POLLED,
			.active = ACTIVE_ON,
			.created_at_s = 1},
		{.user_id = "a",
			.interval_ms = 5000,
			.polled_at_ms = 9000,
			.asof_s = 10,
			.active = ACTIVE_ON,
			.error_count = 3},
		{.user_id = "d",
			.polled_at_ms = 100,
			.asof_s = 10,
			.active = ACTIVE_OFF,
			.error_count = -1,
			.created_at_s = 7},
		{.user_id = "b",
			.interval_ms = 1000,
			.polled_at_ms = 5000,
			.asof_s = 10,
			.active = ACTIVE_ON,
			.error_count = 8,
			.created_at_s = 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sort_order order;

		assert_true(sort_parse(&field_sessions, cases[i].order, &order));
		const char *users = users_by(&order, sessions, 4);

		if (strcmp(users, cases[i].users) != 0) {
			fail_msg("by %s: %s", cases[i].order, users);
		}
	}
}

/* Whatever of the names the keys hold, the order is the same. */
static void test_shared_letters(void **state)
{
	static const char *const names[] = {"user12", "user", "user1", "user123456789",
		"user123456788", "user\xC3\xA9", "user-1", "userA", "user12345678", "user1"};
	struct session sessions[10];
	const struct snapshot snapshot = {.sessions = sessions,
		.sessions_count = 10,
		.services = no_summaries,
		.services_count = 2};

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		sessions[i] = late_session(names[i], i == 9, STATE_ON_TIME, 0.5);
	}
	assert_int_equal(sort_shared_letters(&snapshot), 4);
	for (size_t by = 0; by <= 1; by++) { /* worst first, and by user */
		for (size_t shared = 0; shared <= 4; shared++) {
			const struct sort_keys keys = {{by, false}, shared, NULL};

			for (size_t i = 0; i < 100; i++) {
				const struct session *a = &sessions[i / 10], *b = &sessions[i % 10];
				uint64_t a_key = sort_key(&keys, a, false);
				uint64_t b_key = sort_key(&keys, b, false);
				int names_order = sort_compare_names(&snapshot, a, b);

				assert_true(a_key == b_key || (a_key < b_key) == (names_order < 0));
			}
		}
	}
	assert_int_equal(sort_shared_letters(&(struct snapshot){0}), 0);
}

static void test_names_of_orders(void **state)
{
	struct sort_order order;

	(void)state;
	for (size_t by = 0; by < field_sessions.count; by++) {
		const struct field *field = &field_sessions.fields[by];
		char turned[32];

		assert_int_equal(sort_parse(&field_sessions, field->name, &order), !!field->sorted);
		if (!field->sorted) {
			assert_null(field->reversed);
			continue;
		}
		assert_int_equal(order.by, by);
		assert_false(order.is_inverted);
		snprintf(turned, sizeof(turned), "-%s", field->name);
		assert_true(sort_parse(&field_sessions, turned, &order));
		assert_int_equal(order.by, by);
		assert_true(order.is_inverted);
		assert_non_null(field->reversed);
	}
	assert_false(sort_parse(&field_sessions, "", &order));
	assert_false(sort_parse(&field_sessions, "-", &order));
	assert_false(sort_parse(&field_sessions, "--age", &order));
	assert_true(sort_parse(&field_services, "-p95", &order));
	assert_string_equal(field_services.fields[order.by].name, "p95");
}

static void test_services_by_a_column(void **state)
{
	const struct service_summary services[] = {
		{.name = "b", .summary = {.active = 5, .worst_late = NAN}},
		{.name = "a", .summary = {.active = 5, .worst_late = 2}},
		{.name = "c", .summary = {.active = 9, .worst_late = 8}},
	};
	const struct snapshot snapshot = {.services = services, .services_count = 3};
	static const struct {
		const char *order;
		uint32_t rows[3];
	} cases[] = {
		{"service", {1, 0, 2}},
		{"-service", {2, 0, 1}},
		{"active", {2, 1, 0}},
		{"-active", {1, 0, 2}},
		{"latest", {2, 1, 0}},
		{"-latest", {1, 2, 0}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t rows[] = {0, 1, 2};
		struct sort_order order;

		assert_true(sort_parse(&field_services, cases[i].order, &order));
		sort_services(&snapshot, NULL, &order, rows, 3);
		assert_memory_equal(rows, cases[i].rows, sizeof(rows));
	}
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
	sort_services(&snapshot, NULL, &(struct sort_order){0}, indexes, 6);
	assert_memory_equal(indexes, wanted, sizeof(wanted));
}

static void test_worst_state(void **state)
{
	const struct summary sick = {.states = {[STATE_ON_TIME] = 9, [STATE_LATE] = 1}};
	const struct summary well = {.states = {[STATE_ON_TIME] = 1, [STATE_PAUSED] = 5}};
	const struct summary paused = {.states = {[STATE_PAUSED] = 5}};

	(void)state;
	assert_int_equal(summary_worst_state(&sick), STATE_LATE);
	assert_int_equal(summary_worst_state(&well), STATE_ON_TIME);
	assert_int_equal(summary_worst_state(&paused), STATE_PAUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_severity_decides_first),
		cmocka_unit_test(test_well_sessions_stand_by_name),
		cmocka_unit_test(test_lateness_then_errors_then_keys),
		cmocka_unit_test(test_acknowledged_below_their_like),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_shared_letters),
		cmocka_unit_test(test_names_of_orders),
		cmocka_unit_test(test_services_by_a_column),
		cmocka_unit_test(test_services_by_their_worst),
		cmocka_unit_test(test_worst_state),
	};

	return cmocka_run_group_tests_name("sort", tests, NULL, NULL);
}
