/* SPDX-License-Identifier: MIT */
/*
 * The incidents of tests/scenario through the pure functions: fleet, diagnosis and findings,
 * without a network. tests/wire/test_scenarios.c plays the same through the poller.
 */
#include "diagnosis.h"
#include "fleet/fleet.h"
#include "kit/scenario_check.h"
#include "model/snapshot_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct stage {
	struct scenario scenario;
	struct settings settings;
	struct fleet *fleet;
	struct findings *findings;
};

static void put_session(struct fleet *fleet, struct scenario_session *session, int64_t asof_ms)
{
	bool was_polled = session->polled_ms != SESSION_NO_TIME;
	struct item item = {.user_id = session->user_id,
		.service = session->service,
		.session = {
			.polled_at_ms = was_polled ? SCENARIO_START_MS + session->polled_ms
						   : SESSION_NO_TIME,
			.created_at_s =
				(uint32_t)((SCENARIO_START_MS + session->created_ms) / 1000),
			.interval_ms = (uint32_t)session->interval_ms,
			.active = session->is_active ? ACTIVE_ON : ACTIVE_OFF,
			.error_count = session->errors,
		}};

	fleet_put(fleet, &item, asof_ms);
}

static void read_all(struct stage *stage, int64_t asof_ms)
{
	struct scenario *scenario = &stage->scenario;

	for (size_t i = 0; i < scenario->sessions_count; i++) {
		put_session(stage->fleet, &scenario->sessions[i], asof_ms);
	}
	fleet_flush_changes(stage->fleet, asof_ms);
	fleet_sample(stage->fleet, asof_ms);
	fleet_start_changes(stage->fleet);
}

static struct snapshot *make_snapshot(struct stage *stage, int64_t asof_ms, int64_t now_ms)
{
	bool is_blind = scenario_is_blind(&stage->scenario, now_ms);
	struct snapshot *snapshot = snapshot_new();

	fleet_copy(stage->fleet, snapshot);
	snapshot->asof_ms = asof_ms;
	snapshot->asof_mono_ms = asof_ms;
	snapshot->status.source = SOURCE_SCAN;
	snapshot->status.is_complete = !is_blind;
	snapshot->status.is_throttled = scenario_is_throttled(&stage->scenario, now_ms);
	snapshot->status.swept_mono_ms = snapshot->status.reconciled_mono_ms = asof_ms;
	if (is_blind) {
		error_set(&snapshot->error, ERROR_NETWORK, "the connection was refused");
	}
	snapshot->diagnosis = snapshot->memory->diagnosis =
		diagnosis_new(snapshot, &stage->settings);
	snapshot->memory->findings = findings_follow(snapshot, &stage->findings);
	return snapshot;
}

static int play(const char *path)
{
	struct stage stage = {.settings = {.limits = SESSION_THRESHOLDS_DEFAULT}};
	int failed = 0;
	int64_t read_ms = 0;

	scenario_load(&stage.scenario, path);
	stage.settings.limits.grace_ms = stage.scenario.grace_ms;
	stage.fleet = fleet_new(&stage.settings.limits);
	for (int64_t now_ms = 0; now_ms <= stage.scenario.end_ms;
		now_ms += stage.scenario.refresh_ms) {
		scenario_advance(&stage.scenario, now_ms);

		if (!scenario_is_blind(&stage.scenario, now_ms) &&
			!scenario_is_throttled(&stage.scenario, now_ms)) {
			read_ms = SCENARIO_START_MS + now_ms;
			read_all(&stage, read_ms);
		}
		struct snapshot *snapshot = make_snapshot(&stage, read_ms, now_ms);

		failed += scenario_check(&stage.scenario, snapshot, now_ms);
		snapshot_free(snapshot);
	}
	failed += scenario_count_unmet(&stage.scenario);
	findings_free(stage.findings);
	fleet_free(stage.fleet);
	scenario_free(&stage.scenario);
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
