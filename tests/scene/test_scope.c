/* SPDX-License-Identifier: MIT */
/* One list of sessions: those of a service, a user, a finding, or all. */
#include "kit/play.h"

#include "act/actions.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define NUMBER 7

/* A finding by hand, so that this does not depend on what is concluded from the sessions. */
static struct findings *make_findings(const uint32_t *rows, uint32_t members)
{
	static struct finding finding;
	static struct findings findings;

	finding = (struct finding){
		.number = NUMBER,
		.kind = FINDING_COHORT_STOPPED,
		.service = FINDING_NO_SERVICE,
		.services = 2,
		.rows = rows,
		.members = members,
		.of = 15,
		.worst_late = NAN,
		.not_due_until_ms = SESSION_NO_TIME,
		.began_after_ms = SCENE_ASOF_MS - 360000,
		.began_before_ms = SCENE_ASOF_MS - 350000,
		.found_ms = SCENE_ASOF_MS,
		.peak_ms = SCENE_ASOF_MS,
		.ended_ms = SESSION_NO_TIME,
		.per_minute = NAN,
		.left_ms = -1,
		.detail = "",
	};
	findings = (struct findings){
		.list = &finding,
		.count = 1,
		.current = 1,
		.overdue_worst_late = NAN,
		.asof_ms = SCENE_ASOF_MS,
		.number = NUMBER,
	};
	return &findings;
}

/* Gives the app a snapshot with these findings instead of its own. */
static void take(struct scene *scene, struct snapshot *snapshot, const struct findings *findings)
{
	scene_diagnose(&scene->settings, snapshot);
	snapshot->findings = findings;
	dashboard_receive(&scene->app, snapshot);
	scene_draw(scene);
}

static void expect_focus(const struct scene *scene, const char *service, const char *user_id)
{
	assert_int_equal(play_last_command(scene), COMMAND_FOCUS);
	assert_string_equal(scene->commands.service, service);
	assert_string_equal(scene->commands.user_id, user_id);
}

/* --- Everything ---------------------------------------------------------------------------- */

static void test_everything(void **state)
{
	static const char *const ways[] = {"0", ":all\r"};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		play_type(scene, ways[i], "overview > all services   17 sessions");
		play_expect(scene, "#17");
		play_expect(scene, "S USER ");
		play_expect(scene, " SERVICE ");
		expect_focus(scene, "", "");
		/* The worst is at the top, whatever its service. */
		play_expect(scene, ">u-7f3a91c2");
		assert_string_equal(scene->app.ui.service, "slack");
		play_type(scene, "q", "@overview");
	}
}

/* Sessions of the same user are told apart by their service. */
static void test_everything_by_service(void **state)
{
	static const struct play_step steps[] = {
		{"0:sort svc\r", "Sessions sorted by svc: services from A to Z."},
		{NULL, ">u-7f3a91c2"},
		{NULL, "SERVICEv"},
		{"j", ">u-off"},
		{"j", ">u-7f3a91c2"},
		{" ", "tagged 1"},
		{NULL, "* . u-7f3a91c2"},
		{"I", "services from Z to A"},
		{NULL, ">u-odd-active"},
		{":columns err\r", " SERVICE^ "},
		{"/svc:git\r", "2 of 17 sessions   filter: svc:git"},
		{"\033!", "problems only: 11 of 17"},
	};
	struct scene *scene = *state;

	play_steps(scene, steps, ARRAY_LEN(steps));
	/* A list of one service is then by user, and does not say which service it is. */
	play_type(scene, "1:service slack\r", "users from Z to A");
	play_expect(scene, "USER");
	play_expect(scene, "!SERVICE");
}

/* --- A finding ----------------------------------------------------------------------------- */

static const uint32_t members[] = {1, 3, 14};

static void test_finding(void **state)
{
	struct scene *scene = *state;
	struct buf words = {0};

	take(scene, scene_snapshot(), make_findings(members, 3));
	open_finding(&scene->app, NUMBER);
	expect_focus(scene, "", "");
	finding_put_fact(&words, scene->app.shown, &scene->app.shown->findings->list[0]);
	assert_true(words.length > 0);
	play_expect(scene, "#3");
	scene_draw(scene);
	play_expect(scene, buf_text(&words));
	play_expect(scene, "github");
	play_expect(scene, "u-slow");
	play_expect(scene, ">u-1b09d7e4");
	buf_fini(&words);
	/* Filters, tags and the item work as in other lists, and "back" returns to it. */
	play_type(scene, "/user:slow\r", "#1");
	play_type(scene, "\033", "#3");
	play_type(scene, "*", "3 tagged.");
	play_type(scene, "\r", "@detail");
	play_type(scene, "q", "@sessions");
	play_expect(scene, "#3");
	play_type(scene, "q", "@overview");
}

/* The list is of those that the finding has now; once it is over, of those that it had last. */
static void test_finding_changes(void **state)
{
	static const uint32_t fewer[] = {3, 14};
	struct scene *scene = *state;

	take(scene, scene_snapshot(), make_findings(members, 3));
	open_finding(&scene->app, NUMBER);
	take(scene, scene_snapshot(), make_findings(fewer, 2));
	play_expect(scene, "#2");
	play_expect(scene, "!u-1b09d7e4");
	play_expect(scene, "!over: the last sessions of ");
	for (int i = 0; i < 2; i++) {
		struct findings *over = make_findings(NULL, 0);

		over->current = 0;
		if (i == 1) {
			over->count = 0;
		}
		take(scene, scene_snapshot(), over);
		play_expect(scene, "#2");
		play_expect(scene, "over: the last sessions of ");
		play_expect(scene, "u-slow");
	}
	/* A session that is gone from the table is gone from the list. */
	struct snapshot *snapshot = scene_snapshot();

	snapshot->sessions_count = 14;
	take(scene, snapshot, make_findings(NULL, 0));
	play_expect(scene, "#1");
	/* It is back. */
	take(scene, scene_snapshot(), make_findings(members, 3));
	play_expect(scene, "#3");
	play_expect(scene, "!over: ");
}

static void test_finding_without_sessions(void **state)
{
	struct scene *scene = *state;

	take(scene, scene_snapshot(), make_findings(NULL, 0));
	open_finding(&scene->app, NUMBER);
	assert_non_null(strstr(scene->app.ui.message, "No sessions to list"));
	open_finding(&scene->app, NUMBER + 1);
	assert_non_null(strstr(scene->app.ui.message, "This is over"));
	play_expect(scene, "@overview");
}

/* A column that all lines would have in common is left out. */
static void test_columns_of_a_finding(void **state)
{
	static const uint32_t of_slack[] = {1, 3}, of_a_user[] = {0, 13, 15};
	struct scene *scene = *state;
	struct findings *findings = make_findings(of_slack, 2);
	struct finding *finding = (struct finding *)(uintptr_t)findings->list;

	finding->service = 0;
	take(scene, scene_snapshot(), findings);
	open_finding(&scene->app, NUMBER);
	expect_focus(scene, "slack", "");
	scene_draw(scene);
	play_expect(scene, "S USER");
	play_expect(scene, "!SERVICE");
	make_findings(of_a_user, 3);
	finding->user_id = "u-7f3a91c2";
	take(scene, scene_snapshot(), findings);
	play_expect(scene, "S SERVICE");
	play_expect(scene, "!USER");
	open_finding(&scene->app, NUMBER);
	expect_focus(scene, "", "u-7f3a91c2");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, play_open, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything),
		TEST(test_everything_by_service),
		TEST(test_finding),
		TEST(test_finding_changes),
		TEST(test_finding_without_sessions),
		TEST(test_columns_of_a_finding),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
