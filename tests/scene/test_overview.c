/* SPDX-License-Identifier: MIT */
/* The overview: its findings, the cursor that runs through findings and services, and the tiles. */
#include "kit/play.h"

#include "cell/key.h"
#include "model/snapshot_memory.h"
#include "summary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)

/* Of the rows of scene_snapshot(): slack's late ones, two that other states have, github's late. */
static const uint32_t stopped[] = {0, 1, 2, 3}, never[] = {4}, late[] = {14}, due[] = {10, 11};

static const struct finding findings_made[] = {
	{.number = 7,
		.kind = FINDING_COHORT_STOPPED,
		.severity = SEVERITY_CRITICAL,
		.service = 0,
		.rows = stopped,
		.members = 4,
		.of = 11,
		.critical = 4,
		.still_polling = 6,
		.outlook = OUTLOOK_GROWING,
		.per_minute = 2},
	{.number = 9,
		.kind = FINDING_SERVICE_LATE,
		.severity = SEVERITY_WARNING,
		.service = 1,
		.rows = late,
		.members = 1,
		.of = 2,
		.late = 1,
		.outlook = OUTLOOK_STALLED},
	{.number = 8,
		.kind = FINDING_NEVER_POLLED,
		.severity = SEVERITY_WARNING,
		.service = 0,
		.rows = never,
		.members = 1,
		.of = 11},
	/* both are on time, as their states are */
	{.number = 5,
		.kind = FINDING_COHORT_STOPPED,
		.severity = SEVERITY_WARNING,
		.service = 0,
		.is_young = true,
		.rows = due,
		.members = 2,
		.of = 11},
};

/* Gives the snapshot these findings, by their index in findings_made, in this order. */
static void take(struct scene *scene, const char *order)
{
	struct snapshot *snapshot = scene_diagnose(scene->app.ui.settings, scene_snapshot());
	size_t count = strlen(order);
	struct findings *findings =
		base_calloc(1, sizeof(*findings) + (count + 1) * sizeof(struct finding));
	struct finding *list = (struct finding *)(findings + 1);

	for (size_t i = 0; i < count; i++) {
		list[i] = findings_made[order[i] - '0'];
		list[i].began_after_ms = SCENE_ASOF_MS - 6 * MINUTE_MS;
		list[i].began_before_ms = list[i].found_ms = SCENE_ASOF_MS - 6 * MINUTE_MS;
		list[i].ended_ms = list[i].not_due_until_ms = SESSION_NO_TIME;
		list[i].detail = "";
	}
	*findings = (struct findings){.list = list,
		.count = count,
		.current = count,
		.overdue_worst_late = NAN,
		.asof_ms = SCENE_ASOF_MS,
		.number = 9};
	findings_free(snapshot->memory->findings);
	snapshot->findings = snapshot->memory->findings = findings;
	dashboard_receive(&scene->app, snapshot);
	scene_draw(scene);
}

static void expect_row(const struct scene *scene, const char *row)
{
	if (scene_find(scene, row) < 0) {
		fail_msg("no row has \"%s\"", row);
	}
}

static uint64_t selected(const struct scene *scene)
{
	const struct finding *finding = ui_selected_finding(&scene->app.ui);

	return finding ? finding->number : 0;
}

static void press(struct scene *scene, int key)
{
	keys_press(&scene->app, key);
	scene_draw(scene);
}

static int open_scene(void **state)
{
	static struct scene scene;

	scene_open(&scene, 40, 120);
	scene.app.ui.overview_cursor.is_on_services = false;
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

/* Keys that are pressed before there is anything do not move the cursor away from it. */
static void test_keys_before_the_first_read(void **state)
{
	struct scene *scene = *state;

	press(scene, KEY_IS_DOWN);
	take(scene, "012");
	assert_int_equal(selected(scene), 7);
}

/* The cursor begins on the first finding, and runs through all findings and services. */
static void test_cursor_runs_through_both_parts(void **state)
{
	static const uint64_t numbers[] = {7, 9, 8, 0, 0, 0, 0};
	struct scene *scene = *state;

	take(scene, "012");
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		assert_int_equal(selected(scene), numbers[i]);
		press(scene, KEY_IS_DOWN);
	}
	expect_row(scene, ">. calendar");
	scene_type(scene, "kkk");
	assert_int_equal(selected(scene), 8);
	press(scene, KEY_IS_END);
	expect_row(scene, ">. calendar");
	press(scene, KEY_IS_HOME);
	assert_int_equal(selected(scene), 7);
	press(scene, KEY_IS_PAGE_DOWN);
	assert_true(selected(scene) != 7);
	press(scene, KEY_IS_PAGE_UP);
	assert_int_equal(selected(scene), 7);
}

/* Until it is moved, the cursor is on the worst; then on its finding, in whatever row that is. */
static void test_cursor_stays_on_its_finding(void **state)
{
	struct scene *scene = *state;

	take(scene, "12");
	assert_int_equal(selected(scene), 9);
	take(scene, "012");
	assert_int_equal(selected(scene), 7);
	press(scene, KEY_IS_DOWN);
	assert_int_equal(selected(scene), 9);
	take(scene, "120");
	assert_int_equal(selected(scene), 9);
	take(scene, "201");
	assert_int_equal(selected(scene), 9);
	/* It is gone: the cursor stays in its row, as far as there is one. */
	take(scene, "20");
	assert_int_equal(selected(scene), 7);
	take(scene, "");
	assert_int_equal(selected(scene), 0);
	expect_row(scene, ">C slack");
}

/* Among the services, it stays on its service. */
static void test_cursor_stays_on_its_service(void **state)
{
	struct scene *scene = *state;

	take(scene, "0");
	scene_type(scene, "jj");
	expect_row(scene, ">W github");
	take(scene, "012");
	expect_row(scene, ">W github");
}

static void test_click_on_a_finding(void **state)
{
	struct scene *scene = *state;

	take(scene, "012");
	scene->app.mouse_is_on = true;
	scene->app.click_row = scene_find(scene, " W github");
	press(scene, KEY_IS_CLICK);
	assert_int_equal(selected(scene), 9);
	scene->app.click_row = scene_find(scene, " . calendar");
	press(scene, KEY_IS_CLICK);
	expect_row(scene, ">. calendar");
}

/* What is done with a finding is done with exactly its sessions. */
static void test_actions(void **state)
{
	struct scene *scene = *state;

	take(scene, "012");
	play_type(scene, "=", "Tagged the 4 sessions of this finding about slack.");
	assert_int_equal(scene->app.ui.tags.keys.count, 4);
	play_type(scene, "a", "acknowledge 4 sessions of slack until:");
	play_type(scene, "2h\r", "4 sessions, not counted until then.");
	assert_int_equal(ui_totals(&scene->app.ui)->acknowledged, 4);
	assert_int_equal(ui_totals(&scene->app.ui)->states[STATE_CRITICAL], 0);
	play_type(scene, "G=", "select a finding that has some");
	play_type(scene, "a", "select a finding, or open a service first");
	play_type(scene, "gji", "@summary");

	int y = scene_find(scene, "## The finding");

	assert_non_null(strstr(scene_row(scene, y + 2), "github"));
	play_type(scene, "q\r", "@sessions");
}

static uint32_t number_below(const struct scene *scene, const char *title)
{
	int y = scene_find(scene, title);

	assert_true(y >= 0);
	const char *at = strstr(scene_row(scene, y), title);
	size_t x = (size_t)(at - scene_row(scene, y));
	const char *figure = scene_row(scene, y + 1) + x;

	return *figure == '.' ? 0 : (uint32_t)strtoul(figure, NULL, 10);
}

/* The tiles add up to the total; late is by age, failing by errors alone. */
static void test_tiles_add_up(void **state)
{
	static const char *const titles[] = {"LATE ", "OVERDUE", "FAILING", "NEVER POLLED",
		"FUTURE", "UNKNOWN", "ON TIME", "PAUSED", "ACK"};
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();
	struct session *sessions = (struct session *)(uintptr_t)snapshot->sessions;
	uint32_t sum = 0;

	canvas_resize(&scene->canvas, 30, 120);
	sessions[10].error_count = 30;
	sessions[10].state = STATE_CRITICAL;
	summary_fill(sessions, snapshot->sessions_count,
		(struct service_summary *)(uintptr_t)snapshot->services, snapshot->services_count,
		&snapshot->totals);
	play_take(scene, snapshot);
	scene_type(scene, "G");
	for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
		sum += number_below(scene, titles[i]);
	}
	assert_int_equal(sum, 17);
	assert_int_equal(number_below(scene, "TOTAL"), 17);
	assert_int_equal(number_below(scene, "LATE "), 6);
	assert_int_equal(number_below(scene, "FAILING"), 1);
}

/* Sessions that a young finding has are on time by their states, but not in the tiles. */
static void test_overdue_has_a_tile(void **state)
{
	struct scene *scene = *state;

	canvas_resize(&scene->canvas, 30, 120);
	take(scene, "01");
	assert_int_equal(number_below(scene, "OVERDUE"), 0);
	assert_int_equal(number_below(scene, "ON TIME"), 4);
	expect_row(scene, " 5/11 ");
	take(scene, "013");
	assert_int_equal(number_below(scene, "OVERDUE"), 2);
	assert_int_equal(number_below(scene, "ON TIME"), 2);
	assert_int_equal(number_below(scene, "TOTAL"), 17);
	expect_row(scene, " 7/11 ");
}

/* Overdue sessions have not changed just because they are on time by their states. */
static void test_overdue_since_the_baseline(void **state)
{
	struct scene *scene = *state;

	canvas_resize(&scene->canvas, 30, 120);
	take(scene, "013");
	scene_type(scene, "b");
	play_expect(scene, "!+2");
	play_expect(scene, "!-2");
	take(scene, "01");
	expect_row(scene, ". -2");
	expect_row(scene, "4 +2");
}

/* Its sessions are not acknowledged in the place of those of the finding that was selected. */
static void test_finding_goes_while_it_is_acknowledged(void **state)
{
	static const char *const left[] = {"12", ""};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(left); i++) {
		take(scene, "012");
		scene_type(scene, "ga2h");
		take(scene, left[i]);
		play_type(scene, "\r", "no longer listed: nothing was acknowledged");
		assert_false(scene->app.ui.prompt.is_open);
		assert_int_equal(ui_totals(&scene->app.ui)->acknowledged, 0);
	}
	take(scene, "012");
	play_type(scene, "ga2x\r", "Until when?");
	play_type(scene, "\0252h\r", "4 sessions, not counted until then.");
}

/* A verdict on every view; what is not live cannot be overlooked. */
static void test_verdict_is_everywhere(void **state)
{
	static const char keys[] = "23456?i1";
	struct scene *scene = *state;
	char verdict[400];

	take(scene, "012");
	snprintf(verdict, sizeof(verdict), "%s", scene_row(scene, 1));
	assert_int_equal(strncmp(verdict, " CRITICAL  ", 11), 0);
	assert_int_equal(canvas_at(&scene->canvas, 1, 119)->role, ROLE_VERDICT_CRITICAL);
	for (size_t i = 0; keys[i]; i++) {
		scene_type(scene, (char[]){keys[i], '\0'});
		assert_string_equal(scene_row(scene, 1), verdict);
	}
	dashboard_draw(
		&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + 10 * MINUTE_MS, SCENE_NOW_WALL_MS);
	assert_int_equal(strncmp(scene_row(scene, 1), " STALE  CRITICAL  ", 18), 0);
	assert_int_equal(canvas_at(&scene->canvas, 1, 119)->role, ROLE_STALE);
}

/* At the smallest size: the verdict, the first findings, the tiles, the services. */
static void test_smallest_screen(void **state)
{
	struct scene *scene = *state;

	canvas_resize(&scene->canvas, 12, 60);
	take(scene, "012");
	assert_true(scene_find(scene, "CRITICAL  ") == 1);
	expect_row(scene, ">C slack");
	play_expect(scene, "LATE 6  NEVER 1?  FUT 1");
	play_expect(scene, "TOTAL 17");
	play_expect(scene, "rows 1-2 of 3");
}

/* n goes through the findings that are not over, then the services with a problem, and again. */
static void test_next_problem(void **state)
{
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;

	take(scene, "012");
	struct finding *findings = (struct finding *)(uintptr_t)ui->findings->list;
	size_t count = ui->findings->count;

	findings[count - 1].ended_ms = SCENE_ASOF_MS;
	for (size_t i = 1; i < count - 1; i++) {
		play_type(scene, "n", "!Wrapped");
		assert_ptr_equal(ui_selected_finding(ui), &findings[i]);
	}
	play_type(scene, "n", "!Wrapped");
	assert_string_equal(ui->selected_service->name, "slack");
	play_type(scene, "n", "!Wrapped");
	assert_string_equal(ui->selected_service->name, "github");
	play_type(scene, "n", "Wrapped to the top.");
	assert_ptr_equal(ui_selected_finding(ui), &findings[0]);
	play_type(scene, "N", "Wrapped to the bottom.");
	assert_string_equal(ui->selected_service->name, "github");
	play_type(scene, "GN", "!Wrapped");
	assert_string_equal(ui->selected_service->name, "github");
}

/* Makes the last findings over: they began 6 minutes ago, and ended 2 minutes ago. */
static void end_last(struct scene *scene, size_t count)
{
	const struct ui *ui = &scene->app.ui;
	struct findings *findings = (struct findings *)(uintptr_t)ui->findings;
	struct finding *list = (struct finding *)(uintptr_t)findings->list;

	for (size_t i = findings->count - count; i < findings->count; i++) {
		list[i].ended_ms = SCENE_ASOF_MS - 2 * MINUTE_MS;
		list[i].outlook = OUTLOOK_OVER;
		list[i].rows = NULL;
		list[i].members = 0;
	}
	findings->current -= count;
	scene_draw(scene);
}

static void resize(struct scene *scene, int rows, int cols)
{
	canvas_resize(&scene->canvas, rows, cols);
	scene_draw(scene);
}

/* Whether digits are large depends on the screen: what is below does not jump with the figures. */
static void test_longer_figures_move_nothing(void **state)
{
	struct scene *scene = *state;

	resize(scene, 50, 112);
	take(scene, "012");
	int y = scene_find(scene, "behind, by time of last poll");
	struct summary *totals = (struct summary *)(uintptr_t)ui_totals(&scene->app.ui);

	totals->states[STATE_PAUSED] = totals->states[STATE_FUTURE] = 444444;
	totals->states[STATE_UNKNOWN] = totals->states[STATE_NEVER_POLLED] = 444444;
	totals->sessions = 1777777;
	scene_draw(scene);
	play_expect(scene, "1,777,777");
	assert_int_equal(scene_find(scene, "behind, by time of last poll"), y);
}

/* Since when, how it develops and, when it is over, how long it lasted and when it ended. */
static void test_times_on_a_small_screen(void **state)
{
	struct scene *scene = *state;

	resize(scene, 24, 80);
	take(scene, "012");
	end_last(scene, 1);
	expect_row(scene,
		"C slack  4 of 11 stopped at 09:41:12Z                             6m growing");
	expect_row(scene,
		"W github 1 of 2 behind since different times                      6m stalled");
	expect_row(scene,
		". slack  0 of 11 never polled                             over 09:41-09:45Z, 4m");
	play_type(scene, "jj\r", "Ended at 09:45:12Z after 4m.");
	resize(scene, 40, 120);
	expect_row(scene, " 6m        over 09:41-09:45Z, 4m");
}

static void expect_below(const struct scene *scene, const char *row, const char *text)
{
	int y = scene_find(scene, row);

	assert_true(y >= 0);
	if (!strstr(scene_row(scene, y + 1), text)) {
		fail_msg("\"%s\" is not below \"%s\"", text, row);
	}
}

/* The rest of the selected one's text is right below its line, whatever room there is. */
static void test_whole_text_of_the_selected(void **state)
{
	struct scene *scene = *state;

	resize(scene, 21, 80);
	take(scene, "301201201");
	expect_below(scene, ">! slack", "None still polling. ");
	scene_type(scene, "j");
	expect_below(scene, ">C slack", ". Now 2/min.");
	assert_true(scene_find(scene, "None still polling") < 0);
}

/* What is over takes no room from the services, but the cursor gets to all of it. */
static void test_few_lines_of_what_is_over(void **state)
{
	struct scene *scene = *state;

	resize(scene, 24, 80);
	take(scene, "01201");
	end_last(scene, 4);
	play_expect(scene, "Enter open  = tag  a ack  W watch  i summary ");
	play_expect(scene, "rows 1-3 of 5");
	scene_type(scene, "jjjj");
	play_expect(scene, "rows 3-5 of 5");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_keys_before_the_first_read),
		TEST(test_cursor_runs_through_both_parts),
		TEST(test_cursor_stays_on_its_finding),
		TEST(test_cursor_stays_on_its_service),
		TEST(test_click_on_a_finding),
		TEST(test_actions),
		TEST(test_next_problem),
		TEST(test_tiles_add_up),
		TEST(test_overdue_has_a_tile),
		TEST(test_overdue_since_the_baseline),
		TEST(test_finding_goes_while_it_is_acknowledged),
		TEST(test_verdict_is_everywhere),
		TEST(test_smallest_screen),
		TEST(test_longer_figures_move_nothing),
		TEST(test_times_on_a_small_screen),
		TEST(test_whole_text_of_the_selected),
		TEST(test_few_lines_of_what_is_over),
	};

	return cmocka_run_group_tests_name("overview", tests, NULL, NULL);
}
