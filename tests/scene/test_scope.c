/* SPDX-License-Identifier: MIT */
/* One list of sessions: those of a service, a user, a finding, or all. */
#include "kit/play.h"

#include "act/actions.h"
#include "ui/session_rows.h"

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

/* Which rows are shown is said however much else there is to say. */
static void test_rows_shown(void **state)
{
	struct scene *scene = *state;

	canvas_resize(&scene->canvas, 14, 80);
	play_type(scene, "0/u- not user:/^test-/ late<9999 or err>0\r*oF", " rows 1-");
	play_expect(scene, " of 13 ");
	play_type(scene, "G", "-13 of 13 ");
	canvas_resize(&scene->canvas, 24, 80);
	play_type(scene, "", "!rows ");
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
	play_expect(scene, "!over: ");
	for (int i = 0; i < 2; i++) {
		struct findings *over = make_findings(NULL, 0);

		over->current = 0;
		if (i == 1) {
			over->count = 0;
		}
		take(scene, scene_snapshot(), over);
		play_expect(scene, "#2");
		/* One refresh without it proves nothing. */
		play_expect(scene,
			i == 0 ? "likely over: its last 2 sessions" : "over: its last 2 sessions");
		play_expect(scene, i == 0 ? "over: " : "!perhaps");
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
	assert_non_null(strstr(scene->app.ui.message, "This finding has no sessions left"));
	open_finding(&scene->app, NUMBER + 1);
	assert_non_null(strstr(scene->app.ui.message, "This finding has no sessions left"));
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

/* A written session keeps its line for a while, although the finding has it no more. */
static void test_written_rows_stay(void **state)
{
	static const uint32_t rest[] = {1, 14};
	struct write_target target = {.service = "slack", .user_id = "u-08f1e6bb"};
	struct write_order order = {.targets = &target, .count = 1};
	struct scene *scene = *state;

	take(scene, scene_snapshot(), make_findings(members, 3));
	open_finding(&scene->app, NUMBER);
	session_rows_hold(&scene->app.ui, &order);
	take(scene, scene_snapshot(), make_findings(rest, 2));
	play_expect(scene, "#3");
	play_expect(scene, "u-08f1e6bb");
	/* What was not listed is not listed by a write. */
	target.user_id = "u-a1";
	session_rows_hold(&scene->app.ui, &order);
	take(scene, scene_snapshot(), make_findings(rest, 2));
	play_expect(scene, "#3");
	scene->app.ui.now_mono_ms += 30001;
	take(scene, scene_snapshot(), make_findings(rest, 2));
	play_expect(scene, "#2");
	play_expect(scene, "!u-08f1e6bb");
}

/* --- From list to list --------------------------------------------------------------------- */

static const struct play_step services_typed_steps[] = {
	{":slack\r", "overview > slack"},
	{":gith\r", "overview > github"},
	/* The last one is below the others. */
	{"q", "overview > slack"},
	{"q", "@overview"},
	/* Commands win, whole or shortened, and so does a service's whole name over other ones. */
	{":all\r", "overview > all services"},
	{"q:interv\r", ":interval needs an argument"},
	{"\033:s\r", "No command or service \"s\". Tab lists them."},
	{"\033:slack now\r", "No command or service \"slack\". Tab lists them."},
	{"\033:sla\t\r", "overview > slack"},
	{"q:empty\r", "No command or service \"empty\". Tab lists them."},
	{"\033:cal\t\r", "overview > calendar"},
};

static void test_back(void **state)
{
	static const struct play_step steps[] = {
		{"4:slack\rjjj", ">u-08f1e6bb"},
		{"\r:user u-7f3a91c2\r", "overview > user u-7f3a91c2"},
		{"0", "overview > all services"},
		/* Again the same is no other list. */
		{"0jj", ">u-c55e20aa"},
		{":user\r", "overview > user u-c55e20aa"},
		{"q", "overview > all services"},
		{NULL, ">u-c55e20aa"},
		{"q", "overview > user u-7f3a91c2"},
		{"q", "overview > slack"},
		{NULL, ">u-08f1e6bb"},
		{"q", "@heat"},
		/* Other views forget the lists. */
		{":slack\r0", "overview > all services"},
		{"12q", "@overview"},
	};
	struct scene *scene = *state;

	play_steps(scene, steps, ARRAY_LEN(steps));
	/* More than are remembered. */
	for (int i = 0; i < 3 * SCOPE_STACK_SIZE; i++) {
		scene_type(scene, i % 2 ? ":slack\r" : "0");
	}
	for (int i = 0; i < SCOPE_STACK_SIZE; i++) {
		play_type(scene, "q", "@sessions");
	}
	play_type(scene, "q", "@overview");
}

/* A finding that is over has nothing to go back to. */
static void test_back_to_a_finding(void **state)
{
	struct scene *scene = *state;

	take(scene, scene_snapshot(), make_findings(members, 3));
	open_finding(&scene->app, NUMBER);
	play_type(scene, ":slack\r", "overview > slack");
	play_type(scene, "q", "#3");
	play_type(scene, ":slack\r", "overview > slack");
	take(scene, scene_snapshot(), make_findings(NULL, 0));
	play_type(scene, "q", "@overview");
}

/* --- The cursor ---------------------------------------------------------------------------- */

static struct snapshot *with_worst(const char *user_id)
{
	struct snapshot *snapshot = scene_snapshot();
	struct session *sessions = (struct session *)(uintptr_t)snapshot->sessions;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (strcmp(sessions[i].user_id, user_id) == 0) {
			sessions[i].polled_at_ms -= 3600000;
		}
	}
	return snapshot;
}

/* It is on the worst session until the user has moved it, or used the session. */
static void test_cursor_is_on_the_worst(void **state)
{
	static const char *const uses[] = {"jk", "t\033", "F", "a\033", "\rq"};
	struct scene *scene = *state;

	for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
		play_take(scene, scene_snapshot());
		play_type(scene, "0", ">u-7f3a91c2");
		play_take(scene, with_worst("u-c55e20aa"));
		play_expect(scene, ">u-c55e20aa");
		/* Looking about does not hold it. */
		scene_type(scene, "DDD!!");
		play_take(scene, with_worst("u-08f1e6bb"));
		play_expect(scene, ">u-08f1e6bb");
		scene_type(scene, uses[i]);
		play_take(scene, scene_snapshot());
		play_expect(scene, ">u-08f1e6bb");
		play_type(scene, i == 2 ? "F" : "", ">u-08f1e6bb");
		play_type(scene, ":sort err\r", ">u-6e01cc54");
		play_type(scene, ":sort worst\r", ">u-7f3a91c2");
		scene_type(scene, "1");
	}
	/* In a locked order nothing moves. */
	scene_type(scene, "0o");
	play_take(scene, with_worst("u-c55e20aa"));
	play_expect(scene, ">u-7f3a91c2");
	scene_type(scene, "o1");
	/* A session that was asked for is the one. */
	play_type(scene, "5", "@changes");
}

/* The same in the overview, and a list of several services does not move that cursor. */
static void test_cursor_of_the_overview(void **state)
{
	struct scene *scene = *state;
	const struct ui *ui = &scene->app.ui;

	scene_type(scene, ":sort service\r");
	assert_string_equal(ui->selected_service->name, "calendar");
	scene_type(scene, "I");
	assert_string_equal(ui->selected_service->name, "slack");
	scene_type(scene, "0G");
	assert_string_equal(ui->service, "calendar");
	scene_type(scene, "q");
	assert_string_equal(ui->selected_service->name, "slack");
}

/* --- The filter ---------------------------------------------------------------------------- */

/* The baseline is of the whole fleet: with a filter there is no change to show. */
static void test_filter_and_baseline(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	scene_type(scene, "b");
	scene_keep_first(snapshot, 12, 4);
	play_take(scene, snapshot);
	play_expect(scene, "-5");
	play_expect(scene, "ago");
	play_type(scene, "/slack\r", "!-5");
	play_type(scene, "\033", "-5");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, play_open, play_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything),
		TEST(test_rows_shown),
		TEST(test_everything_by_service),
		TEST(test_finding),
		TEST(test_finding_changes),
		TEST(test_finding_without_sessions),
		TEST(test_columns_of_a_finding),
		TEST(test_written_rows_stay),
		PLAY(services_typed),
		TEST(test_back),
		TEST(test_back_to_a_finding),
		TEST(test_cursor_is_on_the_worst),
		TEST(test_cursor_of_the_overview),
		TEST(test_filter_and_baseline),
	};

	return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
