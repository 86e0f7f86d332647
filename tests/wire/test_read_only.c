/* SPDX-License-Identifier: MIT */
/*
 * The whole program except the terminal, with --read-only, against a server that counts requests:
 * whatever keys are typed, no write is sent. Without --read-only, the same keys do write.
 */
#include "act/dashboard.h"
#include "act/keys.h"

#include "clock.h"
#include "kit/aws_files.h"
#include "kit/client.h"
#include "kit/state_home.h"
#include "poller.h"
#include "server/server.h"
#include "ui/keymap.h"

#include "kit/rounds.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RANDOM_KEYS 10000
#define SESSIONS    200
#define DEADLINE_MS 60000
#define DRAW_EVERY  20
#define ROWS        24
#define COLS        80

struct program {
	struct server *server;
	struct settings settings;
	struct poller *poller;
	struct app app;
	struct canvas canvas;
};

static void send(void *user, const struct poller_command *command)
{
	poller_send(user, command);
}

static void take_and_draw(struct program *program)
{
	struct snapshot *snapshot = poller_take(program->poller);

	if (snapshot) {
		dashboard_receive(&program->app, snapshot);
	}
	dashboard_draw(&program->app, &program->canvas, clock_mono_ms(), clock_wall_ms());
}

static bool has_all(const struct program *program)
{
	return program->app.shown && program->app.shown->status.is_complete;
}

/* While an order is under way Esc stops it and does nothing else. */
static bool is_at_rest(const struct program *program)
{
	return !app_is_writing(&program->app);
}

static void wait_until(struct program *program, bool (*is_so)(const struct program *program))
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!is_so(program)) {
		struct pollfd wake = {.fd = poller_wake_fd(program->poller), .events = POLLIN};
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			base_fatal("the awaited snapshot did not come");
		}
		take_and_draw(program);
	}
}

static void open_program(struct program *program, bool is_read_only)
{
	struct server_settings server_settings = {.table = "sessions"};
	struct error err;

	*program = (struct program){.server = server_start(&server_settings)};
	state_home_renew();
	server_seed(program->server, SESSIONS, 60000, clock_wall_ms() - 3600 * 1000);
	program->settings = client_settings("sessions", server_url(program->server));
	program->settings.interval_ms = 15000;
	program->settings.read_only = is_read_only;
	program->poller = poller_start(&program->settings, &err);
	if (!program->poller) {
		base_fatal("%s", err.text);
	}
	dashboard_init(&program->app, &program->settings, "");
	program->app.send = send;
	program->app.send_user = program->poller;
	canvas_resize(&program->canvas, ROWS, COLS);
	wait_until(program, has_all);
}

/* Returns the writes that the server has seen. */
static uint64_t close_program(struct program *program)
{
	poller_stop(program->poller);
	uint64_t writes = server_count(program->server, SERVER_UPDATE_ITEM, SERVER_ANY).requests;

	dashboard_fini(&program->app);
	canvas_fini(&program->canvas);
	server_stop(program->server);
	return writes;
}

static void press(struct program *program, int key)
{
	keys_press(&program->app, key);
	/* These would end or stop the program. */
	program->app.quit_requested = false;
	program->app.suspend_requested = false;
	/* A dialog takes keys only when it has been on screen for long enough. */
	if (program->app.ui.dialog.is_open) {
		take_and_draw(program);
		dashboard_draw(&program->app, &program->canvas, clock_mono_ms() + DIALOG_DELAY_MS,
			clock_wall_ms());
	}
}

/* Mostly keys that have an action, and often those that open a dialog and confirm it. */
static int random_key(unsigned *random)
{
	static const char often[] = "tTuw\017\r\r \017\0176";
	const struct key_binding *row;
	size_t rows = 0;

	while (keys_table[rows].name) {
		rows++;
	}
	switch (rand_r(random) % 3) {
	case 0:
		return often[(size_t)rand_r(random) % (sizeof(often) - 1)];
	case 1:
		row = &keys_table[(size_t)rand_r(random) % (rows + 1)];
		return row->name ? row->keys[0] : DIALOG_CONFIRM_KEY;
	default:
		return 1 + rand_r(random) % KEY_IS_OTHER;
	}
}

static uint64_t type_at_random(bool is_read_only)
{
	struct program program;
	unsigned random = 20260922;

	open_program(&program, is_read_only);
	for (long i = 0; i < rounds(RANDOM_KEYS); i++) {
		press(&program, random_key(&random));
		if (i % DRAW_EVERY == 0) {
			take_and_draw(&program);
		}
	}
	return close_program(&program);
}

static void random_keys_write_nothing(void **state)
{
	(void)state;
	assert_int_equal(type_at_random(true), 0);
}

static void the_same_keys_do_write_otherwise(void **state)
{
	(void)state;
	assert_true(type_at_random(false) > 0);
}

/* From the overview, whatever was open before. */
static void go_to(struct program *program, enum view_id view)
{
	static const char ways[VIEW_COUNT] = {[VIEW_OVERVIEW] = '1',
		[VIEW_SESSIONS] = '2',
		[VIEW_DETAIL] = '3',
		[VIEW_HEAT] = '4',
		[VIEW_CHANGES] = '5',
		[VIEW_WRITES] = '6',
		[VIEW_SUMMARY] = 'i',
		[VIEW_HELP] = '?'};

	wait_until(program, is_at_rest);
	press(program, KEY_IS_ESCAPE);
	press(program, KEY_IS_ESCAPE);
	press(program, '1');
	take_and_draw(program);
	press(program, ways[view]);
	take_and_draw(program);
	assert_int_equal(program->app.ui.view, view);
}

/* Each key of the table in each view, then every form of confirmation. */
static uint64_t press_every_key(bool is_read_only)
{
	const struct key_binding *row;
	struct program program;

	open_program(&program, is_read_only);
	for (int view = 0; view < VIEW_COUNT; view++) {
		for (row = keys_table; row->name; row++) {
			for (int k = 0; k < BINDING_MAX_KEYS && row->keys[k] != KEY_NONE; k++) {
				go_to(&program, (enum view_id)view);
				press(&program, row->keys[k]);
				press(&program, DIALOG_CONFIRM_KEY);
				press(&program, KEY_IS_ENTER);
				take_and_draw(&program);
			}
		}
	}
	return close_program(&program);
}

static void every_key_in_every_view_writes_nothing(void **state)
{
	(void)state;
	assert_int_equal(press_every_key(true), 0);
	assert_true(press_every_key(false) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_keys_write_nothing),
		cmocka_unit_test(the_same_keys_do_write_otherwise),
		cmocka_unit_test(every_key_in_every_view_writes_nothing),
	};

	aws_files_setup(NULL);
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	int failures = cmocka_run_group_tests_name("read-only", tests, NULL, NULL);

	aws_files_teardown(NULL);
	return failures;
}
