/* SPDX-License-Identifier: MIT */
/* Values as other writers spell them: they are read, followed by ticks, and written back alike. */
#include "kit/rig.h"

#include "base.h"
#include "clock.h"

#include "kit/find.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define EVERY "'pollingIntervalMs':{'N':'300000'}"

/* The formats come from a table below. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void format_time(const char *format, int64_t ago_s, char *text, size_t size)
{
	time_t then = (time_t)(clock_wall_ms() / 1000 - ago_s);
	struct tm utc;

	gmtime_r(&then, &utc);
	if (strftime(text, size, format, &utc) == 0) {
		base_fatal("%s is too long", format);
	}
}

#pragma GCC diagnostic pop

static void put_polled(struct rig *rig, const char *user_id, const char *format, int64_t ago_s)
{
	char polled[100];
	struct buf attributes = {0};

	format_time(format, ago_s, polled, sizeof(polled));
	buf_printf(
		&attributes, "'isActive':{'S':'true'}," EVERY ",'lastPollAt':{'S':'%s'}", polled);
	rig_put(rig, user_id, "slack", buf_text(&attributes));
	buf_fini(&attributes);
}

static const struct session *find(const struct snapshot *snapshot, const char *user_id)
{
	const struct session *session = find_session(snapshot, user_id, "slack");

	if (!session) {
		fail_msg("%s is not in the snapshot", user_id);
	}
	return session;
}

/* True once a session that was put again shows its new poll. It is not late: only ticks read it. */
static bool is_polled_again(const struct snapshot *snapshot, void *user)
{
	(void)user;
	const struct session *session = find_session(snapshot, "polled", "slack");
	int64_t age_ms;

	return session && session_age(session, session_asof_ms(session), &age_ms) && age_ms < 90000;
}

/* --- Times ---------------------------------------------------------------------------------- */

static const char *const times[] = {
	"%Y-%m-%dT%H:%M:%S.123456+0000",
	"%Y-%m-%dT%H:%M:%S.123456",
	"%Y-%m-%d %H:%M:%S",
	"%Y-%m-%dT%H:%M:%S+00",
	"%Y-%m-%d %H:%M:%S.123 +0000 UTC m=+0.1",
	"%Y%m%dT%H%M%SZ",
	"%Y%m%d%H%M%S",
	"%Y/%m/%d %H:%M:%S",
	"%Y-%jT%H:%M:%SZ",
	"%G-W%V-%uT%H:%M:%SZ",
	"%a, %d %b %Y %H:%M:%S GMT",
	"%a %b %e %H:%M:%S UTC %Y",
	"%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)",
	" %Y-%m-%dT%H:%M:%SZ",
	"%s",
	"%s123",
};

/* Each in a table of its own: read once, then by ticks alone. */
static void check_ticks(const char *format)
{
	struct rig rig;

	rig_open(&rig);
	rig.settings.full_every = 100000;
	rig.settings.reconcile_ms = 0;
	rig_create_table(&rig, FORM_S);
	put_polled(&rig, "well", format, 100);
	put_polled(&rig, "late", format, 700);
	put_polled(&rig, "polled", format, 150);
	rig_start(&rig);
	const struct snapshot *snapshot = rig_wait_first(&rig);
	const struct session *well = find(snapshot, "well");
	int64_t age_ms;

	if (well->state != STATE_ON_TIME || find(snapshot, "late")->state != STATE_LATE) {
		fail_msg("%s is not read", format);
	}
	assert_true(session_age(well, session_asof_ms(well), &age_ms));
	assert_in_range(age_ms, 98000, 160000);
	put_polled(&rig, "polled", format, 0);
	rig_wait(&rig, is_polled_again, NULL);
	rig_close(&rig);
}

static void ticks_find_new_polls_in_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		check_ticks(times[i]);
	}
}

/* Writers of different forms in one table: an index sorts one form after the other. */
static void ticks_find_new_polls_in_mixed_forms(void **state)
{
	struct rig *rig = *state;

	rig->settings.full_every = 100000;
	rig->settings.reconcile_ms = 0;
	rig_create_table(rig, FORM_S);
	put_polled(rig, "well", "%Y-%m-%dT%H:%M:%SZ", 100);
	put_polled(rig, "polled", "%s", 150);
	rig_start(rig);
	assert_int_equal(find(rig_wait_first(rig), "polled")->state, STATE_ON_TIME);
	put_polled(rig, "polled", "%s", 0);
	rig_wait(rig, is_polled_again, NULL);
	assert_int_equal(find(rig->snapshot, "well")->state, STATE_ON_TIME);
}

/* --- Other values ---------------------------------------------------------------------------- */

static void numbers_as_text_and_beyond(void **state)
{
	struct rig *rig = *state;
	static const struct {
		const char *user_id, *attributes;
		enum session_state state;
	} cases[] = {
		{"fraction", "'pollingIntervalMs':{'N':'300000.5'}", STATE_ON_TIME},
		{"text", "'pollingIntervalMs':{'S':'300000'}", STATE_ON_TIME},
		{"long", "'pollingIntervalMs':{'N':'99999999999'}", STATE_ON_TIME},
		{"errors", EVERY ",'errorCount':{'S':'12'}", STATE_CRITICAL},
		{"many", EVERY ",'errorCount':{'N':'99999999999999999999'}", STATE_CRITICAL},
		{"words", EVERY ",'errorCount':{'S':'twelve'}", STATE_UNKNOWN},
		{"none", EVERY ",'errorCount':{'N':'0'}", STATE_ON_TIME},
	};

	rig_create_table(rig, FORM_S);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf attributes = {0};
		char polled[40];

		format_time("%Y-%m-%dT%H:%M:%SZ", 100, polled, sizeof(polled));
		buf_printf(&attributes, "'isActive':{'S':'true'},'lastPollAt':{'S':'%s'},%s",
			polled, cases[i].attributes);
		rig_put(rig, cases[i].user_id, "slack", buf_text(&attributes));
		buf_fini(&attributes);
	}
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_first(rig);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct session *session = find(snapshot, cases[i].user_id);

		if (session->state != cases[i].state) {
			fail_msg("%s is %s", cases[i].user_id,
				session_state_info(session->state)->word);
		}
	}
	assert_int_equal(find(snapshot, "errors")->error_count, 12);
	uint32_t counts[UNREADABLE_FORMS];
	uint32_t most = snapshot_count_unreadable(snapshot, UINT32_MAX, counts);

	assert_int_equal(counts[most], 1);
	assert_string_equal(snapshot->unreadable[most], "errorCount S \"aaaaaa\"");
}

static bool is_written(const struct snapshot *snapshot, void *user)
{
	return snapshot->write_result.outcome > WRITE_SENT &&
	       strcmp(snapshot->write_result.user_id, user) == 0;
}

static bool can_write(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->status.can_write &&
	       snapshot->totals.sessions == 4;
}

/* Pauses or resumes it, and reads what is stored then. */
static void assert_toggles(struct rig *rig, const char *user_id, const char *stored)
{
	const struct session *session = find(rig_wait(rig, can_write, NULL), user_id);
	struct write_target target = {.user_id = user_id,
		.service = "slack",
		.seen = session->active,
		.encoding = session->encoding};
	char user[32];
	struct buf value = {0};

	snprintf(user, sizeof(user), "%s", user_id);
	rig_write(rig, &target, 1);
	assert_int_equal(rig_wait(rig, is_written, user)->write_result.outcome, WRITE_WRITTEN);
	rig_read(rig, user_id, "slack", "isActive", &value);
	assert_string_equal(buf_text(&value), stored);
	buf_fini(&value);
}

/* A write uses the spelling of the item, even if other items are spelled otherwise. */
static void active_is_written_as_it_is_spelled(void **state)
{
	struct rig *rig = *state;

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "ACTIVE", "slack", "{'S':'ACTIVE'}", 1000);
	rig_put_healthy(rig, "INACTIVE", "slack", "{'S':'INACTIVE'}", 1000);
	rig_put_healthy(rig, "Yes", "slack", "{'S':'Yes'}", 1000);
	rig_put_healthy(rig, "enabled", "slack", "{'S':'enabled'}", 1000);
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait(rig, can_write, NULL);

	assert_int_equal(find(snapshot, "ACTIVE")->state, STATE_ON_TIME);
	assert_int_equal(find(snapshot, "INACTIVE")->state, STATE_PAUSED);
	assert_toggles(rig, "ACTIVE", "{\"S\":\"INACTIVE\"}");
	assert_toggles(rig, "INACTIVE", "{\"S\":\"ACTIVE\"}");
	assert_toggles(rig, "Yes", "{\"S\":\"No\"}");
	assert_toggles(rig, "enabled", "{\"S\":\"disabled\"}");
}

/* What cannot be read is named. */
static void unknown_spellings_are_named(void **state)
{
	struct rig *rig = *state;
	uint32_t counts[UNREADABLE_FORMS];

	rig_create_table(rig, FORM_S);
	rig_put_healthy(rig, "u1", "slack", "{'S':'RUNNING'}", 1000);
	rig_put_healthy(rig, "u2", "slack", "{'S':'RUNNING'}", 1000);
	rig_put(rig, "u3", "slack",
		"'isActive':{'S':'true'}," EVERY ",'lastPollAt':{'S':'01/12/2026 08:08'}");
	rig_start(rig);
	const struct snapshot *snapshot = rig_wait_refreshed(rig);
	uint32_t most = snapshot_count_unreadable(snapshot, UINT32_MAX, counts);

	assert_int_equal(counts[most], 2);
	assert_string_equal(snapshot->unreadable[most], "isActive S \"RUNNING\"");
	assert_int_equal(snapshot->totals.states[STATE_UNKNOWN], 3);
	const struct session *session = find(snapshot, "u3");

	assert_string_equal(
		snapshot->unreadable[session->unreadable], "lastPollAt S \"99/99/9999 99:99\"");
}

#define RIG_TEST(function) cmocka_unit_test_setup_teardown(function, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_find_new_polls_in_every_form),
		RIG_TEST(ticks_find_new_polls_in_mixed_forms),
		RIG_TEST(numbers_as_text_and_beyond),
		RIG_TEST(active_is_written_as_it_is_spelled),
		RIG_TEST(unknown_spellings_are_named),
	};

	return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
