/* SPDX-License-Identifier: MIT */
#include "list/heat_map.h"

#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ASOF_MS INT64_C(1790070432000)
#define MOST    300

/* Sessions in an order of the fleet's, which the map must not show. */
struct fleet {
	struct session sessions[MOST];
	char names[MOST][36];
	struct service_summary services[3];
	struct snapshot snapshot;
};

static const struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};

static const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;

static void open_fleet(struct fleet *fleet, size_t count)
{
	static const char *const services[] = {"slack", "empty", "github"};

	memset(fleet, 0, sizeof(*fleet));
	for (size_t i = 0; i < count; i++) {
		size_t user = i * 7919 % count;

		snprintf(fleet->names[i], sizeof(fleet->names[i]), "user-of-the-%04zu", user);
		fleet->sessions[i] = (struct session){.user_id = fleet->names[i],
			.polled_at_ms = ASOF_MS - 1000,
			.asof_s = (uint32_t)(ASOF_MS / 1000),
			.interval_ms = 20000,
			.service = user % 3 == 0 ? 2 : 0,
			.active = ACTIVE_ON};
		fleet->sessions[i].state =
			(uint8_t)session_state_at(&fleet->sessions[i], &limits, ASOF_MS);
	}
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		fleet->services[i].name = services[i];
	}
	fleet->snapshot = (struct snapshot){.asof_ms = ASOF_MS,
		.sessions = fleet->sessions,
		.sessions_count = count,
		.services = fleet->services,
		.services_count = ARRAY_LEN(services)};
	summary_fill(fleet->sessions, count, fleet->services, ARRAY_LEN(services),
		&fleet->snapshot.totals);
}

static const char *user_at(const struct heat_map *heat, size_t place)
{
	return heat->order.snapshot->sessions[heat->order.rows[place]].user_id;
}

static int32_t errors_at(const struct heat_map *heat, size_t place)
{
	return heat->order.snapshot->sessions[heat->order.rows[place]].error_count;
}

/* The worst service first, in it the worst session, and by userId where they are alike. */
static void expect_sorted(const struct heat_map *heat)
{
	for (size_t i = 0; i < heat->order.services_count; i++) {
		const struct heat_service *service = &heat->order.services[i];

		for (size_t j = service->begin + 1; j < service->begin + service->count; j++) {
			int before = session_error_degree(errors_at(heat, j - 1)),
			    after = session_error_degree(errors_at(heat, j));

			assert_true(before >= after);
			if (before == after) {
				assert_true(strcmp(user_at(heat, j - 1), user_at(heat, j)) < 0);
			}
		}
	}
}

static void test_the_worst_first(void **state)
{
	struct fleet fleet;
	struct heat_map heat = {.order.kind = HEAT_BY_ERRORS};

	(void)state;
	open_fleet(&fleet, MOST);
	heat_map_update(&heat, &settings, &fleet.snapshot);
	expect_sorted(&heat);
	/* alike: by name, github before slack */
	assert_int_equal(heat.order.services_count, 2);
	assert_int_equal(heat.order.services[0].service, 2);
	for (size_t i = 0; i < MOST; i++) {
		fleet.sessions[i].error_count = (int32_t)(i * 31 % 97);
	}
	heat_map_update(&heat, &settings, &fleet.snapshot);
	expect_sorted(&heat);
	assert_int_equal(heat.order.services[0].service, 0);
	/* another order of the rows changes nothing */
	struct session kept = fleet.sessions[0];

	fleet.sessions[0] = fleet.sessions[MOST - 1];
	fleet.sessions[MOST - 1] = kept;
	heat_map_update(&heat, &settings, &fleet.snapshot);
	expect_sorted(&heat);
	heat_map_fini(&heat);
}

/* Each kind of heat has its levels, which add up to the sessions. */
static void test_levels(void **state)
{
	static const struct {
		struct session session;
		enum heat_level levels[HEAT_KIND_COUNT];
	} cases[] = {
		{{.state = STATE_CRITICAL, .error_count = 20}, {HEAT_5, HEAT_5, HEAT_WELL}},
		{{.state = STATE_LATE, .error_count = 3}, {HEAT_2, HEAT_2, HEAT_WELL}},
		{{.state = STATE_NEVER_POLLED, .polled_at_ms = SESSION_NO_TIME},
			{HEAT_NEVER, HEAT_WELL, HEAT_NEVER}},
		{{.state = STATE_FUTURE}, {HEAT_FUTURE, HEAT_WELL, HEAT_FUTURE}},
		{{.state = STATE_UNKNOWN, .error_count = -1},
			{HEAT_UNKNOWN, HEAT_UNKNOWN, HEAT_UNKNOWN}},
		{{.state = STATE_PAUSED, .error_count = 99},
			{HEAT_PAUSED, HEAT_PAUSED, HEAT_PAUSED}},
		{{.state = STATE_LATE, .polled_at_ms = ASOF_MS - 60000},
			{HEAT_2, HEAT_WELL, HEAT_2}},
		{{.state = STATE_CRITICAL, .polled_at_ms = ASOF_MS - 120000},
			{HEAT_5, HEAT_WELL, HEAT_4}},
		{{.state = STATE_CRITICAL, .polled_at_ms = ASOF_MS - 200000},
			{HEAT_5, HEAT_WELL, HEAT_5}},
	};
	struct fleet fleet;
	struct heat_map heat = {0};

	(void)state;
	open_fleet(&fleet, ARRAY_LEN(cases));
	for (int kind = 0; kind < HEAT_KIND_COUNT; kind++) {
		size_t counts[HEAT_LEVEL_COUNT] = {0};

		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			struct session *session = &fleet.sessions[i];
			const char *user_id = session->user_id;
			uint32_t service = session->service;

			*session = cases[i].session;
			session->user_id = user_id;
			session->service = service;
			session->asof_s = (uint32_t)(ASOF_MS / 1000);
			session->interval_ms = 20000;
			session->polled_at_ms = cases[i].session.polled_at_ms != 0
							? cases[i].session.polled_at_ms
							: ASOF_MS - 1000;
			counts[cases[i].levels[kind]]++;
		}
		heat_map_update(&heat, &settings, &fleet.snapshot);
		heat_map_set_kind(&heat, kind);
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			assert_int_equal(heat_order_level(&heat.order, &fleet.sessions[i]),
				cases[i].levels[kind]);
		}
		for (int level = 0; level < HEAT_LEVEL_COUNT; level++) {
			assert_int_equal(heat_order_count(&heat.order, level), counts[level]);
		}
	}
	heat_map_fini(&heat);
}

/* Each session is in one cell, and each cell shows the worst of its sessions. */
static void expect_whole(const struct heat_map *heat)
{
	size_t seen = 0;

	for (size_t i = 0; i < heat->lines; i++) {
		struct heat_map_line line = heat_map_line_at(heat, i);

		assert_in_range(line.cells, 1, heat->cells_per_line);
		for (size_t j = 0; j < line.cells; j++) {
			size_t begin = line.begin + j * heat->sessions_per_cell;
			size_t sessions = heat_map_cell_sessions(heat, &line, begin);
			int32_t worst = heat_map_worst(heat, begin)->error_count;

			assert_in_range(sessions, 1, heat->sessions_per_cell);
			assert_int_equal(begin, seen);
			for (size_t k = begin; k < begin + sessions; k++) {
				const struct session *session =
					&heat->order.snapshot->sessions[heat->order.rows[k]];

				assert_true(session_error_degree(session->error_count) <=
					    session_error_degree(worst));
			}
			seen += sessions;
		}
	}
	assert_int_equal(seen, heat->order.count);
}

static void test_the_worst_of_as_few_as_fit(void **state)
{
	struct fleet fleet;
	struct heat_map heat = {.order.kind = HEAT_BY_ERRORS};

	(void)state;
	open_fleet(&fleet, MOST);
	for (size_t i = 0; i < MOST; i++) {
		fleet.sessions[i].error_count = (int32_t)(i * 31 % 97);
	}
	heat_map_update(&heat, &settings, &fleet.snapshot);
	for (size_t rows = 1; rows < 20; rows++) {
		for (size_t cells = 1; cells < 320; cells += 7) {
			heat_map_fit(&heat, rows, cells);
			expect_whole(&heat);
			size_t a_cell = heat.sessions_per_cell;

			assert_true(heat.lines <= rows || heat.lines == 2);
			if (a_cell > 1 && rows >= 2) { /* one less would not fit */
				size_t lines = 0;

				for (size_t i = 0; i < 2; i++) {
					size_t one = (heat.order.services[i].count + a_cell - 2) /
						     (a_cell - 1);

					lines += (one + cells - 1) / cells;
				}
				assert_true(lines > rows);
			}
		}
	}
	heat_map_fini(&heat);
}

static void test_cursor(void **state)
{
	struct fleet fleet;
	struct heat_map heat = {0};

	(void)state;
	open_fleet(&fleet, 60); /* 20 of github, 40 of slack */
	heat_map_update(&heat, &settings, &fleet.snapshot);
	heat_map_move_cells(&heat, 1); /* nothing is laid out yet */
	heat_map_fit(&heat, 20, 8);
	assert_int_equal(heat.lines, 3 + 5);
	heat_map_move_cells(&heat, -1);
	assert_int_equal(heat.cursor, 0);
	heat_map_move_cells(&heat, 7);
	heat_map_move_lines(&heat, 2); /* a shorter line */
	assert_int_equal(heat.cursor, 19);
	heat_map_move_cells(&heat, 1);
	assert_int_equal(heat.cursor, 20);
	assert_int_equal(heat_map_cursor_line(&heat), 3);
	heat_map_move_lines(&heat, 100);
	assert_int_equal(heat.cursor, 52);
	heat_map_move_cells(&heat, 100);
	assert_int_equal(heat.cursor, 59);
	/* It stays with its session when others go. */
	char *user_id = strdup(user_at(&heat, 30));

	heat_map_move_cells(&heat, -29);
	assert_string_equal(user_at(&heat, heat.cursor), user_id);
	for (size_t i = 0; i < 60; i++) {
		if (strcmp(fleet.names[i], user_id) < 0) {
			fleet.sessions[i].service = 1;
		}
	}
	summary_fill(fleet.sessions, 60, fleet.services, 3, &fleet.snapshot.totals);
	heat_map_update(&heat, &settings, &fleet.snapshot);
	assert_string_equal(user_at(&heat, heat.cursor), user_id);
	free(user_id);
	heat_map_fini(&heat);
}

static void test_nothing(void **state)
{
	struct fleet fleet;
	struct heat_map heat = {0};

	(void)state;
	open_fleet(&fleet, 1);
	fleet.snapshot.sessions_count = 0;
	fleet.services[0].summary.sessions = fleet.services[2].summary.sessions = 0;
	heat_map_update(&heat, &settings, &fleet.snapshot);
	heat_map_fit(&heat, 5, 5);
	heat_map_move_cells(&heat, 1);
	heat_map_move_lines(&heat, 1);
	assert_int_equal(heat.lines, 0);
	heat_map_fini(&heat);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_worst_first),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_the_worst_of_as_few_as_fit),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("heat_map", tests, NULL, NULL);
}
