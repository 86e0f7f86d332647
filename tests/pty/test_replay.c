/* SPDX-License-Identifier: MIT */
/*
 * A recording made by the real program on a real engine and replayed: on the screen and as a
 * report. And the keys of a replay.
 */
#include "kit/binary.h"

#include "kit/fixture.h"
#include "kit/scene.h"
#include "ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;
static char folder[64], path[80];

/* Removes the table too: from then on everything is from the file. */
static int record(void **state)
{
	const char *const flags[] = {"--once", "-o", "json", "--record", path, NULL};
	struct binary binary = {.table = scratch.table, .flags = flags};
	struct run run;

	(void)state;
	strcpy(folder, "/tmp/beyatop-test-XXXXXX");
	if (!mkdtemp(folder)) {
		return -1;
	}
	snprintf(path, sizeof(path), "%s/a.rec", folder);
	fixture_open(&scratch, FORM_S);
	binary.url = scratch.url;
	binary_run(&binary, &run, NULL);
	scratch_close(&scratch);
	assert_string_equal(buf_text(&run.err), "");
	assert_int_equal(run.exit_status, 0);
	run_fini(&run);
	return 0;
}

static int remove_record(void **state)
{
	(void)state;
	return unlink(path) || rmdir(folder);
}

/* Nothing but the recording: no credentials, no table, no network. */
static void replay_once(const char *file, const char *const *more, struct run *run)
{
	static const char *const env[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", NULL};
	const char *flags[8] = {"--once", "--replay", file};
	struct binary binary = {.flags = flags, .pty = {.env = env}};

	for (size_t i = 0; more && more[i]; i++) {
		flags[3 + i] = more[i];
	}
	binary_run(&binary, run, NULL);
}

static void test_report(void **state)
{
	struct run run;

	(void)state;
	replay_once(path, NULL, &run);
	assert_string_equal(buf_text(&run.err), "");
	assert_int_equal(run.exit_status, 0);
	assert_non_null(strstr(buf_text(&run.out), scratch.table));
	assert_non_null(strstr(buf_text(&run.out), "C  u-dead"));
	assert_non_null(strstr(buf_text(&run.out), "N  u-new"));
	run_fini(&run);
}

static void test_file_stays(void **state)
{
	const char *const flags[] = {"--record", path, NULL};
	struct binary binary = {.table = "any", .flags = flags};
	struct pty *pty = binary_start(&binary);

	(void)state;
	binary_expect(pty, "never overwrites");
	binary_expect_clean_exit(pty, 78);
	pty_free(pty);
}

/* The last good frame, the number of the bad line, and the status of an incomplete report. */
static void test_damaged_report(void **state)
{
	char damaged[96];
	struct run run;
	FILE *file;

	(void)state;
	snprintf(damaged, sizeof(damaged), "%s/damaged.rec", folder);
	file = fopen(damaged, "w");
	assert_non_null(file);
	FILE *good = fopen(path, "r");

	for (int byte; (byte = fgetc(good)) != EOF;) {
		fputc(byte, file);
	}
	fclose(good);
	fputs("{\"row\":7", file);
	fclose(file);
	replay_once(damaged, NULL, &run);
	assert_int_equal(run.exit_status, 2);
	assert_non_null(strstr(buf_text(&run.err), "ends in the middle"));
	assert_non_null(strstr(buf_text(&run.out), "C  u-dead"));
	run_fini(&run);

	assert_int_equal(truncate(damaged, 20), 0);
	replay_once(damaged, NULL, &run);
	assert_int_equal(run.exit_status, 78);
	assert_non_null(strstr(buf_text(&run.err), "line 1: not a recording"));
	run_fini(&run);
	unlink(damaged);
}

static void test_screen(void **state)
{
	const char *const flags[] = {"--replay", path, NULL};
	struct binary binary = {.flags = flags};
	struct pty *pty = binary_start(&binary);

	(void)state;
	binary_expect(pty, "REPLAY");
	binary_expect(pty, "Z end");
	binary_expect(pty, scratch.table);
	binary_type(pty, "t", "REPLAY");
	binary_type(pty, "r", "nothing can be read or written");
	binary_type(pty, ":goto 26:00\r", "is not a time");
	binary_type(pty, "\033,", "Z frozen");
	binary_type(pty, ":goto 2000-01-01T00:00:00Z\r", "The recording runs from 2");
	binary_expect(pty, "Z frozen");
	binary_type(pty, "\x15goto 2099-01-01T00:00:00Z\r", "The recording runs from 2");
	binary_expect(pty, "Z frozen");
	binary_type(pty, "\033.", "Z end");
	binary_type(pty, "g\r", "u-dead");
	binary_type(pty, "\r", "as listed: recordings contain no other attributes");
	binary_expect(pty, "~errorCount 27");
	assert_int_equal(pty_find(pty, "stored as"), -1);
	binary_quit(pty);
}

/* --- Keys, without a terminal ------------------------------------------------------------------
 */

static void terminal_output_frame(
	struct scene *scene, struct snapshot *snapshot, const struct replay_status *status)
{
	snapshot->replay = *status;
	scene_take(scene, snapshot);
	scene_draw(scene);
}

static void show(struct scene *scene, const struct replay_status *status)
{
	terminal_output_frame(scene, scene_snapshot(), status);
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
	struct scene scene;
	struct replay_status status = {.is_replay = true,
		.speed = 10,
		.at_ms = SCENE_ASOF_MS,
		.begin_ms = SCENE_ASOF_MS - 3600000,
		.end_ms = SCENE_ASOF_MS + 3600000,
		.mono_ms = SCENE_ASOF_MONO_MS,
		.posted_mono_ms = SCENE_NOW_MONO_MS,
		.until_mono_ms = SCENE_ASOF_MONO_MS + 15000};

	(void)state;
	scene_open(&scene, 24, 80);
	scene.settings.replay = "a.rec";
	show(&scene, &status);
	assert_true(scene_find(&scene, "REPLAY 09:47:12Z 10x") == 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t count = scene.commands.count;

		scene_type(&scene, cases[i].keys);
		assert_int_equal(scene.commands.count, count + 1);
		assert_int_equal(scene.commands.kinds[count], cases[i].kind);
	}
	size_t before = scene.commands.count;

	scene_type(&scene, ":goto 03:00\r");
	assert_true(scene_find(&scene, "The recording runs from ") > 0);
	assert_int_equal(scene.commands.count, before);
	scene_type(&scene, "\033");
	static const char *const refused[] = {
		"r", "t", "T", "u", "w", ":stop\r", ":resume\r", ":sweep\r"};

	scene_type(&scene, "2");
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		size_t count = scene.commands.count;

		scene_type(&scene, refused[i]);
		assert_int_equal(scene.commands.count, count);
		assert_true(scene_find(&scene, "This is a recording") > 0);
		assert_false(scene.app.ui.dialog.is_open);
	}
	status.is_frozen = true;
	show(&scene, &status);
	assert_true(scene_find(&scene, "REPLAY 09:47:12Z frozen") == 0);
	scene_close(&scene);
}

/*
 * The recording's clock runs at its speed up to the next frame; the data are as old as they were.
 */
static void test_ages(void **state)
{
	struct scene scene;
	struct replay_status status = {.is_replay = true,
		.speed = 60,
		.at_ms = SCENE_ASOF_MS,
		.mono_ms = SCENE_ASOF_MONO_MS + 40000,
		.posted_mono_ms = SCENE_NOW_MONO_MS - 1000,
		.until_mono_ms = SCENE_ASOF_MONO_MS + 3600000};

	(void)state;
	scene_open(&scene, 24, 80);
	scene.settings.replay = "a.rec";
	show(&scene, &status);
	assert_int_equal(scene.app.ui.now_mono_ms, SCENE_ASOF_MONO_MS + 100000);
	assert_true(scene_find(&scene, "STALE (1m") == 0);
	status.until_mono_ms = status.mono_ms;
	show(&scene, &status);
	assert_int_equal(scene.app.ui.now_mono_ms, SCENE_ASOF_MONO_MS + 40000);
	assert_int_equal(dashboard_next_change_ms(&scene.app), -1);
	scene_close(&scene);
}

static void show_before(struct scene *scene, int64_t before_ms)
{
	struct replay_status status = {.is_replay = true,
		.is_frozen = true,
		.speed = 1,
		.at_ms = SCENE_ASOF_MS - before_ms};

	terminal_output_frame(scene, scene_snapshot_before(before_ms), &status);
}

/* Going back removes what has not happened yet, and alerts nobody. */
static void test_going_back(void **state)
{
	struct scene scene;
	struct session_history history;

	(void)state;
	scene_open(&scene, 24, 80);
	scene.settings.replay = "a.rec";
	show_before(&scene, 60000);
	show_before(&scene, 30000);
	show_before(&scene, 0);
	session_history_find(&scene.app.ui.session_histories, "slack", "u-7f3a91c2", &history);
	assert_int_equal(history.count, 3);
	show_before(&scene, 30000);
	session_history_find(&scene.app.ui.session_histories, "slack", "u-7f3a91c2", &history);
	assert_int_equal(history.count, 1);
	assert_false(scene.app.alert.has_seen);
	assert_ptr_equal(strstr(scene.app.ui.acks.scope, "recording of "), scene.app.ui.acks.scope);
	scene_close(&scene);
}

/* Without a replay its keys do nothing, and say why. */
static void test_keys_of_a_table(void **state)
{
	struct scene scene;
	size_t count;

	(void)state;
	scene_open(&scene, 24, 80);
	scene_take(&scene, scene_snapshot());
	count = scene.commands.count;
	scene_type(&scene, ".");
	assert_true(scene_find(&scene, "This works in a replay only") > 0);
	scene_type(&scene, ":goto 09:00\r");
	assert_int_equal(scene.commands.count, count);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_file_stays),
		cmocka_unit_test(test_damaged_report),
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_ages),
		cmocka_unit_test(test_going_back),
		cmocka_unit_test(test_keys_of_a_table),
	};

	return cmocka_run_group_tests_name("replay", tests, record, remove_record);
}
