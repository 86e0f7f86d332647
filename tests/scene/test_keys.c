/* SPDX-License-Identifier: MIT */
/* Keys and commands for the whole screen: letters that sort, the bare screen, rows by number. */
#include "kit/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void press(struct scene *scene, int key)
{
	keys_press(&scene->app, key);
	scene_draw(scene);
}

/* As in k9s: once sorts, twice reverses, and the header of the column says so. */
static const struct play_step sort_letters_steps[] = {
	{"L", "Services sorted by latest: most late first."},
	{NULL, "WORSTv"},
	{"L", "Services sorted by latest: least late first."},
	{NULL, "WORST^"},
	{"A", "Services sorted by p95: highest p95 first."},
	{"C", "Services sorted by crit: most critical first."},
	{"P", "Services sorted by paused: most paused first."},
	{"E", "Services sorted by err: most with errors first."},
	{"Z", "Services sorted by service: from A to Z."},
	{"S", "Services sorted by worst: worst first."},
	{"\rL", "Sessions sorted by late: most late first."},
	{NULL, "LATEv"},
	{"A", "Sessions sorted by age: longest ago first."},
	{"A", "Sessions sorted by age: most recent first."},
	{NULL, "AGE^"},
	{"I", "Sessions sorted by age: longest ago first."},
	{"C", "Sessions sorted by created: newest first."},
	{"P", "Sessions sorted by poll: newest poll first."},
	{"E", "Sessions sorted by err: most errors first."},
	{"Z", "Sessions sorted by user: users from A to Z."},
	{"S", "Sessions sorted by worst: worst first."},
	{"\rS", "No key S here; ? lists them. In the overview: sort by a column, see COLUMNS;"},
};

static const struct play_step rows_by_number_steps[] = {
	{"\r:3\r", ">u-c55e20aa"},
	{":1\r", ">u-7f3a91c2"},
	{":row 2\r", ">u-1b09d7e4"},
	{":13\r", "- u-6e01cc54"},
	{":14\r", "There are only 13 rows here."},
	{"\033:0\r", "\"0\" is not a row number: type one, as in :12."},
	{"\033:row x\r", "\"x\" is not a row number: type one, as in :12."},
	{"\033:12 x\r", "No command or service \"12\". Tab lists them."},
	/* Where nothing is selected, it scrolls. */
	{"\033?:20\r", "rows 20-"},
};

/* As in less. */
static const struct play_step help_search_steps[] = {
	{"?n", "Nothing to search for yet: / searches the help."},
	{"/FILTERS,\r", "FILTERS, typed after a slash"},
	{NULL, "rows 1"},
	{NULL, "!KEYS in the overview"},
	{"n", "No other line contains \"FILTERS,\"."},
	{"/no such text\r", "The help does not contain \"no such text\"."},
	{"g/previous match in the help\r", "previous match in the help"},
	{"g/next match in the help\r", "next match in the help"},
	/* Both lines contain this one. */
	{"/match in the help\r", "next match in the help"},
	{"n", "previous match in the help"},
	{NULL, "!next match in the help"},
	{"n", "Wrapped to the top."},
	{"N", "Wrapped to the bottom."},
	{NULL, "!next match in the help"},
	{"N", "next match in the help"},
	{"/\r", "previous match in the help"},
	/* From the first line on the screen on. */
	{"g/KEYS everywhere\r", "KEYS everywhere"},
	{"/KEYS\r", "!KEYS in the overview"},
	{"N", "KEYS in the overview"},
	/* Each time it is opened, it begins anew. */
	{"??n", "Nothing to search for yet"},
};

static void test_help_marks(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "?/ERRORCOUNT:\r", "errorCount: errors in a row");
	int y = scene_find(scene, "errorCount:");
	int x = canvas_find(&scene->canvas, y, 0, "errorcount:");

	for (int i = -1; i <= 11; i++) {
		assert_int_equal(canvas_at(&scene->canvas, y, x + i)->role == ROLE_SELECTED,
			i >= 0 && i < 11);
	}
}

/* What the line above the keys has no room for is whole in the help. */
static void test_help_of_internals(void **state)
{
	struct scene *scene = *state;

	scene->settings.index_active = "isActive-lastPollAt-of-every-session";
	play_type(scene, "?G", "isActive-lastPollAt-of-every-session where the sessions are read");
}

static const struct play_step untagging_steps[] = {
	{"\r  ", "tagged 2"},
	{"U", "No sessions tagged."},
	{NULL, "!tagged 2"},
};

static void test_function_keys(void **state)
{
	struct scene *scene = *state;

	press(scene, KEY_FUNCTION(1));
	play_expect(scene, "@help");
	press(scene, KEY_FUNCTION(1));
	play_expect(scene, "@overview");
	size_t sent = scene->commands.count;

	press(scene, KEY_FUNCTION(5));
	assert_int_equal(play_last_command(scene), COMMAND_REFRESH);
	press(scene, KEY_CTRL('r'));
	assert_int_equal(scene->commands.count, sent + 2);
	assert_int_equal(play_last_command(scene), COMMAND_REFRESH);
	press(scene, KEY_FUNCTION(10));
	assert_true(scene->app.quit_requested);
}

/* The rows that fit into the list of sessions. */
static size_t rows_of(const struct scene *scene)
{
	return scene->app.ui.lists[VIEW_SESSIONS].rows;
}

static void test_bare_screen(void **state)
{
	struct scene *scene = *state;

	scene_type(scene, "\r");
	size_t rows = rows_of(scene);

	play_type(scene, "\x05", "Header and keys hidden");
	/* The first line of the header, two lines at the bottom; the verdict stays. */
	assert_int_equal(rows_of(scene), rows + 3);
	static const struct play_step steps[] = {
		{"j", "!as of 09:"},
		{NULL, "!next problem"},
		{NULL, "CRITICAL  "},
		{"x", "No key x here"},
		{":", "Enter runs"},
		{"\033t", "Press Ctrl-O to write"},
		{"y", "No key y here: press Ctrl-O"},
		{"\033", "Cancelled. Nothing was written."},
		{"/u-7\r", "filter: u-7"},
		{"\033", "Cleared the filter"},
		/* It is about the whole fleet, whatever passes a filter. */
		{"/nobody\r", "CRITICAL  "},
		{"\033", "CRITICAL  "},
		{"\x05", "as of 09:"},
		{NULL, "next problem"},
	};

	play_steps(scene, steps, ARRAY_LEN(steps));
	assert_int_equal(rows_of(scene), rows);
	/* Without a finding there is no verdict to keep, which had two rows. */
	scene_type(scene, "\x05j");
	rows = rows_of(scene);
	struct snapshot *snapshot = scene_snapshot();

	snapshot->sessions += 10; /* slack's last ones are healthy or paused */
	scene_keep_first(snapshot, 3, 3);
	play_take(scene, snapshot);
	play_expect(scene, "!CRITICAL  ");
	assert_int_equal(rows_of(scene), rows + 2);
}

/* What the body does not show by itself stays in sight. */
static void test_bare_screen_warns(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot;

	play_type(scene, "\x05j", "!as of 09:");
	dashboard_draw(&scene->app, &scene->canvas, SCENE_NOW_MONO_MS + 600000,
		SCENE_NOW_WALL_MS + 600000);
	play_expect(scene, "STALE");
	scene_draw(scene);
	play_expect(scene, "!STALE");
	play_type(scene, "p", "FROZEN");
	play_type(scene, "pj", "!as of 09:");
	snapshot = scene_snapshot();
	snapshot->status.is_complete = false;
	play_take(scene, snapshot);
	play_expect(scene, "PARTIAL");
	snapshot = scene_snapshot();
	snapshot->error = (struct error){.kind = ERROR_NETWORK, .text = "connection refused"};
	snapshot->error_mono_ms = SCENE_ASOF_MONO_MS - 12000;
	play_take(scene, snapshot);
	play_expect(scene, "connection refused");
}

static void test_theme(void **state)
{
	struct scene *scene = *state;

	play_type(scene, ":theme x\r", "No theme \"x\". Available: auto dark light");
	assert_false(scene->app.theme_requested);
	play_type(scene, "\x15theme li\t", ":theme light");
	play_type(scene, "\r", "Theme light.");
	assert_true(scene->app.theme_requested);
	assert_int_equal(scene->app.theme, THEME_LIGHT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PLAY(sort_letters),
		PLAY(rows_by_number),
		PLAY(untagging),
		PLAY(help_search),
		cmocka_unit_test_setup_teardown(test_help_marks, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_help_of_internals, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_function_keys, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_bare_screen, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_bare_screen_warns, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_theme, play_open, play_close),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
