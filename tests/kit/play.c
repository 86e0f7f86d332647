/* SPDX-License-Identifier: MIT */
#include "kit/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void fail_with_screen(const struct scene *scene, const char *text, const char *problem)
{
	for (int y = 0; y < scene->canvas.rows; y++) {
		print_message("%2d|%s\n", y + 1, scene_row(scene, y));
	}
	fail_msg("\"%s\" is %s", text, problem);
}

static void expect_text(const struct scene *scene, const char *text)
{
	if (scene_find(scene, text) < 0) {
		fail_with_screen(scene, text, "not on the screen");
	}
}

static void expect_no_text(const struct scene *scene, const char *text)
{
	if (scene_find(scene, text) >= 0) {
		fail_with_screen(scene, text, "on the screen");
	}
}

static void expect_selected(const struct scene *scene, const char *user_id)
{
	int y = 0;

	assert_string_equal(scene->app.ui.user_id, user_id);
	while (y < scene->canvas.rows && scene_row(scene, y)[0] != '>') {
		y++;
	}
	assert_true(y < scene->canvas.rows);
	assert_non_null(strstr(scene_row(scene, y), user_id));
}

enum poller_command_kind play_last_command(const struct scene *scene)
{
	assert_true(scene->commands.count > 0);
	return scene->commands.kinds[scene->commands.count - 1];
}

void play_take(struct scene *scene, struct snapshot *snapshot)
{
	scene_take(scene, snapshot);
	scene_draw(scene);
}

static void expect_view(const struct ui *ui, const char *name)
{
	static const char *const names[VIEW_COUNT] = {[VIEW_OVERVIEW] = "overview",
		[VIEW_SESSIONS] = "sessions",
		[VIEW_DETAIL] = "detail",
		[VIEW_HEAT] = "heat",
		[VIEW_CHANGES] = "changes",
		[VIEW_WRITES] = "writes",
		[VIEW_SUMMARY] = "summary",
		[VIEW_HELP] = "help"};

	assert_string_equal(names[ui->view], name);
}

void play_expect(const struct scene *scene, const char *expected)
{
	const struct ui *ui = &scene->app.ui;

	if (*expected == '!') {
		expect_no_text(scene, expected + 1);
	} else if (*expected == '>') {
		expect_selected(scene, expected + 1);
	} else if (*expected == '@') {
		expect_view(ui, expected + 1);
	} else if (*expected == '#' && expected[1] != ' ') {
		assert_int_equal(ui->lists[ui->view].count, atoi(expected + 1));
	} else {
		expect_text(scene, expected);
	}
}

void play_type(struct scene *scene, const char *keys, const char *expected)
{
	scene_type(scene, keys);
	play_expect(scene, expected);
}

void play_steps(struct scene *scene, const struct play_step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		play_type(scene, steps[i].keys ? steps[i].keys : "", steps[i].expected);
	}
}

int play_open(void **state)
{
	static struct scene scene;

	scene_open(&scene, 24, 80);
	play_take(&scene, scene_snapshot());
	*state = &scene;
	return 0;
}

int play_close(void **state)
{
	scene_close(*state);
	return 0;
}

static const struct play_script *script;

int play_open_table(void **state)
{
	script = *state;
	return play_open(state);
}

void play_table(void **state)
{
	play_steps(*state, script->steps, script->count);
}
