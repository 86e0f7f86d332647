/* SPDX-License-Identifier: MIT */
#include "list/acks.h"

#include "list/ack_filter.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW INT64_C(1790000000000)

static const struct session_id one = {"slack", "one"}, two = {"slack", "two"};

static void from_giving_to_the_end(void **state)
{
	struct acks acks = {0};

	(void)state;
	acks_set_scope(&acks, "prod");
	assert_null(acks_find(&acks, &one, NOW));
	acks_add(&acks, &one, NOW + 1000, "a note", NOW);
	acks_add(&acks, &two, NOW + 500, "", NOW);
	assert_string_equal(acks_find(&acks, &one, NOW + 999)->note, "a note");
	assert_null(acks_find(&acks, &one, NOW + 1000));
	assert_int_equal(acks_next_end_ms(&acks, NOW), 500);
	assert_int_equal(acks_expire(&acks, NOW + 499), 0);
	assert_int_equal(acks_expire(&acks, NOW + 500), 1);
	assert_int_equal(acks.count, 1);
	assert_int_equal(acks_next_end_ms(&acks, NOW + 500), 500);
	acks_revoke(&acks, &one, NOW + 600);
	assert_null(acks_find(&acks, &one, NOW + 600));
	assert_int_equal(acks_next_end_ms(&acks, NOW + 600), -1);
	assert_int_equal(acks.count, 1); /* for merging */
	assert_int_equal(acks_expire(&acks, NOW + 1000), 0);
	assert_int_equal(acks.count, 0);
	acks_revoke(&acks, &one, NOW);
	acks_fini(&acks);
}

/* Scope and user are two texts, wherever one ends and the other begins. */
static void scopes_do_not_mix(void **state)
{
	static char scopes[][4] = {"a", "ab", "a 1", ""};
	static char users[][4] = {"bc", "c", "bc", "abc"};
	static char service[] = "slack";
	struct acks acks = {0};

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
			const struct ack ack = {.scope = scopes[i],
				.service = service,
				.user_id = users[i],
				.until_ms = NOW + 1000 + round,
				.changed_ms = NOW + round};

			acks_merge(&acks, &ack);
		}
		assert_int_equal(acks.count, ARRAY_LEN(scopes));
		assert_true(acks.list[0].until_ms == NOW + 1000 + round);
	}
	acks_fini(&acks);
}

static void given_anew(void **state)
{
	struct acks acks = {0};

	(void)state;
	acks_set_scope(&acks, "prod");
	acks_add(&acks, &one, NOW + 1000, "first", NOW);
	acks_add(&acks, &one, NOW + 9000, "second", NOW); /* within the same millisecond */
	assert_int_equal(acks.count, 1);
	assert_string_equal(acks_find(&acks, &one, NOW + 5000)->note, "second");
	acks_revoke(&acks, &one, NOW - 5000); /* the clock was set back */
	assert_null(acks_find(&acks, &one, NOW));
	acks_add(&acks, &one, NOW + 1000, "third", NOW - 5000);
	assert_string_equal(acks_find(&acks, &one, NOW)->note, "third");
	acks_fini(&acks);
}

/* What is acknowledged in one table says nothing of another's session of the same key. */
static void scopes(void **state)
{
	struct acks acks = {0};

	(void)state;
	acks_set_scope(&acks, "prod");
	acks_add(&acks, &one, NOW + 1000, "", NOW);
	acks_set_scope(&acks, "staging");
	assert_null(acks_find(&acks, &one, NOW));
	assert_int_equal(acks_next_end_ms(&acks, NOW), -1);
	acks_add(&acks, &one, NOW + 500, "", NOW);
	assert_int_equal(acks.count, 2);
	assert_int_equal(acks_expire(&acks, NOW + 1000), 1);
	acks_set_scope(&acks, "prod");
	assert_null(acks_find(&acks, &one, NOW));
	acks_fini(&acks);
}

static struct ack ack_of(const char *scope, int64_t changed_ms, bool is_revoked)
{
	return (struct ack){.scope = (char *)(uintptr_t)scope,
		.service = (char *)(uintptr_t) "slack",
		.user_id = (char *)(uintptr_t) "one",
		.until_ms = NOW + 1000,
		.changed_ms = changed_ms,
		.is_revoked = is_revoked};
}

static void the_later_one_counts(void **state)
{
	struct acks acks = {0};
	struct ack ack = ack_of("prod", NOW, false);

	(void)state;
	acks_merge(&acks, &ack); /* before any scope is known */
	acks_set_scope(&acks, "prod");
	assert_non_null(acks_find(&acks, &one, NOW));
	ack = ack_of("prod", NOW - 1, true);
	acks_merge(&acks, &ack);
	assert_non_null(acks_find(&acks, &one, NOW));
	ack = ack_of("prod", NOW + 1, true);
	acks_merge(&acks, &ack);
	assert_null(acks_find(&acks, &one, NOW));
	ack = ack_of("other", NOW + 1, false);
	acks_merge(&acks, &ack);
	ack = ack_of("other", NOW + 2, false);
	acks_merge(&acks, &ack);
	assert_int_equal(acks.count, 2);
	acks_fini(&acks);
}

static void notes_are_cut(void **state)
{
	char note[3 * ACK_NOTE_SIZE];
	struct acks acks = {0};

	(void)state;
	memset(note, 'n', sizeof(note) - 1);
	note[sizeof(note) - 1] = '\0';
	acks_set_scope(&acks, "");
	acks_add(&acks, &one, NOW + 1, note, NOW);
	assert_int_equal(strlen(acks_find(&acks, &one, NOW)->note), ACK_NOTE_SIZE - 1);
	acks_fini(&acks);
}

static struct session session_of(const char *user_id, enum session_state health, int64_t age_s)
{
	return (struct session){.user_id = user_id,
		.state = health,
		.active = ACTIVE_ON,
		.interval_ms = 1000,
		.asof_s = (uint32_t)(NOW / 1000),
		.polled_at_ms = NOW - age_s * 1000,
		.error_count = health == STATE_CRITICAL};
}

static void counting(void **state)
{
	const struct session sessions[] = {session_of("one", STATE_CRITICAL, 90),
		session_of("three", STATE_LATE, 4), session_of("two", STATE_ON_TIME, 1)};
	struct service_summary service = {.name = "slack",
		.summary = {.sessions = 3,
			.active = 3,
			.states = {[STATE_CRITICAL] = 1, [STATE_LATE] = 1, [STATE_ON_TIME] = 1},
			.erroring = 1,
			.worst_late = 90}};
	struct snapshot snapshot = {.sessions = sessions,
		.sessions_count = 3,
		.services = &service,
		.services_count = 1,
		.totals = service.summary};
	const struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};
	struct ack_filter ack_filter = {0};
	struct acks acks = {0};

	(void)state;
	struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

	snapshot.diagnosis = diagnosis;
	acks_set_scope(&acks, "prod");
	ack_filter_apply(&ack_filter, &snapshot, &acks, NOW);
	assert_memory_equal(&ack_filter.diagnosis->totals, &snapshot.totals,
		sizeof(ack_filter.diagnosis->totals));
	acks_add(&acks, &one, NOW + 1000, "", NOW);
	acks_add(&acks, &two, NOW + 1000, "", NOW);
	ack_filter_apply(&ack_filter, &snapshot, &acks, NOW);
	assert_int_equal(ack_filter.count, 2);
	assert_true(ack_filter_has(&ack_filter, 0));
	assert_false(ack_filter_has(&ack_filter, 1));
	assert_true(ack_filter_has(&ack_filter, 2));
	for (int i = 0; i < 2; i++) {
		const struct summary *summary =
			i ? &ack_filter.diagnosis->totals : &ack_filter.diagnosis->summaries[0];

		assert_int_equal(summary->states[STATE_CRITICAL], 0);
		assert_int_equal(summary->states[STATE_LATE], 1);
		assert_int_equal(
			summary->states[STATE_ON_TIME], 1); /* it is on time all the same */
		assert_int_equal(summary->erroring, 0);
		assert_int_equal(summary->sessions, 3);
		assert_true(fabs(summary->worst_late - 4) < 1e-9);
	}
	ack_filter_apply(&ack_filter, &snapshot, &acks, NOW + 1000);
	assert_int_equal(ack_filter.count, 0);
	assert_int_equal(ack_filter.diagnosis->totals.states[STATE_CRITICAL], 1);
	ack_filter_fini(&ack_filter);
	diagnosis_free(diagnosis);
	acks_fini(&acks);
}

static uint32_t chance(uint32_t below)
{
	static uint32_t random = 1;

	random = random * 1664525u + 1013904223u;
	return (random >> 8) % below;
}

/* Rows move, come and go; acknowledgements are given, taken back and end; each is found. */
static void rows_are_found_wherever_they_move(void **state)
{
	enum { USERS = 40 };
	static const struct service_summary services[] = {{.name = "slack"}, {.name = "gmail"}};
	static const struct settings settings = {.limits = SESSION_THRESHOLDS_DEFAULT};
	static char names[USERS][8];
	struct acks acks = {0};
	struct ack_filter ack_filter = {0};

	(void)state;
	acks_set_scope(&acks, "prod");
	for (int64_t now_ms = NOW; now_ms < NOW + 500; now_ms++) {
		struct session sessions[USERS];
		uint32_t count = 0;

		for (uint32_t i = 0; i < USERS; i++) {
			uint32_t at = chance(8) == 0 ? chance(count + 1) : count;

			snprintf(names[i], sizeof(names[i]), "u-%u", (unsigned)i);
			if (chance(20) == 0) {
				continue;
			}
			if (at < count) {
				sessions[count] = sessions[at];
			}
			count++;
			sessions[at] = session_of(names[i], STATE_LATE, 90);
			sessions[at].service = i % 2;
		}
		uint32_t user = chance(USERS);
		struct session_id id = {services[user % 2].name, names[user]};

		if (chance(3) > 0) {
			acks_add(&acks, &id, now_ms + chance(64), "", now_ms);
		} else {
			acks_revoke(&acks, &id, now_ms);
		}
		struct snapshot snapshot = {.sessions = sessions,
			.sessions_count = count,
			.services = services,
			.services_count = ARRAY_LEN(services)};
		struct diagnosis *diagnosis = diagnosis_new(&snapshot, &settings);

		snapshot.diagnosis = diagnosis;
		ack_filter_apply(&ack_filter, &snapshot, &acks, now_ms);
		for (uint32_t i = 0; i < count; i++) {
			id = (struct session_id){
				services[sessions[i].service].name, sessions[i].user_id};
			assert_int_equal(ack_filter_has(&ack_filter, i),
				acks_find(&acks, &id, now_ms) != NULL);
		}
		assert_int_equal(ack_filter.diagnosis->late, count - ack_filter.count);
		ack_filter_fini(&ack_filter);
		diagnosis_free(diagnosis);
	}
	acks_fini(&acks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_giving_to_the_end),
		cmocka_unit_test(scopes_do_not_mix),
		cmocka_unit_test(given_anew),
		cmocka_unit_test(scopes),
		cmocka_unit_test(the_later_one_counts),
		cmocka_unit_test(notes_are_cut),
		cmocka_unit_test(counting),
		cmocka_unit_test(rows_are_found_wherever_they_move),
	};

	return cmocka_run_group_tests_name("acks", tests, NULL, NULL);
}
