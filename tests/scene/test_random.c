/* SPDX-License-Identifier: MIT */
/*
 * Random keys, in process, with real drawing: nothing crashes or is drawn outside the screen, the
 * terminal shows the canvas, and nothing is written that a dialog did not confirm.
 */
#include "kit/scene.h"

#include "kit/clean.h"
#include "kit/tap.h"
#include "kit/workdir.h"
#include "term/theme.h"
#include "ui/keymap.h"

#include "kit/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Enough for most pairs of keys. */
#define KEYS 1000

static const struct mode {
	const char *name, *term;
	struct screen_options options;
	bool read_only;
} modes[] = {
	{"colour", "xterm-256color", {.theme = THEME_AUTO}, false},
	{"mono", "xterm-256color", {.theme = THEME_MONO}, false},
	{"ascii", "vt100", {.ascii = true}, false},
	{"read-only", "linux", {.theme = THEME_DARK}, true},
};

/* Keys that are not in the table: for prompts, and some that do nothing. */
static const char others[] = "abcdefghijklmnopqrstuvwxyz0123456789 :/!?*=<>.,-+y\r\033\t\x7f\x01~";

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static int random_key(uint32_t *seed)
{
	const struct key_binding *row;
	size_t rows = 0, which, key;

	if (next_random(seed) % 3 == 0) {
		return (unsigned char)others[next_random(seed) % (sizeof(others) - 1)];
	}
	do {
		rows++;
	} while (keys_table[rows].name);
	row = &keys_table[next_random(seed) % rows];
	for (key = 1; key < BINDING_MAX_KEYS && row->keys[key] != KEY_NONE; key++) {
	}
	which = next_random(seed) % key;
	return row->keys[which];
}

/* Writes are allowed only when an open dialog has just been confirmed. */
struct watch {
	bool was_confirmed, read_only;
	unsigned toggles;
};

static void see_command(void *user, const struct poller_command *command)
{
	struct watch *watch = user;

	if (command->kind == COMMAND_WRITE) {
		assert_true(watch->was_confirmed);
		assert_false(watch->read_only);
		watch->toggles++;
	}
}

static struct snapshot *random_snapshot(uint32_t *seed)
{
	static struct snapshot *(*const makers[])(void) = {scene_snapshot, scene_snapshot_with_item,
		scene_snapshot_with_others, scene_snapshot_hostile, scene_snapshot_without_data};
	struct snapshot *snapshot = makers[next_random(seed) % ARRAY_LEN(makers)]();

	if (next_random(seed) % 4 == 0 && snapshot->sessions_count > 1) {
		scene_keep_first(snapshot, snapshot->sessions_count / 2, snapshot->services_count);
	}
	if (next_random(seed) % 8 == 0) {
		error_set(&snapshot->error, ERROR_THROTTLED, "too much was asked for");
	}
	return snapshot;
}

/* From time to time a snapshot comes. */
static void happen(struct scene *scene, uint32_t *seed)
{
	if (next_random(seed) % 16 == 0) {
		struct snapshot *snapshot = random_snapshot(seed);

		/* All orders have ended. */
		snapshot->write_progress.taken = scene->app.writes_sent;
		scene_take(scene, snapshot);
	}
}

static void expect_clean(const struct mode *mode, const struct buf *bytes)
{
	size_t length = clean_length(bytes);

	if (length < bytes->length) {
		fail_msg("%s: sent to the terminal: \"%.20s\"", mode->name, bytes->data + length);
	}
}

static unsigned play(const struct mode *mode, long keys)
{
	struct screen_traits traits;
	struct watch watch = {.read_only = mode->read_only};
	struct scene scene;
	struct tap *tap = tap_open(mode->term, 30, 100, &mode->options, &traits);
	uint32_t seed = 20260922;

	scene_open(&scene, 30, 100);
	scene.settings.read_only = mode->read_only;
	scene.app.send = see_command;
	scene.app.send_user = &watch;
	scene.app.has_mouse = true;
	scene.canvas.is_ascii = traits.is_ascii;
	scene.canvas.has_heat_ramp = !theme_shows_heat();
	for (long i = 0; i < keys; i++) {
		int key = random_key(&seed);

		happen(&scene, &seed);
		const struct dialog *dialog = &scene.app.ui.dialog;
		uint32_t chance = next_random(&seed);

		/* Often enough that some are confirmed, whatever keys the table has. */
		if (dialog->is_open) {
			key = chance % 8 == 0 ? key : DIALOG_CONFIRM_KEY;
		} else if (scene.app.ui.prompt.is_open) {
			key = chance % 8 == 0 ? KEY_IS_ESCAPE : key;
		} else if (chance % 4 < 2) {
			key = chance % 4 == 0 ? 't' : '2';
		}
		watch.was_confirmed =
			dialog->accepts_keys &&
			key == (*dialog->expected ? (int)KEY_IS_ENTER : DIALOG_CONFIRM_KEY);
		scene.app.click_row = (int)(next_random(&seed) % 32);
		keys_press(&scene.app, key);
		dashboard_draw(&scene.app, &scene.canvas, SCENE_NOW_MONO_MS + i * 100,
			SCENE_NOW_WALL_MS + i * 100);
		tap_draw(tap, &scene.canvas);
		if (scene.canvas.strays > 0 || !tap_shows(tap, &scene.canvas)) {
			fail_msg("%s: wrong after key %ld, %d", mode->name, i, key);
		}
		expect_clean(mode, tap_bytes(tap));
		scene.app.quit_requested = false;
	}
	tap_close(tap);
	scene_close(&scene);
	return watch.toggles;
}

static void test_random_keys(void **state)
{
	long keys = rounds(KEYS);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		unsigned toggles = play(&modes[i], keys);

		if (getenv("BEYATOP_VERBOSE")) {
			fprintf(stderr, "%s: %ld keys, %u toggles\n", modes[i].name, keys, toggles);
		}
		/* Some dialogs were confirmed. */
		assert_int_equal(toggles > 0, !modes[i].read_only);
	}
}

static int open_folder(void **state)
{
	(void)state;
	workdir_open();
	return 0;
}

static int close_folder(void **state)
{
	(void)state;
	workdir_close();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_keys),
	};

	return cmocka_run_group_tests_name("random keys", tests, open_folder, close_folder);
}
