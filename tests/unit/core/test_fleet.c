/* SPDX-License-Identifier: MIT */
#include "kit/fleet_fixture.h"

#include "fleet/fleet_state.h"

#include "base/hash_table.h"

#include "kit/find.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Indexes for session_encoding(). */
static uint8_t encoding_of(const char *type, const char *text)
{
	uint8_t encoding;

	session_decode_active(NULL, type, text, &encoding);
	assert_int_not_equal(encoding, 0);
	return encoding;
}

/* An active session that was polled five seconds before NOW, isActive as S "true". */
static struct item item_in(const char *user_id, const char *service)
{
	struct item item = item_of(user_id, NOW - 5 * SECOND);

	item.service = service;
	return item;
}

static void put_in(struct fleet *fleet, const char *user_id, const char *service)
{
	struct item item = item_in(user_id, service);

	fleet_put(fleet, &item, NOW);
}

/* The session as a snapshot shows it, without its user_id; false when there is none. */
static bool look_in(
	struct fleet *fleet, const char *user_id, const char *service, struct session *session)
{
	struct snapshot *snapshot = publish(fleet);
	const struct session *found = find_session(snapshot, user_id, service);
	bool is_there = found;

	*session = found ? *found : (struct session){0};
	session->user_id = NULL;
	snapshot_free(snapshot);
	return is_there;
}

static bool has(struct fleet *fleet, const char *user_id, const char *service)
{
	struct session session;

	return look_in(fleet, user_id, service, &session);
}

static void test_empty(void **state)
{
	struct fleet *fleet = *state;
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->sessions_count, 0);
	assert_int_equal(snapshot->services_count, 0);
	assert_int_equal(snapshot->totals.sessions, 0);
	snapshot_free(snapshot);
	assert_int_equal(fleet_count(fleet), 0);
	assert_int_equal(fleet_encodings(fleet), 0);
	/* Unknown sessions are ignored. */
	fleet_remove(fleet, "u", "gmail", 0);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW);
	assert_int_equal(fleet_services_count(fleet), 0);
	fleet_free(NULL);
}

static void test_put_and_replace(void **state)
{
	struct fleet *fleet = *state;
	struct item item = item_in("u", "gmail");

	fleet_put(fleet, &item, NOW);
	put_in(fleet, "u", "slack");
	put_in(fleet, "v", "gmail");
	assert_int_equal(fleet_count(fleet), 3);

	item.session.error_count = 4;
	item.session.polled_at_ms = NOW - 60 * SECOND;
	fleet_put(fleet, &item, NOW + SECOND);
	assert_int_equal(fleet_count(fleet), 3);
	struct session session;

	assert_true(look_in(fleet, "u", "gmail", &session));
	assert_int_equal(session.error_count, 4);
	assert_int_equal(session.polled_at_ms, NOW - 60 * SECOND);
	assert_int_equal(session_asof_ms(&session), NOW + SECOND);
	assert_int_equal(session.state, STATE_LATE);
	assert_true(look_in(fleet, "u", "slack", &session));
	assert_int_equal(session.error_count, 0);
	assert_int_equal(session.state, STATE_ON_TIME);

	fleet_remove(fleet, "u", "gmail", 0);
	assert_false(has(fleet, "u", "gmail"));
	assert_true(has(fleet, "u", "slack"));
	assert_true(has(fleet, "v", "gmail"));
}

/* Compared with an array of flags, with more sessions than the table starts with. */
static void test_many(void **state)
{
	enum { USERS = 400, SERVICES = 5 };
	static const char *const services[SERVICES] = {"gmail", "slack", "whatsapp", "a", ""};
	static bool is_there[USERS][SERVICES];
	struct fleet *fleet = *state;
	uint32_t chance = 1;
	size_t count = 0;

	memset(is_there, 0, sizeof(is_there));
	for (int step = 0; step < 20000; step++) {
		char user_id[16];

		chance = chance * 1664525u + 1013904223u;
		unsigned user = (chance >> 8) % USERS, service = (chance >> 20) % SERVICES;

		snprintf(user_id, sizeof(user_id), "u%u", user);
		bool adds = (chance >> 28) < (step < 10000 ? 10u : 5u);

		count += adds && !is_there[user][service];
		count -= !adds && is_there[user][service];
		is_there[user][service] = adds;
		if (adds) {
			put_in(fleet, user_id, services[service]);
		} else {
			fleet_remove(fleet, user_id, services[service], 0);
		}
		assert_int_equal(fleet_count(fleet), count);
	}
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->sessions_count, count);
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		unsigned user = (unsigned)strtoul(session->user_id + 1, NULL, 10);
		const char *name = snapshot->services[session->service].name;

		for (int service = 0; service < SERVICES; service++) {
			if (strcmp(services[service], name) == 0) {
				assert_true(is_there[user][service]);
				is_there[user][service] = false; /* each once */
			}
		}
	}
	snapshot_free(snapshot);
}

/* Two names with one hash of FNV-1a are still two services, with a session of one user in each. */
static void test_same_hash(void **state)
{
	struct fleet *fleet = *state;

	assert_int_equal(hash_table_hash(0, "costarring"), hash_table_hash(0, "liquid"));
	put_in(fleet, "u", "costarring");
	assert_false(has(fleet, "u", "liquid"));
	fleet_set_active(fleet, "u", "liquid", ACTIVE_OFF, NOW);
	put_in(fleet, "u", "liquid");
	assert_int_equal(fleet_count(fleet), 2);
	assert_int_equal(fleet_services_count(fleet), 2);
	fleet_remove(fleet, "u", "liquid", 0);
	assert_true(has(fleet, "u", "costarring"));
	assert_false(has(fleet, "u", "liquid"));
}

static void test_services(void **state)
{
	struct fleet *fleet = *state;
	char name[32];

	for (uint32_t i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "service-%u", i);
		assert_int_equal(fleet_service(fleet, name), i);
	}
	const char *first = fleet_service_name(fleet, 0);

	for (uint32_t i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "service-%u", i);
		assert_int_equal(fleet_service(fleet, name), i);
		assert_string_equal(fleet_service_name(fleet, i), name);
	}
	assert_int_equal(fleet_services_count(fleet), 1000);
	assert_ptr_equal(fleet_service_name(fleet, 0), first);

	/* They stay when their sessions go, and are in every snapshot. */
	put_in(fleet, "u", "service-7");
	fleet_remove(fleet, "u", "service-7", 0);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->services_count, 1000);
	assert_string_equal(snapshot->services[7].name, "service-7");
	assert_int_equal(snapshot->services[7].summary.sessions, 0);
	snapshot_free(snapshot);
}

static void test_totals(void **state)
{
	struct fleet *fleet = *state;
	struct item item = item_in("u", "gmail");

	fleet_put(fleet, &item, NOW);
	item.user_id = "late";
	item.session.polled_at_ms = NOW - 60 * SECOND;
	fleet_put(fleet, &item, NOW);
	item.service = "slack";
	item.session.active = ACTIVE_OFF;
	fleet_put(fleet, &item, NOW);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->totals.sessions, 3);
	assert_int_equal(snapshot->totals.active, 2);
	assert_int_equal(snapshot->totals.states[STATE_LATE], 1);
	assert_int_equal(snapshot->totals.states[STATE_PAUSED], 1);
	assert_int_equal(snapshot->services[0].summary.sessions, 2);
	assert_int_equal(snapshot->services[1].summary.paused, 1);
	snapshot_free(snapshot);
}

static void test_encodings(void **state)
{
	struct fleet *fleet = *state;
	uint8_t text = text_encoding(), number = encoding_of("N", "1");
	struct item item = item_in("u", "gmail");

	fleet_put(fleet, &item, NOW);
	assert_int_equal(fleet_encodings(fleet), 1u << text);
	item.user_id = "v";
	item.session.encoding = number;
	fleet_put(fleet, &item, NOW);
	item.user_id = "w";
	item.session.encoding = 0;
	item.session.active = ACTIVE_UNKNOWN;
	fleet_put(fleet, &item, NOW);
	assert_int_equal(fleet_encodings(fleet), 1u << text | 1u << number | 1);
	fleet_remove(fleet, "v", "gmail", 0);
	assert_int_equal(fleet_encodings(fleet), 1u << text | 1);
}

/* A full sweep through one partition of the index of isActive. */
static struct coverage coverage_of(enum session_active active)
{
	struct coverage coverage = active_coverage(false);

	coverage.active = (uint8_t)active;
	return coverage;
}

static struct coverage service_coverage(struct fleet *fleet, const char *service)
{
	return (struct coverage){.kind = COVER_SERVICE, .service = fleet_service(fleet, service)};
}

static void test_index_sweep_misses_twice(void **state)
{
	struct fleet *fleet = *state;

	put_in(fleet, "u", "gmail");
	put_in(fleet, "seen", "gmail");
	for (int sweep = 1; sweep <= 5; sweep++) {
		struct coverage read = coverage_of(ACTIVE_ON);

		fleet_begin_sweep(fleet, &read);
		put_in(fleet, "seen", "gmail");
		if (sweep == 2) {
			put_in(fleet, "u", "gmail"); /* shown in time: the count starts again */
		}
		fleet_end_sweep(fleet, &read, NOW);
		assert_true(has(fleet, "seen", "gmail"));
		assert_int_equal(has(fleet, "u", "gmail"), sweep < 4);
	}
}

static void test_scan_misses_once(void **state)
{
	struct fleet *fleet = *state;

	put_in(fleet, "u", "gmail");
	struct coverage scan = {.kind = COVER_ALL};

	fleet_begin_sweep(fleet, &scan);
	put_in(fleet, "seen", "slack");
	fleet_end_sweep(fleet, &scan, NOW);
	assert_false(has(fleet, "u", "gmail"));
	assert_true(has(fleet, "seen", "slack"));
	assert_int_equal(fleet_count(fleet), 1);
}

/* A session that any read has shown since the sweep began is not missed. */
static void test_two_passes_at_once(void **state)
{
	struct fleet *fleet = *state;
	struct coverage scan = {.kind = COVER_ALL}, read = coverage_of(ACTIVE_ON);

	put_in(fleet, "before", "gmail");
	fleet_begin_sweep(fleet, &scan);
	fleet_begin_sweep(fleet, &read);
	put_in(fleet, "by-either", "gmail");
	fleet_end_sweep(fleet, &read, NOW);
	fleet_end_sweep(fleet, &scan, NOW);
	assert_true(has(fleet, "by-either", "gmail"));
	assert_false(has(fleet, "before", "gmail"));
}

/* Sessions of every kind, and the sweeps that can miss them. */
static void test_coverage(void **state)
{
	(void)state;
	enum { ON, OFF, GMAIL, ALL, SWEEPS };
	const uint8_t text = text_encoding(), number = encoding_of("N", "1");
	const struct {
		const char *name, *service;
		enum session_active active;
		uint8_t encoding;
		bool is_polled, is_bad;
		bool goes[SWEEPS];
	} rows[] = {
		{"on", "gmail", ACTIVE_ON, text, true, false, {true, false, true, true}},
		{"off", "gmail", ACTIVE_OFF, text, true, false, {false, true, true, true}},
		{"other service", "slack", ACTIVE_ON, text, true, false,
			{true, false, false, true}},
		{"other encoding", "gmail", ACTIVE_ON, number, true, false,
			{false, false, true, true}},
		{"no isActive", "gmail", ACTIVE_UNKNOWN, 0, true, false,
			{false, false, true, true}},
		{"never polled", "gmail", ACTIVE_ON, text, false, false,
			{false, false, false, true}},
		{"bad lastPollAt", "gmail", ACTIVE_ON, text, false, true,
			{true, false, true, true}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (int sweep = 0; sweep < SWEEPS; sweep++) {
			void *fleet;

			open_fleet(&fleet);
			struct item item = item_in(rows[i].name, rows[i].service);

			item.session.active = (uint8_t)rows[i].active;
			item.session.encoding = rows[i].encoding;
			item.session.flags = rows[i].is_bad ? SESSION_BAD_POLLED : 0;
			if (!rows[i].is_polled) {
				item.session.polled_at_ms = SESSION_NO_TIME;
			}
			fleet_put(fleet, &item, NOW);
			const struct coverage sweeps[SWEEPS] = {
				[ON] = coverage_of(ACTIVE_ON),
				[OFF] = coverage_of(ACTIVE_OFF),
				[GMAIL] = service_coverage(fleet, "gmail"),
				[ALL] = {.kind = COVER_ALL},
			};

			for (int times = 0; times < 3; times++) {
				sweep_nothing(fleet, sweeps[sweep], NOW);
			}
			if (has(fleet, rows[i].name, rows[i].service) == rows[i].goes[sweep]) {
				fail_msg("%s, sweep %d", rows[i].name, sweep);
			}
			close_fleet(&fleet);
		}
	}
}

/* Moved from one partition to the other between the two sweeps: seen by neither, but there. */
static void test_moved_between_partitions(void **state)
{
	struct fleet *fleet = *state;
	struct item item = item_in("u", "gmail");

	item.session.active = ACTIVE_OFF;
	fleet_put(fleet, &item, NOW);
	for (int refresh = 0; refresh < 4; refresh++) {
		struct coverage on = coverage_of(ACTIVE_ON);

		fleet_begin_sweep(fleet, &on);
		if (refresh > 0) {
			put_in(fleet, "u", "gmail");
		}
		fleet_end_sweep(fleet, &on, NOW);
		sweep_nothing(fleet, coverage_of(ACTIVE_OFF), NOW);
		assert_true(has(fleet, "u", "gmail"));
	}
}

static void assert_age(
	struct fleet *fleet, const char *user_id, int64_t age_ms, enum session_state expected_state)
{
	struct session session;
	int64_t found_ms;

	assert_true(look_in(fleet, user_id, "gmail", &session));
	assert_true(session_age(&session, session_asof_ms(&session), &found_ms));
	assert_int_equal(found_ms, age_ms);
	assert_int_equal(session.state, expected_state);
}

/* An index is read oldest first: what does not come again at its end was not polled meanwhile. */
static void test_index_sweep_makes_rows_current(void **state)
{
	struct fleet *fleet = *state;
	struct coverage on = coverage_of(ACTIVE_ON), off = coverage_of(ACTIVE_OFF);

	fleet_begin_sweep(fleet, &on);
	put_in(fleet, "u", "gmail");
	assert_age(fleet, "u", 5 * SECOND, STATE_ON_TIME);
	fleet_end_sweep(fleet, &on, NOW + 55 * SECOND);
	assert_age(fleet, "u", 60 * SECOND, STATE_LATE);

	/* A sweep of the other partition says nothing about this one. */
	fleet_begin_sweep(fleet, &off);
	fleet_end_sweep(fleet, &off, NOW + 600 * SECOND);
	assert_age(fleet, "u", 60 * SECOND, STATE_LATE);

	/* Nor does a sweep of this one that has not shown it. */
	fleet_begin_sweep(fleet, &on);
	fleet_end_sweep(fleet, &on, NOW + 700 * SECOND);
	assert_age(fleet, "u", 60 * SECOND, STATE_LATE);
}

/* A Scan does not show again what is polled meanwhile. */
static void test_scan_leaves_rows_as_read(void **state)
{
	struct fleet *fleet = *state;
	struct coverage scan = {.kind = COVER_ALL};

	fleet_begin_sweep(fleet, &scan);
	put_in(fleet, "u", "gmail");
	fleet_end_sweep(fleet, &scan, NOW + 600 * SECOND);
	assert_age(fleet, "u", 5 * SECOND, STATE_ON_TIME);
}

static void assert_active(
	struct fleet *fleet, enum session_active active, bool is_pending, enum session_state judged)
{
	struct session session;

	assert_true(look_in(fleet, "u", "gmail", &session));
	assert_int_equal(session.active, active);
	assert_int_equal((session.flags & SESSION_PENDING) != 0, is_pending);
	assert_int_equal(session.state, judged);
}

static void put_active(struct fleet *fleet, enum session_active active, int64_t asof_ms)
{
	struct item item = item_in("u", "gmail");

	item.session.active = (uint8_t)active;
	item.session.polled_at_ms = asof_ms - SECOND;
	fleet_put(fleet, &item, asof_ms);
}

static void test_pending_until_read_agrees(void **state)
{
	struct fleet *fleet = *state;

	put_active(fleet, ACTIVE_ON, NOW);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	assert_active(fleet, ACTIVE_OFF, true, STATE_PAUSED);
	/* The index still shows the old value, and what else is new. */
	put_active(fleet, ACTIVE_ON, NOW + SECOND);
	assert_active(fleet, ACTIVE_OFF, true, STATE_PAUSED);
	struct session session;

	assert_true(look_in(fleet, "u", "gmail", &session));
	assert_int_equal(session_asof_ms(&session), NOW + SECOND);
	put_active(fleet, ACTIVE_ON, NOW + 59 * SECOND);
	assert_active(fleet, ACTIVE_OFF, true, STATE_PAUSED);
	/* Now it agrees, */
	put_active(fleet, ACTIVE_OFF, NOW + 59 * SECOND);
	assert_active(fleet, ACTIVE_OFF, false, STATE_PAUSED);
	/* so the next change is someone else's. */
	put_active(fleet, ACTIVE_ON, NOW + 59 * SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_ON_TIME);
}

static void test_pending_until_time_is_over(void **state)
{
	struct fleet *fleet = *state;

	put_active(fleet, ACTIVE_OFF, NOW);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_ON, NOW + 60 * SECOND);
	assert_active(fleet, ACTIVE_ON, true, STATE_ON_TIME);
	put_active(fleet, ACTIVE_OFF, NOW + 60 * SECOND);
	assert_active(fleet, ACTIVE_OFF, false, STATE_PAUSED);
}

/* The response to a read from before the write may come after one that agrees with the write. */
static void test_reads_from_before_a_write_are_not_believed(void **state)
{
	struct fleet *fleet = *state;
	struct item late = item_in("u", "gmail");

	put_active(fleet, ACTIVE_ON, NOW);
	fleet_start_changes(fleet);
	late.session.active = ACTIVE_ON;
	late.request_number = fleet_next_request(fleet);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 3 * SECOND + FLEET_PENDING_MS);
	put_active(fleet, ACTIVE_OFF, NOW + 4 * SECOND);
	assert_active(fleet, ACTIVE_OFF, false, STATE_PAUSED);
	fleet_put(fleet, &late, NOW + 5 * SECOND);
	assert_active(fleet, ACTIVE_OFF, false, STATE_PAUSED);
	fleet_flush_changes(fleet, NOW + 5 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 0);
	snapshot_free(snapshot);
	/* A later request shows what someone else has done. */
	late.request_number = fleet_next_request(fleet);
	late.session.polled_at_ms = NOW + 5 * SECOND;
	fleet_put(fleet, &late, NOW + 6 * SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_ON_TIME);
}

/* Of two concurrent requests the later one counts, whichever response comes first. */
static void test_later_request_counts(void **state)
{
	struct fleet *fleet = *state;
	struct item before = item_in("u", "gmail"), after = before;

	before.request_number = fleet_next_request(fleet);
	after.request_number = fleet_next_request(fleet);
	after.session.error_count = 12;
	fleet_put(fleet, &after, NOW);
	fleet_put(fleet, &before, NOW + SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_CRITICAL);
	fleet_remove(fleet, "u", "gmail", before.request_number);
	assert_active(fleet, ACTIVE_ON, false, STATE_CRITICAL);
	after.request_number = fleet_next_request(fleet);
	after.session.error_count = 0;
	fleet_put(fleet, &after, NOW + SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_ON_TIME);
}

/* The earlier of two requests still fills what the later one, of an index, lacks; nothing else. */
static void test_later_request_has_less(void **state)
{
	struct fleet *fleet = *state;
	struct item whole = item_in("u", "gmail"), keys = whole;
	struct session session;

	fleet_put(fleet, &whole, NOW - SECOND);
	whole.request_number = fleet_next_request(fleet);
	keys.request_number = fleet_next_request(fleet);
	whole.session.error_count = 12;
	keys.session.polled_at_ms = NOW;
	keys.absent = ITEM_ERRORS;
	fleet_put(fleet, &keys, NOW);
	fleet_put(fleet, &whole, NOW + SECOND);
	assert_true(look_in(fleet, "u", "gmail", &session));
	assert_int_equal(session.error_count, 12);
	assert_int_equal(session.polled_at_ms, NOW);
}

/* A read that shows our write before its response is no change; someone else's write is. */
static void test_held_while_a_write_is_on_its_way(void **state)
{
	struct fleet *fleet = *state;

	put_active(fleet, ACTIVE_ON, NOW);
	fleet_start_changes(fleet);
	fleet_mark_writing(fleet, "u", "gmail", true);
	put_active(fleet, ACTIVE_OFF, NOW + SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_ON_TIME);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + SECOND + FLEET_PENDING_MS);
	put_active(fleet, ACTIVE_OFF, NOW + 2 * SECOND);
	fleet_mark_writing(fleet, "u", "gmail", true);
	put_active(fleet, ACTIVE_ON, NOW + 3 * SECOND);
	assert_active(fleet, ACTIVE_OFF, false, STATE_PAUSED);
	fleet_flush_changes(fleet, NOW + 3 * SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 0);
	snapshot_free(snapshot);
	fleet_forget_write(fleet, "u", "gmail");
	put_active(fleet, ACTIVE_ON, NOW + 4 * SECOND);
	fleet_flush_changes(fleet, NOW + 4 * SECOND);
	snapshot = publish(fleet);
	assert_int_equal(snapshot->changes_count, 1);
	assert_int_equal(snapshot->changes[0].kind, CHANGE_RESUMED);
	snapshot_free(snapshot);
}

/* Someone else has written meanwhile: shown, and listed as a change. */
static void test_pending_until_forgotten(void **state)
{
	struct fleet *fleet = *state;

	fleet_forget_write(fleet, "u", "gmail");
	put_active(fleet, ACTIVE_ON, NOW);
	fleet_start_changes(fleet);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	fleet_forget_write(fleet, "u", "gmail");
	assert_active(fleet, ACTIVE_OFF, true, STATE_PAUSED);
	put_active(fleet, ACTIVE_ON, NOW + SECOND);
	assert_active(fleet, ACTIVE_ON, false, STATE_ON_TIME);
	fleet_flush_changes(fleet, NOW + SECOND);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->changes_count, 1);
	assert_int_equal(snapshot->changes[0].kind, CHANGE_RESUMED);
	snapshot_free(snapshot);
}

static void test_pending_row_survives_passes(void **state)
{
	struct fleet *fleet = *state;

	put_active(fleet, ACTIVE_ON, NOW);
	fleet_set_active(fleet, "u", "gmail", ACTIVE_OFF, NOW + 60 * SECOND);
	for (int refresh = 0; refresh < 4; refresh++) {
		struct coverage on = coverage_of(ACTIVE_ON);

		fleet_begin_sweep(fleet, &on);
		put_active(fleet, ACTIVE_ON, NOW + SECOND);
		fleet_end_sweep(fleet, &on, NOW + SECOND);
		sweep_nothing(fleet, coverage_of(ACTIVE_OFF), NOW);
		assert_active(fleet, ACTIVE_OFF, true, STATE_PAUSED);
	}
}

/* A snapshot does not change when the sessions, the strings or the fleet do. */
static void test_snapshots_keep_their_strings(void **state)
{
	(void)state;
	enum { ROWS = 2000, ROUNDS = 40 };
	void *fleet;

	open_fleet(&fleet);
	struct snapshot *snapshots[ROUNDS];
	char user_id[64];

	for (int round = 0; round < ROUNDS; round++) {
		struct coverage scan = {.kind = COVER_ALL};

		fleet_begin_sweep(fleet, &scan);
		for (int i = 0; i < ROWS; i++) {
			snprintf(user_id, sizeof(user_id), "a-long-enough-user-%d-of-round-%d", i,
				round);
			put_in(fleet, user_id, "gmail");
		}
		/* All sessions of the previous round go here, and sometimes their strings. */
		fleet_end_sweep(fleet, &scan, NOW);
		snapshots[round] = publish(fleet);
	}
	close_fleet(&fleet);
	for (int round = 0; round < ROUNDS; round++) {
		struct snapshot *snapshot = snapshots[round];

		assert_int_equal(snapshot->sessions_count, ROWS);
		snprintf(user_id, sizeof(user_id), "-of-round-%d", round);
		for (int i = 0; i < ROWS; i++) {
			const char *end = strstr(snapshot->sessions[i].user_id, "-of-");

			assert_non_null(end);
			assert_string_equal(end, user_id);
		}
		assert_string_equal(snapshot->services[0].name, "gmail");
		snapshot_free(snapshot);
	}
}

/* Sessions come and go without the strings growing for ever. */
static void test_strings_are_given_back(void **state)
{
	struct fleet *fleet = *state;
	enum { ROWS = 1000 };
	size_t live_bytes = 0, most_bytes = 0;
	char user_id[64];

	for (int round = 0; round < 200; round++) {
		struct coverage scan = {.kind = COVER_ALL};

		fleet_begin_sweep(fleet, &scan);
		live_bytes = 0;
		for (int i = 0; i < ROWS; i++) {
			int length =
				snprintf(user_id, sizeof(user_id), "user-%d-of-round-%d", i, round);

			live_bytes += (size_t)length + 1;
			put_in(fleet, user_id, "gmail");
		}
		fleet_end_sweep(fleet, &scan, NOW);
		struct snapshot *snapshot = publish(fleet);
		size_t bytes = string_pool_bytes(snapshot->memory->list->strings);

		most_bytes = bytes > most_bytes ? bytes : most_bytes;
		snapshot_free(snapshot);
		assert_true(has(fleet, user_id, "gmail"));
	}
	assert_true(most_bytes < 4 * live_bytes + (1u << 16));
	/* Read again without a change, it does not grow at all. */
	struct snapshot *before = publish(fleet);
	size_t bytes = string_pool_bytes(before->memory->list->strings);

	for (int i = 0; i < ROWS; i++) {
		snprintf(user_id, sizeof(user_id), "user-%d-of-round-%d", i, 199);
		put_in(fleet, user_id, "gmail");
	}
	assert_int_equal(string_pool_bytes(before->memory->list->strings), bytes);
	snapshot_free(before);
}

#define FLEET_TEST(function) cmocka_unit_test_setup_teardown(function, open_fleet, close_fleet)

/* Each service by its own thresholds; what crosses them is a change. */
static void test_thresholds_of_a_service(void **state)
{
	struct fleet *fleet = *state;
	struct settings_service own = {.service = "gmail", .limits = SESSION_THRESHOLDS_DEFAULT};
	struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT,
		.own_services = &own,
		.own_services_count = 1};

	own.limits.late = own.limits.critical = 100;
	own.limits.errors_late = 50;
	own.limits.errors_critical = 60;
	fleet_set_limits(fleet, &settings);
	struct item gmail = item_of("u", NOW - 50 * EVERY), slack = gmail;

	gmail.session.error_count = slack.session.error_count = 20;
	slack.service = "slack";
	fleet_put(fleet, &gmail, NOW);
	fleet_put(fleet, &slack, NOW);
	struct snapshot *snapshot = publish(fleet);

	assert_int_equal(snapshot->sessions[0].state, STATE_ON_TIME);
	assert_int_equal(snapshot->sessions[1].state, STATE_CRITICAL);
	snapshot_free(snapshot);

	fleet_start_changes(fleet);
	gmail.session.error_count = slack.session.error_count = 55;
	fleet_put(fleet, &gmail, NOW);
	fleet_put(fleet, &slack, NOW);
	fleet_flush_changes(fleet, NOW);
	snapshot = publish(fleet);
	assert_int_equal(snapshot->sessions[0].state, STATE_LATE);
	assert_int_equal(snapshot->changes_count, 1);
	assert_string_equal(snapshot->changes[0].service, "gmail");
	snapshot_free(snapshot);
}

/* Known sessions are still updated, and there is room again when one is gone. */
static bool was_overdue(struct fleet *fleet)
{
	struct session session;

	return look(fleet, "u", &session) && (session.flags & SESSION_WAS_OVERDUE);
}

/* From the poll that came late, once it was seen to be, until the next one. */
static void test_was_overdue(void **state)
{
	struct fleet *fleet = *state;

	put(fleet, "u", NOW, NOW);
	put(fleet, "u", NOW, NOW + EVERY * 3 / 2 - SECOND);
	put(fleet, "u", NOW + EVERY * 3 / 2, NOW + EVERY * 3 / 2);
	assert_false(was_overdue(fleet)); /* there may have been a poll in between */

	int64_t polled_ms = NOW + EVERY * 3 / 2, late_ms = polled_ms + EVERY * 3 / 2;

	put(fleet, "u", polled_ms, late_ms);
	assert_false(was_overdue(fleet));
	put(fleet, "u", late_ms + SECOND, late_ms + SECOND);
	assert_true(was_overdue(fleet));
	put(fleet, "u", late_ms + SECOND, late_ms + EVERY);
	assert_true(was_overdue(fleet));
	put(fleet, "u", late_ms + EVERY, late_ms + EVERY);
	assert_false(was_overdue(fleet));
}

static void test_full(void **state)
{
	struct fleet *fleet = *state;
	struct session session;

	fleet->max_bytes = 3;
	put(fleet, "u1", NOW, NOW);
	assert_true(fleet_is_full(fleet));
	fleet->max_bytes = FLEET_MAX_KEY_BYTES;
	fleet->max_count = 2;
	assert_false(fleet_is_full(fleet));
	put(fleet, "u2", NOW, NOW);
	assert_true(fleet_is_full(fleet));
	put(fleet, "u3", NOW, NOW);
	assert_int_equal(fleet_count(fleet), 2);
	put(fleet, "u2", NOW + SECOND, NOW + SECOND);
	assert_true(look(fleet, "u2", &session));
	assert_int_equal(session.polled_at_ms, NOW + SECOND);
	fleet_remove(fleet, "u1", "gmail", 0);
	put(fleet, "u3", NOW, NOW);
	assert_true(look(fleet, "u3", &session));
}

/* Services stay when their sessions have gone, so they fill the fleet, too. */
static void test_full_of_services(void **state)
{
	struct fleet *fleet = *state;
	const size_t bytes = strlen("service-0") + 1;

	fleet_service(fleet, "service-0");
	fleet_service(fleet, "service-1");
	fleet_service(fleet, "service-2");
	assert_false(fleet_is_full(fleet));
	fleet->max_count = 3;
	assert_true(fleet_is_full(fleet));
	fleet->max_count = FLEET_MAX_SESSIONS;
	fleet->max_bytes = 3 * bytes;
	assert_true(fleet_is_full(fleet));
	fleet->max_bytes++;
	assert_false(fleet_is_full(fleet));
}

int main(void)
{
	const struct CMUnitTest fleet[] = {
		FLEET_TEST(test_empty),
		FLEET_TEST(test_put_and_replace),
		FLEET_TEST(test_many),
		FLEET_TEST(test_same_hash),
		FLEET_TEST(test_services),
		FLEET_TEST(test_totals),
		FLEET_TEST(test_encodings),
		FLEET_TEST(test_index_sweep_misses_twice),
		FLEET_TEST(test_scan_misses_once),
		FLEET_TEST(test_two_passes_at_once),
		cmocka_unit_test_setup_teardown(test_was_overdue, open_fleet, close_fleet),
		cmocka_unit_test_setup_teardown(test_full, open_fleet, close_fleet),
		cmocka_unit_test_setup_teardown(test_full_of_services, open_fleet, close_fleet),
		cmocka_unit_test(test_coverage),
		FLEET_TEST(test_moved_between_partitions),
		FLEET_TEST(test_index_sweep_makes_rows_current),
		FLEET_TEST(test_scan_leaves_rows_as_read),
		FLEET_TEST(test_pending_until_read_agrees),
		FLEET_TEST(test_pending_until_time_is_over),
		FLEET_TEST(test_pending_until_forgotten),
		FLEET_TEST(test_reads_from_before_a_write_are_not_believed),
		FLEET_TEST(test_later_request_counts),
		FLEET_TEST(test_later_request_has_less),
		FLEET_TEST(test_held_while_a_write_is_on_its_way),
		FLEET_TEST(test_pending_row_survives_passes),
		cmocka_unit_test(test_snapshots_keep_their_strings),
		FLEET_TEST(test_strings_are_given_back),
		FLEET_TEST(test_thresholds_of_a_service),
	};

	return cmocka_run_group_tests(fleet, NULL, NULL);
}
