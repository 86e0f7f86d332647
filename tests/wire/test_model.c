/* SPDX-License-Identifier: MIT */
/*
 * Random histories: sessions are polled, fail, are paused by others, deleted and created, while the
 * server fails in random ways. After the faults have ended and one full sweep is done, the snapshot
 * equals the table. Until then, no session is shown as on time that was not so at the time of the
 * read that the screen names. BEYATOP_SEED chooses other histories.
 */
#include "clock.h"
#include "diagnosis.h"

#include "kit/client.h"
#include "kit/find.h"
#include "kit/parallel.h"
#include "poller.h"
#include "server/server.h"
#include "timestamp.h"

#include "kit/rounds.h"

#include <inttypes.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define USERS       24
#define DEADLINE_MS 60000
#define INTERVAL_MS 60000

#define HISTORIES 100

static const char *const services[] = {"gmail", "slack"};

/* What the table has for one key, as we made it. */
struct truth {
	char user_id[16];
	const char *service;
	bool exists;
	enum session_active active;
	bool was_polled;
	int64_t polled_at_ms;
	int32_t errors;
	/* by us, after the change */
	int64_t changed_mono_ms;
};

struct model {
	struct server *server;
	struct poller *poller;
	struct snapshot *snapshot;
	struct settings settings;
	struct truth truths[USERS * ARRAY_LEN(services)];
	uint64_t random;
	/* the index has errorCount; else it is as old as the notice says */
	bool shows_errors;
};

/* SplitMix64. */
static uint64_t next(struct model *model, uint64_t below)
{
	uint64_t bits = model->random += 0x9E3779B97F4A7C15u;

	bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9u;
	bits = (bits ^ bits >> 27) * 0x94D049BB133111EBu;
	return (bits ^ bits >> 31) % below;
}

/* --- The table ----------------------------------------------------------------------------- */

static void store(struct model *model, const struct truth *truth)
{
	char polled_at[TIMESTAMP_SIZE];

	timestamp_format(truth->polled_at_ms, 3, polled_at);
	struct server_session session = {
		.user_id = truth->user_id,
		.service = truth->service,
		.active = truth->active,
		.polled_at = truth->was_polled ? polled_at : NULL,
		.interval_ms = INTERVAL_MS,
		.error_count = truth->errors,
	};

	server_put(model->server, &session);
}

static void create(struct model *model, struct truth *truth)
{
	truth->exists = true;
	truth->active = next(model, 5) ? ACTIVE_ON : ACTIVE_OFF;
	truth->was_polled = next(model, 8) > 0;
	truth->polled_at_ms = clock_wall_ms() - (int64_t)next(model, 30000);
	truth->errors = 0;
}

/* One random thing that happens to a session. */
static void change_now(struct model *model, struct truth *truth)
{
	if (!truth->exists) {
		create(model, truth);
		store(model, truth);
		return;
	}
	switch (next(model, 6)) {
	case 0:
		truth->exists = false;
		server_delete(model->server, truth->user_id, truth->service);
		return;
	case 1:
		truth->active = truth->active == ACTIVE_ON ? ACTIVE_OFF : ACTIVE_ON;
		break;
	case 2:
		truth->errors += 5;
		break;
	case 3: /* restored from an old copy */
		truth->polled_at_ms -= 10 * INTERVAL_MS;
		break;
	default:
		truth->was_polled = true;
		truth->polled_at_ms = clock_wall_ms();
		truth->errors = 0;
		break;
	}
	store(model, truth);
}

/* A sweep may begin while it happens: what it has shown is only bound by what was over before. */
static void change(struct model *model, struct truth *truth)
{
	change_now(model, truth);
	truth->changed_mono_ms = clock_mono_ms() + 1;
}

/* Throttling comes more rarely: it is answered by waiting for up to a second. */
static const struct server_fault throttling = {.kind = SERVER_THROTTLES, .times = 1};

static const struct server_fault faults[] = {
	{.kind = SERVER_RESPONDS,
		.times = 6,
		.status = 503,
		.body = "{\"__type\":\"a#ServiceUnavailable\"}"},
	{.kind = SERVER_RESPONDS, .times = 5, .status = 200, .type = "text/html", .body = "<html>"},
	{.kind = SERVER_RESETS, .times = 5},
	{.kind = SERVER_CUTS_BODY, .times = 5},
	{.kind = SERVER_SPOILS_CRC, .times = 5},
	{.kind = SERVER_WRONG_TYPES, .times = 3},
	{.kind = SERVER_REPEATS_KEYS, .times = 3, .amount = 2},
	{.kind = SERVER_EMPTY_PAGES, .amount = 2},
	{.kind = SERVER_COMPRESSES},
	{.kind = SERVER_CHUNKS},
};

static void injure(struct model *model)
{
	struct server_fault fault =
		next(model, 200) ? faults[next(model, ARRAY_LEN(faults))] : throttling;

	fault.operation = next(model, 2) ? SERVER_ANY : SERVER_QUERY;
	fault.source = SERVER_ANY;
	server_inject(model->server, &fault);
}

/* --- What the snapshot must say ------------------------------------------------------------ */

/* By the definitions, from the table: on time, or paused, or what else. */
static bool is_on_time(const struct model *model, const struct truth *truth, int64_t now_ms)
{
	if (!truth->exists || truth->active != ACTIVE_ON || !truth->was_polled) {
		return false;
	}
	int64_t age_ms = now_ms - truth->polled_at_ms;

	return (truth->errors < 3 || !model->shows_errors) && age_ms >= -5000 &&
	       !(age_ms >= 2 * INTERVAL_MS && age_ms > INTERVAL_MS + 30000);
}

static struct truth *find_truth(struct model *model, const char *user_id, const char *service)
{
	for (size_t i = 0; i < ARRAY_LEN(model->truths); i++) {
		struct truth *truth = &model->truths[i];

		if (strcmp(truth->user_id, user_id) == 0 && strcmp(truth->service, service) == 0) {
			return truth;
		}
	}
	fail_msg("%s of %s was never in the table", user_id, service);
	return NULL;
}

/*
 * What is shown on time and is not may have become so only after the last look that could have
 * shown it: the begin of the last sweep.
 */
static void check_freshness(struct model *model, const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		const char *service = snapshot->services[session->service].name;
		const struct truth *truth = find_truth(model, session->user_id, service);
		bool is_gone = session->flags & SESSION_MISSED;

		if (session->state == STATE_ON_TIME && !is_gone &&
			!is_on_time(model, truth, clock_wall_ms()) &&
			truth->changed_mono_ms < snapshot->status.swept_mono_ms) {
			fail_msg("%s of %s is shown on time; it has not been so for %" PRId64
				 " ms, and the last sweep began %" PRId64 " ms ago",
				session->user_id, service, clock_mono_ms() - truth->changed_mono_ms,
				clock_mono_ms() - snapshot->status.swept_mono_ms);
		}
	}
}

/* NULL: not in the table any more, though it may still be shown as missed. */
static const struct session *find_present(
	const struct snapshot *snapshot, const struct truth *truth)
{
	const struct session *session = find_session(snapshot, truth->user_id, truth->service);

	return session && !(session->flags & SESSION_MISSED) ? session : NULL;
}

static void check_equal(struct model *model, const struct snapshot *snapshot, uint64_t history)
{
	for (size_t i = 0; i < ARRAY_LEN(model->truths); i++) {
		const struct truth *truth = &model->truths[i];
		const struct session *session = find_present(snapshot, truth);

		if (truth->exists != (session != NULL)) {
			fail_msg("history %" PRIu64 ": %s of %s is %s", history, truth->user_id,
				truth->service, session ? "shown, but gone" : "not shown");
		}
		if (!session) {
			continue;
		}
		int64_t polled_at_ms = truth->was_polled ? truth->polled_at_ms : SESSION_NO_TIME;

		if (session->active != truth->active || session->polled_at_ms != polled_at_ms ||
			session->error_count != truth->errors ||
			session->interval_ms != INTERVAL_MS) {
			fail_msg("history %" PRIu64
				 ": %s of %s is shown with isActive %d, lastPollAt "
				 "%" PRId64 ", errorCount %d; it has %d, %" PRId64 ", %d",
				history, truth->user_id, truth->service, session->active,
				session->polled_at_ms, session->error_count, truth->active,
				polled_at_ms, truth->errors);
		}
	}
}

/* The diagnosis is of the sessions that came with it: late ones and minutes are counted again. */
static void check_diagnosis(const struct model *model, const struct snapshot *snapshot)
{
	const struct diagnosis *diagnosis = snapshot->diagnosis;
	uint32_t unhealthy = 0, late = 0, in_minutes = diagnosis->histogram.before;

	for (size_t i = 0; i < snapshot->sessions_count; i++) {
		const struct session *session = &snapshot->sessions[i];
		const char *service = snapshot->services[session->service].name;

		unhealthy += session_state_info(session->state)->severity > 0;
		late += session_is_late(session, settings_limits(&model->settings, service));
	}
	for (size_t i = 0; i < snapshot->services_count; i++) {
		unhealthy -= diagnosis->services[i].unhealthy_count;
	}
	for (size_t i = 0; i < HISTOGRAM_MINUTES; i++) {
		in_minutes += diagnosis->histogram.minutes[i];
	}
	assert_ptr_equal(diagnosis->snapshot, snapshot);
	assert_memory_equal(&diagnosis->totals, &snapshot->totals, sizeof(snapshot->totals));
	assert_int_equal(unhealthy, 0);
	assert_int_equal(diagnosis->late, late);
	assert_int_equal(in_minutes, late);
}

/* --- Watching ------------------------------------------------------------------------------ */

/* Takes the next snapshot and checks it; false when none came. */
static bool take(struct model *model, int64_t timeout_ms)
{
	struct pollfd wake = {.fd = poller_wake_fd(model->poller), .events = POLLIN};

	if (poll(&wake, 1, (int)timeout_ms) <= 0) {
		return false;
	}
	struct snapshot *snapshot = poller_take(model->poller);

	if (snapshot) {
		check_freshness(model, snapshot);
		check_diagnosis(model, snapshot);
		snapshot_free(model->snapshot);
		model->snapshot = snapshot;
	}
	return true;
}

static void send(struct model *model, enum poller_command_kind kind)
{
	poller_send(model->poller, &(struct poller_command){.kind = kind});
}

static bool is_swept_since(const struct snapshot *snapshot, int64_t mono_ms)
{
	const struct poll_status *status = &snapshot->status;

	/* A Scan may have begun before and ended after it; if the next one failed, that shows. */
	return status->is_complete && status->swept_mono_ms > mono_ms &&
	       status->reconciled_mono_ms > mono_ms && !status->reconcile_failure[0] &&
	       status->unfilled == 0 && !status->is_sweeping && !status->is_reconciling;
}

/* One sweep and one Scan that began after this. */
static void wait_swept(struct model *model, uint64_t history)
{
	int64_t began_mono_ms = clock_mono_ms();

	send(model, COMMAND_SWEEP);
	send(model, COMMAND_RECONCILE);
	while (!model->snapshot || !is_swept_since(model->snapshot, began_mono_ms)) {
		if (clock_mono_ms() - began_mono_ms > DEADLINE_MS) {
			fail_msg("history %" PRIu64 ": no sweep came to its end: %s", history,
				model->snapshot ? model->snapshot->error.text : "");
		}
		take(model, 1000);
	}
}

static void run_history(struct model *model, uint64_t history)
{
	uint64_t events = 1 + next(model, 20);

	for (uint64_t i = 0; i < events; i++) {
		if (next(model, 4) == 0) {
			injure(model);
		}
		change(model, &model->truths[next(model, ARRAY_LEN(model->truths))]);
		if (next(model, 3) == 0) {
			take(model, 5);
		}
	}
	server_lift(model->server);
	wait_swept(model, history);
	check_equal(model, model->snapshot, history);
}

static void open_model(struct model *model, enum server_form form,
	enum server_projection projection, uint64_t seed)
{
	*model = (struct model){.random = seed, .shows_errors = projection != SERVER_PROJECTS_KEYS};
	struct server_settings server = {.table = "model", .form = form, .projection = projection};

	model->server = server_start(&server);
	for (size_t i = 0; i < ARRAY_LEN(model->truths); i++) {
		struct truth *truth = &model->truths[i];

		snprintf(truth->user_id, sizeof(truth->user_id), "u%zu", i / ARRAY_LEN(services));
		truth->service = services[i % ARRAY_LEN(services)];
		if (next(model, 2)) {
			create(model, truth);
			store(model, truth);
		}
	}
	model->settings = client_settings("model", server_url(model->server));
	model->settings.interval_ms = 10;
	model->settings.full_every = 10;
	model->settings.reconcile_ms = 200;
	setenv("AWS_ACCESS_KEY_ID", SERVER_KEY_ID, 1);
	setenv("AWS_SECRET_ACCESS_KEY", SERVER_SECRET, 1);
	struct error err;

	model->poller = poller_start(&model->settings, &err);
	assert_non_null(model->poller);
}

static void close_model(struct model *model)
{
	poller_stop(model->poller);
	snapshot_free(model->snapshot);
	server_stop(model->server);
}

/* A share of the histories, on a table of that shape. */
static void run_histories(enum server_form form, enum server_projection projection)
{
	uint64_t count = (uint64_t)rounds(HISTORIES) / 5;
	const char *text = getenv("BEYATOP_SEED");
	uint64_t seed = text ? strtoull(text, NULL, 10) : 1;
	struct model model;

	printf("# the same events again, in the same order: BEYATOP_SEED=%" PRIu64 "\n", seed);
	open_model(&model, form, projection, seed + form);
	for (uint64_t i = 0; i < count; i++) {
		run_history(&model, i);
	}
	close_model(&model);
}

static void active_as_s(void **state)
{
	(void)state;
	run_histories(SERVER_FORM_S, SERVER_PROJECTS_ALL);
}

static void active_as_n(void **state)
{
	(void)state;
	run_histories(SERVER_FORM_N, SERVER_PROJECTS_ALL);
}

static void active_as_bool(void **state)
{
	(void)state;
	run_histories(SERVER_FORM_BOOL, SERVER_PROJECTS_ALL);
}

static void keys_only(void **state)
{
	(void)state;
	run_histories(SERVER_FORM_S, SERVER_PROJECTS_KEYS);
}

static void shadow_key(void **state)
{
	(void)state;
	run_histories(SERVER_FORM_SPARSE, SERVER_PROJECTS_ALL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(active_as_s),
		cmocka_unit_test(active_as_n),
		cmocka_unit_test(active_as_bool),
		cmocka_unit_test(keys_only),
		cmocka_unit_test(shadow_key),
	};

	return parallel_run("model", tests, ARRAY_LEN(tests), NULL, NULL);
}
