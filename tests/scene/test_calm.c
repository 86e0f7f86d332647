/* SPDX-License-Identifier: MIT */
/*
 * The bytes that frames cost on the wire: real drawing to a real pseudo-terminal, in this process,
 * with a clock that the test sets.
 */
#include "kit/scene.h"

#include "cell/key.h"
#include "kit/tap.h"
#include "model/snapshot_memory.h"
#include "summary.h"
#include "term/keyboard.h"
#include "term/terminal_output.h"
#include "term/theme.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)
#define TICK_MS   (15 * SECOND_MS)

#define ROWS     50
#define COLS     160
#define SESSIONS 400
#define SERVICES 8

/* A tenth of the sessions is polled between two ticks. */
#define EVERY_TICKS 10

static const char *const services[SERVICES] = {
	"slack", "github", "calendar", "gmail", "notion", "outlook", "telegram", "whatsapp"};

static char names[SESSIONS][16];

/* None is late or erroring: the overview then shows the polls of the whole fleet. */
static bool all_is_well;

/* Seven in ten sessions of a service are healthy; others late, critical, erroring or paused. */
static struct session make_session(size_t i, int64_t now_ms)
{
	int64_t interval_ms = EVERY_TICKS * TICK_MS;
	int64_t phase_ms = (int64_t)(i * 7919 % (size_t)interval_ms);
	struct session session = {
		.user_id = names[i],
		.polled_at_ms = now_ms - (now_ms + phase_ms) % interval_ms,
		.created_at_s = 1600000000,
		.interval_ms = (uint32_t)interval_ms,
		.asof_s = (uint32_t)(now_ms / 1000),
		.service = (uint32_t)(i % SERVICES),
		.active = i % 11 == 0 ? ACTIVE_OFF : ACTIVE_ON,
		.encoding = 2,
	};

	if (i % 13 == 0 && !all_is_well) {
		session.polled_at_ms = SCENE_ASOF_MS - (int64_t)(i + 30) * 60 * SECOND_MS;
	}
	if (i % 17 == 0 && !all_is_well) {
		session.error_count = (int32_t)(i % 25);
	}
	session.state = (uint8_t)session_state_at(
		&session, &(struct session_thresholds)SESSION_THRESHOLDS_DEFAULT, now_ms);
	return session;
}

/* One sample per tick: the late share of one service rises, that of another varies. */
static void add_history(struct service_summary *summary, size_t service, int tick)
{
	static struct service_sample samples[2][SERVICES][SERVICE_SAMPLES_KEPT];
	struct service_sample *history = samples[tick % 2][service];

	for (int i = 0; i < SERVICE_SAMPLES_KEPT; i++) {
		int at = tick - (SERVICE_SAMPLES_KEPT - 1 - i),
		    minute = (at + SERVICE_SAMPLES_KEPT) / 4;

		history[i].at_ms = SCENE_ASOF_MS + at * TICK_MS;
		history[i].poll_rate = (float)(30 + at % 7) / 60;
		history[i].late_share = service == 0   ? (float)minute / SERVICE_SAMPLES_KEPT
					: service == 1 ? (float)(minute / 10 % 2) / 4
						       : 0;
	}
	summary->samples = history;
	summary->samples_count = SERVICE_SAMPLES_KEPT;
}

static struct snapshot *make_tick(int tick)
{
	struct snapshot *snapshot = scene_snapshot();
	struct arena *arena = &snapshot->memory->arena;
	struct session *sessions = arena_alloc(arena, SESSIONS * sizeof(*sessions));
	struct service_summary *summaries = arena_alloc(arena, SERVICES * sizeof(*summaries));
	int64_t now_ms = SCENE_ASOF_MS + tick * TICK_MS;

	for (size_t i = 0; i < SESSIONS; i++) {
		snprintf(names[i], sizeof(names[i]), "u-%08zx", i * 2654435761U % 0xFFFFFFFF);
		sessions[i] = make_session(i, now_ms);
	}
	memset(summaries, 0, SERVICES * sizeof(*summaries));
	for (size_t i = 0; i < SERVICES; i++) {
		summaries[i].name = services[i];
		add_history(&summaries[i], i, tick);
	}
	summary_fill(sessions, SESSIONS, summaries, SERVICES, &snapshot->totals);
	snapshot->number = (uint64_t)tick + 2;
	snapshot->asof_ms = now_ms;
	snapshot->asof_mono_ms = SCENE_ASOF_MONO_MS + tick * TICK_MS;
	snapshot->status.swept_mono_ms = SCENE_ASOF_MONO_MS;
	snapshot->sessions = sessions;
	snapshot->sessions_count = SESSIONS;
	snapshot->services = summaries;
	snapshot->services_count = SERVICES;
	return snapshot;
}

struct rig {
	struct scene scene;
	struct tap *tap;
	int64_t now_mono_ms;
};

static size_t draw(struct rig *rig)
{
	struct app *app = &rig->scene.app;
	char title[ALERT_TITLE_SIZE];
	size_t bytes;

	dashboard_draw(app, &rig->scene.canvas, rig->now_mono_ms,
		SCENE_NOW_WALL_MS + rig->now_mono_ms - SCENE_NOW_MONO_MS);
	dashboard_format_title(app, title);
	terminal_output_title(title);
	bytes = tap_draw(rig->tap, &rig->scene.canvas);
	assert_true(tap_shows(rig->tap, &rig->scene.canvas));
	return bytes;
}

static size_t show_tick(struct rig *rig, int tick)
{
	scene_take(&rig->scene, make_tick(tick));
	rig->now_mono_ms = SCENE_NOW_MONO_MS + tick * TICK_MS;
	return draw(rig);
}

static size_t press(struct rig *rig, int key)
{
	keys_press(&rig->scene.app, key);
	return draw(rig);
}

static int open_rig(void **state)
{
	static struct rig rig;
	struct screen_traits traits;

	scene_open(&rig.scene, ROWS, COLS);
	rig.tap = tap_open("xterm-256color", ROWS, COLS, &(struct screen_options){0}, &traits);
	rig.scene.canvas.has_heat_ramp = !theme_shows_heat();
	rig.now_mono_ms = SCENE_NOW_MONO_MS;
	draw(&rig);
	show_tick(&rig, 0);
	*state = &rig;
	return 0;
}

static int open_rig_when_all_is_well(void **state)
{
	all_is_well = true;
	return open_rig(state);
}

static int close_rig(void **state)
{
	struct rig *rig = *state;

	all_is_well = false;

	tap_close(rig->tap);
	scene_close(&rig->scene);
	return 0;
}

/* Printed for information; the assertions have the limits. */
static void tell(const char *what, size_t bytes)
{
	if (getenv("BEYATOP_VERBOSE")) {
		fprintf(stderr, "%s: %zu bytes\n", what, bytes);
	}
}

static size_t mean_of_ticks(struct rig *rig, int from)
{
	size_t bytes = 0;

	for (int tick = from; tick < from + 40; tick++) {
		bytes += show_tick(rig, tick);
	}
	return bytes / 40;
}

static void test_tick(void **state)
{
	struct rig *rig = *state;
	size_t overview = mean_of_ticks(rig, 1), sessions;

	press(rig, KEY_IS_ENTER);
	sessions = mean_of_ticks(rig, 41);
	tell("a tick on the overview", overview);
	tell("a tick on the sessions", sessions);
	assert_in_range(overview, 0, 80);
	assert_in_range(sessions, 0, 80);
}

static void test_tick_when_all_is_well(void **state)
{
	struct rig *rig = *state;
	size_t overview = mean_of_ticks(rig, 1);

	tell("a tick when all is well", overview);
	assert_in_range(overview, 0, 80);
}

static void test_arrow_key(void **state)
{
	struct rig *rig = *state;

	for (int list = 0; list < 2; list++) {
		for (int i = 0; i < SERVICES - 1; i++) {
			size_t bytes = press(rig, KEY_IS_DOWN);

			tell("an arrow key", bytes);
			assert_in_range(bytes, 1, 60);
		}
		for (int i = 0; i < SERVICES - 1; i++) {
			press(rig, KEY_IS_UP);
		}
		press(rig, KEY_IS_ENTER);
	}
}

/*
 * Among the findings, and from them to the services. Where not all have their whole text, the rest
 * of it moves with the cursor, and a line with it.
 */
static void test_arrow_key_on_findings(void **state)
{
	struct rig *rig = *state;
	size_t all_bytes = 0, count = 0;

	press(rig, KEY_IS_HOME);
	while (ui_selected_finding(&rig->scene.app.ui)) {
		size_t bytes = press(rig, KEY_IS_DOWN);

		tell("an arrow key on a finding", bytes);
		assert_in_range(bytes, 1, 320);
		all_bytes += bytes;
		count++;
	}
	assert_true(count > 0);
	assert_in_range(all_bytes, count, 120 * count);
}

static void test_scroll(void **state)
{
	struct rig *rig = *state;
	size_t rows;

	press(rig, KEY_IS_ENTER);
	rows = rig->scene.app.ui.lists[VIEW_SESSIONS].rows;
	for (size_t i = 1; i < rows; i++) {
		press(rig, KEY_IS_DOWN);
	}
	for (size_t i = 0; i < 5; i++) {
		size_t bytes = press(rig, KEY_IS_DOWN);

		tell("scroll by one", bytes);
		assert_in_range(bytes, 1, 220);
	}
}

static void test_repaint(void **state)
{
	static const int keys[] = {KEY_IS_ENTER, KEY_IS_ENTER, '?', 'q', 'q', 'q', 'm', 'q'};
	struct rig *rig = *state;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		size_t bytes;

		terminal_output_redraw();
		bytes = draw(rig);
		tell("repaint", bytes);
		assert_in_range(bytes, 1000, 8000);
		tell("a key that changes the view", press(rig, keys[i]));
	}
}

/* Until the next change that it announces, drawing again sends nothing. */
static void test_idle(void **state)
{
	struct rig *rig = *state;
	const int64_t end_ms = rig->now_mono_ms + 3600 * SECOND_MS;
	size_t frames = 0, bytes = 0;

	while (rig->now_mono_ms < end_ms) {
		int64_t change_ms = dashboard_next_change_ms(&rig->scene.app);

		assert_true(change_ms > 0);
		for (int64_t i = 1; i < 5; i++) {
			rig->now_mono_ms += i * (change_ms - 1) / 4 - (i - 1) * (change_ms - 1) / 4;
			assert_int_equal(draw(rig), 0);
		}
		rig->now_mono_ms++;
		bytes += draw(rig);
		frames++;
	}
	tell("an hour without an answer", bytes);
	assert_in_range(frames, 60, 600);
	assert_in_range(bytes, 1, 600 * 40);
}

/* The same data again, as after a tick in which no session was polled. */
static void test_nothing_new(void **state)
{
	struct rig *rig = *state;

	for (int i = 0; i < 3; i++) {
		scene_take(&rig->scene, make_tick(0));
		assert_int_equal(draw(rig), 0);
	}
}

/*
 * How long an ESC alone may still become a sequence. A terminal that responds soon needs no more,
 * and a busy machine gets another try at it.
 */
static void test_escape_is_a_key_soon(void **state)
{
	struct rig *rig = *state;
	int patience_ms = INT_MAX;

	for (int i = 0; i < 100 && patience_ms > 100; i++) {
		terminal_output_ask_shown();
		(void)draw(rig);
		tap_type(rig->tap, "\033[0n");
		assert_int_equal(keyboard_read(), KEY_NONE);
		tap_type(rig->tap, "\033");
		assert_int_equal(keyboard_read(), KEY_NONE);
		patience_ms = keyboard_patience_ms();
		tap_type(rig->tap, "x");
		assert_int_equal(keyboard_read(), KEY_IS_ESCAPE);
		assert_int_equal(keyboard_read(), 'x');
	}
	assert_in_range(patience_ms, 0, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_escape_is_a_key_soon, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_tick, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(
			test_tick_when_all_is_well, open_rig_when_all_is_well, close_rig),
		cmocka_unit_test_setup_teardown(test_arrow_key, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_arrow_key_on_findings, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_scroll, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_repaint, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_idle, open_rig, close_rig),
		cmocka_unit_test_setup_teardown(test_nothing_new, open_rig, close_rig),
	};

	return cmocka_run_group_tests_name("calm", tests, NULL, NULL);
}
