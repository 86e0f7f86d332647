/* SPDX-License-Identifier: MIT */
/*
 * Views drawn on a canvas, against golden screens. BEYATOP_REGOLD=1 writes the golden files again:
 * review the difference before you commit it.
 */
#include "kit/golden.h"
#include "kit/scene.h"

#include "buf.h"
#include "summary.h"
#include "text.h"
#include "view/frame.h"

#include "kit/rounds.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void take(struct scene *scene, struct snapshot *snapshot)
{
	scene_take(scene, snapshot);
	scene_draw(scene);
}

static void show_first_frame(struct scene *scene)
{
	scene_draw(scene);
}

static void show_loading(struct scene *scene)
{
	take(scene, scene_snapshot_without_data());
}

static void show_refused(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot_without_data();

	error_set(&snapshot->error, ERROR_CREDENTIALS,
		"ExpiredTokenException: the security token in profile prod has expired; renew it, "
		"for example by aws sso login --profile prod");
	snapshot->error_mono_ms = SCENE_NOW_MONO_MS - 90000;
	take(scene, snapshot);
}

/* As after the start, with the cursor on the first finding. */
static void show_overview(struct scene *scene)
{
	scene->app.ui.overview_cursor.is_on_services = false;
	take(scene, scene_snapshot());
}

static void show_unreconciled(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.reconciled_mono_ms = -1;
	snapshot->status.is_reconciling = true;
	snapshot->totals.states[STATE_NEVER_POLLED] = 0;
	snprintf(snapshot->status.notice, sizeof(snapshot->status.notice),
		"ServiceType-Index is CREATING: opened services are read from the other index.");
	take(scene, snapshot);
}

/* Services are known from a Scan, and the last one is old. */
static void show_old_scan(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.source = SOURCE_SERVICE_INDEX;
	snapshot->status.reconciled_mono_ms = SCENE_NOW_MONO_MS - 7 * 60 * 1000;
	snapshot->totals.states[STATE_NEVER_POLLED] = 0;
	take(scene, snapshot);
}

static void show_gap(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.reconciled_mono_ms = -1;
	snapshot->status.unindexed = 62;
	snapshot->status.unfilled = 1204;
	snapshot->totals.states[STATE_NEVER_POLLED] = 0;
	snapshot->changes_count = 0;
	take(scene, snapshot);
}

static void show_first_sweep(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.phase = PHASE_READING;
	snapshot->status.is_complete = false;
	snapshot->status.is_sweeping = true;
	snapshot->status.took_ms = -1;
	snapshot->status.swept_mono_ms = -1;
	snapshot->status.sweep_share = 0.34;
	snapshot->status.sweep_left_ms = 112000;
	take(scene, snapshot);
}

static void show_throttled(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.is_sweeping = true;
	snapshot->status.sweep_share = 0.715;
	snapshot->status.sweep_left_ms = 33000;
	snapshot->status.is_throttled = true;
	snprintf(snapshot->status.throttled, sizeof(snapshot->status.throttled),
		"Query of Active-Sessions-Index: ProvisionedThroughputExceededException "
		"(IndexReadProvisionedThroughputExceeded on Active-Sessions-Index)");
	take(scene, snapshot);
}

/* Rows that an index projects only in part, and one that was missed by the last sweep. */
static void show_unfilled(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();
	struct session *sessions = (struct session *)(uintptr_t)snapshot->sessions;

	for (size_t i = 10; i < 13; i++) {
		sessions[i].flags |= SESSION_UNFILLED;
		sessions[i].interval_ms = 0;
		sessions[i].error_count = -1;
		sessions[i].created_at_s = 0;
		sessions[i].state = sessions[i].active == ACTIVE_ON ? STATE_UNKNOWN : STATE_PAUSED;
	}
	sessions[11].polled_at_ms = SESSION_NO_TIME;
	sessions[1].flags |= SESSION_MISSED;
	snapshot->status.unfilled = 3;
	take(scene, snapshot);
	scene_type(scene, "\r");
}

static void show_prompt(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r:inteval 30s");
	for (int i = 0; i < 6; i++) {
		keys_press(&scene->app, KEY_IS_LEFT);
	}
	scene_draw(scene);
}

static void show_refused_command(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, ":frobnicate\r\x15re\t");
}

static void show_empty(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->services_count = 0;
	snapshot->sessions_count = 0;
	snapshot->totals = (struct summary){0};
	take(scene, snapshot);
}

static void show_banner(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	error_set(&snapshot->error, ERROR_THROTTLED,
		"Query of Active-Sessions-Index: ProvisionedThroughputExceededException, trying again "
		"in 8 s; raise the index's read capacity or the interval");
	snapshot->error_mono_ms = SCENE_ASOF_MONO_MS - 4000;
	snapshot->status.is_complete = false;
	take(scene, snapshot);
}

static void show_stale(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->asof_mono_ms -= 133000;
	take(scene, snapshot);
}

static void show_read_only(struct scene *scene)
{
	scene->settings.read_only = true;
	take(scene, scene_snapshot());
	scene_type(scene, "\rt");
}

static void show_frozen(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\rp");
}

static void show_sessions(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\rjj");
}

static void show_problems(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "j\r!");
}

static void show_detail(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r\r");
	take(scene, scene_snapshot_with_item());
}

static void show_detail_others(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r\r");
	take(scene, scene_snapshot_with_others());
}

static void show_detail_loading(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r\r");
}

static void show_help(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "?");
}

static void show_dialog(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\rt");
}

static void show_written(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	show_dialog(scene);
	scene_type(scene, "\017");
	snapshot->write_result = (struct write_result){.number = 1,
		.outcome = WRITE_WRITTEN,
		.user_id = "u-7f3a91c2",
		.service = "slack",
		.wanted = ACTIVE_OFF};
	take(scene, snapshot);
}

static void show_filter(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r/err>5 ag>1m");
}

static void show_filtered(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "/late>2\r");
}

static void show_found(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r=:tag none\r j :ack 2h a known one\r/err>0\r>>IoFj");
}

static void show_nothing_found(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r/nobody\r");
}

static void show_ack(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\ra");
}

static void show_summary(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "\r:ack 2h a known one\rbqi");
}

static void show_watched_overview(struct scene *scene)
{
	take(scene, scene_snapshot_before(600000));
	scene_type(scene, "b");
	scene_watch(scene, 39);
	scene_draw(scene);
}

static void show_watched_sessions(struct scene *scene)
{
	scene_watch(scene, 40);
	scene_type(scene, "\r =");
}

static void show_watched_detail(struct scene *scene)
{
	scene_watch(scene, 40);
	scene_type(scene, "\r\r");
	take(scene, scene_snapshot_with_others());
}

static void show_revealed(struct scene *scene)
{
	show_watched_detail(scene);
	scene_type(scene, "xG");
}

static void show_heat(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "mjjl");
}

static void show_heat_by_errors(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "4m");
}

static void show_heat_by_lateness(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "4mm");
}

/* More sessions than a screen has cells. */
static void show_crowded_heat(struct scene *scene)
{
	enum { COUNT = 30000 };
	static struct session sessions[COUNT];
	static char names[COUNT][8];
	struct snapshot *snapshot = scene_snapshot();
	struct service_summary *services = (struct service_summary *)(uintptr_t)snapshot->services;

	for (size_t i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "u%05zu", i);
		sessions[i] = snapshot->sessions[15]; /* calendar's, which is healthy */
		sessions[i].user_id = names[i];
		sessions[i].service = i < COUNT / 3 ? 0 : i < COUNT - 40 ? 1 : 2;
		sessions[i].error_count = i % 1000 == 7 ? (int32_t)(i / 1000) : 0;
	}
	summary_fill(sessions, COUNT, services, snapshot->services_count, &snapshot->totals);
	snapshot->sessions = sessions;
	snapshot->sessions_count = COUNT;
	take(scene, snapshot);
	scene_type(scene, "mlll");
}

static void show_changes(struct scene *scene)
{
	take(scene, scene_snapshot());
	scene_type(scene, "5jj");
}

static void show_no_changes(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->changes_count = 0;
	take(scene, snapshot);
	scene_type(scene, "5");
}

static void show_no_writes(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.can_write = false;
	snprintf(snapshot->status.write_refusal, sizeof(snapshot->status.write_refusal),
		"the table is UPDATING");
	take(scene, snapshot);
}

/* No problems, and complete data. */
static void show_healthy(struct scene *scene)
{
	struct snapshot *snapshot = scene_snapshot();
	struct service_summary *services = (struct service_summary *)(uintptr_t)snapshot->services;

	snapshot->sessions += 10; /* slack's last ones are healthy or paused */
	snapshot->sessions_count = 3;
	snapshot->changes_count = 0;
	summary_fill(snapshot->sessions, snapshot->sessions_count, services,
		snapshot->services_count, &snapshot->totals);
	take(scene, snapshot);
}

/* Golden screens at 80x24. One that differs little from another contains only what is different. */
static const struct golden {
	const char *name;
	void (*show)(struct scene *scene);
	void (*like)(struct scene *scene);
} goldens[] = {
	{"first-frame", show_first_frame, NULL},
	{"loading", show_loading, show_first_frame},
	{"refused", show_refused, show_loading},
	{"overview", show_overview, NULL},
	{"unreconciled", show_unreconciled, show_overview},
	{"old-scan", show_old_scan, show_overview},
	{"gap", show_gap, show_overview},
	{"first-sweep", show_first_sweep, show_overview},
	{"throttled", show_throttled, show_overview},
	{"prompt", show_prompt, show_sessions},
	{"refused-command", show_refused_command, show_overview},
	{"empty", show_empty, show_overview},
	{"banner", show_banner, show_overview},
	{"stale", show_stale, show_overview},
	{"no-writes", show_no_writes, show_overview},
	{"healthy", show_healthy, show_overview},
	{"sessions", show_sessions, NULL},
	{"unfilled", show_unfilled, show_sessions},
	{"read-only", show_read_only, show_sessions},
	{"frozen", show_frozen, show_sessions},
	{"problems", show_problems, show_sessions},
	{"dialog", show_dialog, show_sessions},
	{"written", show_written, show_sessions},
	{"filter", show_filter, show_sessions},
	{"filtered", show_filtered, show_sessions},
	{"found", show_found, NULL},
	{"nothing-found", show_nothing_found, show_sessions},
	{"ack", show_ack, show_sessions},
	{"summary", show_summary, NULL},
	{"detail", show_detail, NULL},
	{"detail-loading", show_detail_loading, show_detail},
	{"detail-others", show_detail_others, show_detail},
	{"help", show_help, NULL},
	{"watched-overview", show_watched_overview, show_overview},
	{"watched-sessions", show_watched_sessions, show_sessions},
	{"watched-detail", show_watched_detail, show_detail_others},
	{"revealed", show_revealed, show_watched_detail},
	{"heat", show_heat, NULL},
	{"heat-errors", show_heat_by_errors, NULL},
	{"heat-lateness", show_heat_by_lateness, NULL},
	{"heat-crowded", show_crowded_heat, NULL},
	{"changes", show_changes, NULL},
	{"no-changes", show_no_changes, show_changes},
};

/* Each view, for what must be true of all of them. */
static const struct {
	const char *name;
	void (*show)(struct scene *scene);
	bool has_large_goldens;
} views[] = {
	{"overview", show_watched_overview, true},
	{"sessions", show_watched_sessions, true},
	{"detail", show_watched_detail, true},
	{"heat", show_heat, false},
	{"heat-errors", show_heat_by_errors, false},
	{"heat-lateness", show_heat_by_lateness, false},
	{"changes", show_changes, false},
	{"help", show_help, false},
	{"dialog", show_dialog, true},
};

static void test_goldens(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct buf seen = {0};
		struct scene scene, like;

		scene_open(&scene, 24, 80);
		scene_open(&like, 24, 80);
		goldens[i].show(&scene);
		if (goldens[i].like) {
			goldens[i].like(&like);
		}
		golden_append_screen(&seen, &scene, goldens[i].like ? &like : NULL);
		golden_compare(goldens[i].name, &seen);
		scene_close(&like);
		scene_close(&scene);
		buf_fini(&seen);
	}
}

static void compare_sized(size_t view, int rows, int cols)
{
	struct buf seen = {0};
	struct scene scene;
	char name[100];

	scene_open(&scene, rows, cols);
	views[view].show(&scene);
	golden_append_screen(&seen, &scene, NULL);
	snprintf(name, sizeof(name), "%s-%dx%d", views[view].name, cols, rows);
	golden_compare(name, &seen);
	scene_close(&scene);
	buf_fini(&seen);
}

static void test_sizes(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{12, 60}, {40, 120}, {60, 200}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		for (size_t j = 0; views[i].has_large_goldens && j < ARRAY_LEN(sizes); j++) {
			compare_sized(i, sizes[j].rows, sizes[j].cols);
		}
	}
}

/*
 * Terminals that show less: without colors, where heat is shown by letters; then also without
 * anything but ASCII.
 */
static const struct {
	const char *name;
	bool is_ascii;
} poor_terminals[] = {{"mono", false}, {"ascii", true}};

static void expect_ascii(const struct buf *text)
{
	for (size_t i = 0; i < text->length; i++) {
		char byte = text->data[i];

		assert_true(byte == '\n' || (byte >= 0x20 && byte < 0x7F));
	}
}

static void compare_poor(size_t view, size_t terminal)
{
	struct buf seen = {0}, shown = {0};
	struct scene scene, like;
	char name[100];

	scene_open(&like, 24, 80);
	views[view].show(&like);
	scene_open(&scene, 24, 80);
	scene.canvas.has_heat_ramp = true;
	scene.canvas.is_ascii = poor_terminals[terminal].is_ascii;
	views[view].show(&scene);
	if (poor_terminals[terminal].is_ascii) {
		golden_append_screen(&shown, &scene, NULL);
		expect_ascii(&shown);
	}
	golden_append_screen(&seen, &scene, &like);
	snprintf(name, sizeof(name), "%s-%s", poor_terminals[terminal].name, views[view].name);
	golden_compare(name, &seen);
	scene_close(&scene);
	scene_close(&like);
	buf_fini(&shown);
	buf_fini(&seen);
}

/* Goldens of what such a terminal shows differently. */
static void test_poor_terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		for (size_t j = 0; j < ARRAY_LEN(poor_terminals); j++) {
			compare_poor(i, j);
		}
	}
}

static void expect_no_mistakes(const struct scene *scene, const char *name)
{
	const struct canvas *canvas = &scene->canvas;
	const struct ui *ui = &scene->app.ui;
	/* A dialog covers the view, and the cursor of the prompt covers its text. */
	unsigned overlaps = ui->prompt.is_open || ui->dialog.is_open ? 0 : canvas->overlaps;

	if (canvas->strays > 0 || overlaps > 0) {
		fail_msg("%s at %dx%d: %u strays, %u overlaps", name, canvas->cols, canvas->rows,
			canvas->strays, canvas->overlaps);
	}
}

static void draw_sized(struct scene *scene, int rows, int cols, const char *name)
{
	canvas_resize(&scene->canvas, rows, cols);
	scene_draw(scene);
	expect_no_mistakes(scene, name);
}

/*
 * Each view at every size up to 200 x 60: nothing is drawn outside the screen or over something
 * else. Unless it is a long run, only every 17th width, other widths for each height. And some
 * sizes up to 400 x 120.
 */
static void test_every_size(void **state)
{
	int step = rounds_factor() > 1 ? 1 : 17;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(views); i++) {
		struct scene scene;

		scene_open(&scene, 60, 200);
		views[i].show(&scene);
		for (int rows = 1; rows <= 60; rows++) {
			for (int cols = 1 + rows % step; cols <= 200; cols += step) {
				draw_sized(&scene, rows, cols, views[i].name);
			}
		}
		for (int rows = 12; rows <= 120; rows += 36) {
			for (int cols = 225; cols <= 400; cols += 25) {
				draw_sized(&scene, rows, cols, views[i].name);
			}
		}
		scene_close(&scene);
	}
}

/* Each scene at the sizes where layouts change, as the size changes under it; one row in three,
 * other rows in other scenes. */
static void test_resizes(void **state)
{
	int step = rounds_factor() > 1 ? 1 : 3;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(goldens); i++) {
		struct scene scene;

		scene_open(&scene, 50, 140);
		goldens[i].show(&scene);
		for (int rows = 45 - (int)i % step; rows >= 1; rows -= step) {
			for (int cols = 130; cols >= 1; cols -= 11) {
				draw_sized(&scene, rows, cols, goldens[i].name);
			}
		}
		scene_close(&scene);
	}
}

/* A dialog that cannot be read is closed: no key must confirm it. */
static void test_small_screen_closes_dialog(void **state)
{
	struct scene scene;
	size_t commands;

	(void)state;
	scene_open(&scene, 24, 80);
	show_dialog(&scene);
	assert_true(scene_find(&scene, "Ctrl-O to write") >= 0);
	commands = scene.commands.count;
	canvas_resize(&scene.canvas, 11, 59);
	scene_draw(&scene);
	assert_int_equal(scene_find(&scene, "too small: needs 60x12, is 59x11"), 0);
	scene_type(&scene, "\017");
	assert_int_equal(scene.commands.count, commands);
	scene_close(&scene);
}

static bool is_fit(uint32_t code_point)
{
	char text[5] = {0};
	const char *at = text;

	if (code_point == 0 || code_point == TEXT_REPLACEMENT) {
		return true;
	}
	text_encode(code_point, text);
	return text_next(&at) == code_point;
}

static void expect_fit(const struct canvas *canvas)
{
	assert_int_equal(canvas->strays, 0);
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			for (size_t i = 0; i < CELL_CODE_POINTS; i++) {
				assert_true(is_fit(canvas_at(canvas, y, x)->text[i]));
			}
		}
	}
}

static void test_hostile_text(void **state)
{
	static const char *const keys[] = {
		"\r", "\r", "G", "z", "t", "\017", "q", "t", "\033", "?"};
	struct scene scene;

	(void)state;
	scene_open(&scene, 30, 100);
	for (int i = 0; i < 2; i++) {
		take(&scene, scene_snapshot_hostile());
		expect_fit(&scene.canvas);
	}
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		scene_type(&scene, keys[i]);
		expect_fit(&scene.canvas);
	}
	scene_close(&scene);
}

static void test_masks(void **state)
{
	struct scene scene;

	(void)state;
	scene_open(&scene, 40, 120);
	show_detail(&scene);
	scene_type(&scene, "G "); /* the last one is a scalar attribute; nothing folds */
	scene_type(&scene, "kkkk");
	for (int i = 0; i < 20; i++) {
		scene_type(&scene, "k");
	}
	while (scene_find(&scene, "+cursor") >= 0) {
		scene_type(&scene, "j");
		if (strncmp(scene_row(&scene, scene_find(&scene, "+cursor")), ">", 1) == 0) {
			scene_type(&scene, "z");
		}
	}
	assert_true(scene_find(&scene, "hooks") < 0);
	assert_true(scene_find(&scene, "XXXX") < 0);
	assert_true(scene_find(&scene, "xoxb") < 0);
	assert_true(scene_find(&scene, "k=1") < 0);
	assert_true(scene_find(&scene, "****") >= 0);
	scene_close(&scene);
}

/*
 * A frame drawn before the next announced change is the same: the program need not wake up earlier.
 */
static void test_changes_with_time(void **state)
{
	struct buf first = {0}, later = {0};
	struct scene scene;
	int64_t change_ms;

	(void)state;
	scene_open(&scene, 24, 80);
	take(&scene, scene_snapshot());
	for (int64_t now_ms = SCENE_NOW_MONO_MS; now_ms < SCENE_NOW_MONO_MS + 3600000;
		now_ms += change_ms) {
		dashboard_draw(&scene.app, &scene.canvas, now_ms, SCENE_NOW_WALL_MS);
		golden_append_screen(&first, &scene, NULL);
		change_ms = dashboard_next_change_ms(&scene.app);
		assert_true(change_ms > 0);
		dashboard_draw(
			&scene.app, &scene.canvas, now_ms + change_ms - 1, SCENE_NOW_WALL_MS);
		golden_append_screen(&later, &scene, NULL);
		assert_string_equal(buf_text(&first), buf_text(&later));
		buf_clear(&first);
		buf_clear(&later);
	}
	assert_true(scene_find(&scene, "STALE") >= 0);
	buf_fini(&first);
	buf_fini(&later);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goldens),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_poor_terminals),
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_resizes),
		cmocka_unit_test(test_small_screen_closes_dialog),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_changes_with_time),
	};

	return cmocka_run_group_tests_name("views", tests, NULL, NULL);
}
