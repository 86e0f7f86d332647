/* SPDX-License-Identifier: MIT */
#include "kit/fleet_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_row(
	struct fleet *fleet, const char *user_id, enum session_state expected, int64_t asof_ms)
{
	struct session session;

	assert_true(look(fleet, user_id, &session));
	assert_int_equal(session.state, expected);
	assert_int_equal(session_asof_ms(&session), asof_ms);
}

static void put_off(struct fleet *fleet, const char *user_id)
{
	struct item item = item_of(user_id, NOW - 5 * SECOND);

	item.session.active = ACTIVE_OFF;
	fleet_put(fleet, &item, NOW);
}

/* A session that a partial sweep does not find where it was is a suspect until it is shown again.
 */
static void test_part_of_a_sweep_makes_suspects(void **state)
{
	struct fleet *fleet = *state;
	struct item_key keys[4];

	put(fleet, "there", NOW - 500 * SECOND, NOW);
	put(fleet, "left", NOW - 400 * SECOND, NOW);
	put(fleet, "edge", NOW - 300 * SECOND, NOW);
	put(fleet, "beyond", NOW - 5 * SECOND, NOW);
	struct coverage part = active_coverage(false);

	fleet_begin_sweep(fleet, &part);
	put(fleet, "there", NOW - 500 * SECOND, NOW + SECOND);
	assert_false(fleet_has_suspects(fleet));
	fleet_end_partial_sweep(fleet, &part, 0, NOW - 300 * SECOND, NOW + SECOND);
	assert_true(fleet_has_suspects(fleet));
	assert_int_equal(fleet_pick_items(fleet, NULL, FLEET_NO_STALE, keys, 4), 1);
	assert_string_equal(keys[0].user_id, "left");
	/* None is missed or gone. */
	assert_row(fleet, "left", STATE_CRITICAL, NOW);
	fleet_begin_sweep(fleet, &part);
	put(fleet, "there", NOW - 500 * SECOND, NOW + 2 * SECOND);
	fleet_end_partial_sweep(fleet, &part, 0, NOW - 300 * SECOND, NOW + 2 * SECOND);
	assert_int_equal(fleet_count(fleet), 4);
	put_off(fleet, "left");
	assert_false(fleet_has_suspects(fleet));
	assert_row(fleet, "left", STATE_PAUSED, NOW);
}

/* A user's sessions that a Query of the base table does not return are gone, indexed or not. */
static void test_user(void **state)
{
	struct fleet *fleet = *state;
	struct coverage of_user = {.kind = COVER_USER, .user_id = "u1"};
	struct session session;

	put(fleet, "u1", NOW - SECOND, NOW);
	put(fleet, "u10", NOW - SECOND, NOW);
	put(fleet, "new", SESSION_NO_TIME, NOW);
	sweep_nothing(fleet, of_user, NOW);
	assert_false(look(fleet, "u1", &session));
	assert_true(look(fleet, "u10", &session));
	assert_int_equal(session.flags, 0);
	of_user.user_id = "new";
	sweep_nothing(fleet, of_user, NOW);
	assert_false(look(fleet, "new", &session));
	assert_int_equal(fleet_count(fleet), 1);
}

/* The cut leaves few active sessions before it and few paused ones after it. */
static void test_cut(void **state)
{
	struct fleet *fleet = *state;
	char user[32];

	assert_int_equal(fleet_find_cut(fleet, NOW), NOW);
	for (int i = 0; i < 50; i++) {
		snprintf(user, sizeof(user), "on-%d", i);
		put(fleet, user, NOW - i * 10 * SECOND, NOW); /* within 500 s */
		struct item item = item_of(user + 1, NOW - (3700 + i) * SECOND);

		item.session.active = ACTIVE_OFF;
		fleet_put(fleet, &item, NOW);
	}
	assert_int_equal(fleet_find_cut(fleet, NOW + 999), NOW - 600 * SECOND);
	for (int i = 0; i < 100; i++) {
		snprintf(user, sizeof(user), "dead-%d", i);
		put(fleet, user, NOW - (2000 + i) * SECOND, NOW);
	}
	assert_int_equal(fleet_find_cut(fleet, NOW), NOW - 3600 * SECOND);
}

static void test_suspects_that_are_removed(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "left", NOW - 400 * SECOND, NOW);
	put(fleet, "last", NOW - 5 * SECOND, NOW);
	struct coverage part = active_coverage(false);

	fleet_begin_sweep(fleet, &part);
	fleet_end_partial_sweep(fleet, &part, 0, NOW - 300 * SECOND, NOW + SECOND);
	fleet_remove(fleet, "left", "gmail", 0);
	assert_false(fleet_has_suspects(fleet));
	assert_int_equal(fleet_count(fleet), 1);
}

/* After a tick a session that was not shown has aged; one that was shown is as shown. */
static void test_delta_ages_active_rows(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "quiet", NOW - 5 * SECOND, NOW);
	put(fleet, "polled", NOW - 5 * SECOND, NOW);
	put_off(fleet, "off");
	struct item other = item_of("stored otherwise", NOW - 5 * SECOND);

	session_decode_active(NULL, "N", "1", &other.session.encoding);
	fleet_put(fleet, &other, NOW);
	struct coverage delta = active_coverage(true);

	fleet_begin_sweep(fleet, &delta);
	put(fleet, "polled", NOW + 50 * SECOND, NOW + 59 * SECOND);
	fleet_end_sweep(fleet, &delta, NOW + 60 * SECOND);
	assert_row(fleet, "quiet", STATE_LATE, NOW + 60 * SECOND);
	assert_row(fleet, "polled", STATE_ON_TIME, NOW + 60 * SECOND);
	assert_row(fleet, "off", STATE_PAUSED, NOW);
	assert_row(fleet, "stored otherwise", STATE_ON_TIME, NOW);

	/* Ticks never miss a session. */
	for (int i = 0; i < 5; i++) {
		sweep_nothing(fleet, delta, NOW + 600 * SECOND);
	}
	assert_row(fleet, "quiet", STATE_CRITICAL, NOW + 600 * SECOND);
	assert_int_equal(fleet_count(fleet), 4);
}

static void test_delta_of_a_service(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW - 5 * SECOND, NOW);
	put_off(fleet, "off");
	struct item other = item_of("of another", NOW - 5 * SECOND);

	other.service = "slack";
	fleet_put(fleet, &other, NOW);
	struct coverage delta = {
		.kind = COVER_SERVICE, .service = fleet_service(fleet, "gmail"), .is_delta = true};

	for (int i = 0; i < 3; i++) {
		sweep_nothing(fleet, delta, NOW + 60 * SECOND);
	}
	assert_row(fleet, "u", STATE_LATE, NOW + 60 * SECOND);
	assert_row(fleet, "off", STATE_PAUSED, NOW);
	assert_row(fleet, "of another", STATE_ON_TIME, NOW);
}

/* A never-polled session is in no index, so an index that does not show it confirms that. */
static void test_never_polled_ages_too(void **state)
{
	struct fleet *fleet = *state;
	struct item item = item_of("u", SESSION_NO_TIME);

	item.session.created_at_s = (uint32_t)(NOW / 1000);
	for (int is_delta = 0; is_delta <= 1; is_delta++) {
		fleet_put(fleet, &item, NOW);
		assert_row(fleet, "u", STATE_ON_TIME, NOW);
		for (int i = 0; i < 3; i++) {
			sweep_nothing(fleet, active_coverage(is_delta), NOW + 60 * SECOND);
		}
		assert_row(fleet, "u", STATE_NEVER_POLLED, NOW + 60 * SECOND);
	}
	/* A sweep of paused sessions says nothing about it. */
	fleet_put(fleet, &item, NOW);
	struct coverage off = active_coverage(false);

	off.active = ACTIVE_OFF;
	sweep_nothing(fleet, off, NOW + 60 * SECOND);
	assert_row(fleet, "u", STATE_ON_TIME, NOW);
}

static bool is_missed(struct fleet *fleet, const char *user_id)
{
	struct session session;

	assert_true(look(fleet, user_id, &session));
	return session.flags & SESSION_MISSED;
}

static void test_missed_then_gone(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	put(fleet, "u", NOW, NOW);
	put(fleet, "seen", NOW, NOW);
	for (int round = 0; round < 2; round++) {
		struct coverage sweep = active_coverage(false);

		fleet_begin_sweep(fleet, &sweep);
		put(fleet, "seen", NOW, NOW + SECOND);
		assert_false(is_missed(fleet, "u"));
		fleet_end_sweep(fleet, &sweep, NOW + SECOND);
		assert_true(is_missed(fleet, "u"));
		assert_false(is_missed(fleet, "seen"));
		/* Missed once, it keeps its last known state. */
		assert_row(fleet, "u", STATE_ON_TIME, NOW);
		if (round == 0) {
			put(fleet, "u", NOW, NOW); /* it comes back */
			assert_false(is_missed(fleet, "u"));
		}
	}
	/* A sweep that did not end says nothing. */
	struct coverage cut = active_coverage(false);

	fleet_begin_sweep(fleet, &cut);
	assert_true(look(fleet, "u", &session));
	sweep_nothing(fleet, active_coverage(false), NOW + 2 * SECOND);
	assert_false(look(fleet, "u", &session));
	assert_true(is_missed(fleet, "seen"));
}

/* A sweep that was cut leaves it to the next tick whether what it did not return is gone. */
static void test_cut_sweep(void **state)
{
	struct fleet *fleet = *state;
	struct coverage cut = active_coverage(false);
	struct session session;

	put(fleet, "gone", NOW, NOW);
	put(fleet, "polled", NOW, NOW);
	put(fleet, "read", NOW, NOW);
	put(fleet, "late", NOW - 60 * SECOND, NOW);
	for (int round = 0; round < 2; round++) {
		fleet_begin_sweep(fleet, &cut);
		cut.is_cut = true;
		put(fleet, "read", NOW, NOW + SECOND);
		fleet_end_sweep(fleet, &cut, NOW + 90 * SECOND);
		assert_row(fleet, "read", STATE_ON_TIME, NOW + SECOND);
		assert_int_equal(is_missed(fleet, "gone"), round == 1);
		/* Was it polled? Its item tells. */
		assert_true(fleet_has_suspects(fleet));
		put(fleet, "late", NOW, NOW);
		assert_false(fleet_has_suspects(fleet));

		struct coverage tick = active_coverage(true);

		fleet_begin_sweep(fleet, &tick);
		put(fleet, "polled", NOW + 60 * SECOND, NOW + 90 * SECOND);
		tick.is_cut = true;
		fleet_end_sweep(fleet, &tick, NOW + 90 * SECOND);
		assert_int_equal(is_missed(fleet, "gone"), round == 1);
		assert_row(fleet, "read", STATE_ON_TIME, NOW + SECOND);
		tick.is_cut = false;
		fleet_end_sweep(fleet, &tick, NOW + 90 * SECOND);
		assert_int_equal(look(fleet, "gone", &session), round == 0);
		assert_false(is_missed(fleet, "polled"));
		assert_false(is_missed(fleet, "read"));
		put(fleet, "late", NOW - 60 * SECOND, NOW);
	}
}

/* A page requested before the sweep began does not bring back what the sweep has missed. */
static void test_missed_by_a_later_pass(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW, NOW);
	struct item late = item_of("u", NOW);

	late.request_number = fleet_next_request(fleet);
	sweep_nothing(fleet, active_coverage(false), NOW + SECOND);
	assert_true(is_missed(fleet, "u"));
	fleet_put(fleet, &late, NOW + 2 * SECOND);
	assert_true(is_missed(fleet, "u"));
	/* The page of a Scan does: without a lastPollAt a session is in no index. */
	late.is_of_table = true;
	fleet_put(fleet, &late, NOW + 2 * SECOND);
	assert_false(is_missed(fleet, "u"));
}

/* A session that our write moved to another partition is not missed in its old one. */
static void test_held_is_not_missed(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW, NOW);
	fleet_mark_writing(fleet, "u", "gmail", true);
	for (int i = 0; i < 3; i++) {
		sweep_nothing(fleet, active_coverage(false), NOW + SECOND);
		assert_false(is_missed(fleet, "u"));
	}
	fleet_mark_writing(fleet, "u", "gmail", false);
	sweep_nothing(fleet, active_coverage(false), NOW + SECOND);
	assert_true(is_missed(fleet, "u"));
}

/* The sweep of a partition is only about the sessions of that partition. */
static void test_one_partition(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	put(fleet, "on", NOW, NOW);
	put_off(fleet, "off");
	struct coverage off = active_coverage(false);

	off.active = ACTIVE_OFF;
	sweep_nothing(fleet, off, NOW);
	sweep_nothing(fleet, off, NOW);
	assert_true(look(fleet, "on", &session));
	assert_false(is_missed(fleet, "on"));
	assert_false(look(fleet, "off", &session));

	put_off(fleet, "off");
	struct coverage both = active_coverage(false);

	both.active = ACTIVE_UNKNOWN;
	sweep_nothing(fleet, both, NOW);
	assert_true(is_missed(fleet, "on"));
	assert_true(is_missed(fleet, "off"));
}

/* An index that does not show our write yet has the session in its old partition. */
static void test_pending_rows_are_not_missed(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	put(fleet, "u", NOW, NOW);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	struct coverage off = active_coverage(false);

	off.active = ACTIVE_OFF;
	for (int i = 0; i < 3; i++) {
		sweep_nothing(fleet, off, NOW + 59 * SECOND);
	}
	assert_false(is_missed(fleet, "u"));
	sweep_nothing(fleet, off, NOW + 60 * SECOND);
	assert_true(is_missed(fleet, "u"));
	sweep_nothing(fleet, off, NOW + 60 * SECOND);
	assert_false(look(fleet, "u", &session));
}

/* Before its age makes a session worse, its item is read: until then it stays as it was. */
static void test_worse_by_age_is_verified(void **state)
{
	struct fleet *fleet = *state;
	struct session session;
	struct item_key keys[8];
	struct item never = item_of("never", SESSION_NO_TIME);

	fleet_set_verifiable(fleet, 4);
	put(fleet, "late", NOW - 5 * SECOND, NOW);
	put(fleet, "deleted", NOW - 5 * SECOND, NOW);
	put(fleet, "paused", NOW - 5 * SECOND, NOW);
	put(fleet, "polled", NOW + 50 * SECOND, NOW);
	never.session.created_at_s = (uint32_t)(NOW / 1000);
	fleet_put(fleet, &never, NOW);
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 4);
	assert_row(fleet, "late", STATE_ON_TIME, NOW);
	assert_row(fleet, "deleted", STATE_ON_TIME, NOW);
	assert_row(fleet, "paused", STATE_ON_TIME, NOW);
	assert_row(fleet, "never", STATE_ON_TIME, NOW);
	assert_row(fleet, "polled", STATE_ON_TIME, NOW + 60 * SECOND);
	assert_int_equal(fleet_pick_items(fleet, NULL, FLEET_NO_STALE, keys, 8), 4);

	put(fleet, "late", NOW - 5 * SECOND, NOW + 61 * SECOND);
	put_off(fleet, "paused");
	fleet_remove(fleet, "deleted", "gmail", 0);
	fleet_put(fleet, &never, NOW + 61 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 0);
	assert_int_equal(fleet_pick_items(fleet, NULL, FLEET_NO_STALE, keys, 8), 0);
	assert_row(fleet, "late", STATE_LATE, NOW + 61 * SECOND);
	assert_row(fleet, "paused", STATE_PAUSED, NOW);
	assert_row(fleet, "never", STATE_NEVER_POLLED, NOW + 61 * SECOND);
	assert_false(look(fleet, "deleted", &session));

	/* And again before it is critical, unless it is polled. */
	sweep_nothing(fleet, active_coverage(true), NOW + 600 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 2);
	assert_row(fleet, "late", STATE_LATE, NOW + 61 * SECOND);
	put(fleet, "polled", NOW + 599 * SECOND, NOW + 600 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 1);
}

/* An index that lacks isActive shows that a session was not polled, but not that it is active. */
static void test_worse_by_a_partial_read(void **state)
{
	struct fleet *fleet = *state;
	struct item keys = item_of("u", NOW - 5 * SECOND);

	fleet_set_verifiable(fleet, 1);
	put(fleet, "u", NOW - 5 * SECOND, NOW);
	keys.absent = ITEM_ALL;
	fleet_put(fleet, &keys, NOW + 10 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 0);
	assert_row(fleet, "u", STATE_ON_TIME, NOW + 10 * SECOND);
	fleet_put(fleet, &keys, NOW + 60 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 1);
	assert_row(fleet, "u", STATE_ON_TIME, NOW + 10 * SECOND);
	put(fleet, "u", NOW - 5 * SECOND, NOW + 61 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 0);
	assert_row(fleet, "u", STATE_LATE, NOW + 61 * SECOND);
}

/* What cannot be verified becomes what its age makes it, at the time of the newest tick. */
static void test_unverified_is_accepted(void **state)
{
	struct fleet *fleet = *state;

	fleet_set_verifiable(fleet, 1);
	put(fleet, "u", NOW - 5 * SECOND, NOW);
	fleet_start_changes(fleet);
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	sweep_nothing(fleet, active_coverage(true), NOW + 61 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 1);
	assert_row(fleet, "u", STATE_ON_TIME, NOW);
	fleet_accept_unverified(fleet);
	assert_int_equal(fleet_unverified(fleet), 0);
	assert_row(fleet, "u", STATE_LATE, NOW + 61 * SECOND);
	fleet_flush_changes(fleet, NOW + 62 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 1);
	assert_int_equal(snapshot->changes[0].kind, CHANGE_LATE);
	snapshot_free(snapshot);
}

/* If more turn late at once than can be verified soon, none of them waits. */
static void test_many_do_not_wait(void **state)
{
	struct fleet *fleet = *state;
	char user[32];

	fleet_set_verifiable(fleet, 10);
	for (int i = 0; i < 11; i++) {
		snprintf(user, sizeof(user), "u%d", i);
		put(fleet, user, NOW - 5 * SECOND, NOW);
	}
	sweep_nothing(fleet, active_coverage(true), NOW + 60 * SECOND);
	assert_int_equal(fleet_unverified(fleet), 0);
	for (int i = 0; i < 11; i++) {
		snprintf(user, sizeof(user), "u%d", i);
		assert_row(fleet, user, STATE_LATE, NOW + 60 * SECOND);
	}
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

int main(void)
{
	const struct CMUnitTest fleet_sweep[] = {
		FLEET_TEST(test_part_of_a_sweep_makes_suspects),
		FLEET_TEST(test_user),
		FLEET_TEST(test_cut),
		FLEET_TEST(test_suspects_that_are_removed),
		FLEET_TEST(test_delta_ages_active_rows),
		FLEET_TEST(test_delta_of_a_service),
		FLEET_TEST(test_never_polled_ages_too),
		FLEET_TEST(test_missed_then_gone),
		FLEET_TEST(test_cut_sweep),
		FLEET_TEST(test_missed_by_a_later_pass),
		FLEET_TEST(test_held_is_not_missed),
		FLEET_TEST(test_one_partition),
		FLEET_TEST(test_pending_rows_are_not_missed),
		FLEET_TEST(test_worse_by_age_is_verified),
		FLEET_TEST(test_worse_by_a_partial_read),
		FLEET_TEST(test_unverified_is_accepted),
		FLEET_TEST(test_many_do_not_wait),
	};

	return cmocka_run_group_tests(fleet_sweep, NULL, NULL);
}
