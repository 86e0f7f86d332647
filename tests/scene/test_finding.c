/* SPDX-License-Identifier: MIT */
/* Whether a session is alone with its problem. */
#include "kit/scene.h"

#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)

/* Sessions that are alike. */
struct group {
	const char *service;
	int sessions;
	int64_t age_ms,
		/* each is older than the one before by step_ms; -1: never polled */
		step_ms;
	int32_t errors;
	enum session_active active;
};

#define MAX_GROUPS 5

static struct session fleet[200];
static struct service_summary services[4];

static void add_group(struct snapshot *snapshot, const struct group *group)
{
	static char names[ARRAY_LEN(fleet)][8];
	const struct session_thresholds limits = SESSION_THRESHOLDS_DEFAULT;
	size_t service = 0;

	while (services[service].name && strcmp(services[service].name, group->service) != 0) {
		service++;
	}
	services[service].name = group->service;
	for (int i = 0; i < group->sessions; i++) {
		size_t at = snapshot->sessions_count++;

		snprintf(names[at], sizeof(names[at]), "u%zu", at);
		fleet[at] = (struct session){
			.user_id = names[at],
			.polled_at_ms = SCENE_ASOF_MS - group->age_ms - i * group->step_ms,
			.created_at_s = 1700000000,
			.asof_s = (uint32_t)(SCENE_ASOF_MS / 1000),
			.interval_ms = 20000,
			.error_count = group->errors,
			.service = (uint32_t)service,
			.active = group->active,
		};
		if (group->step_ms < 0) {
			fleet[at].polled_at_ms = SESSION_NO_TIME;
		}
		fleet[at].state = (uint8_t)session_state_at(&fleet[at], &limits, SCENE_ASOF_MS);
	}
}

/* With the item of slack's u0. has_siblings: its user's other sessions, none, were read. */
static void show(struct scene *scene, const struct group *groups, bool has_siblings)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.is_complete = true;
	snapshot->item = (struct item_detail){.status = ITEM_PRESENT,
		.user_id = "u0",
		.service = "slack",
		.has_siblings = has_siblings};
	memset(services, 0, sizeof(services));
	snapshot->sessions = fleet;
	snapshot->sessions_count = 0;
	snapshot->services = services;
	snapshot->changes_count = 0;
	for (size_t i = 0; i < MAX_GROUPS && groups[i].service; i++) {
		add_group(snapshot, &groups[i]);
	}
	snapshot->services_count = 0;
	while (snapshot->services_count < ARRAY_LEN(services) &&
		services[snapshot->services_count].name) {
		snapshot->services_count++;
	}
	summary_fill(fleet, snapshot->sessions_count, services, snapshot->services_count,
		&snapshot->totals);
	scene_take(scene, snapshot);
	scene_draw(scene);
}

#define WELL(service, count)                                                                       \
	{                                                                                          \
		service, count, 5 * SECOND_MS, 0, 0, ACTIVE_ON                                     \
	}
#define STOPPED(service, count)                                                                    \
	{                                                                                          \
		service, count, 300 * SECOND_MS, SECOND_MS, 0, ACTIVE_ON                           \
	}

static void test_is_it_just_this_one(void **state)
{
	static const struct {
		struct group groups[MAX_GROUPS];
		const char *service, *fleet, *conclusion;
		bool are_siblings_unread;
	} cases[] = {
		{{STOPPED("slack", 4), WELL("slack", 6),
			 {"github", 1, 120 * SECOND_MS, 0, 0, ACTIVE_ON}},
			"4 of 10 stopped together with it", "1 behind in other services",
			"stopped together: likely one worker or shard", false},
		{{STOPPED("slack", 4), WELL("slack", 6), STOPPED("github", 1)},
			"4 of 10 stopped together with it", "1 behind in other services",
			"stopped together: likely one worker or shard", false},
		{{STOPPED("slack", 4), WELL("slack", 6), STOPPED("github", 3)},
			"4 of 10 stopped together with it",
			"3 more stopped too, in 1 other service",
			"several services stopped: likely a shared cause", false},
		{{STOPPED("slack", 1), WELL("slack", 6)}, "1 of 7 behind",
			"0 behind in other services", "just this one, as far as the table shows",
			false},
		{{STOPPED("slack", 1), WELL("slack", 6)}, "1 of 7 behind",
			"0 behind in other services",
			"not known until the user's other sessions are read", true},
		{{{"slack", 5, 120 * SECOND_MS, 60 * SECOND_MS, 0, ACTIVE_ON}, WELL("slack", 2)},
			"5 of 7 behind", "0 behind in other services",
			"4 more behind, since different times", false},
		/* A service is not needed for it not to be alone. */
		{{STOPPED("slack", 1), WELL("slack", 6),
			 {"github", 1, 120 * SECOND_MS, 0, 0, ACTIVE_ON}, WELL("github", 6)},
			"1 of 7 behind", "1 behind in other services",
			"1 more behind, since different times", false},
		{{{"slack", 4, 5 * SECOND_MS, 0, 12, ACTIVE_ON}, WELL("slack", 6),
			 {"github", 2, 5 * SECOND_MS, 0, 1, ACTIVE_ON}},
			"4 of 10 have errors", "2 have errors in other services",
			"errors across the service: likely its API", false},
		{{WELL("slack", 3)}, "0 of 3 behind", "0 behind in other services", "it is healthy",
			false},
		{{{"slack", 2, 0, 0, 0, ACTIVE_OFF}}, "0 of 0 behind", "0 behind in other services",
			"it is paused", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scene scene;

		scene_open(&scene, 30, 120);
		show(&scene, cases[i].groups, !cases[i].are_siblings_unread);
		scene_type(&scene, "2\r");
		assert_true(scene_find(&scene, "IS IT JUST THIS ONE?") >= 0);
		assert_true(scene_find(&scene, cases[i].service) >= 0);
		assert_true(scene_find(&scene, cases[i].fleet) >= 0);
		assert_true(scene_find(&scene, cases[i].conclusion) >= 0);
		scene_close(&scene);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_it_just_this_one),
	};

	return cmocka_run_group_tests_name("finding", tests, NULL, NULL);
}
