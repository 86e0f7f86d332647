/* SPDX-License-Identifier: MIT */
#include "fleet/toggles.h"

#include "kit/fleet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Puts that many sessions, from the first on, polled at that time. */
static void put_many(struct fleet *fleet, int first, int count, enum session_active active,
	int64_t polled_ms, int64_t asof_ms)
{
	for (int i = first; i < first + count; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u-%d", i);
		struct item item = item_of(user_id, polled_ms);

		item.session.active = active;
		item.service = i % 2 ? "gmail" : "slack";
		fleet_put(fleet, &item, asof_ms);
	}
}

/* A fleet of that many active sessions that have all been read. */
static void watch(struct fleet *fleet, int count)
{
	put_many(fleet, 0, count, ACTIVE_ON, NOW - SECOND, NOW);
	fleet_start_changes(fleet);
}

static void assert_mass(struct fleet *fleet, size_t changes, size_t last_sessions)
{
	struct snapshot *snapshot = publish(fleet);
	size_t sessions = 0;

	assert_int_equal(snapshot->mass_changes_count, changes);
	for (size_t i = 0; changes > 0 && i < snapshot->sessions_count; i++) {
		sessions +=
			snapshot->mass_change_of[i] == snapshot->mass_changes[changes - 1].number;
	}
	assert_int_equal(sessions, last_sessions);
	snapshot_free(snapshot);
}

static void test_what_is_a_mass(void **state)
{
	static const struct {
		int sessions, paused;
		bool is_mass;
	} cases[] = {{1000, 9, false}, {1000, 10, true}, {400, 7, false}, {400, 8, true},
		{9000, 10, true}, {11000, 10, false}, {11000, 11, true}, {250, 5, true},
		{251, 5, false}, {5, 5, true}, {4, 4, false}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		void *fleet;

		open_fleet(&fleet);
		watch(fleet, cases[i].sessions);
		put_many(fleet, 0, cases[i].paused, ACTIVE_OFF, NOW - SECOND, NOW + 5 * SECOND);
		assert_mass(fleet, cases[i].is_mass, cases[i].is_mass ? cases[i].paused : 0);
		close_fleet(&fleet);
	}
}

static void test_no_mass(void **state)
{
	struct fleet *fleet = *state;

	/* Paused when it was first read. */
	put_many(fleet, 0, 50, ACTIVE_OFF, NOW - SECOND, NOW);
	put_many(fleet, 0, 50, ACTIVE_ON, NOW - SECOND, NOW);
	put_many(fleet, 0, 50, ACTIVE_OFF, NOW - SECOND, NOW);
	fleet_start_changes(fleet);
	assert_mass(fleet, 0, 0);
	/* We did it. */
	for (int i = 0; i < 50; i++) {
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u-%d", i);
		fleet_set_active(
			fleet, user_id, i % 2 ? "gmail" : "slack", ACTIVE_ON, NOW + 60 * SECOND);
	}
	put_many(fleet, 0, 50, ACTIVE_ON, NOW - SECOND, NOW + SECOND);
	assert_mass(fleet, 0, 0);
	/* One by one. */
	for (int i = 0; i < 50; i++) {
		put_many(fleet, i, 1, ACTIVE_OFF, NOW, NOW + 30 * i * SECOND);
	}
	assert_mass(fleet, 0, 0);
}

static void test_when(void **state)
{
	struct fleet *fleet = *state;

	watch(fleet, 100);
	put_many(fleet, 0, 20, ACTIVE_ON, NOW + SECOND, NOW + 2 * SECOND);
	/* A refresh shows it in two reads. */
	put_many(fleet, 0, 20, ACTIVE_OFF, NOW + SECOND, NOW + 5 * SECOND);
	put_many(fleet, 20, 20, ACTIVE_OFF, NOW - SECOND, NOW + 6 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->mass_changes_count, 1);
	assert_int_equal(snapshot->mass_changes[0].active, ACTIVE_OFF);
	assert_int_equal(snapshot->mass_changes[0].sessions, 40);
	/* A session that was polled had not been paused. */
	assert_int_equal(snapshot->mass_changes[0].after_ms, NOW + SECOND);
	assert_int_equal(snapshot->mass_changes[0].before_ms, NOW + 5 * SECOND);
	snapshot_free(snapshot);

	/* Three minutes later others: another one. */
	put_many(fleet, 40, 10, ACTIVE_OFF, NOW + 170 * SECOND, NOW + 180 * SECOND);
	assert_mass(fleet, 2, 10);
	/* They are resumed: what was paused is no longer, and that is a mass, too. */
	put_many(fleet, 40, 10, ACTIVE_ON, NOW + 170 * SECOND, NOW + 300 * SECOND);
	assert_mass(fleet, 3, 10);
	snapshot = publish(fleet);
	assert_int_equal(snapshot->mass_changes[2].active, ACTIVE_ON);
	assert_int_equal(snapshot->mass_changes[2].after_ms, NOW + 180 * SECOND);
	assert_int_equal(snapshot->mass_changes[2].before_ms, NOW + 300 * SECOND);
	snapshot_free(snapshot);
	/* Paused again by us, they are not what the mass made them. */
	fleet_set_active(fleet, "u-41", "gmail", ACTIVE_OFF, NOW + 400 * SECOND);
	assert_mass(fleet, 3, 9);
}

/* A full sweep that finds what happened at different times does not say that it was at once. */
static void test_found_late(void **state)
{
	struct fleet *fleet = *state;

	watch(fleet, 100);
	put_many(fleet, 0, 10, ACTIVE_OFF, NOW + 60 * SECOND, NOW + 600 * SECOND);
	put_many(fleet, 10, 10, ACTIVE_OFF, NOW + 601 * SECOND, NOW + 602 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->mass_changes_count, 1);
	assert_int_equal(snapshot->mass_changes[0].after_ms, NOW + 60 * SECOND);
	assert_int_equal(snapshot->mass_changes[0].before_ms, NOW + 602 * SECOND);
	snapshot_free(snapshot);
}

static void test_were_critical(void **state)
{
	struct fleet *fleet = *state;

	watch(fleet, 100);
	put_many(fleet, 0, 7, ACTIVE_ON, NOW - SECOND, NOW + 600 * SECOND);
	put_many(fleet, 0, 12, ACTIVE_OFF, NOW - SECOND, NOW + 605 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->mass_changes[0].sessions, 12);
	assert_int_equal(snapshot->mass_changes[0].were_critical, 7);
	snapshot_free(snapshot);
}

/* However many there are, and if the clock is set back. */
static void test_many(void **state)
{
	struct fleet *fleet = *state;

	watch(fleet, 20);
	for (int i = 0; i < 200; i++) {
		int64_t asof_ms = NOW + (i < 100 ? i : 50 - i) * 25 * SECOND;

		put_many(fleet, 0, 20, i % 2 ? ACTIVE_ON : ACTIVE_OFF, NOW - SECOND, asof_ms);
		struct snapshot *snapshot = publish(fleet);

		assert_in_range(snapshot->mass_changes_count, 1, TOGGLE_GROUPS);
		snapshot_free(snapshot);
	}
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_a_mass),
		FLEET_TEST(test_no_mass),
		FLEET_TEST(test_when),
		FLEET_TEST(test_found_late),
		FLEET_TEST(test_were_critical),
		FLEET_TEST(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
