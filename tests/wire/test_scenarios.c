/* SPDX-License-Identifier: MIT */
/*
 * The incidents of tests/scenario through the poll plan: the sessions are in a server's table, are
 * polled there, and come back by ticks, sweeps and scans. Minutes pass on a virtual clock.
 */
#include "clock.h"
#include "diagnosis.h"

#include "kit/plan_bench.h"
#include "kit/scenario_check.h"
#include "kit/virtual_clock.h"
#include "model/snapshot_memory.h"
#include "poller/backfill.h"
#include "poller/plan_status.h"
#include "server/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define REAL_WAIT_MS 1000
#define STEP_MS      100

struct stage {
	struct scenario scenario;
	struct settings settings;
	struct server *server;
	struct plan_bench bench;
	struct backfill backfill;
	struct findings *findings;
	bool is_blind, is_throttled;
	/* of the last refresh that was checked */
	int64_t asof_ms;
};

static void open_stage(struct stage *stage, const char *path)
{
	static const struct server_settings table = {.table = "sessions", .form = SERVER_FORM_S};
	char *no_arguments[] = {NULL};
	struct error err;

	virtual_clock_stop();
	*stage = (struct stage){.server = server_start(&table)};
	scenario_load(&stage->scenario, path);
	stage->scenario.start_ms = clock_wall_ms();
	if (!settings_parse(&stage->settings, 0, no_arguments, &err)) {
		fail_msg("%s", err.text);
	}
	stage->settings.table = table.table;
	stage->settings.endpoint_url = server_url(stage->server);
	stage->settings.interval_ms = stage->scenario.refresh_ms;
	stage->settings.limits.grace_ms = stage->scenario.grace_ms;
	plan_bench_open(&stage->bench, &stage->settings, SERVER_KEY_ID, SERVER_SECRET);
	backfill_init(&stage->backfill, stage->bench.ddb, stage->bench.fleet, table.table,
		&stage->bench.info.stored_format, &stage->bench.info.table_pacer);
}

static void close_stage(struct stage *stage)
{
	plan_bench_close(&stage->bench);
	backfill_fini(&stage->backfill);
	findings_free(stage->findings);
	settings_fini(&stage->settings);
	server_stop(stage->server);
	scenario_free(&stage->scenario);
}

static int64_t now_of(const struct stage *stage)
{
	return clock_wall_ms() - stage->scenario.start_ms;
}

static void write_sessions(struct stage *stage)
{
	scenario_advance(&stage->scenario, now_of(stage));
	scenario_write(&stage->scenario, stage->server, 1);
}

/* The whole server is away while the scenario is blind. */
static void set_faults(struct stage *stage)
{
	bool is_blind = scenario_is_blind(&stage->scenario, now_of(stage));
	bool is_throttled = scenario_is_throttled(&stage->scenario, now_of(stage));
	const struct server_fault throttling = {
		.kind = SERVER_THROTTLES, .operation = SERVER_ANY, .source = SERVER_ANY};

	if (is_blind != stage->is_blind) {
		server_set_listening(stage->server, !is_blind);
	}
	if (is_throttled && !stage->is_throttled) {
		server_inject(stage->server, &throttling);
	} else if (!is_throttled && stage->is_throttled) {
		server_lift(stage->server);
	}
	stage->is_blind = is_blind;
	stage->is_throttled = is_throttled;
}

/* Time passes only while no request is in flight, unless it waits for time to pass. */
static void step(struct stage *stage)
{
	int64_t wait_ms = plan_advance(&stage->bench.plan);

	if (stage->bench.info.is_known) {
		wait_ms = clock_earlier(wait_ms,
			backfill_advance(&stage->backfill, NULL, stage->settings.interval_ms));
	}
	if (ddb_in_flight(stage->bench.ddb) > 0) {
		bool waits_for_time = stage->is_blind || stage->is_throttled;

		ddb_run(stage->bench.ddb, waits_for_time ? 1 : REAL_WAIT_MS);
		if (!waits_for_time) {
			return;
		}
	}
	virtual_clock_advance(wait_ms < 1 ? 1 : clock_earlier(wait_ms, STEP_MS));
	write_sessions(stage);
	set_faults(stage);
}

static struct snapshot *make_snapshot(struct stage *stage)
{
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(stage->bench.fleet, snapshot);
	plan_status_fill(&stage->bench.plan, snapshot);
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, &stage->settings);
	snapshot->memory->findings = findings_follow(snapshot, &stage->findings);
	return snapshot;
}

/* As the publisher does after a refresh. */
static int check(struct stage *stage)
{
	struct snapshot *snapshot = make_snapshot(stage);
	int failed = 0;

	if (snapshot->status.is_complete && snapshot->asof_ms != stage->asof_ms) {
		failed = scenario_check(
			&stage->scenario, snapshot, snapshot->asof_ms - stage->scenario.start_ms);
		stage->asof_ms = snapshot->asof_ms;
	}
	snapshot_free(snapshot);
	return failed;
}

static int play(const char *path)
{
	struct stage stage;
	int failed = 0;

	open_stage(&stage, path);
	if (!stage.scenario.is_for_wire) {
		close_stage(&stage);
		return 0;
	}
	write_sessions(&stage);
	while (now_of(&stage) < stage.scenario.end_ms) {
		step(&stage);
		if (stage.bench.plan.is_changed) {
			stage.bench.plan.is_changed = false;
			failed += check(&stage);
		}
	}
	close_stage(&stage);
	return failed;
}

static void test_all(void **state)
{
	(void)state;
	scenario_check_all(play);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
