/* SPDX-License-Identifier: MIT */
#include "fleet/changes.h"

#include "kit/fleet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Ends a refresh that makes that many lines; copies the newest to *line. */
static void flush_to(struct fleet *fleet, size_t expected, int64_t asof_ms, struct change *line)
{
	struct snapshot *before = publish(fleet);

	fleet_flush_changes(fleet, asof_ms);
	struct snapshot *after = publish(fleet);
	uint64_t seen =
		before->changes_count ? before->changes[before->changes_count - 1].number : 0;
	uint64_t newest =
		after->changes_count ? after->changes[after->changes_count - 1].number : 0;

	assert_int_equal(newest - seen, expected);
	if (expected > 0) {
		*line = after->changes[after->changes_count - 1];
		assert_string_equal(line->service, "gmail");
		assert_int_equal(line->at_ms, asof_ms);
		/* They are freed with the snapshot. */
		line->service = NULL;
		line->user_id = line->user_id ? "somebody" : NULL;
	}
	snapshot_free(before);
	snapshot_free(after);
}

static void assert_one(
	struct fleet *fleet, enum change_kind kind, uint32_t sessions, int64_t asof_ms)
{
	struct change line;

	flush_to(fleet, 1, asof_ms, &line);
	assert_int_equal(line.kind, kind);
	assert_int_equal(line.sessions, sessions);
	assert_int_equal(line.user_id != NULL, sessions == 1);
}

static void assert_none(struct fleet *fleet, int64_t asof_ms)
{
	flush_to(fleet, 0, asof_ms, NULL);
}

/* The session "u" is in the fleet, and full sweeps through both partitions have ended. */
static struct fleet *watched(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW - 5 * SECOND, NOW);
	struct coverage both = active_coverage(false);

	both.active = ACTIVE_UNKNOWN;
	fleet_begin_sweep(fleet, &both);
	put(fleet, "u", NOW - 5 * SECOND, NOW);
	fleet_end_sweep(fleet, &both, NOW);
	fleet_start_changes(fleet);
	assert_none(fleet, NOW);
	return fleet;
}

static void test_first_look_is_no_news(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW - 5 * SECOND, NOW);
	put(fleet, "late", NOW - 100 * SECOND, NOW);
	put(fleet, "late", NOW, NOW);
	sweep_nothing(fleet, active_coverage(true), NOW + 100 * SECOND);
	fleet_remove(fleet, "late", "gmail", 0);
	assert_none(fleet, NOW + 100 * SECOND);
	fleet_start_changes(fleet);
	assert_none(fleet, NOW + 100 * SECOND);
}

/* Nothing but the time passes. */
static void test_late_and_recovered(void **state)
{
	struct fleet *fleet = watched(state);

	sweep_nothing(fleet, active_coverage(true), NOW + 15 * SECOND);
	assert_none(fleet, NOW + 15 * SECOND);
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	assert_one(fleet, CHANGE_LATE, 1, NOW + 60 * SECOND);
	/* Later still, and critical, it is the same incident. */
	sweep_nothing(fleet, active_coverage(true), NOW + 600 * SECOND);
	assert_none(fleet, NOW + 600 * SECOND);
	put(fleet, "u", NOW + 600 * SECOND, NOW + 601 * SECOND);
	assert_one(fleet, CHANGE_RECOVERED, 1, NOW + 601 * SECOND);
	/* Read while late makes no other change than becoming late. */
	put(fleet, "u", NOW + 600 * SECOND, NOW + 700 * SECOND);
	assert_one(fleet, CHANGE_LATE, 1, NOW + 700 * SECOND);
}

static void put_errors(struct fleet *fleet, int32_t errors, int64_t asof_ms)
{
	struct item item = item_of("u", asof_ms - SECOND);

	item.session.error_count = errors;
	fleet_put(fleet, &item, asof_ms);
}

static void test_errors(void **state)
{
	struct fleet *fleet = watched(state);
	static const struct {
		int32_t errors;
		int lines;
		int64_t amount;
	} steps[] = {
		{2, 0, 0},
		{3, 1, 1},
		{9, 0, 0},
		{12, 1, 3},
		{13, 0, 0},
		/* Back to none, which is a recovery; then past both at once; then unknown and
		   known. */
		{0, 1, 0},
		{50, 1, 50},
		{0, 1, 0},
		{-1, 0, 0},
		{4, 1, 4},
	};

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		int64_t asof_ms = NOW + (int64_t)i * SECOND;
		struct change line = {0};

		put_errors(fleet, steps[i].errors, asof_ms);
		flush_to(fleet, (size_t)steps[i].lines, asof_ms, &line);
		assert_int_equal(line.amount, steps[i].amount);
		if (steps[i].lines) {
			assert_int_equal(
				line.kind, steps[i].amount ? CHANGE_ERRORS : CHANGE_RECOVERED);
		}
	}
}

/* A failing session is not late until it stops. */
static void test_errors_are_not_lateness(void **state)
{
	struct fleet *fleet = watched(state);

	put_errors(fleet, 5, NOW);
	assert_one(fleet, CHANGE_ERRORS, 1, NOW);
	sweep_nothing(fleet, active_coverage(true), NOW + 15 * SECOND);
	assert_none(fleet, NOW + 15 * SECOND);
	sweep_nothing(fleet, active_coverage(true), NOW + 80 * SECOND);
	assert_one(fleet, CHANGE_LATE, 1, NOW + 80 * SECOND);
	/* Polled again and still failing, it has not recovered. */
	put_errors(fleet, 6, NOW + 90 * SECOND);
	assert_none(fleet, NOW + 90 * SECOND);
	put_errors(fleet, 0, NOW + 95 * SECOND);
	assert_one(fleet, CHANGE_RECOVERED, 1, NOW + 95 * SECOND);
}

static void put_active(struct fleet *fleet, enum session_active active, int64_t asof_ms)
{
	struct item item = item_of("u", NOW - 5 * SECOND);

	item.session.active = (uint8_t)active;
	fleet_put(fleet, &item, asof_ms);
}

static void test_toggled_elsewhere(void **state)
{
	struct fleet *fleet = watched(state);

	put_active(fleet, ACTIVE_OFF, NOW);
	assert_one(fleet, CHANGE_PAUSED, 1, NOW);
	/* Resumed after a long pause it is behind, which is no change. */
	put_active(fleet, ACTIVE_ON, NOW + 600 * SECOND);
	assert_one(fleet, CHANGE_RESUMED, 1, NOW + 600 * SECOND);
	/* What cannot be read was not paused. */
	put_active(fleet, ACTIVE_UNKNOWN, NOW + 601 * SECOND);
	assert_one(fleet, CHANGE_UNREADABLE, 1, NOW + 601 * SECOND);
	put_active(fleet, ACTIVE_OFF, NOW + 602 * SECOND);
	assert_one(fleet, CHANGE_READABLE, 1, NOW + 602 * SECOND);
}

/* A writer's clock goes ahead, and is set right; then back. */
static void test_clock(void **state)
{
	struct fleet *fleet = watched(state);
	struct change line;

	put(fleet, "u", NOW + 300 * SECOND, NOW + 20 * SECOND);
	flush_to(fleet, 1, NOW + 20 * SECOND, &line);
	assert_int_equal(line.kind, CHANGE_CLOCK_AHEAD);
	assert_int_equal(line.amount, 280 * SECOND);
	put(fleet, "u", NOW + 320 * SECOND, NOW + 40 * SECOND);
	assert_none(fleet, NOW + 40 * SECOND);
	put(fleet, "u", NOW + 58 * SECOND, NOW + 60 * SECOND);
	flush_to(fleet, 2, NOW + 60 * SECOND, &line);
	assert_int_equal(line.kind, CHANGE_CLOCK_BACK);
	assert_int_equal(line.amount, 262 * SECOND);
	/* An index that is behind by a poll is no clock. */
	put(fleet, "u", NOW + 38 * SECOND, NOW + 61 * SECOND);
	assert_none(fleet, NOW + 61 * SECOND);
}

/* One session after the other becomes late: the third line of two minutes has them all. */
static void test_trickle(void **state)
{
	struct fleet *fleet = *state;
	struct change line;
	static const int seconds[] = {0, 5, 10, 50, 59, 90, 300};
	static const unsigned sessions[] = {1, 1, 3, 4, 5, 1, 1};

	for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "t-%zu", i);
		put(fleet, user_id, NOW + seconds[i] * SECOND, NOW + seconds[i] * SECOND);
	}
	fleet_flush_changes(fleet, NOW);
	fleet_start_changes(fleet);
	for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
		char user_id[16];
		int64_t asof_ms = NOW + (seconds[i] + 60) * SECOND;

		snprintf(user_id, sizeof(user_id), "t-%zu", i);
		put(fleet, user_id, NOW + seconds[i] * SECOND, asof_ms);
		flush_to(fleet, 1, asof_ms, &line);
		assert_int_equal(line.kind, CHANGE_LATE);
		assert_int_equal(line.sessions, sessions[i]);
		assert_int_equal(line.added, 1);
		assert_int_equal(line.user_id != NULL, sessions[i] == 1);
	}
}

static void put_failing(struct fleet *fleet, int first, int count, int64_t asof_ms)
{
	for (int i = first; i < first + count; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "f-%d", i);
		struct item item = item_of(user_id, asof_ms - SECOND);

		fleet_put(fleet, &item, asof_ms);
		item.session.error_count = 1;
		item.session.polled_at_ms = asof_ms;
		fleet_put(fleet, &item, asof_ms);
	}
}

/* Single errors come and go; unusually many are told once. */
static void test_first_errors(void **state)
{
	struct fleet *fleet = *state;
	struct change line;

	put_failing(fleet, 0, 100, NOW);
	for (int i = 0; i < 100; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "f-%d", i);
		put(fleet, user_id, NOW, NOW);
	}
	fleet_sample(fleet, NOW);
	fleet_start_changes(fleet);
	/* One now and then. */
	for (int i = 0; i < 10; i++) {
		put_failing(fleet, i, 1, NOW + 40 * i * SECOND);
		assert_none(fleet, NOW + 40 * i * SECOND);
	}
	/* Five within a minute are one in 20. */
	put_failing(fleet, 20, 4, NOW + 500 * SECOND);
	assert_none(fleet, NOW + 500 * SECOND);
	put_failing(fleet, 30, 1, NOW + 550 * SECOND);
	flush_to(fleet, 1, NOW + 550 * SECOND, &line);
	assert_int_equal(line.kind, CHANGE_FIRST_ERRORS);
	assert_int_equal(line.sessions, 5);
	assert_int_equal(line.amount, 5);
	/* It goes on: nothing new, for five minutes. */
	put_failing(fleet, 40, 20, NOW + 555 * SECOND);
	assert_none(fleet, NOW + 555 * SECOND);
	put_failing(fleet, 60, 5, NOW + 900 * SECOND);
	assert_one(fleet, CHANGE_FIRST_ERRORS, 5, NOW + 900 * SECOND);
}

static void test_toggled_by_us(void **state)
{
	struct fleet *fleet = watched(state);

	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	/* An index that is behind, then one that agrees. */
	put_active(fleet, ACTIVE_ON, NOW + SECOND);
	put_active(fleet, ACTIVE_OFF, NOW + 2 * SECOND);
	assert_none(fleet, NOW + 2 * SECOND);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_ON, NOW + 60 * SECOND);
	put_active(fleet, ACTIVE_ON, NOW + 3 * SECOND);
	assert_none(fleet, NOW + 3 * SECOND);
	/* Our write was overwritten: the table still differs after a long time. */
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	put_active(fleet, ACTIVE_ON, NOW + 60 * SECOND);
	assert_one(fleet, CHANGE_RESUMED, 1, NOW + 60 * SECOND);
}

static void test_new(void **state)
{
	struct fleet *fleet = watched(state);

	put(fleet, "v", NOW, NOW);
	put(fleet, "v", NOW, NOW + SECOND);
	assert_one(fleet, CHANGE_NEW, 1, NOW + SECOND);
	/* New and late at once is new. */
	put(fleet, "w", NOW - 900 * SECOND, NOW + SECOND);
	assert_one(fleet, CHANGE_NEW, 1, NOW + SECOND);
}

/* A session that no sweep has covered before is not new. */
static void test_not_new(void **state)
{
	struct fleet *fleet = *state;

	sweep_nothing(fleet, active_coverage(false), NOW);
	fleet_start_changes(fleet);
	struct item paused = item_of("paused", NOW);

	paused.session.active = ACTIVE_OFF;
	struct item never = item_of("never polled", SESSION_NO_TIME);
	struct item other = item_of("stored otherwise", NOW);

	session_decode_active(NULL, "N", "1", &other.session.encoding);
	const struct item *rows[] = {&paused, &never, &other};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		fleet_put(fleet, rows[i], NOW);
		fleet_remove(fleet, rows[i]->user_id, "gmail", 0);
		assert_one(fleet, CHANGE_GONE, 1, NOW);
	}
	put(fleet, "active", NOW, NOW);
	assert_one(fleet, CHANGE_NEW, 1, NOW);

	/* After a sweep through its service an indexed row is new, */
	struct coverage service = {
		.kind = COVER_SERVICE, .service = fleet_service(fleet, "gmail"), .is_delta = true};

	sweep_nothing(fleet, service, NOW);
	fleet_put(fleet, &paused, NOW);
	assert_none(fleet, NOW);
	fleet_remove(fleet, "paused", "gmail", 0);
	service.is_delta = false;
	sweep_nothing(fleet, service, NOW);
	fleet_flush_changes(fleet, NOW);
	fleet_put(fleet, &paused, NOW);
	assert_one(fleet, CHANGE_NEW, 1, NOW);
	fleet_put(fleet, &never, NOW);
	assert_none(fleet, NOW);
	/* after a Scan every one. */
	fleet_remove(fleet, "never polled", "gmail", 0);
	sweep_nothing(fleet, (struct coverage){.kind = COVER_ALL}, NOW);
	fleet_flush_changes(fleet, NOW);
	fleet_put(fleet, &never, NOW);
	assert_one(fleet, CHANGE_NEW, 1, NOW);
}

static void test_gone(void **state)
{
	struct fleet *fleet = watched(state);

	sweep_nothing(fleet, active_coverage(false), NOW);
	assert_none(fleet, NOW);
	sweep_nothing(fleet, active_coverage(false), NOW + SECOND);
	assert_one(fleet, CHANGE_GONE, 1, NOW + SECOND);
	put(fleet, "u", NOW, NOW);
	put(fleet, "v", NOW, NOW);
	assert_one(fleet, CHANGE_NEW, 2, NOW);
	sweep_nothing(fleet, (struct coverage){.kind = COVER_ALL}, NOW);
	assert_one(fleet, CHANGE_GONE, 2, NOW);
}

/* The line of a session that is gone still has its name. */
static void test_lines_outlive_the_fleet(void **state)
{
	(void)state;
	void *fleet;

	open_fleet(&fleet);
	fleet_start_changes(fleet);
	put(fleet, "late", NOW, NOW);
	char user_id[80];

	for (int i = 0; i < 2000; i++) {
		snprintf(user_id, sizeof(user_id), "a user whose id is rather long, number %d", i);
		put(fleet, user_id, NOW, NOW);
		fleet_remove(fleet, user_id, "gmail", 0);
	}
	/* The strings would be packed if they were not in use. */
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	fleet_remove(fleet, "late", "gmail", 0);
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	fleet_flush_changes(fleet, NOW + 60 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	close_fleet(&fleet);
	assert_int_equal(snapshot->changes_count, 2);
	assert_int_equal(snapshot->changes[0].kind, CHANGE_LATE);
	assert_string_equal(snapshot->changes[0].user_id, "late");
	assert_string_equal(snapshot->changes[0].service, "gmail");
	assert_int_equal(snapshot->changes[1].kind, CHANGE_GONE);
	assert_int_equal(snapshot->changes[1].sessions, 2001);
	assert_null(snapshot->changes[1].user_id);
	snapshot_free(snapshot);
}

/* Sessions of one service, polled at the given seconds after NOW, each on time at NOW + 30 s. */
static void put_polled(struct fleet *fleet, const char *prefix, const int *seconds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char user_id[40];

		snprintf(user_id, sizeof(user_id), "%s%zu", prefix, i);
		put(fleet, user_id, NOW + seconds[i] * SECOND, NOW + 30 * SECOND);
	}
}

/* Those of one service are one line, however many, and whenever they were polled. */
static void test_late_by_service(void **state)
{
	struct fleet *fleet = *state;
	static const int seconds[] = {1, 2, 3, 25};

	put_polled(fleet, "u", seconds, ARRAY_LEN(seconds));
	struct item other = item_of("u", NOW + SECOND);

	other.service = "slack";
	fleet_put(fleet, &other, NOW + SECOND);
	fleet_start_changes(fleet);
	sweep_nothing(fleet, active_coverage(true), NOW + 120 * SECOND);
	fleet_flush_changes(fleet, NOW + 120 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 2);
	assert_int_equal(snapshot->changes[0].kind, CHANGE_LATE);
	assert_int_equal(snapshot->changes[0].sessions, 4);
	assert_null(snapshot->changes[0].user_id);
	assert_int_equal(snapshot->changes[1].kind, CHANGE_LATE);
	assert_int_equal(snapshot->changes[1].sessions, 1);
	assert_string_equal(snapshot->changes[1].service, "slack");
	assert_string_equal(snapshot->changes[1].user_id, "u");
	snapshot_free(snapshot);
}

static void test_list_is_bounded(void **state)
{
	struct fleet *fleet = watched(state);
	enum { LINES = CHANGES_KEPT + 50 };

	for (int i = 0; i < LINES; i++) {
		put_active(fleet, i % 2 ? ACTIVE_ON : ACTIVE_OFF, NOW + i * SECOND);
		fleet_flush_changes(fleet, NOW + i * SECOND);
	}
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, CHANGES_KEPT);
	for (size_t i = 0; i < CHANGES_KEPT; i++) {
		const struct change *line = &snapshot->changes[i];

		assert_int_equal(line->number, LINES - CHANGES_KEPT + 1 + i);
		assert_int_equal(line->kind, line->number % 2 ? CHANGE_PAUSED : CHANGE_RESUMED);
		assert_string_equal(line->user_id, "u");
	}
	snapshot_free(snapshot);
}

/* A change was between the read that found it and the one before, however long ago that was. */
static void test_between_two_reads(void **state)
{
	(void)state;
	struct changes changes = {0};
	const struct session session = {.user_id = "u"};

	changes_add(&changes, CHANGE_NEW, &session);
	changes_fold(&changes, NOW);
	changes_fold(&changes, NOW + 5 * SECOND);
	changes_add(&changes, CHANGE_GONE, &session);
	changes_fold(&changes, NOW + 500 * SECOND);
	assert_int_equal(changes.lines_count, 2);
	assert_int_equal(changes.lines[0].change.after_ms, 0);
	assert_int_equal(changes.lines[1].change.at_ms, NOW + 500 * SECOND);
	assert_int_equal(changes.lines[1].change.after_ms, NOW + 5 * SECOND);
	changes_fini(&changes);
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

int main(void)
{
	const struct CMUnitTest changes[] = {
		FLEET_TEST(test_first_look_is_no_news),
		FLEET_TEST(test_late_and_recovered),
		FLEET_TEST(test_errors),
		FLEET_TEST(test_errors_are_not_lateness),
		FLEET_TEST(test_toggled_elsewhere),
		FLEET_TEST(test_toggled_by_us),
		FLEET_TEST(test_clock),
		FLEET_TEST(test_trickle),
		FLEET_TEST(test_first_errors),
		FLEET_TEST(test_new),
		FLEET_TEST(test_not_new),
		FLEET_TEST(test_gone),
		cmocka_unit_test(test_lines_outlive_the_fleet),
		FLEET_TEST(test_late_by_service),
		FLEET_TEST(test_list_is_bounded),
		cmocka_unit_test(test_between_two_reads),
	};

	return cmocka_run_group_tests(changes, NULL, NULL);
}
