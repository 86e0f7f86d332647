/* SPDX-License-Identifier: MIT */
/* Credentials on the screen, without a terminal and without a network. */
#include "kit/scene.h"
#include "ui/session_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)

static int open_scene(void **state)
{
	static struct scene scene;

	scene_open(&scene, 24, 80);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* The second line of the header with credentials that expire after so long; 0: never. */
static const char *header_with(struct scene *scene, int64_t left_ms, const char *refusal)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.credentials_expiry_mono_ms =
		left_ms == 0 ? 0 : SCENE_NOW_MONO_MS + left_ms;
	snprintf(snapshot->status.credentials_error, sizeof(snapshot->status.credentials_error),
		"%s", refusal);
	scene_take(scene, snapshot);
	scene_draw(scene);
	return scene_row(scene, scene->canvas.rows - 2);
}

static void test_countdown(void **state)
{
	static const struct {
		int64_t left_ms;
		const char *said;
	} rows[] = {
		{43 * MINUTE_MS + 59000, "credentials 43m"},
		{2 * HOUR_MS - 1, "credentials 1h59m"},
		{11 * HOUR_MS + 30 * MINUTE_MS, "credentials 11h"},
		{MINUTE_MS, "credentials 1m"},
		{MINUTE_MS - 1, "credentials <1m"},
		{-1, "credentials EXPIRED"},
	};
	struct scene *scene = *state;

	assert_null(strstr(header_with(scene, 0, ""), "credentials"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *header = header_with(scene, rows[i].left_ms, "");

		if (!strstr(header, rows[i].said)) {
			fail_msg("\"%s\" is not in: %s", rows[i].said, header);
		}
	}
}

/* The screen changes when the minute is over, and not before. */
static void test_countdown_goes_on(void **state)
{
	struct scene *scene = *state;

	header_with(scene, 43 * MINUTE_MS + 700, "");
	assert_int_equal(dashboard_next_change_ms(&scene->app), 701);
}

static void test_refusal_is_noticed(void **state)
{
	struct scene *scene = *state;

	header_with(scene, 4 * MINUTE_MS, "run \"aws sso login --profile prod\": the login ended");
	assert_int_not_equal(
		scene_find(scene, "cannot refresh credentials: run \"aws sso login"), -1);
	header_with(scene, 4 * MINUTE_MS, "");
	assert_int_equal(scene_find(scene, "cannot refresh credentials"), -1);
}

/* The identity is shown below the error; the rows stay. */
static void test_refused_credentials(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	error_set(&snapshot->error, ERROR_CREDENTIALS, "Query: ExpiredTokenException: too old");
	snapshot->status.credentials_facts = "provider    role (role r of profile prod)\n"
					     "profile     prod (--profile)\n";
	scene_take(scene, snapshot);
	scene_draw(scene);
	int banner = scene_find(scene, "ExpiredTokenException");

	assert_int_not_equal(banner, -1);
	assert_true(scene_find(scene, "provider role (role r of profile prod); profile prod "
				      "(--profile)") > banner);
	assert_int_not_equal(scene_find(scene, "slack"), -1);
}

/* A profile that does not work at first: once it does, nothing about the sessions of the last one
 * is left. */
static void test_other_profile(void **state)
{
	static const struct settings other = {
		.table = "beya-integration-sessions", .read_only = true};
	struct scene *scene = *state;
	struct error err;

	scene_take(scene, scene_snapshot());
	scene_draw(scene);
	scene_type(scene, ":profile staging\r");
	assert_string_equal(scene->app.requested_profile, "staging");
	assert_int_not_equal(scene_find(scene, "Connecting with profile staging"), -1);
	error_set(&err, ERROR_CREDENTIALS, "run \"aws sso login --profile staging\"");
	dashboard_reject_profile(&scene->app, "staging", &err);
	scene_draw(scene);
	assert_int_not_equal(scene_find(scene, "Profile staging: run \"aws sso login"), -1);
	assert_int_not_equal(scene_find(scene, "slack"), -1);

	scene_type(scene, "p");
	assert_true(scene->app.ui.is_frozen);
	scene->commands.count = 0;
	dashboard_switch(&scene->app, &other, scene_diagnose(&other, scene_snapshot()));
	scene_draw(scene);
	assert_false(scene->app.ui.is_frozen);
	assert_int_not_equal(scene_find(scene, "[READ-ONLY]"), -1);
	assert_int_equal(scene_find(scene, "profile staging"), -1);
	assert_int_equal(scene->commands.kinds[0], COMMAND_INTERVAL);
	assert_int_equal(scene->commands.count, 1);
}

/* The dialog, about other sessions, closes; the open item is requested of the new poller. */
static void test_other_profile_in_detail(void **state)
{
	struct scene *scene = *state;

	scene_take(scene, scene_snapshot());
	scene_draw(scene);
	scene_type(scene, "\r\r");
	scene_take(scene, scene_snapshot_with_item());
	scene_draw(scene);
	scene_type(scene, "t");
	assert_true(scene->app.ui.dialog.is_open);
	scene->commands.count = 0;
	dashboard_switch(
		&scene->app, &scene->settings, scene_diagnose(&scene->settings, scene_snapshot()));
	assert_false(scene->app.ui.dialog.is_open);
	assert_int_equal(scene->commands.count, 3);
	assert_int_equal(scene->commands.kinds[1], COMMAND_FOCUS);
	assert_int_equal(scene->commands.kinds[2], COMMAND_OPEN);
}

/* Written sessions are held in their lines: not those of another table, with other services. */
static void test_other_profile_after_a_write(void **state)
{
	struct write_target target = {.service = "github", .user_id = "u-7f3a91c2"};
	struct write_order order = {.targets = &target, .count = 1};
	struct scene *scene = *state;
	struct snapshot *other = scene_snapshot();

	scene_take(scene, scene_snapshot());
	scene_draw(scene);
	scene_type(scene, "0:sort service\r");
	session_rows_hold(&scene->app.ui, &order);
	scene_keep_first(other, 11, 1);
	dashboard_switch(&scene->app, &scene->settings, scene_diagnose(&scene->settings, other));
	scene_draw(scene);
	assert_int_equal(scene->app.ui.held.keys.count, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_countdown),
		TEST(test_countdown_goes_on),
		TEST(test_refusal_is_noticed),
		TEST(test_refused_credentials),
		TEST(test_other_profile),
		TEST(test_other_profile_in_detail),
		TEST(test_other_profile_after_a_write),
	};

	return cmocka_run_group_tests_name("credentials on the screen", tests, NULL, NULL);
}
