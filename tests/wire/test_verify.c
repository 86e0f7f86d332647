/* SPDX-License-Identifier: MIT */
/*
 * Sessions that turn late by their age, and attributes that change without a poll: what the poller
 * reads by BatchGetItem from a server that counts. Full sweeps and Scans are off, and the last
 * polls are too old for ticks, so nothing else can show it. Time passes by the server's clock. And
 * what only Scans find, which use the same budget.
 */
#include "clock.h"
#include "kit/client.h"
#include "kit/find.h"
#include "kit/parallel.h"
#include "kit/state_home.h"
#include "poller.h"
#include "timestamp.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DEADLINE_MS 60000
/* Too long ago for the overlap of ticks. */
#define POLLED_AGO_MS 40000
/* After this, that poll is late by either interval; before, it is overdue by the short one. */
#define JUMP_MS  60000
#define SHORT_MS 25000
#define LONG_MS  45000
#define NEVER    1000000
#define MANY     2000
/* Seconds of the budget: what is saved up, and what a call may cost. */
#define SAVED_S 60
#define CALL_S  4

struct site {
	struct server *server;
	struct settings settings;
	struct poller *poller;
	/* the newest */
	struct snapshot *snapshot;
	char polled_at[TIMESTAMP_SIZE];
	/* the most sessions that were unverified in any snapshot */
	uint32_t most_unverified;
	/* sessions that were shown late or critical in any snapshot */
	char shown_late[200];
};

static void put(struct site *site, const char *user_id, enum session_active active, int errors,
	int64_t interval_ms)
{
	struct server_session session = {
		.user_id = user_id,
		.service = "gmail",
		.active = active,
		.polled_at = site->polled_at,
		.interval_ms = interval_ms,
		.error_count = errors,
	};

	server_put(site->server, &session);
}

static void put_overdue(struct site *site, const char *user_id)
{
	put(site, user_id, ACTIVE_ON, 0, SHORT_MS);
}

static void put_in_time(struct site *site, const char *user_id)
{
	put(site, user_id, ACTIVE_ON, 0, LONG_MS);
}

static void open_site(struct site *site, enum server_form form)
{
	struct server_settings table = {.table = "sessions", .form = form};

	*site = (struct site){.server = server_start(&table)};
	site->settings = client_settings("sessions", server_url(site->server));
	site->settings.full_every = NEVER;
	timestamp_format(clock_wall_ms() - POLLED_AGO_MS, 3, site->polled_at);
}

static void note_late(struct site *site)
{
	const struct snapshot *snapshot = site->snapshot;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		size_t length = strlen(site->shown_late);

		if (session_is_late(session, &site->settings.limits) &&
			!strstr(site->shown_late, session->user_id)) {
			snprintf(site->shown_late + length, sizeof(site->shown_late) - length,
				"%s ", session->user_id);
		}
	}
}

/* Takes snapshots until one meets the condition. */
static void wait_until(struct site *site, bool (*is_met)(const struct snapshot *))
{
	int64_t deadline_mono_ms = clock_mono_ms() + DEADLINE_MS;

	while (!site->snapshot || !is_met(site->snapshot)) {
		struct pollfd wake = {.fd = poller_wake_fd(site->poller), .events = POLLIN};
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();

		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_msg("no such snapshot; shown late: %s", site->shown_late);
		}
		struct snapshot *newer = poller_take(site->poller);

		if (!newer) {
			continue;
		}
		snapshot_free(site->snapshot);
		site->snapshot = newer;
		note_late(site);
		if (newer->status.unverified > site->most_unverified) {
			site->most_unverified = newer->status.unverified;
		}
	}
}

static bool has_swept(const struct snapshot *snapshot)
{
	return snapshot->status.is_complete && snapshot->status.unfilled == 0;
}

/* Starts reading: all sessions are on time. */
static void start(struct site *site)
{
	struct error err;

	site->poller = poller_start(&site->settings, &err);
	assert_non_null(site->poller);
	wait_until(site, has_swept);
	assert_int_equal(
		site->snapshot->totals.states[STATE_ON_TIME], site->snapshot->totals.sessions);
}

static void close_site(struct site *site)
{
	poller_stop(site->poller);
	snapshot_free(site->snapshot);
	server_stop(site->server);
}

static enum session_state state_of(const struct snapshot *snapshot, const char *user_id)
{
	const struct session *session = find_session(snapshot, user_id, "gmail");

	return session ? session->state : STATE_COUNT;
}

static bool is_stopped_late(const struct snapshot *snapshot)
{
	return state_of(snapshot, "stopped") == STATE_LATE;
}

/* --- Late for the first time ----------------------------------------------------------------- */

/* Two sessions stop being polled, because one is deleted and the other paused; a third just stops.
 */
static void stop_three(struct site *site)
{
	put_in_time(site, "stopped");
	put_in_time(site, "deleted");
	put_in_time(site, "paused");
	start(site);
	assert_true(server_delete(site->server, "deleted", "gmail"));
	put(site, "paused", ACTIVE_OFF, 0, LONG_MS);
	server_set_skew(site->server, JUMP_MS);
}

static bool is_settled(const struct snapshot *snapshot)
{
	return is_stopped_late(snapshot) && state_of(snapshot, "deleted") == STATE_COUNT &&
	       state_of(snapshot, "paused") == STATE_PAUSED;
}

/* However isActive is stored, and whatever the indexes project. */
static void deleted_is_gone_and_paused_is_paused(void **state)
{
	(void)state;
	static const struct {
		enum server_form form;
		enum server_projection projection;
	} tables[] = {
		{SERVER_FORM_S, SERVER_PROJECTS_ALL},
		{SERVER_FORM_N, SERVER_PROJECTS_SOME},
		{SERVER_FORM_S, SERVER_PROJECTS_KEYS},
		{SERVER_FORM_BOOL, SERVER_PROJECTS_ALL},
		{SERVER_FORM_BOOL, SERVER_PROJECTS_KEYS},
		{SERVER_FORM_SHADOW, SERVER_PROJECTS_ALL},
		{SERVER_FORM_SPARSE, SERVER_PROJECTS_ALL},
	};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		struct site site;

		open_site(&site, tables[i].form);
		server_set_projection(site.server, tables[i].projection);
		stop_three(&site);
		wait_until(&site, is_settled);
		assert_string_equal(site.shown_late, "stopped ");
		close_site(&site);
	}
}

/* The third is found by the toggle check. */
static bool are_two_late(const struct snapshot *snapshot)
{
	return is_stopped_late(snapshot) && state_of(snapshot, "deleted") == STATE_LATE;
}

/* Where it is not allowed, a session is late by its age, and nothing is said to be wrong. */
static void denied_verification_delays_nothing(void **state)
{
	(void)state;
	static const struct server_fault denied = {.kind = SERVER_RESPONDS,
		.operation = SERVER_BATCH_GET_ITEM,
		.source = SERVER_ANY,
		.status = 400,
		.body = "{\"__type\":\"x#AccessDeniedException\",\"message\":\"no\"}"};
	struct site site;

	open_site(&site, SERVER_FORM_S);
	server_inject(site.server, &denied);
	stop_three(&site);
	wait_until(&site, are_two_late);
	assert_int_equal(site.snapshot->error.kind, ERROR_NONE);
	assert_string_equal(site.snapshot->status.notice, "");
	close_site(&site);
}

/* Responses that do not come: the sessions are late after a few seconds. */
static void slow_verification_delays_little(void **state)
{
	(void)state;
	static const struct server_fault slow = {.kind = SERVER_DELAYS,
		.operation = SERVER_BATCH_GET_ITEM,
		.source = SERVER_ANY,
		.amount = DEADLINE_MS};
	struct site site;

	open_site(&site, SERVER_FORM_S);
	server_inject(site.server, &slow);
	stop_three(&site);
	wait_until(&site, are_two_late);
	assert_in_range(site.most_unverified, 2, 3);
	close_site(&site);
}

/* Keys that stay unprocessed are throttling: their sessions are late. */
static void unprocessed_keys_are_late(void **state)
{
	(void)state;
	static const struct server_fault unprocessed = {.kind = SERVER_UNPROCESSED,
		.operation = SERVER_BATCH_GET_ITEM,
		.source = SERVER_ANY};
	struct site site;

	open_site(&site, SERVER_FORM_S);
	server_inject(site.server, &unprocessed);
	stop_three(&site);
	wait_until(&site, are_two_late);
	assert_in_range(site.most_unverified, 1, 3);
	close_site(&site);
}

static bool are_all_late(const struct snapshot *snapshot)
{
	return snapshot->totals.states[STATE_LATE] == snapshot->totals.sessions;
}

/* More than the budget can verify soon: none waits for it. */
static void many_are_late_at_once(void **state)
{
	(void)state;
	char user_id[16];
	struct site site;

	open_site(&site, SERVER_FORM_S);
	site.settings.max_read_rate = 5;
	for (int i = 0; i < MANY; i++) {
		snprintf(user_id, sizeof(user_id), "u%d", i);
		put_in_time(&site, user_id);
	}
	start(&site);
	server_set_skew(site.server, JUMP_MS);
	wait_until(&site, are_all_late);
	assert_int_equal(site.snapshot->totals.sessions, MANY);
	assert_int_equal(site.most_unverified, 0);
	close_site(&site);
}

/* --- Changes without a poll --------------------------------------------------------------------
 */

static bool has_errors(const struct snapshot *snapshot)
{
	return state_of(snapshot, "failing") == STATE_CRITICAL;
}

static bool has_interval(const struct snapshot *snapshot)
{
	const struct session *session = find_session(snapshot, "slower", "gmail");

	return session && session->interval_ms == LONG_MS;
}

static bool is_deleted_gone(const struct snapshot *snapshot)
{
	return state_of(snapshot, "deleted") == STATE_COUNT;
}

/* Of sessions that are overdue: errors, another interval, and deletion. */
static void overdue_sessions_are_read_again(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, SERVER_FORM_S);
	put_overdue(&site, "failing");
	put_overdue(&site, "slower");
	put_overdue(&site, "deleted");
	start(&site);
	put(&site, "failing", ACTIVE_ON, 12, SHORT_MS);
	wait_until(&site, has_errors);
	put(&site, "slower", ACTIVE_ON, 0, LONG_MS);
	wait_until(&site, has_interval);
	server_delete(site.server, "deleted", "gmail");
	wait_until(&site, is_deleted_gone);
	assert_string_equal(site.shown_late, "");
	close_site(&site);
}

/* A session that was late when it was deleted. */
static void late_sessions_are_read_again(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, SERVER_FORM_S);
	put_overdue(&site, "stopped");
	put_overdue(&site, "deleted");
	start(&site);
	server_set_skew(site.server, JUMP_MS);
	wait_until(&site, are_all_late);
	server_delete(site.server, "deleted", "gmail");
	wait_until(&site, is_deleted_gone);
	assert_int_equal(site.snapshot->totals.states[STATE_LATE], 1);
	close_site(&site);
}

static bool has_many_errors(const struct snapshot *snapshot)
{
	return snapshot->totals.erroring >= 100;
}

/* Many overdue sessions: reading them again stays within the budget. */
static void reading_again_keeps_the_budget(void **state)
{
	(void)state;
	char user_id[16];
	struct site site;

	open_site(&site, SERVER_FORM_S);
	site.settings.max_read_rate = 5;
	for (int i = 0; i < MANY; i++) {
		snprintf(user_id, sizeof(user_id), "u%d", i);
		put_overdue(&site, user_id);
	}
	int64_t began_mono_ms = clock_mono_ms();

	start(&site);
	for (int i = 0; i < MANY; i++) {
		snprintf(user_id, sizeof(user_id), "u%d", i);
		put(&site, user_id, ACTIVE_ON, 1, SHORT_MS);
	}
	wait_until(&site, has_many_errors);
	double seconds = (double)(clock_mono_ms() - began_mono_ms) / 1000;
	struct server_count count = server_count(site.server, SERVER_ANY, SERVER_TABLE);

	printf("# %d overdue sessions, budget 5 RCU/s: %.0f RCU of the table in %.1f s\n", MANY,
		count.read_units, seconds);
	/* A third of what was saved up is left for urgent reads. */
	assert_true(count.read_units <= 5 * (seconds + SAVED_S * 2 / 3.0 + CALL_S));
	close_site(&site);
}

/* --- Scans -------------------------------------------------------------------------------------
 */

static bool has_scanned(const struct snapshot *snapshot)
{
	return snapshot->status.reconciled_mono_ms >= 0;
}

static bool has_newcomers(const struct snapshot *snapshot)
{
	return find_session(snapshot, "new", "notion") && find_session(snapshot, "never", "gmail");
}

/* Without the active index: a session of a new service, and one that was never polled. */
static void scans_find_newcomers(void **state)
{
	(void)state;
	struct site site;

	open_site(&site, SERVER_FORM_BOOL);
	site.settings.reconcile_ms = 100;
	put_overdue(&site, "old");
	start(&site);
	wait_until(&site, has_scanned);
	struct server_session newcomer = {.user_id = "new",
		.service = "notion",
		.active = ACTIVE_ON,
		.polled_at = site.polled_at,
		.interval_ms = SHORT_MS};

	server_put(site.server, &newcomer);
	newcomer.user_id = "never";
	newcomer.service = "gmail";
	newcomer.polled_at = NULL;
	server_put(site.server, &newcomer);
	wait_until(&site, has_newcomers);
	assert_int_equal(site.snapshot->status.source, SOURCE_SERVICE_INDEX);
	close_site(&site);
}

#define CALLS_EACH 5

static bool has_both_read(const struct site *site)
{
	return server_count(site->server, SERVER_SCAN, SERVER_TABLE).requests >= CALLS_EACH &&
	       server_count(site->server, SERVER_BATCH_GET_ITEM, SERVER_TABLE).requests >=
		       CALLS_EACH;
}

/* Scans and items that are read again want more than there is: they share the budget. */
static void scans_and_items_share_the_budget(void **state)
{
	(void)state;
	enum { RATE = 10 };
	char user_id[16];
	struct site site;

	open_site(&site, SERVER_FORM_S);
	site.settings.max_read_rate = RATE;
	site.settings.reconcile_ms = 1;
	for (int i = 0; i < MANY; i++) {
		snprintf(user_id, sizeof(user_id), "u%d", i);
		put_overdue(&site, user_id);
	}
	int64_t began_mono_ms = clock_mono_ms();

	start(&site);
	while (!has_both_read(&site)) {
		assert_true(clock_mono_ms() - began_mono_ms < DEADLINE_MS);
		poll(NULL, 0, 50);
	}
	double seconds = (double)(clock_mono_ms() - began_mono_ms) / 1000;
	double scans = server_count(site.server, SERVER_SCAN, SERVER_TABLE).read_units;
	double items = server_count(site.server, SERVER_BATCH_GET_ITEM, SERVER_TABLE).read_units;

	printf("# %d overdue sessions, budget %d RCU/s, %.1f s: %.0f RCU for Scans, %.0f for items\n",
		MANY, RATE, seconds, scans, items);
	assert_true(scans + items <= RATE * (seconds + SAVED_S + 2 * CALL_S));
	close_site(&site);
}

static int set_up(void **state)
{
	(void)state;
	state_home();
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deleted_is_gone_and_paused_is_paused),
		cmocka_unit_test(denied_verification_delays_nothing),
		cmocka_unit_test(slow_verification_delays_little),
		cmocka_unit_test(unprocessed_keys_are_late),
		cmocka_unit_test(many_are_late_at_once),
		cmocka_unit_test(overdue_sessions_are_read_again),
		cmocka_unit_test(late_sessions_are_read_again),
		cmocka_unit_test(reading_again_keeps_the_budget),
		cmocka_unit_test(scans_find_newcomers),
		cmocka_unit_test(scans_and_items_share_the_budget),
	};

	return parallel_run("verify", tests, ARRAY_LEN(tests), set_up, NULL);
}
