/* SPDX-License-Identifier: MIT */
/* Watching sessions, services, findings and conditions: what is told when, and what is marked. */
#include "kit/play.h"

#include "session.h"
#include "summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_MS INT64_C(60000)

/* A session's state in a snapshot that is made later. */
struct fact {
	const char *user_id;
	enum session_state state;
};

static void set_state(struct snapshot *snapshot, const struct fact *fact)
{
	struct session *sessions = (struct session *)(uintptr_t)snapshot->sessions;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		if (snapshot->sessions[i].service == 0 &&
			strcmp(snapshot->sessions[i].user_id, fact->user_id) == 0) {
			sessions[i].state = fact->state;
			return;
		}
	}
	fail_msg("no session of %s", fact->user_id);
}

/* The next snapshot, some minutes after the first, in which these facts are new. */
static void take(struct scene *scene, int minutes, const struct fact *facts, size_t count)
{
	struct snapshot *snapshot = scene_snapshot();

	for (size_t i = 0; i < count; i++) {
		set_state(snapshot, &facts[i]);
	}
	scene_keep_first(snapshot, snapshot->sessions_count, snapshot->services_count);
	snapshot->asof_ms += minutes * MINUTE_MS;
	play_take(scene, snapshot);
}

/* The news of the last snapshot, which the loop would tell now. */
static void assert_told(struct scene *scene, const char *expected)
{
	char text[ALERT_TEXT_SIZE] = "";
	bool is_told = alert_take(&scene->app.alert, false, SCENE_NOW_MONO_MS, text);

	if (strcmp(is_told ? text : "", expected) != 0) {
		fail_msg("told: \"%s\", not \"%s\"", text, expected);
	}
}

static void test_session(void **state)
{
	static const struct fact well[] = {{"u-7f3a91c2", STATE_ON_TIME}};
	struct scene *scene = *state;

	play_type(scene, "\rW", "Watching slack/u-7f3a91c2: the bell rings when it changes.");
	play_expect(scene, "C u-7f3a91c2 w ");

	int y = scene_find(scene, "C u-7f3a91c2 w ");
	int x = (int)(strstr(scene_row(scene, y), " w ") - scene_row(scene, y)) + 1;

	assert_int_equal(canvas_at(&scene->canvas, y, x)->role, ROLE_WATCHED);
	/* The sign stays with the session when rows move. */
	play_type(scene, "Z", "C u-7f3a91c2 w ");
	play_expect(scene, "!C u-1b09d7e4 w");
	take(scene, 1, NULL, 0);
	assert_told(scene, "");
	take(scene, 4, well, 1);
	assert_told(scene, "beyatop: slack/u-7f3a91c2 is on time again, was critical for over 4m");
	play_expect(scene, "watch: slack/u-7f3a91c2 is on time again, was critical for over 4m");
	take(scene, 5, well, 1);
	assert_told(scene, "");
	take(scene, 6, NULL, 0);
	assert_told(scene, "beyatop: slack/u-7f3a91c2 is critical, was on time for 2m");
	/* The same key ends it. */
	play_type(scene, ":watch\r", "Watching slack/u-7f3a91c2 (critical). :watch off stops.");
	play_type(scene, "SgW", "No longer watching slack/u-7f3a91c2.");
	play_expect(scene, "!u-7f3a91c2 w");
	take(scene, 7, well, 1);
	assert_told(scene, "");
	play_type(scene, ":watch\r", "Nothing is watched. W watches the selected line, :watch");
}

/* In the heat map, the session under the cursor. */
static void test_cell(void **state)
{
	struct scene *scene = *state;

	play_type(scene, "mW", "Watching slack/u-08f1e6bb: the bell rings when it changes.");
	play_type(scene, "W", "No longer watching slack/u-08f1e6bb.");
	play_type(scene, "lW", "Watching slack/u-1b09d7e4: the bell rings when it changes.");
}

static void test_service_and_condition(void **state)
{
	static const struct fact well[] = {{"u-7f3a91c2", STATE_ON_TIME},
		{"u-1b09d7e4", STATE_ON_TIME}, {"u-c55e20aa", STATE_ON_TIME},
		{"u-08f1e6bb", STATE_ON_TIME}, {"u-new-00412", STATE_PAUSED}};
	struct scene *scene = *state;

	play_type(scene, "W", "Watching slack: the bell rings");
	play_expect(scene, "C slack w");
	play_type(scene, ":watch critical>3 or never_polled>5\r", "Watching critical>3 or");
	play_type(scene, ":watch crit>3\r",
		"Not a service or condition; at 1: no figure crit: did you mean critical?");
	play_type(scene, "\033:watch\r",
		"Watching slack (critical); critical>3 or never_polled>5 (true)");
	take(scene, 2, well, 1);
	assert_told(scene,
		"beyatop: critical>3 or never_polled>5 is false again, was true for over 2m");
	/* Several in one. */
	take(scene, 3, well, 5);
	assert_told(scene, "beyatop: slack is late, was critical for over 3m");
	take(scene, 4, NULL, 0);
	assert_told(scene, "beyatop: slack is critical, was late for 1m; critical>3 or "
			   "never_polled>5 is true, was false for 2m");
	play_type(
		scene, ":watch critical>3 or never_polled>5\r", "No longer watching critical>3 or");
	play_type(scene, ":watch slack\r", "No longer watching slack.");
	play_type(scene, ":watch off\r", "No longer watching anything.");
	play_type(scene, ":watch git\t", ":watch github");
}

static void test_many_events(void **state)
{
	static const struct fact well[] = {{"u-7f3a91c2", STATE_ON_TIME},
		{"u-1b09d7e4", STATE_PAUSED}, {"u-c55e20aa", STATE_ON_TIME},
		{"u-08f1e6bb", STATE_ON_TIME}};
	struct scene *scene = *state;

	play_type(scene, "\rWjWjWjW", "Watching slack/u-08f1e6bb");
	take(scene, 90, well, 4);
	assert_told(scene,
		"beyatop: slack/u-7f3a91c2 is on time again, was critical for over 1h30m; "
		"slack/u-1b09d7e4 is paused, was critical for over 1h30m; slack/u-c55e20aa is on "
		"time again, was critical for over 1h30m; and 1 more");
}

/* Nothing is concluded from what was not read. */
static void test_incomplete(void **state)
{
	struct scene *scene = *state;
	struct snapshot *snapshot = scene_snapshot();

	play_type(scene, "\rW", "Watching slack/u-7f3a91c2");
	scene_keep_first(snapshot, 0, 0);
	snapshot->status.is_complete = false;
	play_take(scene, snapshot);
	assert_told(scene, "");
	snapshot = scene_snapshot();
	scene_keep_first(snapshot, 0, 0);
	snapshot->asof_ms += MINUTE_MS;
	play_take(scene, snapshot);
	assert_told(scene, "beyatop: slack/u-7f3a91c2 is gone, was critical for over 1m");
}

/* Under the cursor of the overview. */
static void test_finding_on_screen(void **state)
{
	struct scene *scene = *state;

	scene->app.ui.overview_cursor.is_on_services = false;
	play_type(scene, "gW",
		"Watching slack, 4 of 11 stopped between 09:41:10Z and 09:41:30Z: the");
	play_expect(scene, "C slack w  ");
	play_type(scene, ":watch\r",
		"Watching slack, 4 of 11 stopped between 09:41:10Z and 09:41:30Z.");
	play_type(scene, "W", "No longer watching slack, 4 of 11 stopped between");
	play_expect(scene, "!C slack w");
}

/* --- Findings ------------------------------------------------------------------------------- */

/* The snapshot's first finding, with another size, outlook and end. */
static struct snapshot *with_finding(const struct finding *like, uint32_t members,
	enum finding_outlook outlook, int64_t ended_ms)
{
	static struct finding finding;
	static struct findings findings;
	struct snapshot *snapshot = scene_snapshot();

	finding = *like;
	finding.members = members;
	finding.outlook = outlook;
	finding.ended_ms = ended_ms;
	finding.peak = 50;
	findings = (struct findings){.list = &finding, .count = 1, .current = 1};
	snapshot->findings = &findings;
	return snapshot;
}

static const struct finding cohort = {.number = 7,
	.kind = FINDING_COHORT_STOPPED,
	.service = 0,
	.of = 60,
	.members = 20,
	.began_after_ms = SCENE_ASOF_MS - 10 * MINUTE_MS,
	.began_before_ms = SCENE_ASOF_MS - 10 * MINUTE_MS + 5000,
	.found_ms = SCENE_ASOF_MS - 9 * MINUTE_MS,
	.ended_ms = SESSION_NO_TIME,
	.per_minute = 4,
	.left_ms = 7 * MINUTE_MS};

static void assert_finding(struct watches *watches, const struct finding *like, uint32_t members,
	enum finding_outlook outlook, const char *expected)
{
	int64_t ended_ms = outlook == OUTLOOK_OVER ? SCENE_ASOF_MS : SESSION_NO_TIME;
	struct snapshot *snapshot = with_finding(like, members, outlook, ended_ms);
	struct buf news = {0};
	size_t events = watches_update(watches, snapshot, &snapshot->totals, &news);

	assert_int_equal(events, *expected != '\0');
	assert_string_equal(buf_text(&news), expected);
	buf_fini(&news);
	snapshot_free(snapshot);
}

#define NAME "slack, 20 of 60 stopped between 09:37:12Z and 09:37:17Z"

static void test_finding(void **state)
{
	const struct watch_key key = {.kind = WATCH_FINDING, .finding = 7};
	struct finding other = cohort;
	struct watches watches = {0};
	struct snapshot *snapshot = with_finding(&cohort, 20, OUTLOOK_UNKNOWN, SESSION_NO_TIME);
	char name[WATCH_NAME_SIZE];

	(void)state;
	assert_true(watches_toggle(&watches, &key, snapshot, &snapshot->totals, name));
	snapshot_free(snapshot);
	assert_string_equal(name, NAME);
	assert_finding(&watches, &cohort, 39, OUTLOOK_GROWING, "");
	assert_finding(&watches, &cohort, 40, OUTLOOK_GROWING, NAME ": grew from 20 to 40 sessions");
	assert_finding(&watches, &cohort, 60, OUTLOOK_GROWING, "");
	assert_finding(&watches, &cohort, 50, OUTLOOK_RECOVERING, NAME ": recovering 4/min, ~7m");
	assert_finding(&watches, &cohort, 40, OUTLOOK_RECOVERING, "");
	assert_finding(&watches, &cohort, 40, OUTLOOK_STALLED, "");
	assert_true(watches_has(&watches, &key));
	assert_finding(&watches, &cohort, 0, OUTLOOK_OVER, NAME ": over after 10m");
	assert_false(watches_has(&watches, &key));
	/* It has become part of another one. */
	snapshot = with_finding(&cohort, 20, OUTLOOK_UNKNOWN, SESSION_NO_TIME);
	assert_true(watches_toggle(&watches, &key, snapshot, &snapshot->totals, name));
	snapshot_free(snapshot);
	other.number = 8;
	assert_finding(&watches, &other, 20, OUTLOOK_UNKNOWN, NAME ": no longer listed");
	watches_clear(&watches);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_session, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_cell, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_service_and_condition, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_many_events, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_incomplete, play_open, play_close),
		cmocka_unit_test_setup_teardown(test_finding_on_screen, play_open, play_close),
		cmocka_unit_test(test_finding),
	};

	return cmocka_run_group_tests_name("watch", tests, NULL, NULL);
}
