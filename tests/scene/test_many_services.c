/* SPDX-License-Identifier: MIT */
/* A table whose writer makes a service of each session. */
#include "kit/fleet_fixture.h"

#include "kit/printed.h"
#include "kit/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* This many more services than are shown; the last ten are late. */
#define MORE  200
#define LATE  10
#define TOTAL (SERVICES_MAX_SHOWN + MORE)

static const char left_out[] = "and 200 more services (200 sessions, 0 with problems)";

/* Names are sorted as they are numbered. */
static void fill(struct fleet *fleet)
{
	for (int i = 0; i < TOTAL; i++) {
		char service[32];
		bool is_late = i >= TOTAL - LATE;
		struct item item = item_of("u", NOW - (is_late ? 300 : 5) * SECOND);

		snprintf(service, sizeof(service), "service-%04d", i);
		item.service = service;
		fleet_put(fleet, &item, NOW);
	}
}

static struct snapshot *take(struct fleet *fleet)
{
	struct snapshot *snapshot = publish(fleet);

	snapshot->asof_ms = NOW;
	snapshot->asof_mono_ms = SCENE_ASOF_MONO_MS;
	snapshot->status = (struct poll_status){.table = "sessions",
		.region = "eu-west-1",
		.endpoint = "http://127.0.0.1:8000",
		.profile = "",
		.is_complete = true};
	return snapshot;
}

static void test_samples(void **state)
{
	struct fleet *fleet = *state;

	fill(fleet);
	fleet_sample(fleet, NOW);
	fleet_sample(fleet, NOW + 15 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->services_count, TOTAL);
	assert_int_equal(snapshot->totals.sessions, TOTAL);
	for (size_t i = 0; i < TOTAL; i++) {
		assert_int_equal(
			snapshot->services[i].samples_count, i < SERVICES_MAX_SHOWN ? 2 : 0);
		assert_int_equal(snapshot->services[i].summary.sessions, 1);
	}
	snapshot_free(snapshot);
}

static void test_report(void **state)
{
	struct fleet *fleet = *state;
	struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};

	fill(fleet);
	struct snapshot *snapshot = scene_diagnose(&settings, take(fleet));
	char *text = printed_report(snapshot, &settings);

	assert_non_null(strstr(text, left_out));
	assert_non_null(strstr(text, "service-1199"));
	assert_null(strstr(text, "service-1189"));
	free(text);
	snapshot_free(snapshot);
}

static void expect_services(const struct scene *scene, size_t listed, const char *text)
{
	assert_int_equal(scene->app.ui.lists[VIEW_OVERVIEW].count, listed);
	if (scene_find(scene, text) < 0) {
		fail_msg("the screen does not show \"%s\"", text);
	}
}

static void test_screen(void **state)
{
	struct fleet *fleet = *state;
	struct scene scene;

	fill(fleet);
	scene_open(&scene, 24, 80);
	scene_take(&scene, take(fleet));
	scene_draw(&scene);
	expect_services(&scene, SERVICES_MAX_SHOWN, left_out);
	/* The worst are listed first, wherever they were found. */
	assert_true(scene_find(&scene, "service-1190") >= 0);
	scene_type(&scene, "G");
	assert_true(scene_find(&scene, "service-0989") >= 0);
	expect_services(&scene, SERVICES_MAX_SHOWN, left_out);
	/* By name, the late ones are left out, and the line says so. */
	scene_type(&scene, ":sort service\r");
	expect_services(&scene, SERVICES_MAX_SHOWN,
		"and 200 more services (200 sessions, 10 with problems)");
	/* The same rows when the order is locked. */
	scene_type(&scene, "o");
	scene_take(&scene, take(fleet));
	scene_draw(&scene);
	expect_services(&scene, SERVICES_MAX_SHOWN,
		"and 200 more services (200 sessions, 10 with problems)");
	scene_type(&scene, ":service service-1150\r");
	assert_true(scene_find(&scene, "service-1150") >= 0);
	scene_type(&scene, "1:filter svc:service-119\r");
	assert_int_equal(scene.app.ui.lists[VIEW_OVERVIEW].count, 10);
	assert_true(scene_find(&scene, "more services") < 0);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_samples, open_fleet, close_fleet),
		cmocka_unit_test_setup_teardown(test_report, open_fleet, close_fleet),
		cmocka_unit_test_setup_teardown(test_screen, open_fleet, close_fleet),
	};

	return cmocka_run_group_tests_name("many services", tests, NULL, NULL);
}
