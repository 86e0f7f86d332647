/* SPDX-License-Identifier: MIT */
#include "kit/fleet_fixture.h"
#include "model/snapshot_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* The item as an index with only the keys shows it. */
static struct item keys_of(const struct item *item)
{
	struct item keys = {.user_id = item->user_id, .service = item->service, .absent = ITEM_ALL};

	keys.session.polled_at_ms = item->session.polled_at_ms;
	keys.session.error_count = -1;
	return keys;
}

static void put_keys(struct fleet *fleet, const char *user_id, const char *service, int64_t asof_ms)
{
	struct item item = item_of(user_id, NOW);

	item.service = service;
	struct item keys = keys_of(&item);

	fleet_put(fleet, &keys, asof_ms);
}

static void test_unfilled_until_read(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	put_keys(fleet, "u", "gmail", NOW);
	assert_true(look(fleet, "u", &session));
	assert_true(session.flags & SESSION_UNFILLED);
	assert_int_equal(session.state, STATE_UNKNOWN);
	assert_int_equal(session.active, ACTIVE_UNKNOWN);
	assert_int_equal(session.interval_ms, 0);
	assert_int_equal(session.error_count, -1);
	assert_int_equal(session_created_at_ms(&session), SESSION_NO_TIME);
	assert_int_equal(session.polled_at_ms, NOW);
	assert_int_equal(fleet_unfilled(fleet), 1);

	struct item whole = item_of("u", NOW);

	whole.session.error_count = 1;
	whole.session.flags = SESSION_BAD_INTERVAL | SESSION_BAD_ERRORS;
	fleet_put(fleet, &whole, NOW);
	assert_int_equal(fleet_unfilled(fleet), 0);

	/* From now on the index shows polls; the rest stays known. */
	struct item later = item_of("u", NOW + 15 * SECOND);

	later = keys_of(&later);
	fleet_put(fleet, &later, NOW + 16 * SECOND);
	assert_true(look(fleet, "u", &session));
	assert_int_equal(session.flags, SESSION_BAD_INTERVAL | SESSION_BAD_ERRORS);
	assert_int_equal(session.state, STATE_UNKNOWN);
	assert_int_equal(session.active, ACTIVE_ON);
	assert_int_equal(session.encoding, text_encoding());
	assert_int_equal(session.interval_ms, EVERY);
	assert_int_equal(session.error_count, 1);
	assert_int_equal(session.created_at_s, whole.session.created_at_s);
	assert_int_equal(session.polled_at_ms, NOW + 15 * SECOND);
	assert_int_equal(session_asof_ms(&session), NOW + 16 * SECOND);
}

/* A form is kept as long as a session has it; those beyond the limit are counted as one. */
static void test_unreadable_forms(void **state)
{
	struct fleet *fleet = *state;
	uint32_t counts[UNREADABLE_FORMS], total = 0;

	for (int i = 0; i < 100; i++) {
		struct item item = item_of("u", NOW);
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u%d", i);
		item.user_id = user_id;
		item.session.flags = SESSION_BAD_POLLED;
		snprintf(item.unreadable, sizeof(item.unreadable), "form %d", i < 80 ? i / 40 : i);
		fleet_put(fleet, &item, NOW);
	}
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(fleet, snapshot);
	uint32_t most = snapshot_count_unreadable(snapshot, UINT32_MAX, counts);

	assert_int_equal(counts[most], 40);
	assert_int_equal(counts[0], 0);
	for (size_t i = 1; i < UNREADABLE_FORMS; i++) {
		total += counts[i];
	}
	assert_int_equal(total, 100);
	assert_int_equal(counts[UNREADABLE_FORMS - 1], 100 - 80 - (UNREADABLE_FORMS - 4));
	assert_string_equal(
		snapshot->unreadable[UNREADABLE_FORMS - 1], "attributes in other forms");
	snapshot_free(snapshot);
	/* What can be read again is not counted. An index that does not show it changes nothing. */
	for (int i = 0; i < 99; i++) {
		struct item item = item_of("u", NOW + SECOND);
		char user_id[16];

		snprintf(user_id, sizeof(user_id), "u%d", i);
		item.user_id = user_id;
		fleet_put(fleet, &item, NOW + SECOND);
	}
	snapshot = snapshot_new();
	fleet_copy(fleet, snapshot);
	most = snapshot_count_unreadable(snapshot, UINT32_MAX, counts);
	assert_int_equal(most, UNREADABLE_FORMS - 1);
	assert_int_equal(counts[most], 1);
	snapshot_free(snapshot);
}

/* Attributes count one by one, and may come from several reads. */
static void test_attributes_apart(void **state)
{
	struct fleet *fleet = *state;
	struct session session;
	struct item item = item_of("u", NOW - 60 * SECOND);

	item.session.error_count = 7;
	item.absent = ITEM_ERRORS | ITEM_INTERVAL;
	item.session.interval_ms = 0;
	fleet_put(fleet, &item, NOW);
	assert_true(look(fleet, "u", &session));
	assert_int_equal(session.error_count, -1);
	assert_int_equal(session.active, ACTIVE_ON);
	assert_true(session.flags & SESSION_UNFILLED);
	item.absent = ITEM_ERRORS | ITEM_CREATED;
	item.session.interval_ms = EVERY;
	item.session.created_at_s = 0;
	fleet_put(fleet, &item, NOW);
	assert_true(look(fleet, "u", &session));
	assert_true(session.flags & SESSION_UNFILLED);
	assert_int_equal(session.created_at_s, NOW / 1000 - 86400);
	/* What is known is enough to call it late. */
	assert_int_equal(session.state, STATE_LATE);
	item.absent = ITEM_ACTIVE | ITEM_INTERVAL | ITEM_CREATED;
	fleet_put(fleet, &item, NOW);
	assert_true(look(fleet, "u", &session));
	assert_int_equal(session.flags, 0);
	assert_int_equal(session.error_count, 7);
	assert_int_equal(session.active, ACTIVE_ON);
}

/* A read without isActive neither agrees with our write nor contradicts it. */
static void test_pending_write_of_a_partial_row(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	put(fleet, "u", NOW, NOW);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	put_keys(fleet, "u", "gmail", NOW + SECOND);
	assert_true(look(fleet, "u", &session));
	assert_int_equal(session.active, ACTIVE_OFF);
	assert_true(session.flags & SESSION_PENDING);
	put_keys(fleet, "u", "gmail", NOW + 60 * SECOND);
	assert_true(look(fleet, "u", &session));
	assert_int_equal(session.active, ACTIVE_OFF);
	assert_false(session.flags & SESSION_PENDING);
}

static void test_filling_is_no_news(void **state)
{
	struct fleet *fleet = *state;

	put_keys(fleet, "u", "gmail", NOW);
	fleet_start_changes(fleet);
	struct item item = item_of("u", NOW - 900 * SECOND);

	item.session.error_count = 20;
	fleet_put(fleet, &item, NOW);
	fleet_flush_changes(fleet, NOW);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 0);
	snapshot_free(snapshot);
}

static void assert_picks(struct fleet *fleet, const char *focus, int64_t stale_before_ms,
	size_t count, const char *expected)
{
	struct item_key keys[16];
	char text[200] = "";
	size_t picked = fleet_pick_items(fleet, focus, stale_before_ms, keys, count);

	assert_true(picked <= count);
	for (size_t i = 0; i < picked; i++) {
		size_t length = strlen(text);

		snprintf(text + length, sizeof(text) - length, "%s%s/%s", i ? " " : "",
			keys[i].service, keys[i].user_id);
	}
	assert_string_equal(text, expected);
}

/* A session without errorCount, in the state that its other attributes give. */
static void put_without_errors(
	struct fleet *fleet, const char *user_id, enum session_active active, int64_t polled_at_ms)
{
	struct item item = item_of(user_id, polled_at_ms);

	item.service = "slack";
	item.session.active = (uint8_t)active;
	item.absent = ITEM_ERRORS;
	fleet_put(fleet, &item, NOW);
}

static void test_pick_order(void **state)
{
	struct fleet *fleet = *state;

	assert_picks(fleet, "gmail", FLEET_NO_STALE, 16, "");
	put_without_errors(fleet, "off", ACTIVE_OFF, NOW - 900 * SECOND);
	put_without_errors(fleet, "on", ACTIVE_ON, NOW);
	put_without_errors(fleet, "on-longer", ACTIVE_ON, NOW - 5 * SECOND);
	put_without_errors(fleet, "late", ACTIVE_ON, NOW - 60 * SECOND);
	put_without_errors(fleet, "dead", ACTIVE_ON, NOW - 6000 * SECOND);
	put_keys(fleet, "a", "gmail", NOW);
	put(fleet, "whole", NOW, NOW);
	assert_int_equal(fleet_unfilled(fleet), 6);

	assert_picks(fleet, "gmail", FLEET_NO_STALE, 16,
		"gmail/a slack/dead slack/late slack/on-longer slack/on slack/off");
	assert_picks(fleet, "slack", FLEET_NO_STALE, 16,
		"slack/dead slack/off slack/late slack/on-longer slack/on gmail/a");
	assert_picks(fleet, NULL, FLEET_NO_STALE, 3, "slack/dead slack/late slack/on-longer");
	assert_picks(fleet, "no such service", FLEET_NO_STALE, 1, "slack/dead");
	assert_picks(fleet, "gmail", FLEET_NO_STALE, 0, "");
}

static void fill(struct fleet *fleet, const char *user_id, const char *service, int64_t asof_ms)
{
	struct item item = item_of(user_id, asof_ms);

	item.service = service;
	fleet_put(fleet, &item, asof_ms);
	struct item keys = keys_of(&item);

	fleet_put(fleet, &keys, asof_ms);
}

/* What an index leaves out is stale after an hour, and comes after what was never read. */
static void test_pick_partial(void **state)
{
	struct fleet *fleet = *state;
	int64_t hour_later = NOW + 3600 * SECOND;

	fill(fleet, "second", "gmail", NOW + 62 * SECOND);
	fill(fleet, "first", "gmail", NOW + SECOND);
	fill(fleet, "third", "slack", NOW + 123 * SECOND);
	put(fleet, "whole", NOW, NOW); /* by an index that leaves nothing out */
	put_keys(fleet, "unfilled", "slack", NOW + 4 * SECOND);
	assert_picks(fleet, NULL, FLEET_NO_STALE, 16, "slack/unfilled");
	assert_picks(fleet, NULL, hour_later + SECOND, 16, "slack/unfilled");
	assert_picks(fleet, NULL, hour_later + 63 * SECOND, 16,
		"slack/unfilled gmail/first gmail/second");
	assert_picks(fleet, NULL, hour_later + 150 * SECOND, 16,
		"slack/unfilled gmail/first gmail/second slack/third");
	assert_picks(fleet, NULL, hour_later + 150 * SECOND, 2, "slack/unfilled gmail/first");
	/* Read again, it counts as filled just now. */
	fill(fleet, "first", "gmail", NOW + 190 * SECOND);
	assert_picks(fleet, NULL, hour_later + 63 * SECOND, 16, "slack/unfilled gmail/second");
}

static void put_in_state(struct fleet *fleet, const char *user_id, enum session_active active,
	int64_t polled_at_ms, int64_t read_at_ms)
{
	struct item item = item_of(user_id, polled_at_ms);

	item.session.active = (uint8_t)active;
	fleet_put(fleet, &item, read_at_ms);
}

/* A session that is not polled may change unseen: it is read again, the severest first. */
static void test_pick_standing(void **state)
{
	struct fleet *fleet = *state;

	put_in_state(fleet, "overdue", ACTIVE_ON, NOW - 25 * SECOND, NOW);
	put_in_state(fleet, "late", ACTIVE_ON, NOW - 60 * SECOND, NOW + SECOND);
	put_in_state(fleet, "dead", ACTIVE_ON, NOW - 6000 * SECOND, NOW + 2 * SECOND);
	put_in_state(fleet, "never", ACTIVE_ON, SESSION_NO_TIME, NOW + 3 * SECOND);
	/* These two are not due for a poll, so they have not changed unseen. */
	put_in_state(fleet, "on-time", ACTIVE_ON, NOW - 5 * SECOND, NOW);
	put_in_state(fleet, "off", ACTIVE_OFF, NOW - 6000 * SECOND, NOW);
	assert_picks(fleet, NULL, FLEET_NO_STALE, 16, "");
	assert_picks(fleet, NULL, NOW, 16, "");
	assert_picks(fleet, NULL, NOW + SECOND, 16, "gmail/overdue");
	assert_picks(fleet, NULL, NOW + 10 * SECOND, 16,
		"gmail/dead gmail/never gmail/late gmail/overdue");
	assert_picks(fleet, NULL, NOW + 10 * SECOND, 1, "gmail/dead");
	/* After being read again a minute later, the most severe one lets the others go first. */
	put_in_state(fleet, "dead", ACTIVE_ON, NOW - 6000 * SECOND, NOW + 62 * SECOND);
	assert_picks(fleet, NULL, NOW + 120 * SECOND, 16,
		"gmail/never gmail/late gmail/overdue gmail/dead");
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

int main(void)
{
	const struct CMUnitTest fleet_snapshot[] = {
		FLEET_TEST(test_unfilled_until_read),
		FLEET_TEST(test_unreadable_forms),
		FLEET_TEST(test_attributes_apart),
		FLEET_TEST(test_pending_write_of_a_partial_row),
		FLEET_TEST(test_filling_is_no_news),
		FLEET_TEST(test_pick_order),
		FLEET_TEST(test_pick_partial),
		FLEET_TEST(test_pick_standing),
	};

	return cmocka_run_group_tests(fleet_snapshot, NULL, NULL);
}
