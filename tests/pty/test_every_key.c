/* SPDX-License-Identifier: MIT */
/* For memmem(). */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier) */
/*
 * Every key of every view in the real program, from the program's own table of keys: the test fails
 * on a key without an expected effect, and on a view that it cannot reach.
 */
#include "kit/binary.h"

#include "act/keys.h"
#include "kit/fixture.h"
#include "kit/rounds.h"
#include "kit/workdir.h"

#include <curses.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include <cmocka.h>

static struct scratch scratch;

/* Sessions whose errors come and go, beside those of the fixture. */
static const struct scratch_item changing[] = {
	{"u-1", "teams", true, false, MINUTE_MS, HOUR_MS, 0},
	{"u-2", "trello", true, false, MINUTE_MS, HOUR_MS, 0},
	{"u-3", "webex", true, false, MINUTE_MS, HOUR_MS, 0},
	{"u-4", "zoom", true, false, MINUTE_MS, HOUR_MS, 0},
};

/* From the overview, and what only that view has at this size. */
static const struct {
	const char *way, *mark;
} views[VIEW_COUNT] = {
	[VIEW_OVERVIEW] = {"", "P50"},
	[VIEW_SESSIONS] = {":service slack\r", "EVERY"},
	[VIEW_DETAIL] = {":service slack\r\r", "consistent"},
	[VIEW_HEAT] = {"4", "heat map by"},
	[VIEW_CHANGES] = {"5", "newest first"},
	[VIEW_WRITES] = {"6", "in the audit log"},
	[VIEW_SUMMARY] = {"i", "# "},
	[VIEW_HELP] = {"?", "help  / finds"},
};

#define ROWS 20
#define COLS 120

/* The visible effect of an action. */
enum effect {
	/* the screen, if only by a message */
	CHANGES,
	/* the same, and what later keys find: the program is started again */
	ORDERS,
	/* something above the last two rows */
	MOVES,
	/* a view, which may be the previous one */
	REACHES,
	/* bytes to the terminal, even if it looks the same */
	WRITES,
	STOPS,
	QUITS,
	/* by a signal */
	ABORTS,
};

static const struct expectation {
	/* the first of the row; KEY_NONE: any other */
	int key;
	/* where not all rows with this key do the same */
	unsigned views;
	/* Typed first, where its first key works, so that there is something to change. */
	const char *before;
	enum effect effect;
	/* by REACHES */
	enum view_id reached;
} expectations[] = {
	{KEY_IS_UP, IN_ALL, "jj", MOVES, 0},
	{KEY_IS_DOWN, IN_ALL, "g", MOVES, 0},
	{KEY_IS_PAGE_UP, IN_ALL, "G", MOVES, 0},
	{KEY_IS_PAGE_DOWN, IN_ALL, "g", MOVES, 0},
	{KEY_IS_HOME, IN_ALL, "G", MOVES, 0},
	{KEY_IS_END, IN_ALL, "g", MOVES, 0},
	{KEY_IS_LEFT, IN_VIEW(VIEW_HEAT), "gl", MOVES, 0},
	{KEY_IS_RIGHT, IN_VIEW(VIEW_HEAT), "ghhhh", MOVES, 0},
	{KEY_IS_LEFT, IN_ALL, "", MOVES, 0},
	{KEY_IS_RIGHT, IN_ALL, "", MOVES, 0},
	{KEY_IS_ENTER, IN_ALL, "", MOVES, 0},
	{'1', IN_ALL, "", REACHES, VIEW_OVERVIEW},
	{'2', IN_ALL, "", REACHES, VIEW_SESSIONS},
	{'3', IN_ALL, "", REACHES, VIEW_DETAIL},
	{'5', IN_ALL, "", REACHES, VIEW_CHANGES},
	{'6', IN_ALL, "", REACHES, VIEW_WRITES},
	{'m', IN_ALL, "", MOVES, 0},
	{KEY_IS_TAB, IN_ALL, "", MOVES, 0},
	{'n', IN_VIEW(VIEW_HELP), "/KEYS\r", MOVES, 0},
	{'N', IN_VIEW(VIEW_HELP), "/KEYS\r", MOVES, 0},
	{'n', IN_ALL, "", MOVES, 0},
	{'N', IN_ALL, "G", MOVES, 0},
	{'!', IN_ALL, "", MOVES, 0},
	/* serviceState, or in it */
	{'z', IN_ALL, "G", MOVES, 0},
	{']', IN_ALL, "", MOVES, 0},
	{'r', IN_ALL, "", WRITES, 0},
	/* the filter, where there is one */
	{KEY_IS_ESCAPE, IN_ALL, "/u\r", CHANGES, 0},
	{'<', IN_ALL, "", ORDERS, 0},
	{'>', IN_ALL, "", ORDERS, 0},
	{'I', IN_ALL, "", ORDERS, 0},
	{'S', IN_ALL, "", ORDERS, 0},
	{'i', IN_ALL, "", MOVES, 0},
	{'y', IN_ALL, "", WRITES, 0},
	{'Y', IN_ALL, "", WRITES, 0},
	{'?', IN_ALL, "", MOVES, 0},
	{KEY_IS_WHEEL_UP, IN_ALL, "G", MOVES, 0},
	{KEY_IS_WHEEL_DOWN, IN_ALL, "g", MOVES, 0},
	{KEY_IS_CLICK, IN_ALL, "g", MOVES, 0},
	{KEY_CTRL('e'), IN_ALL, "", ORDERS, 0},
	{KEY_CTRL('l'), IN_ALL, "", WRITES, 0},
	{KEY_CTRL('z'), IN_ALL, "", STOPS, 0},
	{KEY_CTRL('\\'), IN_ALL, "", ABORTS, 0},
	{'q', IN_VIEW(VIEW_OVERVIEW), "", QUITS, 0},
	{'q', IN_ALL, "", MOVES, 0},
	{'Q', IN_ALL, "", QUITS, 0},
	{KEY_NONE, IN_ALL, "", CHANGES, 0},
};

static const struct expectation *expect(const struct key_binding *row)
{
	const struct expectation *expected = expectations;

	while (expected->key != KEY_NONE &&
		(expected->key != row->keys[0] || !(expected->views & row->views))) {
		expected++;
	}
	return expected;
}

/* Keys in the terminal's terminfo entry. */
static const struct {
	int key;
	const char *capability;
} capabilities[] = {
	{KEY_IS_UP, "kcuu1"},
	{KEY_IS_DOWN, "kcud1"},
	{KEY_IS_LEFT, "kcub1"},
	{KEY_IS_RIGHT, "kcuf1"},
	{KEY_IS_PAGE_UP, "kpp"},
	{KEY_IS_PAGE_DOWN, "knp"},
	{KEY_IS_HOME, "khome"},
	{KEY_IS_END, "kend"},
	{KEY_IS_BACKSPACE, "kbs"},
	{KEY_FUNCTION(1), "kf1"},
	{KEY_FUNCTION(5), "kf5"},
	{KEY_FUNCTION(10), "kf10"},
};

static int open_fixture(void **state)
{
	(void)state;
	workdir_open();
	fixture_open(&scratch, FORM_S);
	for (size_t i = 0; i < ARRAY_LEN(changing); i++) {
		scratch_put(&scratch, &changing[i]);
	}
	return 0;
}

static int close_fixture(void **state)
{
	(void)state;
	scratch_close(&scratch);
	workdir_close();
	return 0;
}

/* Changes while the program watches: another state in four services, so four lines. */
static void make_changes(struct pty *pty)
{
	static int error_count = 0;

	error_count = error_count > 0 ? 0 : 25;
	for (size_t i = 0; i < ARRAY_LEN(changing); i++) {
		struct scratch_item item = changing[i];

		item.error_count = error_count;
		scratch_put(&scratch, &item);
	}
	binary_type(pty, "5:sweep\r", "newest first");
	pty_type(pty, "1");
	binary_expect(pty, views[VIEW_OVERVIEW].mark);
}

static struct pty *start(const char *term)
{
	static const char *const flags[] = {"--interval", "1h", NULL};
	/* Nothing can be saved there: each start is like the first. */
	static const char *const env[] = {"XDG_STATE_HOME=/dev/null", NULL};
	struct pty *pty = binary_start(&(struct binary){.url = scratch.url,
		.table = scratch.table,
		.flags = flags,
		.pty = {.rows = ROWS, .cols = COLS, .term = term, .env = env}});

	binary_expect(pty, "scanned <");
	make_changes(pty);
	return pty;
}

/* From anywhere: closes dialogs and prompts, then goes to the overview. */
static void go_to(struct pty *pty, enum view_id view)
{
	if (!views[view].mark) {
		fail_msg("how does one get to view %d?", view);
	}
	pty_type(pty, "\0331\0331g");
	binary_expect(pty, views[VIEW_OVERVIEW].mark);
	if (pty_find(pty, "FROZEN") >= 0) {
		binary_type(pty, "p", "!FROZEN");
	}
	for (const char *key = views[view].way; *key; key++) {
		char text[] = {*key, '\0'};

		pty_type(pty, text);
	}
	binary_expect(pty, views[view].mark);
	if (view == VIEW_SESSIONS && pty_find(pty, "u-fine") < 0) {
		binary_type(pty, "!", "u-fine");
	}
}

static void keep_screen(struct pty *pty, int rows, struct buf *text)
{
	buf_clear(text);
	for (int row = 0; row < rows; row++) {
		buf_puts(text, pty_row(pty, row));
		buf_putc(text, '\n');
	}
}

/* The screen before a key, and how many rows of it are compared. */
struct before {
	int rows;
	struct buf text;
	size_t log_bytes;
	enum view_id view, reached;
};

static bool has_changed(struct pty *pty, const void *user)
{
	const struct before *before = user;
	struct buf now = {0};
	bool is_other;

	keep_screen(pty, before->rows, &now);
	is_other = strcmp(buf_text(&now), buf_text(&before->text)) != 0;
	buf_fini(&now);
	return is_other;
}

static bool has_written(struct pty *pty, const void *user)
{
	return pty_log(pty)->length > ((const struct before *)user)->log_bytes;
}

static bool has_reached(struct pty *pty, const void *user)
{
	const struct before *before = user;
	bool has_left =
		before->view == before->reached || pty_find(pty, views[before->view].mark) < 0;

	return has_left && pty_find(pty, views[before->reached].mark) >= 0;
}

#define MOUSE_MODE 1000

static bool reports_mouse(struct pty *pty, const void *user)
{
	(void)user;
	return pty_mode(pty, MOUSE_MODE, false);
}

static bool is_mouse(int key)
{
	return key >= KEY_IS_WHEEL_UP && key <= KEY_IS_CLICK;
}

/* Whether the terminal reports the mouse in SGR mode, as xterm does. */
static bool has_mouse_keys(void)
{
	const char *prefix = tigetstr((char *)(size_t) "kmous");

	return prefix && prefix != (char *)-1 && strcmp(prefix, "\033[<") == 0;
}

static void turn_mouse_on(struct pty *pty)
{
	if (!reports_mouse(pty, NULL)) {
		pty_type(pty, "M");
		assert_true(pty_wait(pty, reports_mouse, NULL, PTY_PATIENCE_MS));
	}
}

/* The row below the cursor's. */
static int row_to_click(struct pty *pty)
{
	int map = pty_find(pty, views[VIEW_HEAT].mark);

	if (map >= 0) { /* the cursor is in the first line of it, and has no marker */
		return map + 2;
	}
	for (int row = 0; row < ROWS; row++) {
		if (pty_row(pty, row)[0] == '>') {
			return row + 1;
		}
	}
	fail_msg("there is no cursor");
	return -1;
}

/* A VT100 has no function keys but PF1 to PF4; its entry has keys of the number pad for the rest.
 */
static bool is_of_number_pad(int key, const char *bytes)
{
	return key > KEY_FUNCTION(4) && key <= KEY_IS_F12 && strncmp(bytes, "\033O", 2) == 0;
}

/* Types the key as the terminal sends it; false when it has no such key. */
static bool type_key(struct pty *pty, int key)
{
	char mouse[32];

	for (size_t i = 0; i < ARRAY_LEN(capabilities); i++) {
		const char *bytes;

		if (capabilities[i].key != key) {
			continue;
		}
		bytes = tigetstr((char *)(size_t)capabilities[i].capability);
		if (!bytes || bytes == (char *)-1 || is_of_number_pad(key, bytes)) {
			return false;
		}
		pty_type(pty, bytes);
		return true;
	}
	if (is_mouse(key)) {
		int button = key == KEY_IS_CLICK ? 0 : 64 + (key == KEY_IS_WHEEL_DOWN);

		if (!has_mouse_keys()) {
			return false;
		}
		snprintf(mouse, sizeof(mouse), "\033[<%d;5;%dM", button,
			button ? 5 : row_to_click(pty) + 1);
		pty_type(pty, mouse);
		mouse[strlen(mouse) - 1] = 'm'; /* the button is released */
		pty_type(pty, key == KEY_IS_CLICK ? mouse : "");
		return true;
	}
	snprintf(mouse, sizeof(mouse), "%c", key);
	pty_type(pty, mouse);
	return true;
}

static void try_suspend(struct pty *pty)
{
	assert_true(pty_wait_stopped(pty, PTY_PATIENCE_MS));
	binary_expect_restored(pty);
	assert_true(pty_continue(pty, PTY_PATIENCE_MS));
}

static bool has_redrawn(struct pty *pty, const void *user)
{
	const char *clear = tigetstr((char *)(size_t) "clear");
	size_t from = ((const struct before *)user)->log_bytes, length = strcspn(clear, "$");
	const struct buf *log = pty_log(pty);

	/* Rows are drawn from the top: with the last one the frame is complete. */
	return memmem(log->data + from, log->length - from, clear, length) &&
	       *pty_row(pty, ROWS - 1);
}

/* Keys have had their effect once the redraw, typed last, is complete. */
static void type_before(struct pty *pty, enum view_id view, const char *keys)
{
	struct before before = {.log_bytes = pty_log(pty)->length};

	if (keymap_find(keys_table, IN_VIEW(view), *keys)) {
		pty_type(pty, keys);
	}
	pty_type(pty, "\014");
	if (!pty_wait(pty, has_redrawn, &before, PTY_PATIENCE_MS)) {
		fail_msg("no redraw after \"%s\"", keys);
	}
	binary_expect(pty, views[view].mark);
}

/* Keys whose bytes the terminal chooses. */
static bool is_of_terminal(int key)
{
	for (size_t i = 0; i < ARRAY_LEN(capabilities); i++) {
		if (capabilities[i].key == key) {
			return true;
		}
	}
	return is_mouse(key);
}

static bool is_of_list(int key)
{
	return key >= KEY_IS_UP && key <= KEY_IS_WHEEL_DOWN && key != KEY_IS_LEFT &&
	       key != KEY_IS_RIGHT && key != KEY_IS_BACKSPACE;
}

static struct pty *try_key(struct pty *pty, const char *term, const struct key_binding *row,
	enum view_id view, int key)
{
	pty_condition *const conditions[] = {[CHANGES] = has_changed,
		[ORDERS] = has_changed,
		[MOVES] = has_changed,
		[REACHES] = has_reached,
		[WRITES] = has_written};
	const struct expectation *expected = expect(row);
	enum effect effect = expected->effect;
	struct before before = {.rows = effect == MOVES ? ROWS - 2 : ROWS,
		.view = view,
		.reached = expected->reached};

	/* Nothing was written: the list is empty. */
	if (view == VIEW_WRITES && is_of_list(row->keys[0])) {
		return pty;
	}
	go_to(pty, view);
	if (is_mouse(key) && has_mouse_keys()) {
		turn_mouse_on(pty);
	}
	type_before(pty, view, expected->before);
	keep_screen(pty, before.rows, &before.text);
	before.log_bytes = pty_log(pty)->length;
	if (!type_key(pty, key)) {
		buf_fini(&before.text);
		return pty;
	}
	if (effect == QUITS || effect == ABORTS) {
		binary_expect_clean_exit(pty, effect == ABORTS ? 128 + SIGQUIT : 0);
		pty_free(pty);
		pty = start(term);
	} else if (effect == STOPS) {
		try_suspend(pty);
	} else if (!pty_wait(pty, conditions[effect], &before, PTY_PATIENCE_MS)) {
		pty_dump(pty);
		fail_msg("key %d (%s) does nothing in view %d", key, row->name, view);
	}
	if (effect == ORDERS) {
		pty_type(pty, "Q");
		binary_expect_clean_exit(pty, 0);
		pty_free(pty);
		pty = start(term);
	}
	buf_fini(&before.text);
	return pty;
}

/* A letter is the same byte from every terminal: one of them, or a long run, tries them all. */
static bool is_tried(const struct key_binding *row, int view, int key, bool is_first)
{
	return row->views & IN_VIEW(view) &&
	       (is_first || rounds_factor() > 1 || is_of_terminal(key));
}

static void try_all_keys(const char *term, bool is_first)
{
	const struct key_binding *row;
	struct pty *pty;
	int found;

	if (setupterm((char *)(size_t)term, STDERR_FILENO, &found) != OK) {
		fail_msg("no entry for %s", term);
	}
	pty = start(term);
	for (row = keys_table; row->name; row++) {
		for (int view = 0; view < VIEW_COUNT; view++) {
			for (size_t k = 0; k < BINDING_MAX_KEYS && row->keys[k] != KEY_NONE; k++) {
				if (is_tried(row, view, row->keys[k], is_first)) {
					pty = try_key(
						pty, term, row, (enum view_id)view, row->keys[k]);
				}
			}
		}
	}
	pty_free(pty);
	del_curterm(cur_term);
}

static void test_every_key(void **state)
{
	static const char *const terms[] = {
		"xterm-256color", "tmux-256color", "screen", "linux", "vt100", "rxvt"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		try_all_keys(terms[i], i == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key),
	};

	return cmocka_run_group_tests_name("every key", tests, open_fixture, close_fixture);
}
