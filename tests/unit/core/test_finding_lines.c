/* SPDX-License-Identifier: MIT */
/* What the changes say while incidents come and go: each once, in words that stay true. */
#include "poller/finding_lines.h"

#include "diagnosis.h"
#include "kit/fleet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SESSIONS 60

/* A fleet that is read every 5 s, and all lines that it has made. */
struct stage {
	struct settings settings;
	struct fleet *fleet;
	struct findings *findings;
	/* lines of the kinds, and the newest text of each */
	unsigned counts[CHANGE_KIND_COUNT];
	char texts[CHANGE_KIND_COUNT][400];
	uint64_t number;
	int64_t now_ms;
	/* the first of the sessions that are not polled, and how many; all, unless failing */
	int first, count;
	bool are_failing, are_paused;
};

static int open_stage(void **state)
{
	struct stage *stage = base_calloc(1, sizeof(*stage));

	stage->settings.limits = (struct session_thresholds)SESSION_THRESHOLDS_DEFAULT;
	stage->fleet = fleet_new(&stage->settings.limits);
	fleet_hold_changes(stage->fleet);
	stage->now_ms = NOW;
	*state = stage;
	return 0;
}

static int close_stage(void **state)
{
	struct stage *stage = *state;

	findings_free(stage->findings);
	fleet_free(stage->fleet);
	free(stage);
	return 0;
}

/* Polls what is due; those that are not polled keep what they have. */
static void poll_all(struct stage *stage)
{
	for (int i = 0; i < SESSIONS; i++) {
		bool is_hit = i >= stage->first && i < stage->first + stage->count;
		int64_t every_ms = i % 3 == 0 ? 4 * EVERY : EVERY;
		int64_t late_ms = (stage->now_ms - NOW + 8 * EVERY - i * 331) % every_ms;
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u-%d", i);
		struct item item = item_of(user_id, stage->now_ms - late_ms);
		struct session before;

		item.session.interval_ms = (uint32_t)every_ms;

		if (is_hit && look(stage->fleet, user_id, &before)) {
			bool is_new = item.session.polled_at_ms > before.polled_at_ms;

			item.session.error_count = before.error_count + is_new;
			item.session.polled_at_ms = stage->are_failing ? item.session.polled_at_ms
								       : before.polled_at_ms;
			item.session.active = stage->are_paused ? ACTIVE_OFF : ACTIVE_ON;
			item.session.error_count *= stage->are_failing;
		}
		fleet_put(stage->fleet, &item, stage->now_ms);
	}
}

static void take_lines(struct stage *stage, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->changes_count; i++) {
		const struct change *change = &snapshot->changes[i];

		if (change->number <= stage->number) {
			continue;
		}
		stage->number = change->number;
		stage->counts[change->kind]++;
		assert_int_equal(change->text != NULL, change_is_of_finding(change->kind));
		assert_int_equal(change->finding != 0, change_is_of_finding(change->kind));
		assert_non_null(change->service);
		if (change->text) {
			snprintf(stage->texts[change->kind], sizeof(stage->texts[0]), "%s",
				change->text);
		}
	}
}

static void refresh(struct stage *stage)
{
	struct snapshot *snapshot = snapshot_new();

	stage->now_ms += 5 * SECOND;
	poll_all(stage);
	fleet_flush_changes(stage->fleet, stage->now_ms);
	fleet_sample(stage->fleet, stage->now_ms);
	fleet_start_changes(stage->fleet);
	fleet_copy(stage->fleet, snapshot);
	snapshot->asof_ms = snapshot->asof_mono_ms = stage->now_ms;
	snapshot->status.is_complete = true;
	snapshot->status.source = SOURCE_SCAN;
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, &stage->settings);
	snapshot->memory->findings = findings_follow(snapshot, &stage->findings);
	finding_lines_add(stage->fleet, snapshot);
	take_lines(stage, snapshot);
	snapshot_free(snapshot);
}

static void run(struct stage *stage, int seconds)
{
	for (int i = 0; i < seconds; i += 5) {
		refresh(stage);
	}
}

/* Exactly these kinds, once each, CHANGE_RECOVERED as often as it likes. */
static void assert_told(const struct stage *stage, uint32_t kinds)
{
	for (unsigned i = 0; i < CHANGE_KIND_COUNT; i++) {
		bool is_told = kinds & 1u << i;

		if (i != CHANGE_RECOVERED && stage->counts[i] != is_told) {
			fail_msg("change %u is told %u times: %s", i, stage->counts[i],
				stage->texts[i]);
		}
	}
}

static void test_one_stop(void **state)
{
	struct stage *stage = *state;

	run(stage, 300);
	assert_told(stage, 0);
	stage->count = 20;
	run(stage, 300);
	assert_told(stage, 1u << CHANGE_BEGAN);
	assert_non_null(strstr(stage->texts[CHANGE_BEGAN], "gmail: "));
	assert_non_null(strstr(stage->texts[CHANGE_BEGAN], "of 60"));
	stage->count = 0;
	run(stage, 60);
	assert_told(stage, 1u << CHANGE_BEGAN | 1u << CHANGE_OVER);
	assert_true(stage->counts[CHANGE_RECOVERED] > 0);
	assert_non_null(strstr(stage->texts[CHANGE_OVER], "20 of 60"));
	assert_non_null(strstr(stage->texts[CHANGE_OVER], "Ended at"));
	/* The same sessions stop again. */
	stage->count = 20;
	run(stage, 300);
	assert_int_equal(stage->counts[CHANGE_BEGAN], 1);
	assert_int_equal(stage->counts[CHANGE_BACK], 1);
	assert_non_null(strstr(stage->texts[CHANGE_BACK], "stopped for the 2nd time between"));
	assert_int_equal(stage->counts[CHANGE_LATE] + stage->counts[CHANGE_STOPPED], 0);
}

/* Found by the first look, it has not begun; but it ends. */
static void test_first_look(void **state)
{
	struct stage *stage = *state;

	refresh(stage);
	stage->count = 20;
	run(stage, 300);
	memset(stage->counts, 0, sizeof(stage->counts));
	findings_free(stage->findings);
	stage->findings = NULL;
	run(stage, 60);
	assert_told(stage, 0);
	stage->count = 0;
	run(stage, 60);
	assert_told(stage, 1u << CHANGE_OVER);
}

static void test_errors(void **state)
{
	struct stage *stage = *state;

	stage->are_failing = true;
	run(stage, 300);
	stage->count = 20;
	run(stage, 400);
	/* The first ones, then those past a threshold, once each; a finding tells the rest. */
	assert_int_equal(stage->counts[CHANGE_FIRST_ERRORS], 1);
	assert_int_equal(stage->counts[CHANGE_BEGAN], 1);
	assert_true(stage->counts[CHANGE_ERRORS] <= 4);
	assert_non_null(strstr(stage->texts[CHANGE_BEGAN], "failing"));
	stage->count = 0;
	run(stage, 60);
	assert_int_equal(stage->counts[CHANGE_OVER], 1);
}

/* Three that happen to be late at the same time are no cohort, whatever their last polls. */
static void test_stragglers(void **state)
{
	struct stage *stage = *state;

	run(stage, 100);
	stage->first = 1;
	stage->count = 2;
	run(stage, 200);
	assert_int_equal(stage->counts[CHANGE_STOPPED], 0);
	assert_true(stage->counts[CHANGE_LATE] + stage->counts[CHANGE_BEGAN] > 0);
}

static void test_mass_pause(void **state)
{
	struct stage *stage = *state;

	run(stage, 100);
	stage->are_paused = true;
	stage->count = 30;
	run(stage, 100);
	assert_told(stage, 1u << CHANGE_BEGAN);
	assert_string_equal(stage->texts[CHANGE_BEGAN], "gmail: 30 paused by others");
}

#define STAGE_TEST(function) cmocka_unit_test_setup_teardown(function, open_stage, close_stage)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(test_one_stop),
		STAGE_TEST(test_first_look),
		STAGE_TEST(test_errors),
		STAGE_TEST(test_stragglers),
		STAGE_TEST(test_mass_pause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
