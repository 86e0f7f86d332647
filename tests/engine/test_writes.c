/* SPDX-License-Identifier: MIT */
/*
 * Orders of writes on a real engine, with each way to store isActive, beside a second client that
 * changes the table before the dialog is confirmed, and a second dashboard.
 */
#include "clock.h"
#include "finding.h"

#include "kit/rig.h"

#include "kit/find.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SERVICE "slack"
#define COUNT   30

/* How a form spells active and paused, as attribute values. */
static const struct spelling {
	enum form form;
	/* for rig_put_healthy() */
	const char *on, *off;
	/* as rig_read() gives them */
	const char *on_read, *off_read;
} spellings[] = {
	{FORM_S, "{'S':'true'}", "{'S':'false'}", "{\"S\":\"true\"}", "{\"S\":\"false\"}"},
	{FORM_N, "{'N':'1'}", "{'N':'0'}", "{\"N\":\"1\"}", "{\"N\":\"0\"}"},
	{FORM_BOOL, "{'BOOL':true}", "{'BOOL':false}", "{\"BOOL\":true}", "{\"BOOL\":false}"},
};

static void name(size_t i, char user[32])
{
	snprintf(user, 32, "u-%03zu", i);
}

static void put_all(struct rig *rig, const struct spelling *spelling)
{
	for (size_t i = 0; i < COUNT; i++) {
		char user[32];

		name(i, user);
		rig_put_healthy(rig, user, SERVICE, spelling->on, 1000 + (int64_t)i);
	}
}

static void assert_active(struct rig *rig, size_t i, const char *expected)
{
	struct buf value = {0};
	char user[32];

	name(i, user);
	rig_read(rig, user, SERVICE, "isActive", &value);
	assert_string_equal(buf_text(&value), expected);
	buf_fini(&value);
}

/* Keys of the first sessions, as the newest snapshot shows them. */
static size_t keys_of(struct rig *rig, struct write_target *keys, char users[][32], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		name(i, users[i]);
		const struct session *session = find_session(rig->snapshot, users[i], SERVICE);

		assert_non_null(session);
		keys[i] = (struct write_target){.user_id = users[i],
			.service = SERVICE,
			.seen = session->active,
			.encoding = session->encoding};
	}
	return count;
}

static bool is_over(const struct snapshot *snapshot, void *user)
{
	const struct rig *rig = user;

	return snapshot->write_progress.number == rig->orders &&
	       snapshot->write_progress.phase == WRITES_FINISHED;
}

static const struct write_progress *write_keys(
	struct rig *rig, const struct write_target *keys, size_t count)
{
	rig_write(rig, keys, count);
	return &rig_wait(rig, is_over, rig)->write_progress;
}

static bool is_ready(const struct snapshot *snapshot, void *user)
{
	(void)user;
	return snapshot->status.is_complete && snapshot->status.can_write &&
	       snapshot->sessions_count == COUNT;
}

static void open_with(struct rig *rig, const struct spelling *spelling)
{
	rig_open(rig);
	rig_create_table(rig, spelling->form);
	put_all(rig, spelling);
	rig_start(rig);
	rig_wait(rig, is_ready, NULL);
}

/* One, then many, then all undone; nothing else is touched. */
static void one_many_and_undo(void **state)
{
	struct write_target keys[COUNT];
	char users[COUNT][32];

	(void)state;
	for (size_t form = 0; form < sizeof(spellings) / sizeof(spellings[0]); form++) {
		const struct spelling *spelling = &spellings[form];
		struct rig rig;

		open_with(&rig, spelling);
		keys_of(&rig, keys, users, COUNT);
		assert_int_equal(write_keys(&rig, keys, 1)->outcomes_count[WRITE_WRITTEN], 1);
		assert_active(&rig, 0, spelling->off_read);
		assert_active(&rig, 1, spelling->on_read);
		assert_true(find_session(rig.snapshot, users[0], SERVICE)->active == ACTIVE_OFF);

		assert_int_equal(write_keys(&rig, keys + 1, 20)->outcomes_count[WRITE_WRITTEN], 20);
		for (size_t i = 1; i <= 20; i++) {
			assert_active(&rig, i, spelling->off_read);
			keys[i].seen = ACTIVE_OFF;
		}
		assert_active(&rig, 21, spelling->on_read);

		assert_int_equal(write_keys(&rig, keys + 1, 20)->outcomes_count[WRITE_WRITTEN], 20);
		for (size_t i = 1; i < COUNT; i++) {
			assert_active(&rig, i, spelling->on_read);
		}
		assert_active(&rig, 0, spelling->off_read);
		rig_close(&rig);
	}
}

/* Before the dialog is confirmed, a second client pauses one session and deletes another. */
static void conflicts_and_deleted_sessions(void **state)
{
	struct write_target keys[COUNT];
	char users[COUNT][32];

	(void)state;
	for (size_t form = 0; form < sizeof(spellings) / sizeof(spellings[0]); form++) {
		const struct spelling *spelling = &spellings[form];
		struct rig rig;

		open_with(&rig, spelling);
		keys_of(&rig, keys, users, 10);
		rig_put_healthy(&rig, users[3], SERVICE, spelling->off, 1000);
		rig_delete(&rig, users[7], SERVICE);
		const struct write_progress *writing = write_keys(&rig, keys, 10);

		assert_int_equal(writing->outcomes_count[WRITE_WRITTEN], 8);
		assert_int_equal(writing->outcomes[3], WRITE_CONFLICT);
		assert_int_equal(writing->outcomes[7], WRITE_GONE);
		assert_active(&rig, 3, spelling->off_read);
		assert_active(&rig, 7, ""); /* no item was created */
		assert_active(&rig, 9, spelling->off_read);
		const struct write_record *records = rig.snapshot->write_records;
		size_t first = rig.snapshot->write_records_count - 10;

		assert_int_equal(records[first + 3].outcome, WRITE_CONFLICT);
		assert_non_null(strstr(records[first + 3].detail,
			spelling->form == FORM_N ? "N \"0\"" : "\"false\""));
		assert_int_equal(records[first + 7].outcome, WRITE_GONE);
		rig_close(&rig);
	}
}

/* --- Two dashboards ------------------------------------------------------------------------- */

/* True when that many sessions were paused, or resumed, by others, and a finding says so. */
struct flip {
	enum session_active active;
	uint32_t sessions;
};

static bool has_flip(const struct snapshot *snapshot, void *user)
{
	const struct flip *flip = user;
	enum finding_kind kind =
		flip->active == ACTIVE_ON ? FINDING_MASS_RESUME : FINDING_MASS_PAUSE;

	for (size_t i = 0; i < snapshot->findings->current; i++) {
		const struct finding *finding = &snapshot->findings->list[i];

		if (finding->kind == kind && finding->members == flip->sessions) {
			return true;
		}
	}
	return false;
}

/* Lines of the changes about sessions that were paused or resumed, or such a mass of them. */
static size_t count_flips(const struct snapshot *snapshot)
{
	size_t count = 0;

	for (size_t i = 0; i < snapshot->changes_count; i++) {
		const struct change *change = &snapshot->changes[i];

		count += change->kind == CHANGE_PAUSED || change->kind == CHANGE_RESUMED ||
			 (change->text && strstr(change->text, "by others"));
	}
	return count;
}

/*
 * There is only one sweep, so the other dashboard must notice by ticks: these sessions have not
 * polled for an hour, and a tick by lastPollAt alone would not show them.
 */
static void two_dashboards_see_each_other(void **state)
{
	struct write_target keys[COUNT];
	char users[COUNT][32];

	(void)state;
	for (size_t form = 0; form < sizeof(spellings) / sizeof(spellings[0]); form++) {
		const struct spelling *spelling = &spellings[form];
		struct rig rig, other = {0};

		rig_open(&rig);
		rig.settings.full_every = 10000;
		rig.settings.reconcile_ms = 0;
		rig.settings.services[0] = SERVICE;
		rig.settings.services_count = 1;
		rig_create_table(&rig, spelling->form);
		for (size_t i = 0; i < COUNT; i++) {
			char user[32];

			name(i, user);
			rig_put_healthy(
				&rig, user, SERVICE, spelling->on, 3600 * 1000 + (int64_t)i);
		}
		other.settings = rig.settings;
		rig_start(&rig);
		rig_start(&other);
		rig_wait(&rig, is_ready, NULL);
		rig_wait(&other, is_ready, NULL);
		rig_wait_first(&rig);
		const struct snapshot *snapshot = rig_wait_first(&other);
		int64_t swept_mono_ms = snapshot->status.swept_mono_ms;

		keys_of(&rig, keys, users, 5);
		write_keys(&rig, keys, 5);
		snapshot = rig_wait(&other, has_flip, &(struct flip){ACTIVE_OFF, 5});
		assert_int_equal(find_session(snapshot, users[0], SERVICE)->active, ACTIVE_OFF);
		for (size_t i = 0; i < 5; i++) {
			keys[i].seen = ACTIVE_OFF;
		}
		write_keys(&rig, keys, 5);
		snapshot = rig_wait(&other, has_flip, &(struct flip){ACTIVE_ON, 5});
		assert_int_equal(snapshot->status.swept_mono_ms, swept_mono_ms);
		/* Our own writes are no changes. */
		assert_int_equal(count_flips(rig.snapshot), 0);
		assert_true(count_flips(snapshot) >= 2);
		poller_stop(other.poller);
		snapshot_free(other.snapshot);
		rig_close(&rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_many_and_undo),
		cmocka_unit_test(conflicts_and_deleted_sessions),
		cmocka_unit_test(two_dashboards_see_each_other),
	};

	return cmocka_run_group_tests_name("writes on an engine", tests, NULL, NULL);
}
