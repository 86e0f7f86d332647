/* SPDX-License-Identifier: MIT */
/*
 * One snapshot in every format and on the screen, read back by formats.py. Runs in the project's
 * folder.
 */
#include "kit/fleet_fixture.h"

#include "kit/scene.h"
#include "report/report.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FORMAT(id, name, ...) {#name, OUTPUT_##id},

static const struct {
	const char *name;
	enum output output;
} formats[] = {{"check", OUTPUT_CHECK}, {"statusline", OUTPUT_STATUSLINE}, OUTPUT_FORMATS(FORMAT)};

static const struct {
	const char *user_id, *service;
	/* INT64_MIN: never */
	int64_t polled_ago_ms;
	int32_t errors;
	enum session_active active;
} items[] = {
	{"u-ok", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"u-late", "gmail", 65 * SECOND, 0, ACTIVE_ON},
	{"u-errs", "gmail", 5 * SECOND, 4, ACTIVE_ON},
	{"u-dead", "slack", 364 * SECOND, 27, ACTIVE_ON},
	{"u-never", "slack", INT64_MIN, 0, ACTIVE_ON},
	{"u-ahead", "slack", -42 * SECOND, 0, ACTIVE_ON},
	{"u-off", "notion", 900 * SECOND, 0, ACTIVE_OFF},
	{"u-what", "notion", 5 * SECOND, -1, ACTIVE_UNKNOWN},
	/* Names that a spreadsheet, a terminal, a parser or a person would misread. */
	{"=cmd|' /C calc'!A0", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"+1", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"-2", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"@SUM(A1)", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"\t=1", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"\n=1", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"\xef\xbc\x9d"
	 "1+1",
		"gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"#1", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"a,b \"c\"\r\nd", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"\033]0;x\a\xc2\x9b", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"\xe6\x97\xa5\xe6\x9c\xac | \xe2\x80\xae", "gmail", 5 * SECOND, 0, ACTIVE_ON},
	{"back\\slash", "{\"quote\\n\"} | x=1\n\x1b", 364 * SECOND, 0, ACTIVE_ON},
	{"u", "{\"quote\\n\"} | x=1\n\x1b\\", 5 * SECOND, 0, ACTIVE_ON},
};

static void fill(struct fleet *fleet)
{
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		bool is_polled = items[i].polled_ago_ms != INT64_MIN;
		struct item item =
			item_of(items[i].user_id, is_polled ? NOW - items[i].polled_ago_ms : 0);

		item.service = items[i].service;
		item.session.error_count = items[i].errors;
		item.session.active = (uint8_t)items[i].active;
		if (!is_polled) {
			item.session.polled_at_ms = SESSION_NO_TIME;
		}
		fleet_put(fleet, &item, NOW);
	}
}

static struct snapshot *take(struct fleet *fleet)
{
	struct snapshot *snapshot = publish(fleet);

	snapshot->asof_ms = NOW;
	snapshot->asof_mono_ms = SCENE_ASOF_MONO_MS;
	snapshot->status = (struct poll_status){
		.table = "sessions",
		.region = "eu-west-1",
		.endpoint = "http://127.0.0.1:8000",
		.profile = "",
		.source = SOURCE_ACTIVE_INDEX,
		.phase = PHASE_IDLE,
		.is_complete = true,
		.unindexed = -1,
		.reconciled_mono_ms = SCENE_ASOF_MONO_MS,
		.read_units = 12.5,
		.skew_known = true,
		.skew_ms = -1234,
	};
	return snapshot;
}

static const struct settings usual = {.limits = SESSION_THRESHOLDS_DEFAULT,
	.reconcile_ms = 1,
	.crit_if = "critical>0",
	.warn_if = "late>0"};

static FILE *open_in(const char *folder, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	return out;
}

static void write_formats(const struct snapshot *snapshot, const char *folder)
{
	struct settings settings = usual;

	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		FILE *out = open_in(folder, formats[i].name);

		settings.output = formats[i].output;
		struct report report;

		report_make(&report, snapshot, &settings, out);
		report_print(&report, out);
		report_fini(&report);
		assert_int_equal(fclose(out), 0);
	}
}

static void write_screen(const struct scene *scene, const char *folder, const char *name)
{
	FILE *out = open_in(folder, name);

	for (int y = 0; y < scene->canvas.rows; y++) {
		fprintf(out, "%s\n", scene_row(scene, y));
	}
	assert_int_equal(fclose(out), 0);
}

/* With the columns of the screen, and with those of reports. Takes ownership of the snapshot. */
static void write_screens(struct snapshot *snapshot, const char *folder)
{
	struct scene scene;

	scene_open(&scene, 31, 120);
	scene_take(&scene, snapshot);
	scene_draw(&scene);
	write_screen(&scene, folder, "screen");
	scene_type(
		&scene, ":columns active,paused,crit,late,err,never,unknown,latest,p50,p95\r\033");
	write_screen(&scene, folder, "columns");
	scene_close(&scene);
}

static void remove_folder(const char *folder)
{
	DIR *open = opendir(folder);
	char path[400];

	for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		remove(path);
	}
	closedir(open);
	rmdir(folder);
}

static void test_formats(void **state)
{
	struct fleet *fleet = *state;
	char folder[] = "/tmp/beyatop-formats-XXXXXX", command[160];

	assert_non_null(mkdtemp(folder));
	fill(fleet);
	struct snapshot *snapshot = scene_diagnose(&usual, take(fleet));

	for (int i = 0; i < STATE_COUNT; i++) {
		assert_true(snapshot->totals.states[i] > 0);
	}
	write_formats(snapshot, folder);
	write_screens(snapshot, folder);
	snprintf(command, sizeof(command), "/usr/bin/python3 -B tests/unit/tui/formats.py %s",
		folder);
	int status = system(command);

	if (getenv("BEYATOP_KEEP")) {
		printf("kept in %s\n", folder);
	} else {
		remove_folder(folder);
	}
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_formats, open_fleet, close_fleet),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
