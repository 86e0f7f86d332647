/* SPDX-License-Identifier: MIT */
/* The list of one user's sessions over all services, and what is said while data are missing. */
#include "kit/play.h"

#include "act/actions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define USER "u-7f3a91c2" /* of slack, github and calendar */

static void expect_sent(const struct scene *scene, const char *service, const char *user_id)
{
	assert_int_equal(play_last_command(scene), COMMAND_FOCUS);
	assert_string_equal(scene->commands.service, service);
	assert_string_equal(scene->commands.user_id, user_id);
}

/* The cursor is in the row of this service. */
static void expect_cursor(const struct scene *scene, const char *service)
{
	long line = (long)scene->app.ui.lists[VIEW_SESSIONS].selected;
	int y = 0;

	while (canvas_line_at(&scene->canvas, y) != line) {
		assert_true(++y < scene->canvas.rows);
	}
	const char *row = scene_row(scene, y);

	assert_int_equal(row[0], '>');
	assert_non_null(strstr(row, service));
	assert_string_equal(scene->app.ui.service, service);
	assert_string_equal(scene->app.ui.user_id, USER);
}

static void test_list_of_a_user(void **state)
{
	struct scene *scene = *state;

	play_type(scene, ":user " USER "\r", "@sessions");
	expect_sent(scene, "", USER);
	play_expect(scene, "overview > user " USER "   3 sessions ──");
	play_expect(scene, "S SERVICE");
	play_expect(scene, "!USER ");
	expect_cursor(scene, "slack");
	/* Its services are told apart by the cursor, by tags and when one is opened. */
	scene_type(scene, "j");
	expect_cursor(scene, "calendar");
	play_type(scene, " ", "tagged 1");
	play_expect(scene, "* . calendar");
	play_type(scene, "\r", "overview > github > " USER);
	assert_string_equal(scene->commands.service, "github");
	play_type(scene, "[", "overview > calendar > " USER);
	play_type(scene, "q", "overview > user " USER);
	expect_cursor(scene, "calendar");
	/* They are sorted by service where others are sorted by user. */
	play_type(scene, ":sort user\r", "services from A to Z");
	play_type(scene, "", "SERVICEv");
	play_type(scene, "I", "SERVICE^");
	play_type(scene, "j=", "This session is in no finding. Space tags it.");
	assert_int_equal(scene->app.ui.tags.keys.count, 1);
	play_type(scene, "q", "@overview");
	expect_sent(scene, "", "");
	play_type(scene, "2", "S USER");
	expect_sent(scene, scene->app.ui.service, "");
}

/* The list stays that of the user when rows change, with a filter, and with a locked order. */
static void test_list_follows_snapshots(void **state)
{
	static const char *const ways[] = {"", "o"};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		scene_type(scene, ":user " USER "\rG");
		expect_cursor(scene, "github");
		scene_type(scene, ways[i]);
		play_take(scene, scene_snapshot());
		expect_cursor(scene, "github");
		play_expect(scene, "#3");
	}
	play_type(scene, "/svc:sla\r", "1 of 3 sessions   filter: svc:sla");
	play_type(scene, "\033", "#3");
}

/* Without a name it is that of the selected session. */
static void test_user_of_the_selected_session(void **state)
{
	struct scene *scene = *state;

	play_type(scene, ":user\r", "Which user?");
	scene_type(scene, "\033"
			  "2jj");
	play_type(scene, ":user\r", "overview > user u-c55e20aa   1 session ");
	scene_type(scene, "q3");
	play_type(scene, ":user\r", "overview > user ");
	expect_sent(scene, "", scene->app.ui.user_id);
}

/* Whether a user has no sessions is known once they were read, whatever else is still missing. */
static void test_unknown_user(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	snapshot->status.swept_mono_ms = -1;
	play_take(scene, snapshot);
	play_type(scene, ":user nobody\r", "This user has no sessions so far.");
	snapshot = scene_snapshot();
	snapshot->status.swept_mono_ms = -1;
	snapshot->status.focus_user_id = "nobody";
	snapshot->status.has_focus_user = true;
	play_take(scene, snapshot);
	play_expect(scene, "This user has no sessions.");
	play_expect(scene, "!sessions so far");
	/* That says nothing about another user, or about the rest. */
	play_type(scene, ":user " USER "\r", "3 sessions so far");
	play_type(scene, "1/nothing\r", "0 of 17 sessions in 0 services so far");
}

/* --- At the start -------------------------------------------------------------------------- */

static void start(struct scene *scene)
{
	scene_open(scene, 24, 80);
	scene->settings.services[0] = "github";
	scene->settings.services_count = 1;
}

static void open_named(struct scene *scene)
{
	dashboard_use_settings(&scene->app);
	open_resend(&scene->app);
	scene_draw(scene);
	scene_take(scene, scene_snapshot());
	scene_draw(scene);
}

static void test_service_flag_opens_it(void **state)
{
	struct scene scene;

	(void)state;
	start(&scene);
	scene.settings.names_services = true;
	open_named(&scene);
	play_expect(&scene, "overview > github   2 sessions");
	expect_sent(&scene, "github", "");
	play_type(&scene, "q", "@overview");
	scene_close(&scene);
	/* One that a file or variable names is not opened, nor one of several. */
	start(&scene);
	open_named(&scene);
	play_expect(&scene, "@overview");
	scene_close(&scene);
	start(&scene);
	scene.settings.names_services = true;
	scene.settings.services[scene.settings.services_count++] = "slack";
	open_named(&scene);
	play_expect(&scene, "@overview");
	scene_close(&scene);
}

static void test_user_flag_opens_the_user(void **state)
{
	struct scene scene;

	(void)state;
	start(&scene);
	scene.settings.user = USER;
	open_named(&scene);
	play_expect(&scene, "overview > user " USER "   3 sessions");
	expect_sent(&scene, "", USER);
	play_type(&scene, ":user u-slow\r", "Only " USER " is read");
	play_type(&scene, "\033q:user\r", "overview > user " USER);
	scene_close(&scene);
	start(&scene);
	scene.settings.user = USER;
	scene.settings.names_services = true;
	open_named(&scene);
	play_expect(&scene, "overview > github > " USER);
	assert_int_equal(play_last_command(&scene), COMMAND_OPEN);
	play_type(&scene, "q", "overview > user " USER "   3 sessions");
	scene_close(&scene);
}

/* What this user's sessions show is not claimed for a service or the fleet. */
static void test_user_alone_is_not_compared(void **state)
{
	struct scene scene;
	struct snapshot *snapshot = scene_snapshot_with_item();

	(void)state;
	scene_open(&scene, 30, 100);
	scene.settings.user = USER;
	snapshot->status.source = SOURCE_USER;
	scene_take(&scene, snapshot);
	scene_draw(&scene);
	play_expect(&scene, "only the sessions of user " USER " are read and counted (--user)");
	play_type(&scene, "23", "=> only this user was read (--user)");
	play_expect(&scene, "!behind in other services");
	play_type(&scene, ":reconcile\r", "Nothing to scan");
	scene_close(&scene);
}

/* --- So far -------------------------------------------------------------------------------- */

static void not_swept(struct poll_status *status)
{
	status->swept_mono_ms = -1;
}

static void not_filled(struct poll_status *status)
{
	status->unfilled = 3;
}

static void not_scanned(struct poll_status *status)
{
	status->reconciled_mono_ms = -1;
	status->is_reconciling = true;
}

/* Everything that counts or lists what a filter passes says when data are missing, and only then.
 */
static void test_so_far(void **state)
{
	static void (*const gaps[])(struct poll_status *) = {not_swept, not_filled, not_scanned};
	static const struct play_step steps[] = {
		{"1/err>5\r", "4 of 17 sessions in 1 service so far"},
		{"2", "4 of 13 sessions so far"},
		{"!", "problems only: 3 of 13 sessions so far"},
		{"T", "3 listed sessions; not all are read yet"},
		{"\033\033", "problems only: 10 of 13 sessions so far"},
		{"!", "13 sessions so far"},
		{"/nothing\r", "No session matches the filter so far."},
		{"\033q/nothing\r", "No session matches the filter so far"},
		{"2", "No session matches the filter so far."},
		{"\033:service calendar\r!", "No problems here so far."},
		{"!qq", "@overview"},
		{":service nosuch\r", "No service \"nosuch\" so far."},
		{"\033", "@overview"},
	};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(gaps); i++) {
		struct snapshot *snapshot = scene_snapshot();

		gaps[i](&snapshot->status);
		play_take(scene, snapshot);
		play_steps(scene, steps, ARRAY_LEN(steps));
	}
	play_take(scene, scene_snapshot());
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		play_type(scene, steps[i].keys, "!so far");
	}
}

static void test_empty_table_so_far(void **state)
{
	struct scene *scene = *state;

	for (int is_read = 0; is_read < 2; is_read++) {
		struct snapshot *snapshot = scene_snapshot();
		const char *said =
			is_read ? "No sessions were found." : "No sessions were found so far.";

		scene_keep_first(snapshot, 0, 0);
		snapshot->status.swept_mono_ms = is_read ? SCENE_ASOF_MONO_MS : -1;
		play_take(scene, snapshot);
		play_type(scene, "1", said);
		play_type(scene, "4", said);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, play_open, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_list_of_a_user),
		TEST(test_list_follows_snapshots),
		TEST(test_user_of_the_selected_session),
		TEST(test_unknown_user),
		cmocka_unit_test(test_service_flag_opens_it),
		cmocka_unit_test(test_user_flag_opens_the_user),
		cmocka_unit_test(test_user_alone_is_not_compared),
		TEST(test_so_far),
		TEST(test_empty_table_so_far),
	};

	return cmocka_run_group_tests_name("user", tests, NULL, NULL);
}
