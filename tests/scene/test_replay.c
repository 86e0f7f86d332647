/* SPDX-License-Identifier: MIT */
/* The keys and the clock of a replay, without a terminal and without a file. */
#include "kit/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int open_replay(void **state)
{
	static struct scene scene;

	scene_open(&scene, 24, 80);
	scene.settings.replay = "a.rec";
	*state = &scene;
	return 0;
}

static void show(struct scene *scene, const struct replay_status *status)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->replay = *status;
	play_take(scene, snapshot);
}

static void test_keys(void **state)
{
	static const struct {
		const char *keys;
		enum poller_command_kind kind;
	} cases[] = {
		{"p", COMMAND_FREEZE},
		{".", COMMAND_STEP},
		{",", COMMAND_STEP},
		{"+", COMMAND_SPEED},
		{"-", COMMAND_SPEED},
		{":goto 09:00\r", COMMAND_GOTO},
	};
	static const char *const refused[] = {
		"r", "t", "T", "u", "w", ":stop\r", ":resume\r", ":sweep\r"};
	struct scene *scene = *state;
	struct replay_status status = {.is_replay = true,
		.speed = 10,
		.at_ms = SCENE_ASOF_MS,
		.begin_ms = SCENE_ASOF_MS - 3600000,
		.end_ms = SCENE_ASOF_MS + 3600000,
		.mono_ms = SCENE_ASOF_MONO_MS,
		.posted_mono_ms = SCENE_NOW_MONO_MS,
		.until_mono_ms = SCENE_ASOF_MONO_MS + 15000};

	show(scene, &status);
	assert_int_equal(scene_find(scene, "REPLAY 09:47:12Z 10x"), 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		scene_type(scene, cases[i].keys);
		assert_int_equal(scene->commands.count, i + 1);
		assert_int_equal(play_last_command(scene), cases[i].kind);
	}
	play_type(scene, ":goto 03:00\r", "The recording runs from ");
	assert_int_equal(scene->commands.count, ARRAY_LEN(cases));
	scene_type(scene, "\0332");
	size_t count = scene->commands.count;

	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		play_type(scene, refused[i], "This is a recording");
		assert_int_equal(scene->commands.count, count);
		assert_false(scene->app.ui.dialog.is_open);
	}
	status.is_frozen = true;
	show(scene, &status);
	assert_int_equal(scene_find(scene, "REPLAY 09:47:12Z frozen"), 0);
}

/*
 * The recording's clock runs at its speed up to the next frame; the data are as old as they were.
 */
static void test_ages(void **state)
{
	struct scene *scene = *state;
	struct replay_status status = {.is_replay = true,
		.speed = 60,
		.at_ms = SCENE_ASOF_MS,
		.mono_ms = SCENE_ASOF_MONO_MS + 40000,
		.posted_mono_ms = SCENE_NOW_MONO_MS - 1000,
		.until_mono_ms = SCENE_ASOF_MONO_MS + 3600000};

	show(scene, &status);
	assert_int_equal(scene->app.ui.now_mono_ms, SCENE_ASOF_MONO_MS + 100000);
	assert_int_equal(scene_find(scene, "STALE (1m"), 0);
	status.until_mono_ms = status.mono_ms;
	show(scene, &status);
	assert_int_equal(scene->app.ui.now_mono_ms, SCENE_ASOF_MONO_MS + 40000);
	assert_int_equal(dashboard_next_change_ms(&scene->app), -1);
}

/* Shows a frame from before the end, and returns how many samples the session then has. */
static unsigned samples_before(struct scene *scene, int64_t before_ms)
{
	struct snapshot *snapshot = scene_snapshot_before(before_ms);
	struct session_history history;

	snapshot->replay = (struct replay_status){.is_replay = true,
		.is_frozen = true,
		.speed = 1,
		.at_ms = SCENE_ASOF_MS - before_ms};
	play_take(scene, snapshot);
	session_history_find(&scene->app.ui.session_histories, "slack", "u-7f3a91c2", &history);
	return history.count;
}

/* Going back removes what has not happened yet, and raises no alert. */
static void test_going_back(void **state)
{
	struct scene *scene = *state;

	samples_before(scene, 60000);
	samples_before(scene, 30000);
	assert_int_equal(samples_before(scene, 0), 3);
	assert_int_equal(samples_before(scene, 30000), 1);
	assert_false(scene->app.alert.has_seen);
	assert_ptr_equal(
		strstr(scene->app.ui.acks.scope, "recording of "), scene->app.ui.acks.scope);
}

/* Without a replay its keys do nothing, and say why. */
static void test_keys_of_a_table(void **state)
{
	struct scene *scene = *state;

	play_type(scene, ".", "This works in a replay only");
	scene_type(scene, ":goto 09:00\r");
	assert_int_equal(scene->commands.count, 0);
}

#define REPLAY(function) cmocka_unit_test_setup_teardown(function, open_replay, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REPLAY(test_keys),
		REPLAY(test_ages),
		REPLAY(test_going_back),
		cmocka_unit_test_setup_teardown(test_keys_of_a_table, play_open, play_close),
	};

	return cmocka_run_group_tests_name("replay keys", tests, NULL, NULL);
}
