/* SPDX-License-Identifier: MIT */
/* Navigation: what keys show, what they request of the poller, and the way back. */
#include "kit/play.h"

#include "kit/state_home.h"
#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static bool has_sent(const struct scene *scene, enum poller_command_kind kind)
{
	for (size_t i = 0; i < scene->commands.count; i++) {
		if (scene->commands.kinds[i] == kind) {
			return true;
		}
	}
	return false;
}

static void forget_commands(struct scene *scene)
{
	scene->commands.count = 0;
}

/* Moves to a session of the heat map, found by the line below the map. */
static void find_in_heat(struct scene *scene, const char *user_id)
{
	for (int i = 0; i < 40 && scene_find(scene, user_id) < 0; i++) {
		scene_type(scene, "l");
	}
	assert_true(scene_find(scene, user_id) >= 0);
}

static void test_heat_opens_the_session(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "m", "heat map by state");
	play_type(scene, "m", "heat map by errors");
	play_type(scene, "m", "heat map by lateness");
	find_in_heat(scene, "slack > u-77ab13cd");
	play_type(scene, "\r", "@detail");
	play_expect(scene, "overview > slack > u-77ab13cd");
	assert_true(has_sent(scene, COMMAND_FOCUS));
	assert_true(has_sent(scene, COMMAND_OPEN));
	assert_string_equal(scene->commands.user_id, "u-77ab13cd");
	/* Back leads to the map as it was, and nothing is open. */
	forget_commands(scene);
	play_type(scene, "q", "heat map by lateness");
	play_expect(scene, "slack > u-77ab13cd");
	assert_true(has_sent(scene, COMMAND_CLOSE));
	play_type(scene, "q", "@overview");
}

/* The cursor of the map stays on its session when rows move. */
static void test_heat_cursor_stays(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "m");
	find_in_heat(scene, "slack > u-a2");
	play_take(scene, scene_snapshot());
	play_expect(scene, "slack > u-a2");
	scene_type(scene, "Gg");
	assert_true(scene_find(scene, "> slack > ") >= 0);
}

static void test_crowded_heat_opens_the_service(void **state)
{
	enum { COUNT = 9000 };
	static struct session sessions[COUNT];
	static char names[COUNT][8];
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();
	struct service_summary *services = (struct service_summary *)(uintptr_t)snapshot->services;

	for (size_t i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "u%05zu", i);
		sessions[i] = snapshot->sessions[13]; /* of github, healthy */
		sessions[i].user_id = names[i];
		sessions[i].error_count = i == 4 ? 25 : 0;
	}
	summary_fill(sessions, COUNT, services, snapshot->services_count, &snapshot->totals);
	snapshot->sessions = sessions;
	snapshot->sessions_count = COUNT;
	scene_take(scene, snapshot);
	scene_type(scene, "m");
	play_type(scene, "m", "the worst of 5: github > u00004");
	play_type(scene, "\r", "@sessions");
	assert_string_equal(scene->app.ui.user_id, "u00004");
	assert_non_null(strstr(scene_row(scene, scene_find(scene, ">")), "overview > github"));
	play_type(scene, "q", "@heat");
}

static void test_changes_open_what_they_are_about(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "5", "newest first");
	/* slack/u-new-00412 new */
	play_type(scene, "jj\r", "overview > slack > u-new-00412");
	assert_string_equal(scene->commands.user_id, "u-new-00412");
	play_type(scene, "q", "@changes");
	/* slack: 31 stopped */
	play_type(scene, "jj\r", "@sessions");
	play_expect(scene, "overview > slack   13 sessions");
	assert_string_equal(scene->commands.service, "slack");
	play_type(scene, "qq", "@overview");
}

/* The cursor stays on its change when newer ones come, but on the newest it stays on the newest. */
static void test_cursor_of_changes(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	snapshot->changes_count -= 3;
	scene_take(scene, snapshot);
	scene_type(scene, "5j");

	int y = scene_find(scene, ">");

	assert_non_null(strstr(scene_row(scene, y), "31 stopped"));
	play_take(scene, scene_snapshot());
	assert_int_equal(scene_find(scene, ">"), y + 3);
	assert_non_null(strstr(scene_row(scene, y + 3), "31 stopped"));
	scene_type(scene, "g");
	snapshot = scene_snapshot();
	snapshot->changes_count = 5;
	scene_take(scene, snapshot);
	scene_draw(scene);
	assert_int_equal(scene_find(scene, ">"), y - 1);
}

static void test_views_by_number(void **state)
{
	static const struct {
		const char *keys;
		enum view_id view;
	} steps[] = {
		{"2", VIEW_SESSIONS},
		{"3", VIEW_DETAIL},
		{"4", VIEW_HEAT},
		{"5", VIEW_CHANGES},
		{"6", VIEW_WRITES},
		{"3", VIEW_DETAIL},
		{"2", VIEW_SESSIONS},
		{"1", VIEW_OVERVIEW},
		{"3", VIEW_DETAIL},
		{"?", VIEW_HELP},
		{"3", VIEW_DETAIL},
		{"?5", VIEW_CHANGES},
		{"1", VIEW_OVERVIEW},
		{"\t", VIEW_SESSIONS},
		{"\t", VIEW_DETAIL},
		{"\t", VIEW_HEAT},
		{"\t", VIEW_CHANGES},
		{"\t", VIEW_WRITES},
		{"\t", VIEW_OVERVIEW},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		scene_type(scene, steps[i].keys);
		assert_int_equal(scene->app.ui.view, steps[i].view);
	}
}

/* However a session is left, it is closed, and its service is no longer read first. */
static void test_leaving_closes(void **state)
{
	static const char *const ways[] = {"1", "4", "5", "?1", "i1", "i?5", "\t"};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		scene_type(scene, "13");
		assert_true(has_sent(scene, COMMAND_OPEN));
		forget_commands(scene);
		scene_type(scene, ways[i]);
		assert_true(has_sent(scene, COMMAND_CLOSE));
		assert_true(has_sent(scene, COMMAND_FOCUS));
		assert_string_equal(scene->commands.service, "");
	}
}

/* Before the first data, no key does harm, and the views say that there is nothing. */
static void test_without_data(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, 24, 80);
	scene_type(&scene, "2345m\rjklhG\t\t\t\t\tx1n!");
	scene_take(&scene, scene_snapshot_without_data());
	scene_type(&scene, "2345m\rjklhG\t\t\t\t\tx1n!");
	assert_true(scene_find(&scene, "Reading the table") >= 0);
	assert_int_equal(scene.canvas.strays, 0);
	scene_close(&scene);
}

static void open_worst(struct scene *scene)
{
	scene_type(scene, "13");
	scene_take(scene, scene_snapshot_with_item());
	scene_type(scene, "G");
	assert_true(scene_find(scene, "hook?k=1") < 0);
	assert_true(scene_find(scene, "xoxb-123") < 0);
}

static void test_secrets_are_shown_for_a_time(void **state)
{
	struct scene *scene = *state;

	open_worst(scene);
	play_type(scene, "x", "hook?k=1");
	play_expect(scene, "xoxb-123");
	/* The loop wakes up in time to hide them. */
	assert_in_range(dashboard_next_change_ms(&scene->app), 1, UI_REVEAL_MS);
	dashboard_draw(&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + UI_REVEAL_MS - 1,
		SCENE_NOW_WALL_MS);
	play_expect(scene, "xoxb-123");
	assert_int_equal(dashboard_next_change_ms(&scene->app), 1);
	dashboard_draw(
		&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + UI_REVEAL_MS, SCENE_NOW_WALL_MS);
	play_expect(scene, "!xoxb-123");
	play_expect(scene, "!hook?k=1");
}

static void expect_saved_masked(struct scene *scene, const char *keys)
{
	const char *saved = "Saved as ";
	char path[300] = "", text[8192] = "";

	scene_type(scene, keys);
	const char *message = strstr(scene->app.ui.message, saved);

	assert_non_null(message);
	snprintf(path, sizeof(path), "%s", message + strlen(saved));
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	assert_non_null(strstr(text, "webhookUrl"));
	assert_null(strstr(text, "xoxb-123"));
	assert_null(strstr(text, "hook?k=1"));
	assert_int_equal(unlink(path), 0);
}

/* Also if the frame on the screen is older than the key that hides them. */
static void test_secrets_are_not_saved(void **state)
{
	struct scene *scene = *state;

	state_home_renew();
	open_worst(scene);
	play_type(scene, "x", "xoxb-123");
	expect_saved_masked(scene, "s");
	/* The screen itself goes on showing them. */
	play_expect(scene, "xoxb-123");
	keys_press(&scene->app, 'x');
	expect_saved_masked(scene, "s");
}

static void test_secrets_are_hidden_with_the_session(void **state)
{
	static const char *const ways[] = {"x", "q", "1", "5", "]"};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		open_worst(scene);
		scene_type(scene, "x");
		assert_true(scene_find(scene, "xoxb-123") >= 0);
		scene_type(scene, ways[i]);
		assert_false(ui_reveals(&scene->app.ui));
	}
}

/* Opened again: the item is there from before, is being read, and is there again. */
static void test_cursor_waits_for_the_item(void **state)
{
	static const enum item_status answers[] = {ITEM_LOADING, ITEM_PRESENT};
	struct scene *scene = *state;
	const struct list *list = &scene->app.ui.lists[VIEW_DETAIL];

	open_worst(scene);
	scene_type(scene, "gjjj");
	assert_int_equal(list->selected, 3);
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct snapshot *snapshot = scene_snapshot_with_item();

		snapshot->item.status = answers[i];
		if (answers[i] == ITEM_LOADING) {
			snapshot->item.nodes_count = 0;
		}
		scene_take(scene, snapshot);
		scene_draw(scene);
	}
	assert_int_equal(list->selected, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_heat_opens_the_session, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_heat_cursor_stays, play_open, play_close),
		cmocka_unit_test_setup_teardown(
			test_crowded_heat_opens_the_service, play_open, play_close),
		cmocka_unit_test_setup_teardown(
			test_changes_open_what_they_are_about, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_cursor_of_changes, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_views_by_number, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_leaving_closes, play_open, play_close),
		cmocka_unit_test(test_without_data),
		cmocka_unit_test_setup_teardown(
			test_secrets_are_shown_for_a_time, play_open, play_close),
		cmocka_unit_test_setup_teardown(
			test_secrets_are_hidden_with_the_session, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_secrets_are_not_saved, play_open, play_close),
		cmocka_unit_test_setup_teardown(
			test_cursor_waits_for_the_item, play_open, play_close),
	};

	return cmocka_run_group_tests_name("navigation", tests, NULL, NULL);
}
